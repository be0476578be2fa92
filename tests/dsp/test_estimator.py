"""The solve: known motions with known errors come back within the sigma that is stated for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.analysis import analyse_set
from dsp.attitude import gyro_attitude, rotations
from dsp.context import SetContext
from dsp.estimator import Link, Motion, Problem, Solution, SolveParams, knots_of, motion_of
from dsp.params import AnalysisParams
from dsp.results import Gap, Quality, WarningCode
from dsp.samples import FloatArray
from dsp.settle import SettleParams, settle, settle_plainly
from dsp.strapdown import DriftParams, activity, drift_clock, error_information, strapdown
from dsp.timeline import Timeline
from tests.dsp.making import DEG, UNDELAYED, Course, course, noisy, samples_of, squats, timeline_of

DRIFT, SOLVE = DriftParams(), SolveParams()
ONE_SQUAT = course((2.0, 0.0), (1.5, -0.5), (0.3, 0.0), (1.2, 0.5), (2.0, 0.0))


def problem_of(timeline: Timeline, lean_rad: tuple[float, float] = (0.0, 0.0)) -> Problem:
    """The problem of a timeline whose starting attitude leans."""
    attitude = rotations(np.array([[*lean_rad, 0.0]])) @ gyro_attitude(timeline.gyro_rads, timeline.step_s)
    down = strapdown(timeline, attitude, DRIFT)
    lively = activity(timeline, np.zeros(3), DRIFT)
    clock = drift_clock(timeline, lively, DRIFT)
    return Problem(down, clock, error_information(down, lively, DRIFT), SOLVE)


def resting(of: Course, problem: Problem) -> FloatArray:
    """Weight 1 where the course stands still, away from where it starts and stops."""
    still = (np.abs(of.speed_ms) < 1e-9) & (np.abs(of.acc_ms2) < 1e-6)
    return still[problem.down.cell].astype(float)


def ends_only(of: Course, problem: Problem) -> FloatArray:
    time_s = problem.down.cell_s
    return ((time_s < 1.9) | (time_s > of.time_s[-1] - 1.9)).astype(float)


def error_of(solved: tuple[Problem, Solution], of: Course) -> tuple[Motion, FloatArray]:
    motion = motion_of(*solved)
    return motion, motion.speed_ms - of.speed_ms


def test_knots_are_evenly_spaced_and_reach_the_last_sample() -> None:
    assert knots_of(101, 100.0, 0.5).tolist() == [0, 50, 100]
    assert knots_of(120, 100.0, 0.5).tolist() == [0, 50, 100, 119]
    assert knots_of(2, 100.0, 0.5).tolist() == [0, 1]


@pytest.mark.parametrize("bias_ms2", [(0.2, 0.0, 0.0), (0.0, 0.0, 0.3), (-0.2, 0.15, 0.25)])
@pytest.mark.parametrize("roll_per_m", [0.0, 2.5])
def test_a_squat_is_recovered_through_bias_roll_and_a_lean(
    bias_ms2: tuple[float, float, float], roll_per_m: float
) -> None:
    problem = problem_of(timeline_of(samples_of(ONE_SQUAT, roll_per_m, bias_ms2)), (2.0 * DEG, -1.0 * DEG))
    side = problem.side_information(ends_only(ONE_SQUAT, problem))
    solution = problem.solve(ends_only(ONE_SQUAT, problem), (), side)
    _, error = error_of((problem, solution), ONE_SQUAT)
    sigma = problem.speed_sigma(solution)
    cell = problem.down.cell
    assert np.abs(error).max() < 0.025
    assert (np.abs(error[cell]) < 3 * sigma + 1e-3).all()


def test_what_it_states_as_sigma_is_the_spread_of_its_errors() -> None:
    """Biases, lean and noise drawn from what the solve believes of them: errors over sigma have a spread of one."""
    of = ONE_SQUAT
    scores = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        # White noise of this size is the believed random walk of the speed.
        white = DRIFT.walk_ms2_rthz / np.sqrt(0.01)
        bias = rng.normal(0.0, DRIFT.acc_bias_ms2, 3)
        samples = noisy(samples_of(of, 1.5, (bias[0], bias[1], bias[2])), seed, acc_ms2=white, gyro_rads=0.0)
        lean = rng.normal(0.0, DRIFT.tilt_rad, 2)
        problem = problem_of(timeline_of(samples), (lean[0], lean[1]))
        solution = problem.solve(ends_only(of, problem))
        _, error = error_of((problem, solution), of)
        middle = np.searchsorted(problem.down.cell_s, [2.7, 3.5, 4.4])
        scores.append(error[problem.down.cell[middle]] / problem.speed_sigma_at(solution, middle))
    spread = float(np.sqrt((np.array(scores) ** 2).mean()))
    assert 0.6 < spread < 1.25


def test_sigma_is_small_at_rests_and_grows_between_them() -> None:
    problem = problem_of(timeline_of(samples_of(squats(1, 1.0), 1.0)))
    of = squats(1, 1.0)
    solution = problem.solve(ends_only(of, problem))
    sigma = problem.speed_sigma(solution)
    time_s = problem.down.cell_s
    assert sigma[time_s < 1.5].max() < 0.02
    assert sigma[np.searchsorted(time_s, 4.5)] > 1.5 * sigma[np.searchsorted(time_s, 1.0)]
    # Believing more rests never makes it less sure.
    more = problem.speed_sigma(problem.solve(resting(of, problem)))
    assert (more <= sigma + 1e-12).all()


def test_a_gap_makes_what_comes_after_it_less_sure() -> None:
    samples = samples_of(ONE_SQUAT, 1.0)
    whole = problem_of(timeline_of(samples))
    broken = problem_of(timeline_of(samples, (Gap(2.6, 2.85),)))
    at = np.searchsorted(whole.down.cell_s, [2.5, 3.0])
    sure = whole.speed_sigma_at(whole.solve(ends_only(ONE_SQUAT, whole)), at)
    unsure = broken.speed_sigma_at(broken.solve(ends_only(ONE_SQUAT, broken)), at)
    # Before the gap the rest in front of it still holds; behind it the two sides have to agree.
    assert (unsure >= sure).all()
    assert unsure[1] > 1.5 * sure[1]


def test_a_link_brings_two_heights_together_as_firmly_as_its_sigma_says() -> None:
    of = squats(2, 0.1)
    problem = problem_of(timeline_of(noisy(samples_of(of, 1.0, (0.1, 0.0, 0.1)), 3, acc_ms2=0.1)))
    rest = ends_only(of, problem)
    first, second = np.searchsorted(problem.down.cell_s, [2.9, 6.15])
    ends = np.array([first]), np.array([second])
    free = problem.solve(rest)
    change = [
        problem.height_change_sigma(s, *ends)[0] for s in (free, problem.solve(rest, [Link(first, second, 0.02)]))
    ]
    tied = problem.solve(rest, [Link(first, second, 1e-4)])
    assert change[1] < 0.02 < change[0]
    assert tied.cell_height_m[second] == pytest.approx(tied.cell_height_m[first], abs=1e-3)
    loose = problem.solve(rest, [Link(first, second, 100.0)])
    assert loose.cell_height_m == pytest.approx(free.cell_height_m, abs=1e-3)


def test_speed_height_and_acceleration_are_one_motion() -> None:
    problem = problem_of(timeline_of(samples_of(ONE_SQUAT, 1.0, (0.2, 0.1, 0.2))))
    motion = motion_of(problem, problem.solve(ends_only(ONE_SQUAT, problem)))
    step = problem.down.timeline.step_s
    inside = slice(10, -10)
    assert np.gradient(motion.height_m, step)[inside] == pytest.approx(motion.speed_ms[inside], abs=5e-3)
    assert motion.acc_ms2[inside] == pytest.approx(ONE_SQUAT.acc_ms2[inside], abs=0.05)
    assert np.ptp(motion.height_m) == pytest.approx(0.5, abs=0.01)


def test_a_plate_that_struck_within_a_gap_is_given_way_to() -> None:
    """The speed changes by 0.6 m/s in a gap that shows nothing: after loosening less of it is smeared over the set."""
    samples = samples_of(ONE_SQUAT)
    hidden = (samples.time_s > 2.75) & (samples.time_s < 2.95)
    acc = samples.acc_ms2.copy()
    acc[hidden, 2] -= 0.6 / (hidden.sum() * 0.01)
    problem = problem_of(timeline_of(replace(samples, acc_ms2=acc), (Gap(2.75, 2.95),)))
    rest = ends_only(ONE_SQUAT, problem)
    believed = problem.solve(rest)
    _, before = error_of((problem, believed), ONE_SQUAT)
    problem.loosen(believed)
    _, after = error_of((problem, problem.solve(rest)), ONE_SQUAT)
    outside = ~hidden
    assert np.abs(after[outside]).max() < 0.8 * np.abs(before[outside]).max()


def test_the_horizontal_axes_tell_a_lean() -> None:
    problem = problem_of(timeline_of(samples_of(ONE_SQUAT, 1.0)), (3.0 * DEG, 0.0))
    rest = ends_only(ONE_SQUAT, problem)
    with_side = problem.solve(rest, (), problem.side_information(rest))
    which = np.array([0])
    (tilt,), _ = problem.error_estimate(with_side, which)
    assert tilt == pytest.approx(-3.0 * DEG, abs=1.5 * DEG)
    _, before = problem.error_estimate(problem.solve(rest), which)
    _, after = problem.error_estimate(with_side, which)
    assert after[0, 0] < 0.7 * before[0, 0]


# The whole settling, from samples


@pytest.mark.parametrize("roll_per_m", [0.0, 2.0])
def test_a_bar_at_rest_with_every_bias_stands_still(roll_per_m: float) -> None:
    samples = noisy(samples_of(course((15.0, 0.0)), roll_per_m, (0.3, -0.2, 0.25), (0.02, -0.01, 0.015)), seed=1)
    settling = settle(timeline_of(samples), SettleParams(), None, 0.1)
    motion = motion_of(settling.problem, settling.solution)
    assert np.abs(motion.speed_ms).max() < 0.01
    assert np.ptp(motion.height_m) < 0.03


@pytest.mark.parametrize("seed", range(4))
def test_a_sinusoid_with_bias_and_roll_is_recovered_within_its_sigma(seed: int) -> None:
    """Three dips of half a metre, rolling by 70 degrees, between rests; biases of 20 mg, 1 deg/s."""
    of = dips(3)
    rng = np.random.default_rng(seed)
    acc, gyro = rng.normal(0.0, 0.2, 3), rng.normal(0.0, 1.0 * DEG, 3)
    biased = samples_of(of, 70.0 * DEG / 0.5, (acc[0], acc[1], acc[2]), (gyro[0], gyro[1], gyro[2]))
    params = replace(AnalysisParams(), timeline=UNDELAYED)
    analysis = analyse_set(noisy(biased, seed), SetContext(exercise="squat"), params)
    (piece,) = analysis.pieces
    error = piece.linked.motion.speed_ms - of.speed_ms
    sigma = piece.settling.problem.speed_sigma(piece.settling.solution)
    cell = piece.settling.down.cell
    assert np.sqrt((error**2).mean()) < 0.008
    assert (np.abs(error[cell]) < 2 * sigma + 0.002).mean() > 0.95
    assert len(analysis.reps) == 3
    for measured in analysis.reps:
        assert measured.rep.rom_m == pytest.approx(0.5, abs=0.01 + 2 * (measured.rep.sigma.rom_m or 0.0))


def dips(count: int) -> Course:
    """height = -0.25 (1 - cos(2 pi t / 2.4 s)) m, three seconds of rest around and one second between."""
    time_s = np.arange(0, 6.0 + count * 2.4 + (count - 1) * 1.0, 0.01)
    height, speed, acc = np.zeros((3, len(time_s)))
    w = 2 * np.pi / 2.4
    for k in range(count):
        since = time_s - 3.0 - k * 3.4
        on = (since >= 0) & (since < 2.4)
        height[on] = -0.25 * (1 - np.cos(w * since[on]))
        speed[on] = -0.25 * w * np.sin(w * since[on])
        acc[on] = -0.25 * w**2 * np.cos(w * since[on])
    return Course(time_s, height, speed, acc)


def test_the_plain_estimate_holds_little_and_says_so() -> None:
    of = squats(3, 0.2)
    settling = settle_plainly(timeline_of(noisy(samples_of(of, 1.0), 2)), SettleParams())
    motion = motion_of(settling.problem, settling.solution)
    assert settling.plain
    assert settling.doubtful
    moving = (of.time_s > 3.0) & (of.time_s < of.time_s[-1] - 3.0)
    assert np.sqrt(((motion.speed_ms - of.speed_ms)[moving] ** 2).mean()) < 0.15
    sure = settle(settling.down.timeline, SettleParams(), None, 0.1)
    cells = np.array([len(sure.down.cell) // 2])
    own = settling.problem.speed_sigma_at(settling.solution, cells)[0]
    assert own > 2 * sure.problem.speed_sigma_at(sure.solution, cells)[0]


@pytest.mark.parametrize("speed_ms", [0.1, 0.25])
def test_constant_speed_is_not_taken_for_rest(speed_ms: float) -> None:
    """A descent of four seconds, nearly all of it at constant speed: quiet, as a resting bar is."""
    of = steady(speed_ms, 4.0)
    settling = settle(timeline_of(noisy(samples_of(of), 4)), SettleParams(), None, 0.1)
    motion = motion_of(settling.problem, settling.solution)
    at = (of.time_s > 3.6) & (of.time_s < 6.4)
    assert np.abs(motion.speed_ms[at] + speed_ms).max() < 0.25 * speed_ms
    # No cell of it weighs as a rest.
    down = settling.down
    inside = (down.cell_s > 3.6) & (down.cell_s < 6.4)
    assert settling.rest[inside].max() < 0.5


def steady(speed_ms: float, seconds: float) -> Course:
    """Three seconds of rest, down at a constant speed with ramps of 0.4 s, a quick drive back, rest."""
    rate_hz = 100.0
    n = round(seconds * rate_hz)
    ramp = np.minimum(np.minimum(np.arange(n), np.arange(n)[::-1]) / (0.4 * rate_hz), 1.0)
    down = -speed_ms * (3 * ramp**2 - 2 * ramp**3)
    fell = -float(np.trapezoid(down)) / rate_hz
    up = course((1.0, fell)).speed_ms
    speed = np.concatenate([np.zeros(300), down, np.zeros(30), up, np.zeros(300)])
    height = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]))]) / rate_hz
    return Course(np.arange(len(speed)) / rate_hz, height, speed, np.gradient(speed, 1 / rate_hz))


def test_nowhere_still_is_said_and_no_rep_is_called_good() -> None:
    """A recording that begins and ends in mid-rep, of a bar that never stops."""
    time_s = np.arange(0, 20, 0.01)
    w = 2 * np.pi / 2.2
    of = Course(time_s, 0.25 * np.sin(w * time_s), 0.25 * w * np.cos(w * time_s), -0.25 * w**2 * np.sin(w * time_s))
    params = replace(AnalysisParams(), timeline=UNDELAYED)
    analysis = analyse_set(noisy(samples_of(of, 2.0), 6), SetContext(exercise="squat"), params)
    assert WarningCode.NO_REST in {w.code for w in analysis.warnings}
    assert len(analysis.reps) in {8, 9}
    assert all(m.rep.quality is not Quality.GOOD for m in analysis.reps)
