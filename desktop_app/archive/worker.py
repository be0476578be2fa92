"""What Dask runs on a worker: a few recordings one after the other, each by a measuring process."""

from __future__ import annotations

import atexit
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from desktop_app.archive.cell import Cell
from desktop_app.archive.jobs import Job, WorkLimits

_idle: Final[list[Cell]] = []
_lock: Final = threading.Lock()


def measured(lines: tuple[str, ...], engine: str, limits: WorkLimits) -> tuple[str, ...]:
    """The answers of jobs, in order, as lines of JSON. Raises ClusterError where this worker cannot measure."""
    with _cell(engine, limits) as cell:
        return tuple(cell.measure(Job.from_line(line)) for line in lines)


def dask_setup(_: object) -> None:
    """Called by Dask in each process of a worker that we start: Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def close_cells() -> None:
    """End the processes that are idle: when a worker ends, or a run on a cluster that goes on without it."""
    with _lock:
        cells = list(_idle)
        _idle.clear()
    for cell in cells:
        cell.close()


@contextmanager
def _cell(engine: str, limits: WorkLimits) -> Iterator[Cell]:
    """One of this worker's idle processes, or a new one; a worker has as many as it has threads."""
    with _lock:
        fitting = [cell for cell in _idle if (cell.engine, cell.limits) == (engine, limits)]
        cell = fitting[0] if fitting else Cell(engine, limits)
        if fitting:
            _idle.remove(cell)
    try:
        yield cell
    except BaseException:
        cell.close()
        raise
    with _lock:
        _idle.append(cell)


atexit.register(close_cells)
