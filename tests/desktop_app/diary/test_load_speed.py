"""Drives that say something of strength, and the estimate over the months."""

from __future__ import annotations

from itertools import pairwise

import pytest

from desktop_app.diary.lifts import Lift
from desktop_app.diary.load_speed import STEP_S, drives, load_speeds
from desktop_app.health.profile_1rm import UNKNOWN_SIGMA_MS, LoadSpeed, own_least_speed, profile
from desktop_app.store.set_reps import SetReps
from tests.desktop_app.diary.lines import DAY_S, NOW_UNIX_S, line

SQUAT = Lift("squat", "", 1, NOW_UNIX_S)
FAST = SetReps(good=5, best_drive_ms=0.6, sigma_ms=0.01)


def _lifter(one_rm_kg: float, at_unix_s: float) -> list[LoadSpeed]:
    """A day of three loads of a lifter whose single moves at 0.24 m/s."""
    loads = (0.5 * one_rm_kg, 0.65 * one_rm_kg, 0.8 * one_rm_kg)
    return [LoadSpeed(kg, 0.24 + 1.2 * (1.0 - kg / one_rm_kg), 0.01, at_unix_s) for kg in loads]


def test_a_drive_with_a_load_and_without_a_prescribed_speed_counts() -> None:
    sets = [
        line(9),
        line(8, load_kg=None),
        line(7, tempo="3-1-2-0"),
        line(6, tempo="3-1-X-0"),
        line(5, tempo="nonsense"),
        line(4, variation="box"),
        line(3, by_hand=True),
    ]
    reps = {one.id: FAST for one in sets if not one.by_hand} | {sets[3].id: SetReps(good=5, best_drive_ms=0.7)}
    found = drives(sets, reps, SQUAT)
    assert [(point.speed_ms, point.sigma_ms) for point in found] == [(0.6, 0.01), (0.7, UNKNOWN_SIGMA_MS)]
    assert drives(sets, reps, Lift("squat", "box", 1, 0.0)) == []


def test_the_estimate_follows_the_lifter_and_ends_with_that_of_now() -> None:
    points = [
        point
        for days in range(400, 0, -10)
        for point in _lifter(100.0 + (400 - days) / 20.0, NOW_UNIX_S - days * DAY_S)
    ]
    found = load_speeds(points, SQUAT, NOW_UNIX_S)
    assert found.profile == profile("squat", points, NOW_UNIX_S)
    assert found.steps[-1].one_rm_kg == found.profile.one_rm_kg
    known = [step for step in found.steps if step.one_rm_kg is not None]
    assert len(known) == len(found.steps) > 10
    assert all(later.at_unix_s - step.at_unix_s == pytest.approx(STEP_S) for step, later in pairwise(known))
    for step in known:
        true_kg = 100.0 + (400 - (NOW_UNIX_S - step.at_unix_s) / DAY_S) / 20.0
        assert step.one_rm_kg == pytest.approx(true_kg, rel=0.03)
        assert step.low_kg < step.one_rm_kg < step.high_kg


def test_where_too_little_is_known_there_is_no_estimate_and_no_step() -> None:
    found = load_speeds([LoadSpeed(100.0, 0.5, 0.01, NOW_UNIX_S - DAY_S)], SQUAT, NOW_UNIX_S)
    assert found.profile.missing
    assert [step.one_rm_kg for step in found.steps] == [None]
    assert load_speeds([], SQUAT, NOW_UNIX_S).profile.points == ()


def test_a_pause_leaves_a_gap_in_the_steps() -> None:
    points = _lifter(100.0, NOW_UNIX_S - 380 * DAY_S) + _lifter(105.0, NOW_UNIX_S - 5 * DAY_S)
    steps = load_speeds(points, SQUAT, NOW_UNIX_S).steps
    assert steps[0].one_rm_kg is not None
    assert steps[-1].one_rm_kg is not None
    assert None in [step.one_rm_kg for step in steps]


def test_an_own_speed_of_a_single_moves_the_estimate() -> None:
    points = _lifter(100.0, NOW_UNIX_S - DAY_S)
    slower = load_speeds(points, SQUAT, NOW_UNIX_S, own_least_speed(0.18)).profile
    usual = load_speeds(points, SQUAT, NOW_UNIX_S).profile
    assert usual.one_rm_kg == pytest.approx(100.0, abs=0.1)
    assert slower.one_rm_kg == pytest.approx(105.0, abs=0.1)
