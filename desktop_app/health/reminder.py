"""The optional reminder (article D): sitting for long, change position; on your feet all day, give the body a rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desktop_app.health import words
from desktop_app.health.errors import HealthError

LEAST_MIN: Final = 45
MOST_MIN: Final = 60
"""Article D's range, minutes."""


class Day(StrEnum):
    """How the day is spent."""

    SITTING = "sitting"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Off unless a lifter turns it on. Raises HealthError outside 45 to 60 minutes."""

    on: bool = False
    day: Day = Day.SITTING
    every_min: int = 50

    def __post_init__(self) -> None:
        if not LEAST_MIN <= self.every_min <= MOST_MIN:
            raise HealthError(
                f"a reminder every {self.every_min} minutes is not offered",
                f"Choose {LEAST_MIN} to {MOST_MIN} minutes.",
            )

    @property
    def text(self) -> str:
        return words.CHANGE_POSITION if self.day is Day.SITTING else words.REST_THE_BODY


def next_at(reminder: Reminder, since: datetime, in_session: bool = False) -> datetime | None:
    """When to remind, given when the lifter last moved, confirmed or began; None while off or while lifting."""
    if not reminder.on or in_session:
        return None
    return since + timedelta(minutes=reminder.every_min)
