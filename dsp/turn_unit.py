"""Whether angular rates are in the unit they are said to be: gravity shows how far the sensor has really turned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.samples import FloatArray
from dsp.windows import block_sums, squared


@dataclass(frozen=True, slots=True)
class TurnUnitParams:
    """block_s: stretch over which readings are averaged, so that a shock is no turn.
    seen_rad: turn from block to block, root mean square, below which there is nothing to compare.
    ratio_min: the turn gravity shows over the one the rates give. Real sets give 0.3-1.3, degrees taken for radians 57.
    sigmas_min: how well that ratio must be known.
    """

    block_s: float = 0.25
    seen_rad: float = 0.015
    ratio_min: float = 8.0
    sigmas_min: float = 6.0


def rates_too_small(acc_ms2: FloatArray, gyro_rads: FloatArray, rate_hz: float, params: TurnUnitParams) -> bool:
    """True where the rates explain the way gravity turns, but only many times enlarged: they are in a larger unit.

    acc_ms2, gyro_rads: (n, 3), uniform at rate_hz. A bar is pushed up and down, so what it reads points along gravity
    whatever its speed; over a step of h, the direction u changes by h u x w. One factor for w is fitted by least
    squares, with its standard error.
    """
    size = max(round(params.block_s * rate_hz), 1)
    if len(acc_ms2) < 8 * size:
        return False
    up = block_sums(acc_ms2, size)
    length = np.sqrt(squared(up))
    if not length.min() > 0.0:
        return False
    up = up / length[:, None]
    rate = block_sums(gyro_rads - np.median(gyro_rads, axis=0), size) / size
    seen = np.diff(up, axis=0)
    told = np.cross(up[1:] + up[:-1], rate[1:] + rate[:-1]) * (size / rate_hz / 4.0)
    power = float((told**2).sum())
    if power <= 0.0 or float((seen**2).sum()) < params.seen_rad**2 * len(seen):
        return False
    ratio = float((told * seen).sum()) / power
    sigma = np.sqrt(float(((seen - ratio * told) ** 2).sum()) / (seen.size * power))
    return bool(ratio > params.ratio_min and ratio > params.sigmas_min * sigma)
