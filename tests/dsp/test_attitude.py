"""Attitude against exact rotations and scipy; the gyro's bias from rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.transform import Rotation

from dsp.attitude import (
    AttitudeParams,
    filter_attitude,
    gyro_attitude,
    gyro_bias,
    matrices,
    rotations,
    upright,
)
from dsp.samples import FloatArray
from tests.dsp.making import DEG, course, noisy, samples_of, squats, timeline_of

PARAMS = AttitudeParams()
BIAS = (0.02, -0.015, 0.01)
STEP_S = 0.01


@pytest.mark.parametrize("axis", [(1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.6, 0.48, 0.64)])
@pytest.mark.parametrize("rate_rads", [1e-9, 0.3, 7.0])
def test_a_constant_rate_turns_exactly(axis: tuple[float, float, float], rate_rads: float) -> None:
    n = 1234
    turn = np.arange(n)[:, None] * STEP_S * rate_rads * np.array(axis)
    found = gyro_attitude(np.tile(rate_rads * np.array(axis), (n, 1)), STEP_S)
    assert found == pytest.approx(Rotation.from_rotvec(turn).as_matrix(), abs=1e-10)


@pytest.mark.parametrize("n", [1, 2, 3, 9, 10, 101, 1000])
def test_any_rates_are_the_product_of_their_small_turns(n: int) -> None:
    gyro = np.random.default_rng(n).normal(0.0, 3.0, (n, 3))
    whole, expected = Rotation.identity(), [np.eye(3)]
    for mean in 0.5 * (gyro[1:] + gyro[:-1]):
        whole = whole * Rotation.from_rotvec(mean * STEP_S)
        expected.append(whole.as_matrix())
    assert gyro_attitude(gyro, STEP_S) == pytest.approx(np.array(expected), abs=1e-10)


def test_the_attitude_stays_a_rotation_over_an_hour() -> None:
    gyro = np.random.default_rng(5).normal(0.0, 2.0, (360_000, 3))
    last = gyro_attitude(gyro, STEP_S)[-1]
    assert last @ last.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(last) == pytest.approx(1.0, abs=1e-9)


@given(turns=arrays(np.float64, st.tuples(st.integers(1, 20), st.just(3)), elements=st.floats(-3.1, 3.1)))
def test_rotations_are_those_of_their_vectors(turns: FloatArray) -> None:
    assert rotations(turns) == pytest.approx(Rotation.from_rotvec(turns).as_matrix(), abs=1e-9)


def test_quaternions_become_the_same_matrices_as_everywhere() -> None:
    turn = Rotation.random(20, rng=np.random.default_rng(3))
    assert matrices(turn.as_quat()[:, [3, 0, 1, 2]]) == pytest.approx(turn.as_matrix(), abs=1e-12)


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3).filter(lambda d: np.linalg.norm(d) > 0.1))
def test_upright_takes_any_direction_up_by_the_smallest_rotation(direction: list[float]) -> None:
    unit = np.array(direction) / np.linalg.norm(direction)
    turn = upright(np.array(direction))
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-9)
    # Upside down there is no smallest one: the sensor is turned over, good to a degree.
    assert turn @ unit == pytest.approx([0.0, 0.0, 1.0], abs=1e-9 if unit[2] > -0.9999 else 0.02)
    if unit[2] > -0.9999:
        assert np.degrees(Rotation.from_matrix(turn).magnitude()) == pytest.approx(
            np.degrees(np.arccos(np.clip(unit[2], -1, 1))), abs=1e-4
        )


def test_where_there_is_no_gravity_nothing_is_turned() -> None:
    assert upright(np.zeros(3)).tolist() == np.eye(3).tolist()


def test_the_bias_is_read_from_rest_and_not_from_the_movement() -> None:
    timeline = timeline_of(noisy(samples_of(squats(), roll_per_m=1.2, gyro_bias_rads=BIAS), seed=1))
    bias = gyro_bias(timeline, PARAMS)
    assert bias.rested
    assert not bias.zeroed
    assert bias.bias_rads == pytest.approx(BIAS, abs=4 * 0.0017 / np.sqrt(50))
    moving = (timeline.time_s > 3.2) & (timeline.time_s < 4.4)
    assert not bias.still[moving].any()
    assert bias.still[(timeline.time_s > 1.0) & (timeline.time_s < 2.0)].all()


def test_a_bar_that_never_rests_says_so() -> None:
    waves = course(*[(0.6, -0.4), (0.6, 0.4)] * 15)
    bias = gyro_bias(timeline_of(noisy(samples_of(waves, roll_per_m=1.5), seed=2)), PARAMS)
    assert not bias.rested
    assert not bias.still.any()
    assert np.abs(bias.bias_rads).max() < 2.5 * DEG


def test_a_slow_constant_turn_is_no_bias() -> None:
    """Quiet alone does not make a bias: what turns at a constant rate is as even as what rests."""
    still = course((20.0, 0.0))
    samples = samples_of(still)
    turning = samples.gyro_rads.copy()
    turning[500:1100, 0] = 30.0 * DEG
    bias = gyro_bias(timeline_of(noisy(replace(samples, gyro_rads=turning), seed=3)), PARAMS)
    assert bias.bias_rads == pytest.approx([0.0, 0.0, 0.0], abs=0.1 * DEG)


def test_a_gyro_that_is_zeroed_when_slow_is_found_out() -> None:
    samples = noisy(samples_of(squats(), roll_per_m=1.2), seed=4)
    slow = np.linalg.norm(samples.gyro_rads, axis=1) < 0.05
    dead = replace(samples, gyro_rads=np.where(slow[:, None], 0.0, samples.gyro_rads))
    bias = gyro_bias(timeline_of(dead), PARAMS)
    assert bias.zeroed
    assert bias.bias_rads.tolist() == [0.0, 0.0, 0.0]
    assert not gyro_bias(timeline_of(samples), PARAMS).zeroed


def test_without_rest_gravity_is_followed_through_the_roll() -> None:
    waves = course(*[(0.8, -0.4), (0.8, 0.4)] * 10)
    samples = noisy(samples_of(waves, roll_per_m=2.0), seed=5)
    attitude = filter_attitude(timeline_of(samples), np.zeros(3))
    up = attitude[:, 2, :]
    roll = 2.0 * waves.height_m
    true_up = np.column_stack([np.zeros(len(roll)), np.sin(roll), np.cos(roll)])
    error = np.degrees(np.arccos(np.clip((up * true_up).sum(axis=1), -1, 1)))
    assert np.sqrt((error[300:] ** 2).mean()) < 2.5
