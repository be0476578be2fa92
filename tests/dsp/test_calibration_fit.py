"""The fit of a calibration: what was put in comes out within the stated sigma, and nonsense is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.calibration import Calibration
from dsp.calibration_fit import FIT, CalibrationError, CalibrationFault, CalibrationFit, fit_calibration, missing_sides
from dsp.constants import STANDARD_GRAVITY_MS2 as G
from dsp.samples import FloatArray, Samples
from dsp.still_stretches import Side, StillStretch, still_stretches
from tests.dsp.positions import UP, lying, tilted, turning, walked

MG = G / 1000.0
BARE = replace(FIT, floor_ms2=0.0, gyro_floor_rads=0.0)
"""Noise alone, as the simulated readings have it."""
SLANTED = [np.array(v, dtype=float) for v in ((1, 1, 0), (1, -1, 0), (1, 0, 1), (-1, 0, 1), (0, 1, 1), (0, 1, -1))]


def truth_of(rng: np.random.Generator, cross: float = 0.0) -> Calibration:
    gain = np.diag(1.0 + 0.015 * rng.uniform(-1, 1, 3))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        gain[i, j] = gain[j, i] = cross * rng.standard_normal()
    bias, rate = 40 * MG * rng.uniform(-1, 1, 3), 0.02 * rng.uniform(-1, 1, 3)
    rows = tuple(tuple(float(v) for v in row) for row in gain)
    return Calibration(tuple(bias.tolist()), rows, tuple(rate.tolist()))  # type: ignore[arg-type]


def sides(rng: np.random.Generator, degrees: float) -> list[FloatArray]:
    return [tilted(UP[name], rng.uniform(0, degrees), rng) for name in rng.permutation(list(UP))]


def standardised(fit: CalibrationFit, truth: Calibration) -> FloatArray:
    """Each parameter's error in units of its stated sigma."""
    found = fit.calibration
    gain, true_gain = np.array(found.acc_gain), np.array(truth.acc_gain)
    pairs = ([0, 0, 1], [1, 2, 2])
    error = np.concatenate(
        [
            np.subtract(found.acc_bias_ms2, truth.acc_bias_ms2) / fit.acc_bias_sigma_ms2,
            (np.diag(gain) - np.diag(true_gain)) / fit.gain_sigma_share,
            (gain - true_gain)[pairs] / fit.cross_sigma_share,
            np.subtract(found.gyro_bias_rads, truth.gyro_bias_rads) / fit.gyro_bias_sigma_rads,
        ]
    )
    return np.asarray(error)


def test_exact_readings_give_the_exact_calibration() -> None:
    rng = np.random.default_rng(3)
    truth = truth_of(rng, cross=0.01)
    samples = walked([*sides(rng, 10.0), *SLANTED], truth, rng, noise_ms2=0.0, noise_rads=0.0)
    fit = fit_calibration(still_stretches(samples))
    np.testing.assert_allclose(fit.calibration.acc_bias_ms2, truth.acc_bias_ms2, atol=2e-3)
    np.testing.assert_allclose(fit.calibration.acc_gain, truth.acc_gain, atol=3e-4)
    np.testing.assert_allclose(fit.calibration.gyro_bias_rads, truth.gyro_bias_rads, atol=1e-12)
    assert (fit.stretches, fit.cross_terms) == (12, 3)
    assert fit.residual_ms2 < 0.1 * MG
    assert fit.before_ms2 > 10 * MG


