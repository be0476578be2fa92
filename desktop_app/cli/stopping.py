"""Ctrl-C, and the system's request to end, for commands that must end in order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final, Self

SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl-C; an end asked for; the terminal was closed; Ctrl-Break. Not every system has each."""


class Stop:
    """While entered, requests to end are only noted in `asked`, except in `at_once`."""

    def __init__(self) -> None:
        self.asked = False
        self._at_once = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
            self._before = {number: signal.signal(number, self._caught) for number in numbers}
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within, a request raises KeyboardInterrupt: for waiting on what may take long and leaves nothing behind."""
        if self.asked:
            raise KeyboardInterrupt
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def _caught(self, _: int, __: FrameType | None) -> None:
        self.asked = True
        if self._at_once:
            raise KeyboardInterrupt
