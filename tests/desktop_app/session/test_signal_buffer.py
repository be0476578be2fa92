"""The strip of the raw signal: nothing sticks out of it that was not there, nothing that was is lost."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.session.signal_buffer import SignalBuffer
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.samples import Samples


def made(time_s: np.ndarray, size_g: np.ndarray) -> Samples:
    acc = np.zeros((len(time_s), 3))
    acc[:, 1] = size_g * STANDARD_GRAVITY_MS2
    return Samples(np.asarray(time_s, dtype=float), acc, np.zeros_like(acc))


def noise(seconds: float, rate_hz: float = 200.0) -> Samples:
    time_s = np.arange(0.0, seconds, 1.0 / rate_hz)
    return made(time_s, 1.0 + 0.1 * np.abs(np.random.default_rng(1).standard_normal(len(time_s))))


@given(st.lists(st.integers(0, 4000), max_size=20))
def test_any_cut_gives_the_same(cuts: list[int]) -> None:
    samples = noise(20.0)
    whole, cut = SignalBuffer(), SignalBuffer()
    whole.push(samples)
    edges = [0, *sorted(cuts), len(samples)]
    for a, b in itertools.pairwise(edges):
        cut.push(samples[a:b])
    for left, right in zip(whole.shown(), cut.shown(), strict=True):
        np.testing.assert_allclose(left, right)


def test_the_last_seconds_and_their_peaks() -> None:
    samples = noise(30.0)
    samples.acc_ms2[5500, 1] = 4.0 * STANDARD_GRAVITY_MS2
    buffer = SignalBuffer()
    for k in range(0, len(samples), 8):
        buffer.push(samples[k : k + 8])
    time_s, size_g = buffer.shown()
    assert len(time_s) == len(size_g) <= 504
    assert time_s[-1] - time_s[0] == pytest.approx(10.0, abs=0.05)
    assert float(size_g.max()) == pytest.approx(4.0)
    assert buffer.shown()[1] is size_g


def test_rows_without_numbers_and_times_that_leap_back() -> None:
    buffer = SignalBuffer()
    buffer.push(made(np.array([0.0, 0.1]), np.array([np.nan, np.nan])))
    assert len(buffer.shown()[0]) == 0
    buffer.push(noise(5.0))
    buffer.push(made(np.array([0.2]), np.array([2.0])))
    np.testing.assert_allclose(buffer.shown()[1], [2.0, 2.0])
