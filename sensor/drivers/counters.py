"""Counters of few bits that a sensor sends, counted on past their wrap-around."""

from __future__ import annotations


class Unwrapper:
    """A counter of so many bits, as a number that goes on.

    Of all numbers that have the bits seen, the one nearest to the last is taken: steps of up to half the counter's
    range forward, and as far back, are told right (a packet that comes late steps back).
    """

    def __init__(self, bits: int) -> None:
        self._range = 1 << bits
        self._last: int | None = None

    def __call__(self, raw: int) -> int:
        """The next value seen, of which only the counter's bits count; the first is itself."""
        if self._last is None:
            self._last = raw % self._range
        else:
            step = (raw - self._last) % self._range
            self._last += step - self._range if step > self._range // 2 else step
        return self._last
