"""Rests as hypotheses: quiet, and a predicted speed that allows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.attitude import gyro_attitude
from dsp.samples import FloatArray
from dsp.stillness import (
    StillnessParams,
    contacts,
    lockout_rests,
    quiet_ends,
    quiet_weights,
    rest_weights,
    solid_ends,
)
from dsp.strapdown import Activity, DriftParams, Strapdown, activity, strapdown
from tests.dsp.making import course, noisy, samples_of, squats, timeline_of

PARAMS, DRIFT = StillnessParams(), DriftParams()
CELL_S = DRIFT.cell_s


def made(seed: int = 0, shock_at_s: float | None = None) -> tuple[Strapdown, Activity]:
    of = squats(2)
    samples = noisy(samples_of(of, 1.5), seed)
    if shock_at_s is not None:
        acc = samples.acc_ms2.copy()
        acc[round(shock_at_s * 100) : round(shock_at_s * 100) + 3, 2] += [60.0, -50.0, 30.0]
        samples = replace(samples, acc_ms2=acc)
    timeline = timeline_of(samples)
    down = strapdown(timeline, gyro_attitude(timeline.gyro_rads, timeline.step_s), DRIFT)
    return down, activity(timeline, np.zeros(3), DRIFT)


DOWN, LIVELY = made()
QUIET_CELL = 10
SURE = np.full(len(DOWN.cell), 0.005)


def weights(speed_ms: float, sigma_ms: float = 0.005, gate_ms: float = 0.025) -> FloatArray:
    at = np.full(len(DOWN.cell), speed_ms)
    return rest_weights(DOWN, LIVELY, at, np.full(len(DOWN.cell), sigma_ms), gate_ms, PARAMS)


def test_quiet_with_no_speed_is_a_rest_and_movement_is_none() -> None:
    time_s = DOWN.cell_s
    found = weights(0.0)
    assert found[(time_s > 0.5) & (time_s < 2.5)].min() > 0.9
    # In the thick of the first descent and of the first drive.
    assert found[(time_s > 3.4) & (time_s < 4.2)].max() < 0.05
    assert found[(time_s > 5.3) & (time_s < 5.8)].max() < 0.05


def test_the_same_quiet_is_no_rest_where_the_solution_is_sure_that_the_bar_moves() -> None:
    assert weights(0.15)[QUIET_CELL] < 0.01
    assert weights(-0.15)[QUIET_CELL] < 0.01
    # A solution that does not know lets quiet speak.
    assert weights(0.15, sigma_ms=0.25)[QUIET_CELL] > 0.8


@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.floats(0.001, 0.3))
def test_a_greater_speed_never_makes_a_rest_likelier(one: float, other: float, sigma: float) -> None:
    slow, fast = sorted((one, other))
    assert (weights(fast, sigma) <= weights(slow, sigma) + 1e-12).all()
    assert ((weights(slow, sigma) >= 0) & (weights(slow, sigma) <= 1)).all()


@pytest.mark.parametrize("gates", [(0.02, 0.025), (0.005, 0.1)])
def test_a_wider_gate_never_makes_a_rest_unlikelier(gates: tuple[float, float]) -> None:
    assert (weights(0.03, gate_ms=gates[0]) <= weights(0.03, gate_ms=gates[1])).all()


def test_quiet_from_the_sensor_alone_asks_for_no_speed() -> None:
    assert quiet_weights(DOWN, LIVELY, PARAMS) == pytest.approx(weights(0.0), abs=0.05)


def test_the_solid_ends_are_the_first_and_the_last_long_stillness() -> None:
    ends = solid_ends(DOWN, LIVELY, PARAMS)
    time_s = DOWN.cell_s
    assert ends[(time_s > 0.5) & (time_s < 2.5)].min() == 1.0
    assert ends[time_s > 12.5].max() == 1.0
    assert ends[(time_s > 3.1) & (time_s < 10.2)].max() == 0.0
    assert set(ends.tolist()) == {0.0, 1.0}


def test_a_quiet_that_follows_at_once_on_a_drive_is_a_rest_and_a_later_one_waits() -> None:
    quiet = np.zeros(100)
    quiet[22:40] = 1.0
    quiet[70:90] = 1.0
    found = lockout_rests(quiet, [20, 60], CELL_S, PARAMS)
    longest = int(PARAMS.lockout_rest_s / CELL_S)
    assert np.flatnonzero(found).tolist() == list(range(22, 22 + longest))


def test_quiet_near_the_ends_of_a_whole_recording_is_softly_a_rest() -> None:
    quiet = np.zeros(200)
    quiet[5:15] = quiet[100:110] = quiet[188:199] = 1.0
    found = quiet_ends(quiet, CELL_S, True, PARAMS)
    least = int(PARAMS.soft_s / CELL_S)
    assert np.flatnonzero(found).tolist() == [*range(5, 5 + least), *range(199 - least, 199)]
    assert found.max() == PARAMS.soft_weight
    # A window that ends now may end in mid-rep.
    assert np.flatnonzero(quiet_ends(quiet, CELL_S, False, PARAMS)).max() < 20
    assert quiet_ends(np.zeros(200), CELL_S, True, PARAMS).max() == 0.0


def test_a_hard_shock_is_a_contact_after_which_the_bar_has_nearly_stopped() -> None:
    down, lively = made(shock_at_s=4.6)
    found = contacts(down, lively, PARAMS)
    assert 0.0 < found.max() <= PARAMS.contact_weight
    at_s = down.cell_s[np.flatnonzero(found)]
    assert at_s.min() > 4.55
    assert at_s.max() < 5.0
    assert contacts(DOWN, LIVELY, PARAMS).max() == 0.0


def test_a_ringing_strike_is_one_contact() -> None:
    of = course((6.0, 0.0))
    acc = samples_of(of).acc_ms2.copy()
    for k in range(300, 340, 8):
        acc[k : k + 2, 2] += [60.0, -60.0]
    timeline = timeline_of(replace(samples_of(of), acc_ms2=acc))
    down = strapdown(timeline, gyro_attitude(timeline.gyro_rads, timeline.step_s), DRIFT)
    found = contacts(down, activity(timeline, np.zeros(3), DRIFT), PARAMS)
    assert (found > 0).sum() <= 2
    assert down.cell_s[np.flatnonzero(found)[0]] >= 3.3


def test_a_gap_is_no_stillness_however_smooth_the_line_across_it() -> None:
    filled = np.ones(len(DOWN.timeline.time_s), dtype=bool)
    in_the_dark = replace(DOWN, timeline=replace(DOWN.timeline, filled=filled))
    assert solid_ends(in_the_dark, LIVELY, PARAMS).max() == 0.0
