"""How many samples a second come, counted by the sensor's own decoder, a few seconds at a time."""

from __future__ import annotations

import numpy as np

from sensor.drivers.base import Decoder
from sensor.packets import Packet

_PACKETS_MAX = 20_000
"""Never hold more than this; 2 s of the fastest sensor are a few hundred."""


class RateCount:
    """Counts one connection's samples. Lost ones, which a counter in the packets tells of, are not counted.

    Decoding waits for `count`, since what is done in a notification's callback delays the next one.
    """

    def __init__(self, decoder: Decoder, now_ns: int) -> None:
        self._decoder = decoder
        self._packets: list[Packet] = []
        self._since_ns = now_ns

    def take(self, packet: Packet) -> None:
        """One more packet of the connection, in order."""
        if len(self._packets) < _PACKETS_MAX:
            self._packets.append(packet)

    def due(self, now_ns: int, count_s: float) -> bool:
        """Whether it has been so long since the last count."""
        return now_ns - self._since_ns >= count_s * 1e9

    def count(self, now_ns: int) -> float:
        """Samples a second since the last count."""
        packets, self._packets = self._packets, []
        decoded = self._decoder.push(packets)
        passed_s = (now_ns - self._since_ns) * 1e-9
        self._since_ns = now_ns
        return float(np.isfinite(decoded.acc_ms2[:, 0]).sum()) / passed_s
