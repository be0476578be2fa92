"""The words of the page with a group's summary. No Qt here."""

from __future__ import annotations

from typing import Final

from desktop_app.group import words_summary
from desktop_app.group.summary import BoardLine

SAVE_PDF: Final = "Save as PDF"
SAVE_CSV: Final = "Save as CSV"
PAGES_FILTER: Final = "PDF (*.pdf);;HTML (*.html)"
CSV_FILTER: Final = "CSV (*.csv)"
FILE_NAME: Final = "group-{0:%Y-%m-%d}"
SAVING: Final = "Saving ..."
SAVED: Final = "Saved as {0}"
NOT_SAVED: Final = "It could not be saved: {0}."
WANTING: Final = "Wants to stand on the board (Space)"
BOARD_EMPTY: Final = "Nobody stands on the board."
PLACE: Final = "{0}.  {1}   {2} of {3} reps"
BACK: Final = "Esc goes back."


def place_line(line: BoardLine) -> str:
    """One line of the board."""
    return PLACE.format(line.place, line.name, words_summary.share(line.steady, line.judged), line.judged)
