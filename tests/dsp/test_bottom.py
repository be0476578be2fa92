"""What happens at the bottom, on signals made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.bottom import AtBottom, BottomParams, BottomWindow, bottom_features
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.horizontal import PathOfRep
from dsp.movements import MovementParams, movements
from dsp.samples import FloatArray
from tests.dsp.making import Course, course

PARAMS = BottomParams()
CALM = course((1.0, 0.0), (1.6, -0.5), (0.6, 0.0), (1.1, 0.5), (1.0, 0.0))
BOTTOM_S = (2.6, 3.2)


def window_of(of: Course, **changed: FloatArray) -> BottomWindow:
    n = len(of.time_s)
    found = movements(of.motion, of.rate_hz, MovementParams(prominence_m=0.15))
    plain = BottomWindow(
        of.time_s, of.rate_hz, of.speed_ms, of.height_m, of.acc_ms2, np.zeros(n), np.zeros(n), np.zeros((n, 3)),
        np.zeros(n), found[0], found[-1],
    )  # fmt: skip
    return replace(plain, **changed)


def path_over(window: BottomWindow, forward_m: FloatArray | None = None) -> PathOfRep:
    n = len(window.time_s)
    none = np.zeros(n)
    return PathOfRep(
        0, none if forward_m is None else forward_m, none, None, None, None, None, None, None, None, None, None, None,
        radius_m=0.05,
    )  # fmt: skip


def features(window: BottomWindow, forward_m: FloatArray | None = None) -> AtBottom:
    return bottom_features(window, path_over(window, forward_m), PARAMS)


def test_a_calm_turn_shows_nothing() -> None:
    found = features(window_of(CALM))
    for measured in (found.second_sink_m, found.late_drop_s, found.step_m, found.roll_rate_rads, found.wobble_acc_ms2):
        assert measured is not None
        # What is left of the descent below 0.04 m/s is a millimetre or two.
        assert measured.value == pytest.approx(0.0, abs=2e-3)
        assert measured.sigma > 0


@pytest.mark.parametrize("sink_m", [0.02, 0.05])
def test_sinking_again_after_a_stop_is_measured(sink_m: float) -> None:
    of = course((1.0, 0.0), (1.4, -0.5 + sink_m), (0.4, 0.0), (0.4, -sink_m), (0.2, 0.0), (1.1, 0.5), (1.0, 0.0))
    sunk = features(window_of(of)).second_sink_m
    assert sunk is not None
    assert sunk.value == pytest.approx(sink_m, abs=2e-3)


def test_a_late_fall_is_timed() -> None:
    acc = np.zeros(len(CALM.time_s))
    falling = (CALM.time_s > 2.2) & (CALM.time_s < 2.3)
    acc[falling] = -0.4 * STANDARD_GRAVITY_MS2
    found = features(window_of(CALM, acc_ms2=acc)).late_drop_s
    assert found is not None
    assert found.value == pytest.approx(falling.sum() * 0.01)
    # The same in the early descent is how every descent begins.
    early = np.where((CALM.time_s > 1.2) & (CALM.time_s < 1.4), -0.4 * STANDARD_GRAVITY_MS2, 0.0)
    calm = features(window_of(CALM, acc_ms2=early)).late_drop_s
    assert calm is not None
    assert calm.value == 0.0


@pytest.mark.parametrize(("seconds", "expected_m"), [(0.15, 0.05), (1.0, 0.022)])
def test_a_quick_step_counts_whole_and_a_slow_drift_only_a_quarter_second_of_it(
    seconds: float, expected_m: float
) -> None:
    u = np.clip((CALM.time_s - 2.5) / seconds, 0.0, 1.0)
    forward = 0.05 * (10 * u**3 - 15 * u**4 + 6 * u**5)
    found = features(window_of(CALM), forward).step_m
    assert found is not None
    assert found.value == pytest.approx(expected_m, abs=2e-3)


def test_a_step_that_the_roll_of_the_clip_explains_is_none() -> None:
    u = np.clip((CALM.time_s - 2.8) / 0.15, 0.0, 1.0)
    smooth = 10 * u**3 - 15 * u**4 + 6 * u**5
    found = features(window_of(CALM, roll_rad=1.0 * smooth), 0.05 * smooth)
    assert found.step_m is not None
    assert found.step_m.value == pytest.approx(0.0, abs=1e-6)
    assert found.roll_rate_rads is not None
    # 1 rad in 0.15 s of minimum jerk.
    assert found.roll_rate_rads.value == pytest.approx(1.875 / 0.15, rel=0.1)


def test_on_a_sleeve_there_is_no_roll_rate() -> None:
    window = replace(window_of(CALM), roll_rad=None)
    assert features(window).roll_rate_rads is None


@pytest.mark.parametrize(("frequency_hz", "passes"), [(6.0, True), (1.0, False), (30.0, False)])
def test_the_wobble_is_the_rms_between_4_and_10_hz(frequency_hz: float, passes: bool) -> None:
    of = course((1.0, 0.0), (1.6, -0.5), (2.0, 0.0), (1.1, 0.5), (1.0, 0.0))
    wave = 0.8 * np.sin(2 * np.pi * frequency_hz * of.time_s)
    rate = np.zeros((len(wave), 3))
    rate[:, 1] = 0.1 * wave
    found = features(window_of(of, forward_ms2=wave, rate_rads=rate))
    low = (frequency_hz / 4.0) ** 8
    gain = low / (1 + low) / (1 + (frequency_hz / 10.0) ** 8)
    assert found.wobble_acc_ms2 is not None
    assert found.wobble_rads is not None
    assert found.wobble_acc_ms2.value == pytest.approx(gain * 0.8 / np.sqrt(2), rel=0.05, abs=0.01)
    assert found.wobble_rads.value == pytest.approx(0.1 * found.wobble_acc_ms2.value, rel=0.02, abs=1e-3)
    assert (found.wobble_acc_ms2.value > 0.3) == passes


def test_too_short_a_dwell_shows_no_wobble() -> None:
    of = course((1.0, 0.0), (1.0, -0.6), (0.9, 0.6), (1.0, 0.0))
    assert features(window_of(of)).wobble_acc_ms2 is None
