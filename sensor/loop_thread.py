"""A thread with an asyncio loop in it, and an orderly end of what still runs there."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, TypeVar

T = TypeVar("T")
_LOG: Final = logging.getLogger(__name__)
END_S: Final = 2.0
"""What still runs when the thread ends has so long to end by itself."""
ROUNDS: Final = 2
"""So often it is told to: up to Python 3.11 `asyncio.wait_for` may swallow being cancelled."""
JOIN_S: Final = (ROUNDS + 1) * END_S
"""Whoever ends the thread waits for it so long; what hangs is left behind, and ends with the program."""


class LoopThread:
    """name: of the thread. loop: it belongs to the thread from now on. Methods may be called from any thread."""

    def __init__(self, name: str, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._loop.set_exception_handler(_logged)
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, wait_s: float = JOIN_S) -> None:
        """End what runs, in order, and the thread. Safe to call again."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(wait_s)
        elif not self._loop.is_closed():
            self._loop.close()

    def spawn(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine in the loop; it is cancelled when the thread ends."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call(self, work: Callable[[], None]) -> None:
        """Have something done in the loop; nothing once it has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work)

    def _live(self) -> None:
        """The loop until it is stopped, then an orderly end of what still runs in it."""
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            for _ in range(ROUNDS):
                left = asyncio.all_tasks(self._loop)
                for task in left:
                    task.cancel()
                if left:
                    self._loop.run_until_complete(asyncio.wait(left, timeout=END_S))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


def _logged(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waited for, such as the remains of a broken connection: for the log, not for the user."""
    _LOG.debug("%s", context.get("message"), exc_info=context.get("exception"))
