"""The loop of a live recording: items from the radio's queue into the session, and something shown in between."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import Final

from sensor.ble.status import LinkState
from sensor.session import Item, RecordingSession

NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class PumpParams:
    """wait_s: for the first item, and how soon an end that is asked for is seen. batch: items taken at once at most."""

    wait_s: float = 0.05
    batch: int = 256


PUMP: Final = PumpParams()


class Outcome(StrEnum):
    """Why a recording ended."""

    ASKED = "asked"
    TIME = "time"
    FAILED = "failed"
    """It could not be written any more."""
    GONE = "gone"
    """No sensor is left."""


def pump(
    session: RecordingSession,
    items: SimpleQueue[Item],
    sensor_ids: Collection[str],
    *,
    now_ns: Callable[[], int],
    asked: Callable[[], bool],
    show: Callable[[], None],
    seconds: float | None = None,
    params: PumpParams = PUMP,
) -> Outcome:
    """Record until asked to end, or something else ends it.

    now_ns: on the packets' clock. show: called after each batch, and when nothing came. seconds: to record, from the
    first packet on.
    """
    while not asked():
        session.take(drained(items, params))
        now = now_ns()
        session.tick(now)
        show()
        if session.failed is not None:
            return Outcome.FAILED
        if seconds is not None and session.zero_ns is not None and now - session.zero_ns >= seconds * NS:
            return Outcome.TIME
        if all(_gone(session, sensor_id) for sensor_id in sensor_ids):
            return Outcome.GONE
    return Outcome.ASKED


def drained(items: SimpleQueue[Item], params: PumpParams = PUMP) -> list[Item]:
    """What has come: at once where something has, after a short wait otherwise."""
    batch: list[Item] = []
    try:
        batch.append(items.get(timeout=params.wait_s))
        while len(batch) < params.batch:
            batch.append(items.get_nowait())
    except Empty:
        pass
    return batch


def drain(session: RecordingSession, items: SimpleQueue[Item]) -> None:
    """Record all that is still waiting, after the links have ended."""
    while batch := drained(items, PumpParams(wait_s=0.0)):
        session.take(batch)


def _gone(session: RecordingSession, sensor_id: str) -> bool:
    sensor = session.sensors.get(sensor_id)
    return sensor is not None and sensor.status is not None and sensor.status.state is LinkState.GONE
