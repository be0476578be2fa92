"""The oscillator: what it sounds, that it never clicks, and that blocks do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.sound.face import SILENCE, ToneWish
from desktop_app.sound.tone import Oscillator, ToneParams

RATE = 48_000
PARAMS = ToneParams(hold_s=10.0)


def loudest_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


@pytest.mark.parametrize("frequency_hz", [220.0, 440.0, 880.0, 1334.0])
def test_it_sounds_the_wish(frequency_hz: float) -> None:
    osc = Oscillator(PARAMS)
    osc.aim(ToneWish(frequency_hz, 0.5))
    osc.render(RATE // 10)
    out = osc.render(RATE)
    assert loudest_hz(out) == pytest.approx(frequency_hz, abs=1.5)
    spectrum = np.abs(np.fft.rfft(out * np.hanning(RATE)))
    near = np.zeros(len(spectrum), bool)
    for number in range(1, len(PARAMS.harmonics) + 1):
        k = int(number * frequency_hz)
        near[k - 4 : k + 5] = True
    assert spectrum[~near].max() < 1e-3 * spectrum.max()


def test_loudness_is_the_gain_and_never_beyond_one() -> None:
    osc = Oscillator(PARAMS)
    osc.aim(ToneWish(440.0, 0.5))
    osc.render(4800)
    half = np.sqrt(np.mean(osc.render(RATE) ** 2))
    osc.aim(ToneWish(440.0, 1.0))
    osc.render(4800)
    whole = osc.render(RATE)
    assert np.sqrt(np.mean(whole**2)) == pytest.approx(2.0 * half, rel=1e-3)
    assert np.abs(whole).max() <= 1.0


def test_silence_is_exact_before_and_after() -> None:
    osc = Oscillator(PARAMS)
    assert not osc.render(1000).any()
    osc.aim(ToneWish(440.0, 0.5))
    assert osc.render(1000).any()
    osc.aim(SILENCE)
    osc.render(RATE // 5)
    assert not osc.render(1000).any()
    assert osc.silent


def test_the_first_sample_after_a_wish_is_changed_already() -> None:
    osc, same = Oscillator(PARAMS), Oscillator(PARAMS)
    for each in (osc, same):
        each.aim(ToneWish(440.0, 0.35))
        each.render(5000)
    osc.aim(ToneWish(880.0, 0.7))
    assert (osc.render(64) != same.render(64)).all()


wishes = st.lists(
    st.tuples(st.floats(150.0, 1500.0), st.sampled_from([0.0, 0.1, 0.35, 0.7]), st.integers(1, 3000)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(wishes)
def test_nothing_clicks(steps: list[tuple[float, float, int]]) -> None:
    osc = Oscillator(PARAMS)
    parts = []
    for frequency_hz, gain, count in steps:
        osc.aim(ToneWish(frequency_hz, gain))
        parts.append(osc.render(count))
    out = np.concatenate([np.zeros(1), *parts])
    # The steepest that a full-scale tone of the highest pitch is by itself: an edge would be far beyond it.
    slopes = sum(n * a for n, a in enumerate(PARAMS.harmonics, 1))
    assert np.abs(np.diff(out)).max() <= 1.3 * 0.7 * slopes * 2.0 * np.pi * 1500.0 / RATE


@settings(max_examples=60)
@given(wishes, st.lists(st.integers(1, 700), min_size=1, max_size=8))
def test_blocks_do_not_matter(steps: list[tuple[float, float, int]], cuts: list[int]) -> None:
    whole, cut = Oscillator(PARAMS), Oscillator(PARAMS)
    for frequency_hz, gain, count in steps:
        for osc in (whole, cut):
            osc.aim(ToneWish(frequency_hz, gain))
        parts, left, k = [], count, 0
        while left:
            n = min(cuts[k % len(cuts)], left)
            parts.append(cut.render(n))
            left, k = left - n, k + 1
        np.testing.assert_allclose(np.concatenate(parts), whole.render(count), atol=2e-4)


def test_a_wish_that_is_not_renewed_dies_away() -> None:
    osc = Oscillator(ToneParams(hold_s=0.4))
    osc.aim(ToneWish(440.0, 0.5))
    out = np.concatenate([osc.render(1024) for _ in range(47)])
    assert np.abs(out[int(0.38 * RATE) : int(0.40 * RATE)]).max() > 0.3
    assert not out[int(0.55 * RATE) :].any()


def test_a_wish_that_is_renewed_goes_on() -> None:
    osc = Oscillator(ToneParams(hold_s=0.4))
    for _ in range(60):
        osc.aim(ToneWish(440.0, 0.5))
        out = osc.render(1024)
    assert np.abs(out).max() > 0.3
