"""The score of a set: its phases in order, each with its duration, its rise and the speed through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from dsp.errors import ParameterError
from dsp.samples import FloatArray
from sensor.simulator.habits import Habit, drive_first, habit_of
from sensor.simulator.plan import SINK_STOP_S, RepPlan, SetPlan
from sensor.simulator.profile import DT_S, Shape, fall_speed, phase_speed

UN_RACK_S: Final = (0.6, 1.0)
STEP_S: Final = (0.5, 0.75)
STEP_M: Final = (0.12, 0.28)
STEP_BOB_M: Final = (0.005, 0.02)
PICK_UP_S: Final = (1.0, 1.8)
"""Durations and lengths of what surrounds a set (ours)."""
SINK_S: Final = 0.30
SETTLE_BACK_S: Final = 0.55
"""A second sink, and the settling after an overshoot: quick, yet below the speed of a phase of their own."""
PAUSED_S: Final = 0.02
"""A shorter stop than this is a turn without stopping, s."""
FAIL_HANG_S: Final = 0.5
"""How long a failing drive hangs before it goes back, s."""
RESTITUTION: Final = 0.2
"""Share of the speed with which a dropped bar leaves the floor again: rubber plates on rubber."""


class Name(StrEnum):
    """What happens in a phase."""

    REST = "rest"
    UN_RACK = "un_rack"
    STEP = "step"
    SETTLE = "settle"
    PICK_UP = "pick_up"
    DESCENT = "descent"
    BOTTOM = "bottom"
    SINK = "sink"
    DRIVE = "drive"
    SETTLE_BACK = "settle_back"
    TOP = "top"
    FALL = "fall"
    GIVE_UP = "give_up"
    RE_RACK = "re_rack"
    SET_DOWN = "set_down"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase. rep: index into the plan's reps, None outside. speed_ms: upward, one value a millisecond.

    held: in the lifter's hands, so that it sways. forward_m, lateral_m: lasting, and passing, horizontal shift.
    """

    name: Name
    rep: int | None
    speed_ms: FloatArray
    held: bool
    forward_m: float = 0.0
    lateral_m: float = 0.0

    @property
    def count(self) -> int:
        return len(self.speed_ms)

    @property
    def rise_m(self) -> float:
        return float(self.speed_ms.sum()) * DT_S


@dataclass(slots=True)
class _Score:
    """Phases as they are written, one after the other."""

    phases: list[Phase] = field(default_factory=list)

    def still(self, name: Name, duration_s: float, held: bool, rep: int | None = None) -> None:
        count = round(duration_s / DT_S)
        if count > 0:
            self.phases.append(Phase(name, rep, np.zeros(count), held))

    def move(self, name: Name, rise_m: float, duration_s: float, shape: Shape, rep: int | None = None) -> None:
        count = max(20, round(duration_s / DT_S))
        speed = np.sign(rise_m) * phase_speed(count, abs(rise_m), shape)
        self.phases.append(Phase(name, rep, speed, True))


def write_score(plan: SetPlan, rng: np.random.Generator) -> tuple[Phase, ...]:
    """All phases of a set; `rng` draws what the plan leaves open (step lengths, how it is taken off the rack).

    Raises ParameterError for an unknown exercise, or a failed rep that ends on the pins before the last.
    """
    habit = habit_of(plan.exercise)
    if any(rep.kind == "failed" for rep in plan.reps[:-1]) and not drive_first(plan.exercise):
        raise ParameterError("a failed rep is followed by another", "Let a failed rep be the last of its set.")
    score = _Score()
    lifted = _before(score, plan, habit, rng)
    top = 0.0
    for index in range(len(plan.reps)):
        if drive_first(plan.exercise):
            _drive_first_rep(score, plan, index, habit.on_floor)
        else:
            top = _descent_first_rep(score, plan, index, top)
    _after(score, plan, habit, rng, lifted)
    return tuple(score.phases)


def _before(score: _Score, plan: SetPlan, habit: Habit, rng: np.random.Generator) -> float:
    """Everything before the first rep; the height the bar was lifted from where it lay is returned, m."""
    if plan.pick_up_m is not None:
        score.still(Name.REST, plan.rest_before_s, held=False)
        score.move(Name.PICK_UP, plan.pick_up_m, rng.uniform(*PICK_UP_S), Shape(peak_at=0.4))
        score.still(Name.SETTLE, plan.settle_s, held=True)
        return plan.pick_up_m
    if not plan.un_rack:
        score.still(Name.REST, plan.rest_before_s, held=not habit.on_floor)
        return 0.0
    score.still(Name.REST, plan.rest_before_s, held=False)
    _take_off(score, habit, rng)
    for step in range(plan.walk_out_steps if habit.walks else 0):
        _step(score, rng, -1.0, step)
    score.still(Name.SETTLE, plan.settle_s, held=True)
    return habit.lift_off_m


def _take_off(score: _Score, habit: Habit, rng: np.random.Generator) -> None:
    count = round(rng.uniform(*UN_RACK_S) / DT_S)
    back = 0.0 if habit.walks else -rng.uniform(0.10, 0.20)
    score.phases.append(Phase(Name.UN_RACK, None, phase_speed(count, habit.lift_off_m, Shape(peak_at=0.4)), True, back))


