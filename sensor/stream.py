"""One sensor's packets into samples on the host's clock: the same code live and when a recording is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dsp.calibration import Calibration
from dsp.samples import FloatArray, Samples, Stamps
from sensor.device_clock import DeviceClock
from sensor.drivers.base import Decoded, Decoder, Driver
from sensor.drivers.settings import SETUP_CHANNEL, UNKNOWN_SETTINGS, Settings, settings_from_payload
from sensor.errors import PacketError
from sensor.packets import Packet
from sensor.sane import VALUE_LIMITS, ValueLimits, without_nonsense


@dataclass(frozen=True, slots=True)
class Streamed:
    """samples: in seconds since the recording's zero. counts: how many became known with each packet pushed.

    stamps, has_rate: as `Decoded` has them. refused, lost: of the packets pushed.
    """

    samples: Samples
    counts: tuple[int, ...]
    stamps: Stamps
    has_rate: bool
    refused: int
    lost: int


class SensorStream:
    """Packets of one sensor, in order of arrival, to samples; a setup packet begins a new connection.

    zero_ns: host time that counts as zero seconds. Any cut of the packets into pushes gives the same samples.
    Data before the first setup packet is decoded as of a sensor whose settings are unknown.
    """

    def __init__(
        self,
        driver: Driver,
        zero_ns: int,
        calibration: Calibration | None = None,
        limits: ValueLimits = VALUE_LIMITS,
    ) -> None:
        self.driver = driver
        self.settings: Settings = UNKNOWN_SETTINGS
        self._zero_ns = zero_ns
        self._calibration = calibration
        self._limits = limits
        self._decoder: Decoder = driver.decoder(self.settings)
        self._clock = DeviceClock()
        self._held: list[tuple[FloatArray, FloatArray, FloatArray]] = []
        self._last_s = -np.inf
        self._stamps = Stamps.ARRIVAL
        self._has_rate = True

    def push(self, packets: Sequence[Packet]) -> Streamed:
        """Take in packets; give the samples that are known because of them."""
        parts: list[Samples] = []
        counts: list[int] = []
        refused = lost = 0
        for run in _runs(packets):
            if run[0].channel == SETUP_CHANNEL:
                refused += self._begin(run[0])
                parts.extend(left := self._released())
                counts.append(sum(map(len, left)))
                continue
            decoded = self._decoder.push(run)
            refused, lost = refused + decoded.refused, lost + decoded.lost
            timed = self._timed(decoded, run)
            parts.extend(p for p in timed if len(p))
            counts.extend(map(len, timed))
        samples = self._corrected(Samples.joined(parts))
        return Streamed(samples, tuple(counts), self._stamps, self._has_rate, refused, lost)

    def finish(self) -> Streamed:
        """The end: what was held back until the clocks would be set."""
        samples = self._corrected(Samples.joined(self._released()))
        return Streamed(samples, (), self._stamps, self._has_rate, 0, 0)

    def _begin(self, packet: Packet) -> int:
        """A new connection; how many packets had to be refused."""
        try:
            self.settings = settings_from_payload(packet.payload)
        except PacketError:
            return 1
        self._decoder = self.driver.decoder(self.settings)
        return 0

    def _released(self) -> list[Samples]:
        self._clock.release()
        left = [self._placed(self._clock.host(t), acc, gyro) for t, acc, gyro in self._held]
        self._held = []
        self._clock = DeviceClock()
        return left

    def _timed(self, decoded: Decoded, packets: Sequence[Packet]) -> list[Samples]:
        """What each packet makes known, on the host's clock."""
        if len(decoded.acc_ms2):
            self._stamps = Stamps.ARRIVAL if decoded.time_s is None else decoded.stamps
            self._has_rate = decoded.has_rate
        known: list[Samples] = []
        start = 0
        waited_s = np.zeros(len(packets)) if decoded.waited_s is None else decoded.waited_s
        for packet, count, late_s in zip(packets, decoded.counts.tolist(), waited_s.tolist(), strict=True):
            part = slice(start, start + count)
            start += count
            arrival_s = (packet.arrival_ns - self._zero_ns) * 1e-9 - late_s
            acc, gyro = decoded.acc_ms2[part], decoded.gyro_rads[part]
            if not count:
                # An answer to a question, or half a frame: it says nothing of time, nor whether the sensor has a clock.
                known.append(Samples.joined([]))
            elif decoded.time_s is None:
                known.append(self._arrived(arrival_s, acc, gyro))
            else:
                known.append(self._on_host(decoded.time_s[part], arrival_s, acc, gyro))
        return known

    def _arrived(self, arrival_s: float, acc: FloatArray, gyro: FloatArray) -> Samples:
        self._last_s = max(self._last_s, arrival_s)
        return Samples(np.full(len(acc), self._last_s), acc, gyro)

    def _on_host(self, device_s: FloatArray, arrival_s: float, acc: FloatArray, gyro: FloatArray) -> Samples:
        if not len(device_s):
            return Samples.joined([])
        self._clock.see(float(device_s[-1]), arrival_s)
        if not self._clock.ready:
            self._held.append((device_s, acc, gyro))
            return Samples.joined([])
        blocks = [*self._held, (device_s, acc, gyro)]
        self._held = []
        return Samples.joined([self._placed(self._clock.host(t), a, g) for t, a, g in blocks])

    def _placed(self, time_s: FloatArray, acc: FloatArray, gyro: FloatArray) -> Samples:
        """Samples later than all before; one that came twice, or too late to be in order, is left out."""
        before = np.maximum.accumulate(np.concatenate([[self._last_s], time_s]))[:-1]
        new = time_s > before
        if new.any():
            self._last_s = float(time_s[new][-1])
        return Samples(time_s[new], acc[new], gyro[new])

    def _corrected(self, samples: Samples) -> Samples:
        samples, _ = without_nonsense(samples, self._limits)
        if self._calibration is None:
            return samples
        return Samples(samples.time_s, *self._calibration.corrected(samples.acc_ms2, samples.gyro_rads))


def _runs(packets: Sequence[Packet]) -> list[Sequence[Packet]]:
    """Packets cut before and after each setup packet."""
    runs: list[Sequence[Packet]] = []
    start = 0
    for k, packet in enumerate(packets):
        if packet.channel == SETUP_CHANNEL:
            if k > start:
                runs.append(packets[start:k])
            runs.append(packets[k : k + 1])
            start = k + 1
    if start < len(packets):
        runs.append(packets[start:])
    return runs
