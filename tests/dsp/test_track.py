"""The movement sample by sample, against the truth of simulated sets and of a course made by hand."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from dsp.context import Forward, SetContext
from dsp.errors import SampleError
from dsp.params import AnalysisParams
from dsp.samples import Samples
from dsp.track import track
from tests.dsp.making import DEG, UNDELAYED, course, noisy, samples_of, simulated, squats

PARAMS: Final = AnalysisParams(timeline=UNDELAYED)
SQUAT: Final = SetContext(exercise="squat", forward=Forward.PLUS_Y)


def test_a_known_course_is_followed() -> None:
    of = squats(3)
    # Forward and back within each descent: horizontally the bar is held to where it last stood.
    forward = course((3.0, 0.0), *[(0.8, 0.04), (0.8, -0.04), (2.5, 0.0)] * 3, (2.0, 0.0))
    found = track(noisy(samples_of(of, 1.2, (0.1, -0.1, 0.1), forward=forward), 1), SQUAT, PARAMS)
    assert found.time_s == pytest.approx(of.time_s)
    assert found.velocity_ms[:, 2] == pytest.approx(of.speed_ms, abs=0.02)
    height = found.position_m[:, 2] - found.position_m[100, 2]
    assert height == pytest.approx(of.height_m, abs=0.03)
    moving = (of.time_s > 3.2) & (of.time_s < 5.9)
    assert found.position_m[moving, 1] == pytest.approx(forward.height_m[moving], abs=0.015)
    assert np.abs(found.position_m[:, 0]).max() < 0.02
    roll = found.roll_rad - found.roll_rad[100]
    assert np.minimum(np.abs(roll - 1.2 * of.height_m), np.abs(roll + 1.2 * of.height_m)).max() < 1.0 * DEG
    assert np.abs(found.tilt_rad).max() < 1.0 * DEG


def test_still_is_where_the_bar_stands_and_there_it_has_no_horizontal_speed() -> None:
    of = squats(3)
    found = track(noisy(samples_of(of, 1.2), 1), SQUAT, PARAMS)
    assert found.still[(of.time_s > 0.3) & (of.time_s < 2.7)].all()
    assert not found.still[np.abs(of.speed_ms) > 0.1].any()
    assert np.abs(found.velocity_ms[found.still, :2]).max() == 0.0


def test_what_is_not_known_is_not_a_number() -> None:
    found = track(noisy(samples_of(squats(2), 0.0), 1), SQUAT, PARAMS)
    assert np.isnan(found.tilt_rad).all()


def test_a_recording_too_short_has_no_track_and_one_without_a_clock_is_an_error() -> None:
    short = track(noisy(samples_of(course((1.5, 0.0))), 1), SQUAT, PARAMS)
    assert len(short.time_s) == 0
    assert short.position_m.shape == (0, 3)
    with pytest.raises(SampleError):
        track(Samples(np.zeros(100), np.zeros((100, 3)), np.zeros((100, 3))), SQUAT)


@pytest.mark.parametrize(("family", "seed"), [("rest", 1), ("touch_and_go", 2), ("hip_thrust", 1), ("slow", 1)])
def test_a_simulated_bar_is_followed_while_it_moves(family: str, seed: int) -> None:
    sim = simulated(family, seed)
    found, true = track(sim.samples, sim.context), sim.truth
    reps = [rep for rep in true.reps if rep.is_rep]
    at = (found.time_s > reps[0].start_s) & (found.time_s < reps[-1].end_s)
    speed = np.interp(found.time_s[at], true.time_s, true.velocity_ms[:, 2])
    assert np.sqrt(((found.velocity_ms[at, 2] - speed) ** 2).mean()) < 0.015
    height = np.interp(found.time_s[at], true.time_s, true.position_m[:, 2])
    error = found.position_m[at, 2] - height
    assert np.sqrt(((error - error.mean()) ** 2).mean()) < 0.02


def test_a_long_recording_is_tracked_through() -> None:
    of = squats(10, top_s=2.0)
    samples = noisy(samples_of(of, 1.2), 1)
    found = track(samples, SQUAT, AnalysisParams(timeline=UNDELAYED, piece_s=20.0))
    assert found.time_s == pytest.approx(of.time_s)
    assert found.velocity_ms[:, 2] == pytest.approx(of.speed_ms, abs=0.04)
