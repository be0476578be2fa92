"""When to ask: before a session if the last answer asks for it, at its end, and on each of the three days after.

Days are those of the time zone of `now`. Asked when the app is opened; nothing here waits or reminds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from desktop_app.health.answer import answer
from desktop_app.health.checkin import CheckIn, Moment
from desktop_app.health.spots import before, tells_of

COST_WINDOW: Final = timedelta(hours=72)
""""You can get through the set, then feel the cost later" (article B): soreness shows within 72 hours."""
DAYS_ADDED: Final = 3
"""Answers for so many past days can be added."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that is over. id: as in `CheckIn.session`."""

    id: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that is due or that can be answered late.

    day: which day it is about. sessions: ids of the sessions it is about, the newest last.
    """

    moment: Moment
    day: date
    sessions: tuple[str, ...] = ()


def ask_before(history: Iterable[CheckIn]) -> bool:
    """Whether the next session begins with a pain check.

    The last answer decides, and those of other places in the 72 hours before it that nothing newer speaks of.
    """
    every = sorted(history, key=lambda c: c.at)
    recent = [c for c in every if every[-1].at - c.at <= COST_WINDOW]
    for number, each in enumerate(recent):
        newer = (c for c in recent[number + 1 :] if c.at > each.at)
        if not any(tells_of(c, each) for c in newer) and answer(each, before(each, every)).ask_before:
            return True
    return False


def due(now: datetime, visits: Iterable[Visit], history: Iterable[CheckIn]) -> tuple[Ask, ...]:
    """What to ask now that the app is opened: the end of sessions, and how today is after those of 72 hours."""
    answered, zone = list(history), now.tzinfo
    recent = _recent(now, visits)
    asks = [
        Ask(Moment.AFTER, _day(visit.ended_at, zone), (visit.id,))
        for visit in recent
        if _day(visit.ended_at, zone) == _day(now, zone) and not _answered_at_end(visit, answered)
    ]
    today = _later(_day(now, zone), recent, answered, now)
    return (*asks, *([today] if today is not None else []))


def can_add(now: datetime, visits: Iterable[Visit], history: Iterable[CheckIn]) -> tuple[Ask, ...]:
    """The past three days' questions that were not answered, the oldest first."""
    answered, zone = list(history), now.tzinfo
    today, asks = _day(now, zone), []
    reach = [v for v in sorted(visits, key=lambda v: v.ended_at) if v.ended_at <= now]
    for back in range(DAYS_ADDED, 0, -1):
        day = today - timedelta(days=back)
        asks += [
            Ask(Moment.AFTER, day, (v.id,))
            for v in reach
            if _day(v.ended_at, zone) == day and not _answered_at_end(v, answered)
        ]
        missed = _later(day, reach, answered, now)
        asks += [missed] if missed is not None else []
    return tuple(asks)


def _later(day: date, visits: list[Visit], answered: list[CheckIn], now: datetime) -> Ask | None:
    """The question about one day, where it lies after a session, within 72 hours of it, and has no answer."""
    zone = now.tzinfo
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    about = [v.id for v in visits if _day(v.ended_at, zone) < day and start - v.ended_at <= COST_WINDOW]
    # A session's own first and last answers of the same day tell of that day too, but not of the cost of the night.
    said = any(c.moment in {Moment.LATER, Moment.BEFORE} and _day(c.at, zone) == day for c in answered)
    return None if said or not about else Ask(Moment.LATER, day, tuple(about))


def _recent(now: datetime, visits: Iterable[Visit]) -> list[Visit]:
    inside = [v for v in visits if timedelta(0) <= now - v.ended_at <= COST_WINDOW]
    return sorted(inside, key=lambda v: v.ended_at)


def _answered_at_end(visit: Visit, answered: list[CheckIn]) -> bool:
    return any(c.moment is Moment.AFTER and c.session == visit.id for c in answered)


def _day(at: datetime, zone: tzinfo | None) -> date:
    return at.astimezone(zone).date()
