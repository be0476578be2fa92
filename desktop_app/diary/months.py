"""A history as a calendar: months of whole weeks, each day with what was lifted, signs and pain."""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_app.store.history import SessionLine

SHADES: Final = 4
"""Of tonnage: as many days have each, so that neither one huge day nor a steady plan makes all of them look alike."""


@dataclass(frozen=True, slots=True)
class Day:
    """sessions: identities, the first of the day first. shade: how the tonnage ranks among all days, 1 to `SHADES`.

    signs: of level warn and stop; None where no sensor measured any set. pain: worst of the three days after; None
    where nobody answered.
    """

    day: date
    sessions: tuple[str, ...]
    tonnage_kg: float
    sets: int
    shade: int
    signs: int | None
    pain: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """weeks: rows of seven days from Monday on; None outside the month."""

    year: int
    month: int
    weeks: tuple[tuple[date | None, ...], ...]


def days(sessions: Iterable[SessionLine], zone: tzinfo | None = None) -> dict[date, Day]:
    """Days with sessions. zone: None is that of this machine."""
    by_day: dict[date, list[SessionLine]] = defaultdict(list)
    for session in sessions:
        by_day[day_of(session.started_unix_s, zone)].append(session)
    loads = sorted(sum(session.tonnage_kg for session in found) for found in by_day.values())
    return {day: _day(day, found, loads) for day, found in sorted(by_day.items())}


def months(first: date, last: date) -> tuple[Month, ...]:
    """Every month from the one of the first day to that of the last."""
    whole = calendar.Calendar()
    made = []
    for k in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = k // 12, k % 12 + 1
        weeks = whole.monthdatescalendar(year, month)
        made.append(Month(year, month, tuple(tuple(d if d.month == month else None for d in week) for week in weeks)))
    return tuple(made)


def near(found: Mapping[date, Day], day: date, step: int) -> date | None:
    """The next day with a session, step days away or more; step is signed. None beyond the ends."""
    if step > 0:
        return min((d for d in found if (d - day).days >= step), default=None)
    return max((d for d in found if (d - day).days <= step), default=None)


def day_of(at_unix_s: float, zone: tzinfo | None = None) -> date:
    return datetime.fromtimestamp(at_unix_s, UTC).astimezone(zone).date()


def _day(day: date, sessions: list[SessionLine], all_kg: list[float]) -> Day:
    """all_kg: tonnage of every day, the least first."""
    tonnage_kg = sum(session.tonnage_kg for session in sessions)
    others = len(all_kg) - 1
    rank = (bisect_right(all_kg, tonnage_kg) - 1) / others if others else 1.0
    measured = [one for session in sessions for one in session.sets if not one.by_hand]
    pains = [pain for session in sessions for pain in session.pain_after]
    return Day(
        day,
        tuple(session.id for session in sessions),
        tonnage_kg,
        sum(len(session.sets) for session in sessions),
        1 + round(rank * (SHADES - 1)),
        sum(one.warns + one.stops for one in measured) if measured else None,
        max(pains, default=None),
    )
