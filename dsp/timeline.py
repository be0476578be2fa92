"""A uniform clock out of whatever times came: bursts, jitter and gaps; a gap stays known as a gap.

Times of arrival become times of samples first (`arrival_clock`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from dsp.arrival_clock import ArrivalParams, arrival_to_sample_times
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.errors import SampleError
from dsp.results import Gap, SetWarning, WarningCode
from dsp.samples import BoolArray, FloatArray, IntArray, Samples, Stamps
from dsp.turn_unit import TurnUnitParams, rates_too_small
from dsp.windows import block_sums, squared


@dataclass(frozen=True, slots=True)
class TimelineParams:
    """How times become a clock.

    gap_factor, gap_min_s: an interval is a gap when longer than both gap_factor x the median and gap_min_s.
    jitter_max: spread of the intervals over their median up to which the stamps are taken as they are.
    grid_min_hz, grid_hz: slower or jittery streams are put on a grid of grid_hz, so that edges can be placed.
    repeat_share: of the median interval; a sample that follows the one before more closely repeats its time.
    last_share: of a grid step; a grid point so near to a sample, or past the last one, is at it: a double holds
    seconds since 1970 only to a quarter of a microsecond.
    arrival: of the clock behind times of arrival.
    pause_max_s: no set has a longer gap: a time is damaged.
    min_samples, min_rate_hz: below these nothing can be said. low_rate_hz: below this the claims are lowered.
    shock_ms2: a sample beside a gap that differs this much from the median of shock_reach samples on either side is
    a shock, not a trend.
    saturation_g: the common full scale, where the sensor's is not known. saturated_share: beyond it a reading is
    taken as clipped.
    rate_max_rads: faster than any barbell turns; more than a few such samples mean a wrong unit.
    acc_max_ms2: no sensor reads more: such a row is damaged.
    turn_unit: of the test whether turn rates are in their unit.
    sensor_delay_samples, sensor_delay_max_s: delay of the sensor's own low-pass. A second-order filter at 0.4 of the
    rate delays by 0.56 samples and averaging over a sample by up to 0.5; 0.8 agrees with optical truth (BROAD).
    """

    gap_factor: float = 2.5
    gap_min_s: float = 0.045
    jitter_max: float = 0.12
    grid_min_hz: float = 90.0
    grid_hz: float = 100.0
    min_samples: int = 20
    min_rate_hz: float = 8.0
    pause_max_s: float = 7200.0
    repeat_share: float = 0.05
    last_share: float = 1e-3
    low_rate_hz: float = 30.0
    shock_ms2: float = 6.0
    shock_reach: int = 8
    saturation_g: float = 16.0
    saturated_share: float = 0.99
    rate_max_rads: float = 60.0
    acc_max_ms2: float = 4000.0
    sensor_delay_samples: float = 0.8
    sensor_delay_max_s: float = 0.010
    arrival: ArrivalParams = field(default_factory=ArrivalParams)
    turn_unit: TurnUnitParams = field(default_factory=TurnUnitParams)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Samples on a uniform grid.

    time_s: (n,), acc_ms2: (n, 3), gyro_rads: (n, 3). rate_hz: of the grid; native_rate_hz: of the stream.
    filled: (n,) True where the grid point lies in a gap. saturated: (n,) True at the sensor's limit.
    """

    time_s: FloatArray
    acc_ms2: FloatArray
    gyro_rads: FloatArray
    rate_hz: float
    native_rate_hz: float
    gaps: tuple[Gap, ...]
    filled: BoolArray
    saturated: BoolArray
    warnings: tuple[SetWarning, ...]

    def __len__(self) -> int:
        return int(self.time_s.shape[0])

    @property
    def step_s(self) -> float:
        return 1.0 / self.rate_hz


