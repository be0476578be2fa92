"""Numbers of one phase: its mean and peak speed, where the peak lies, late ratio, sticking point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.estimator import Motion
from dsp.movements import Movement
from dsp.results import Descent, Drive
from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class PhaseParams:
    """late_from: share of travel after which the descent is late; middle: the shares it is held against.
    stick_dip: a dip of the drive's speed below this share of the smaller peak beside it is a sticking point.
    """

    late_from: float = 0.75
    middle: tuple[float, float] = (0.25, 0.75)
    stick_dip: float = 0.85


def descent_of(move: Movement, motion: Motion, time_s: FloatArray, params: PhaseParams) -> Descent:
    """The descent's numbers; speeds are magnitudes."""
    first, last = edges(move, time_s)
    duration, travel = last - first, _travel(move, motion)
    return Descent(
        start_s=first,
        end_s=last,
        duration_s=duration,
        mean_speed_ms=travel / duration,
        peak_speed_ms=move.peak_ms,
        peak_at_fraction=_fraction_at(move, motion, move.peak),
        late_ratio=late_ratio(move, motion, time_s, params),
    )


def drive_of(move: Movement, motion: Motion, time_s: FloatArray, params: PhaseParams) -> Drive:
    """The drive's numbers."""
    first, last = edges(move, time_s)
    duration, travel = last - first, _travel(move, motion)
    return Drive(
        start_s=first,
        end_s=last,
        duration_s=duration,
        mean_speed_ms=travel / duration,
        peak_speed_ms=move.peak_ms,
        sticking_fraction=_sticking(move, motion, params),
    )


def edges(move: Movement, time_s: FloatArray) -> tuple[float, float]:
    """Times at which the phase's speed crosses the limit, between samples, s."""
    step = float(time_s[1] - time_s[0])
    start = float(time_s[move.first]) - move.head * step
    return start, max(float(time_s[move.last]) + move.tail * step, start + step)


def _travel(move: Movement, motion: Motion) -> float:
    return abs(float(motion.height_m[move.last] - motion.height_m[move.first]))


def _fractions(move: Movement, motion: Motion) -> FloatArray:
    """Share of the phase's travel done at each sample, never falling."""
    part = move.direction * motion.height_m[move.first : move.last + 1]
    done = np.maximum.accumulate(part - part[0])
    return done / max(float(done[-1]), 1e-6)


def _fraction_at(move: Movement, motion: Motion, index: int) -> float | None:
    done = _fractions(move, motion)
    k = index - move.first
    return float(done[k]) if 0 <= k < len(done) else None


def late_ratio(move: Movement, motion: Motion, time_s: FloatArray, params: PhaseParams) -> float | None:
    """Mean speed of the late part of the travel over that of the middle half; None for a handful of samples."""
    done = _fractions(move, motion)
    if len(done) < 8:
        return None
    since = time_s[move.first : move.last + 1] - time_s[move.first]
    low, high = params.middle
    at = np.interp([low, high, params.late_from, 1.0], done, since)
    middle_s, late_s = float(at[1] - at[0]), float(since[-1] - at[2])
    if middle_s <= 0 or late_s <= 0:
        return None
    return ((1.0 - params.late_from) / late_s) / ((high - low) / middle_s)


def _sticking(move: Movement, motion: Motion, params: PhaseParams) -> float | None:
    """Share of travel at the slowest moment between two peaks of the drive; None where there is no such dip."""
    speed = motion.speed_ms[move.first : move.last + 1]
    if len(speed) < 8:
        return None
    before = np.maximum.accumulate(speed)
    after = np.maximum.accumulate(speed[::-1])[::-1]
    depth = speed / np.maximum(np.minimum(before, after), 1e-6)
    k = int(np.argmin(depth))
    return float(_fractions(move, motion)[k]) if depth[k] < params.stick_dip else None
