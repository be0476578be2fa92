"""A recording played again: each chunk when it came, by whatever clock."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsp.samples import Samples
from sensor.clock import Clock
from sensor.loaded import LoadedSensor


@dataclass(frozen=True, slots=True)
class ReplayedChunk:
    """sensor: its place among those replayed. arrival_s: when the chunk came, in the recording's time base."""

    sensor: int
    samples: Samples
    arrival_s: float


def replay(sensors: Sequence[LoadedSensor], clock: Clock) -> Iterator[ReplayedChunk]:
    """The chunks of all sensors as they came, each once its time has come; ends early where the clock is stopped."""
    for chunk in heapq.merge(*(_chunks(k, s) for k, s in enumerate(sensors)), key=lambda c: c.arrival_s):
        if not clock.sleep_until(chunk.arrival_s):
            return
        yield chunk


def _chunks(index: int, sensor: LoadedSensor) -> Iterator[ReplayedChunk]:
    for part, arrival_s in sensor.chunks:
        yield ReplayedChunk(index, sensor.samples[part], arrival_s)
