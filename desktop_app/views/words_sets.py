"""The words of the list of sets, and of their correction. No Qt here."""

from __future__ import annotations

from typing import Final

from desktop_app.session.plates import Units
from desktop_app.session.sets import SetEntry
from desktop_app.session.snapshot import RepView
from desktop_app.views import words
from dsp.results import Rep

SETS_TITLE: Final = "Sets of this session"
SETS_NONE: Final = "No set is over yet."
SETS_KEYS: Final = (
    "Enter changes lift, load or lifter · W warm-up · + - reps not found · Space strikes a rep out · "
    "J joins with the next set · Del deletes · Z takes back · Esc goes back"
)
SETS_CHANGE: Final = "Change set {0}"
SETS_SAVE: Final = "Save  (Enter)"
WARM_UP: Final = "warm-up"
DELETED: Final = "deleted"
JOINED: Final = "part of set {0}"
PAIN_ENDED: Final = "ended for pain"
NOT_MEASURED: Final = "not measured"
REPS_COUNTED: Final = "{0} reps"
REPS_COUNTED_OF: Final = "{0} of {1} reps"
REPS_ADDED: Final = "{0} added by hand"


def set_line(entry: SetEntry, units: Units) -> str:
    """A set in the list of those that are over."""
    parts = [f"{entry.id}", words.plan_line(entry.plan, units)]
    if entry.result is not None or entry.added:
        wished = entry.plan.target_reps
        counted = REPS_COUNTED if wished is None else REPS_COUNTED_OF
        parts.append(counted.format(entry.rep_count, wished))
    if entry.plan.athlete is not None:
        parts.insert(1, entry.plan.athlete)
    if entry.added:
        parts.append(REPS_ADDED.format(entry.added))
    marks = {
        WARM_UP: entry.plan.warm_up,
        NOT_MEASURED: entry.result is None,
        PAIN_ENDED: entry.ended_for_pain,
        DELETED: entry.deleted,
        JOINED.format(entry.joined_into): entry.joined_into is not None,
    }
    return words.SEPARATOR.join([*parts, *(text for text, on in marks.items() if on)])


def measured_rep_line(rep: Rep) -> str:
    """A rep in the list of a set's reps."""
    descent_s = None if rep.descent is None else rep.descent.duration_s
    drive_ms = None if rep.drive is None else rep.drive.mean_speed_ms
    return words.rep_said(RepView(rep.number, rep.quality, descent_s, drive_ms, None))
