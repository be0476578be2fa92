"""A report written to a file of its owner's alone, HTML or PDF by the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.report.errors import ReportFileError
from desktop_app.report.paper import Paper
from sensor.files import write_private

if TYPE_CHECKING:
    from desktop_app.report.pages import Document

ENDINGS: Final = (".html", ".htm", ".pdf")
NAME_MOST: Final = 60
"""Characters of a lifter's name in a file's."""


def checked_target(path: Path, *, force: bool) -> Path:
    """A path that a report may be written to. Raises ReportFileError, before anything has been worked for."""
    if path.suffix.lower() not in ENDINGS:
        raise ReportFileError(f"{path}: a report is .html or .pdf", "Name the file so.")
    if path.exists() and not force:
        raise ReportFileError(f"{path} is there already", "Choose another name, or say --force to replace it.")
    if not path.parent.is_dir():
        raise ReportFileError(f"{path.parent} is no folder", "Make it first, or name another.")
    return path


def save_document(document: Document, path: Path, paper: Paper = Paper.A4) -> None:
    """Write it, whole or not at all, in place of what is there. Raises OutputError (`sensor`), ReportFileError."""
    if path.suffix.lower() == ".pdf":
        from desktop_app.report.pdf import pdf_bytes

        write_private(path, pdf_bytes(document, paper))
    else:
        from desktop_app.report.html import html_page

        write_private(path, html_page(document))


def suggested_name(who: str, when: str, ending: str) -> str:
    """A file's name for a report: letters and figures of any language, hyphens for all the rest."""
    text = "".join(c if c.isalnum() else "-" for c in f"{who[:NAME_MOST]} {when}")
    return f"report-{'-'.join(part for part in text.split('-') if part)}{ending}"
