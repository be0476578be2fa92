"""Whether a sensor sits and is set as it should, from some seconds of its samples and what was said of its place.

Each check gives a verdict and its number; what to do about it is said where it is shown. What was not seen yet is said
to be unseen, never good.

A loose clip is found by turning the bar: gravity holds a clip with play to one of its stops, and it falls over to the
other as the bar turns. A fall of 2 mm ends at about 0.08 m/s and within milliseconds, while a hand that turns a bar
makes nothing so quick. Only clicks in such a calm turn count: rattling plates, racks and the floor click as hard, while
the bar is lifted or rests, and in lifting gravity holds a loose clip still anyhow. In real sets, of which nobody knows
of a loose clip, nothing of 2 m/s^2 or more counts so; loose clips are simulated alone (`sensor/simulator/rattle.py`):
2 mm of play are found at 100 Hz, 1 mm at 200 Hz, nothing sure at 50 Hz.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dsp.bar import BarParams
from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.context import ClipPlace, Forward
from dsp.samples import FloatArray, Samples
from dsp.still_stretches import StillParams, still_stretches
from dsp.windows import runs_of, squared


class Check(StrEnum):
    RATE = "rate"
    """Samples a second."""
    GRAVITY = "gravity"
    """Size of the reading at rest, g."""
    LIMIT = "limit"
    """Longest time at the sensor's limit, s."""
    FIRM = "firm"
    """Clicks while the bar turned."""
    SLEEVE = "sleeve"
    """Distance from the shaft's middle, m."""
    OFF_AXIS = "off_axis"
    """Distance from the shaft's axis, m."""
    FORWARD = "forward"
    """Angle of the marked axis out of the level, rad."""


class Verdict(StrEnum):
    UNSEEN = "unseen"
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Seen:
    """One check. value: in the check's own unit; None where nothing was seen or said."""

    check: Check
    verdict: Verdict
    value: float | None = None


def _at_rest() -> StillParams:
    return StillParams(least_s=1.0)


@dataclass(frozen=True, slots=True)
class PlacementParams:
    """good_rate_hz: 100 Hz and what clocks are off by. least_rate_hz: below it speeds are hardly worth having
    (`firmware_notes/mounting.md`). seen_s: a rate is told by so much. gravity_tolerance: as for the set's warning.
    limit_share: a reading beyond this share of the range is clipped. limit_s: racks and plates clip for 20-30 ms.
    wide_range_g: a narrower range clips in ordinary lifting; also the range where none is known.
    click_ms2: a quarter of the second difference of the acceleration in a click. click_apart_s: nearer ones are one.
    calm_ms2, turning_rads, calm_s: a bar that is turned by hand reads one g within this, and turns so fast, in the
    median over this time, which a click does not change.
    clicks: so many are a loose clip. turned_rad: the bar is turned so far for this to be told.
    off_axis_m: farther costs more than everything else about the sensor. level: least level share of a forward axis.
    """

    good_rate_hz: float = 90.0
    least_rate_hz: float = 45.0
    seen_s: float = 1.0
    gravity_tolerance: float = 0.05
    limit_share: float = 0.99
    limit_s: float = 0.1
    wide_range_g: float = 16.0
    click_ms2: float = 2.0
    click_apart_s: float = 0.1
    calm_ms2: float = 0.6
    turning_rads: float = 0.5
    calm_s: float = 0.5
    clicks: int = 2
    turned_rad: float = 150.0 * RAD_PER_DEG
    off_axis_m: float = 0.05
    level: float = 0.5
    bar: BarParams = field(default_factory=BarParams)
    still: StillParams = field(default_factory=_at_rest)


PLACEMENT: Final = PlacementParams()


def check_placement(
    samples: Samples,
    *,
    clip: ClipPlace | None = None,
    forward: Forward | None = None,
    acc_range_g: float | None = None,
    params: PlacementParams = PLACEMENT,
) -> tuple[Seen, ...]:
    """All checks, in the order of `Check`. samples: the last seconds, corrected by a calibration where there is one."""
    usable = np.isfinite(samples.time_s) & np.isfinite(samples.acc_ms2).all(axis=1)
    usable &= np.isfinite(samples.gyro_rads).all(axis=1)
    rows = Samples(samples.time_s[usable], samples.acc_ms2[usable], samples.gyro_rads[usable])
    rate_hz = _rate_hz(rows, params)
    up = _resting(rows, params)
    return (
        _of_rate(rate_hz, params),
        _of_gravity(up, params),
        _of_limit(rows, rate_hz, acc_range_g, params),
        _of_firmness(rows, rate_hz, params),
        _of_sleeve(clip, params),
        _of_off_axis(clip, params),
        _of_forward(forward, up, params),
    )


def clicks(samples: Samples, rate_hz: float, params: PlacementParams = PLACEMENT) -> tuple[int, float]:
    """How often something struck the sensor while the bar was turned calmly, and how far it was turned so, rad.

    Second differences pass what is at half the rate, and leave movement out.
    """
    width = max(int(params.calm_s * rate_hz), 3)
    if len(samples) < 2 * width:
        return 0, 0.0
    acc = samples.acc_ms2
    uneven = np.abs(np.sqrt(squared(acc)) - STANDARD_GRAVITY_MS2)
    turn = np.sqrt(squared(samples.gyro_rads - np.median(samples.gyro_rads, axis=0)))
    calm = (_medians(uneven, width) < params.calm_ms2) & (_medians(turn, width) > params.turning_rads)
    quick = np.zeros(len(acc), dtype=bool)
    quick[1:-1] = np.sqrt(squared(acc[:-2] - 2.0 * acc[1:-1] + acc[2:])) / 4.0 > params.click_ms2
    found, last = 0, -np.inf
    for first, end in runs_of(quick & calm):
        found += int(first - last > params.click_apart_s * rate_hz)
        last = end
    return found, float(turn[calm].sum()) / rate_hz


