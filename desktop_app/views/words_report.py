"""Every word of the page that saves a report. No Qt in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.report.words import MONTHS, count, day, lift_name

if TYPE_CHECKING:
    from desktop_app.report.choices import MonthChoice, SessionChoice

TITLE: Final = "Report"
INTRO: Final = "One file to send to a coach or a physical therapist: it opens anywhere, without a network."
LIFTER: Final = "Whose"
OF: Final = "Of"
ONE_SESSION: Final = "a session"
ONE_MONTH: Final = "a month"
SYMPTOMS: Final = "Tell what was answered about pain"
SYMPTOMS_HINT: Final = "Without the tick nothing about pain is in the file, not even hidden."
AS: Final = "As"
HTML: Final = "HTML, for screen and mail"
PDF_A4: Final = "PDF, A4"
PDF_LETTER: Final = "PDF, Letter"
WHERE: Final = "Where to"
BROWSE: Final = "Choose …"
PAGE: Final = "The first page"
SAVE: Final = "Save the report"
REPLACE: Final = "Replace it"
SHOW: Final = "Open it"
BACK: Final = "Back  (Esc)"
KEYS: Final = "Tab next field · arrows choose · Ctrl+S saves · Esc back"
HTML_KIND: Final = "Web page (*.html)"
PDF_KIND: Final = "PDF (*.pdf)"

LOOKING: Final = "Looking what there is …"
NOBODY: Final = "Nobody has lifted anything yet: there is nothing to report."
WRITING: Final = "Writing the report …"
SAVED: Final = "Saved: {0}"
THERE: Final = "{0} is there already. Save once more to replace it."
NOT_OPENED: Final = "The system knows no program for it; the file is at {0}."
FAULT: Final = "This is a fault of Rackside itself: {0}."


def session_line(choice: SessionChoice) -> str:
    """`Fri 20 November 2026, 17:30 · Squat, Bench · 8 sets`."""
    at = f"{day(choice.at)}, {choice.at:%H:%M}"
    return " · ".join([at, _lifts(choice.exercises), count(choice.sets, "set")])


def month_line(choice: MonthChoice) -> str:
    name = f"{MONTHS[choice.month.month - 1]} {choice.month.year}"
    return f"{name} · {count(choice.sessions, 'session')}"


def _lifts(exercises: Sequence[str | None]) -> str:
    return ", ".join(lift_name(each, ()) for each in exercises)
