"""Forward, marked with the bar itself: by physics, whichever way round the sensor sits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.constants import RAD_PER_DEG
from dsp.context import Forward
from dsp.forward_mark import MarkedBy, MarkStage, find_forward
from dsp.samples import Samples, Stamps
from tests.dsp.gestures import AWAY, SENSOR, gesture, nearest_axes, turned_sensor

QUARTER = [(0.8, AWAY * 70.0)]
AND_BACK = [(0.8, AWAY * 70.0), (0.9, -AWAY * 70.0)]


@pytest.mark.parametrize("seed", range(12))
def test_a_turn_away_and_back_says_forward_for_any_way_the_sensor_sits(seed: int) -> None:
    sensor = turned_sensor(seed)
    marked = find_forward(gesture(roll_deg=AND_BACK, sensor=sensor, seed=seed))
    assert (marked.stage, marked.by) == (MarkStage.FOUND, MarkedBy.TURN)
    best = max(nearest_axes(sensor).values())
    assert marked.forward is not None
    assert nearest_axes(sensor)[marked.forward] > best - 0.05
    assert marked.turned_rad == pytest.approx(70.0 * RAD_PER_DEG, abs=0.05)
    assert marked.aslant_rad == pytest.approx(np.arccos(best), abs=0.06)


def test_a_bar_that_is_left_turned_is_marked_as_it_lies_then() -> None:
    marked = find_forward(gesture(roll_deg=QUARTER))
    axes = nearest_axes(SENSOR, AWAY * 70.0)
    assert marked.forward is max(axes, key=lambda f: axes[f])
    assert marked.forward is not Forward.PLUS_Y


def test_turned_towards_the_lifter_first_is_the_other_way() -> None:
    there = find_forward(gesture(roll_deg=[(0.8, -AWAY * 60.0), (0.9, AWAY * 60.0)]))
    assert there.forward is Forward.MINUS_Y


@pytest.mark.parametrize("seed", range(6))
def test_a_push_says_it_where_the_bar_cannot_turn(seed: int) -> None:
    sensor = turned_sensor(seed)
    samples = gesture(ahead_m=[(0.5, 0.12)], sensor=sensor, held_m=0.002, seed=seed)
    marked = find_forward(samples)
    assert (marked.stage, marked.by) == (MarkStage.FOUND, MarkedBy.PUSH)
    assert marked.forward is not None
    assert nearest_axes(sensor)[marked.forward] > max(nearest_axes(sensor).values()) - 0.15


def test_a_wheel_that_rolls_on_the_floor_turns_and_travels_the_same_way() -> None:
    marked = find_forward(gesture(roll_deg=[(1.2, AWAY * 60.0)], ahead_m=[(1.2, 0.225 * 60.0 * RAD_PER_DEG)]))
    axes = nearest_axes(SENSOR, AWAY * 60.0)
    assert marked.forward is max(axes, key=lambda f: axes[f])


@pytest.mark.parametrize("off_axis_m", [0.0, 0.06, 0.10])
@pytest.mark.parametrize("around_rad", [0.0, np.pi / 2, -np.pi / 2])
def test_a_sensor_that_swings_round_the_shaft_is_not_taken_for_a_push(off_axis_m: float, around_rad: float) -> None:
    sensor = replace(SENSOR, off_axis_m=off_axis_m, around_rad=around_rad)
    marked = find_forward(gesture(roll_deg=[(0.5, AWAY * 80.0), (0.6, -AWAY * 80.0)], sensor=sensor))
    assert (marked.stage, marked.forward) == (MarkStage.FOUND, Forward.PLUS_Y)


def test_turned_one_way_and_pushed_the_other_says_nothing() -> None:
    marked = find_forward(gesture(roll_deg=[(0.8, AWAY * 60.0)], ahead_m=[(0.8, -0.40)]))
    assert (marked.stage, marked.forward) == (MarkStage.UNCLEAR, None)


def test_a_bar_swung_round_like_a_door_says_nothing() -> None:
    marked = find_forward(
        gesture(yaw_deg=[(1.0, 60.0)], roll_deg=[(1.0, AWAY * 30.0)], sensor=replace(SENSOR, along_m=0.0))
    )
    assert marked.forward is None


def test_a_little_turn_is_too_little() -> None:
    marked = find_forward(gesture(roll_deg=[(0.6, AWAY * 15.0)]))
    assert (marked.stage, marked.forward) == (MarkStage.TOO_LITTLE, None)
    assert marked.turned_rad == pytest.approx(15.0 * RAD_PER_DEG, abs=0.03)


def test_the_newest_gesture_counts() -> None:
    first = gesture(roll_deg=[(0.8, -AWAY * 60.0), (0.8, AWAY * 60.0)])
    second = gesture(roll_deg=AND_BACK, seed=2)
    later = Samples(second.time_s + float(first.time_s[-1]) + 0.01, second.acc_ms2, second.gyro_rads)
    assert find_forward(first).forward is Forward.MINUS_Y
    assert find_forward(Samples.joined([first, later])).forward is Forward.PLUS_Y


def test_how_far_it_has_got() -> None:
    samples = gesture(roll_deg=AND_BACK)
    assert find_forward(samples[:5]).stage is MarkStage.UNREST
    assert find_forward(samples[:180]).stage is MarkStage.READY
    assert find_forward(samples[:290]).stage is MarkStage.MOVING
    assert find_forward(samples[:480]).stage is MarkStage.FOUND
    assert find_forward(samples[230:300]).stage is MarkStage.UNREST


def test_times_of_arrival_in_bursts_do() -> None:
    samples = gesture(roll_deg=AND_BACK)
    bursts = np.repeat(samples.time_s[5::6], 6)[: len(samples)]
    came = Samples(bursts, samples.acc_ms2[: len(bursts)], samples.gyro_rads[: len(bursts)])
    assert find_forward(came, Stamps.ARRIVAL).forward is Forward.PLUS_Y


def test_a_held_bar_alone_is_nothing() -> None:
    assert find_forward(gesture(held_m=0.004, seconds=10.0)).forward is None


def test_a_slow_sensor_does() -> None:
    assert find_forward(gesture(roll_deg=AND_BACK, sensor=replace(SENSOR, rate_hz=25.0))).forward is Forward.PLUS_Y
