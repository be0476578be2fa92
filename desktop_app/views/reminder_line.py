"""The reminder as one unobtrusive line, and where the desktop has a tray, one message there each time it is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QSystemTrayIcon, QWidget

from desktop_app.diary.reminding import Reminding
from desktop_app.session.settings import Settings
from desktop_app.views import words_feeling as words
from desktop_app.views.theme import Look, style_sheet

LOOK_MS: Final = 15_000
"""So often is looked whether it is due: a minute more or less is no matter."""


class ReminderLine(QLabel):
    """Hidden until it is due; a click or `dismiss` sends it away. Off unless the lifter turned it on.

    lifting: whether a session is going on now, in which nobody is reminded.
    """

    due = Signal()
    """It is shown now."""

    def __init__(
        self,
        settings: Settings,
        lifting: Callable[[], bool],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._lifting, self._now = settings, lifting, now
        self._reminding = Reminding(now())
        self._tray: QSystemTrayIcon | None = None
        self.setObjectName("field")
        self.setWordWrap(True)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.set_settings(settings)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        if settings.reminder.on:
            self._timer.start()
        else:
            self._timer.stop()
            self.hide()

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))

    def look(self) -> None:
        """Show it where it is due."""
        line = self._reminding.line(self._settings.reminder, self._now(), lifting=self._lifting())
        if line is None:
            self.hide()
        elif self.isHidden():
            self.setText(words.REMINDED.format(line))
            self.show()
            self._message(line)
            self.due.emit()

    def dismiss(self) -> bool:
        """Send it away; False where it is not shown."""
        shown = not self.isHidden()
        if shown:
            self._reminding.moved(self._now())
            self.hide()
        return shown

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        super().mousePressEvent(event)
        self.dismiss()

    def _message(self, line: str) -> None:
        """Never more than the line itself: a desktop keeps what it shows."""
        if not QSystemTrayIcon.isSystemTrayAvailable() or self.window().isActiveWindow():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self.window().windowIcon(), self)
        self._tray.show()
        self._tray.showMessage(words.APP, line)
