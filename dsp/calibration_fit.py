"""A calibration out of still stretches: whichever way a resting accelerometer is turned, it must read one g.

Model: corrected = G (reading - b), with G symmetric; the norm of the corrected reading of every stretch is held to
standard gravity by weighted least squares (the multi-position method; see Fong, Ong and Nee, Meas. Sci. Technol. 19
(2008) 085202). Six positions determine six parameters: three biases and three scales. The three cross terms (axes that
are not quite square to each other) are estimated where enough other orientations determine them, and else left at
zero, with their likely size counted in the uncertainty of the others.

Local gravity differs from the standard by up to 0.5 %; scales and readings are then off by that share, which no bar's
speed shows. Biases are not touched by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

import numpy as np

from dsp.calibration import Calibration, Matrix, Vector
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.errors import DspError
from dsp.samples import BoolArray, FloatArray
from dsp.still_stretches import Side, StillStretch

_CROSS: Final = ((0, 1), (0, 2), (1, 2))
_PARAMETERS: Final = 9
"""Three biases, three scales, three cross terms, in this order."""


class CalibrationFault(StrEnum):
    """Why no calibration came of it."""

    MOVING = "moving"
    MISSING_SIDES = "missing_sides"
    SATURATED = "saturated"
    IMPLAUSIBLE = "implausible"


class CalibrationError(DspError):
    """Stretches that no calibration can be made of. fault: why."""

    def __init__(self, fault: CalibrationFault, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class FitParams:
    """How a calibration is fitted, and which is believed.

    floor_ms2: error of a stretch's mean that no averaging takes away: temperature, nonlinearity (data sheets: 1-2 mg).
    cross_share: likely size of a cross term (data sheets: 1 to 2 %).
    cross_known_share: a cross term is estimated where the data make it so much surer than that.
    rest_s: the longest stretch lasts so long at least, for the gyroscope's bias.
    gyro_floor_rads: error of that bias that no averaging takes away (its drift while it is warm: 0.01 deg/s).
    saturated_share: a reading beyond this share of the range is clipped.
    bias_max_ms2, scale_max_share, gyro_bias_max_rads: more means another fault (200 mg, 5 %, 10 deg/s).
    residual_max_ms2: stretches that disagree by more were not all still (10 mg).
    rounds: of Gauss-Newton; ordinary data need four.
    """

    floor_ms2: float = 0.015
    cross_share: float = 0.01
    cross_known_share: float = 0.5
    rest_s: float = 20.0
    gyro_floor_rads: float = 2e-4
    saturated_share: float = 0.99
    bias_max_ms2: float = 0.2 * STANDARD_GRAVITY_MS2
    scale_max_share: float = 0.05
    gyro_bias_max_rads: float = 0.175
    residual_max_ms2: float = 0.10
    rounds: int = 8


FIT: Final = FitParams()


@dataclass(frozen=True, slots=True)
class CalibrationFit:
    """A calibration and how good it is.

    stretches: how many it was fitted to. cross_terms: how many of the three were determined by the data.
    before_ms2, residual_ms2: root mean square of the norm's error over half-second blocks, each stretch counted alike,
        uncorrected and corrected; the second holds the noise that remains in half a second.
    acc_bias_sigma_ms2, gain_sigma_share, cross_sigma_share, gyro_bias_sigma_rads: one sigma of each parameter, by the
        fit's covariance; gains are relative to local gravity being standard.
    acc_noise_ms2, gyro_noise_rads: standard deviation of single samples at rest, at the sensor's own bandwidth.
    rest_s: the longest stretch, of which the gyroscope's bias was read together with the others.
    """

    calibration: Calibration
    stretches: int
    cross_terms: int
    before_ms2: float
    residual_ms2: float
    acc_bias_sigma_ms2: Vector
    gain_sigma_share: Vector
    cross_sigma_share: Vector
    gyro_bias_sigma_rads: Vector
    acc_noise_ms2: float
    gyro_noise_rads: float
    rest_s: float


def missing_sides(stretches: Sequence[StillStretch]) -> tuple[Side, ...]:
    """The sides that have not been up yet."""
    seen = {stretch.side for stretch in stretches}
    return tuple(side for side in Side if side not in seen)


def fit_calibration(
    stretches: Sequence[StillStretch], *, acc_range_ms2: float | None = None, params: FitParams = FIT
) -> CalibrationFit:
    """Fit bias and gain of the accelerometer and bias of the gyroscope.

    acc_range_ms2: full scale, None if unknown. Raises CalibrationError for stretches that lack a side or a long rest,
    are clipped, or give what no sound sensor has.
    """
    _check_stretches(stretches, acc_range_ms2, params)
    means = np.array([s.acc_blocks.mean(axis=0) for s in stretches])
    sigma = np.sqrt(_mean_variance([s.acc_blocks for s in stretches]).mean(axis=1) + params.floor_ms2**2)
    every: BoolArray = np.ones(_PARAMETERS, dtype=np.bool_)
    values, covariance = _solved(means, sigma, every, params)
    cross_sigma = np.sqrt(np.diag(covariance)[6:])
    free = every.copy()
    free[6:] = cross_sigma < params.cross_known_share * params.cross_share
    if not free.all():
        values, covariance = _solved(means, sigma, free, params)
    calibration = _calibration(values, _gyro_mean(stretches))
    spread = np.sqrt(np.diag(covariance))
    fit = CalibrationFit(
        calibration=calibration,
        stretches=len(stretches),
        cross_terms=int(free[6:].sum()),
        before_ms2=_norm_error(stretches, Calibration()),
        residual_ms2=_norm_error(stretches, calibration),
        acc_bias_sigma_ms2=_vector(spread[:3]),
        gain_sigma_share=_vector(spread[3:6]),
        cross_sigma_share=_vector(spread[6:]),
        gyro_bias_sigma_rads=_vector(_gyro_sigma(stretches, params)),
        acc_noise_ms2=_root_mean_square([s.acc_std_ms2 for s in stretches]),
        gyro_noise_rads=_root_mean_square([s.gyro_std_rads for s in stretches]),
        rest_s=max(s.duration_s for s in stretches),
    )
    _check_fit(fit, params)
    return fit


def _check_stretches(stretches: Sequence[StillStretch], acc_range_ms2: float | None, params: FitParams) -> None:
    if not stretches:
        raise CalibrationError(
            CalibrationFault.MOVING,
            "the sensor was never still",
            "Lay it on something solid, not in the hand, and away from what shakes.",
        )
    peak = max(s.peak_ms2 for s in stretches)
    if acc_range_ms2 is not None and peak >= params.saturated_share * acc_range_ms2:
        raise CalibrationError(
            CalibrationFault.SATURATED,
            f"the accelerometer reads its full scale ({peak / STANDARD_GRAVITY_MS2:.2f} g) at rest",
            "Set a wider range; where it is widest already, the sensor is broken.",
        )
    missing = missing_sides(stretches)
    if missing:
        raise CalibrationError(
            CalibrationFault.MISSING_SIDES,
            f"{len(missing)} of 6 sides were never up: {', '.join(missing)}",
            "Lay the sensor on each of its six sides, a few seconds each.",
        )
    rest_s = max(s.duration_s for s in stretches)
    if rest_s < params.rest_s:
        raise CalibrationError(
            CalibrationFault.MOVING,
            f"the longest rest is {rest_s:.0f} s, too short for the gyroscope's bias",
            f"Leave the sensor alone for a minute, {params.rest_s:.0f} s at least.",
        )


def _check_fit(fit: CalibrationFit, params: FitParams) -> None:
    bias_ms2 = max(map(abs, fit.calibration.acc_bias_ms2))
    scale_share = max(abs(fit.calibration.acc_gain[k][k] - 1.0) for k in range(3))
    rate_rads = max(map(abs, fit.calibration.gyro_bias_rads))
    found: list[str] = []
    if not bias_ms2 <= params.bias_max_ms2:
        found.append(f"a bias of {1000 * bias_ms2 / STANDARD_GRAVITY_MS2:.0f} mg")
    if not scale_share <= params.scale_max_share:
        found.append(f"a scale that is off by {100 * scale_share:.1f} %")
    if not rate_rads <= params.gyro_bias_max_rads:
        found.append(f"a rate of {np.degrees(rate_rads):.1f} deg/s at rest")
    if not fit.residual_ms2 <= params.residual_max_ms2:
        found.append(f"positions that disagree by {1000 * fit.residual_ms2 / STANDARD_GRAVITY_MS2:.0f} mg")
    if found:
        raise CalibrationError(
            CalibrationFault.IMPLAUSIBLE,
            f"the fit gives {' and '.join(found)}",
            "Check the sensor's range and that it lay still each time; a sensor that stays so is broken.",
        )


def _solved(means: FloatArray, sigma: FloatArray, free: BoolArray, params: FitParams) -> tuple[FloatArray, FloatArray]:
    """Values (9,) with those that are not free at zero, and the covariance (9, 9) that counts in what those may be."""
    values = np.zeros(_PARAMETERS)
    prior = np.zeros(_PARAMETERS)
    prior[6:] = 1.0 / params.cross_share**2
    for _ in range(params.rounds):
        norm, slopes = _norms(means, values)
        weighted = slopes[:, free] / sigma[:, None]
        normal = weighted.T @ weighted + np.diag(prior[free])
        pull = weighted.T @ ((STANDARD_GRAVITY_MS2 - norm) / sigma) - prior[free] * values[free]
        values[free] += np.linalg.lstsq(normal, pull, rcond=None)[0]
    _, slopes = _norms(means, values)
    weighted = slopes / sigma[:, None]
    inner = np.linalg.pinv(weighted[:, free].T @ weighted[:, free] + np.diag(prior[free]), hermitian=True)
    covariance = np.zeros((_PARAMETERS, _PARAMETERS))
    # A cross term that was left at zero may be anything of its likely size, and the others took it for their own.
    taken = inner @ weighted[:, free].T @ weighted[:, ~free]
    covariance[np.ix_(free, free)] = inner + params.cross_share**2 * (taken @ taken.T)
    covariance[~free, ~free] = params.cross_share**2
    return values, covariance


def _norms(means: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Norm (n,) of the corrected means (n, 3), and its slopes (n, 9)."""
    gain = _gain(values)
    off = means - values[:3]
    corrected = off @ gain.T
    norm = np.maximum(np.linalg.norm(corrected, axis=1), np.finfo(float).tiny)
    unit = corrected / norm[:, None]
    cross = [unit[:, i] * off[:, j] + unit[:, j] * off[:, i] for i, j in _CROSS]
    return norm, np.column_stack([-unit @ gain, unit * off, *cross])


