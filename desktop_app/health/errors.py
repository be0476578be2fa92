"""The errors of `desktop_app.health`."""

from __future__ import annotations

from desktop_app.errors import AppError


class HealthError(AppError):
    """Base of every error that this package raises on purpose."""


class CheckInError(HealthError):
    """An answer of a symptom check that means nothing. field: which one."""

    def __init__(self, field: str, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.field = field


class PlanError(HealthError):
    """A way back that means nothing."""
