"""Every limit a sign is held to: the defaults of `dsp/signs/README.md`, each with its reason.

All are settings. `SignLimits` holds one set of them; `LimitTable` says where an exercise has its own.
The figures are this project's, not the articles'. `SignLimits.reasons()` gives the reasons to a settings page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from dsp.constants import RAD_PER_DEG
from dsp.errors import ParameterError


def _limit(default: float, reason: str) -> Any:
    """A field with its default and the reason for it, readable at run time."""
    return field(default=default, metadata={"reason": reason})


@dataclass(frozen=True, slots=True)
class SignLimits:
    """The limits of all signs; the unit is in each name, `_ratio` and `_fraction` are of the reference.

    Raises ParameterError where a limit is not a finite number, or is negative.
    """

    margin_sigmas: float = _limit(
        1.5, "A value nearer to its limit than this many of its own sigmas is uncertain: neither a sign nor a pass."
    )
    first_reps: int = _limit(
        2, "The set's own reference is the median of this many first good reps: more would leave short sets unjudged."
    )
    tempo_tolerance_s: float = _limit(0.5, "Nobody counts seconds better than this; the larger of the two counts.")
    tempo_tolerance_fraction: float = _limit(0.15, "Counting drifts in proportion over slow phases.")
    tempo_long_s: float = _limit(
        1.0, "Slower than prescribed is no loss of control: noted at the end, from a second on."
    )

    fast_descent_time_ratio: float = _limit(
        0.75, "Descent times of calm reps vary by about 7 %: a quarter less is well outside."
    )
    late_rush_ratio: float = _limit(0.8, "A calm descent slows to 0.4-0.5 of its middle speed before the bottom.")
    late_rush_reference_ratio: float = _limit(
        1.5, "Half as fast again, so that a lifter's own even descent is no sign."
    )
    bounce_acc_ratio: float = _limit(
        1.5, "Half as hard a turn again as the lifter's own: more than tempo alone explains."
    )
    bounce_pause_cut_s: float = _limit(0.3, "A pause cut by less is within what a lifter can feel.")
    lost_tension_sink_m: float = _limit(0.02, "Settling into the pads stays under 2 cm; sinking again does not.")
    lost_tension_drop_s: float = _limit(
        0.06, "Near the bottom a held bar is braked; falling at a quarter g for longer than a shock lasts is a drop."
    )
    bottom_unstable_ratio: float = _limit(2.0, "Tremor differs between lifters: twice one's own bottoms is a change.")
    position_change_step_m: float = _limit(0.03, "Three centimetres in a quarter second is no drift: the body moved.")
    position_change_roll_rate_rads: float = _limit(
        60.0 * RAD_PER_DEG, "The shaft rolls with the torso; this much above one's own is a sudden change of posture."
    )
    shift_tilt_rad: float = _limit(2.0 * RAD_PER_DEG, "Two degrees are 4-5 cm from end to end of the shaft.")
    shift_yaw_rad: float = _limit(3.0 * RAD_PER_DEG, "About 6 cm from end to end; yaw is less certain than tilt.")
    shift_sideways_m: float = _limit(0.03, "Ordinary sway is 1-2 cm.")
    forward_drift_m: float = _limit(0.04, "From midfoot to the ball of the foot is little more.")
    forward_drift_spreads: float = _limit(
        2.0, "A lifter whose path varies more needs a wider limit: two of its spreads."
    )

    rushed_reps_reference_min_s: float = _limit(0.6, "Who hardly pauses at the top does not brace there either.")
    rushed_reps_ratio: float = _limit(0.5, "Pauses of calm reps vary by about 15 %: half is well outside.")
    rushed_reps_cut_s: float = _limit(0.5, "The tolerance of a counted second.")
    no_lockout_hold_cut_s: float = _limit(0.3, "A hold cut by less is within what a lifter can feel.")
    rest_at_bottom_s: float = _limit(1.0, "Re-bracing takes about a second; longer is a rest.")

    depth_varies_spread_m: float = _limit(0.06, "Calm reps differ by 1-2 cm, and the deepest from the highest by 3.")
    depth_varies_session_m: float = _limit(0.06, "The same, from day to day.")
    depth_varies_sessions: int = _limit(6, "About two or three weeks of training of one lift.")
    depth_varies_sessions_min: int = _limit(3, "The median of fewer sessions is one day's depth.")
    short_rom_fraction: float = _limit(0.9, "A tenth short can be felt and seen.")
    short_rom_m: float = _limit(0.025, "On a short lift a tenth is within the error of the measurement.")
    overshoot_m: float = _limit(0.025, "A lockout that settles by less is the plates' bounce.")
    floor_impact_ms: float = _limit(0.6, "The speed of a fall from 2 cm: a touch, no drop.")
    floor_impact_on_deadlift: bool = _limit(False, "Setting a deadlift down hard is ordinary in many gyms.")

    unsettled_start_s: float = _limit(1.0, "One breath and a brace take about a second.")
    unsettled_start_sway_ratio: float = _limit(2.0, "Twice the lifter's own sway.")

    slowing_note_percent: float = _limit(20.0, "Usual for sets that leave reps in reserve.")
    slowing_warn_percent: float = _limit(30.0, "Usual for sets near failure.")
    form_fading_groups: int = _limit(2, "One kind of sign may be a habit; two kinds together are compensation.")
    form_fading_reps: int = _limit(2, "Once may be chance.")
    form_fading_begun_reps: int = _limit(1, "What the set began with is no fading.")

    target_peak_to_mean: float = _limit(
        1.6, "Peak over mean speed of a smooth descent: 1.5 for a parabola, 1.57 for a sine, 1.88 for minimum jerk."
    )
    target_peak_to_mean_min: float = _limit(1.2, "An evener descent than this is not the lifter's own typical one.")
    target_peak_to_mean_max: float = _limit(1.9, "Beyond minimum jerk the peak is a rush, not to be followed.")

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not math.isfinite(value) or value < 0.0:
                raise ParameterError(
                    f"limit {each.name} = {value} means nothing", "Give a limit as a number of zero or more."
                )

    def changed(self, **values: float) -> SignLimits:
        """These limits with some replaced. Raises ParameterError for a name that is none or a bad value."""
        unknown = sorted(set(values) - {each.name for each in fields(self)})
        if unknown:
            raise ParameterError(
                f"limit {', '.join(unknown)} is not known", "Use the names of the limits as the settings list them."
            )
        return replace(self, **values)  # type: ignore[arg-type]

    @staticmethod
    def reasons() -> Mapping[str, str]:
        """The reason for each default, by name."""
        return MappingProxyType({each.name: str(each.metadata["reason"]) for each in fields(SignLimits)})


@dataclass(frozen=True, slots=True)
class LimitTable:
    """Limits for all exercises, and what some exercises have of their own.

    own: by exercise name, the limits that differ from `common`, by name.
    """

    common: SignLimits = field(default_factory=SignLimits)
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def of(self, exercise: str | None) -> SignLimits:
        """The limits of an exercise; the common ones where none is named. Raises ParameterError as `changed`."""
        own = self.own.get(exercise) if exercise is not None else None
        return self.common.changed(**own) if own else self.common
