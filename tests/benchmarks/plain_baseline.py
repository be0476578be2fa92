"""The plain baseline that every figure is held against: what one writes in an afternoon. It knows no exercise."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfiltfilt
from vqf import offlineVQF

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray, Samples


@dataclass(frozen=True, slots=True)
class PlainPhase:
    up: bool
    start_s: float
    end_s: float
    mean_ms: float
    peak_ms: float
    travel_m: float


@dataclass(frozen=True, slots=True)
class Plain:
    """reps: pairs of neighbouring phases, first and second. speed_ms: upward, on time_s."""

    time_s: FloatArray
    speed_ms: FloatArray
    reps: list[tuple[PlainPhase, PlainPhase]]

    @property
    def drives(self) -> list[PlainPhase]:
        return [phase for rep in self.reps for phase in rep if phase.up]

    @property
    def descents(self) -> list[PlainPhase]:
        return [phase for rep in self.reps for phase in rep if not phase.up]


def plain_baseline(samples: Samples) -> Plain:
    time_s, acc, gyro = _even(samples)
    rate_hz = 1.0 / (time_s[1] - time_s[0])
    w, x, y, z = offlineVQF(gyro, acc, None, 1.0 / rate_hz)["quat6D"].T
    up = np.stack([2 * (x * z - w * y), 2 * (w * x + y * z), 1 - 2 * (x * x + y * y)], axis=1)
    lifted = np.einsum("ij,ij->i", up, acc) - STANDARD_GRAVITY_MS2
    if rate_hz > 24.5:
        lifted = sosfiltfilt(butter(2, 12.0, fs=rate_hz, output="sos"), lifted)
    speed = sosfiltfilt(butter(4, 0.12, "highpass", fs=rate_hz, output="sos"), np.cumsum(lifted) / rate_hz)
    phases = sorted(_phases(time_s, speed, True) + _phases(time_s, -speed, False), key=lambda p: p.start_s)
    return Plain(time_s, speed, max(_reps(phases, False), _reps(phases, True), key=len))


def _reps(phases: list[PlainPhase], up_first: bool) -> list[tuple[PlainPhase, PlainPhase]]:
    """Neighbours in one order, of like travel. The order that gives more reps is believed."""
    pairs = [(a, b) for a, b in itertools.pairwise(phases) if a.up is up_first and b.up is not up_first]
    typical = float(np.median([phase.travel_m for pair in pairs for phase in pair])) if pairs else 0.0
    return [pair for pair in pairs if all(0.5 * typical < phase.travel_m < 2.0 * typical for phase in pair)]


def _even(samples: Samples) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Samples by linear interpolation on an even grid; of repeated times the samples are spread out first."""
    time_s: FloatArray = samples.time_s
    if (np.diff(time_s) <= 0).any():
        index = np.arange(len(time_s))
        time_s = np.asarray(np.polyval(np.polyfit(index, time_s, 1), index), dtype=float)
    grid = np.arange(time_s[0], time_s[-1], float(np.median(np.diff(time_s))))
    rows = np.concatenate([samples.acc_ms2, samples.gyro_rads], axis=1)
    even = np.stack([np.interp(grid, time_s, axis) for axis in rows.T], axis=1)
    return grid, np.ascontiguousarray(even[:, :3]), np.ascontiguousarray(even[:, 3:])


def _phases(time_s: FloatArray, speed_ms: FloatArray, up: bool) -> list[PlainPhase]:
    """Runs above 0.02 m/s that somewhere pass 0.12 m/s."""
    over = np.flatnonzero(np.diff(np.concatenate([[False], speed_ms > 0.02, [False]]).astype(int)))
    out, step = [], time_s[1] - time_s[0]
    for a, b in zip(over[::2], over[1::2] - 1, strict=True):
        if (peak := float(speed_ms[a : b + 1].max())) > 0.12:
            travel, lasts = float(speed_ms[a : b + 1].sum() * step), max(time_s[b] - time_s[a], step)
            out.append(PlainPhase(up, float(time_s[a]), float(time_s[b]), travel / float(lasts), peak, travel))
    return out
