"""How much of a recording is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sensor.sane import VALUE_LIMITS, ValueLimits


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """Limits of reading.

    record_max_bytes: one record, packed or not; chunks of this program have at most 2 MiB.
    packets_max: 20 million are an hour of 16 sensors at 350 packets a second. payload_max_bytes: of all packets.
    sensors_max: more are no group of lifters. marks_max: set marks. samples_min: fewer give no rate.
    values: what is taken for a number at all.
    """

    record_max_bytes: int = 64 << 20
    packets_max: int = 20_000_000
    payload_max_bytes: int = 4 << 30
    sensors_max: int = 64
    marks_max: int = 10_000
    samples_min: int = 3
    values: ValueLimits = VALUE_LIMITS


RECORDING_LIMITS: Final = RecordingLimits()