def build_timeline(
    samples: Samples, stamps: Stamps, params: TimelineParams, acc_range_ms2: float | None = None
) -> Timeline:
    """Put samples on a uniform clock. Raises SampleError where no clock can be made of their times.

    acc_range_ms2: the sensor's full scale; None: the usual one.
    """
    warnings: list[SetWarning] = []
    if stamps is Stamps.ARRIVAL:
        # Before unusable rows are left out: they count, since counting is the clock.
        samples = _finite(_clocked(samples, params), params, warnings)
        warnings.append(
            SetWarning(WarningCode.ARRIVAL_TIMES, "times are arrival times; a uniform clock was rebuilt from them")
        )
    else:
        samples = _undelayed(_ordered(_finite(samples, params, warnings), params, warnings), params)
    range_ms2 = params.saturation_g * STANDARD_GRAVITY_MS2 if acc_range_ms2 is None else acc_range_ms2
    timeline = _on_grid(samples, params, warnings, params.saturated_share * range_ms2)
    warnings.extend(_plausibility(samples, timeline, params))
    return Timeline(
        timeline.time_s, timeline.acc_ms2, timeline.gyro_rads, timeline.rate_hz, timeline.native_rate_hz,
        timeline.gaps, timeline.filled, timeline.saturated, tuple(warnings),
    )  # fmt: skip


def _clocked(samples: Samples, params: TimelineParams) -> Samples:
    """Samples at the times of a uniform clock instead of those of arrival."""
    samples = samples if np.isfinite(samples.time_s).all() else _timed(samples)
    if len(samples) < params.min_samples or not np.ptp(samples.time_s) > 0:
        return samples  # which is told as what it is
    return Samples(arrival_to_sample_times(samples.time_s, params.arrival), samples.acc_ms2, samples.gyro_rads)


def _timed(samples: Samples) -> Samples:
    known = np.isfinite(samples.time_s)
    return Samples(samples.time_s[known], samples.acc_ms2[known], samples.gyro_rads[known])


def _undelayed(samples: Samples, params: TimelineParams) -> Samples:
    """Times at which the movement was, rather than at which the sensor's own low-pass let it through."""
    delay_s = min(params.sensor_delay_samples * float(np.median(np.diff(samples.time_s))), params.sensor_delay_max_s)
    return Samples(samples.time_s - delay_s, samples.acc_ms2, samples.gyro_rads)


def _finite(samples: Samples, params: TimelineParams, warnings: list[SetWarning]) -> Samples:
    time_s, acc, gyro = samples.time_s, samples.acc_ms2, samples.gyro_rads
    good = np.isfinite(time_s)
    for column in (*acc.T, *gyro.T):
        good &= np.abs(column) < params.acc_max_ms2  # False for NaN too
    bad = int(len(samples) - good.sum())
    if bad:
        text = f"{bad} of {len(samples)} rows hold no usable numbers and were left out"
        warnings.append(SetWarning(WarningCode.BAD_VALUES, text))
        samples = Samples(samples.time_s[good], samples.acc_ms2[good], samples.gyro_rads[good])
    if len(samples) < params.min_samples:
        numbers = int((np.isfinite(time_s) & np.isfinite(acc).all(axis=1) & np.isfinite(gyro).all(axis=1)).sum())
        if numbers >= params.min_samples:
            raise SampleError(
                f"{numbers - len(samples)} of {numbers} rows are beyond what any sensor reads",
                "Check the units of the columns: they are probably not what their names say.",
            )
        raise SampleError(
            f"{len(samples)} usable samples are too few to analyse",
            f"Record at least {params.min_samples} samples, better a whole set with two seconds of rest before it.",
        )
    if np.ptp(samples.time_s) <= 0:
        raise SampleError("all times are equal", "Check that the time column holds the time of each sample.")
    return samples


def _ordered(samples: Samples, params: TimelineParams, warnings: list[SetWarning]) -> Samples:
    """Samples in order of time, none nearly on top of another: a slope taken between two such is noise."""
    steps = np.diff(samples.time_s)
    if (steps > params.repeat_share * np.median(steps)).all():
        return samples
    back = int((steps < 0).sum())
    if back > 0.3 * len(steps):
        raise SampleError("time runs backwards", "Check that the rows are in the order in which they were recorded.")
    order = np.argsort(samples.time_s, kind="stable")
    steps = np.diff(samples.time_s[order])
    kept = order[np.append(True, steps > params.repeat_share * np.median(steps[steps > 0]))]
    if len(kept) < params.min_samples:
        raise SampleError(
            f"{len(kept)} different times are too few to analyse", "Check that the time column tells samples apart."
        )
    text = f"times go backwards {back} times and {len(samples) - len(kept)} repeat; rows were sorted, repeats left out"
    warnings.append(SetWarning(WarningCode.TIME_ORDER, text))
    return Samples(samples.time_s[kept], samples.acc_ms2[kept], samples.gyro_rads[kept])


