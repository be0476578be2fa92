"""A set settled whole: cut into pieces where it is long, short ones said to be, numbers run on."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Final

import numpy as np
import pytest

from dsp.analysis import analyse_set, split, too_little
from dsp.context import ClipPlace, SetContext
from dsp.engine_params import EngineParams
from dsp.errors import SampleError
from dsp.estimator import SolveParams
from dsp.events import DescentSaid, RepSaid, SetSettled
from dsp.params import AnalysisParams
from dsp.results import RefusalReason, WarningCode
from dsp.samples import Samples, Stamps
from dsp.settle import SettleParams
from dsp.strapdown import DriftParams
from dsp.timeline import TimelineParams, build_timeline
from sensor.simulator import plan_set, simulate
from tests.dsp.making import (
    UNDELAYED,
    codes,
    course,
    noisy,
    run,
    samples_of,
    settled,
    simulated,
    squats,
    timeline_of,
    without,
)

PARAMS: Final = AnalysisParams(timeline=UNDELAYED)
SQUAT: Final = SetContext(exercise="squat")


def test_a_long_timeline_is_cut_where_it_is_quietest_and_nothing_is_lost() -> None:
    of = squats(12, top_s=2.0)
    timeline = timeline_of(without(noisy(samples_of(of, 1.2), 1), 20.0, 20.2))
    pieces = split(timeline, 15.0)
    assert np.concatenate([p.time_s for p in pieces]).tolist() == timeline.time_s.tolist()
    assert np.concatenate([p.acc_ms2 for p in pieces]).tolist() == timeline.acc_ms2.tolist()
    assert all(len(p) <= 15.0 * timeline.rate_hz for p in pieces)
    for before, _ in itertools.pairwise(pieces):
        at = int(np.argmin(np.abs(of.time_s - before.time_s[-1])))
        assert abs(of.speed_ms[at]) < 0.02
    assert split(timeline, 1000.0) == [timeline]


def test_a_set_in_pieces_has_the_reps_of_the_whole_numbered_through() -> None:
    samples = noisy(samples_of(squats(12, top_s=2.0), 1.2), 1)
    whole = analyse_set(samples, SQUAT, PARAMS)
    parts = analyse_set(samples, SQUAT, replace(PARAMS, piece_s=20.0))
    assert len(parts.pieces) > 2
    assert len(whole.pieces) == 1
    assert [m.rep.number for m in parts.reps] == [m.features.number for m in parts.reps] == list(range(1, 13))
    for a, b in zip(whole.reps, parts.reps, strict=True):
        assert b.rep.rom_m == pytest.approx(a.rep.rom_m, abs=0.02)
        assert b.rep.start_s == pytest.approx(a.rep.start_s, abs=0.05)


def test_two_seconds_are_too_short_for_a_rep_and_it_is_said() -> None:
    analysis = analyse_set(noisy(samples_of(course((1.5, 0.0))), 1), SQUAT, PARAMS)
    assert analysis.reps == ()
    assert [w.code for w in analysis.warnings] == [WarningCode.TOO_SHORT]


def test_what_cannot_be_analysed_keeps_its_reason_and_its_advice() -> None:
    analysis = too_little(SampleError("all times are equal", "Check the time column."))
    (warning,) = analysis.warnings
    assert warning.code is WarningCode.TOO_SHORT
    assert "all times are equal" in warning.text
    assert "Check the time column." in warning.text


FREE: Final = 1e9
HOPELESS: Final = replace(
    PARAMS,
    settle=SettleParams(
        drift=DriftParams(tilt_rad=FREE, acc_bias_ms2=FREE, gyro_bias_rads=FREE, tilt_walk_rad_rts=FREE),
        solve=SolveParams(reach_m=1 / FREE, start_ms=FREE, start_m=FREE),
        plain_reach_m=1 / FREE, restless_reach_m=1 / FREE,
        restless_tilt_walk_rad_rts=FREE, restless_gyro_bias_rads=FREE,
    ),
)  # fmt: skip
"""Everything may err by any size, yet the height may not change: no solve holds with that."""


def test_where_no_solve_holds_it_is_an_error_with_advice_and_in_a_stream_a_warning() -> None:
    samples = noisy(samples_of(squats(2), 1.2), 1)
    with pytest.raises(SampleError, match="no movement") as error:
        analyse_set(samples, SQUAT, HOPELESS)
    assert error.value.advice.endswith(".")
    result = settled(samples, SQUAT, EngineParams(analysis=HOPELESS))
    assert result.reps == ()
    assert "no movement" in result.warnings[0].text


def test_a_causal_solve_that_does_not_hold_is_passed_over() -> None:
    samples = noisy(samples_of(squats(2), 1.2), 1)
    events = run(samples, SQUAT, provisional=True, params=EngineParams(analysis=PARAMS, recent=HOPELESS))
    assert not [e for e in events if isinstance(e, (DescentSaid, RepSaid))]
    assert [len(e.result.reps) for e in events if isinstance(e, SetSettled)] == [2]


def test_samples_that_no_bar_could_give_are_an_error_or_a_warning_but_no_rep() -> None:
    rng = np.random.default_rng(1)
    still = samples_of(course((10.0, 0.0)))
    wild = replace(still, acc_ms2=rng.normal(0.0, 80.0, still.acc_ms2.shape), gyro_rads=rng.normal(0, 8, (1001, 3)))
    found = settled(wild, SQUAT)
    assert not any(r.quality.value == "good" for r in found.reps)
    assert found.warnings


def test_a_still_recording_has_no_rep() -> None:
    for exercise in ("squat", "deadlift", None):
        result = settled(
            noisy(samples_of(course((45.0, 0.0)), 0.0, (0.2, 0.1, -0.2), (0.02, 0.03, 0.0)), 3), SetContext(exercise)
        )
        assert result.reps == ()
        assert WarningCode.NO_REPS in codes(result)
        assert result.summary.reps == 0
        assert result.summary.tempo is None


def test_a_sleeve_is_said() -> None:
    samples = noisy(samples_of(squats(2), 1.2), 1)
    said = {along: codes(settled(samples, replace(SQUAT, clip=ClipPlace(along, 0.03)))) for along in (0.3, 0.75)}
    assert WarningCode.SLEEVE in said[0.75]
    assert WarningCode.SLEEVE not in said[0.3]


def test_a_gyro_that_is_zeroed_when_slow_is_said() -> None:
    samples = noisy(samples_of(squats(3), 1.2), 1)
    slow = np.linalg.norm(samples.gyro_rads, axis=1) < 0.05
    dead = replace(samples, gyro_rads=np.where(slow[:, None], 0.0, samples.gyro_rads))
    result = settled(dead, SQUAT)
    assert WarningCode.ZEROED_GYRO in codes(result)
    assert len(result.reps) == 3


@pytest.mark.parametrize("seed", range(3))
def test_a_dropped_bar_is_said_with_its_rep(seed: int) -> None:
    sim = simulated("dropped", seed)
    result = settled(sim.samples, sim.context)
    dropped = [rep.number for rep in sim.truth.reps if rep.is_rep and rep.descent is None]
    assert [rep.number for rep in result.reps if rep.descent is None] == dropped
    (text,) = [w.text for w in result.warnings if w.code is WarningCode.DROPPED]
    assert all(str(number) in text for number in dropped)
    assert all(rep.drive is not None for rep in result.reps)


def test_refused_movements_have_their_times_in_the_base_of_the_recording() -> None:
    samples = noisy(
        samples_of(
            course((2.0, 0.0), (0.8, 0.12), (3.0, 0.0), *[(1.5, -0.5), (1.0, 0.5), (0.8, 0.0)] * 3, (3.0, 0.0)), 1.2
        ),
        1,
    )
    result = settled(replace(samples, time_s=samples.time_s + 500.0), SQUAT)
    (refused,) = result.refused
    assert refused.reason is RefusalReason.UN_RACK
    assert refused.start_s == pytest.approx(502.05, abs=0.2)
    assert refused.end_s == pytest.approx(502.75, abs=0.2)
    assert len(result.reps) == 3


@pytest.mark.parametrize("seconds", [120.02, 121.0, 150.0, 240.1, 361.0])
def test_no_piece_of_a_long_set_is_too_short_to_stand_alone(seconds: float) -> None:
    """A moving sensor without any rest, cut wherever it happens to be quietest, here near the end."""
    n = int(seconds * 100)
    time_s = np.arange(n) * 0.01
    acc = np.column_stack([np.sin(time_s * 7), np.zeros(n), 9.80665 + 2 * np.sin(time_s * 5)])
    acc[-200:] = [0.0, 0.0, 9.80665]
    timeline = build_timeline(Samples(time_s, acc, np.zeros((n, 3))), Stamps.SAMPLE, TimelineParams())
    pieces = split(timeline, 120.0)
    assert sum(len(p) for p in pieces) == len(timeline)
    assert min(len(p) for p in pieces) >= 30 * 100
    assert max(len(p) for p in pieces) <= 120 * 100


@pytest.mark.parametrize("gap_s", [0.8, 1.5, 4.0])
@pytest.mark.parametrize("seed", [2, 4])
def test_a_long_gap_changes_no_rep_outside_it(gap_s: float, seed: int) -> None:
    sim = simulate(*plan_set("touch_and_go", seed), seed)
    clean = [m.rep for m in analyse_set(sim.samples, sim.context, AnalysisParams()).reps]
    start_s = clean[1].end_s
    out = (sim.samples.time_s < start_s) | (sim.samples.time_s > start_s + gap_s)
    left = Samples(sim.samples.time_s[out], sim.samples.acc_ms2[out], sim.samples.gyro_rads[out])
    found = [m.rep for m in analyse_set(left, sim.context, AnalysisParams()).reps]
    outside = [r for r in clean if r.end_s < start_s - 0.1 or r.start_s > start_s + gap_s + 0.3]
    assert outside
    for rep in outside:
        same = [f for f in found if abs(f.start_s - rep.start_s) < 0.4]
        assert len(same) == 1
        assert same[0].drive is not None
        assert rep.drive is not None
        assert same[0].drive.peak_speed_ms == pytest.approx(rep.drive.peak_speed_ms, abs=0.02)
