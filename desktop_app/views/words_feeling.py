"""The words of the overview: how a lifter is, what was answered, the profile, the reminder."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Final

from desktop_app.health import words as health
from desktop_app.health.checkin import CheckIn
from desktop_app.health.normal_or_problem import Point
from desktop_app.health.reminder import LEAST_MIN, MOST_MIN, Day
from desktop_app.health.when import Ask
from desktop_app.views import words
from desktop_app.views.words_checkin import day_text, place_text

TITLE: Final = "How you are"
NOBODY: Final = "Say who lifts first: answers are kept for a person."
LOOKING: Final = "Looking up what you said before. Enter: go on without it."
PICTURE: Final = "The worst of each day, four weeks"
DAYS_SAID: Final = "{0} days with an answer, worst {1}"
TODAY: Final = "today"
LIFTED: Final = "■ a session"
NOT_ANSWERED: Final = "no bar: not answered"
ADD: Final = "Add: {0}"
MOMENTS: Final = MappingProxyType(
    {"before": "before the session", "during": "in the set", "after": "after the session", "later": "the day after"}
)
WAY: Final = "Way back: {0}, step {1} of {2}"
WAY_ASKS: Final = "Way back: {0}, step {1} of {2}: to be decided"
SELF_CHECK: Final = "Self-check: {0}"
NEW: Final = "Something hurts now"
ENTRY: Final = "{0}: {1}, {2}"
ENTRY_PLAIN: Final = "{0}: {1}"
POINT: Final = "{0}: {1}"
ENTRIES: Final = "answers of {0}"
SETS: Final = "sets of {0}"
TIME: Final = "%a %d %b, %H:%M"
SHORT: Final = "%d %b"
CONDITIONS: Final = "I have trouble with"
REMINDER: Final = "Remind me"
OFF: Final = "off"
REMINDED: Final = "{0} (click: done)"
APP: Final = words.APP
DAYS: Final = MappingProxyType({Day.SITTING: "sitting a lot", Day.STANDING: "on my feet"})
EVERY: Final = "{0} min"
EVERY_ROW: Final = "every"
MINUTES: Final = tuple(range(LEAST_MIN, MOST_MIN + 1, 5))
KEYS: Final = (
    "↑ ↓: an entry · Enter: open it · ← →: the text · Del: delete an answer · Tab: profile, reminder · Esc: back"
)
SURE: Final = "Press Del again to delete this answer for good."
MOST_ENTRIES: Final = 5
"""So many entries are named behind a point."""


def entry_text(checkin: CheckIn) -> str:
    """One past answer in a line."""
    at = checkin.at.astimezone().strftime(TIME)
    pain = f"{checkin.pain}"
    return ENTRY_PLAIN.format(at, pain) if checkin.place is None else ENTRY.format(at, pain, place_text(checkin))


def ask_text(ask: Ask) -> str:
    """A question that can be answered late."""
    return ADD.format(day_text(ask.day) + words.SEPARATOR + MOMENTS[ask.moment.value])


def point_text(point: Point) -> str:
    """A point of normal or problem, with the entries behind it."""
    parts = []
    if point.checkins:
        days = ", ".join(f"{_short(c.at)} ({c.pain})" for c in point.checkins[-MOST_ENTRIES:])
        parts.append(ENTRIES.format(days))
    if point.sets:
        days = ", ".join(dict.fromkeys(_short(s.at) for s in point.sets))
        parts.append(SETS.format(days))
    return POINT.format(point.text, words.SEPARATOR.join(parts))


def condition_text(name: str) -> str:
    return health.CONDITIONS[name]


def _short(at: datetime) -> str:
    return at.astimezone().strftime(SHORT)
