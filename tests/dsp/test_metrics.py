"""The numbers of a rep, from samples of a known movement; and what lowers their quality."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.analysis import SetAnalysis, analyse_set
from dsp.context import SetContext
from dsp.params import AnalysisParams
from dsp.results import Gap, Quality
from tests.dsp.making import UNDELAYED, Course, course, noisy, samples_of, squats, without

PARAMS = AnalysisParams(timeline=UNDELAYED)
SQUAT, DEADLIFT = SetContext(exercise="squat"), SetContext(exercise="deadlift")
SINE = [(1.8, -0.5), (0.6, 0.0), (1.2, 0.5), (1.0, 0.0)]
"""Of half sine waves, whose ends are straight lines: there a digit is what the leg took."""


def analysed(of: Course, context: SetContext = SQUAT, seed: int = 0) -> SetAnalysis:
    samples = noisy(samples_of(of, 1.2, (0.1, -0.1, 0.1), (0.01, 0.0, -0.01)), seed)
    found = analyse_set(samples, context, PARAMS)
    assert len(found.reps) == 3
    return found


@pytest.mark.parametrize("seed", range(3))
def test_every_number_of_a_squat_of_minimum_jerk(seed: int) -> None:
    of = squats(3)
    reps = analysed(of, seed=seed).reps
    for k, m in enumerate(reps):
        rep = m.rep
        start = 3.0 + 4.1 * k
        assert rep.descent is not None
        assert rep.drive is not None
        assert rep.bottom is not None
        assert rep.quality is Quality.GOOD
        assert (rep.number, m.features.number) == (k + 1, k + 1)
        assert rep.descent.start_s == pytest.approx(start + 1.6 * 0.0594, abs=0.04)
        assert rep.descent.end_s == pytest.approx(start + 1.6 * (1 - 0.0594), abs=0.04)
        assert rep.descent.peak_speed_ms == pytest.approx(1.875 * 0.5 / 1.6, abs=0.01)
        assert rep.drive.peak_speed_ms == pytest.approx(1.875 * 0.5 / 1.1, abs=0.015)
        assert rep.descent.mean_speed_ms * rep.descent.duration_s == pytest.approx(rep.rom_m)
        assert rep.rom_m == pytest.approx(0.5 * (1 - 2 * 0.0019), abs=0.01)
        assert rep.bottom.pause_s == pytest.approx(0.4 + 0.0594 * (1.6 + 1.1), abs=0.05)
        assert (rep.start_s, rep.end_s) == (rep.descent.start_s, rep.drive.end_s)
        assert rep.descent.end_s <= rep.drive.start_s
    assert reps[0].rep.top.pause_s == pytest.approx(1.0 + 0.0594 * (1.1 + 1.6), abs=0.05)
    assert reps[-1].rep.top.pause_s is None


def test_the_tempo_runs_from_leaving_rest_to_reaching_rest() -> None:
    of = course((3.0, 0.0), *SINE * 3, (2.0, 0.0), sine=True)
    for m in analysed(of).reps[:2]:
        f = m.features
        digits = (f.tempo_eccentric_s, f.tempo_bottom_s, f.tempo_concentric_s, f.tempo_top_s)
        assert [d.value for d in digits if d is not None] == pytest.approx([1.8, 0.6, 1.2, 1.0], abs=0.06)


def test_the_slow_creep_of_a_phase_is_its_own_and_not_the_pauses() -> None:
    """Minimum jerk leaves rest so gently that edges alone would call a tenth of a descent a pause."""
    slow = [(4.0, -0.5), (1.0, 0.0), (1.1, 0.5), (1.0, 0.0)]
    for m in analysed(course((3.0, 0.0), *slow * 3, (2.0, 0.0))).reps:
        assert m.rep.bottom is not None
        assert m.rep.descent is not None
        assert m.features.tempo_bottom_s is not None
        assert m.features.tempo_eccentric_s is not None
        assert 1.0 - 0.05 < m.features.tempo_bottom_s.value < m.rep.bottom.pause_s
        assert m.rep.descent.duration_s < m.features.tempo_eccentric_s.value < 4.05


def test_a_turn_without_a_pause() -> None:
    """height = -0.25 (1 - cos wt): upward acceleration 0.25 w^2 at the turn, 0.05 m/s about it for a known time."""
    w = 2 * np.pi / 2.4
    of = course((3.0, 0.0), *[(1.2, -0.5), (1.2, 0.5), (1.0, 0.0)] * 3, (2.0, 0.0), sine=True)
    for m in analysed(of).reps:
        assert m.rep.bottom is not None
        assert m.rep.bottom.turnaround_acc_ms2 == pytest.approx(0.25 * w**2, rel=0.1)
        assert m.rep.bottom.dwell_s == pytest.approx(2 * np.arcsin(0.05 / (0.25 * w)) / w, abs=0.025)
        assert m.rep.bottom.pause_s == pytest.approx(2 * np.arcsin(0.05) / w, abs=0.03)


def test_a_deadlift_is_drive_top_descent_with_the_rest_before_the_next_drive() -> None:
    of = course((3.0, 0.0), *[(1.2, 0.5), (0.7, 0.0), (1.5, -0.5), (0.9, 0.0)] * 3, (2.0, 0.0))
    reps = analysed(of, DEADLIFT).reps
    for m in reps:
        rep = m.rep
        assert rep.drive is not None
        assert rep.descent is not None
        assert (rep.start_s, rep.end_s) == (rep.drive.start_s, rep.descent.end_s)
        assert rep.top.pause_s == pytest.approx(0.7 + 0.0594 * 2.7, abs=0.06)
    assert [m.rep.bottom is None for m in reps] == [False, False, True]
    assert reps[0].rep.bottom is not None
    assert reps[0].rep.bottom.pause_s == pytest.approx(0.9 + 0.0594 * 2.7, abs=0.06)
    # What asks for a descent before the drive is not defined here.
    assert all(m.features.second_sink_m is None and m.features.late_drop_s is None for m in reps)
    assert all(m.features.floor_rest_s is not None for m in reps[:2])


def test_an_overshoot_is_the_rise_past_where_the_bar_then_settles() -> None:
    over = [(1.2, 0.54), (0.5, -0.04), (0.8, 0.0), (1.5, -0.5), (0.9, 0.0)]
    for m in analysed(course((3.0, 0.0), *over * 3, (2.0, 0.0)), SetContext(exercise="hip_thrust")).reps[:2]:
        assert m.features.overshoot_m is not None
        assert m.features.overshoot_m.value == pytest.approx(0.04, abs=0.01)


def test_a_bar_that_falls_to_the_floor_meets_it_at_its_speed() -> None:
    """Down at 0.7 m/s and stopped within a hundredth of a second, with the strike's ringing."""
    of = course((3.0, 0.0), *[(1.2, 0.5), (0.7, 0.0), (1.2, -0.5), (0.9, 0.0)] * 3, (2.0, 0.0))
    hard = analysed(struck(of), SetContext(exercise="hip_thrust")).reps
    assert [m.features.contact_speed_ms is not None for m in hard] == [True] * 3
    for m in hard:
        assert m.features.contact_speed_ms is not None
        assert m.features.contact_speed_ms.value == pytest.approx(0.7, abs=0.1)
    soft = analysed(of, SetContext(exercise="hip_thrust")).reps
    assert all(m.features.contact_speed_ms is None for m in soft)


