"""Speed profiles cover their travel, whatever their form; smoothing and noise keep their promises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.simulator.profile import DT_S, Shape, fall_speed, phase_speed
from sensor.simulator.smooth import smooth_noise, smoothed

shares = st.floats(0.0, 1.0)
shapes = st.builds(
    Shape,
    peak_at=st.floats(0.2, 0.8),
    soft_start=st.booleans(),
    soft_end=st.booleans(),
    rush=shares,
    sticking=st.floats(0.0, 0.8),
    even=shares,
)


@given(shape=shapes, travel_m=st.floats(0.02, 1.0), count=st.integers(50, 6000))
def test_a_phase_covers_its_travel_and_never_goes_back(shape: Shape, travel_m: float, count: int) -> None:
    speed = phase_speed(count, travel_m, shape)
    assert len(speed) == count
    assert speed.sum() * DT_S == pytest.approx(travel_m)
    assert speed.min() >= -1e-12


@given(contact_ms=st.floats(0.05, 0.5), travel_m=st.floats(0.3, 0.7))
def test_a_phase_that_hits_the_floor_ends_at_that_speed(contact_ms: float, travel_m: float) -> None:
    speed = phase_speed(1000, travel_m, Shape(end_speed_ms=contact_ms))
    assert speed.sum() * DT_S == pytest.approx(travel_m)
    assert speed[-1] == pytest.approx(contact_ms, abs=0.01)


@given(height_m=st.floats(0.2, 0.8))
def test_a_falling_bar_lands_with_the_speed_of_its_height_and_stays_down(height_m: float) -> None:
    speed = fall_speed(height_m, 0.2)
    assert -speed.min() == pytest.approx(math.sqrt(2 * STANDARD_GRAVITY_MS2 * height_m), rel=0.01)
    assert speed.sum() * DT_S == pytest.approx(-height_m, abs=1e-3)


def test_smoothing_keeps_the_integral_and_does_not_shift() -> None:
    step = np.zeros(1001)
    step[500] = 1.0
    kernel = smoothed(step, 33)
    assert kernel.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(kernel, kernel[::-1], atol=1e-12)
    assert (kernel > 1e-12).sum() < 100


def test_noise_has_unit_size_and_smooth_derivatives() -> None:
    noise = smooth_noise(np.random.default_rng(1), 400_000, 200, 3)
    assert noise.shape == (3, 400_000)
    np.testing.assert_allclose(noise.std(axis=1), 1.0, atol=0.08)
    assert np.abs(np.corrcoef(noise)[np.triu_indices(3, 1)]).max() < 0.15
    fourth = np.diff(noise, n=4)
    assert np.abs(fourth).max() < 1e-6
