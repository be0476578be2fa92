"""Signs of each session beside the pain of the three days after it, ready to be drawn. Never why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from desktop_app.health.together import Together


@dataclass(frozen=True, slots=True)
class Heap:
    """So many sessions with the same numbers. signs, pain: None where unknown."""

    signs: int | None
    pain: int | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Symptoms:
    """together: the dots in order of time. heaps: the same, those alike as one; whole ones first."""

    together: Together
    heaps: tuple[Heap, ...]

    @property
    def most_signs(self) -> int:
        return max((heap.signs for heap in self.heaps if heap.signs is not None), default=0)


def symptoms(found: Together) -> Symptoms:
    counted = Counter((dot.signs, dot.pain) for dot in found.dots)
    heaps = (Heap(signs, pain, count) for (signs, pain), count in counted.items())
    return Symptoms(found, tuple(sorted(heaps, key=_place)))


def _place(heap: Heap) -> tuple[bool, int, int]:
    whole = heap.signs is not None and heap.pain is not None
    return (not whole, -1 if heap.signs is None else heap.signs, -1 if heap.pain is None else heap.pain)
