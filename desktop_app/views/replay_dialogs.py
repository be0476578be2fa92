"""Asking the user for a file, by the system's own dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.views import words_replay as words

AskOpen = Callable[[QWidget], Path | None]
AskSave = Callable[[QWidget, Path, str], Path | None]
"""Given what asks, the name suggested, and the kinds of files; None where the user gives up."""


def ask_open(parent: QWidget) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, words.OPEN_TITLE, "", words.OPEN_FILTER)
    return Path(name) if name else None


def ask_save(parent: QWidget, suggested: Path, kinds: str) -> Path | None:
    """The ending of the chosen kind is added where the name has none."""
    name, kind = QFileDialog.getSaveFileName(parent, "", str(suggested), kinds)
    if not name:
        return None
    path = Path(name)
    ending = kind.rpartition("*")[2].rstrip(")")
    return path if path.suffix else path.with_suffix(ending or suggested.suffix)
