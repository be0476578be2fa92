"""A packet: the bytes of one notification as they came, and how samples came in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray, IntArray
from sensor.errors import PacketError

PAYLOAD_MAX_BYTES: Final = 1 << 20
"""Longest payload: a Bluetooth attribute holds 512 bytes, a block of imported samples a few hundred kB."""

NAME_MAX_CHARS: Final = 200
"""Longest sensor id or channel: addresses and 128-bit identifiers have 17 to 36 characters."""

TIME_MAX_NS: Final = (1 << 63) - 1
"""Latest arrival, ns: the year 2262 since 1970; recordings store it in 64 bits."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What one sensor sent at once on one channel.

    sensor_id: address or serial, the same for all packets of one sensor.
    channel: which characteristic or stream of the sensor ("data", "acc", ...).
    arrival_ns: host time of arrival, nanoseconds since 1970, or since any start that a recording keeps throughout.
    payload: the bytes, undecoded.
    Raises PacketError outside the limits above.
    """

    sensor_id: str
    channel: str
    arrival_ns: int
    payload: bytes

    def __post_init__(self) -> None:
        if not 0 < len(self.sensor_id) <= NAME_MAX_CHARS or not 0 < len(self.channel) <= NAME_MAX_CHARS:
            raise PacketError(
                "a packet's sensor id or channel is empty or too long",
                f"Name sensor and channel with 1 to {NAME_MAX_CHARS} characters.",
            )
        if not 0 <= self.arrival_ns <= TIME_MAX_NS:
            raise PacketError(f"arrival time {self.arrival_ns} ns is out of range", "Count from 1970, in nanoseconds.")
        if len(self.payload) > PAYLOAD_MAX_BYTES:
            raise PacketError(
                f"a payload of {len(self.payload)} bytes is too long",
                f"Cut the data into packets of at most {PAYLOAD_MAX_BYTES} bytes.",
            )


@dataclass(frozen=True, slots=True)
class Chunks:
    """How samples came: chunk i is samples[stop[i-1]:stop[i]], known at arrival_s[i].

    stop: (k,) increasing, the last one the number of samples. arrival_s: (k,) seconds in the samples' time base,
    never decreasing. Raises PacketError where the two do not belong together.
    """

    stop: IntArray
    arrival_s: FloatArray

    def __post_init__(self) -> None:
        ordered = self.stop.ndim == 1 and self.stop.shape == self.arrival_s.shape
        if not ordered or (np.diff(self.stop, prepend=0) < 0).any():
            raise PacketError("chunks overlap or have no times", "Give each chunk its end and its arrival time.")

    def __len__(self) -> int:
        return int(self.stop.shape[0])

    def __iter__(self) -> Iterator[tuple[slice, float]]:
        start = 0
        for stop, arrival_s in zip(self.stop.tolist(), self.arrival_s.tolist(), strict=True):
            yield slice(start, stop), arrival_s
            start = stop
