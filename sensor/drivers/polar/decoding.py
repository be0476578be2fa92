"""Polar's frames to samples: acceleration and turn rate on one clock, or acceleration alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray
from sensor.drivers.base import Decoded, nothing_decoded
from sensor.drivers.course import Course, course
from sensor.drivers.pairing import PairedStreams
from sensor.drivers.polar.control import CONTROL_CHANNEL, stopped_kinds
from sensor.drivers.polar.frames import ACC, GYRO, Frame, unpack_frame
from sensor.drivers.polar.times import FrameTimes
from sensor.drivers.settings import Settings
from sensor.errors import PacketError
from sensor.packets import Packet

ACC_FACTOR: Final = "acc_factor"
GYRO_FACTOR: Final = "gyro_factor"
GYRO_HZ: Final = "gyro_hz"
"""Names in `Settings.values`: what a step of each stream means (g, dps), and the gyroscope's rate."""


@dataclass(frozen=True, slots=True)
class DecodingParams:
    """bridge_periods: turn rates farther apart than so many of their periods are not interpolated between.

    slowest_hz: the rate that is assumed for that where none is told. number_max: no rate or factor is larger.
    """

    bridge_periods: float = 2.5
    slowest_hz: float = 26.0
    number_max: float = 1e6


DECODING: Final = DecodingParams()


@dataclass(frozen=True, slots=True)
class _Known:
    """Samples that one packet made known. missing: such as were lost."""

    time_s: FloatArray
    acc_ms2: FloatArray
    gyro_rads: FloatArray
    missing: int = 0


_NOTHING: Final = _Known(np.empty(0), np.empty((0, 3)), np.empty((0, 3)))


class PolarDecoder:
    """Frames of acceleration and turn rate; the latter is interpolated at the former's times."""

    has_rate = True

    def __init__(self, settings: Settings) -> None:
        rate_hz = _positive(settings.rate_hz)
        gyro_hz = _positive(settings.values.get(GYRO_HZ)) or rate_hz
        self._factors = (_positive(settings.values.get(ACC_FACTOR)), _positive(settings.values.get(GYRO_FACTOR)))
        self._times = {ACC: FrameTimes(rate_hz), GYRO: FrameTimes(gyro_hz)}
        self._paired = PairedStreams(DECODING.bridge_periods / (gyro_hz or DECODING.slowest_hz))
        self._zero_ns: int | None = None

    def push(self, packets: Sequence[Packet]) -> Decoded:
        known: list[_Known] = []
        counts = np.zeros(len(packets), dtype=np.int64)
        waited_s = np.zeros(len(packets))
        refused = 0
        for k, packet in enumerate(packets):
            if packet.channel == CONTROL_CHANNEL:
                self._stopped(stopped_kinds(packet.payload))
                continue
            try:
                frame = unpack_frame(packet.payload, *self._factors)
            except PacketError:
                refused += 1
                continue
            made = self._made(frame)
            counts[k] = len(made.time_s)
            if len(made.time_s):
                waited_s[k] = max(self._seconds(frame) - float(made.time_s[-1]), 0.0)
            known.append(made)
        if not known:
            return nothing_decoded(len(packets), refused)
        return Decoded(
            np.concatenate([k.time_s for k in known]),
            np.concatenate([k.acc_ms2 for k in known]),
            np.concatenate([k.gyro_rads for k in known]),
            counts,
            refused,
            lost=sum(k.missing for k in known),
            has_rate=self.has_rate,
            waited_s=waited_s,
        )

    def _stopped(self, kinds: Sequence[int]) -> None:
        """The sensor ended streams by itself; what it sends once it is started again does not follow on."""
        for kind in kinds:
            if kind in self._times:
                self._times[kind].restart()
                self._paired.clear()

    def _made(self, frame: Frame) -> _Known:
        last_s = self._seconds(frame)
        time_s, missing, anew = self._times[frame.kind].place(last_s, len(frame.values))
        other_s = self._times[GYRO if frame.kind == ACC else ACC].last_s
        if anew and course(other_s, last_s) is Course.ANEW:
            # The first of the two that follows the new clock; where the other did so before, its samples stay.
            self._paired.clear()
        if not len(time_s):
            return _NOTHING
        return self._joined(frame.kind, time_s, frame.values, missing)

    def _seconds(self, frame: Frame) -> float:
        """Time of a frame's last sample since the first frame's."""
        if self._zero_ns is None:
            self._zero_ns = frame.last_ns
        return (frame.last_ns - self._zero_ns) * 1e-9

    def _joined(self, kind: int, time_s: FloatArray, values: FloatArray, missing: int) -> _Known:
        # A lost frame of turn rates shows as accelerations that no rates belong to: it is counted once.
        paired = self._paired.add_lead(time_s, values) if kind == ACC else self._paired.add_other(time_s, values)
        missing = missing if kind == ACC else 0
        return _Known(paired.time_s, paired.lead, paired.other, missing + paired.unpaired)


class PolarAccDecoder(PolarDecoder):
    """Frames of acceleration alone."""

    has_rate = False

    def _joined(self, kind: int, time_s: FloatArray, values: FloatArray, missing: int) -> _Known:
        if kind != ACC:
            return _NOTHING
        return _Known(time_s, values, np.zeros_like(values), missing)


def _positive(value: float | str | None) -> float | None:
    return value if isinstance(value, (int, float)) and 0 < value <= DECODING.number_max else None
