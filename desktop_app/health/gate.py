"""A red flag cannot be passed into a set unread: what stands between a lifter and the next set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop_app.health import words
from desktop_app.health.answer import Answer
from desktop_app.health.checkin import CheckIn
from desktop_app.health.errors import CheckInError
from desktop_app.health.private import hidden

REMIND_FOR: Final = timedelta(days=14)
"""So long after a red flag its movement begins with a line of reminder (ours)."""


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A check-in, what was answered, and when the lifter confirmed to have read it; None while unread."""

    checkin: CheckIn
    answer: Answer
    read_at: datetime | None = None

    __repr__ = hidden

    def read(self, at: datetime) -> Told:
        """The same, read. Raises CheckInError where that was before it was asked."""
        if at < self.checkin.at:
            raise CheckInError("read_at", "it cannot have been read before it was said", "Give a later time.")
        return self if self.read_at is not None else Told(self.checkin, self.answer, at)


@dataclass(frozen=True, slots=True, repr=False)
class Gate:
    """open: whether a set may begin. to_read: screens to be read first, the gravest first. lines: reminders."""

    open: bool
    to_read: tuple[Told, ...] = ()
    lines: tuple[str, ...] = ()

    __repr__ = hidden


def gate(told: Iterable[Told], exercise: str | None, now: datetime) -> Gate:
    """Whether a set of an exercise may begin. An unread red flag closes it for every exercise, however old it is."""
    every = list(told)
    unread = [t for t in every if t.answer.must_acknowledge and t.read_at is None]
    unread.sort(key=lambda t: (not t.answer.urgent, t.checkin.at))
    flagged = {
        t.checkin.exercise
        for t in every
        if t.answer.blocks_set and t.checkin.exercise is not None and now - t.checkin.at <= REMIND_FOR
    }
    lines = (words.RED_STILL.format(exercise.replace("_", " ")),) if exercise in flagged and exercise else ()
    return Gate(not unread, tuple(unread), lines)
