"""The words of a group's summary. No Qt here."""

from __future__ import annotations

from typing import Final

from desktop_app.group.summary import Judged, Lift, LifterDone
from desktop_app.report.words import count, lift_name
from desktop_app.session.plates import Units, load_text

TITLE: Final = "Group session"
NOTHING: Final = "No set is over yet."
LIFTERS: Final = "Lifters"
LIFTER: Final = "Lifter"
SETS: Final = "Sets"
SET: Final = "Set"
REPS: Final = "Reps"
LIFT_HEAD: Final = "Lift"
STEADY: Final = "Reps without a sign"
OF_JUDGED: Final = "of {0} judged"
WARNS: Final = "Warnings"
STOPS: Final = "Stops"
SIGNS: Final = "Signs:"
SIGNS_SHORT: Final = "Signs"
DOWN: Final = "Down, s"
BEST: Final = "Best drive, m/s"
LOSS: Final = "Loss, %"
WARM_UP: Final = "warm-up"
PLACE: Final = "Place"
BOARD: Final = "Board"
BOARD_NOTE: Final = "Only who asked to be on it, by the share of reps without a sign. Warm-ups do not count."
NOBODY: Final = "Lifter not named"
HEAD: Final = "{0}, {1}, {2} without a sign"
SETS_OF: Final = "Sets of {0}"
UNKNOWN: Final = "not known"
FIGURES: Final = "best {0} m/s · loss {1}"
JUDGED: Final = (
    (Judged.STEADY, "steady"),
    (Judged.WARN, "with a warning"),
    (Judged.STOP, "with a stop"),
    (Judged.UNCERTAIN, "uncertain"),
)
LEGEND: Final = (
    (Judged.STEADY, "a rep without a sign"),
    (Judged.WARN, "with a warning"),
    (Judged.STOP, "with a stop"),
    (Judged.UNCERTAIN, "that could not be measured well"),
)


def head(lifter: LifterDone) -> str:
    """All of a lifter in one line."""
    sets, reps = count(len(lifter.sets), "set"), count(lifter.reps, "rep")
    return HEAD.format(sets, reps, share(*lifter.steady))


def share(part: int, whole: int) -> str:
    """As per cent."""
    return f"{100.0 * part / whole:.0f} %" if whole else UNKNOWN


def lift_text(lift: Lift, units: Units, *, short: bool = False) -> str:
    """Exercise, variation and load; short: without the variation."""
    exercise, variation, load_kg = lift
    name = lift_name(exercise, () if short else variation)
    return name if load_kg is None else f"{name} {load_text(load_kg, units)}"
