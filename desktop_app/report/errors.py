"""The errors of reports."""

from __future__ import annotations

from desktop_app.errors import AppError


class ReportError(AppError):
    """Base of what goes wrong with a report."""


class NothingToReportError(ReportError):
    """There is nothing of what was asked for."""


class ReportFileError(ReportError):
    """A file that a report cannot be written to."""
