"""Degrees taken for radians are told from the way gravity turns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.results import WarningCode
from dsp.samples import FloatArray, Samples, Stamps
from dsp.timeline import TimelineParams, build_timeline

RATE_HZ = 100.0
TIME_S = np.arange(3000) / RATE_HZ


def rolling(reach_rad: float, axis: int = 0) -> Samples:
    """A bar that rolls to and fro about one of its axes and is pushed up and down, with ordinary noise."""
    rng = np.random.default_rng(0)
    angle = reach_rad * np.sin(2 * np.pi * TIME_S / 3.0)
    push = STANDARD_GRAVITY_MS2 + 3.0 * np.cos(2 * np.pi * TIME_S / 1.5)
    acc, gyro = np.zeros((len(TIME_S), 3)), np.zeros((len(TIME_S), 3))
    gyro[:, axis] = np.gradient(angle, 1.0 / RATE_HZ)
    acc[:, (axis + 1) % 3], acc[:, (axis + 2) % 3] = push * np.sin(angle), push * np.cos(angle)
    return Samples(TIME_S, acc + rng.normal(0, 0.1, acc.shape), gyro + rng.normal(0, 0.002, gyro.shape))


def doubted(samples: Samples, factor: float) -> bool:
    scaled: FloatArray = samples.gyro_rads * factor
    timeline = build_timeline(replace(samples, gyro_rads=scaled), Stamps.SAMPLE, TimelineParams())
    return WarningCode.IMPLAUSIBLE_UNITS in {w.code for w in timeline.warnings}


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("reach_deg", [8.0, 45.0])
def test_radians_called_degrees_are_said(reach_deg: float, axis: int) -> None:
    bar = rolling(reach_deg * RAD_PER_DEG, axis)
    assert doubted(bar, RAD_PER_DEG)
    assert not doubted(bar, 1.0)


@pytest.mark.parametrize("factor", [0.0, 0.5, 0.98, 1.02, 2.0])
def test_a_sensor_that_reads_poorly_is_no_wrong_unit(factor: float) -> None:
    assert not doubted(rolling(30.0 * RAD_PER_DEG), factor)


def test_a_bar_that_does_not_turn_shows_no_unit() -> None:
    assert not doubted(rolling(0.0), RAD_PER_DEG)
    assert not doubted(rolling(0.0), 1.0)
