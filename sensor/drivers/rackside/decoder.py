"""Packets of the open Rackside profile, put in order and given times."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray
from sensor.drivers.base import Decoded, nothing_decoded
from sensor.drivers.rackside.codec import NUMBER_BITS, TIME_BITS, DataPacket, unpack
from sensor.drivers.settings import Settings
from sensor.errors import PacketError
from sensor.packets import Packet

ACC_SCALE: Final = "acc_mg_per_count"
GYRO_SCALE: Final = "gyro_mdps_per_count"
"""Names in `Settings.values` of what one count of a packet means."""


@dataclass(frozen=True, slots=True)
class OrderParams:
    """How packets are put in order and given times.

    history: packets over which the period is measured; at 25 a second it is one second.
    period_change: an interval longer or shorter than the period by this factor is a pause of the sensor's, or another
        rate than it says.
    ahead_max_us: no clock gains so much on the host's between two packets, however long the first was delayed.
    strange_max: so many packets in a row from the past or the future mean that the sensor's clock was set anew.
    lost_slack, lost_slack_share: losses by the samples' numbers beyond those by the clock, samples and share of them,
        mean that the numbers began anew.
    least_step: no sample comes closer to the one before than this share of the period, however the clock trembles.
    """

    history: int = 25
    period_change: float = 1.5
    ahead_max_us: int = 10_000_000
    strange_max: int = 8
    lost_slack: float = 32.0
    lost_slack_share: float = 0.25
    least_step: float = 0.25


ORDER: Final = OrderParams()


@dataclass(frozen=True, slots=True)
class _Place:
    """A packet in order. index, time_us: of its first sample, unwrapped. lost: samples missing before it."""

    packet: DataPacket
    arrival_ns: int
    index: int
    time_us: int
    lost: int

    @property
    def end(self) -> int:
        return self.index + len(self.packet.counts)


class RacksideDecoder:
    """One connection's packets into samples. Without the scales of a set-up nothing can be decoded: all is refused.

    A sample's time is its packet's, and then on at the period measured so far. Losses are counted by the samples'
    numbers. A packet that came twice, or after a later one, is left out.
    """

    def __init__(self, settings: Settings, params: OrderParams = ORDER) -> None:
        self._params = params
        self._scale = _scale(settings)
        self._period = _Period(1e6 / settings.rate_hz if settings.rate_hz else 0.0, params)
        self._last: _Place | None = None
        self._last_sample_us = -math.inf
        self._strange = 0

    def push(self, packets: Sequence[Packet]) -> Decoded:
        """Take in packets in order of arrival; give their samples."""
        scale = self._scale
        if scale is None:
            return nothing_decoded(len(packets), refused=len(packets))
        times: list[FloatArray] = [np.empty(0)]
        rows: list[FloatArray] = [np.empty((0, 6))]
        counts = np.zeros(len(packets), dtype=np.int64)
        refused = lost = 0
        for k, packet in enumerate(packets):
            try:
                found = unpack(packet.payload)
            except PacketError:
                refused += 1
                continue
            place = self._placed(found, packet.arrival_ns)
            if place is not None:
                lost += place.lost
                counts[k] = len(found.counts)
                times.append(self._times(place))
                rows.append(found.counts * scale)
        both = np.concatenate(rows)
        return Decoded(np.concatenate(times), both[:, :3], both[:, 3:], counts, refused, lost)

    def _placed(self, packet: DataPacket, arrival_ns: int) -> _Place | None:
        """Where a packet stands; None for one that does not belong after the last."""
        last = self._last
        if last is None:
            place = _Place(packet, arrival_ns, packet.number, packet.time_us, 0)
        else:
            step_us = _signed(packet.time_us - last.packet.time_us, TIME_BITS)
            since_us = max((arrival_ns - last.arrival_ns) // 1000, 0)
            if not 0 < step_us <= since_us + self._params.ahead_max_us:
                self._strange += 1
                if self._strange < self._params.strange_max:
                    return None
                # Its clock was set anew; the host's says how much time passed.
                place = _Place(packet, arrival_ns, last.end, last.time_us + max(since_us, 1), 0)
                self._period.restart()
            else:
                lost = self._lost(packet.number - (last.packet.number + len(last.packet.counts)), step_us, last)
                place = _Place(packet, arrival_ns, last.end + lost, last.time_us + step_us, lost)
        self._strange = 0
        self._last = place
        self._period.see(place.index, place.time_us)
        return place

    def _lost(self, ahead: int, step_us: int, last: _Place) -> int:
        """Samples missing between two packets: by their numbers, whose turns the clock counts."""
        by_clock = max(step_us / self._period.us - len(last.packet.counts), 0.0)
        turn = 1 << NUMBER_BITS
        ahead %= turn
        lost = ahead + turn * round((by_clock - ahead) / turn)
        most = by_clock * (1.0 + self._params.lost_slack_share) + self._params.lost_slack
        return lost if 0 <= lost <= most else 0

    def _times(self, place: _Place) -> FloatArray:
        """Times of a packet's samples, s; always later than all before."""
        period_us = self._period.us
        start_us = max(float(place.time_us), self._last_sample_us + self._params.least_step * period_us)
        times_us = start_us + period_us * np.arange(len(place.packet.counts))
        self._last_sample_us = float(times_us[-1])
        return np.asarray(times_us * 1e-6)


class _Period:
    """The time between samples as the sensor's own clock shows it, us; nominal until two packets came."""

    def __init__(self, nominal_us: float, params: OrderParams) -> None:
        self.us = nominal_us
        self._params = params
        self._sure = True
        self._seen: deque[tuple[int, int]] = deque(maxlen=params.history)

    def restart(self) -> None:
        """Measure anew; the next interval is taken as it is."""
        self._seen.clear()
        self._sure = False

    def see(self, index: int, time_us: int) -> None:
        """A packet's first sample. A pause of the sensor's is no period."""
        if self._seen:
            before = self._seen[-1]
            interval_us = (time_us - before[1]) / (index - before[0])
            change = self._params.period_change
            if self._sure and not self.us / change < interval_us < self.us * change:
                self.restart()
        self._seen.append((index, time_us))
        first = self._seen[0]
        if index > first[0]:
            self.us = (time_us - first[1]) / (index - first[0])
            self._sure = True


def _scale(settings: Settings) -> FloatArray | None:
    """(6,) m/s^2 and rad/s per count; None where the settings do not tell."""
    acc_mg, gyro_mdps = settings.values.get(ACC_SCALE), settings.values.get(GYRO_SCALE)
    if not isinstance(acc_mg, float | int) or not isinstance(gyro_mdps, float | int):
        return None
    if settings.rate_hz is None or settings.rate_hz <= 0.0:
        return None
    return np.repeat([acc_mg * 1e-3 * STANDARD_GRAVITY_MS2, gyro_mdps * 1e-3 * RAD_PER_DEG], 3)


def _signed(step: int, bits: int) -> int:
    """A step of a counter of so many bits: of all that it may have been, the shortest."""
    half = 1 << (bits - 1)
    return (step + half) % (1 << bits) - half
