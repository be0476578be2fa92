"""One connection's notifications into rows of acceleration and turn rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sensor.drivers.base import Decoded, nothing_decoded
from sensor.drivers.metamotion.codec import (
    ACC_RANGES_G,
    GYRO_RANGES_DPS,
    PACKED_SAMPLES,
    RATES_HZ,
    Chip,
    Chips,
    Part,
    acc_scale_ms2,
    data_of,
    gyro_scale_rads,
    is_reply,
)
from sensor.drivers.metamotion.merge import Merge
from sensor.drivers.settings import Settings
from sensor.errors import PacketError
from sensor.packets import Packet

USUAL_RATE_HZ: Final = 100
USUAL_RANGE_G: Final = 16
USUAL_RANGE_DPS: Final = 2000
"""What this driver sets up by default: assumed where a recording has lost its setup packet."""

CHIP_VALUE: Final = {Part.ACC: "acc_chip", Part.GYRO: "gyro_chip"}
"""Names of the settings' values that say which chip a part is."""


def chips_of(settings: Settings) -> Chips:
    """The chips that the settings name."""
    named = {part: settings.values.get(name) for part, name in CHIP_VALUE.items()}
    return {part: Chip(name) for part, name in named.items() if name in set(Chip)}


def _one_of(value: float | None, possible: tuple[int, ...], usual: int) -> float:
    """A setting, or the usual one where it is unknown or none that the sensor has."""
    return usual if value is None or value not in possible else value


class MetaMotionDecoder:
    """Packed notifications into rows; a sample of which either half was lost is a row of NaN.

    Replies to questions are passed over; anything else that is not packed data of this chip is refused.
    """

    def __init__(self, settings: Settings) -> None:
        self._chips = chips_of(settings)
        self._acc_ms2 = acc_scale_ms2(_one_of(settings.acc_range_g, ACC_RANGES_G, USUAL_RANGE_G))
        self._gyro_rads = gyro_scale_rads(_one_of(settings.gyro_range_dps, GYRO_RANGES_DPS, USUAL_RANGE_DPS))
        self._merge = Merge(1.0 / _one_of(settings.rate_hz, RATES_HZ, USUAL_RATE_HZ))

    def push(self, packets: Sequence[Packet]) -> Decoded:
        lost, refused = self._merge.lost, 0
        counts = np.zeros(len(packets), dtype=np.int64)
        waited_s = np.zeros(len(packets))
        for k, packet in enumerate(packets):
            before = len(self._merge.rows)
            part = self._taken(packet)
            refused += part is None and not is_reply(packet.payload)
            counts[k] = len(self._merge.rows) - before
            if part is not None:
                waited_s[k] = self._merge.waited_s(part, packet.arrival_ns * 1e-9)
        if not self._merge.rows:
            return nothing_decoded(len(packets), refused)
        rows = np.array(self._merge.rows)
        self._merge.rows.clear()
        rows[np.isnan(rows).any(axis=(1, 2))] = np.nan
        return Decoded(
            None,
            acc_ms2=rows[:, 0] * self._acc_ms2,
            gyro_rads=rows[:, 1] * self._gyro_rads,
            counts=counts,
            refused=refused,
            lost=self._merge.lost - lost,
            waited_s=waited_s,
        )

    def _taken(self, packet: Packet) -> Part | None:
        """Whose samples a packet held; None where it held none."""
        if is_reply(packet.payload):
            return None
        try:
            part, samples = data_of(packet.payload, self._chips)
        except PacketError:
            return None
        if len(samples) != PACKED_SAMPLES:
            return None
        self._merge.take(part, packet.payload, samples, packet.arrival_ns * 1e-9)
        return part