def _on_grid(samples: Samples, params: TimelineParams, warnings: list[SetWarning], full_ms2: float) -> Timeline:
    time_s = samples.time_s
    steps = np.diff(time_s)
    median = float(np.median(steps))
    longest = max(params.gap_factor * median, params.gap_min_s)
    long = steps > longest
    # The rate is that of the intervals that are no gaps.
    native = float((~long).sum() / max(steps[~long].sum(), 1e-9)) if (~long).any() else 1.0 / median
    if native < params.min_rate_hz:
        raise SampleError(
            f"{native:.1f} samples a second are too few to find a rep",
            "Set the sensor to 100 samples a second or more.",
        )
    if native < params.low_rate_hz:
        text = (
            f"{native:.0f} samples a second are few: speeds and times are less certain; set the sensor to 100 or more"
        )
        warnings.append(SetWarning(WarningCode.LOW_RATE, text))
    ordinary = steps[~long] if (~long).any() else steps
    jitter = float(np.std(ordinary) / median)
    as_is = jitter < params.jitter_max and native >= params.grid_min_hz
    rate = (
        1.0 / float(np.mean(ordinary)) if as_is else max(params.grid_hz, native if jitter < params.jitter_max else 0.0)
    )
    # Windows are cut to whole samples: a rate of 99.999... must not make them one shorter than a rate of 100 does.
    rate = round(rate, 6)
    n = int(np.floor((time_s[-1] - time_s[0]) * rate + params.last_share)) + 1
    if float(steps.max()) > params.pause_max_s:
        raise SampleError(
            f"no sample for {steps.max():.0f} s, after {time_s[int(np.argmax(steps))] - time_s[0]:.0f} s",
            "Check the time column there, or cut the recording into its sets.",
        )
    grid = time_s[0] + np.arange(n) / rate
    gap_at = np.flatnonzero(long)
    gaps = tuple(Gap(float(time_s[k]), float(time_s[k + 1])) for k in gap_at)
    values = np.hstack([samples.acc_ms2, samples.gyro_rads])
    if n == len(time_s) and float(np.abs(grid - time_s).max()) < 0.3 / rate:
        uniform, filled = values, np.zeros(n, dtype=bool)
    else:
        uniform = resample(time_s, _quiet_gap_edges(values, gap_at, params), grid, longest)
        filled = _inside(grid, gaps, params.last_share / rate)
    saturated = np.zeros(n, dtype=bool)
    if float(np.abs(uniform[:, :3]).max()) > full_ms2:
        saturated = np.asarray(np.abs(uniform[:, :3]).max(axis=1) > full_ms2)
    if gaps:
        missing = sum(g.end_s - g.start_s for g in gaps)
        text = f"{len(gaps)} gaps, {missing:.1f} s in all, the longest {max(g.end_s - g.start_s for g in gaps):.2f} s"
        warnings.append(SetWarning(WarningCode.GAPS, text))
    acc, gyro = np.ascontiguousarray(uniform[:, :3]), np.ascontiguousarray(uniform[:, 3:])
    return Timeline(grid, acc, gyro, rate, native, gaps, filled, saturated, ())


def thinned(timeline: Timeline, most_hz: float) -> Timeline:
    """The same timeline at no more than most_hz, by means over neighbours: for causal solves, where time is short."""
    size = int(timeline.rate_hz / most_hz)
    n = len(timeline) // max(size, 1)
    if size < 2 or n < 2:
        return timeline
    skip = len(timeline) - n * size  # the newest sample stays the last

    def mean(values: FloatArray) -> FloatArray:
        return (block_sums(values[skip:], size) / size).reshape(n, *values.shape[1:])

    def any_of(mask: BoolArray) -> BoolArray:
        return np.asarray(mask[skip:].reshape(n, size).max(axis=1), dtype=bool)

    return replace(
        timeline, time_s=mean(timeline.time_s), acc_ms2=mean(timeline.acc_ms2), gyro_rads=mean(timeline.gyro_rads),
        rate_hz=timeline.rate_hz / size, filled=any_of(timeline.filled),
        saturated=any_of(timeline.saturated),
    )  # fmt: skip