def _step(score: _Score, rng: np.random.Generator, direction: float, number: int) -> None:
    count = round(rng.uniform(*STEP_S) / DT_S)
    share = (np.arange(count) + 0.5) / count
    bob = rng.uniform(*STEP_BOB_M) * np.pi * np.sin(2.0 * np.pi * share) / (count * DT_S)
    side = (1.0 if number % 2 else -1.0) * rng.uniform(0.01, 0.03)
    score.phases.append(Phase(Name.STEP, None, bob, True, direction * rng.uniform(*STEP_M), side))


def _after(score: _Score, plan: SetPlan, habit: Habit, rng: np.random.Generator, lifted_m: float) -> None:
    last = plan.reps[-1].kind if plan.reps else "full"
    if last == "failed" and not drive_first(plan.exercise):
        score.still(Name.AFTER, plan.rest_after_s, held=False)
        return
    if plan.pick_up_m is not None:
        score.move(Name.SET_DOWN, -lifted_m, rng.uniform(*PICK_UP_S), Shape())
        score.still(Name.AFTER, plan.rest_after_s, held=False)
        return
    if plan.re_rack:
        for step in range(plan.walk_out_steps if habit.walks else 0):
            _step(score, rng, 1.0, step)
        count = round(rng.uniform(*UN_RACK_S) / DT_S)
        forward = 0.0 if habit.walks else rng.uniform(0.10, 0.20)
        down = -phase_speed(count, lifted_m or habit.lift_off_m, Shape(peak_at=0.6))
        score.phases.append(Phase(Name.RE_RACK, None, down, True, forward))
    score.still(Name.AFTER, plan.rest_after_s, held=not (habit.on_floor or plan.re_rack))


def _descent_first_rep(score: _Score, plan: SetPlan, index: int, top_m: float) -> float:
    """Descent, bottom, drive, top; the lockout height it ends at is returned, m against the first."""
    rep = plan.reps[index]
    share = rep.partial if rep.kind == "half" else 1.0
    before = plan.reps[index - 1].top_pause_s if index else 1.0
    depth = rep.travel_m * share
    soft_bottom = rep.bottom_pause_s > PAUSED_S or rep.second_sink_m > 0.0
    down = Shape(rep.peak_at, before > PAUSED_S, soft_bottom, rep.late_rush, even=rep.even)
    score.move(Name.DESCENT, -(depth - rep.second_sink_m), rep.descent_s * share**0.5, down, index)
    if rep.second_sink_m:
        score.still(Name.BOTTOM, SINK_STOP_S, True, index)
        score.move(Name.SINK, -rep.second_sink_m, SINK_S, Shape(), index)
    score.still(Name.BOTTOM, rep.bottom_pause_s, True, index)
    if rep.kind == "failed":
        _fail(score, rep, index, depth, soft_bottom)
        return top_m
    _lockout(score, rep, index, depth + rep.lockout_offset_m - top_m, share, soft_bottom)
    score.still(Name.TOP, rep.top_pause_s, True, index)
    return rep.lockout_offset_m


def _drive_first_rep(score: _Score, plan: SetPlan, index: int, on_floor: bool) -> None:
    """Drive, top, descent, and the touch or rest before the next drive."""
    rep = plan.reps[index]
    share = rep.partial if rep.kind == "half" else 1.0
    rise = rep.travel_m * share + rep.lockout_offset_m
    before = plan.reps[index - 1] if index else None
    from_rest = before is None or before.bottom_pause_s > PAUSED_S or before.contact_ms > 0.0
    if rep.kind == "failed":
        _fail(score, rep, index, rise, from_rest)
    else:
        _lockout(score, rep, index, rise, share, from_rest)
        score.still(Name.TOP, rep.top_pause_s, True, index)
        if rep.kind == "dropped":
            score.phases.append(Phase(Name.FALL, index, fall_speed(rise, RESTITUTION), False))
        else:
            soft_end = rep.bottom_pause_s > PAUSED_S or index == len(plan.reps) - 1
            down = Shape(
                rep.peak_at,
                rep.top_pause_s > PAUSED_S,
                soft_end,
                rep.late_rush,
                end_speed_ms=rep.contact_ms,
                even=rep.even,
            )
            score.move(Name.DESCENT, -rise, rep.descent_s * share**0.5, down, index)
    if index < len(plan.reps) - 1:
        score.still(Name.BOTTOM, rep.bottom_pause_s, not on_floor, index)


def _lockout(score: _Score, rep: RepPlan, index: int, rise_m: float, share: float, from_rest: bool) -> None:
    soft_end = rep.top_pause_s > PAUSED_S or rep.overshoot_m > 0.0
    up = Shape(rep.drive_peak_at, from_rest, soft_end, sticking=rep.sticking)
    score.move(Name.DRIVE, rise_m + rep.overshoot_m, rep.drive_s * share**0.5, up, index)
    if rep.overshoot_m:
        score.move(Name.SETTLE_BACK, -rep.overshoot_m, SETTLE_BACK_S, Shape(), index)


def _fail(score: _Score, rep: RepPlan, index: int, rise_m: float, from_rest: bool) -> None:
    """A drive that stalls part of the way, hangs, and goes back down."""
    reached = rise_m * rep.partial
    score.move(Name.DRIVE, reached, rep.drive_s, Shape(0.3, from_rest, True), index)
    score.still(Name.TOP, FAIL_HANG_S, True, index)
    score.move(Name.GIVE_UP, -reached, 0.8 * rep.drive_s, Shape(0.6), index)
