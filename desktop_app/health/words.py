"""Every text of this package that a lifter reads: plain, no diagnosis, the articles' words in quotes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

NO_DIAGNOSIS: Final = "Rackside is no medical device and does not say what it is."

RED: Final = "Stop this movement and have it evaluated by a qualified professional."
RED_URGENT: Final = "Stop this movement and have it evaluated by a qualified professional urgently, today."
RED_SAID: Final = "You said:"
RED_READ: Final = "I have read this"
RED_STILL: Final = "You were told to stop {0} and have it evaluated by a qualified professional."
RED_ARTICLES: Final = "A B C E"
RED_FLAGS: Final = MappingProxyType(
    {
        "bowel_bladder": "a change of bowel or bladder",
        "sharp": "sharp pain",
        "radiating": "pain that radiates",
        "numb": "numbness or tingling",
        "weaker": "loss of strength",
        "swelling_pop": "a pop or marked swelling",
        "everyday_sleep": "worse with everyday activities, or it disturbs sleep",
        "worsening_fast": "severe and getting worse fast",
        "not_gone": "not gone after three days",
        "unexplained": "unexplained, and adjusting form has not mended it",
    }
)

STOP_AND_BREATHE: Final = "Stop and take a breath."
BREATHE: Final = "Stop and take a breath: 90/90 breathing."
MODIFY: Final = "Then modify this movement, or hold off on it for now."
LEAVE_OUT: Final = "A change was made and it is still more than 4: leave this movement out for now."
OTHER_MOVEMENTS: Final = 'Go on with "any movements that don\'t increase symptoms above baseline".'
MOST_LIFTING: Final = "Most lifting aggravates it: see a professional."

SAFE_ZONE: Final = 'In the "safe zone": carry on.'
RISEN: Final = "It was {0} and is {1} now."
FOUR_CHANGES: Final = "You can change one of these:"
CHANGES: Final = MappingProxyType(
    {
        "less_load": "less load",
        "shorter_range": "a shorter range, to a box or bench",
        "slower": "slower",
    }
)
OTHER_VERSION: Final = "another version of the lift"
OTHER_VERSIONS: Final = MappingProxyType(
    {
        "squat": "another version: goblet squat or front squat",
        "front_squat": "another version: goblet squat",
    }
)
