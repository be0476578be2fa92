"""The sensor's place over time, and the edges of phases on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from dsp.samples import BoolArray, FloatArray
from sensor.simulator.bar import BarMotion, Span
from sensor.simulator.profile import DT_S

EDGE_MS: Final = 0.02
EDGE_SHARE: Final = 0.05
"""A phase begins and ends where the vertical speed passes the larger of these (`dsp/signs/README.md`)."""
DIP_S: Final = 0.2
"""A shorter time below that, inside the phase, does not end it: a tremor in a very slow descent, a sticking point."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The sensor's place on the internal grid: (3, n) position and velocity, world axes; the bar it sits on."""

    place_m: FloatArray
    velocity_ms: FloatArray
    motion: BarMotion

    @property
    def speed_ms(self) -> FloatArray:
        """(n,) vertical, upward."""
        upward: FloatArray = self.velocity_ms[2]
        return upward

    def height_at(self, place: float) -> float:
        """Height at a fractional grid place, m."""
        heights = self.place_m[2]
        left = int(place)
        right = min(left + 1, len(heights) - 1)
        return float(heights[left] + (place - left) * (heights[right] - heights[left]))


@dataclass(frozen=True, slots=True)
class Edges:
    """A phase on the grid: start and end (fractional places), the place of its peak speed, +1 up or -1 down.

    limit_ms: the speed that is the edge.
    """

    start: float
    end: float
    peak: int
    sign: float
    limit_ms: float

    @property
    def part(self) -> slice:
        """The grid points inside."""
        return slice(int(self.start), int(self.end) + 1)


def outward(speed_ms: FloatArray, span: Span) -> Edges:
    """Edges of the phase planned in `span`: outward from its peak to where the speed passes the limit."""
    sign = 1.0 if span.phase.rise_m > 0 else -1.0
    along = sign * speed_ms
    peak = span.start + int(np.argmax(along[span.start : span.end]))
    limit = max(EDGE_MS, EDGE_SHARE * float(along[peak]))
    slow = _without_dips(along < limit, span)
    before = np.flatnonzero(slow[:peak])
    after = np.flatnonzero(slow[peak:])
    left = int(before[-1]) if len(before) else 0
    right = peak + int(after[0]) if len(after) else len(along) - 1
    return Edges(_crossing(along, left, limit), _crossing(along, max(right - 1, 0), limit), peak, sign, limit)


def _without_dips(slow: BoolArray, span: Span) -> BoolArray:
    """Leave out what is slow for a moment only, well inside the planned phase."""
    changes = np.flatnonzero(np.diff(slow.astype(np.int8))) + 1
    cuts = np.concatenate([[0], changes, [len(slow)]])
    out = slow.copy()
    for first, last in pairwise(cuts.tolist()):
        if slow[first] and last - first < DIP_S / DT_S and span.start < first and last < span.end:
            out[first:last] = False
    return out


def _crossing(values: FloatArray, left: int, limit: float) -> float:
    """Where between `left` and the next point the values pass the limit."""
    a, b = float(values[left]), float(values[min(left + 1, len(values) - 1)])
    return left + (min(max((limit - a) / (b - a), 0.0), 1.0) if a != b else 0.0)


def creeps_s(speed_ms: FloatArray, edges: Edges) -> tuple[float, float]:
    """How long before its start and after its end a phase would be at rest, by a straight line, s.

    The line goes through the edge and the point where the speed is 2.5 times the edge's.
    """
    rise = edges.sign * speed_ms[int(edges.start) : edges.peak + 1]
    fall = edges.sign * speed_ms[edges.peak : int(edges.end) + 2][::-1]
    return _creep(rise, edges.limit_ms), _creep(fall, edges.limit_ms)


def _creep(inward: FloatArray, limit: float) -> float:
    over = np.flatnonzero(inward >= 2.5 * limit)
    return float(over[0]) * DT_S / 1.5 if len(over) else 0.0
