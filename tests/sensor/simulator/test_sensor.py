"""The sensor's own limits: clipping, quantisation, low-pass, clock, dead zone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from sensor.simulator import SensorModel, simulate
from tests.sensor.simulator.making import IDEAL, QUIET, REP, plan_of, still_plan

RE_RACKED = plan_of(REP, un_rack=True, re_rack=True, walk_out_steps=2)


def test_a_re_rack_clips_at_sixteen_g() -> None:
    wide = simulate(RE_RACKED, SensorModel(1000.0, range_g=200.0), QUIET, 1).samples.acc_ms2
    narrow = simulate(RE_RACKED, SensorModel(1000.0), QUIET, 1).samples.acc_ms2
    limit = 16.0 * STANDARD_GRAVITY_MS2
    beyond = np.abs(wide) > limit
    assert 2 <= beyond.any(axis=1).sum() <= 60
    np.testing.assert_array_equal(narrow, np.clip(wide, -limit, limit))


def test_a_clank_leaves_neither_speed_nor_height_behind() -> None:
    """Truth does not know the shocks, and integrating a sensor with range enough gives it back after them."""
    simulation = simulate(RE_RACKED, replace(IDEAL, range_g=500.0), QUIET, 1)
    upward = simulation.samples.acc_ms2[:, 2] - STANDARD_GRAVITY_MS2
    assert np.abs(upward).max() > 50.0
    speed = np.cumsum(upward) * float(np.diff(simulation.samples.time_s).mean())
    still = np.s_[-200:]
    np.testing.assert_allclose(speed[still], simulation.truth.velocity_ms[still, 2], atol=0.02)


def test_values_lie_on_the_steps_of_sixteen_bits() -> None:
    sensor = SensorModel(100.0, bits=16, acc_noise_ms2=0.05, gyro_noise_rads=0.01)
    samples = simulate(plan_of(), sensor, QUIET, 2).samples
    for values, limit in ((samples.acc_ms2, 16 * STANDARD_GRAVITY_MS2), (samples.gyro_rads, 2000 * RAD_PER_DEG)):
        steps = values / (limit / 32768)
        np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)
        assert len(np.unique(steps)) > 20


def test_a_fast_clock_stamps_later() -> None:
    """After a minute, 200 ppm are 12 ms between the device's clock and the truth's own events."""
    plan = plan_of(rest_before_s=60.0)
    right, fast = (simulate(plan, SensorModel(100.0, clock_error=e), QUIET, 3) for e in (0.0, 200e-6))
    np.testing.assert_allclose(np.diff(fast.samples.time_s), 0.01, atol=1e-12)
    late_s = fast.truth.reps[0].start_s - right.truth.reps[0].start_s
    assert late_s == pytest.approx(right.truth.reps[0].start_s * 200e-6, rel=1e-3)


def test_the_low_pass_delays_by_its_own_delay_and_keeps_what_is_slow() -> None:
    plan = plan_of()
    exact = simulate(plan, IDEAL, QUIET, 4).samples.acc_ms2[:, 2]
    passed = simulate(plan, replace(IDEAL, bandwidth_hz=20.0), QUIET, 4).samples.acc_ms2[:, 2]
    delay = round(1000 * np.sqrt(2) / (2 * np.pi * 20.0))
    np.testing.assert_allclose(passed[delay:], exact[:-delay], atol=0.1)
    assert np.abs(passed - exact).max() > 0.1


def test_a_dead_zone_reports_exact_zeros() -> None:
    sensor = SensorModel(100.0, gyro_noise_rads=0.001, gyro_dead_rads=0.01)
    gyro = simulate(still_plan(), sensor, QUIET, 5).samples.gyro_rads
    assert not gyro.any()
