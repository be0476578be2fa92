"""A way back as it is offered, from what the lifter did lately, and what may be chosen of it instead. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from desktop_app.diary.feeling import Remembered
from desktop_app.health.checkin import Modification, Place
from desktop_app.health.done import SetDone
from desktop_app.health.learning import CONTROL
from desktop_app.health.way_back import WayBack, start_load_kg
from desktop_app.session.plates import KG_PER_LB, Units
from dsp.exercises import REDUCED_ON_PURPOSE
from dsp.signs.table import CODES

WORKING_WITHIN: Final = timedelta(weeks=4)
"""The goal is the best working load of so long, as for `load_jump`."""
CAUSES_WITHIN: Final = timedelta(days=14)
"""Signs of so long are taken for those that caused it (ours)."""
HEAVY: Final = 0.8
"""In sets from this share of the goal on."""
STARTS: Final = (0.5, 0.6, 0.7, 0.8, 0.9)
RANGES: Final = (0.5, 0.75)
"""To choose from, as shares of the goal's load and of the full range (ours)."""
SESSIONS: Final = (1, 2, 3)
STEPS_KG: Final = {Units.KG: (1.25, 2.0), Units.LB: (2.5 * KG_PER_LB, 5.0 * KG_PER_LB)}
"""A side: 2.5 to 5 lb (articles A, C, E)."""
ROUND_KG: Final = {Units.KG: 2.5, Units.LB: 5.0 * KG_PER_LB}
"""A load that can be put on a bar."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be changed of an offered plan. roms_m: to begin with; None is the full range."""

    starts_kg: tuple[float, ...]
    roms_m: tuple[float | None, ...]
    steps_kg: tuple[float, ...]
    sessions: tuple[int, ...] = SESSIONS


def offer(
    remembered: Remembered,
    exercise: str,
    now: datetime,
    *,
    place: Place | None = None,
    tried: frozenset[Modification] = frozenset(),
    units: Units = Units.KG,
) -> WayBack | None:
    """A plan from less load, or from less range where that was chosen; None without a working set to come back to."""
    working = [s for s in remembered.sets if _is_working(s, exercise, now)]
    goal_kg = max((s.load_kg for s in working if s.load_kg is not None), default=0.0)
    if goal_kg <= 0.0:
        return None
    recent = [s for s in working if now - s.at <= CAUSES_WITHIN and (s.load_kg or 0.0) >= HEAVY * goal_kg]
    causes = frozenset(code for s in recent for code in s.warns if code in CODES and CODES[code].group in CONTROL)
    start_kg = _bar_load(start_load_kg(exercise, goal_kg, working, causes), goal_kg, units)
    travels = [s.travel_m for s in working if s.travel_m is not None]
    shorter = Modification.SHORTER_RANGE in tried and bool(travels)
    full_m = round(median(travels), 3) if shorter else None
    return WayBack(
        exercise=exercise,
        begun_at=now,
        start_load_kg=start_kg,
        goal_load_kg=goal_kg,
        step_kg_per_side=STEPS_KG[units][0],
        start_rom_m=None if full_m is None else round(RANGES[-1] * full_m, 3),
        full_rom_m=full_m,
        causes=causes,
        place=place,
        target_reps=round(median(s.target_reps or s.reps for s in working)),
    )


def choices_of(plan: WayBack, remembered: Remembered, units: Units = Units.KG) -> Choices:
    """What may be chosen instead."""
    starts = {_bar_load(share * plan.goal_load_kg, plan.goal_load_kg, units) for share in STARTS}
    travels = [s.travel_m for s in remembered.sets if s.exercise == plan.exercise and s.travel_m is not None]
    full_m = plan.full_rom_m or (round(median(travels), 3) if travels else None)
    roms = () if full_m is None else tuple(round(share * full_m, 3) for share in RANGES)
    own = () if plan.start_rom_m is None or plan.start_rom_m in roms else (plan.start_rom_m,)
    return Choices(tuple(sorted(starts | {plan.start_load_kg})), (None, *own, *roms), STEPS_KG[units])


def with_range(plan: WayBack, rom_m: float | None, remembered: Remembered) -> WayBack:
    """The plan with another range to begin with; None: the full one."""
    if rom_m is None:
        return replace(plan, start_rom_m=None, full_rom_m=None)
    travels = [s.travel_m for s in remembered.sets if s.exercise == plan.exercise and s.travel_m is not None]
    full_m = plan.full_rom_m or round(median(travels), 3)
    return replace(plan, start_rom_m=rom_m, full_rom_m=full_m)


def _is_working(done: SetDone, exercise: str, now: datetime) -> bool:
    kept = done.exercise == exercise and not done.warm_up and done.load_kg is not None and done.reps > 0
    return kept and now - done.at <= WORKING_WITHIN and REDUCED_ON_PURPOSE.isdisjoint(done.variation)


def _bar_load(load_kg: float, goal_kg: float, units: Units) -> float:
    """Rounded down to what can be put on a bar, and never above the goal."""
    step = ROUND_KG[units]
    return min(round(max(load_kg // step, 1.0) * step, 3), goal_kg)
