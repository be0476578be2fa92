"""What must not change a set's numbers: mounting, time base, place on Earth, biases; and what scales must scale."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dsp.context import SetContext
from dsp.results import Rep, SetResult
from dsp.samples import FloatArray, Samples
from tests.dsp.making import (
    DEG,
    EXACT_TIMES,
    Course,
    noisy,
    random_rotation,
    samples_of,
    settled,
    simulated,
    squats,
    turned,
)

SQUAT: Final = SetContext(exercise="squat")
SETS: Final = [("rest", 1), ("touch_and_go", 2), ("slow", 1), ("hip_thrust", 1), ("loss5", 1), ("arrival", 1)]
"""Ordinary sets, none of them clipped: what a sensor's limit cuts off depends on how it is mounted."""


def numbers(rep: Rep) -> FloatArray:
    """Speeds m/s and travel m of a rep, NaN where unknown."""
    values = [rep.rom_m, rep.path.max_forward_m, rep.path.max_lateral_m]
    for phase in (rep.descent, rep.drive):
        values += [phase.mean_speed_ms, phase.peak_speed_ms] if phase else [None, None]
    return np.array([np.nan if v is None else v for v in values])


def times(rep: Rep) -> FloatArray:
    """Edges of the phases, s."""
    found = [t for phase in (rep.descent, rep.bottom, rep.drive) if phase for t in (phase.start_s, phase.end_s)]
    return np.array([rep.start_s, rep.end_s, *found])


def same(one: SetResult, other: SetResult, numbers_within: float, times_within_s: float, later_s: float = 0.0) -> None:
    """Both found the same reps, with numbers and times alike; `other` runs later by so much."""
    assert len(one.reps) == len(other.reps) > 0
    for a, b in zip(one.reps, other.reps, strict=True):
        assert a.quality == b.quality
        assert numbers(b) == pytest.approx(numbers(a), abs=numbers_within, nan_ok=True)
        assert times(b) - later_s == pytest.approx(times(a), abs=times_within_s)
    assert [(s.code, s.rep) for s in one.signs] == [(s.code, s.rep) for s in other.signs]
    assert [r.reason for r in one.refused] == [r.reason for r in other.refused]


@pytest.mark.parametrize(("family", "seed"), SETS)
def test_how_the_sensor_is_mounted_changes_nothing(family: str, seed: int) -> None:
    sim = simulated(family, seed)
    plain = settled(sim.samples, sim.context)
    for k in range(2):
        other = settled(turned(sim.samples, random_rotation(k)), sim.context)
        same(plain, other, numbers_within=2e-3, times_within_s=0.02)
        assert [r.roll_deg for r in other.reps] == pytest.approx([r.roll_deg for r in plain.reps], abs=0.1)


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_gravity_may_point_along_any_axis_of_the_sensor(axis: int, sign: float) -> None:
    """Every way of clipping a box to a bar: each face up."""
    up = np.roll(np.eye(3), axis - 2, axis=0)
    if sign < 0:
        turn = -np.eye(3)
        turn[(axis + 1) % 3, (axis + 1) % 3] = 1.0
        mounting = turn @ up
    else:
        mounting = up
    assert np.linalg.det(mounting) == pytest.approx(1.0)
    assert (mounting @ [0.0, 0.0, 1.0])[axis] == pytest.approx(sign)
    plain = settled(noisy(samples_of(squats(2), 1.2), 1), SQUAT, EXACT_TIMES)
    other = settled(turned(noisy(samples_of(squats(2), 1.2), 1), mounting), SQUAT, EXACT_TIMES)
    same(plain, other, numbers_within=2e-3, times_within_s=0.02)


@pytest.mark.parametrize(("family", "seed"), [*SETS, ("deadlift45", 1), ("loss5_burst", 1), ("runaway", 2)])
@pytest.mark.parametrize("shift_s", [1000.0, -12.5])
def test_a_shift_of_the_times_changes_nothing_but_the_times(family: str, seed: int, shift_s: float) -> None:
    sim = simulated(family, seed)
    shifted = settled(replace(sim.samples, time_s=sim.samples.time_s + shift_s), sim.context)
    same(settled(sim.samples, sim.context), shifted, 1e-6, 1e-6, later_s=shift_s)


@pytest.mark.parametrize(("family", "seed"), SETS[:4])
def test_seconds_since_1970_will_do(family: str, seed: int) -> None:
    sim = simulated(family, seed)
    shifted = settled(replace(sim.samples, time_s=sim.samples.time_s + 1.7e9), sim.context)
    # Such times hold a quarter of a microsecond, and the median interval with them.
    same(settled(sim.samples, sim.context), shifted, 2e-3, 0.01, later_s=1.7e9)


