"""What a rep is held against: prescription, the lifter's baseline, the set's own first reps, else a fallback figure.

The order is that of `dsp/signs/README.md`, rule 2: the first that exists decides, the others are not asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dsp.context import SetContext
from dsp.exercises import REDUCED_ON_PURPOSE, Exercise
from dsp.features import Measured, RepFeatures
from dsp.limits import SignLimits
from dsp.results import LimitSource, Quality
from dsp.signs.finding import Bound, known, middle


@dataclass(frozen=True, slots=True)
class Reference:
    """A lifter's own typical value of one feature, in the feature's unit.

    spread: standard deviation from rep to rep.
    error: standard error of `value`: for first reps, what their measurement errors leave in their median. The
        reference is these reps themselves, so how they differ from one another is no error of it: the limits leave
        room for that. (In simulation, adding it hid up to half of the signs three sigmas beyond their limit, and
        spared one false sign in 300 to 7,000 reps, by code.) Zero for a baseline, which was learned from many.
    """

    value: float
    spread: float
    error: float
    source: LimitSource

    def times(self, ratio: float) -> Bound:
        """The limit at a ratio of the reference, with the reference's own error."""
        return Bound(ratio * self.value, ratio * self.error)

    def plus(self, margin: float) -> Bound:
        """The limit at a fixed distance above. Such distances are wide beside the error of two reps: none is added."""
        return Bound(self.value + margin)


@dataclass(frozen=True, slots=True)
class Held:
    """All that one rep may be held against.

    row: the exercise's row, None where none is named.
    earlier: the reps before, in order, as far as they were resolved.
    """

    context: SetContext
    limits: SignLimits
    row: Exercise | None
    earlier: tuple[RepFeatures, ...]

    def reference(self, feature: str) -> Reference | None:
        """The lifter's own value of a feature of `RepFeatures`: baseline, else first reps, else None."""
        baseline = self.context.baseline
        if baseline is not None and feature in baseline.values:
            learned = baseline.values[feature]
            return Reference(learned.median, learned.spread, 0.0, LimitSource.BASELINE)
        return self._first_reps(feature)

    def fixed_limit_source(self, feature: str, limit: float) -> LimitSource:
        """What stands behind a limit that is the same for everybody (a sink of 2 cm, say).

        Where the lifter's own reps are known to stay within it, going beyond is their own change: baseline or first
        reps. Else the figure stands alone: fallback. A feature is None in reps in which the thing did not happen.
        """
        baseline = self.context.baseline
        if baseline is not None and feature in baseline.values:
            return LimitSource.BASELINE if baseline.values[feature].median <= limit else LimitSource.FALLBACK
        firsts = self._good()[: self.limits.first_reps]
        if len(firsts) < self.limits.first_reps:
            return LimitSource.FALLBACK
        values = [m.value for m in (known(getattr(rep, feature)) for rep in firsts) if m is not None]
        within = not values or middle(values) <= limit
        return LimitSource.FIRST_REPS if within else LimitSource.FALLBACK

    @property
    def has_first_reps(self) -> bool:
        """Whether the set's own reference reps are complete."""
        return len(self._good()) >= self.limits.first_reps

    @property
    def reduced_on_purpose(self) -> bool:
        """Whether the variation makes a short range the lifter's own choice."""
        return not REDUCED_ON_PURPOSE.isdisjoint(self.context.variation)

    def _good(self) -> list[RepFeatures]:
        return [rep for rep in self.earlier if rep.quality is Quality.GOOD]

    def _first_reps(self, feature: str) -> Reference | None:
        measured = (known(getattr(rep, feature)) for rep in self._good())
        firsts = _take((m for m in measured if m is not None), self.limits.first_reps)
        if len(firsts) < self.limits.first_reps:
            return None
        values = [m.value for m in firsts]
        error = math.sqrt(sum(m.sigma**2 for m in firsts)) / len(values)
        return Reference(middle(values), _spread(values), error, LimitSource.FIRST_REPS)


def _spread(values: Sequence[float]) -> float:
    """Sample standard deviation; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    mean = sum(values) / len(values)
    return math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))


def _take(values: Iterable[Measured], count: int) -> list[Measured]:
    taken: list[Measured] = []
    for value in values:
        if len(taken) == count:
            break
        taken.append(value)
    return taken
