"""The clock of pictures: on average as often as asked, never faster, and never dead."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

FRAMES_HZ: Final = 60


class Frames(QObject):
    """Calls show, the first time at once. A picture that could not be drawn is not the last one."""

    def __init__(self, parent: QObject, show: Callable[[], object], frames_hz: int = FRAMES_HZ) -> None:
        super().__init__(parent)
        self._show, self._step_ns = show, 1_000_000_000 // frames_hz
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)
        self._due_ns = time.monotonic_ns()

    def start(self) -> None:
        self._frame()

    def stop(self) -> None:
        self._timer.stop()

    def _frame(self) -> None:
        try:
            self._show()
        finally:
            now_ns = time.monotonic_ns()
            self._due_ns = max(self._due_ns + self._step_ns, now_ns)
            self._timer.start(-((now_ns - self._due_ns) // 1_000_000))
