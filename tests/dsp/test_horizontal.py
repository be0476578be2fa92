"""The path and the attitude of a rep, against a course made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.analysis import analyse_set
from dsp.constants import DEG_PER_RAD
from dsp.context import ClipPlace, Forward, SetContext
from dsp.metrics import MeasuredRep
from dsp.params import AnalysisParams
from dsp.samples import Samples
from tests.dsp.making import UNDELAYED, course, noisy, random_rotation, samples_of, turned

PARAMS = AnalysisParams(timeline=UNDELAYED)
REP = [(1.6, -0.5), (0.4, 0.0), (1.1, 0.5), (1.0, 0.0)]
SQUATS = course((3.0, 0.0), *REP * 3, (2.0, 0.0))
FORWARD = course((3.0, 0.0), *[(1.6, 0.04), (0.4, 0.0), (1.1, -0.04), (1.0, 0.0)] * 3, (2.0, 0.0))
ROLL_PER_M = 1.2


def reps_of(samples: Samples, forward: Forward | None, clip: ClipPlace | None = None) -> list[MeasuredRep]:
    context = SetContext(exercise="squat", forward=forward, clip=clip)
    reps = list(analyse_set(samples, context, PARAMS).reps)
    assert len(reps) == 3
    return reps


@pytest.mark.parametrize("seed", range(3))
def test_four_centimetres_forward_are_found_with_their_sign(seed: int) -> None:
    samples = noisy(samples_of(SQUATS, ROLL_PER_M, (0.1, -0.1, 0.15), forward=FORWARD), seed)
    for m in reps_of(samples, Forward.PLUS_Y):
        assert m.rep.path.signed
        assert m.rep.path.max_forward_m == pytest.approx(0.04, abs=2.5 * (m.rep.sigma.forward_m or 0.0))
        assert m.rep.path.max_forward_m == pytest.approx(0.04, abs=0.015)
        assert m.rep.path.max_lateral_m == pytest.approx(0.0, abs=0.015)
        assert m.features.forward_descent_m is not None
        assert m.features.forward_descent_m.value == pytest.approx(0.04, abs=0.015)
    for m in reps_of(samples, Forward.MINUS_Y):
        assert m.rep.path.max_forward_m == pytest.approx(0.0, abs=0.015)


def test_where_nothing_says_which_side_is_forward_values_carry_no_sign() -> None:
    samples = noisy(samples_of(SQUATS, ROLL_PER_M, forward=FORWARD), 1)
    for m in reps_of(samples, None):
        assert not m.rep.path.signed
        assert m.rep.path.max_forward_m == pytest.approx(0.04, abs=0.015)


@pytest.mark.parametrize("seed", range(3))
def test_the_bars_axis_is_found_from_its_roll_however_the_sensor_is_mounted(seed: int) -> None:
    mounted = turned(noisy(samples_of(SQUATS, ROLL_PER_M, forward=FORWARD), 2), random_rotation(seed))
    for m in reps_of(mounted, None):
        assert m.rep.path.max_forward_m == pytest.approx(0.04, abs=0.015)
        assert m.rep.path.max_lateral_m == pytest.approx(0.0, abs=0.015)
        assert m.rep.roll_deg == pytest.approx(0.5 * ROLL_PER_M * DEG_PER_RAD, rel=0.02)
        assert m.rep.tilt_deg == pytest.approx(0.0, abs=0.5)


def test_an_unknown_clip_widens_the_forward_sigma_by_radius_times_roll() -> None:
    samples = noisy(samples_of(SQUATS, ROLL_PER_M, forward=FORWARD), 3)
    known = reps_of(samples, None, ClipPlace(0.3, 0.03))[0].rep.sigma.forward_m
    unknown = reps_of(samples, None)[0].rep.sigma.forward_m
    assert known is not None
    assert unknown is not None
    assert unknown == pytest.approx(np.hypot(known, 0.05 * 0.5 * ROLL_PER_M), rel=0.02)


def test_on_a_sleeve_roll_tilt_and_yaw_are_unknown() -> None:
    samples = noisy(samples_of(SQUATS, ROLL_PER_M), 4)
    for m in reps_of(samples, None, ClipPlace(0.75, 0.03)):
        assert m.rep.roll_deg is None
        assert m.rep.tilt_deg is None
        assert m.features.yaw_rad is None
        assert m.features.bottom_roll_rate_rads is None


def test_a_bar_that_does_not_turn_has_no_axis_to_tell_a_tilt_by() -> None:
    for m in reps_of(noisy(samples_of(SQUATS, 0.0), 5), None):
        assert m.rep.tilt_deg is None
        assert m.features.tilt_rad is None
