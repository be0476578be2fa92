"""Where the window stands on the screen, kept from one start to the next."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from desktop_app.session.settings import WindowPlace

SMALLEST: Final = (800, 450)
"""Below it the forms do not fit."""
FIRST_SIZE: Final = (1366, 768)


def put(window: QMainWindow, place: WindowPlace | None) -> None:
    """The window where it was; in its first size where that is not known."""
    window.setMinimumSize(*SMALLEST)
    window.resize(*FIRST_SIZE)
    if place is None:
        return
    window.resize(place.width, place.height)
    # A screen that is no longer there must not swallow the window.
    if window.screen().availableGeometry().contains(place.x, place.y):
        window.move(place.x, place.y)
    if place.full_screen:
        window.setWindowState(Qt.WindowState.WindowFullScreen)
    elif place.maximised:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def place_of(window: QMainWindow) -> WindowPlace:
    """Where it is now; what it returns to, where it fills the screen."""
    box = window.normalGeometry()
    return WindowPlace(
        box.x(), box.y(), box.width(), box.height(), window.isFullScreen(),
        window.isMaximized() and not window.isFullScreen(),
    )  # fmt: skip
