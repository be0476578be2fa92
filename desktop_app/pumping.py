"""The loop of a live recording: what is recorded is measured, and shown, until something ends it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Final

from sensor.ble.status import LinkState
from sensor.session import Item, RecordingSession

NS: Final = 1_000_000_000


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
    batch: Callable[[], list[Item]],
    sensor_ids: Collection[str],
    *,
    now_ns: Callable[[], int],
    asked: Callable[[], bool],
    show: Callable[[], None],
    seconds: float | None = None,
) -> Outcome:
    """Measure and show until asked to end, or something else ends it.

    batch: gives what was recorded since, after a short wait where nothing was. now_ns: on the packets' clock. show:
    called after each batch. seconds: to record, from the first packet on.
    """
    while not asked():
        session.measure(batch())
        show()
        if session.failed is not None:
            return Outcome.FAILED
        zero_ns = session.zero_ns
        if seconds is not None and zero_ns is not None and now_ns() - zero_ns >= seconds * NS:
            return Outcome.TIME
        if all(_gone(session, sensor_id) for sensor_id in sensor_ids):
            return Outcome.GONE
    return Outcome.ASKED


def _gone(session: RecordingSession, sensor_id: str) -> bool:
    sensor = session.sensors.get(sensor_id)
    return sensor is not None and sensor.status is not None and sensor.status.state is LinkState.GONE