def _gain(values: FloatArray) -> FloatArray:
    gain = np.diag(1.0 + values[3:6])
    for (i, j), term in zip(_CROSS, values[6:], strict=True):
        gain[i, j] = gain[j, i] = term
    return gain


def _mean_variance(blocks: Sequence[FloatArray]) -> FloatArray:
    """Variance of each stretch's mean, (n, 3): of the blocks' spread over all stretches, which is surer than of one.

    Blocks rather than samples, since a low-pass makes neighbouring samples alike.
    """
    spread = sum(((b - b.mean(axis=0)) ** 2).sum(axis=0) for b in blocks)
    freedom = sum(len(b) - 1 for b in blocks)
    return np.array([spread / max(freedom, 1) / len(b) for b in blocks])


def _gyro_mean(stretches: Sequence[StillStretch]) -> FloatArray:
    return np.asarray(np.concatenate([s.gyro_blocks for s in stretches]).mean(axis=0))


def _gyro_sigma(stretches: Sequence[StillStretch], params: FitParams) -> FloatArray:
    blocks = np.concatenate([s.gyro_blocks for s in stretches])
    return np.asarray(np.sqrt(blocks.var(axis=0, ddof=1) / len(blocks) + params.gyro_floor_rads**2))


def _norm_error(stretches: Sequence[StillStretch], calibration: Calibration) -> float:
    squares = []
    for stretch in stretches:
        acc, _ = calibration.corrected(stretch.acc_blocks, stretch.gyro_blocks)
        squares.append(float(((np.linalg.norm(acc, axis=1) - STANDARD_GRAVITY_MS2) ** 2).mean()))
    return float(np.sqrt(np.mean(squares)))


def _root_mean_square(values: Sequence[float]) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _calibration(values: FloatArray, gyro_rads: FloatArray) -> Calibration:
    gain = cast("Matrix", tuple(_vector(row) for row in _gain(values)))
    return Calibration(_vector(values[:3]), gain, _vector(gyro_rads))


def _vector(values: FloatArray) -> Vector:
    return cast("Vector", tuple(float(v) for v in values))
