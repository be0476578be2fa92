"""The words of the history's pages where data are typed in, taken out, taken in and deleted. No Qt in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.session.plan import LiftPlan
from desktop_app.views.words_history import BEST_OF, exercise_name

if TYPE_CHECKING:
    from desktop_app.store.archive import Exported
    from desktop_app.store.forgetting import Deleted

DATA_EXPORT: Final = "Take everything of {0} out"
DATA_EXPORT_HINT: Final = (
    "One zip file: sets, reps, signs, answers about health and recordings. Give it to whom you trust."
)
DATA_IMPORT: Final = "Take a person in"
DATA_IMPORT_HINT: Final = (
    "A zip file that was written here or on another machine. What is kept already is left as it is."
)
DATA_IMPORT_AS: Final = "as (empty: as in the file)"
DATA_NOBODY: Final = "Sets that are nobody's"
DATA_NOBODY_NONE: Final = "Every set is somebody's."
DATA_NOBODY_LINE: Final = "{0} · {1} sets"
DATA_NOBODY_WHOSE: Final = "whose"
DATA_DELETE: Final = "Delete {0} for good"
DATA_DELETE_HINT: Final = (
    "Sets, answers and recordings of {0} are deleted and cannot be brought back. Type the name to go on."
)
DATA_FILE: Final = "file"
CHOOSE: Final = "Choose ..."
EXPORT: Final = "Take out"
IMPORT: Final = "Take in"
ASSIGN: Final = "Give"
DELETE: Final = "Delete for good"
ZIP_FILTER: Final = "Archive of a person (*.zip)"
NAME_A_FILE: Final = "Name a file first."
NAME_SOMEBODY: Final = "Choose a session, and type whose sets these are."
TYPE_THE_NAME: Final = "Type the name exactly as it stands there: {0}."
EXPORTING: Final = "Taking out ..."
IMPORTING: Final = "Taking in ..."
DELETING: Final = "Deleting ..."
EXPORTED: Final = "{0} sets and {1} recordings are in {2}."
EXPORTED_LESS: Final = "{0} recordings are missing or damaged and are not in it."
IMPORTED: Final = "{0} has {1} sets more, of {2} in the file."
ASSIGNED: Final = "{0} sets are {1}'s now."
DELETED: Final = "{0} is deleted: {1} sets, {2} answers, {3} recordings."
DELETED_SHARED: Final = "{0} recordings stay, because others' sets are in them too."
DELETED_MORE: Final = "These may hold more, and are yours to remove: {0}."
DELETED_GROUP: Final = "{0} sets for a coach, or that came to one, are deleted too."
DELETED_LEFT: Final = "These are damaged or in use and may name {0} still; remove them when nothing uses them: {1}."
SUGGESTED: Final = "rackside-{0}.zip"

ADD_TITLE: Final = "A set without a sensor"
ADD_DAY: Final = "Day"
ADD_TIME: Final = "Time"
ADD_SAVE: Final = "Keep  (Enter)"
ADD_BACK: Final = "Esc goes back without keeping it."
ADD_WHO: Final = "Lifter"
ADD_REPS_WRONG: Final = "Type how many reps were done."
ADD_DAY_WRONG: Final = "Type the day as {0} and the time as {1}."
ADD_WHO_WRONG: Final = "Type who lifted it."
ADD_LATER: Final = "That is still to come: type when it was done."
ADDED: Final = "Kept: {0}."


def suggested(name: str) -> str:
    """A file name for a person's archive: letters and digits alone."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in name.casefold()).strip("-")
    return SUGGESTED.format(plain or "lifter")


def exported(done: Exported, path: Path) -> str:
    text = EXPORTED.format(done.sets, done.recordings, path)
    return f"{text} {EXPORTED_LESS.format(len(done.missing))}" if done.missing else text


def deleted(done: Deleted) -> str:
    text = DELETED.format(done.lifter.name, done.sets, done.check_ins, done.recordings)
    text += f" {DELETED_GROUP.format(done.group_sets)}" if done.group_sets else ""
    text += f" {DELETED_SHARED.format(len(done.shared))}" if done.shared else ""
    more = (*done.damaged, *done.unclaimed)
    text += f" {DELETED_MORE.format(', '.join(more))}" if more else ""
    left = ", ".join(done.not_cleared)
    return f"{text} {DELETED_LEFT.format(done.lifter.name, left)}" if left else text


def added(plan: LiftPlan, reps: int) -> str:
    """A set that was typed in."""
    name = exercise_name(plan.exercise, "+".join(plan.variation))
    return BEST_OF.format(reps, name if plan.load_kg is None else f"{plan.load_kg:g} kg, {name}")
