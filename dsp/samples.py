"""Samples: what every sensor's bytes become, in SI units and the sensor's own axes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dsp.errors import SampleError

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.int64]


class Stamps(StrEnum):
    """What the times of a stream are the times of."""

    SAMPLE = "sample"
    """Each sample was stamped when it was taken (device clock, or a counter)."""
    ARRIVAL = "arrival"
    """Samples carry the time their packet arrived: bursts, repeats and stalls."""


@dataclass(frozen=True, slots=True)
class Samples:
    """A run of inertial samples of one sensor, in the order they came.

    time_s: (n,) seconds in the recording's own time base.
    acc_ms2: (n, 3) specific force, m/s^2, sensor axes (a sensor at rest reads +1 g upward).
    gyro_rads: (n, 3) angular rate, rad/s, sensor axes.
    Rows may hold NaN or infinity; the timeline leaves such rows out and says so.
    Raises SampleError where the lengths or shapes do not agree.
    """

    time_s: FloatArray
    acc_ms2: FloatArray
    gyro_rads: FloatArray

    def __post_init__(self) -> None:
        n = self.time_s.shape[0]
        if self.time_s.ndim != 1 or self.acc_ms2.shape != (n, 3) or self.gyro_rads.shape != (n, 3):
            raise SampleError(
                f"times {self.time_s.shape}, acceleration {self.acc_ms2.shape} and rate "
                f"{self.gyro_rads.shape} do not belong together",
                "Give one time, three accelerations and three rates for each sample.",
            )

    def __len__(self) -> int:
        return int(self.time_s.shape[0])

    def __getitem__(self, part: slice) -> Samples:
        return Samples(self.time_s[part], self.acc_ms2[part], self.gyro_rads[part])

    @staticmethod
    def joined(parts: list[Samples]) -> Samples:
        """One run out of several, in order; an empty run out of none."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return Samples(np.empty(0), np.empty((0, 3)), np.empty((0, 3)))
        return Samples(
            np.concatenate([p.time_s for p in parts]),
            np.concatenate([p.acc_ms2 for p in parts]),
            np.concatenate([p.gyro_rads for p in parts]),
        )
