"""What there is to make a report of: lifters, and the sessions and months of one, as one question to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.store.history import SessionLine
    from desktop_app.store.records import Lifter
    from desktop_app.store.store import Store


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """exercises: in the order they came; None: not named."""

    id: str
    at: datetime
    exercises: tuple[str | None, ...]
    sets: int


@dataclass(frozen=True, slots=True)
class MonthChoice:
    month: date
    sessions: int


@dataclass(frozen=True, slots=True)
class Choices:
    """sessions, months: of the lifter, the newest first; lifter: None where nobody is kept."""

    lifters: tuple[Lifter, ...]
    lifter: Lifter | None
    sessions: tuple[SessionChoice, ...] = ()
    months: tuple[MonthChoice, ...] = ()


def choices(store: Store, name: str | None, session: str | None, zone: tzinfo | None) -> Choices:
    """For a lifter by name or identity, or whoever did the session; without either, for whoever lifted last."""
    lines = [line for line in store.lifter_lines() if line.sets]
    lifters = tuple(line.lifter for line in lines)
    if not lifters:
        return Choices((), None)
    wanted = next((x for x in lifters if x.id == name or x.name.casefold() == (name or "").casefold()), None)
    if session is not None:
        names = {one.entry.plan.athlete for one in store.sets_of_session(session)}
        if wanted is None or wanted.name not in names:
            wanted = next((x for x in lifters if x.name in names), wanted)
    wanted = wanted or max(lines, key=lambda line: line.last_unix_s or 0.0).lifter
    found = tuple(_choice(one, zone) for one in reversed(store.history(wanted.id).sessions))
    counts: dict[date, int] = {}
    for each in found:
        month = each.at.date().replace(day=1)
        counts[month] = counts.get(month, 0) + 1
    return Choices(lifters, wanted, found, tuple(MonthChoice(*item) for item in counts.items()))


def _choice(session: SessionLine, zone: tzinfo | None) -> SessionChoice:
    exercises = tuple(dict.fromkeys(line.exercise for line in session.sets))
    at = datetime.fromtimestamp(session.started_unix_s, UTC).astimezone(zone)
    return SessionChoice(session.id, at, exercises, len(session.sets))
