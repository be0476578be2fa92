"""Still stretches: found wherever the cuts fall, with the side that is up, and no movement among them."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.samples import Samples
from dsp.still_stretches import STILL, Side, StillFinder, StillStretch, side_of, still_stretches
from tests.dsp.positions import UP, G, lying, turning


def same(one: list[StillStretch], other: list[StillStretch]) -> None:
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        for field in dataclasses.fields(a):
            np.testing.assert_array_equal(getattr(a, field.name), getattr(b, field.name))


def test_two_rests_and_the_turn_between() -> None:
    samples = Samples.joined([lying(UP["+z"], 5.0), turning(1.0, first_s=5.0), lying(UP["-x"], 5.0, first_s=6.0)])
    first, second = still_stretches(samples)
    assert (first.side, second.side) == (Side.PLUS_Z, Side.MINUS_X)
    assert first.start_s == pytest.approx(0.5)
    assert 4.0 <= first.end_s <= 5.0
    assert 6.0 <= second.start_s <= 7.0
    np.testing.assert_allclose(first.acc_blocks.mean(axis=0), [0, 0, G], atol=0.02)
    assert first.acc_std_ms2 == pytest.approx(0.05, rel=0.2)


@given(st.lists(st.integers(1, 1599), max_size=8))
@settings(max_examples=25)
def test_any_cut_gives_the_same_stretches(cuts: list[int]) -> None:
    samples = Samples.joined([lying(UP["+z"], 7.0), turning(2.0, first_s=7.0), lying(UP["+y"], 7.0, first_s=9.0)])
    finder = StillFinder()
    got: list[StillStretch] = []
    edges = [0, *sorted(cuts), len(samples)]
    for a, b in itertools.pairwise(edges):
        got.extend(finder.push(samples[a:b]))
    same([*got, *finder.finish()], still_stretches(samples))


def test_what_is_going_on_is_told_before_it_ends() -> None:
    finder = StillFinder()
    finder.push(lying(UP["-y"], 1.6))
    assert finder.current is None
    assert finder.still_s == pytest.approx(1.5)
    finder.push(lying(UP["-y"], 2.0, first_s=1.6))
    assert finder.current is not None
    assert finder.current.side is Side.MINUS_Y
    finder.push(turning(1.0, first_s=3.6))
    assert finder.current is None
    assert finder.still_s == 0.0


def test_a_gap_ends_a_rest_since_nobody_knows_what_happened_in_it() -> None:
    samples = Samples.joined([lying(UP["+z"], 5.0), lying(UP["+z"], 5.0, first_s=7.0)])
    assert len(still_stretches(samples)) == 2


def test_a_slow_turn_is_no_rest() -> None:
    time_s = np.arange(2000) / 100
    angle = np.radians(3.0) * time_s
    acc = G * np.column_stack([np.sin(angle), 0 * angle, np.cos(angle)])
    gyro = np.tile([0.0, np.radians(3.0), 0.0], (2000, 1))
    assert still_stretches(Samples(time_s, acc, gyro)) == []


def test_a_steady_turn_about_the_upright_is_no_rest() -> None:
    samples = lying(UP["+z"], 10.0)
    turning = Samples(samples.time_s, samples.acc_ms2, samples.gyro_rads + np.array([0.0, 0.0, 0.6]))
    assert still_stretches(turning) == []


def test_a_hand_is_not_still() -> None:
    samples = lying(UP["+z"], 10.0)
    tremor = 0.45 * np.sin(2 * np.pi * 9.0 * samples.time_s)[:, None]
    assert still_stretches(Samples(samples.time_s, samples.acc_ms2 + tremor, samples.gyro_rads)) == []


def test_times_of_arrival_and_lost_samples_do_no_harm() -> None:
    samples = lying(UP["+x"], 10.0)
    packets = np.floor(np.arange(1000) / 4) * 0.04 + 0.04
    acc = samples.acc_ms2.copy()
    acc[100:110] = np.nan
    (one,) = still_stretches(Samples(packets, acc, samples.gyro_rads))
    assert one.side is Side.PLUS_X
    assert one.duration_s > 8.5


def test_a_long_rest_is_bounded() -> None:
    params = dataclasses.replace(STILL, longest_s=20.0)
    (one,) = still_stretches(lying(UP["+z"], 60.0), params)
    assert one.duration_s <= 20.0


@pytest.mark.parametrize(
    ("acc", "side"),
    [
        ((0.0, 0.0, G), Side.PLUS_Z),
        ((0.0, -G, 0.3 * G), Side.MINUS_Y),
        ((-8.0, 5.0, 0.0), Side.MINUS_X),
        ((7.0, 7.0, 0.0), None),
        ((0.0, 0.0, 0.0), None),
    ],
)
def test_sides(acc: tuple[float, float, float], side: Side | None) -> None:
    assert side_of(np.array(acc)) is side
