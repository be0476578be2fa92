"""Gain of the zero-phase filters at given frequencies, and what must pass them untouched."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, filtfilt

from dsp.filters import bandpass, lowpass
from dsp.samples import FloatArray

RATE_HZ = 200.0
TIME_S = np.arange(0, 20, 1 / RATE_HZ)


def gain_of(filtered: FloatArray, frequency_hz: float) -> complex:
    """What is left of a wave, in the middle, where the ends do not reach: by correlation over whole periods."""
    middle = slice(len(TIME_S) // 4, 3 * len(TIME_S) // 4)
    wave = np.exp(-2j * np.pi * frequency_hz * TIME_S[middle])
    return complex(2 * np.mean(filtered[middle] * wave))


@pytest.mark.parametrize("frequency_hz", [0.5, 2.0, 5.0, 8.0, 10.0, 15.0, 30.0])
@pytest.mark.parametrize("corner_hz", [5.0, 10.0])
def test_the_low_pass_has_the_gain_it_says_and_no_delay(frequency_hz: float, corner_hz: float) -> None:
    gain = gain_of(lowpass(np.cos(2 * np.pi * frequency_hz * TIME_S), RATE_HZ, corner_hz), frequency_hz)
    assert gain.real == pytest.approx(1 / (1 + (frequency_hz / corner_hz) ** 4), abs=2e-4)
    assert gain.imag == pytest.approx(0.0, abs=2e-4)


@pytest.mark.parametrize("frequency_hz", [1.0, 4.0, 6.0, 10.0, 25.0])
def test_the_band_pass_is_a_low_pass_times_a_high_pass(frequency_hz: float) -> None:
    gain = gain_of(bandpass(np.cos(2 * np.pi * frequency_hz * TIME_S), RATE_HZ, 4.0, 10.0), frequency_hz)
    low = (frequency_hz / 4.0) ** 8
    assert gain.real == pytest.approx(low / (1 + low) / (1 + (frequency_hz / 10.0) ** 8), abs=2e-4)
    assert gain.imag == pytest.approx(0.0, abs=2e-4)


def test_it_is_the_two_way_butterworth_of_the_literature() -> None:
    values = np.random.default_rng(1).standard_normal(1000).cumsum()
    expected = filtfilt(*butter(2, 10.0, fs=1000.0), values)
    # The bilinear transform bends the digital filter's frequencies; at a hundredth of the rate hardly.
    assert lowpass(values, 1000.0, 10.0) == pytest.approx(expected, abs=0.02 * np.ptp(values))
    middle = slice(200, 800)
    assert lowpass(values, 1000.0, 10.0)[middle] == pytest.approx(expected[middle], abs=2e-3 * np.ptp(values))


def test_a_constant_and_a_line_pass_unchanged_to_the_very_ends() -> None:
    line = 3.0 + 0.7 * TIME_S
    assert lowpass(line, RATE_HZ, 10.0) == pytest.approx(line, abs=2e-3)
    assert lowpass(np.full(400, -2.5), RATE_HZ, 10.0) == pytest.approx(np.full(400, -2.5), abs=1e-9)


def test_columns_are_filtered_apart_and_a_quarter_second_too() -> None:
    values = np.random.default_rng(2).standard_normal((50, 3))
    apart = np.column_stack([lowpass(c, RATE_HZ, 10.0) for c in values.T])
    assert lowpass(values, RATE_HZ, 10.0) == pytest.approx(apart, abs=1e-12)
    assert lowpass(np.ones(50), RATE_HZ, 10.0) == pytest.approx(np.ones(50), abs=1e-5)
