"""What an ideal sensor reports obeys mechanics: gravity, integration, rotation, free fall."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray
from sensor.simulator import SetTruth, simulate
from sensor.simulator.attitude import Angles, quaternion_matrix, rotation
from tests.sensor.simulator.making import IDEAL, QUIET, REP, lively_plan, plan_of, still_plan

MOUNTINGS = [(1.0, 0.0, 0.0, 0.0), (0.3, -0.5, 0.7, 0.2), (0.0, 1.0, 0.0, 0.0), (2.0, 2.0, 0.0, 0.0)]


def attitude(truth: SetTruth) -> FloatArray:
    """(n, 3, 3) from what the sensor is clipped to, to the world."""
    return rotation(Angles(truth.sensor_roll_rad, truth.tilt_rad, truth.yaw_rad)).transpose(2, 0, 1)


@pytest.mark.parametrize("mounting", MOUNTINGS)
def test_a_still_sensor_reads_one_g_upward_and_no_rate(mounting: tuple[float, float, float, float]) -> None:
    simulation = simulate(still_plan(), replace(IDEAL, mounting_wxyz=mounting, rate_hz=100.0), QUIET, 3)
    upward = quaternion_matrix(mounting).T @ np.array([0.0, 0.0, STANDARD_GRAVITY_MS2])
    np.testing.assert_allclose(simulation.samples.acc_ms2, np.tile(upward, (len(simulation.samples), 1)), atol=1e-9)
    np.testing.assert_allclose(simulation.samples.gyro_rads, 0.0, atol=1e-12)


def test_bias_scale_and_noise_come_out_as_given() -> None:
    sensor = replace(
        IDEAL, rate_hz=200.0, acc_bias_ms2=(0.1, -0.2, 0.3), gyro_bias_rads=(0.01, 0.02, -0.03),
        acc_matrix=((1.01, 0.0, 0.02), (0.0, 1.0, 0.0), (0.0, 0.0, 0.99)), acc_noise_ms2=0.05, gyro_noise_rads=0.002,
    )  # fmt: skip
    samples = simulate(still_plan(rest_before_s=60.0), sensor, QUIET, 1).samples
    g = STANDARD_GRAVITY_MS2
    np.testing.assert_allclose(samples.acc_ms2.mean(axis=0), [0.1 + 0.02 * g, -0.2, 0.3 + 0.99 * g], atol=0.003)
    np.testing.assert_allclose(samples.gyro_rads.mean(axis=0), [0.01, 0.02, -0.03], atol=2e-4)
    np.testing.assert_allclose(samples.acc_ms2.std(axis=0), 0.05, rtol=0.05)
    np.testing.assert_allclose(samples.gyro_rads.std(axis=0), 0.002, rtol=0.05)


def test_integrating_the_ideal_sensor_gives_the_true_velocity_and_path() -> None:
    sensor = replace(IDEAL, along_m=0.4, off_axis_m=0.05, around_rad=0.8)
    simulation = simulate(lively_plan(), sensor, QUIET, 5)
    truth, samples = simulation.truth, simulation.samples
    world = np.einsum("nij,nj->ni", attitude(truth), samples.acc_ms2) - [0.0, 0.0, STANDARD_GRAVITY_MS2]
    step = float(np.diff(truth.time_s).mean())
    speed = truth.velocity_ms[0] + np.vstack([np.zeros(3), np.cumsum(0.5 * (world[1:] + world[:-1]), axis=0)]) * step
    np.testing.assert_allclose(speed, truth.velocity_ms, atol=1e-3)
    path = truth.position_m[0] + np.vstack([np.zeros(3), np.cumsum(0.5 * (speed[1:] + speed[:-1]), axis=0)]) * step
    np.testing.assert_allclose(path, truth.position_m, atol=2e-3)


def test_integrating_the_ideal_gyro_gives_the_true_attitude() -> None:
    mounting = (0.3, -0.5, 0.7, 0.2)
    simulation = simulate(lively_plan(), replace(IDEAL, mounting_wxyz=mounting), QUIET, 6)
    truth, rate = simulation.truth, simulation.samples.gyro_rads
    step = float(np.diff(truth.time_s).mean())
    turned = Rotation.identity()
    for turn in Rotation.from_rotvec(0.5 * (rate[1:] + rate[:-1]) * step):
        turned = turned * turn
    true = attitude(truth) @ quaternion_matrix(mounting)
    assert (Rotation.from_matrix(true[0]) * turned * Rotation.from_matrix(true[-1]).inv()).magnitude() < 1e-3


@pytest.mark.parametrize("roll_deg", [45.0, 90.0, 180.0])
def test_rolling_turns_the_force_but_does_not_change_its_size(roll_deg: float) -> None:
    level, rolled = (
        simulate(plan_of(replace(REP, roll_rad=math.radians(deg))), IDEAL, QUIET, 7).samples.acc_ms2
        for deg in (0.0, roll_deg)
    )
    np.testing.assert_allclose(np.linalg.norm(rolled, axis=1), np.linalg.norm(level, axis=1), atol=2e-4)
    assert np.abs(rolled - level).max() > 0.5 * STANDARD_GRAVITY_MS2


def test_acceleration_does_not_jump() -> None:
    """Between two milliseconds the force of the busiest rep without shocks changes by less than a twentieth of g."""
    rep = replace(lively_plan().reps[0], bottom_pause_s=0.0, bounce=2.0, late_rush=1.0, second_sink_m=0.03)
    acc = simulate(replace(lively_plan(), reps=(rep, rep)), replace(IDEAL, off_axis_m=0.05), QUIET, 8).samples.acc_ms2
    assert np.abs(np.diff(acc, axis=0)).max() < 0.5
    assert np.abs(np.diff(acc, n=2, axis=0)).max() < 0.1


def test_a_clip_off_the_axis_feels_the_roll() -> None:
    """The place moves on a circle around the bar's centre of the clip's radius."""
    sensor = replace(IDEAL, off_axis_m=0.05, around_rad=0.0, along_m=0.3)
    truth = simulate(plan_of(replace(REP, roll_rad=math.radians(90))), sensor, QUIET, 9).truth
    from_centre = (truth.position_m - truth.position_m[0]) - (truth.centre_m - truth.centre_m[0])
    rolled = truth.roll_rad - truth.roll_rad[0]
    np.testing.assert_allclose(from_centre[:, 1], 0.05 * (np.cos(rolled) - 1.0), atol=1e-6)
    np.testing.assert_allclose(from_centre[:, 2], 0.05 * np.sin(rolled), atol=1e-6)


def test_a_dropped_bar_is_weightless_and_falls_for_the_time_of_its_height() -> None:
    plan = plan_of(replace(REP, kind="dropped"), exercise="deadlift", plates_on_floor=True)
    simulation = simulate(plan, IDEAL, QUIET, 10)
    size = np.linalg.norm(simulation.samples.acc_ms2, axis=1)
    weightless = np.flatnonzero(size < 0.5)
    fall_s = math.sqrt(2 * 0.6 / STANDARD_GRAVITY_MS2)
    assert 0.75 * fall_s < len(weightless) / 1000.0 < 1.15 * fall_s
    assert size.max() > 8 * STANDARD_GRAVITY_MS2
    (rep,) = simulation.truth.reps
    assert rep.is_rep
    assert rep.descent is None
    assert rep.rom_m == pytest.approx(0.6, abs=0.01)


def test_a_sleeve_lags_behind_the_shaft() -> None:
    plan = plan_of(replace(REP, roll_rad=math.radians(60)))
    sensor = replace(IDEAL, along_m=0.75)
    shaft, sleeve = (simulate(plan, replace(sensor, on_sleeve=on), QUIET, 11).truth for on in (False, True))
    np.testing.assert_array_equal(shaft.roll_rad, shaft.sensor_roll_rad)
    np.testing.assert_array_equal(shaft.roll_rad, sleeve.roll_rad)
    assert np.ptp(sleeve.sensor_roll_rad) < 0.6 * np.ptp(sleeve.roll_rad)
