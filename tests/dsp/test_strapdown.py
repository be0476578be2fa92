"""Integrals of known motions, and sensitivities against what a small error really does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.attitude import gyro_attitude, rotations
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.results import Gap
from dsp.samples import Samples
from dsp.strapdown import (
    DriftParams,
    Strapdown,
    activity,
    corrected_attitude,
    drift_clock,
    error_information,
    gap_ranges,
    hats,
    strapdown,
)
from dsp.timeline import Timeline
from tests.dsp.making import DEG, course, samples_of, squats, timeline_of

PARAMS = DriftParams()
SQUATS = squats(2)


def down_of(timeline: Timeline) -> Strapdown:
    return strapdown(timeline, gyro_attitude(timeline.gyro_rads, timeline.step_s), PARAMS)


def test_a_bar_at_rest_goes_nowhere() -> None:
    down = down_of(timeline_of(samples_of(course((20.0, 0.0)))))
    assert np.abs(down.speed_ms).max() == 0.0
    assert np.abs(down.height_m).max() == 0.0


def test_a_constant_acceleration_gives_its_line_and_its_parabola() -> None:
    time_s = np.arange(501) * 0.01
    acc = np.tile([0.3, -0.2, STANDARD_GRAVITY_MS2 + 0.5], (501, 1))
    down = down_of(timeline_of(Samples(time_s, acc, np.zeros((501, 3)))))
    assert down.speed_ms == pytest.approx(np.outer(time_s, [0.3, -0.2, 0.5]), abs=1e-12)
    assert down.height_m == pytest.approx(0.25 * time_s**2, abs=1e-9)


@pytest.mark.parametrize("roll_per_m", [0.0, 1.0, 3.1, -6.0])
def test_the_roll_of_a_bar_is_followed_exactly(roll_per_m: float) -> None:
    """180 degrees of roll within the rep: a fixed orientation would be wrong by metres per second squared."""
    down = down_of(timeline_of(samples_of(SQUATS, roll_per_m)))
    assert down.speed_ms[:, 2] == pytest.approx(SQUATS.speed_ms, abs=2e-3)
    assert down.height_m == pytest.approx(SQUATS.height_m, abs=5e-3)
    assert np.abs(down.speed_ms[:, :2]).max() < 2e-3


@pytest.mark.parametrize("column", range(6))
def test_speed_answers_to_a_small_error_as_the_sensitivities_say(column: int) -> None:
    """Columns: constant tilt about x and y, gyro bias x, y, z, accelerometer bias x and z (y is like x)."""
    timeline = timeline_of(samples_of(SQUATS, roll_per_m=2.0))
    # Leaning, so that no sensitivity is zero because the force is upright.
    lean = rotations(np.array([[0.1, -0.2, 0.3]]))
    attitude = lean @ gyro_attitude(timeline.gyro_rads, timeline.step_s)
    down = strapdown(timeline, attitude, PARAMS)
    knots = len(down.knot_s)
    errors = np.zeros(down.errors)
    if column < 2:
        size = 0.01 * DEG
        errors[column * knots : (column + 1) * knots] = size
        turn = np.zeros((1, 3))
        turn[0, column] = -size
        attitude = rotations(turn) @ attitude
    elif column < 5:
        size = 0.001 * DEG
        errors[2 * knots + column - 2] = size
        biased = timeline.gyro_rads.copy()
        biased[:, column - 2] += size
        attitude = lean @ gyro_attitude(biased, timeline.step_s)
    else:
        size = 0.001
        errors[2 * knots + 3] = size
        acc = timeline.acc_ms2.copy()
        acc[:, 0] += size
        timeline = replace(timeline, acc_ms2=acc)
    wrong = strapdown(timeline, attitude, PARAMS)
    expected = np.stack([sens @ errors for sens in down.speed_sens], axis=1)
    change = down.speed_ms[down.cell] - wrong.speed_ms[down.cell]
    assert np.abs(expected[:, 2]).max() > 1e-6
    assert change == pytest.approx(expected, abs=0.02 * np.abs(expected).max())


def test_heights_are_the_integral_of_speeds_also_in_their_sensitivities() -> None:
    down = down_of(timeline_of(samples_of(SQUATS, roll_per_m=2.0)))
    step = np.diff(down.cell_s)[:, None]
    middle = 0.5 * (down.speed_sens[2][1:] + down.speed_sens[2][:-1])
    assert np.diff(down.height_sens, axis=0) == pytest.approx(middle * step, abs=1e-12)


def test_a_tilt_that_is_told_is_taken_out() -> None:
    timeline = timeline_of(samples_of(SQUATS, roll_per_m=2.0))
    true = gyro_attitude(timeline.gyro_rads, timeline.step_s)
    wrong = strapdown(timeline, rotations(np.array([[-0.03, 0.02, 0.0]])) @ true, PARAMS)
    errors = np.zeros(wrong.errors)
    knots = len(wrong.knot_s)
    errors[:knots], errors[knots : 2 * knots] = 0.03, -0.02
    assert corrected_attitude(wrong, errors)[:, 2, :] == pytest.approx(true[:, 2, :], abs=1e-3)


def test_a_gyro_bias_that_is_told_is_taken_out() -> None:
    timeline = timeline_of(samples_of(SQUATS, roll_per_m=2.0, gyro_bias_rads=(0.002, -0.001, 0.001)))
    biased = down_of(timeline)
    errors = np.zeros(biased.errors)
    errors[-6:-3] = (0.002, -0.001, 0.001)
    true = gyro_attitude(timeline.gyro_rads - errors[-6:-3], timeline.step_s)
    assert corrected_attitude(biased, errors) == pytest.approx(true, abs=1e-3)
    assert np.abs(biased.attitude - true).max() > 0.01


def test_hats_share_every_moment_among_two_knots() -> None:
    knots, time_s = np.linspace(2.0, 14.0, 5), np.linspace(2.0, 14.0, 200)
    weights = hats(knots, time_s)
    assert weights.sum(axis=1) == pytest.approx(np.ones(200))
    assert weights @ knots == pytest.approx(time_s)
    assert ((weights > 0).sum(axis=1) <= 2).all()


def test_the_walk_runs_faster_through_gaps_and_clipping_and_shocks() -> None:
    samples = samples_of(course((10.0, 0.0)))
    acc = samples.acc_ms2.copy()
    acc[700:703, 2] += [80.0, -60.0, 40.0]
    timeline = timeline_of(replace(samples, acc_ms2=acc), (Gap(3.0, 3.3),))
    timeline.saturated[500:502] = True
    clock = drift_clock(timeline, activity(timeline, np.zeros(3), PARAMS), PARAMS)
    growth = np.diff(clock)
    quiet = PARAMS.walk_ms2_rthz**2 * timeline.step_s
    assert growth[100] == pytest.approx(quiet)
    gap = clock[331] - clock[299]
    assert gap > (PARAMS.gap_floor_ms2 * 0.3) ** 2
    assert growth[500] > 100 * quiet
    assert growth[701] > 3 * quiet
    assert (growth > 0).all()


def test_gaps_are_grid_ranges_of_their_true_length() -> None:
    timeline = timeline_of(samples_of(course((5.0, 0.0))), (Gap(1.003, 1.206), Gap(4.9, 5.2)))
    first, second = gap_ranges(timeline)
    assert first[2] == pytest.approx(0.203)
    assert timeline.time_s[first[0]] == pytest.approx(1.01)
    assert timeline.time_s[first[1]] == pytest.approx(1.21)
    # One that runs past the end keeps within the grid.
    assert second[0] < second[1] <= len(timeline)


def test_what_is_believed_before_the_set_is_a_proper_covariance() -> None:
    timeline = timeline_of(samples_of(SQUATS, roll_per_m=2.0), (Gap(5.0, 5.3),))
    down = down_of(timeline)
    information = error_information(down, activity(timeline, np.zeros(3), PARAMS), PARAMS)
    sigma = np.sqrt(np.diag(np.linalg.inv(information)))
    assert sigma[0] == pytest.approx(PARAMS.tilt_rad, rel=1e-6)
    assert (np.diff(sigma[: len(down.knot_s)]) > 0).all()
    assert sigma[-6:-3] == pytest.approx(PARAMS.gyro_bias_rads)
    assert sigma[-3:] == pytest.approx(PARAMS.acc_bias_ms2)


def test_shocks_are_told_from_the_movement() -> None:
    timeline = timeline_of(samples_of(SQUATS, roll_per_m=2.0))
    quiet = activity(timeline, np.zeros(3), PARAMS)
    assert quiet.shock_ms2.max() < 0.2
    moving = np.abs(SQUATS.speed_ms) > 0.2
    assert quiet.rate_rads[moving].min() > 10 * quiet.rate_rads[:200].max()
    assert quiet.acc_ms2[:250].max() < 1e-6
    acc = timeline.acc_ms2.copy()
    acc[800, 2] += 50.0
    struck = activity(replace(timeline, acc_ms2=acc), np.zeros(3), PARAMS).shock_ms2
    assert abs(int(np.argmax(struck)) - 800) <= 5
    assert struck.max() > 10.0
