"""The thread that the group's network lives in: one loop, beside that of Bluetooth.

It is no tenant of the radio's thread (`sensor.ble.thread`), since that one is made only where there is Bluetooth, is
left behind where Bluetooth hangs, and on Windows has a loop that the MQTT library cannot use.
"""

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
"""What still runs when the thread ends has so long to say farewell."""


class NetworkThread:
    """A selector loop, on every system. `spawn` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop = asyncio.SelectorEventLoop()
        self._loop.set_exception_handler(_logged)
        self._thread = threading.Thread(target=self._live, name="rackside-network", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End what runs, in order, and the thread. Safe to call again."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(3 * END_S)
        elif not self._loop.is_closed():
            self._loop.close()

    def spawn(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine in the loop; it is cancelled when the thread ends."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call(self, work: Callable[[], None]) -> None:
        """Have something done in the loop; nothing once it has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
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
