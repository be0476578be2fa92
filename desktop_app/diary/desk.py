"""The store in a thread of its own: whoever asks goes on at once, and gets a future.

Usage: `start` it; `ask` for something found, whose future a view looks at by its timer; `tell` to have something kept
where nobody waits, and what goes wrong is `notice`; `close`, which does what was asked before.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop_app.diary import words
from desktop_app.errors import AppError
from desktop_app.session.snapshot import Notice
from dsp.errors import DspError
from dsp.results import Severity
from sensor.errors import SensorError

if TYPE_CHECKING:
    from desktop_app.store.place import StorePlace
    from desktop_app.store.store import Store

T = TypeVar("T")
KNOWN_ERRORS: Final = (AppError, DspError, SensorError)
"""What the packages raise on purpose; anything else is a fault, and is told as one."""


class DiaryDesk:
    """One store, opened when it is first needed, in one thread. Calls may come from any thread.

    notice: what is wrong with the history at the moment, gravest last thing told; None while all is well.
    """

    def __init__(self, place: StorePlace) -> None:
        self.place = place
        self.notice: Notice | None = None
        self.recording: set[str] = set()
        """Names of recordings that this program has begun and the history does not have yet: nothing was left over."""
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._store: Store | None = None
        self._thread = threading.Thread(target=self._run, name="rackside-diary", daemon=True)
        self._closed = threading.Event()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Do what was asked before, then end. Safe to call again."""
        if not self._closed.is_set():
            self._closed.set()
            self._asked.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def ask(self, work: Callable[[Store], T]) -> Future[T]:
        """What work finds; its future has the error where it failed. After `close` it is cancelled."""
        answer: Future[T] = Future()
        if self._closed.is_set():
            answer.cancel()
            return answer

        def run() -> None:
            if answer.set_running_or_notify_cancel():
                self._answered(answer, work)

        self._asked.put(run)
        return answer

    def tell(self, work: Callable[[Store], Any]) -> None:
        """Have something kept; what goes wrong is the notice, until something succeeds."""
        self.ask(work).add_done_callback(self._noted)

    def _run(self) -> None:
        while (work := self._asked.get()) is not None:
            work()
        if self._store is not None:
            self._store.close()

    def _answered(self, answer: Future[T], work: Callable[[Store], T]) -> None:
        try:
            answer.set_result(work(self._opened()))
        except Exception as error:  # noqa: BLE001 (handed to whoever asked)
            answer.set_exception(error)

    def _opened(self) -> Store:
        if self._store is None:
            # SQLAlchemy takes its time to load: here nobody waits for it.
            from desktop_app.store.store import Store

            self._store = Store.open(self.place)
        return self._store

    def _noted(self, answer: Future[Any]) -> None:
        if answer.cancelled():
            return
        error = answer.exception()
        self.notice = None if error is None else told(error)


def told(error: BaseException) -> Notice:
    """An error of the history as a line in the window."""
    if isinstance(error, KNOWN_ERRORS):
        return Notice(words.NOT_KEPT.format(error.message), error.advice, Severity.WARN)
    return Notice(words.NOT_KEPT.format(f"{type(error).__name__}: {error}"), words.FAULT_ADVICE, Severity.WARN)
