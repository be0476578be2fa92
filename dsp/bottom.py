"""What happens at the bottom: a second sink, a late drop, wobble, a sudden step, a flick of roll."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.features import Measured
from dsp.filters import bandpass
from dsp.horizontal import PathOfRep
from dsp.movements import Movement
from dsp.samples import FloatArray
from dsp.windows import runs_of


@dataclass(frozen=True, slots=True)
class BottomParams:
    """stop_ms: speed at which the bar has stopped. drop_g: downward acceleration of a drop. late_from, near: shares of
    travel of the late descent and of the bottom. step_s: how quick a step is. dwell_ms, dwell_s: for the wobble.
    wobble_hz: its band. roll_rate_s: time over which a roll rate is taken.
    sink_sigma_m, step_sigma_m, drop_sigma_s, roll_rate_sigma_rads: errors of those values. wobble_sigma_share: that of
    the wobble, wobble_floor_ms2 and wobble_floor_rads what comes on top.
    """

    stop_ms: float = 0.04
    drop_g: float = 0.25
    late_from: float = 0.75
    near: float = 0.20
    step_s: float = 0.25
    dwell_ms: float = 0.05
    dwell_s: float = 0.3
    wobble_hz: tuple[float, float] = (4.0, 10.0)
    sink_sigma_m: float = 0.004
    step_sigma_m: float = 0.006
    roll_rate_s: float = 0.03
    wobble_sigma_share: float = 0.15
    wobble_floor_ms2: float = 0.02
    wobble_floor_rads: float = 0.005
    roll_rate_sigma_rads: float = 0.10
    drop_sigma_s: float = 0.010


@dataclass(frozen=True, slots=True)
class BottomWindow:
    """Signals of the whole set with the descent before the turn and the drive after it."""

    time_s: FloatArray
    rate_hz: float
    speed_ms: FloatArray
    height_m: FloatArray
    acc_ms2: FloatArray
    along_ms2: FloatArray
    forward_ms2: FloatArray
    rate_rads: FloatArray
    roll_rad: FloatArray | None
    descent: Movement
    drive: Movement


@dataclass(frozen=True, slots=True)
class AtBottom:
    second_sink_m: Measured | None
    late_drop_s: Measured | None
    wobble_acc_ms2: Measured | None
    wobble_rads: Measured | None
    step_m: Measured | None
    roll_rate_rads: Measured | None


def bottom_features(window: BottomWindow, path: PathOfRep, params: BottomParams) -> AtBottom:
    """Everything the signs ask of one turn at the bottom."""
    wobble = _wobble(window, params)
    return AtBottom(
        second_sink_m=_second_sink(window, params),
        late_drop_s=_late_drop(window, params),
        wobble_acc_ms2=wobble[0],
        wobble_rads=wobble[1],
        step_m=_step(window, path, params),
        roll_rate_rads=_roll_rate(window, params),
    )


def _second_sink(w: BottomWindow, params: BottomParams) -> Measured:
    """How far the bar sank again after it had once stopped, or risen, on the way to the drive."""
    a, b = w.descent.peak, w.drive.peak
    slow = np.flatnonzero(w.speed_ms[a:b] > -params.stop_ms)
    if not len(slow):
        return Measured(0.0, params.sink_sigma_m)
    height = w.height_m[a + int(slow[0]) : b + 1]
    return Measured(float((np.maximum.accumulate(height) - height).max()), params.sink_sigma_m)


def _late_drop(w: BottomWindow, params: BottomParams) -> Measured:
    """Longest run of downward acceleration in the late descent."""
    m = w.descent
    height = w.height_m[m.first : m.last + 1]
    late = (height[0] - height) > params.late_from * (height[0] - height[-1])
    falling = late & (w.acc_ms2[m.first : m.last + 1] < -params.drop_g * STANDARD_GRAVITY_MS2)
    longest = max((b - a for a, b in runs_of(falling)), default=0)
    return Measured(longest / w.rate_hz, params.drop_sigma_s)


def _near_bottom(w: BottomWindow, params: BottomParams) -> tuple[int, int]:
    """Grid range in which the bar is in the lowest share of the travel."""
    a, b = w.descent.first, w.drive.last
    height = w.height_m[a : b + 1]
    lowest = float(height.min())
    low = np.flatnonzero(height < lowest + params.near * w.descent.travel_m)
    return (a + int(low[0]), a + int(low[-1]) + 1) if len(low) else (a, a + 1)


def _step(w: BottomWindow, path: PathOfRep, params: BottomParams) -> Measured | None:
    """Greatest horizontal step in a quarter second near the bottom, less what roll x clip radius explains."""
    a, b = _near_bottom(w, params)
    width = max(int(params.step_s * w.rate_hz), 1)
    lo, hi = max(a - path.first - width // 2, 0), min(b - path.first + width // 2, len(path.forward_m))
    forward, along = path.forward_m[lo:hi], path.along_m[lo:hi]
    if len(forward) <= width:
        return None
    moved = np.hypot(forward[width:] - forward[:-width], along[width:] - along[:-width])
    if w.roll_rad is not None:
        roll = w.roll_rad[path.first + lo : path.first + hi]
        moved = np.maximum(moved - path.radius_m * np.abs(roll[width:] - roll[:-width]), 0.0)
    return Measured(float(moved.max()), params.step_sigma_m)


def _roll_rate(w: BottomWindow, params: BottomParams) -> Measured | None:
    if w.roll_rad is None:
        return None
    a, b = _near_bottom(w, params)
    width = max(int(params.roll_rate_s * w.rate_hz), 1)
    roll = w.roll_rad[max(a - width, 0) : b + width]
    if len(roll) <= width:
        return None
    return Measured(float(np.abs(roll[width:] - roll[:-width]).max()) * w.rate_hz / width, params.roll_rate_sigma_rads)


def _wobble(w: BottomWindow, params: BottomParams) -> tuple[Measured | None, Measured | None]:
    """RMS at 4-10 Hz of horizontal acceleration and of angular rate while the bar dwells at the bottom."""
    a, b = w.descent.peak, w.drive.peak
    slow = np.abs(w.speed_ms[a : b + 1]) < params.dwell_ms
    if slow.sum() < params.dwell_s * w.rate_hz:
        return None, None
    lo, hi = a + int(np.argmax(slow)), a + len(slow) - int(np.argmax(slow[::-1]))
    pad = int(w.rate_hz)
    x, y = max(lo - pad, 0), min(hi + pad, len(w.time_s))
    low, high = params.wobble_hz
    signals = np.column_stack([w.along_ms2[x:y], w.forward_ms2[x:y], w.rate_rads[x:y]])
    inside = bandpass(signals, w.rate_hz, low, high)[lo - x : hi - x]
    power = (inside**2).mean(axis=0)
    acc, rate = float(np.sqrt(power[:2].sum())), float(np.sqrt(power[2:].sum()))
    share = params.wobble_sigma_share
    return (
        Measured(acc, share * acc + params.wobble_floor_ms2),
        Measured(rate, share * rate + params.wobble_floor_rads),
    )
