"""A sensor's calibration: what its readings must be corrected by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from dsp.samples import FloatArray

Vector: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Vector, Vector, Vector]

UNIT: Final[Matrix] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Corrected acceleration = acc_gain @ (reading - acc_bias_ms2); corrected rate = reading - gyro_bias_rads.

    acc_gain: 3 x 3, near one; symmetric, since a turn of the axes cannot be told from how the sensor was held.
    """

    acc_bias_ms2: Vector = (0.0, 0.0, 0.0)
    acc_gain: Matrix = UNIT
    gyro_bias_rads: Vector = (0.0, 0.0, 0.0)

    def corrected(self, acc_ms2: FloatArray, gyro_rads: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Readings (n, 3), corrected; row by row, so that it does not matter how they are cut."""
        off = acc_ms2 - np.array(self.acc_bias_ms2)
        gain = np.array(self.acc_gain)
        # Not a matrix product: its rounding may depend on how many rows there are.
        acc = off[:, :1] * gain[:, 0] + off[:, 1:2] * gain[:, 1] + off[:, 2:] * gain[:, 2]
        return acc, gyro_rads - np.array(self.gyro_bias_rads)

    def uncorrected(self, acc_ms2: FloatArray, gyro_rads: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The readings (n, 3) behind corrected ones, for a calibration that begins anew."""
        acc = np.linalg.solve(np.array(self.acc_gain), acc_ms2.T).T + np.array(self.acc_bias_ms2)
        return acc, gyro_rads + np.array(self.gyro_bias_rads)
