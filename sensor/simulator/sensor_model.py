"""The sensor: what an inertial unit clipped to a moving bar reports, with its errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from scipy.signal import butter, sosfilt, sosfilt_zi

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray
from sensor.simulator.attitude import quaternion_matrix
from sensor.simulator.profile import DT_S, INTERNAL_RATE_HZ

Vector: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Vector, Vector, Vector]

ZERO: Final[Vector] = (0.0, 0.0, 0.0)
EXACT: Final[Matrix] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
SLEEVE_FROM_M: Final = 0.65
"""Beyond this distance from the centre a clip sits on the rotating sleeve, m."""


@dataclass(frozen=True, slots=True)
class SensorModel:
    """One sensor on one bar. The errors' defaults are zero: `SensorModel(100.0)` is an ideal sensor.

    rate_hz: nominal. mounting_wxyz: rotation from sensor to bar axes. along_m: from the shaft's centre, right positive.
    off_axis_m, around_rad: distance from the shaft's axis, and where around it (0 forward, pi/2 above).
    on_sleeve: turns with the sleeve, not with the shaft; sleeve_s: time in which friction drags the sleeve along.
    play_m: how far a loose clip gives way across the shaft (`rattle`).
    acc_bias_ms2, gyro_bias_rads: sensor axes. acc_noise_ms2, gyro_noise_rads: RMS of each sample.
    acc_matrix, gyro_matrix: scale and misalignment, applied to the true value (exact: identity).
    range_g, range_dps, bits: clipping and quantisation; bits 0 does not quantise.
    clock_error: by how much its clock runs fast (50e-6: 50 ppm). bandwidth_hz: of its own low-pass; None: no filter.
    gyro_dead_rads: a rate below this is reported as exactly zero, as some sensors do.
    place_known: whether the analysis is told where it sits.
    """

    rate_hz: float
    mounting_wxyz: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)
    along_m: float = 0.0
    off_axis_m: float = 0.0
    around_rad: float = 0.5 * math.pi
    on_sleeve: bool = False
    sleeve_s: float = 2.0
    play_m: float = 0.0
    acc_bias_ms2: Vector = ZERO
    gyro_bias_rads: Vector = ZERO
    acc_noise_ms2: float = 0.0
    gyro_noise_rads: float = 0.0
    acc_matrix: Matrix = EXACT
    gyro_matrix: Matrix = EXACT
    range_g: float = 16.0
    range_dps: float = 2000.0
    bits: int = 0
    clock_error: float = 0.0
    bandwidth_hz: float | None = None
    gyro_dead_rads: float = 0.0
    place_known: bool = True

    @property
    def place_m(self) -> FloatArray:
        """(3,) where it sits, bar axes, from the bar's centre."""
        return np.array(
            [
                self.along_m,
                self.off_axis_m * math.cos(self.around_rad),
                self.off_axis_m * math.sin(self.around_rad),
            ]
        )


def report(
    sensor: SensorModel, force_ms2: FloatArray, rate_rads: FloatArray, take_s: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Specific force and rate as reported, (n, 3) each, sensor axes.

    force_ms2, rate_rads: (3, m) in the axes of what it is clipped to, on the internal grid. take_s: (n,) true times.
    """
    mounting = quaternion_matrix(sensor.mounting_wxyz).T
    both = np.concatenate([force_ms2, rate_rads])
    if sensor.bandwidth_hz is not None:
        sections = butter(2, sensor.bandwidth_hz, fs=INTERNAL_RATE_HZ, output="sos")
        rest = sosfilt_zi(sections)[:, None, :] * both[None, :, :1]
        both = sosfilt(sections, both, zi=rest)[0]
    taken = _at(both, take_s / DT_S)
    acc = (mounting @ taken[:3]).T @ np.asarray(sensor.acc_matrix).T + np.asarray(sensor.acc_bias_ms2)
    gyro = (mounting @ taken[3:]).T @ np.asarray(sensor.gyro_matrix).T + np.asarray(sensor.gyro_bias_rads)
    acc += sensor.acc_noise_ms2 * rng.standard_normal(acc.shape)
    gyro += sensor.gyro_noise_rads * rng.standard_normal(gyro.shape)
    gyro[np.all(np.abs(gyro) < sensor.gyro_dead_rads, axis=1)] = 0.0
    return (
        _digital(acc, sensor.range_g * STANDARD_GRAVITY_MS2, sensor.bits),
        _digital(gyro, sensor.range_dps * RAD_PER_DEG, sensor.bits),
    )


def _at(rows: FloatArray, places: FloatArray) -> FloatArray:
    """Rows at fractional grid places, straight line between neighbours."""
    left = np.clip(places.astype(np.int64), 0, rows.shape[1] - 2)
    share = places - left
    return rows[:, left] * (1.0 - share) + rows[:, left + 1] * share


def _digital(values: FloatArray, limit: float, bits: int) -> FloatArray:
    """Clipped to +-limit and rounded to the steps of a two's complement number of `bits`."""
    if not bits:
        return np.clip(values, -limit, limit)
    steps = 2.0 ** (bits - 1)
    return np.clip(np.round(values * (steps / limit)), -steps, steps - 1.0) * (limit / steps)
