"""The tone against speed: right, fast, slow, unknown and uncertain."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.sound.face import SILENCE, ToneWish
from desktop_app.sound.pitch import PitchParams, descent_tone

PARAMS = PitchParams()
TARGET_MS = 0.5


def at(ratio: float, sigma_ms: float = 0.0) -> ToneWish:
    return descent_tone(ratio * TARGET_MS, sigma_ms, TARGET_MS, PARAMS)


@pytest.mark.parametrize("ratio", [0.86, 0.95, 1.0, 1.1, 1.14])
def test_within_tolerance_pitch_and_loudness_stand_still(ratio: float) -> None:
    assert at(ratio) == at(1.0)
    assert at(ratio).frequency_hz == PARAMS.steady_hz


def test_at_the_alarm_it_has_risen_an_octave_and_is_louder() -> None:
    assert at(1.33).frequency_hz == pytest.approx(2.0 * PARAMS.steady_hz)
    assert at(1.33).gain > 1.5 * at(1.0).gain


def test_a_little_too_fast_is_already_heard_as_another_note() -> None:
    assert 12.0 * math.log2(at(1.2).frequency_hz / PARAMS.steady_hz) > 2.0


@given(st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_faster_is_never_lower_nor_softer(a: float, b: float) -> None:
    slow, fast = sorted((a, b))
    if at(slow).gain > 0.0:
        assert at(slow).frequency_hz <= at(fast).frequency_hz + 1e-9
    assert at(slow).gain <= at(fast).gain + 1e-12


@given(st.floats(0.0, 3.0))
def test_a_small_step_in_speed_is_a_small_step_in_sound(ratio: float) -> None:
    here, there = at(ratio), at(ratio + 1e-4)
    assert abs(here.gain - there.gain) < 1e-3
    if here.gain > 0.0 and there.gain > 0.0:
        assert abs(math.log2(there.frequency_hz / here.frequency_hz)) < 1e-3


def test_slow_is_lower_and_softer_and_rest_is_silent() -> None:
    assert at(0.5).frequency_hz < PARAMS.steady_hz
    assert 0.0 < at(0.3).gain < at(0.6).gain < at(1.0).gain
    assert at(0.0) == SILENCE
    assert at(-1.0) == SILENCE


@pytest.mark.parametrize("target", [None, 0.0, -1.0, math.nan])
def test_without_a_target_there_is_silence(target: float | None) -> None:
    assert descent_tone(0.5, 0.0, target, PARAMS) == SILENCE


@pytest.mark.parametrize(("speed", "sigma"), [(math.nan, 0.0), (0.5, math.nan), (0.5, -1.0), (0.5, math.inf)])
def test_numbers_that_are_none_are_silent(speed: float, sigma: float) -> None:
    assert descent_tone(speed, sigma, TARGET_MS, PARAMS) == SILENCE


@given(st.floats(0.0, 5.0), st.floats(0.0, 3.0))
def test_an_uncertain_speed_never_sounds_right_nor_slow(ratio: float, sigma_ms: float) -> None:
    uncertain = PARAMS.margin_sigmas * sigma_ms / TARGET_MS > PARAMS.tolerance
    tone = at(ratio, sigma_ms)
    if uncertain and tone.gain > 0.0:
        assert tone.frequency_hz > PARAMS.steady_hz
        surely = ratio - PARAMS.margin_sigmas * sigma_ms / TARGET_MS
        assert surely > 1.0


def test_a_speed_that_is_surely_too_fast_is_heard_though_uncertain() -> None:
    assert at(2.5, 0.2).frequency_hz > PARAMS.steady_hz
