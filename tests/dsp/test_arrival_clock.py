"""The clock behind arrivals, where a sensor sends packets of so many samples and some never come."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.arrival_clock import ArrivalParams, arrival_to_sample_times
from dsp.samples import FloatArray

PARAMS = ArrivalParams()


def sent(
    rate_hz: float, size: int, interval_s: float, seed: int, loss: float = 0.0, duration_s: float = 30.0
) -> tuple[FloatArray, FloatArray]:
    """Times of arrival and of sampling: full packets leave at the link's next turn; turns fail and stall."""
    rng = np.random.default_rng(seed)
    taken_s = np.arange(int(rate_hz * duration_s) // size * size) / rate_hz
    turns_s = rng.uniform(0, interval_s) + np.arange(int((duration_s + 2) / interval_s)) * interval_s
    failed = rng.uniform(size=len(turns_s)) < 0.03
    stall = int(rng.integers(len(turns_s)))
    failed[stall : stall + int(0.2 / interval_s)] = True
    turns_s = turns_s[~failed]
    at = np.searchsorted(turns_s, taken_s[size - 1 :: size])
    came_s = np.maximum.accumulate(turns_s[at] + rng.exponential(0.001, len(at)))
    came_s += np.arange(len(came_s)) * 1e-9  # no two at the very same time
    kept = rng.uniform(size=len(came_s)) >= loss
    kept[:8] = kept[-8:] = True
    return np.repeat(came_s[kept], size), taken_s[np.repeat(kept, size)]


@pytest.mark.parametrize(("rate_hz", "size", "interval_s"), [(99.3, 4, 0.03), (198.4, 8, 0.015), (100.0, 3, 0.0075)])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_found_lost_where_nothing_was(rate_hz: float, size: int, interval_s: float, seed: int) -> None:
    arrival_s, taken_s = sent(rate_hz, size, interval_s, seed)
    time_s = arrival_to_sample_times(arrival_s, PARAMS)
    assert np.diff(time_s).max() < 1.5 / rate_hz
    assert np.std(time_s - taken_s) < 0.002


@pytest.mark.parametrize(("rate_hz", "size", "interval_s"), [(99.3, 4, 0.03), (198.4, 8, 0.015), (100.0, 3, 0.015)])
@pytest.mark.parametrize("seed", range(4))
def test_single_lost_packets_leave_gaps_of_their_length(
    rate_hz: float, size: int, interval_s: float, seed: int
) -> None:
    arrival_s, taken_s = sent(rate_hz, size, interval_s, seed, loss=0.01)
    time_s = arrival_to_sample_times(arrival_s, PARAMS)
    error_s = time_s - taken_s
    # A loss is placed within a few packets of where it was.
    assert np.quantile(np.abs(error_s - np.median(error_s)), 0.95) < 0.012
    lost = round(float(np.diff(taken_s)[np.diff(taken_s) > 1.5 / rate_hz].sum()) * rate_hz)
    found = float(np.diff(time_s)[np.diff(time_s) > 1.5 / rate_hz].sum()) * rate_hz
    assert found == pytest.approx(lost, abs=size + 1)


def test_the_period_is_not_spoilt_by_many_losses() -> None:
    arrival_s, taken_s = sent(198.4, 8, 0.02, 3, loss=0.03)
    time_s = arrival_to_sample_times(arrival_s, PARAMS)
    assert np.median(np.diff(time_s)) == pytest.approx(1 / 198.4, rel=3e-3)
    assert np.std(time_s - taken_s) < 0.02


def test_a_recording_that_begins_late_on_the_hosts_clock() -> None:
    arrival_s, _ = sent(99.3, 4, 0.03, 1, loss=0.01)
    far_s = 1.7e9
    assert arrival_to_sample_times(arrival_s + far_s, PARAMS) - far_s == pytest.approx(
        arrival_to_sample_times(arrival_s, PARAMS), abs=1e-3
    )
