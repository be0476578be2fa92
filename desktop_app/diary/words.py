"""What the diary says of itself. The words about health are in `desktop_app.health.words`."""

from __future__ import annotations

from typing import Final

NOT_KEPT: Final = "Not kept in the history: {}."
FAULT_ADVICE: Final = "The recording is safe; please report what you did."