@pytest.mark.parametrize("seed", range(6))
def test_six_rough_positions_in_any_order_give_six_parameters(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = truth_of(rng)
    fit = fit_calibration(still_stretches(walked(sides(rng, 20.0), truth, rng)))
    assert (fit.stretches, fit.cross_terms) == (6, 0)
    assert np.count_nonzero(fit.calibration.acc_gain) == 3
    np.testing.assert_allclose(fit.calibration.acc_bias_ms2, truth.acc_bias_ms2, atol=4 * MG)
    assert fit.residual_ms2 < 3 * MG < fit.before_ms2
    assert fit.acc_noise_ms2 == pytest.approx(0.05, rel=0.05)
    assert fit.gyro_noise_rads == pytest.approx(0.002, rel=0.05)


def coverage(cross: float, more: list[FloatArray], trials: int = 60) -> FloatArray:
    """Standardised errors of many fits, (trials, 12)."""
    rng = np.random.default_rng(11)
    rows = []
    for _ in range(trials):
        truth = truth_of(rng, cross)
        samples = walked([*sides(rng, 15.0), *more], truth, rng, noise_ms2=0.08, rate_hz=50.0)
        rows.append(standardised(fit_calibration(still_stretches(samples), params=BARE), truth))
    return np.array(rows)


@pytest.mark.parametrize(
    ("cross", "more"), [(0.0, SLANTED), (0.01, SLANTED), (0.01, [])], ids=["none", "known", "open"]
)
def test_the_stated_sigma_holds(cross: float, more: list[FloatArray]) -> None:
    """With cross terms of their likely size, known or not, 68 % of errors are within one sigma, 95 % within two."""
    errors = coverage(cross, more)
    accelerometer, gyroscope = errors[:, :9], errors[:, 9:]
    if not more:
        accelerometer = errors[:, :6]
    for part in (accelerometer, gyroscope):
        assert 0.55 < (np.abs(part) < 1).mean() < 0.85
        assert (np.abs(part) < 2).mean() > 0.90
        assert (np.abs(part) < 4).all()


def test_more_gravity_is_more_scale_and_no_bias() -> None:
    rng = np.random.default_rng(5)
    samples = walked(list(UP.values()), Calibration(), rng, noise_ms2=0.01, gravity_ms2=1.003 * G)
    fit = fit_calibration(still_stretches(samples))
    np.testing.assert_allclose(fit.calibration.acc_bias_ms2, 0, atol=0.01)
    np.testing.assert_allclose(np.diag(fit.calibration.acc_gain), 1 / 1.003, atol=2e-4)


def test_corrected_readings_are_what_was_there() -> None:
    rng = np.random.default_rng(8)
    truth = truth_of(rng)
    found = fit_calibration(still_stretches(walked(list(UP.values()), truth, rng))).calibration
    raw = lying(np.array([1.0, 2.0, -2.0]), 4.0, truth=truth, rng=rng)
    acc, gyro = found.corrected(raw.acc_ms2, raw.gyro_rads)
    back = found.uncorrected(acc, gyro)
    np.testing.assert_allclose(np.hstack(back), np.hstack([raw.acc_ms2, raw.gyro_rads]), atol=1e-12)
    np.testing.assert_allclose(acc.mean(axis=0), G * np.array([1, 2, -2]) / 3, atol=4 * MG)
    np.testing.assert_allclose(gyro.mean(axis=0), 0, atol=5e-4)


def refused(samples: Samples, **how: float) -> CalibrationError:
    with pytest.raises(CalibrationError) as caught:
        fit_calibration(still_stretches(samples), **how)
    assert caught.value.advice.endswith(".")
    return caught.value


def test_nothing_but_movement() -> None:
    assert refused(turning(30.0)).fault is CalibrationFault.MOVING


def test_sides_that_are_missing_are_named() -> None:
    samples = walked([UP["+x"], UP["-x"], UP["+z"], UP["-y"]], Calibration(), np.random.default_rng(1))
    error = refused(samples)
    assert error.fault is CalibrationFault.MISSING_SIDES
    assert error.message == "2 of 6 sides were never up: +y, -z"
    assert missing_sides(still_stretches(samples)) == (Side.PLUS_Y, Side.MINUS_Z)


def test_no_rest_that_is_long_enough() -> None:
    error = refused(walked(list(UP.values()), Calibration(), np.random.default_rng(1), rest_s=6.0))
    assert error.fault is CalibrationFault.MOVING
    assert "5 s" in error.message


def test_a_range_that_is_too_narrow() -> None:
    samples = walked(list(UP.values()), Calibration(), np.random.default_rng(1))
    assert refused(samples, acc_range_ms2=G).fault is CalibrationFault.SATURATED


@pytest.mark.parametrize(
    ("truth", "told"),
    [
        (Calibration(acc_bias_ms2=(0.0, 250 * MG, 0.0)), "a bias of 250 mg"),
        (Calibration(acc_gain=((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.08))), "a scale that is off by 8"),
        (Calibration(gyro_bias_rads=(0.0, 0.0, -0.3)), "a rate of 17.2 deg/s"),
    ],
)
def test_what_no_sound_sensor_has(truth: Calibration, told: str) -> None:
    error = refused(walked(list(UP.values()), truth, np.random.default_rng(1)))
    assert error.fault is CalibrationFault.IMPLAUSIBLE
    assert told in error.message


def test_positions_that_disagree() -> None:
    """An accelerometer whose reading changed between the rests."""
    rng = np.random.default_rng(1)
    ups = [*UP.values(), *UP.values()]
    samples = walked(ups, Calibration(), rng)
    later = samples.time_s > 55.0
    samples.acc_ms2[later] += 0.4 * np.sign(samples.acc_ms2[later]) * (np.abs(samples.acc_ms2[later]) > 5.0)
    assert "disagree" in refused(samples).message


def test_a_sigma_of_few_numbers_is_finite() -> None:
    stretches: list[StillStretch] = []
    for k, up in enumerate(UP.values()):
        stretches.extend(still_stretches(lying(up, 23.0 if k == 0 else 3.0, noise_ms2=0.0, first_s=100.0 * k)))
    fit = fit_calibration(stretches)
    assert np.isfinite(fit.acc_bias_sigma_ms2).all()
    assert min(fit.acc_bias_sigma_ms2) >= 0.5 * FIT.floor_ms2
