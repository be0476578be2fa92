"""The words of the red-flag screen and of the answer. Those of health itself are in `health.words`."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop_app.health.answer import Level

RED_TITLE: Final = "Stop"
RED_URGENT_TITLE: Final = "Stop. Urgent: today"
READ_KEY: Final = "I have read this: press Y"
READ_ON: Final = "Read to the end first"
RED_KEYS: Final = "↑ ↓: read on · Y: I have read this"
RED_FROM: Final = "From your answer of {0}"
TIME: Final = "%A, %d %B, %H:%M"

TITLES: Final = MappingProxyType(
    {
        Level.SAFE_ZONE: "Pain {0}: in the safe zone",
        Level.MODIFY: "Pain {0}: modify, or hold off",
        Level.LEAVE_OUT: "Pain {0}: leave it out for now",
    }
)
CHANGES: Final = "What will you change?"
DRILLS_FOR: Final = "Drills for: {0}"
DRILL: Final = "  •  {0} ({1})"
CAUSE: Final = "  •  {0} ({1})"
FLAG: Final = "  •  {0}"
POINT: Final = "\n  •  {0}"
FROM: Final = "From the articles. {0}"
ANSWER_KEYS: Final = "1 to 4: chosen · W: a way back · Enter: go on"
ANSWER_KEYS_PLAIN: Final = "Enter: go on"
ANSWER_KEYS_CHANGES: Final = "1 to 4: chosen · Enter: go on"
