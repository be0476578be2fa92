"""The words of the check-in page; those about health itself are in `desktop_app.health.words`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from desktop_app.health import words as health
from desktop_app.health.checkin import CheckIn, Moment
from desktop_app.views import words

TITLES: Final = MappingProxyType(
    {
        Moment.BEFORE: "Before the session: does anything hurt?",
        Moment.DURING: "Where does it hurt?",
        Moment.AFTER: "After the session: does anything hurt?",
        Moment.LATER: "How is it today?",
    }
)
LATER_ON: Final = "How was it on {0}?"
AFTER_ON: Final = "After the session of {0}: did anything hurt?"
SUBTITLES: Final = MappingProxyType(
    {
        Moment.BEFORE: "The last answer asks for it.",
        Moment.DURING: health.PAIN_KEY,
        Moment.AFTER: "Your answers stay on this computer, and are yours alone.",
        Moment.LATER: "You can get through the set, then feel the cost later.",
    }
)
DAY: Final = "%A, %d %B"
ZONE_NONE: Final = "none"
ZONE_SAFE: Final = "safe zone"
ZONE_MORE: Final = "more than 4: modify, or hold off"
PAIN_NONE_YET: Final = "Pain, 0 to 10: not chosen yet"
PAIN_SAID: Final = "Pain {0} of 10"
ASK_SIDE: Final = "Which side?"
ASK_EXERCISE: Final = "Which movement?"
SINCE: Final = (("today", 0), ("yesterday", 1), ("2 days ago", 2), ("3 days ago", 3), ("longer", 7))
"""And how many days that is."""
OTHER_PLACE: Final = "Where, in your words"
NOTE: Final = "A note, if you like"
CHOOSE: Final = "Choose a number first, or press Esc: not now."
KEYS_FIRST: Final = "0: nothing hurts · 1 to 9, ← →: how much · Esc: not now"
KEYS_MORE: Final = (
    "↑ ↓: next line · ← → Space, or its figure: choose · +: another place too · Enter: keep · Esc: not now"
)
KEPT_SO_FAR: Final = "So far: {0}"
SPOT: Final = "{0} {1}"


def title(moment: Moment, day: date, today: date) -> str:
    """What is asked, with the day where it is not today."""
    if day != today and moment is Moment.LATER:
        return LATER_ON.format(day_text(day))
    if day != today and moment is Moment.AFTER:
        return AFTER_ON.format(day_text(day))
    return TITLES[moment]


def day_text(day: date) -> str:
    return day.strftime(DAY)


def place_text(checkin: CheckIn) -> str:
    """Where it hurts, as far as was said."""
    if checkin.place is None:
        return words.UNKNOWN
    name = checkin.other or health.PLACES[checkin.place.value]
    return name if checkin.side is None else f"{name}, {health.SIDES[checkin.side.value]}"


def so_far(checkins: Sequence[CheckIn]) -> str:
    """The places that were answered."""
    if not checkins:
        return ""
    return KEPT_SO_FAR.format(words.SEPARATOR.join(SPOT.format(place_text(c), c.pain) for c in checkins))
