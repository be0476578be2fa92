"""Numbers of one phase against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from dsp.estimator import Motion
from dsp.movements import Movement, MovementParams, movements
from dsp.phases import PhaseParams, descent_of, drive_of
from tests.dsp.making import Course, course

PARAMS = PhaseParams()


def travel(u: float) -> float:
    """Share of the travel of a movement of minimum jerk at a share of its time."""
    return 10 * u**3 - 15 * u**4 + 6 * u**5


def first_move(of: Course) -> Movement:
    return movements(of.motion, of.rate_hz, MovementParams())[0]


@pytest.mark.parametrize("rate_hz", [100.0, 500.0])
@pytest.mark.parametrize("seconds", [1.2, 2.5])
def test_a_descent_of_minimum_jerk(seconds: float, rate_hz: float) -> None:
    of = course((1.0, 0.0), (seconds, -0.5), (1.0, 0.0), rate_hz=rate_hz)
    found = descent_of(first_move(of), of.motion, of.time_s, PARAMS)
    peak = 1.875 * 0.5 / seconds
    limit = max(0.02, 0.05 * peak)
    into = brentq(lambda u: 30 * u**2 * (1 - u) ** 2 * 0.5 / seconds - limit, 0.0, 0.5)
    covered = 1 - 2 * travel(into)
    assert found.start_s == pytest.approx(1.0 + into * seconds, abs=2e-3)
    assert found.duration_s == pytest.approx((1 - 2 * into) * seconds, abs=4e-3)
    assert found.peak_speed_ms == pytest.approx(peak, rel=1e-3)
    assert found.peak_at_fraction == pytest.approx(0.5, abs=0.02)
    assert found.mean_speed_ms == pytest.approx(0.5 * covered / found.duration_s, rel=5e-3)
    # The ratio is of the travel between the edges: about 0.47 here, as a calm descent's should be.
    at = [brentq(lambda u, s=share: travel(u) - travel(into) - s * covered, 0.0, 1.0) for share in (0.25, 0.75)]
    expected = (0.25 / (1 - into - at[1])) / (0.5 / (at[1] - at[0]))
    assert 0.4 < expected < 0.5
    assert found.late_ratio == pytest.approx(expected, abs=0.015)


def test_a_descent_at_constant_speed_is_as_quick_late_as_in_the_middle() -> None:
    time_s = np.arange(0, 4, 0.01)
    speed = np.where((time_s >= 1.0) & (time_s < 3.0), -0.25, 0.0)
    of = Course(time_s, np.cumsum(speed) * 0.01, speed, np.zeros(400))
    found = descent_of(first_move(of), of.motion, of.time_s, PARAMS)
    assert found.late_ratio == pytest.approx(1.0, abs=0.02)
    assert found.mean_speed_ms == pytest.approx(0.25, rel=0.01)


def test_a_descent_that_falls_late_has_a_late_ratio_above_one() -> None:
    u = np.linspace(0, 1, 201)
    time_s = np.concatenate([np.arange(100), 100 + np.arange(201), 301 + np.arange(100)]) * 0.01
    speed = -np.concatenate([np.zeros(100), 0.5 * u, np.zeros(100)])
    of = Course(time_s, np.cumsum(speed) * 0.01, speed, np.zeros(401))
    found = descent_of(first_move(of), of.motion, of.time_s, PARAMS)
    # Speed grows as the square root of the travel.
    middle, late = np.sqrt(0.75) - np.sqrt(0.25), 1 - np.sqrt(0.75)
    assert found.late_ratio == pytest.approx((0.25 / late) / (0.5 / middle), abs=0.02)
    assert found.peak_at_fraction == pytest.approx(1.0, abs=0.02)


def test_a_drive_without_a_dip_sticks_nowhere_and_one_with_a_dip_there() -> None:
    smooth = course((1.0, 0.0), (1.2, 0.5), (1.0, 0.0))
    assert drive_of(first_move(smooth), smooth.motion, smooth.time_s, PARAMS).sticking_fraction is None
    u = np.linspace(0, 1, 161)
    bell = np.sin(np.pi * u) * (1 - 0.6 * np.exp(-(((u - 0.6) / 0.1) ** 2)))
    speed = np.concatenate([np.zeros(100), 0.5 * bell, np.zeros(100)])
    time_s = np.arange(361) * 0.01
    height = np.cumsum(speed) * 0.01
    of = Course(time_s, height, speed, np.zeros(361))
    found = drive_of(first_move(of), of.motion, time_s, PARAMS)
    slowest = 100 + round(0.6 * 160)
    assert found.sticking_fraction == pytest.approx(height[slowest] / height[-1], abs=0.03)


def test_speeds_are_magnitudes_whichever_way_it_goes() -> None:
    of = course((1.0, 0.0), (1.5, -0.5), (1.0, 0.0))
    upside = Motion(-of.speed_ms, -of.height_m, -of.acc_ms2)
    down = descent_of(first_move(of), of.motion, of.time_s, PARAMS)
    up = drive_of(first_move(Course(of.time_s, *(-of.height_m, -of.speed_ms, -of.acc_ms2))), upside, of.time_s, PARAMS)
    assert (up.duration_s, up.mean_speed_ms, up.peak_speed_ms) == pytest.approx(
        (down.duration_s, down.mean_speed_ms, down.peak_speed_ms)
    )
    assert min(up.mean_speed_ms, up.peak_speed_ms) > 0


def test_a_handful_of_samples_gives_no_ratio() -> None:
    of = course((1.0, 0.0), (1.5, -0.5), (1.0, 0.0))
    move = first_move(of)
    short = replace(move, last=move.first + 5, peak=move.first + 3)
    found = descent_of(short, of.motion, of.time_s, PARAMS)
    assert found.late_ratio is None
    assert found.duration_s > 0
