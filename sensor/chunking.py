"""Chunks for samples that were not recorded as packets: cut as a sensor would have sent them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray, Stamps
from sensor.packets import Chunks


@dataclass(frozen=True, slots=True)
class ChunkParams:
    """packet_s: samples of about this long go into one chunk (sensors send every 30-60 ms).

    burst_step: with arrival times, a step below this share of the mean one stays within a packet.
    """

    packet_s: float = 0.04
    burst_step: float = 0.1


CHUNK_PARAMS: Final = ChunkParams()


def sensor_sized(time_s: FloatArray, stamps: Stamps, params: ChunkParams = CHUNK_PARAMS) -> Chunks:
    """Chunks of samples with times time_s (n,), NaN allowed: runs of equal arrival, or packets of about packet_s."""
    n = len(time_s)
    known = np.isfinite(time_s)
    if not known.any():
        return Chunks(np.array([n] if n else [], dtype=np.int64), np.zeros(1 if n else 0))
    # A row without a time came with the row before it.
    last = np.maximum.accumulate(np.where(known, np.arange(n), int(np.argmax(known))))
    filled = np.maximum.accumulate(time_s[last])
    steps = np.diff(filled)
    mean = float(filled[-1] - filled[0]) / max(n - 1, 1)
    if stamps is Stamps.ARRIVAL:
        stop = np.append(np.flatnonzero(steps > params.burst_step * mean) + 1, n)
    else:
        size = max(round(params.packet_s / mean), 1) if mean > 0 else 1
        stop = np.append(np.arange(min(size, n), n, size), n)
    stop = stop.astype(np.int64)
    return Chunks(stop, filled[stop - 1])
