"""Phase lengths from leaving rest to reaching rest, extrapolated from the edges (`dsp/signs/README.md`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dsp.movements import Movement
from dsp.samples import FloatArray

STEEP_AT: Final = 2.5
"""The line that is drawn on to zero speed goes through the edge and where the speed is this many times the edge's."""


@dataclass(frozen=True, slots=True)
class Creeps:
    """Tempo digits of a set. speed_ms: (n,), up positive. most_s: most that a phase is extrapolated at each end."""

    speed_ms: FloatArray
    step_s: float
    most_s: float

    def whole(self, m: Movement | None) -> float | None:
        """Length of a movement, s."""
        if m is None:
            return None
        return (m.last - m.first) * self.step_s + self._head(m) + self._tail(m)

    def between(self, earlier: Movement | None, later: Movement | None) -> float | None:
        """Length of the rest between two movements, s."""
        if earlier is None or later is None or later.first < earlier.last:
            return None
        apart = float(later.first - earlier.last) * self.step_s
        return max(apart - self._tail(earlier) - self._head(later), 0.0)

    def _head(self, m: Movement) -> float:
        return self._reach(m.direction * self.speed_ms[m.first : m.peak + 1])

    def _tail(self, m: Movement) -> float:
        return self._reach(m.direction * self.speed_ms[m.peak : m.last + 1][::-1])

    def _reach(self, inside_ms: FloatArray) -> float:
        """Time outside an edge until the speed would be zero; inside_ms: speeds from the edge to the peak."""
        if not len(inside_ms):
            return 0.0
        edge_ms = max(float(inside_ms[0]), 1e-3)
        steep = int((inside_ms >= STEEP_AT * edge_ms).argmax())
        if steep == 0:  # at once, or nowhere
            return 0.0
        slope = (float(inside_ms[steep]) - edge_ms) / (steep * self.step_s)
        return min(edge_ms / max(slope, 1e-6), self.most_s)
