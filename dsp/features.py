"""What is measured of one rep, each with its own uncertainty: the input of the signs."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final

from dsp.results import Quality


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and its standard deviation, both in the unit of the field's name."""

    value: float
    sigma: float


@dataclass(frozen=True, slots=True)
class RepFeatures:
    """The measured features of one rep; None is unknown (not resolved, or not defined for this lift).

    Times `*_at_s` are when the phase ended, in the recording's time base, None where unknown.

    tempo_*_s: the four tempo digits, from leaving rest to reaching rest (`dsp/signs/README.md`).
    descent_speed_ms: mean; descent_peak_ms: greatest speed of the descent.
    late_ratio: mean speed of the last 25 % of the descent's travel over that of its middle half.
    turnaround_acc_ms2: greatest upward acceleration at the turn, 10 Hz low-passed, gravity removed.
    dwell_s: time within 0.05 m/s around the turning point.
    second_sink_m: how far the bar sank again after it had stopped near the bottom.
    late_drop_s: longest run of downward acceleration over 0.25 g in the late descent.
    bottom_wobble_acc_ms2, bottom_wobble_rads: 4-10 Hz RMS of horizontal acceleration and of angular rate
        inside the dwell; None unless the dwell lasts 0.3 s.
    bottom_step_m: greatest horizontal step within 0.25 s near the bottom, roll x clip radius removed.
    bottom_roll_rate_rads: greatest roll rate of the shaft near the bottom; None on a sleeve.
    tilt_rad: mean left-right tilt of the bar over the rep, right end up positive.
    yaw_rad: turn about the vertical within the rep. sideways_m: greatest travel along the bar.
    forward_descent_m, forward_drive_m: most forward point of the path in that phase, from the rep's start.
    overshoot_m: the bar's rise past the height at which it then settles in the same lockout.
    lockout_still_s: still time at the top. floor_rest_s: still time at the bottom before the next drive.
    contact_speed_ms: downward speed at contact with the floor; None where there is no contact.
    """

    number: int
    quality: Quality
    start_s: float
    end_s: float
    descent_end_at_s: float | None
    bottom_end_at_s: float | None
    drive_end_at_s: float | None
    top_end_at_s: float | None
    descent_s: Measured | None = None
    descent_speed_ms: Measured | None = None
    descent_peak_ms: Measured | None = None
    tempo_eccentric_s: Measured | None = None
    tempo_bottom_s: Measured | None = None
    tempo_concentric_s: Measured | None = None
    tempo_top_s: Measured | None = None
    late_ratio: Measured | None = None
    turnaround_acc_ms2: Measured | None = None
    dwell_s: Measured | None = None
    second_sink_m: Measured | None = None
    late_drop_s: Measured | None = None
    bottom_wobble_acc_ms2: Measured | None = None
    bottom_wobble_rads: Measured | None = None
    bottom_step_m: Measured | None = None
    bottom_roll_rate_rads: Measured | None = None
    tilt_rad: Measured | None = None
    yaw_rad: Measured | None = None
    sideways_m: Measured | None = None
    forward_descent_m: Measured | None = None
    forward_drive_m: Measured | None = None
    drive_s: Measured | None = None
    drive_speed_ms: Measured | None = None
    drive_peak_ms: Measured | None = None
    rom_m: Measured | None = None
    overshoot_m: Measured | None = None
    lockout_still_s: Measured | None = None
    floor_rest_s: Measured | None = None
    contact_speed_ms: Measured | None = None


MEASURED: Final = frozenset(each.name for each in fields(RepFeatures) if "Measured" in str(each.type))
"""The names of what is measured, each with its uncertainty."""


def values_of(features: RepFeatures) -> dict[str, float]:
    """Every measured value of a rep by name; unknown ones are left out."""
    found = {name: getattr(features, name) for name in sorted(MEASURED)}
    return {name: m.value for name, m in found.items() if m is not None and math.isfinite(m.value)}


@dataclass(frozen=True, slots=True)
class StartFeatures:
    """How settled the lifter was before the first descent.

    settle_s: from the last step to the first descent. sway_m: RMS horizontal sway in that time.
    known_at_s: the time at which it was known (the first descent's start).
    """

    known_at_s: float
    settle_s: Measured | None
    sway_m: Measured | None
