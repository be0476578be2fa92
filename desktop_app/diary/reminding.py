"""The reminder of a long day: whether its line is to be shown now. No clock of its own, nothing is kept."""

from __future__ import annotations

from datetime import datetime

from desktop_app.health.reminder import Reminder, next_at


class Reminding:
    """since: when the lifter last moved, said so, or the app began."""

    def __init__(self, since: datetime) -> None:
        self.since = since

    def moved(self, now: datetime) -> None:
        """The line was heeded, or sent away: it comes again after its time."""
        self.since = now

    def line(self, reminder: Reminder, now: datetime, *, lifting: bool = False) -> str | None:
        """What to show; None where nothing is due. Who lifts has changed position."""
        if lifting:
            self.since = now
        due_at = next_at(reminder, self.since, lifting)
        return reminder.text if due_at is not None and now >= due_at else None
