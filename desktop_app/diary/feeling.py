"""How a lifter is and what follows from it, at one time: made of what is remembered, by the rules of `health`.

Pure: `remembering.py` reads and keeps. An answer is taken in at once (`with_answer`), whether it could be kept or not:
what a red flag closes stays closed though the disk is full.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from desktop_app.health.answer import Answer, answer
from desktop_app.health.checkin import CheckIn, Moment
from desktop_app.health.checklist import Condition
from desktop_app.health.done import SetDone, sessions_of
from desktop_app.health.gate import Gate, Told, gate
from desktop_app.health.normal_or_problem import Verdict, normal_or_problem
from desktop_app.health.private import hidden
from desktop_app.health.way_back import Earned, Progress, Proposal, WayBack, progress
from desktop_app.health.when import COST_WINDOW, Ask, Visit, ask_before, can_add, due
from desktop_app.store.decided import StoredSelfCheck, StoredWayBack

CONTEXT: Final = timedelta(days=30)
"""Of an answer's history so much is looked at: what hurt before a silence of three days is past by then."""
LOOKED_AT: Final = timedelta(days=60)
"""No rule looks back farther from a time."""
STILL_TRUE: Final = timedelta(hours=3)
"""Who answered so lately is not asked again before a set (ours)."""
LATE_AT: Final = time(12, 0)
"""An answer for a past day is taken to be of its noon."""
DAYS_SHOWN: Final = 28
"""As far as `normal_or_problem` looks back."""
OPEN: Final = frozenset({Earned.NOT_YET, Earned.NOT_ANSWERED, Earned.NOT_MEASURED})
"""Sessions of which nothing is known yet."""
_NO_READS: Final[Mapping[str, datetime]] = MappingProxyType({})
_NOTHING_SAID: Final[Mapping[str, Answer]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class Remembered:
    """What is kept of a lifter that the rules look at.

    checkins: by identity, the oldest first. read_at: of those whose red-flag screen was read, when. sets: of the last
    weeks, the oldest first. way_backs, self_checks: ended ones too, the oldest first. said: by check-in what was
    answered to it, as far as that is worked out already (`worked_out`).
    """

    lifter: str
    checkins: tuple[tuple[str, CheckIn], ...] = ()
    read_at: Mapping[str, datetime] = field(default_factory=lambda: _NO_READS)
    sets: tuple[SetDone, ...] = ()
    way_backs: tuple[StoredWayBack, ...] = ()
    conditions: tuple[Condition, ...] = ()
    self_checks: tuple[StoredSelfCheck, ...] = ()
    said: Mapping[str, Answer] = field(default_factory=lambda: _NOTHING_SAID)

    __repr__ = hidden

    @property
    def history(self) -> tuple[CheckIn, ...]:
        return tuple(checkin for _, checkin in self.checkins)


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A check-in with its identity, what was answered to it, and whether that was read."""

    id: str
    told: Told

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """A way back that is gone. progress: where it stands; asks: a proposal waits for the lifter or coach."""

    stored: StoredWayBack
    plan: WayBack
    progress: Progress
    asks: bool

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class Feeling:
    """All of it. due: to be asked now; late: can be added; kept: every check-in with its answer, the newest last.

    ask_before: the next session begins with a pain check. ways: those that are not ended.
    """

    remembered: Remembered
    now: datetime
    due: tuple[Ask, ...]
    late: tuple[Ask, ...]
    ask_before: bool
    kept: tuple[Kept, ...]
    verdict: Verdict
    ways: tuple[Way, ...]

    __repr__ = hidden

    @property
    def to_read(self) -> tuple[Kept, ...]:
        """Red-flag screens not read yet, the gravest first: no set begins while there is one."""
        unread = gate((kept.told for kept in self.kept), None, self.now).to_read
        return tuple(kept for told in unread for kept in self.kept if kept.told is told)

    def gate(self, exercise: str | None) -> Gate:
        """Whether a set of an exercise may begin, and what is to be remembered before it."""
        return gate((kept.told for kept in self.kept), exercise, self.now)

    def way(self, exercise: str | None) -> Way | None:
        """The way back of an exercise; the newest, should there be several."""
        return next((way for way in reversed(self.ways) if way.plan.exercise == exercise), None)


def feeling_of(remembered: Remembered, now: datetime, current: str | None = None) -> Feeling:
    """current: the session that is going on, which is not asked about as one that is over."""
    history, visits = _since(remembered.history, now), visits_of(remembered.sets, current)
    fresh = any(timedelta(0) <= now - c.at <= STILL_TRUE for c in history)
    last = remembered.checkins[-1][1].at if remembered.checkins else now
    return Feeling(
        remembered=remembered,
        now=now,
        due=due(now, visits, history),
        late=can_add(now, visits, history),
        ask_before=not fresh and ask_before(_since(remembered.history, last)),
        kept=tuple(_told(remembered)),
        verdict=normal_or_problem(now, history, remembered.sets),
        ways=tuple(_way(one, remembered, now) for one in remembered.way_backs if not one.ended),
    )


@dataclass(frozen=True, slots=True, repr=False)
class DayLine:
    """One day. pain: the worst that was answered; None where nothing was. lifted: whether there was a set."""

    day: date
    pain: int | None
    lifted: bool

    __repr__ = hidden


def days_of(remembered: Remembered, now: datetime, count: int = DAYS_SHOWN) -> tuple[DayLine, ...]:
    """The last days, the oldest first."""
    first = now.date() - timedelta(days=count - 1)
    worst: dict[date, int] = {}
    for checkin in remembered.history:
        day = checkin.at.astimezone(now.tzinfo).date()
        worst[day] = max(checkin.pain, worst.get(day, 0))
    lifted = {done.at.astimezone(now.tzinfo).date() for done in remembered.sets}
    days = (first + timedelta(days=k) for k in range(count))
    return tuple(DayLine(day, worst.get(day), day in lifted) for day in days)


def visits_of(sets: Iterable[SetDone], current: str | None = None) -> list[Visit]:
    """The sessions that are over, each by its last set."""
    return [Visit(session, done[-1].at) for session, done in sessions_of(sets) if session != current]


def with_answer(remembered: Remembered, checkin_id: str, checkin: CheckIn) -> Remembered:
    """The same with one answer more, or one corrected: what it says is then unread."""
    others = [each for each in remembered.checkins if each[0] != checkin_id]
    checkins = sorted([*others, (checkin_id, checkin)], key=lambda each: each[1].at)
    read_at = {each: at for each, at in remembered.read_at.items() if each != checkin_id}
    said = _before(remembered, checkin.at)
    return replace(remembered, checkins=tuple(checkins), read_at=MappingProxyType(read_at), said=said)


def worked_out(remembered: Remembered) -> Remembered:
    """The same with every answer: years of them take a moment, which nobody should wait for at a key."""
    return replace(remembered, said={kept.id: kept.told.answer for kept in _told(remembered)})


def without(remembered: Remembered, checkin_id: str) -> Remembered:
    """The same without one answer."""
    checkins = tuple(each for each in remembered.checkins if each[0] != checkin_id)
    read_at = {each: at for each, at in remembered.read_at.items() if each != checkin_id}
    gone = [checkin.at for each, checkin in remembered.checkins if each == checkin_id]
    said = _before(remembered, gone[0]) if gone else remembered.said
    return replace(remembered, checkins=checkins, read_at=MappingProxyType(read_at), said=said)


def with_read(remembered: Remembered, checkin_id: str, at: datetime) -> Remembered:
    """The same with a red-flag screen read."""
    return replace(remembered, read_at=MappingProxyType({checkin_id: at, **remembered.read_at}))


def with_way_back(remembered: Remembered, stored: StoredWayBack) -> Remembered:
    """The same with a way back, new or changed."""
    others = [each for each in remembered.way_backs if each.id != stored.id]
    return replace(remembered, way_backs=(*others, stored))


def merged(kept: Remembered, given: Remembered) -> Remembered:
    """What is kept, with what was said since and is not, or not yet, among it."""
    known = {checkin_id for checkin_id, _ in kept.checkins}
    for checkin_id, checkin in given.checkins:
        kept = kept if checkin_id in known else with_answer(kept, checkin_id, checkin)
    for checkin_id, at in given.read_at.items():
        kept = with_read(kept, checkin_id, at)
    moves = {each.id: len(each.moves) for each in kept.way_backs}
    for way in given.way_backs:
        kept = kept if moves.get(way.id, -1) >= len(way.moves) else with_way_back(kept, way)
    checked = {each.id for each in kept.self_checks}
    fresh = tuple(each for each in given.self_checks if each.id not in checked)
    return replace(kept, self_checks=(*kept.self_checks, *fresh))


def time_of(ask: Ask, now: datetime, sets: Iterable[SetDone]) -> datetime:
    """When an answer is true of: now for today; for a past day the session's end, or its noon within the 72 hours."""
    if ask.day >= now.date():
        return now
    ended = [visit.ended_at for visit in visits_of(sets) if visit.id in ask.sessions]
    if ask.moment is Moment.AFTER and ended:
        # A moment later: it is of the pain that followed.
        return min(max(ended).astimezone(now.tzinfo) + timedelta(minutes=1), now)
    noon = datetime.combine(ask.day, LATE_AT, now.tzinfo)
    return min([noon, *([max(ended).astimezone(now.tzinfo) + COST_WINDOW] if ended else [])])


def _told(remembered: Remembered) -> Iterable[Kept]:
    """Every check-in with what was answered to it at its time."""
    history = remembered.history
    times = [checkin.at for checkin in history]
    for number, (checkin_id, checkin) in enumerate(remembered.checkins):
        said = remembered.said.get(checkin_id)
        if said is None:
            first = bisect_left(times, checkin.at - CONTEXT)
            said = answer(checkin, history[first:number])
        yield Kept(checkin_id, Told(checkin, said, remembered.read_at.get(checkin_id)))


def _since(history: Sequence[CheckIn], at: datetime) -> Sequence[CheckIn]:
    """Those that the rules look at, at a time: years of answers are no reason to wait."""
    return history[bisect_left(history, at - LOOKED_AT, key=lambda checkin: checkin.at) :]


def _before(remembered: Remembered, at: datetime) -> Mapping[str, Answer]:
    """What was answered before a time: later answers may look at what was said then."""
    later = {each for each, checkin in remembered.checkins if checkin.at >= at}
    return {each: said for each, said in remembered.said.items() if each not in later}


def _way(stored: StoredWayBack, remembered: Remembered, now: datetime) -> Way:
    plan = stored.now
    found = progress(plan, now, remembered.sets, remembered.history)
    return Way(stored, plan, found, found.proposal is not Proposal.STAY and not _decided(stored, found))


def _decided(stored: StoredWayBack, found: Progress) -> bool:
    """Whether something was decided since the proposal came to be: an earned step is known after the 72 hours."""
    known = [
        each.at + COST_WINDOW if each.earned is Earned.YES else each.at
        for each in found.sessions
        if each.earned not in OPEN
    ]
    return bool(stored.moves and known) and stored.moves[-1].at >= max(known)
