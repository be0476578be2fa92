"""Questions to the history, answered later: the newest of each name counts, and nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.diary.desk import KNOWN_ERRORS, DiaryDesk
from desktop_app.session.snapshot import Notice
from desktop_app.views import words_history as words
from dsp.results import Severity

if TYPE_CHECKING:
    from desktop_app.store.store import Store

T = TypeVar("T")
LOOKED_MS: Final = 15
"""Answers are looked for so often while there is a question open."""


class Asking(QObject):
    """`failed`: a notice of what went wrong. `busy`: whether anything is open."""

    failed = Signal(object)
    busy = Signal(bool)

    def __init__(self, desk: DiaryDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._open: dict[str, tuple[Future[Any], Callable[[Any], None]]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKED_MS)
        self._timer.timeout.connect(self._look)

    def ask(self, name: str, work: Callable[[Store], T], then: Callable[[T], None]) -> None:
        """Have work done and its result handed on; an older question of the same name is forgotten."""
        self.forget(name)
        self._open[name] = (self._desk.ask(work), then)
        self._timer.start()
        self.busy.emit(True)

    def do(self, name: str, work: Callable[[Store], T], then: Callable[[T], None]) -> bool:
        """Have something changed: never forgotten once it was asked for; False while the one before is under way."""
        if name in self._open:
            return False
        self.ask(name, work, then)
        return True

    def forget(self, name: str) -> None:
        """Whatever the answer is, nobody wants it any more."""
        before = self._open.pop(name, None)
        if before is not None:
            before[0].cancel()

    @property
    def waiting(self) -> bool:
        return bool(self._open)

    def _look(self) -> None:
        for name, (answer, then) in list(self._open.items()):
            if not answer.done():
                continue
            del self._open[name]
            if answer.cancelled():
                continue
            error = answer.exception()
            if error is None:
                then(answer.result())
            else:
                self.failed.emit(_notice(error))
        if not self._open:
            self._timer.stop()
            self.busy.emit(False)


def _notice(error: BaseException) -> Notice:
    if isinstance(error, KNOWN_ERRORS):
        return Notice(error.message, error.advice, Severity.WARN)
    return Notice(words.FAULT.format(f"{type(error).__name__}: {error}"), "", Severity.WARN)
