"""The sign `load_jump`, before a set: too much, too soon (articles A, C, E; every figure is ours).

Three things are looked at: the planned load against the best working load of the last four weeks, a raise after a
set that had warn signs or missed its target, and the week's tonnage of the lift against the mean of four weeks.
What cannot be told, for want of history, is said and is no pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desktop_app.health import words
from desktop_app.health.done import SetDone
from desktop_app.session.plates import KG_PER_LB, Units
from dsp.results import LimitSource, Severity, Sign

CODE: Final = "load_jump"
ARTICLE: Final = "A C E"


@dataclass(frozen=True, slots=True)
class LoadJumpParams:
    """Limits, all settings.

    most_kg: 10 lb, two steps of 2.5 lb a side. weeks: of history looked at. tonnage_ratio: of the weeks' mean.
    weeks_lifted: so many of those weeks need a set of the lift, or their mean means nothing.
    slack_kg: loads kept in kg and typed in lb differ by rounding.
    """

    most_kg: float = 10.0 * KG_PER_LB
    weeks: int = 4
    tonnage_ratio: float = 1.5
    weeks_lifted: int = 2
    slack_kg: float = 0.01


LOAD_JUMP: Final = LoadJumpParams()
_WEEK: Final = timedelta(days=7)


class Why(StrEnum):
    """Which of the three."""

    BEST = "best"
    RAISED_AFTER = "raised_after"
    TONNAGE = "tonnage"


@dataclass(frozen=True, slots=True)
class LoadJump:
    """One sign, with the sets behind it. weeks: how far back it looks."""

    why: Why
    sign: Sign
    behind: tuple[SetDone, ...]
    weeks: int

    def text(self, units: Units) -> str:
        """What it says, with loads as the lifter has them."""
        if self.why is Why.TONNAGE:
            return words.JUMP_TONNAGE.format(self.sign.value, self.weeks)
        before = self.behind[-1]
        more, than = (f"{load_kg / units.kg:.1f} {units}" for load_kg in (self.sign.value, _load(before)))
        if self.why is Why.BEST:
            return words.JUMP_BEST.format(more, than, self.weeks)
        return (words.JUMP_WARNED if before.warns else words.JUMP_MISSED).format(more, than)


@dataclass(frozen=True, slots=True)
class Planned:
    """The set to come. at: now. reps None: tonnage counts what was done so far."""

    at: datetime
    exercise: str
    load_kg: float
    reps: int | None = None


@dataclass(frozen=True, slots=True)
class LoadCheck:
    """jumps: the signs. unknown: what could not be told, a sentence each."""

    jumps: tuple[LoadJump, ...] = ()
    unknown: tuple[str, ...] = ()


def load_jump(planned: Planned, sets: Iterable[SetDone], params: LoadJumpParams = LOAD_JUMP) -> LoadCheck:
    """Hold a planned set against the lifter's own sets of the same lift, today's included."""
    lift = sorted((s for s in sets if s.exercise == planned.exercise and s.at < planned.at), key=lambda s: s.at)
    recent = [s for s in lift if planned.at - s.at <= params.weeks * _WEEK]
    working = [s for s in recent if not s.warm_up and s.load_kg is not None and s.reps > 0]
    jumps = [_against_best(planned, working, params), _after_warns(planned, working, params)]
    unknown = [] if working else [words.NO_WORKING_SET.format(params.weeks)]
    tonnage, why_not = _tonnage(planned, lift, params)
    unknown += [why_not] if why_not is not None else []
    return LoadCheck(tuple(j for j in (*jumps, tonnage) if j is not None), tuple(unknown))


def _against_best(planned: Planned, working: Sequence[SetDone], params: LoadJumpParams) -> LoadJump | None:
    best_kg = max((_load(s) for s in working), default=None)
    if best_kg is None or planned.load_kg - best_kg <= params.most_kg + params.slack_kg:
        return None
    behind = tuple(s for s in working if _load(s) == best_kg)
    more_kg = planned.load_kg - best_kg
    return LoadJump(Why.BEST, _sign(more_kg, "kg", params.most_kg), behind, params.weeks)


def _after_warns(planned: Planned, working: Sequence[SetDone], params: LoadJumpParams) -> LoadJump | None:
    """More than the last working set, or than the best, where that was not done to target without warn signs."""
    if not working:
        return None
    best_kg = max(_load(s) for s in working)
    newest_best = next(s for s in reversed(working) if _load(s) == best_kg)
    for before in (working[-1], newest_best):
        more_kg = planned.load_kg - _load(before)
        if more_kg > params.slack_kg and (before.warns or not before.reached):
            return LoadJump(Why.RAISED_AFTER, _sign(more_kg, "kg", 0.0), (before,), params.weeks)
    return None


def _tonnage(planned: Planned, lift: Sequence[SetDone], params: LoadJumpParams) -> tuple[LoadJump | None, str | None]:
    """The seven days up to now, with the planned set, against the mean of the weeks before them."""
    too_little = words.TONNAGE_UNKNOWN.format(params.weeks)
    known = [s for s in lift if s.tonnage_kg is not None]
    if not known or planned.at - known[0].at <= params.weeks * _WEEK:
        return None, too_little
    totals = [0.0] * (params.weeks + 1)
    for each in known:
        week = int((planned.at - each.at) / _WEEK)
        if week <= params.weeks:
            totals[week] += each.tonnage_kg or 0.0
    mean_kg = sum(totals[1:]) / params.weeks
    if sum(total > 0.0 for total in totals[1:]) < params.weeks_lifted:
        return None, too_little
    ratio = (totals[0] + planned.load_kg * (planned.reps or 0)) / mean_kg
    if ratio <= params.tonnage_ratio:
        return None, None
    behind = tuple(s for s in known if planned.at - s.at < _WEEK)
    return LoadJump(Why.TONNAGE, _sign(ratio, "ratio", params.tonnage_ratio), behind, params.weeks), None


def _load(done: SetDone) -> float:
    return done.load_kg if done.load_kg is not None else 0.0


def _sign(value: float, unit: str, limit: float) -> Sign:
    """Known before the set begins: said at its very start. It has no cue, its text is shown."""
    return Sign(CODE, None, None, value, unit, limit, LimitSource.BASELINE, Severity.NOTE, 0.0, None, ARTICLE)
