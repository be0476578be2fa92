"""The errors of `desktop_app`: one small tree, each with one sentence of advice for the user."""

from __future__ import annotations

from pathlib import Path


class AppError(Exception):
    """Base of every error that `desktop_app` raises on purpose.

    `message` is one line; `advice` is one sentence that the command line and the window show as it is.
    """

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class BaselineError(AppError):
    """A baseline file that cannot be used. The message names the file and the place in it."""

    def __init__(self, path: Path, message: str, advice: str) -> None:
        super().__init__(f"{path}: {message}", advice)
        self.path = path


class PlanError(AppError):
    """Something of a plan that was typed and cannot be understood."""


class LoadError(PlanError):
    """A load that was typed and cannot be understood."""


class SettingsError(AppError):
    """A file of settings that cannot be used. The message names the file and the place in it."""


class EditError(AppError):
    """A change of the list of sets that cannot be done."""


class SessionFileError(AppError):
    """A session's list of sets that cannot be used. The message names the file and the place in it."""


class ScreenError(AppError):
    """No window can be shown here."""
