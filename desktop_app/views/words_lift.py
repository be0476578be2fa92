"""The words of the form in which a set is chosen. No Qt here."""

from __future__ import annotations

from typing import Final

EXERCISE: Final = "Exercise"
VARIATION: Final = "Variation (Space)"
LOAD: Final = "Load, {0}"
LOAD_HINT: Final = "100, 225 lb, or one side: bar + 20 + 10"
TEMPO: Final = "Tempo"
TEMPO_HINT: Final = "seconds down-bottom-up-top, X: fast; or empty"
TARGET_REPS: Final = "Reps"
TARGET_REPS_HINT: Final = "or empty"
