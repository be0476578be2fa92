"""What the diary says of itself. The words about health are in `desktop_app.health.words`."""

from __future__ import annotations

from typing import Final

from desktop_app.counting import counted

NOT_KEPT: Final = "Not kept in the history: {}."
FAULT_ADVICE: Final = "The recording is safe; please report what you did."

HELD_AGAINST: Final = "Held against your own {0} of {1}{2}."
NOTHING_LEARNED: Final = "Held against the set's own first reps. {0}"
FIRST_REPS: Final = "Held against the set's own first reps."
PINNED: Final = " It is pinned."
NEWEST: Final = ", newest {0} old"
NEWEST_TODAY: Final = ", newest of today"


def newest(days: int) -> str:
    """The age of what a baseline was learned from."""
    return NEWEST_TODAY if days == 0 else NEWEST.format(counted(days, "day"))
