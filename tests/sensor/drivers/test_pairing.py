"""Two streams made one: exact where both are known, nothing where one is missing, whatever the order of arrival."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sensor.drivers.pairing import Paired, PairedStreams, PairingParams


def line(time_s: np.ndarray) -> np.ndarray:
    return np.stack([time_s, 2.0 * time_s + 1.0, -time_s], axis=1)


def joined(parts: list[Paired]) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    return (
        np.concatenate([p.time_s for p in parts]),
        np.concatenate([p.lead for p in parts]),
        np.concatenate([p.other for p in parts]),
        sum(p.unpaired for p in parts),
    )


@given(
    lead_hz=st.floats(20, 200),
    other_hz=st.floats(20, 200),
    sizes=st.lists(st.tuples(st.booleans(), st.integers(1, 30)), min_size=1, max_size=40),
)
def test_straight_lines_are_met_exactly_however_the_streams_arrive(
    lead_hz: float, other_hz: float, sizes: list[tuple[bool, int]]
) -> None:
    pair = PairedStreams(bridge_max_s=2.5 / other_hz)
    taken = {True: 0, False: 0}
    parts = []
    for leads, count in sizes:
        k = np.arange(taken[leads], taken[leads] + count)
        time_s = k / lead_hz + 0.003 if leads else k / other_hz
        taken[leads] += count
        parts.append(pair.add_lead(time_s, line(time_s)) if leads else pair.add_other(time_s, line(time_s)))
    time_s, lead, other, unpaired = joined(parts)
    all_lead_s = np.arange(taken[True]) / lead_hz + 0.003
    reached = all_lead_s[all_lead_s <= (taken[False] - 1) / other_hz]
    np.testing.assert_array_equal(time_s, reached)
    np.testing.assert_array_equal(lead, line(time_s))
    np.testing.assert_allclose(other, line(time_s), atol=1e-9)
    assert unpaired == 0


def test_no_gap_is_bridged() -> None:
    pair = PairedStreams(bridge_max_s=0.05)
    other_s = np.concatenate([np.arange(50), np.arange(80, 120)]) * 0.02
    pair.add_other(other_s, line(other_s))
    lead_s = np.arange(240) * 0.01 + 0.001
    paired = pair.add_lead(lead_s, line(lead_s))
    inside = (lead_s > 0.98) & (lead_s < 1.6)
    assert paired.unpaired == inside.sum()
    assert not ((paired.time_s > 0.98) & (paired.time_s < 1.6)).any()


def test_what_lies_before_the_other_streams_beginning_is_left_out_without_being_a_loss() -> None:
    pair = PairedStreams(bridge_max_s=0.05)
    lead_s = np.arange(100) * 0.01
    assert len(pair.add_lead(lead_s, line(lead_s)).time_s) == 0
    other_s = np.arange(30, 60) * 0.02
    paired = pair.add_other(other_s, line(other_s))
    assert (paired.time_s[0], paired.unpaired) == (0.6, 0)


def test_it_holds_no_more_than_it_is_told_to() -> None:
    pair = PairedStreams(bridge_max_s=0.05, params=PairingParams(hold_max=100))
    lost = 0
    for k in range(50):
        time_s = (np.arange(30) + 30 * k) * 0.01
        lost += pair.add_lead(time_s, line(time_s)).unpaired
    assert lost == 50 * 30 - 100
    alone = PairedStreams(bridge_max_s=0.05, params=PairingParams(hold_max=100))
    for k in range(50):
        time_s = (np.arange(30) + 30 * k) * 0.01
        alone.add_other(time_s, line(time_s))
    time_s = np.array([13.999, 14.5, 14.9])
    assert len(alone.add_lead(time_s, line(time_s)).time_s) == 2


def test_after_a_clear_nothing_of_before_is_met() -> None:
    pair = PairedStreams(bridge_max_s=10.0)
    pair.add_other(np.array([0.0, 1.0]), np.zeros((2, 3)))
    pair.add_lead(np.array([0.9, 5.0]), np.zeros((2, 3)))
    pair.clear()
    assert len(pair.add_other(np.array([6.0]), np.zeros((1, 3))).time_s) == 0


def test_where_times_go_back_what_waits_of_that_stream_is_forgotten() -> None:
    pair = PairedStreams(bridge_max_s=10.0)
    pair.add_lead(np.array([500.0, 501.0]), np.zeros((2, 3)))
    pair.add_lead(np.array([1.0, 2.0]), np.ones((2, 3)))
    paired = pair.add_other(np.array([0.5, 2.5]), np.ones((2, 3)))
    assert paired.time_s.tolist() == [1.0, 2.0]