@settings(max_examples=10)
@given(bias=arrays(np.float64, 3, elements=st.floats(-3.0, 3.0)))
def test_a_constant_gyro_bias_changes_little(bias: FloatArray) -> None:
    biased = replace(SAMPLES, gyro_rads=SAMPLES.gyro_rads + bias * DEG)
    same(PLAIN, settled(biased, SQUAT, EXACT_TIMES), numbers_within=2e-3, times_within_s=0.02)


@settings(max_examples=10)
@given(bias=arrays(np.float64, 3, elements=st.floats(-0.25, 0.25)))
def test_a_constant_accelerometer_bias_changes_little(bias: FloatArray) -> None:
    biased = settled(replace(SAMPLES, acc_ms2=SAMPLES.acc_ms2 + bias), SQUAT, EXACT_TIMES)
    assert len(biased.reps) == len(PLAIN.reps)
    for a, b in zip(PLAIN.reps, biased.reps, strict=True):
        sigma = 2.0 * np.array([a.sigma.rom_m, a.sigma.mean_speed_ms, a.sigma.peak_speed_ms], dtype=float)
        values = [(r.rom_m, r.drive.mean_speed_ms, r.drive.peak_speed_ms) for r in (a, b) if r.drive]
        assert (np.abs(np.subtract(*values)) < sigma).all()


SAMPLES: Final = noisy(samples_of(squats(3), 1.2), 1)
PLAIN: Final = settled(SAMPLES, SQUAT, EXACT_TIMES)


@pytest.mark.parametrize("share", [0.6, 1.4])
def test_a_movement_in_proportion_has_numbers_in_proportion(share: float) -> None:
    """The same times, every height by a factor: speeds, travel and accelerations follow, times and ratios do not."""
    of = squats(3)
    scaled = Course(of.time_s, share * of.height_m, share * of.speed_ms, share * of.acc_ms2)
    found = settled(noisy(samples_of(scaled, 1.2), 1), SQUAT, EXACT_TIMES)
    for a, b in zip(PLAIN.reps, found.reps, strict=True):
        assert a.descent is not None
        assert b.descent is not None
        assert a.bottom is not None
        assert b.bottom is not None
        assert numbers(b)[[0, 3, 4, 5, 6]] == pytest.approx(share * numbers(a)[[0, 3, 4, 5, 6]], rel=0.03)
        assert b.bottom.turnaround_acc_ms2 == pytest.approx(share * (a.bottom.turnaround_acc_ms2 or 0), rel=0.06)
        assert b.descent.late_ratio == pytest.approx(a.descent.late_ratio, abs=0.04)
        assert times(b) == pytest.approx(times(a), abs=0.05)


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_the_same_movement_in_more_time_is_slower_in_proportion(factor: float) -> None:
    """Time by a factor: speeds by its inverse. The same samples, told at another rate and with what they then weigh."""
    of = squats(3)
    stretched = Course(factor * of.time_s, of.height_m, of.speed_ms / factor, of.acc_ms2 / factor**2)
    found = settled(noisy(samples_of(stretched, 1.2), 1), SQUAT, EXACT_TIMES)
    for a, b in zip(PLAIN.reps, found.reps, strict=True):
        assert a.drive is not None
        assert b.drive is not None
        assert b.rom_m == pytest.approx(a.rom_m, rel=0.03)
        assert b.drive.peak_speed_ms == pytest.approx(a.drive.peak_speed_ms / factor, rel=0.03)
        assert b.drive.duration_s == pytest.approx(a.drive.duration_s * factor, abs=0.05)


def test_the_same_set_twice_in_one_recording_gives_the_same_reps_twice() -> None:
    once = noisy(samples_of(squats(2), 1.2), 1)
    length_s = float(once.time_s[-1]) + 0.01
    twice = Samples.joined([once, replace(once, time_s=once.time_s + length_s)])
    one, two = settled(once, SQUAT, EXACT_TIMES), settled(twice, SQUAT, EXACT_TIMES)
    assert len(two.reps) == 2 * len(one.reps)
    for a, b in zip([*one.reps, *one.reps], two.reps, strict=True):
        assert numbers(b)[[0, 3, 4, 5, 6]] == pytest.approx(numbers(a)[[0, 3, 4, 5, 6]], abs=0.01)


@pytest.mark.parametrize("rate_hz", [60.0, 100.0, 200.0])
def test_the_rate_of_the_sensor_does_not_matter_to_a_slow_bar(rate_hz: float) -> None:
    found = settled(noisy(samples_of(squats(3, rate_hz=rate_hz), 1.2), 1), SQUAT, EXACT_TIMES)
    assert found.rate_hz == pytest.approx(rate_hz)
    for a, b in zip(PLAIN.reps, found.reps, strict=True):
        assert numbers(b)[[0, 3, 4, 5, 6]] == pytest.approx(numbers(a)[[0, 3, 4, 5, 6]], abs=0.012)
        assert times(b) == pytest.approx(times(a), abs=0.04)
