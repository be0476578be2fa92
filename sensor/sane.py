"""What is taken for a reading: NaN stands for everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray, Samples


@dataclass(frozen=True, slots=True)
class ValueLimits:
    """time_max_s, acc_max_ms2, rate_max_rads: no clock or sensor says more; such values are taken as unreadable."""

    time_max_s: float = 1e11
    acc_max_ms2: float = 1e6
    rate_max_rads: float = 1e6


VALUE_LIMITS: Final = ValueLimits()


def without_nonsense(samples: Samples, limits: ValueLimits = VALUE_LIMITS) -> tuple[Samples, int]:
    """NaN for every value that is none, and how many samples have one."""
    time_s = _within(samples.time_s, limits.time_max_s)
    acc, gyro = _within(samples.acc_ms2, limits.acc_max_ms2), _within(samples.gyro_rads, limits.rate_max_rads)
    bad = np.isnan(acc).any(axis=1) | np.isnan(gyro).any(axis=1) | np.isnan(time_s)
    return Samples(time_s, acc, gyro), int(bad.sum())


def _within(values: FloatArray, limit: float) -> FloatArray:
    return np.where(np.abs(values) <= limit, values, np.nan)
