"""The uniform clock: bursts, losses, gaps, and everything that can be wrong with times and values."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dsp.arrival_clock import arrival_to_sample_times
from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from dsp.errors import SampleError
from dsp.results import WarningCode
from dsp.samples import FloatArray, Samples, Stamps
from dsp.timeline import Timeline, TimelineParams, build_timeline, resample, thinned
from tests.dsp.making import UNDELAYED, course, noisy, samples_of, squats, without

PARAMS = TimelineParams()
FAR_S = 1e9


def still(seconds: float = 10.0, rate_hz: float = 100.0) -> Samples:
    return noisy(samples_of(course((seconds, 0.0), rate_hz=rate_hz)), seed=0)


def warned(timeline: Timeline) -> set[WarningCode]:
    return {w.code for w in timeline.warnings}


def built(samples: Samples, stamps: Stamps = Stamps.SAMPLE) -> Timeline:
    return build_timeline(samples, stamps, UNDELAYED)


# Reading between samples


@pytest.mark.parametrize("seed", range(5))
def test_reading_between_samples_is_exact_for_parabolas(seed: int) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.cumsum(rng.uniform(0.004, 0.02, 60))
    coefficients = rng.normal(size=(3, 2))

    def parabola(t: FloatArray) -> FloatArray:
        return np.stack([np.ones_like(t), t, t * t], axis=1) @ coefficients

    inner = np.sort(rng.uniform(time_s[1], time_s[-2], 200))
    assert resample(time_s, parabola(time_s), inner, FAR_S) == pytest.approx(parabola(inner), abs=1e-12)


def test_a_line_is_kept_to_the_ends_and_samples_are_kept_as_they_are() -> None:
    time_s = np.cumsum(np.random.default_rng(1).uniform(0.004, 0.02, 40))
    values = np.random.default_rng(2).normal(size=(40, 3))
    assert resample(time_s, values, time_s, FAR_S) == pytest.approx(values, abs=1e-12)
    grid = np.linspace(time_s[0], time_s[-1], 333)
    line = np.column_stack([2.0 - 3.0 * time_s])
    assert resample(time_s, line, grid, FAR_S)[:, 0] == pytest.approx(2.0 - 3.0 * grid, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_across_a_gap_nothing_swings_beyond_the_samples_beside_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.concatenate([np.arange(20), np.arange(50, 70)]) * 0.01
    values = rng.normal(0.0, 5.0, (40, 1))
    inside = np.linspace(time_s[19], time_s[20], 50)
    read = resample(time_s, values, inside, gap_s=0.045)
    low, high = sorted((values[19, 0], values[20, 0]))
    assert read.min() >= low - 1e-12
    assert read.max() <= high + 1e-12


# Times of samples


def test_a_uniform_stream_is_taken_as_it_is_less_the_delay_of_the_sensor() -> None:
    samples = still()
    timeline = build_timeline(samples, Stamps.SAMPLE, PARAMS)
    assert timeline.acc_ms2 == pytest.approx(samples.acc_ms2)
    assert timeline.time_s == pytest.approx(samples.time_s - PARAMS.sensor_delay_samples * 0.01)
    assert timeline.rate_hz == pytest.approx(100.0)
    assert timeline.warnings == ()
    slow = build_timeline(still(rate_hz=40.0), Stamps.SAMPLE, PARAMS)
    assert slow.time_s[0] == pytest.approx(-PARAMS.sensor_delay_max_s)


@pytest.mark.parametrize("rate_hz", [10.0, 25.0, 45.0, 60.0])
def test_slow_streams_are_put_on_a_finer_grid_with_their_own_rate_kept(rate_hz: float) -> None:
    timeline = built(still(rate_hz=rate_hz))
    assert timeline.rate_hz == pytest.approx(PARAMS.grid_hz)
    assert timeline.native_rate_hz == pytest.approx(rate_hz, rel=1e-6)
    assert (WarningCode.LOW_RATE in warned(timeline)) == (rate_hz < PARAMS.low_rate_hz)


@pytest.mark.parametrize("rate_hz", [100.0, 142.0, 200.0, 286.0])
def test_quick_streams_keep_their_own_rate(rate_hz: float) -> None:
    timeline = built(still(rate_hz=rate_hz))
    assert timeline.rate_hz == pytest.approx(rate_hz, rel=1e-3)


def test_jitter_is_read_between_samples_and_not_taken_for_uniform() -> None:
    rng = np.random.default_rng(3)
    time_s = np.arange(800) * 0.01 + rng.uniform(-0.003, 0.003, 800)
    wave = np.column_stack([np.sin(2 * np.pi * 1.5 * time_s + k) for k in range(3)])
    timeline = built(Samples(time_s, 9.8 + wave, wave))
    expected = np.column_stack([np.sin(2 * np.pi * 1.5 * timeline.time_s + k) for k in range(3)])
    assert timeline.gyro_rads[2:-2] == pytest.approx(expected[2:-2], abs=2e-4)


@pytest.mark.parametrize("shift_s", [-1000.0, 0.5, 1.7e9])
def test_a_shift_of_all_times_shifts_only_the_times(shift_s: float) -> None:
    samples = without(noisy(samples_of(squats(1), 1.0), seed=1), 4.0, 4.3)
    plain, later = built(samples), built(replace(samples, time_s=samples.time_s + shift_s))
    # A double holds seconds since 1970 to a quarter of a microsecond.
    assert later.time_s - shift_s == pytest.approx(plain.time_s, abs=2e-6)
    assert later.acc_ms2 == pytest.approx(plain.acc_ms2, abs=1e-3)
    assert (later.filled == plain.filled).mean() > 0.999
    assert warned(later) == warned(plain)


# Gaps


def test_a_gap_is_listed_said_and_marked_and_nowhere_else() -> None:
    timeline = built(without(still(), 4.0, 4.3))
    (gap,) = timeline.gaps
    assert (gap.start_s, gap.end_s) == pytest.approx((4.0, 4.3))
    inside = (timeline.time_s > 4.001) & (timeline.time_s < 4.299)
    assert timeline.filled[inside].all()
    assert not timeline.filled[(timeline.time_s < 3.999) | (timeline.time_s > 4.301)].any()
    assert warned(timeline) == {WarningCode.GAPS}
    # The rate is that of the samples there are.
    assert timeline.native_rate_hz == pytest.approx(100.0, rel=1e-3)


def test_a_sample_or_two_missing_is_no_gap() -> None:
    samples = still()
    kept = np.ones(len(samples), dtype=bool)
    kept[200:202] = kept[500] = False
    timeline = built(Samples(samples.time_s[kept], samples.acc_ms2[kept], samples.gyro_rads[kept]))
    assert timeline.gaps == ()
    assert timeline.warnings == ()


def test_a_shock_at_the_edge_of_a_gap_is_not_stretched_over_it() -> None:
    samples = without(samples_of(course((6.0, 0.0))), 3.0, 3.4)
    acc = samples.acc_ms2.copy()
    acc[np.searchsorted(samples.time_s, 3.0), 2] += 60.0
    timeline = built(replace(samples, acc_ms2=acc))
    assert timeline.acc_ms2[timeline.filled, 2] == pytest.approx(STANDARD_GRAVITY_MS2, abs=0.01)


# Times of arrival


def arrivals(seed: int, seconds: float = 60.0, period_s: float = 0.010069, lost: tuple[int, ...] = ()) -> FloatArray:
    """Packets of 4 samples that wait for the next of connection events 30 ms apart, with stalls; `lost` never come."""
    rng = np.random.default_rng(seed)
    number = np.arange(int(seconds / period_s / 4))
    ready = (4 * number + 3) * period_s
    sent = np.ceil((ready + rng.exponential(0.004, len(ready))) / 0.03) * 0.03
    for start in rng.uniform(0.0, seconds, int(seconds / 8)):
        end = start + rng.uniform(0.1, 0.24)
        sent = np.where((sent > start) & (sent < end), end, sent)
    return np.repeat(np.maximum.accumulate(sent)[~np.isin(number, lost)], 4)


@pytest.mark.parametrize("seed", range(6))
def test_the_period_behind_bursts_and_stalls_is_found_within_100_ppm(seed: int) -> None:
    time_s = arrival_to_sample_times(arrivals(seed), PARAMS.arrival)
    assert (np.diff(time_s) > 0).all()
    assert np.median(np.diff(time_s)) == pytest.approx(0.010069, rel=100e-6)
    # Nothing was lost, so the clock runs without a step.
    assert np.ptp(np.diff(time_s)) < 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_the_rebuilt_clock_keeps_to_the_true_one_but_for_a_constant_delay(seed: int) -> None:
    time_s = arrival_to_sample_times(arrivals(seed), PARAMS.arrival)
    delay = time_s - np.arange(len(time_s)) * 0.010069
    assert np.ptp(delay) < 0.006
    assert 0.0 < np.median(delay) < 0.06


@pytest.mark.parametrize("seed", range(6))
def test_a_silent_loss_is_a_gap_where_it_happened(seed: int) -> None:
    lost = (700, 701, 702)
    arrival_s = arrivals(seed, lost=lost)
    timeline = built(resting_at(arrival_s), Stamps.ARRIVAL)
    assert warned(timeline) == {WarningCode.ARRIVAL_TIMES, WarningCode.GAPS}
    (gap,) = timeline.gaps
    assert (gap.end_s - gap.start_s) / 0.010069 - 1 == pytest.approx(12, abs=2.5)
    assert gap.start_s == pytest.approx(700 * 4 * 0.010069, abs=0.3)


def resting_at(arrival_s: FloatArray) -> Samples:
    n = len(arrival_s)
    return Samples(arrival_s, np.tile([0.0, 0.0, STANDARD_GRAVITY_MS2], (n, 1)), np.zeros((n, 3)))


def test_the_loss_in_a_real_capture_is_found(shared_data: Path) -> None:
    path = shared_data / "wt901-100hz.jsonl"
    if not path.is_file():
        pytest.skip(f"no field recordings at {path}: set RACKSIDE_SHARED to the folder that holds data/")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    frames = [(row["t"], len(bytes.fromhex(row["hex"])) // 20) for row in rows if "hex" in row]
    arrival_s = np.repeat([t for t, _ in frames], [count for _, count in frames]).astype(float)
    assert len(arrival_s) == 288
    time_s = arrival_to_sample_times(arrival_s, PARAMS.arrival)
    steps = np.diff(time_s)
    period = float(np.median(steps))
    assert 1 / period == pytest.approx(99.3, abs=0.3)
    longer = np.flatnonzero(steps > 1.5 * period)
    assert len(longer) == 1
    assert steps[longer[0]] / period - 1 == pytest.approx(12, abs=1.0)


# Bad times and values


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (still(0.01), "too few"),
        (still(30.0, rate_hz=1.0), "samples a second are too few"),
        (replace(still(), time_s=np.full(1001, 7.0)), "all times are equal"),
        (replace(still(), time_s=np.arange(1001)[::-1] * 0.01), "backwards"),
        (replace(still(), acc_ms2=np.full((1001, 3), np.nan)), "too few"),
        (replace(still(), time_s=np.full(1001, np.inf)), "too few"),
        (replace(still(), acc_ms2=1000.0 * still().acc_ms2), "beyond what any sensor reads"),
    ],
    ids=["two samples", "1 Hz", "equal times", "backwards", "all NaN", "infinite times", "mg called g"],
)
@pytest.mark.parametrize("stamps", [Stamps.SAMPLE])
def test_what_no_clock_can_be_made_of_is_an_error_with_advice(samples: Samples, message: str, stamps: Stamps) -> None:
    with pytest.raises(SampleError, match=message) as error:
        built(samples, stamps)
    assert error.value.advice.endswith(".")


@pytest.mark.parametrize(
    "arrival_s",
    [arrivals(0, 10.0)[::-1], np.repeat([0.0, 1.0], 500), np.append(np.zeros(999), 1e6)],
    ids=["backwards", "two times", "one outlier"],
)
def test_arrivals_that_do_not_go_on_are_an_error_with_advice(arrival_s: FloatArray) -> None:
    with pytest.raises(SampleError) as error:
        built(resting_at(arrival_s), Stamps.ARRIVAL)
    assert error.value.advice.endswith(".")


def test_a_damaged_time_does_not_become_a_grid_of_days() -> None:
    samples = still()
    time_s = samples.time_s.copy()
    time_s[300] = 1e9
    with pytest.raises(SampleError, match="no sample for"):
        built(replace(samples, time_s=time_s))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_rows_that_are_no_numbers_are_left_out_and_counted(bad: float) -> None:
    samples = still()
    acc, gyro = samples.acc_ms2.copy(), samples.gyro_rads.copy()
    acc[100, 1] = gyro[300, 0] = bad
    timeline = built(Samples(samples.time_s, acc, gyro))
    (said,) = timeline.warnings
    assert said.code is WarningCode.BAD_VALUES
    assert "2 of 1001" in said.text
    assert np.isfinite(timeline.acc_ms2).all()
    assert np.abs(timeline.acc_ms2).max() < 12.0


def test_rows_out_of_order_are_sorted_and_repeats_left_out() -> None:
    samples = still()
    order = np.arange(1001)
    order[[400, 401]] = [401, 400]
    mixed = Samples(samples.time_s[order], samples.acc_ms2[order], samples.gyro_rads[order])
    mixed = Samples.joined([mixed, mixed[990:]])
    timeline = built(mixed)
    assert warned(timeline) == {WarningCode.TIME_ORDER}
    assert timeline.acc_ms2 == pytest.approx(samples.acc_ms2)


def test_samples_nearly_on_top_of_one_another_are_one() -> None:
    """A slope taken over a microsecond is noise, and a cubic would swing with it."""
    samples = still()
    late = replace(samples[400:401], time_s=samples.time_s[400:401] + 1e-6, acc_ms2=samples.acc_ms2[400:401] + 0.5)
    timeline = built(Samples.joined([samples[:401], late, samples[401:]]))
    assert WarningCode.TIME_ORDER in warned(timeline)
    assert timeline.acc_ms2 == pytest.approx(samples.acc_ms2, abs=1e-6)


def test_a_handful_of_different_times_is_an_error() -> None:
    with pytest.raises(SampleError, match="different times"):
        built(replace(still(), time_s=np.repeat(np.arange(11.0), 91)))


def test_samples_at_the_sensors_limit_are_marked() -> None:
    samples = still()
    acc = samples.acc_ms2.copy()
    acc[500:503, 2] = 16.0 * STANDARD_GRAVITY_MS2
    timeline = built(replace(samples, acc_ms2=acc))
    assert np.flatnonzero(timeline.saturated).tolist() == [500, 501, 502]
    assert WarningCode.SATURATED in warned(timeline)


@pytest.mark.parametrize(
    ("acc_factor", "rate_factor", "said"),
    [
        (1.0, 1.0, False),
        (1.0, DEG_PER_RAD, True),
        (1.0 / STANDARD_GRAVITY_MS2, 1.0, True),
        (STANDARD_GRAVITY_MS2, 1.0, True),
        (1.0 / 1000.0, 1.0, True),
    ],
    ids=["right", "deg/s called rad/s", "g called m/s2", "m/s2 called g", "g called mg"],
)
def test_a_unit_that_is_not_what_it_is_called_is_doubted(acc_factor: float, rate_factor: float, said: bool) -> None:
    samples = samples_of(squats(), roll_per_m=1.5)
    wrong = Samples(samples.time_s, samples.acc_ms2 * acc_factor, samples.gyro_rads * rate_factor)
    assert (WarningCode.IMPLAUSIBLE_UNITS in warned(built(wrong))) == said


# Thinning


def test_thinning_keeps_means_flags_and_the_newest_sample() -> None:
    samples = still(4.0, rate_hz=200.0)
    acc = samples.acc_ms2.copy()
    acc[401, 0] = 200.0
    timeline = built(without(replace(samples, acc_ms2=acc), 1.0, 1.2))
    thin = thinned(timeline, 100.0)
    assert thin.rate_hz == pytest.approx(0.5 * timeline.rate_hz)
    assert timeline.time_s[-1] - thin.time_s[-1] < 0.5 / thin.rate_hz
    assert thin.acc_ms2[-1] == pytest.approx(timeline.acc_ms2[-2:].mean(axis=0))
    assert thin.saturated.sum() == 1
    assert thin.filled.mean() == pytest.approx(timeline.filled.mean(), abs=0.01)
    assert thin.gaps == timeline.gaps
    assert thinned(timeline, 250.0) is timeline


@pytest.mark.parametrize(
    ("range_ms2", "clipped"), [(None, 0), (8.0 * STANDARD_GRAVITY_MS2, 3), (16.0 * STANDARD_GRAVITY_MS2, 0)]
)
def test_readings_at_the_sensors_own_full_scale_are_clipped(range_ms2: float | None, clipped: int) -> None:
    """An 8 g sensor's 8 g say nothing of what was there; a 16 g sensor's do."""
    samples = still(rate_hz=100.0)
    acc = samples.acc_ms2.copy()
    acc[40:43, 2] = 8.0 * STANDARD_GRAVITY_MS2
    timeline = build_timeline(replace(samples, acc_ms2=acc), Stamps.SAMPLE, UNDELAYED, range_ms2)
    assert int(timeline.saturated.sum()) == clipped
