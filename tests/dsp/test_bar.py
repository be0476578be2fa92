"""The bar's own axis, roll and tilt; paths that close."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.analysis import analyse_set
from dsp.bar import Bar, closed_path
from dsp.context import ClipPlace, Forward, SetContext
from dsp.params import AnalysisParams
from dsp.samples import FloatArray, Samples
from tests.dsp.making import DEG, UNDELAYED, course, noisy, random_rotation, samples_of, squats, turned

PARAMS = AnalysisParams(timeline=UNDELAYED)
ROLL_PER_M = 2.0
SQUATS = squats(3)


def bar_found(samples: Samples, forward: Forward | None = None, clip: ClipPlace | None = None) -> Bar:
    context = SetContext(exercise="squat", forward=forward, clip=clip)
    (piece,) = analyse_set(samples, context, PARAMS).pieces
    return piece.bar


def known(values: FloatArray | None) -> FloatArray:
    assert values is not None
    return values


def test_the_roll_is_that_of_the_bar_about_its_axis() -> None:
    bar = bar_found(noisy(samples_of(SQUATS, ROLL_PER_M, gyro_bias_rads=(0.02, -0.01, 0.0)), 0))
    roll = known(bar.roll_rad)
    true = ROLL_PER_M * SQUATS.height_m
    assert min(np.abs(roll - true).max(), np.abs(roll + true).max()) < 1.0 * DEG


@pytest.mark.parametrize("tilt_deg", [-3.0, 0.0, 2.0])
@pytest.mark.parametrize(("forward", "sign"), [(Forward.PLUS_Y, 1.0), (Forward.MINUS_Y, -1.0)])
def test_the_right_end_up_is_a_positive_tilt(tilt_deg: float, forward: Forward, sign: float) -> None:
    bar = bar_found(noisy(samples_of(SQUATS, ROLL_PER_M, tilt_rad=tilt_deg * DEG), 1), forward)
    assert bar.signed
    assert np.median(known(bar.tilt_rad)) / DEG == pytest.approx(sign * tilt_deg, abs=0.3)


@pytest.mark.parametrize("seed", range(3))
def test_a_tilt_is_read_however_the_sensor_is_mounted(seed: int) -> None:
    samples = noisy(samples_of(SQUATS, ROLL_PER_M, tilt_rad=2.0 * DEG), 2)
    bar = bar_found(turned(samples, random_rotation(seed)))
    assert not bar.signed
    assert abs(np.median(known(bar.tilt_rad))) / DEG == pytest.approx(2.0, abs=0.3)
    assert np.ptp(known(bar.yaw_rad)) < 2.0 * DEG


def test_a_sleeve_hides_every_angle_and_a_bar_that_does_not_turn_its_axis() -> None:
    samples = noisy(samples_of(SQUATS, ROLL_PER_M), 3)
    sleeve = bar_found(samples, clip=ClipPlace(-0.8, 0.03))
    assert sleeve.sleeve
    assert (sleeve.roll_rad, sleeve.tilt_rad, sleeve.yaw_rad) == (None, None, None)
    assert not bar_found(samples, clip=ClipPlace(-0.6, 0.03)).sleeve
    straight = bar_found(noisy(samples_of(SQUATS, 0.0), 3))
    assert straight.tilt_rad is None


@pytest.mark.parametrize("drift", [0.0, 0.2, -0.5])
def test_a_closed_path_is_found_through_a_constant_error_of_the_acceleration(drift: float) -> None:
    there = course((1.0, 0.05), (0.6, 0.0), (1.0, -0.05))
    assert closed_path(there.acc_ms2 + drift, 0.01, None) == pytest.approx(there.height_m, abs=1e-3)


def test_a_pause_inside_takes_out_an_error_that_changes() -> None:
    there = course((1.0, 0.05), (0.6, 0.0), (1.0, -0.05))
    acc = there.acc_ms2 + np.where(there.time_s < 1.3, 0.06, -0.06)
    free = closed_path(acc, 0.01, None) - there.height_m
    held = closed_path(acc, 0.01, (105, 155)) - there.height_m
    assert np.abs(held).max() < 0.5 * np.abs(free).max()


def test_a_path_starts_and_ends_where_it_began() -> None:
    path = closed_path(np.random.default_rng(0).standard_normal(300), 0.01, None)
    assert path[0] == 0.0
    assert path[-1] == pytest.approx(0.0, abs=1e-12)
    assert closed_path(np.zeros(5), 0.01, None).tolist() == [0.0] * 5
