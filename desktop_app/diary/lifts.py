"""What of a history can be looked at: lifts with their variations, and the loads that were lifted often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from desktop_app.health.learning import band_of

if TYPE_CHECKING:
    from desktop_app.store.history import SetLine

LATELY_S: Final = 120 * 86_400.0
"""Loads of so long are offered first: a baseline is no older either."""
MOST_BANDS: Final = 8


class Span(Enum):
    """How far back to look, days; None is all."""

    MONTHS = 92
    YEAR = 366
    ALL = None

    @property
    def seconds(self) -> float | None:
        return None if self.value is None else self.value * 86_400.0


@dataclass(frozen=True, slots=True)
class Lift:
    """An exercise in one variation (tags joined by +, empty for none), and how often it was done."""

    exercise: str
    variation: str
    sets: int
    last_unix_s: float

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.variation.split("+")) if self.variation else ()


@dataclass(frozen=True, slots=True)
class LoadBand:
    """Loads from low to high, both included, around one that was lifted often."""

    low_kg: float
    high_kg: float
    load_kg: float
    sets: int

    def __contains__(self, load_kg: float | None) -> bool:
        return load_kg is not None and self.low_kg <= load_kg <= self.high_kg


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at. band None: all loads."""

    lift: Lift
    band: LoadBand | None
    span: Span = Span.YEAR

    def chosen(self, sets: Iterable[SetLine]) -> list[SetLine]:
        """The sets of the lift, and of the band's loads."""
        return [
            one
            for one in sets
            if one.exercise == self.lift.exercise
            and one.variation == self.lift.variation
            and (self.band is None or one.load_kg in self.band)
        ]


def lifts(sets: Iterable[SetLine]) -> tuple[Lift, ...]:
    """Every named lift that was done, the most often done first."""
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in sets:
        if one.exercise is not None:
            times[one.exercise, one.variation].append(one.started_unix_s)
    found = (Lift(exercise, variation, len(at), max(at)) for (exercise, variation), at in times.items())
    return tuple(sorted(found, key=lambda lift: (-lift.sets, lift.exercise, lift.variation)))


def load_bands(sets: Iterable[SetLine], lift: Lift) -> tuple[LoadBand, ...]:
    """Bands that hold the loads of a lift, around those lifted most often lately; the lightest first.

    Loads of the lift's last months come first; where there are none left, older ones follow. No set is counted twice.
    """
    done = [one for one in sets if (one.exercise, one.variation) == (lift.exercise, lift.variation)]
    lately = [one for one in done if one.started_unix_s >= lift.last_unix_s - LATELY_S]
    left = Counter(one.load_kg for one in done if one.load_kg is not None)
    fresh = Counter(one.load_kg for one in lately if one.load_kg is not None)
    bands: list[LoadBand] = []
    while left and len(bands) < MOST_BANDS:
        load_kg = max(left, key=lambda kg: (fresh[kg], left[kg], kg))
        low_kg, high_kg = band_of(load_kg)
        taken = [kg for kg in left if low_kg <= kg <= high_kg]
        bands.append(LoadBand(low_kg, high_kg, load_kg, sum(left.pop(kg) for kg in taken)))
    return tuple(sorted(bands, key=lambda band: band.load_kg))


def first_band(sets: Iterable[SetLine], bands: tuple[LoadBand, ...], lift: Lift) -> LoadBand | None:
    """The band to begin with: that of the most reps lately that were no warm-up."""
    work: Counter[LoadBand] = Counter()
    for one in sets:
        same = (one.exercise, one.variation) == (lift.exercise, lift.variation)
        if same and not one.warm_up and one.started_unix_s >= lift.last_unix_s - LATELY_S:
            band = next((band for band in bands if one.load_kg in band), None)
            if band is not None:
                work[band] += max(one.reps, 1)
    return max(work, key=lambda band: (work[band], band.load_kg), default=bands[-1] if bands else None)
