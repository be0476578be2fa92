"""The words of the way back's page."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop_app.health.way_back import Step
from desktop_app.session.plates import Units, load_text
from desktop_app.views import words

TITLE: Final = "Way back: {0}"
OFFER: Final = "A way back: {0}, from {1} to {2}"
OFFER_TEXT: Final = (
    "Load or range is reduced on purpose, and raised in small steps. A step is earned by sessions at target reps "
    "without the signs that caused it, without pain above 4, and without pain rising in the 72 hours after. "
    "It is proposed, never imposed: you or your coach decide."
)
CAUSES: Final = "Signs that caused it: {0}"
NO_CAUSES: Final = "No sign of the bar is taken for its cause: pain and reps alone decide."
START: Final = "Begin with"
RANGE: Final = "Range"
FULL_RANGE: Final = "full"
CENTIMETRES: Final = "{0:.0f} cm"
STEP: Final = "A step, each side"
SESSIONS: Final = "Sessions a step"
HELD: Final = "Held by"
HOLDS: Final = MappingProxyType({"way_back": "myself", "box": "a box", "pin": "pins"})
OFFER_KEYS: Final = "↑ ↓, ← → Space: change it · Enter: begin this way back · Esc: not now"
GONE_KEYS: Final = "Enter: {0} · S: stay at this step · ← →: another step · X: end the way back · Esc: decide later"
ENTER: Final = MappingProxyType(
    {"stay": "go on", "raise": "take the step", "ease": "one step back", "stop": "understood", "done": "it is done"}
)
GO_TO: Final = "go to {0}"
SESSION: Final = "{0}: {1}"
NO_SESSION: Final = "No session at this step yet."
DAY: Final = "%d %b"
STAIRS_SAID: Final = "Step {0} of {1}"
END_SURE: Final = "Press X again to end this way back."


def step_text(step: Step, units: Units) -> str:
    """What one step asks for."""
    if step.prescribed_rom_m is None:
        return load_text(step.load_kg, units)
    return load_text(step.load_kg, units) + words.SEPARATOR + CENTIMETRES.format(100.0 * step.prescribed_rom_m)
