"""The truth of a rep: edges by the rule, and the plan's figures found again in the motion."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dsp.errors import ParameterError
from dsp.exercises import EXERCISES, StartPhase
from dsp.results import RefusalReason
from sensor.simulator import RepTruth, SensorModel, plan_set, simulate, true_set
from sensor.simulator.families import base_rep
from tests.sensor.simulator.making import IDEAL, QUIET, REP, plan_of

CENTRE = SensorModel(1000.0)


def only_rep(exercise: str = "squat", **changes: Any) -> RepTruth:
    """The truth of the second of three like reps."""
    rep = replace(REP, **changes)
    return true_set(plan_of(REP, rep, REP, exercise=exercise), CENTRE, 0).reps[1]


@pytest.mark.parametrize("family", ["rest", "touch_and_go", "slow", "deadlift45", "hip_thrust"])
@pytest.mark.parametrize("seed", [1, 2])
def test_phases_begin_and_end_where_the_speed_passes_the_limit(family: str, seed: int) -> None:
    plan, sensor, link = plan_set(family, seed)
    truth = simulate(plan, replace(sensor, rate_hz=1000.0, clock_error=0.0), link, seed).truth
    upward = truth.velocity_ms[:, 2]
    for rep in truth.reps:
        for phase, sign in ((rep.descent, -1.0), (rep.drive, 1.0)):
            assert phase is not None
            limit = max(0.02, 0.05 * phase.peak_speed_ms)
            at_edges = np.interp([phase.start_s, phase.end_s], truth.time_s, sign * upward)
            np.testing.assert_allclose(at_edges, limit, atol=0.02 if family == "deadlift45" else 2e-3)
            inside = (truth.time_s > phase.start_s + 0.002) & (truth.time_s < phase.end_s - 0.002)
            # In a very slow descent a tremor may pass the limit for a moment.
            assert (sign * upward[inside] > limit - 2e-3).mean() > (0.95 if family == "slow" else 0.9999)
            assert (sign * upward[inside]).max() == pytest.approx(phase.peak_speed_ms, abs=1e-3)
            moved = np.interp([phase.start_s, phase.end_s], truth.time_s, truth.position_m[:, 2])
            assert abs(np.diff(moved)[0]) == pytest.approx(phase.travel_m, abs=1e-3)
            assert phase.mean_speed_ms == pytest.approx(phase.travel_m / phase.duration_s)


def test_travel_and_times_are_those_of_the_plan() -> None:
    rep = only_rep(descent_s=2.0, drive_s=1.0, bottom_pause_s=0.6, travel_m=0.5)
    assert rep.descent is not None
    assert rep.drive is not None
    assert rep.bottom is not None
    assert rep.rom_m == pytest.approx(0.5, abs=0.01)
    # The creep at both ends of a soft phase lies below the limit: about a seventh of its time.
    assert 0.80 * 2.0 < rep.descent.duration_s < 0.95 * 2.0
    assert 0.80 * 1.0 < rep.drive.duration_s < 0.95 * 1.0
    assert 0.6 < rep.bottom.pause_s < 1.0
    assert rep.features.tempo_bottom_s == pytest.approx(0.6, abs=0.2)
    assert rep.features.tempo_eccentric_s == pytest.approx(2.0, abs=0.2)


def test_touching_turns_have_no_rest() -> None:
    plan = plan_of(*[replace(REP, bottom_pause_s=0.0, top_pause_s=0.0)] * 3)
    reps = true_set(plan, CENTRE, 0).reps
    for rep in reps[:2]:
        assert rep.bottom is not None
        assert rep.top_pause_s is not None
        assert rep.bottom.pause_s < 0.06
        assert rep.top_pause_s < 0.06


def test_a_calm_descent_is_slower_at_its_end_and_a_rush_is_not() -> None:
    ratios = [d.late_ratio for r in (0.0, 0.4, 0.8, 1.2) if (d := only_rep(late_rush=r).descent)]
    assert 0.35 < ratios[0] < 0.5
    assert ratios == sorted(ratios)
    assert ratios[-1] > 0.9


def test_a_bounce_hardens_the_turn() -> None:
    turns = [
        b.turnaround_acc_ms2
        for m in (1.0, 2.0, 3.0)
        if (b := only_rep(bounce=m, bottom_pause_s=0.0).bottom) and b.turnaround_acc_ms2
    ]
    assert turns == sorted(turns)
    assert turns[2] > 2.0 * turns[0]


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("second_sink_m", 0.05, lambda r: r.features.second_sink_m),
        ("overshoot_m", 0.04, lambda r: r.features.overshoot_m),
        ("shift_m", 0.06, lambda r: r.features.step_m),
        ("forward_descent_m", 0.07, lambda r: r.features.forward_descent_m),
        ("forward_drive_m", 0.08, lambda r: r.features.forward_drive_m),
        ("sideways_m", 0.05, lambda r: r.lateral_m),
        ("yaw_rad", 0.10, lambda r: r.yaw_rad),
        ("roll_rad", 1.50, lambda r: r.roll_rad),
        ("tilt_rad", 0.06, lambda r: r.tilt_mean_rad),
    ],
)
def test_each_fault_is_found_with_its_size(field: str, value: float, read: Any) -> None:
    assert read(only_rep()) == pytest.approx(0.0, abs=0.2 * value)
    assert read(only_rep(**{field: value})) == pytest.approx(value, rel=0.12)


def test_a_wobble_has_its_strength_in_its_band() -> None:
    rep = only_rep(wobble_ms2=1.0, bottom_pause_s=1.0)
    assert rep.features.wobble_acc_ms2 == pytest.approx(1.0, rel=0.25)
    assert rep.features.wobble_rads == pytest.approx(0.1, rel=0.3)
    assert only_rep(bottom_pause_s=0.0).features.wobble_acc_ms2 is None


def test_sticking_slows_the_middle_of_the_drive() -> None:
    for depth in (0.0, 0.6):
        truth = simulate(plan_of(replace(REP, sticking=depth)), IDEAL, QUIET, 0).truth
        drive = truth.reps[0].drive
        assert drive is not None
        inside = (truth.time_s > drive.start_s) & (truth.time_s < drive.end_s)
        upward = truth.velocity_ms[inside, 2]
        falls = np.diff(np.sign(np.diff(upward)))
        assert (falls > 0).sum() == (1 if depth else 0)


def test_a_moment_almost_at_rest_does_not_end_a_drive() -> None:
    drive = only_rep(sticking=0.99, drive_s=2.0).drive
    assert drive is not None
    assert drive.travel_m == pytest.approx(0.6, abs=0.01)


def test_lockouts_lie_where_the_plan_puts_them() -> None:
    offsets = (0.012, -0.010, 0.004)
    plan = plan_of(*(replace(REP, lockout_offset_m=o) for o in offsets))
    truth = simulate(plan, IDEAL, QUIET, 0).truth
    for rep, offset in zip(truth.reps, offsets, strict=True):
        assert rep.drive is not None
        at_top = np.interp(rep.drive.end_s + 0.4, truth.time_s, truth.position_m[:, 2])
        assert at_top == pytest.approx(offset, abs=1e-3)


def test_a_failed_rep_comes_back_down_and_is_none() -> None:
    plan = plan_of(REP, replace(REP, kind="failed", partial=0.4))
    truth = simulate(plan, IDEAL, QUIET, 0).truth
    good, failed = truth.reps
    assert (good.is_rep, failed.is_rep, failed.number) == (True, False, 0)
    assert failed.reason is RefusalReason.FAILED
    assert failed.drive is not None
    assert failed.drive.travel_m == pytest.approx(0.4 * 0.6, abs=0.01)
    assert truth.position_m[-1, 2] == pytest.approx(-0.6, abs=0.01)
    assert truth.count == 1


def test_a_failed_rep_before_another_is_refused() -> None:
    with pytest.raises(ParameterError, match="failed"):
        true_set(plan_of(replace(REP, kind="failed"), REP), CENTRE, 0)


def test_a_half_rep_goes_half_way_and_is_not_counted() -> None:
    first, half, last = true_set(plan_of(REP, replace(REP, kind="half", partial=0.4), REP), CENTRE, 0).reps
    assert half.reason is RefusalReason.TOO_SHORT
    assert half.rom_m == pytest.approx(0.24, abs=0.01)
    assert (first.number, half.number, last.number) == (1, 0, 2)


def test_a_pick_up_comes_first_and_is_none() -> None:
    plan = plan_of(REP, exercise="romanian_deadlift", pick_up_m=0.55)
    truth = simulate(plan, IDEAL, QUIET, 0).truth
    picked, rep = truth.reps
    assert picked.reason is RefusalReason.PICK_UP
    assert picked.drive is not None
    assert picked.drive.travel_m == pytest.approx(0.55, abs=0.01)
    assert picked.end_s < rep.start_s
    assert truth.position_m[-1, 2] == pytest.approx(-0.55, abs=0.01)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_starts_with_its_own_phase(exercise: str) -> None:
    rep = true_set(plan_of(REP, REP, exercise=exercise), CENTRE, 0).reps[0]
    assert rep.descent is not None
    assert rep.drive is not None
    down_first = rep.descent.start_s < rep.drive.start_s
    assert down_first == (EXERCISES[exercise].start is StartPhase.ECCENTRIC)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_ordinary_reps_lie_within_what_the_exercise_expects(exercise: str) -> None:
    row = EXERCISES[exercise]
    for seed in range(20):
        rep = base_rep(np.random.default_rng(seed), exercise)
        assert row.travel_min_m < rep.travel_m < row.travel_max_m
        assert abs(rep.roll_rad) <= math.pi


def test_the_floor_is_met_at_the_planned_speed() -> None:
    rep = replace(REP, contact_ms=0.5)
    truth = simulate(plan_of(rep, rep, exercise="deadlift", plates_on_floor=True), IDEAL, QUIET, 0).truth
    (first, _) = truth.reps
    assert first.descent is not None
    assert first.features.contact_ms == 0.5
    before = (truth.time_s > first.descent.end_s - 0.12) & (truth.time_s < first.descent.end_s - 0.04)
    assert -truth.velocity_ms[before, 2].min() == pytest.approx(0.5, abs=0.12)
    assert first.bottom is not None
    assert first.bottom.turnaround_acc_ms2 is None


def test_settling_is_the_time_since_the_last_step() -> None:
    plan = plan_of(REP, un_rack=True, walk_out_steps=2, settle_s=1.7, sway_m=0.005)
    truth = true_set(plan, CENTRE, 3)
    assert truth.settle_s == pytest.approx(1.7 + 0.1, abs=0.1)
    assert truth.sway_m is not None
    assert 0.001 < truth.sway_m < 0.012
    assert true_set(plan_of(REP), CENTRE, 3).settle_s is None
