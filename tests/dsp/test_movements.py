"""Movements and their edges on speeds known in closed form (max(0.02 m/s, 5 % of the peak))."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dsp.estimator import Motion
from dsp.movements import MovementParams, landed, movements, parted, turning_points
from dsp.phases import edges
from dsp.samples import FloatArray
from tests.dsp.making import Course, course, squats

PARAMS = MovementParams()
HEIGHTS = arrays(np.float64, st.integers(2, 120), elements=st.floats(-1, 1, width=32))


# Turning points


@given(height=HEIGHTS, prominence=st.floats(0.01, 0.5))
def test_turning_points_alternate_and_stand_apart_by_the_prominence(height: FloatArray, prominence: float) -> None:
    turns = turning_points(height, prominence)
    for (i, a), (j, b) in itertools.pairwise(turns):
        assert j > i
        assert a == -b
        assert abs(height[j] - height[i]) >= prominence
        # Between two of them nothing is more extreme than they are.
        inside = height[i : j + 1]
        assert {float(inside.min()), float(inside.max())} == {float(height[i]), float(height[j])}


@given(height=HEIGHTS, prominence=st.floats(0.01, 0.5))
def test_upside_down_the_turning_points_are_the_same_with_their_sides_changed(
    height: FloatArray, prominence: float
) -> None:
    assert turning_points(-height, prominence) == [(i, -kind) for i, kind in turning_points(height, prominence)]


@given(height=HEIGHTS)
def test_what_moves_less_than_the_prominence_does_not_turn(height: FloatArray) -> None:
    span = float(np.ptp(height))
    assert turning_points(height, span + 0.01) == []


# Edges


def half_wave(peak_ms: float, seconds: float, rate_hz: float, offset_s: float = 0.0, direction: int = 1) -> Course:
    """A speed of peak sin(pi t / T) between seconds of rest; the wave starts at 1 + offset s."""
    time_s = np.arange(0, 2.0 + seconds, 1 / rate_hz)
    since = time_s - 1.0 - offset_s
    on = (since >= 0) & (since <= seconds)
    speed = np.where(on, direction * peak_ms * np.sin(np.pi * since / seconds), 0.0)
    travel = direction * peak_ms * seconds / np.pi
    u = np.clip(since, 0.0, seconds)
    height = travel * (1 - np.cos(np.pi * u / seconds))
    return Course(time_s, height, speed, np.gradient(speed, 1 / rate_hz))


@pytest.mark.parametrize("peak_ms", [0.15, 0.3, 0.8, 2.0])
@pytest.mark.parametrize("rate_hz", [100.0, 200.0])
@pytest.mark.parametrize("offset_s", [0.0, 0.0037])
@pytest.mark.parametrize("direction", [1, -1])
def test_edges_lie_where_the_speed_passes_the_rule(
    peak_ms: float, rate_hz: float, offset_s: float, direction: int
) -> None:
    seconds = 1.5
    of = half_wave(peak_ms, seconds, rate_hz, offset_s, direction)
    (found,) = movements(of.motion, rate_hz, PARAMS)
    limit = max(0.02, 0.05 * peak_ms)
    into = seconds / np.pi * np.arcsin(limit / peak_ms)
    start, end = edges(found, of.time_s)
    assert found.direction == direction
    assert start == pytest.approx(1.0 + offset_s + into, abs=2e-3)
    assert end == pytest.approx(1.0 + offset_s + seconds - into, abs=2e-3)
    assert found.peak_ms == pytest.approx(peak_ms, rel=1e-3)
    assert found.travel_m == pytest.approx(2 * peak_ms * seconds / np.pi, rel=1e-3)
    assert of.time_s[found.peak] == pytest.approx(1.0 + offset_s + seconds / 2, abs=0.02)


def test_a_set_is_its_descents_and_drives_in_turn() -> None:
    of = squats(3)
    found = movements(of.motion, 100.0, PARAMS)
    assert [m.direction for m in found] == [-1, 1] * 3
    assert all(a.last < b.first for a, b in itertools.pairwise(found))
    assert [m.travel_m for m in found] == pytest.approx([0.5] * 6, abs=1e-3)


def test_height_that_drifts_at_rest_is_no_movement() -> None:
    of = squats(2)
    drift = 0.01 * np.sin(0.3 * of.time_s)
    moved = Motion(of.speed_ms + np.gradient(drift, 0.01), of.height_m + drift, of.acc_ms2)
    assert len(movements(moved, 100.0, PARAMS)) == 4


def test_a_pause_within_a_drive_does_not_part_it_but_a_long_stand_does() -> None:
    short = course((1.0, 0.0), (1.5, -0.6), (0.5, 0.3), (0.3, 0.0), (0.5, 0.3), (1.0, 0.0))
    long = course((1.0, 0.0), (1.5, -0.6), (0.5, 0.3), (2.0, 0.0), (0.5, 0.3), (1.0, 0.0))
    assert [m.direction for m in movements(short.motion, 100.0, PARAMS)] == [-1, 1]
    assert [m.direction for m in movements(long.motion, 100.0, PARAMS)] == [-1, 1, 1]


def test_a_knock_is_not_the_phase() -> None:
    """A strike is quicker than the drive but goes nowhere: the peak and the edges are the drive's."""
    of = course((1.0, 0.0), (1.5, -0.5), (1.0, 0.0), (1.5, 0.5), (1.0, 0.0))
    speed = of.speed_ms.copy()
    speed[300:303] += [1.5, -2.5, 1.0]
    (down, up) = movements(Motion(speed, of.height_m, of.acc_ms2), 100.0, PARAMS)
    assert up.direction == 1
    assert up.peak_ms == pytest.approx(0.5 / 1.5 * 1.875, rel=1e-3)
    assert of.time_s[up.first] == pytest.approx(3.5, abs=0.15)
    assert down.last < 260


def test_a_descent_with_what_was_set_down_after_it_is_parted_at_the_stop() -> None:
    of = course((1.0, 0.0), (1.2, -0.5), (0.2, 0.0), (1.2, -0.5), (1.0, 0.0))
    (whole,) = movements(of.motion, 100.0, PARAMS)
    assert whole.travel_m == pytest.approx(1.0, abs=1e-3)
    parts = parted([whole], of.motion, 0.5, 100.0, PARAMS)
    assert [m.travel_m for m in parts] == pytest.approx([0.5, 0.5], abs=5e-3)
    assert parts[0].last < parts[1].first
    # To a lifter whose reps are that long it is one descent.
    assert parted([whole], of.motion, 1.0, 100.0, PARAMS) == [whole]


def test_a_descent_to_the_floor_ends_where_it_strikes() -> None:
    of = course((1.0, 0.0), (1.5, -0.5), (1.0, 0.0))
    (down,) = movements(of.motion, 100.0, PARAMS)
    shock = np.zeros(len(of.time_s))
    shock[225:232] = 5.0
    assert landed([down], of.motion, shock, PARAMS)[0].last == 225
    # A rattle in mid-air is none of it, nor is anything in a drive.
    early = np.zeros(len(of.time_s))
    early[150:155] = 5.0
    assert landed([down], of.motion, early, PARAMS) == [down]
    (up,) = movements(Motion(-of.speed_ms, -of.height_m, -of.acc_ms2), 100.0, PARAMS)
    assert landed([up], Motion(-of.speed_ms, -of.height_m, -of.acc_ms2), shock, PARAMS) == [up]
