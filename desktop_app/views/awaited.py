"""One answer from another thread that is awaited, the newest; nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")
LOOKED_MS: Final = 20
"""It is looked for so often."""


class Awaited(QObject):
    """failed: told of an error in place of an answer."""

    def __init__(self, parent: QObject, failed: Callable[[BaseException], None]) -> None:
        super().__init__(parent)
        self._failed = failed
        self._open: tuple[Future[Any], Callable[[Any], None]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKED_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        return self._open is not None

    def then(self, answer: Future[T], go_on: Callable[[T], None]) -> None:
        """Go on with this answer once it is there; an older one is forgotten."""
        if self._open is not None:
            self._open[0].cancel()
        self._open = (answer, go_on)
        self._timer.start()

    def _look(self) -> None:
        if self._open is None or not self._open[0].done():
            return
        answer, go_on = self._open
        self._open = None
        if not answer.cancelled():
            error = answer.exception()
            if error is None:
                go_on(answer.result())
            else:
                self._failed(error)
        if self._open is None:
            self._timer.stop()
