"""A progress bar on a terminal, for work that takes long enough to be worth one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

QUIET_S: Final = 0.4
"""Shorter work shows nothing: a bar that only flashes tells nobody anything."""


class Watched:
    """Called with what is being done and its share; draws once `QUIET_S` have passed."""

    def __init__(self, name: str, *, seen: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._name, self._seen, self._now = name, seen, now
        self._began_s = now()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __call__(self, stage: str, share: float | None) -> None:
        if not self._seen or self._now() - self._began_s < QUIET_S:
            return
        if self._bar is None:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task, description=f"{self._name}: {stage}", total=None if share is None else 1.0, completed=share
            )

    def _start(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from desktop_app.cli.terminal import PlainConsole

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=PlainConsole(sys.stderr), transient=True)
        self._task = self._bar.add_task(self._name)
        self._bar.start()

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def watched(name: str) -> Iterator[Watched]:
    """Progress of one piece of work, on standard error; nothing is drawn where that is no terminal."""
    progress = Watched(name, seen=sys.stderr.isatty())
    try:
        yield progress
    finally:
        progress.stop()