def _medians(values: FloatArray, width: int) -> FloatArray:
    """Running median about each value (n,), looked at five times a width."""
    step = max(width // 5, 1)
    padded = np.pad(values, width // 2, mode="edge")
    every = np.median(sliding_window_view(padded, width)[::step], axis=1)
    return np.asarray(every[np.minimum((np.arange(len(values)) + step // 2) // step, len(every) - 1)])


def _rate_hz(rows: Samples, params: PlacementParams) -> float | None:
    """Over all of them, gaps included: times of arrival come in bursts, and what is lost is missing."""
    if len(rows) < 2:
        return None
    span_s = float(rows.time_s[-1] - rows.time_s[0])
    return (len(rows) - 1) / span_s if span_s >= params.seen_s else None


def _resting(rows: Samples, params: PlacementParams) -> FloatArray | None:
    """Reading (3,) of the newest rest."""
    found = still_stretches(rows, params.still)
    return np.asarray(found[-1].acc_blocks.mean(axis=0)) if found else None


def _of_rate(rate_hz: float | None, params: PlacementParams) -> Seen:
    if rate_hz is None:
        return Seen(Check.RATE, Verdict.UNSEEN)
    if rate_hz >= params.good_rate_hz:
        return Seen(Check.RATE, Verdict.GOOD, rate_hz)
    return Seen(Check.RATE, Verdict.DOUBTFUL if rate_hz >= params.least_rate_hz else Verdict.BAD, rate_hz)


def _of_gravity(up: FloatArray | None, params: PlacementParams) -> Seen:
    if up is None:
        return Seen(Check.GRAVITY, Verdict.UNSEEN)
    size_g = float(np.linalg.norm(up)) / STANDARD_GRAVITY_MS2
    good = abs(size_g - 1.0) <= params.gravity_tolerance
    return Seen(Check.GRAVITY, Verdict.GOOD if good else Verdict.BAD, size_g)


def _of_limit(rows: Samples, rate_hz: float | None, range_g: float | None, params: PlacementParams) -> Seen:
    if rate_hz is None:
        return Seen(Check.LIMIT, Verdict.UNSEEN)
    full = params.limit_share * STANDARD_GRAVITY_MS2 * (range_g or params.wide_range_g)
    at_limit = np.asarray(np.abs(rows.acc_ms2).max(axis=1) >= full)
    longest_s = max((end - first for first, end in runs_of(at_limit)), default=0) / rate_hz
    if longest_s >= params.limit_s:
        return Seen(Check.LIMIT, Verdict.BAD, longest_s)
    narrow = range_g is not None and range_g < params.wide_range_g
    return Seen(Check.LIMIT, Verdict.DOUBTFUL if narrow else Verdict.GOOD, longest_s)


def _of_firmness(rows: Samples, rate_hz: float | None, params: PlacementParams) -> Seen:
    if rate_hz is None:
        return Seen(Check.FIRM, Verdict.UNSEEN)
    found, turned_rad = clicks(rows, rate_hz, params)
    if found >= params.clicks:
        return Seen(Check.FIRM, Verdict.BAD, float(found))
    if turned_rad < params.turned_rad or found or rate_hz < params.good_rate_hz:
        return Seen(Check.FIRM, Verdict.UNSEEN, float(found) if found else None)
    return Seen(Check.FIRM, Verdict.GOOD, 0.0)


def _of_sleeve(clip: ClipPlace | None, params: PlacementParams) -> Seen:
    if clip is None:
        return Seen(Check.SLEEVE, Verdict.UNSEEN)
    along_m = abs(clip.along_m)
    return Seen(Check.SLEEVE, Verdict.BAD if along_m > params.bar.sleeve_m else Verdict.GOOD, along_m)


def _of_off_axis(clip: ClipPlace | None, params: PlacementParams) -> Seen:
    if clip is None:
        return Seen(Check.OFF_AXIS, Verdict.UNSEEN)
    off_m = abs(clip.off_axis_m)
    return Seen(Check.OFF_AXIS, Verdict.DOUBTFUL if off_m > params.off_axis_m else Verdict.GOOD, off_m)


def _of_forward(forward: Forward | None, up: FloatArray | None, params: PlacementParams) -> Seen:
    """An axis that points up or down as the bar lies says nothing about forward."""
    if forward is None:
        return Seen(Check.FORWARD, Verdict.UNSEEN)
    if up is None or not np.linalg.norm(up) > 0.0:
        return Seen(Check.FORWARD, Verdict.GOOD)
    upward = float(up["xyz".index(forward.value[1])] / np.linalg.norm(up))
    rise_rad = float(np.arcsin(np.clip(abs(upward), 0.0, 1.0)))
    level = np.cos(rise_rad) >= params.level
    return Seen(Check.FORWARD, Verdict.GOOD if level else Verdict.DOUBTFUL, rise_rad)
