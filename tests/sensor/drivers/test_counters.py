"""Counters that wrap around are counted on, forward and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sensor.drivers.counters import Unwrapper


@given(
    bits=st.integers(2, 64),
    start=st.integers(0, 1 << 70),
    steps=st.lists(st.fractions(-1, 1), max_size=40),
)
def test_any_walk_of_steps_below_half_the_range_is_followed(bits: int, start: int, steps: list) -> None:  # type: ignore[type-arg]
    half = (1 << bits) // 2
    unwrap = Unwrapper(bits)
    true = start
    offset = true - unwrap(true)
    for step in steps:
        true += int(step * (half - 1))
        assert unwrap(true % (1 << bits)) == true - offset


def test_a_wrap_and_a_packet_that_comes_late() -> None:
    unwrap = Unwrapper(8)
    assert [unwrap(raw) for raw in (250, 255, 2, 1, 3, 254)] == [250, 255, 258, 257, 259, 254]