def resample(time_s: FloatArray, values: FloatArray, grid_s: FloatArray, gap_s: float) -> FloatArray:
    """Values (n, k) at increasing times, read at grid_s (m,) by a cubic through them.

    Cubic Hermite with the tangents of the parabola through each three neighbours (Bessel; de Boor, A Practical
    Guide to Splines, chapter IV): exact for parabolas, so peaks between samples are not cut.
    """
    width = np.diff(time_s)
    slope = np.diff(values, axis=0) / width[:, None]
    tangent = np.empty_like(values)
    tangent[0], tangent[-1] = slope[0], slope[-1]
    if len(time_s) > 2:
        share = (width[:-1] / (width[:-1] + width[1:]))[:, None]
        left, right = slope[:-1], slope[1:]
        smooth = (1.0 - share) * left + share * right
        with np.errstate(divide="ignore", invalid="ignore"):
            careful = 1.0 / ((1.0 + share) / 3.0 / left + (2.0 - share) / 3.0 / right)
        careful = np.where(left * right > 0, careful, 0.0)
        at_gap = (np.maximum(width[:-1], width[1:]) > gap_s)[:, None]
        tangent[1:-1] = np.where(at_gap, careful, smooth)
    k = np.clip(np.searchsorted(time_s, grid_s, side="right") - 1, 0, len(time_s) - 2)
    h = width[k][:, None]
    u = np.clip((grid_s - time_s[k])[:, None] / h, 0.0, 1.0)
    u2, u3 = u * u, u * u * u
    out = (2 * u3 - 3 * u2 + 1) * values[k] + (u3 - 2 * u2 + u) * h * tangent[k]
    out += (3 * u2 - 2 * u3) * values[k + 1] + (u3 - u2) * h * tangent[k + 1]
    return np.asarray(out, dtype=float)


def _quiet_gap_edges(values: FloatArray, gap_at: IntArray, params: TimelineParams) -> FloatArray:
    """Replace a shock at the edge of a gap by the median about it, so that it is not stretched over the gap."""
    if not len(gap_at):
        return values
    out = values.copy()
    reach = np.arange(-params.shock_reach, params.shock_reach + 1)
    edge = np.unique(np.concatenate([gap_at, gap_at + 1]))
    around = np.clip(edge[:, None] + reach[None, :], 0, len(values) - 1)
    middle = np.median(values[around, :3], axis=1)
    far = np.abs(values[edge, :3] - middle) > params.shock_ms2
    out[edge, :3] = np.where(far, middle, values[edge, :3])
    return out


def _inside(grid: FloatArray, gaps: tuple[Gap, ...], near_s: float) -> BoolArray:
    """True strictly within a gap: a grid point so near to its ends is one of them, however it was rounded."""
    inside = np.zeros(len(grid) + 1, dtype=np.int64)
    if gaps:
        np.add.at(inside, np.searchsorted(grid, [g.start_s + near_s for g in gaps], side="right"), 1)
        np.add.at(inside, np.searchsorted(grid, [g.end_s - near_s for g in gaps], side="left"), -1)
    return np.asarray(np.cumsum(inside)[:-1] > 0)


def _plausibility(samples: Samples, timeline: Timeline, params: TimelineParams) -> list[SetWarning]:
    out: list[SetWarning] = []
    clipped = int(timeline.saturated.sum())
    if clipped:
        text = f"samples at the sensor's limit: {clipped}; what happened beyond it is not known"
        out.append(SetWarning(WarningCode.SATURATED, text))
    rate = np.sqrt(squared(samples.gyro_rads))
    if np.quantile(rate, 0.9) > params.rate_max_rads / 4 or (rate > params.rate_max_rads).sum() > 3:
        text = "turn rates that no barbell reaches: is the rate column really in the unit its name says?"
        out.append(SetWarning(WarningCode.IMPLAUSIBLE_UNITS, text))
    elif rates_too_small(timeline.acc_ms2, timeline.gyro_rads, timeline.rate_hz, params.turn_unit):
        text = "the bar turns many times farther than its turn rates say: are they radians under a name for degrees?"
        out.append(SetWarning(WarningCode.IMPLAUSIBLE_UNITS, text))
    size = float(np.sqrt(np.median(squared(samples.acc_ms2))))
    if not 0.5 < size / STANDARD_GRAVITY_MS2 < 2.0:
        text = f"acceleration is {size / STANDARD_GRAVITY_MS2:.3g} g in the median, not about 1 g: check the unit"
        out.append(SetWarning(WarningCode.IMPLAUSIBLE_UNITS, text))
    return out
