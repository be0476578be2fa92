"""Two streams on one clock, sampled at times of their own, made one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class PairingParams:
    """hold_max: samples of either stream kept while waiting for the other; some seconds at any sensor's rate."""

    hold_max: int = 2000


PAIRING: Final = PairingParams()


@dataclass(frozen=True, slots=True)
class Paired:
    """time_s: (n,) of the leading stream. lead, other: (n, 3). unpaired: leading samples that had to be left out."""

    time_s: FloatArray
    lead: FloatArray
    other: FloatArray
    unpaired: int


_NONE: Final = (np.empty(0), np.empty((0, 3)))


class PairedStreams:
    """The other stream, interpolated linearly at the leading stream's times.

    A leading sample is given once the other stream is known on both sides of it, and left out where these two lie
    farther apart than bridge_max_s: no gap is filled. Where a stream's times go back, what waits of it is forgotten.
    """

    def __init__(self, bridge_max_s: float, params: PairingParams = PAIRING) -> None:
        self._bridge_max_s = bridge_max_s
        self._params = params
        self.clear()

    def clear(self) -> None:
        """Forget what waits, for the clock was set anew."""
        self._lead_s, self._lead = _NONE
        self._other_s, self._other = _NONE

    def add_lead(self, time_s: FloatArray, values: FloatArray) -> Paired:
        """Take in (n,) times and (n, 3) values of the leading stream; what can be given because of them."""
        self._lead_s, self._lead = _appended(self._lead_s, self._lead, time_s, values)
        return self._given()

    def add_other(self, time_s: FloatArray, values: FloatArray) -> Paired:
        """Take in (n,) times and (n, 3) values of the other stream; what can be given because of them."""
        self._other_s, self._other = _appended(self._other_s, self._other, time_s, values)
        return self._given()

    def _given(self) -> Paired:
        reached = int(np.searchsorted(self._lead_s, self._other_s[-1], side="right")) if len(self._other_s) else 0
        time_s, lead, other_s = self._lead_s[:reached], self._lead[:reached], self._other_s
        after = np.searchsorted(other_s, time_s, side="left")
        before = np.maximum(after - 1, 0)
        span_s = other_s[after] - other_s[before]
        meets = other_s[after] == time_s
        share = np.where(meets, 1.0, (time_s - other_s[before]) / np.where(span_s > 0, span_s, 1.0))
        other = self._other[before] + share[:, None] * (self._other[after] - self._other[before])
        # What lies before the other stream's beginning is no loss: streams begin one after the other.
        early = (after == 0) & ~meets
        near = meets | (~early & (span_s <= self._bridge_max_s))
        unpaired = int((~near & ~early).sum()) + self._trimmed(reached)
        return Paired(time_s[near], lead[near], other[near], unpaired)

    def _trimmed(self, reached: int) -> int:
        """Drop what is done with, and what nothing came for in so long; how many leading samples of the latter."""
        left = max(reached, len(self._lead_s) - self._params.hold_max)
        self._lead_s, self._lead = self._lead_s[left:], self._lead[left:]
        # One sample of the other stream before whatever leads next is still needed.
        needed = max(len(self._other_s) - self._params.hold_max, 0)
        if len(self._lead_s):
            needed = max(int(np.searchsorted(self._other_s, self._lead_s[0], side="right")) - 1, needed)
        self._other_s, self._other = self._other_s[needed:], self._other[needed:]
        return left - reached


def _appended(
    old_s: FloatArray, old: FloatArray, time_s: FloatArray, values: FloatArray
) -> tuple[FloatArray, FloatArray]:
    if not len(old_s) or (len(time_s) and time_s[0] <= old_s[-1]):
        return time_s, values
    return np.concatenate([old_s, time_s]), np.concatenate([old, values])
