"""How each sign of `dsp/signs/README.md` is brought about on purpose, in one table.

To add one: a row that names the field of the rep's plan to change, what the sign measures, and its limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from dsp.constants import RAD_PER_DEG
from dsp.context import Tempo
from sensor.simulator.plan import RepPlan, SetPlan
from sensor.simulator.truth import RepTruth

INJECTED_REP: Final = 4
"""Number of the rep that shows the sign: after the two that a set is held against, and one more."""
HELD_TOP_S: Final = 1.5
PRESCRIBED_DESCENT_S: Final = 3.0
PRESCRIBED_PAUSE_S: Final = 1.2
COUNTED: Final = 0.3
"""Share of the ordinary variation that is left where a lifter counts."""
CREEP_S: Final = 0.2
"""By how much a counted descent is longer than what the edges show of it."""
UNHURRIED_S: Final = 1.4
"""Shortest median descent of a set in which the last quarter is rushed, s."""
QUICK_DESCENT_SM: Final = 2.2
"""Longest descent in which the floor can be met hard, s for each m of travel."""

Value: TypeAlias = Callable[[RepTruth], float | None]
Limit: TypeAlias = Callable[[list[float]], float]
Preparation: TypeAlias = Callable[[SetPlan], SetPlan]


@dataclass(frozen=True, slots=True)
class Injection:
    """How one sign is brought about.

    lifts: exercises it may be shown in. unit: of the dose. field, between: what is changed of the rep's plan, and
    the range in which it is looked for (of the rep's own travel and times: shares of what they were). value: what
    the sign measures, from the truth. limit: from the values of the first two reps. above: whether the sign is a
    value above its limit. ready: changes to the whole set beforehand. whole: where the value needs all reps (a
    spread, a loss against the best), that function of them and the rep's index. tempo: the prescription it needs.
    """

    lifts: tuple[str, ...]
    unit: str
    field: str
    between: tuple[float, float]
    value: Value
    limit: Limit
    above: bool = True
    ready: Preparation | None = None
    whole: Callable[[list[RepTruth], int], float] | None = None
    tempo: Tempo | None = None


def with_rep(plan: SetPlan, index: int, **changes: Any) -> SetPlan:
    """The plan with some fields of one rep changed."""
    rep = replace(plan.reps[index], **changes)
    return replace(plan, reps=(*plan.reps[:index], rep, *plan.reps[index + 1 :]))


def _each(plan: SetPlan, change: Callable[[RepPlan], RepPlan]) -> SetPlan:
    return replace(plan, reps=tuple(change(rep) for rep in plan.reps))


def _about(field: str, middle: float, spread: float = 1.0) -> Preparation:
    """Every rep's value of a field scaled so that their median is `middle`; where it is zero, set to it.

    spread: how much of the reps' own variation is left.
    """

    def prepare(plan: SetPlan) -> SetPlan:
        now = float(np.median([getattr(rep, field) for rep in plan.reps]))

        def change(rep: RepPlan) -> RepPlan:
            share = 1.0 + spread * (getattr(rep, field) / now - 1.0) if now > 0.05 else 1.0
            changes: dict[str, Any] = {field: middle * share}
            return replace(rep, **changes)

        return _each(plan, change)

    return prepare


def _touching(plan: SetPlan) -> SetPlan:
    """Turns without a stop in every rep, and no floor in between, so that a bounce differs by its hardness alone."""
    return _each(plan, lambda rep: replace(rep, bottom_pause_s=0.0, contact_ms=0.0))


def _forward_paths(plan: SetPlan) -> SetPlan:
    """Paths that stay on the forward side, so that the sign can be told from a clip whose arrow is not known."""
    return _each(plan, lambda rep: replace(rep, forward_drive_m=abs(rep.forward_drive_m)))


def _unhurried(plan: SetPlan) -> SetPlan:
    """Descents long enough for their end to differ from their middle: no bar stops at once."""
    slowest = max(1.0, UNHURRIED_S / float(np.median([rep.descent_s for rep in plan.reps])))
    return _each(plan, lambda rep: replace(rep, descent_s=slowest * rep.descent_s))


def _quick(plan: SetPlan) -> SetPlan:
    rep = plan.reps[INJECTED_REP - 1]
    return with_rep(plan, INJECTED_REP - 1, descent_s=min(rep.descent_s, QUICK_DESCENT_SM * rep.travel_m))


def _fixed(limit: float) -> Limit:
    return lambda _firsts: limit


def _times(ratio: float) -> Limit:
    return lambda firsts: ratio * float(np.mean(firsts))


def _plus(margin: float) -> Limit:
    return lambda firsts: float(np.mean(firsts)) + margin


def _rush_limit(firsts: list[float]) -> float:
    return max(0.8, 1.5 * float(np.mean(firsts)))


def _drift_limit(firsts: list[float]) -> float:
    return float(np.mean(firsts)) + max(0.04, 2.0 * float(np.std(firsts, ddof=1)))


def _short_limit(firsts: list[float]) -> float:
    return min(0.9 * float(np.mean(firsts)), float(np.mean(firsts)) - 0.025)


def _descent_time(rep: RepTruth) -> float | None:
    return rep.descent.duration_s if rep.descent else None


def _late_ratio(rep: RepTruth) -> float | None:
    return rep.descent.late_ratio if rep.descent else None


def _turn(rep: RepTruth) -> float | None:
    return rep.bottom.turnaround_acc_ms2 if rep.bottom else None


def _drive_speed(rep: RepTruth) -> float | None:
    return rep.drive.mean_speed_ms if rep.drive else None


def _feature(name: str) -> Value:
    def read(rep: RepTruth) -> float | None:
        value: float | None = getattr(rep.features, name)
        return value

    return read


def _of_rep(name: str) -> Value:
    return lambda rep: float(getattr(rep, name))


def _drive_loss(reps: list[RepTruth], index: int) -> float:
    """Loss of mean drive speed against the best rep so far, percent."""
    speeds = [rep.drive.mean_speed_ms for rep in reps[: index + 1] if rep.drive]
    return 100.0 * (1.0 - speeds[-1] / max(speeds[:-1]))


def _travel_spread(reps: list[RepTruth], _index: int) -> float:
    travels = [rep.rom_m for rep in reps]
    return max(travels) - min(travels)


SQUATS: Final = ("squat", "front_squat")
PRESSED: Final = (*SQUATS, "bench")
BRACED: Final = (*PRESSED, "romanian_deadlift")
DRIFTING: Final = (*SQUATS, "deadlift", "overhead_press")
CALM: Final = (*BRACED, "hip_thrust", "overhead_press")
ALL: Final = (*CALM, "deadlift", "row")
"""Lifts that a sign is injected into: those that have it, less ones whose plans have no such phase."""
THRUST: Final = ("hip_thrust",)

INJECTIONS: Final = MappingProxyType(
    {
        "fast_descent": Injection(CALM, "s", "descent_s", (0.2, 1.3), _descent_time, _times(0.75), above=False),
        "late_rush": Injection(
            PRESSED, "ratio", "late_rush", (0.0, 2.5), _late_ratio, _rush_limit, ready=_unhurried
        ),
        "bounce": Injection(
            (*PRESSED, *THRUST), "m/s2", "bounce", (1.0, 12.0), _turn, _times(1.5), ready=_touching
        ),
        "bounce:pause": Injection(
            PRESSED, "s", "bottom_pause_s", (0.03, 2.5), _feature("tempo_bottom_s"), _fixed(PRESCRIBED_PAUSE_S - 0.3),
            above=False, ready=_about("bottom_pause_s", PRESCRIBED_PAUSE_S, COUNTED),
            tempo=Tempo(None, PRESCRIBED_PAUSE_S, None, None),
        ),
        "lost_tension": Injection(
            PRESSED, "m", "second_sink_m", (0.001, 0.15), _feature("second_sink_m"), _fixed(0.02)
        ),
        "bottom_unstable": Injection(
            PRESSED, "m/s2", "wobble_ms2", (0.0, 12.0), _feature("wobble_acc_ms2"), _times(2.0),
            ready=_about("bottom_pause_s", 1.0),
        ),
        "position_change": Injection(SQUATS, "m", "shift_m", (0.0, 0.3), _feature("step_m"), _fixed(0.03)),
        "position_change:roll": Injection(
            SQUATS, "rad/s", "roll_kick_rad", (-1.5, 0.0), _feature("roll_rate_rads"), _plus(60.0 * RAD_PER_DEG)
        ),
        "shift": Injection(ALL, "rad", "tilt_rad", (0.0, 0.3), _of_rep("tilt_mean_rad"), _plus(2.0 * RAD_PER_DEG)),
        "shift:yaw": Injection(ALL, "rad", "yaw_rad", (0.0, 0.5), _of_rep("yaw_rad"), _plus(3.0 * RAD_PER_DEG)),
        "shift:sideways": Injection(ALL, "m", "sideways_m", (0.0, 0.4), _of_rep("lateral_m"), _plus(0.03)),
        "forward_drift": Injection(
            DRIFTING, "m", "forward_drive_m", (0.0, 0.4), _feature("forward_drive_m"), _drift_limit,
            ready=_forward_paths,
        ),
        "forward_drift:descent": Injection(
            DRIFTING, "m", "forward_descent_m", (0.0, 0.4), _feature("forward_descent_m"), _drift_limit,
            ready=_forward_paths,
        ),
        "rushed_reps": Injection(
            BRACED, "s", "top_pause_s", (0.03, 3.0), _feature("tempo_top_s"), _times(0.5),
            above=False, ready=_about("top_pause_s", HELD_TOP_S),
        ),
        "tempo_missed": Injection(
            CALM, "s", "descent_s", (0.2, 1.3), _feature("tempo_eccentric_s"), _fixed(PRESCRIBED_DESCENT_S - 0.5),
            above=False, ready=_about("descent_s", PRESCRIBED_DESCENT_S + CREEP_S, COUNTED),
            tempo=Tempo(PRESCRIBED_DESCENT_S, None, None, None),
        ),
        "depth_varies": Injection(
            PRESSED, "m", "travel_m", (0.4, 1.0), _of_rep("rom_m"), _fixed(0.06), whole=_travel_spread
        ),
        "short_rom": Injection(THRUST, "m", "travel_m", (0.4, 1.1), _of_rep("rom_m"), _short_limit, above=False),
        "overshoot": Injection(
            THRUST, "m", "overshoot_m", (0.0, 0.2), _feature("overshoot_m"), _fixed(0.025),
            ready=_about("top_pause_s", HELD_TOP_S),
        ),
        "no_lockout_hold": Injection(
            THRUST, "s", "top_pause_s", (0.03, 3.0), _feature("lockout_still_s"), _fixed(HELD_TOP_S - 0.3),
            above=False, ready=_about("top_pause_s", HELD_TOP_S, COUNTED), tempo=Tempo(None, None, None, HELD_TOP_S),
        ),
        "rest_at_bottom": Injection(
            THRUST, "s", "bottom_pause_s", (0.03, 6.0), _feature("floor_rest_s"), _fixed(1.0),
            ready=_about("bottom_pause_s", 0.3),
        ),
        "floor_impact": Injection(
            THRUST, "m/s", "contact_ms", (0.1, 1.6), _feature("contact_ms"), _fixed(0.6), ready=_quick
        ),
        "slowing": Injection(
            ALL, "percent", "drive_s", (0.7, 5.0), _drive_speed, _fixed(20.0), whole=_drive_loss
        ),
    }
)  # fmt: skip
"""By code; after a colon another measure of the same sign. `slowing` is held to its first limit, that of the note."""
