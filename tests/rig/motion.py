"""What a sensor of the rig feels, by the rig's own clock: a slow sine about rest, or a recorded motion played back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias

GRAVITY_MS2: Final = 9.80665

Reading: TypeAlias = tuple[float, float, float, float, float, float]
"""Acceleration (m/s2) and rate (rad/s), sensor axes."""


class Motion(Protocol):
    def at(self, times_s: Sequence[float]) -> list[Reading]:
        """What is felt at these times of the monotonic clock."""
        ...


@dataclass(frozen=True, slots=True)
class SlowSine:
    """At rest, z up, but for a slow sway along x and a slow turn about y: plausible, and never twice the same bytes."""

    acc_ms2: float = 0.3
    rate_rads: float = 0.1
    period_s: float = 4.0

    def at(self, times_s: Sequence[float]) -> list[Reading]:
        turn = 2.0 * math.pi / self.period_s
        return [
            (self.acc_ms2 * math.sin(turn * t), 0.0, GRAVITY_MS2, 0.0, self.rate_rads * math.cos(turn * t), 0.0)
            for t in times_s
        ]


class Played:
    """A motion out of an .npz file: `time_s` (n,), `acc_ms2` and `gyro_rads` (n, 3), sensor axes.

    It begins at starts_s of the monotonic clock. Between its samples a straight line is taken; before the first and
    after the last these are held.
    """

    def __init__(self, path: Path, starts_s: float) -> None:
        import numpy as np  # only here: a rig that plays nothing starts at once

        with np.load(path) as file:
            self._times = np.ascontiguousarray(file["time_s"], dtype=np.float64)
            self._columns = [
                np.ascontiguousarray(file[name][:, axis], dtype=np.float64)
                for name in ("acc_ms2", "gyro_rads")
                for axis in range(3)
            ]
        self._starts_s = starts_s
        self._interp = np.interp

    @property
    def ends_s(self) -> float:
        """The monotonic time of its last sample."""
        return self._starts_s + float(self._times[-1] - self._times[0])

    def at(self, times_s: Sequence[float]) -> list[Reading]:
        shift = float(self._times[0]) - self._starts_s
        wanted = [t + shift for t in times_s]
        columns = [self._interp(wanted, self._times, column).tolist() for column in self._columns]
        return list(zip(*columns, strict=True))