def struck(of: Course) -> Course:
    """The same with each descent driven on at 0.7 m/s once it is reached, to the floor."""
    speed, acc = of.speed_ms.copy(), of.acc_ms2.copy()
    for first in np.flatnonzero((of.speed_ms[:-1] >= 0) & (of.speed_ms[1:] < 0)):
        last = first + 121
        peak = first + int(np.argmin(speed[first:last]))
        left = -0.5 - float(of.height_m[peak] - of.height_m[first])
        go = round(-left / 0.7 * 100)
        speed[peak : last + 60] = 0.0
        speed[peak : peak + go] = -0.7
        acc[peak : last + 60] = np.gradient(speed, 0.01)[peak : last + 60]
        acc[peak + go + 1 : peak + go + 7] += 30.0 * np.array([-1, 1, -1, 1, -1, 1])
    height = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]))]) * 0.01
    return Course(of.time_s, height, speed, acc)


# Quality


def test_a_gap_over_the_turn_is_said_and_marks_its_rep_alone() -> None:
    samples = noisy(samples_of(squats(3), 1.2), 1)
    whole = analyse_set(samples, SQUAT, PARAMS)
    # In the second rep, from the thick of the descent into the bottom.
    broken = analyse_set(without(samples, 7.6, 8.6), SQUAT, PARAMS)
    assert broken.timeline is not None
    assert broken.timeline.gaps == (Gap(pytest.approx(7.6), pytest.approx(8.6)),)
    assert len(broken.reps) == 3
    for k in (0, 2):
        assert broken.reps[k].rep.quality is Quality.GOOD
    hit, was = broken.reps[1].rep, whole.reps[1].rep
    assert was.quality is Quality.GOOD
    assert hit.quality is not Quality.GOOD
    # What lies in the gap is not known; the drive after it is as well as ever.
    assert hit.descent is None
    assert hit.drive is not None
    assert was.drive is not None
    assert hit.drive.peak_speed_ms == pytest.approx(was.drive.peak_speed_ms, abs=0.02)


def test_a_short_gap_only_widens_the_sigma() -> None:
    samples = noisy(samples_of(squats(3), 1.2), 1)
    whole = analyse_set(samples, SQUAT, PARAMS).reps[1].rep
    hit = analyse_set(without(samples, 7.8, 7.95), SQUAT, PARAMS).reps[1].rep
    assert hit.rom_m == pytest.approx(whole.rom_m, abs=0.02)
    assert (hit.sigma.peak_speed_ms or 0) > (whole.sigma.peak_speed_ms or 1)
    assert (hit.sigma.mean_speed_ms or 0) > (whole.sigma.mean_speed_ms or 1)


def test_what_quality_a_sigma_allows_is_a_parameter() -> None:
    samples = noisy(samples_of(squats(2), 1.2), 1)
    strict = replace(PARAMS, metrics=replace(PARAMS.metrics, good_ms=1e-4))
    assert {m.rep.quality for m in analyse_set(samples, SQUAT, strict).reps} == {Quality.UNCERTAIN}
    hopeless = replace(PARAMS, metrics=replace(PARAMS.metrics, unresolved_ms=1e-4))
    assert {m.rep.quality for m in analyse_set(samples, SQUAT, hopeless).reps} == {Quality.UNRESOLVED}
