"""Times of blocks whose stamps are coarse: smooth, followed over losses, never backwards."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sensor.drivers.block_clock import BlockClock


@pytest.mark.parametrize("true_hz", [104.0, 102.6, 105.9])
def test_rounding_to_milliseconds_is_taken_out_and_the_true_rate_found(true_hz: float) -> None:
    clock = BlockClock(104.0)
    starts_s = np.arange(600) * 8 / true_hz + 0.0123
    placed = [clock.place(np.floor(t * 1e3) * 1e-3, 8) for t in starts_s]
    got = np.array([p.start_s for p in placed if p])
    late = slice(100, None)
    error_s = got[late] - starts_s[late]
    assert np.ptp(error_s) < 0.3e-3  # the stamps' own errors span 1 ms
    assert np.abs(np.diff(error_s)).max() < 0.06e-3  # what a difference quotient would see
    assert placed[-1] is not None
    assert placed[-1].period_s == pytest.approx(1 / true_hz, rel=2e-4)
    assert sum(p.lost for p in placed if p) == 0


@given(st.lists(st.booleans(), min_size=20, max_size=120), st.floats(0.985, 1.015))
def test_lost_blocks_are_counted(there: list[bool], share: float) -> None:
    there[0] = there[-1] = True
    clock = BlockClock(104.0)
    lost = 0
    for k, came in enumerate([True] * 30 + there):
        if came:
            placed = clock.place(round(k * 8 / (104.0 * share), 3), 8)
            assert placed is not None
            lost += placed.lost
    gaps = [len(run) for run in "".join("x" if c else "." for c in there).split("x")]
    if max(gaps) * 8 / 104 < 1.8:
        assert lost == 8 * there.count(False)
    else:
        assert abs(lost - 8 * there.count(False)) <= 8


def test_what_comes_twice_or_late_is_left_out() -> None:
    clock = BlockClock(104.0)
    stamps = [1.0, 1.077, 1.077, 1.154, 1.0, 1.231]
    assert [clock.place(t, 8) is None for t in stamps] == [False, False, True, False, True, False]


def test_a_clock_set_anew_is_followed_and_a_pause_that_fits_no_blocks() -> None:
    clock = BlockClock(104.0)
    for k in range(50):
        clock.place(k * 8 / 104, 8)
    placed = clock.place(50 * 8 / 104 + 0.030, 8)
    assert placed is not None
    assert placed.start_s == pytest.approx(50 * 8 / 104 + 0.030)
    assert placed.lost == 0
    anew = clock.place(1e6, 8)
    assert anew is not None
    assert (anew.start_s, anew.lost) == (1e6, 0)


@example([(0.0, 19), (1.0625, 1)], 16.0)  # a stamp within what is believed, and before the end of the block before
@given(st.lists(st.tuples(st.floats(-2.0, 5.0), st.integers(1, 20)), max_size=60), st.floats(1.0, 500.0))
def test_any_stamps_give_times_in_order_until_the_clock_is_set_anew(steps: list[tuple[float, int]], hz: float) -> None:
    clock = BlockClock(hz)
    stamp_s, end_s = 100.0, -np.inf
    for step_s, count in steps:
        stamp_s += step_s
        placed = clock.place(stamp_s, count)
        if placed is None:
            continue
        assert placed.start_s > end_s
        assert placed.period_s > 0
        assert placed.lost >= 0
        end_s = placed.start_s + (count - 1) * placed.period_s
