"""Check-ins of the same spot, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from desktop_app.health.checkin import CheckIn, Side

LONGEST_SILENCE: Final = timedelta(hours=72)
"""Two answers farther apart leave open whether it was gone in between (ours): so long is asked after a session."""

_SIDES: Final = {
    Side.LEFT: frozenset({Side.LEFT}),
    Side.RIGHT: frozenset({Side.RIGHT}),
    Side.BOTH: frozenset({Side.LEFT, Side.RIGHT}),
    Side.MIDDLE: frozenset({Side.MIDDLE}),
    None: frozenset({Side.LEFT, Side.RIGHT, Side.MIDDLE}),
}


def sides(checkin: CheckIn) -> frozenset[Side]:
    """The sides it may be on: all of them where none was said."""
    return _SIDES[checkin.side]


def same_place(a: CheckIn, b: CheckIn) -> bool:
    """Whether both name the same place, whatever the side."""
    return a.place is b.place and (a.other or "").strip().casefold() == (b.other or "").strip().casefold()


def same_spot(a: CheckIn, b: CheckIn) -> bool:
    """Whether both may be the same place and side."""
    return same_place(a, b) and not sides(a).isdisjoint(sides(b))


def before(checkin: CheckIn, history: Iterable[CheckIn]) -> list[CheckIn]:
    """The check-ins before this one, the oldest first."""
    return sorted((c for c in history if c.at < checkin.at), key=lambda c: c.at)


def tells_of(later: CheckIn, spot: CheckIn) -> bool:
    """Whether a check-in says something of the spot: it names it, or says that nothing hurts anywhere."""
    return same_spot(later, spot) or (later.pain == 0 and later.place is None)


def previous(checkin: CheckIn, earlier: Iterable[CheckIn]) -> CheckIn | None:
    """The newest of the earlier check-ins that says something of the same spot; of two at once the lower number."""
    return max((c for c in earlier if tells_of(c, checkin)), key=lambda c: (c.at, -c.pain), default=None)


def felt_since(checkin: CheckIn, earlier: Iterable[CheckIn]) -> datetime:
    """Since when the spot has hurt without an answer that it did not: as said, and as the check-ins show.

    Answers farther apart than `LONGEST_SILENCE` are not joined: nobody knows what was in between.
    """
    since = checkin.at if checkin.since is None else checkin.since
    newest = checkin.at
    for each in sorted((c for c in earlier if tells_of(c, checkin)), key=lambda c: (c.at, c.pain), reverse=True):
        if each.pain == 0 or newest - each.at > LONGEST_SILENCE:
            break
        newest = each.at
        since = min(since, each.at if each.since is None else each.since)
    return since
