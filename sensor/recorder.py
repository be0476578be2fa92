"""Packets onto the disk in a thread of their own, so that nothing that is computed of them holds them up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Final, Self, TypeAlias

from sensor.session import Item, RecordingSession

TICK_S: Final = 0.1
"""How often the disk is looked after where nothing comes: a flush is due after a quarter of a second."""
BATCH: Final = 256
"""Items recorded, or given to be measured, at once at most."""

_End: TypeAlias = None


def drained(items: SimpleQueue[Item], wait_s: float, most: int = BATCH) -> list[Item]:
    """What has come: at once where something has, after wait_s at the latest."""
    batch: list[Item] = []
    try:
        batch.append(items.get(timeout=wait_s))
        while len(batch) < most:
            batch.append(items.get_nowait())
    except Empty:
        pass
    return batch


class Recorder:
    """The way from the radio to a session: `put` is the radio's sink, `batch` gives what is recorded already.

        with Recorder(session, radio.clock.now_ns) as recorder:
            radio.start(wishes, recorder.put)
            while ...:
                session.measure(recorder.batch(0.05))
        session.measure(recorder.rest())
        session.end()

    now_ns: host time on the packets' clock. While it is entered, only its thread records into the session.
    """

    def __init__(self, session: RecordingSession, now_ns: Callable[[], int]) -> None:
        self._session, self._now_ns = session, now_ns
        self._came: SimpleQueue[Item | _End] = SimpleQueue()
        self._recorded: SimpleQueue[Item] = SimpleQueue()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rackside-recorder")
        self._running: Future[None]

    def __enter__(self) -> Self:
        self._running = self._pool.submit(self._run)
        return self

    def __exit__(self, *_: object) -> None:
        self._came.put(None)
        self._pool.shutdown()
        self._running.result()

    def put(self, item: Item) -> None:
        """Take an item, in any thread."""
        self._came.put(item)

    def batch(self, wait_s: float) -> list[Item]:
        """Items that have been recorded since; raises what the thread ended by, if it did."""
        if self._running.done():
            self._running.result()
        return drained(self._recorded, wait_s)

    def rest(self) -> list[Item]:
        """All that is left, once it has been left."""
        return drained(self._recorded, 0.0, self._recorded.qsize() + 1)

    def _run(self) -> None:
        ended = False
        while not ended:
            batch: list[Item] = []
            try:
                item = self._came.get(timeout=TICK_S)
                while item is not None and len(batch) < BATCH:
                    batch.append(item)
                    item = self._came.get_nowait()
                ended = item is None
                if item is not None:
                    batch.append(item)
            except Empty:
                pass
            self._session.record(batch)
            for one in batch:
                self._recorded.put(one)
            self._session.tick(self._now_ns())
