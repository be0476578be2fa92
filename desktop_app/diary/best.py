"""Best sets of one lift: heaviest for each number of reps, fastest at each load, most reps under control, most work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_app.diary.lifts import Lift
    from desktop_app.store.history import SetLine
    from desktop_app.store.set_reps import SetReps

MOST_REPS: Final = 12
"""Sets of more reps count as so many: they are no measure of strength."""
MOST_LOADS: Final = 8
LOAD_STEP: Final = 0.94
"""The next lighter load that is shown is at most so much of the one before: neighbours say the same."""
OFTEN: Final = 3
"""A load of fewer sets is shown only where no other was lifted."""


class Kind(StrEnum):
    HEAVIEST = "heaviest"
    FASTEST = "fastest"
    CONTROLLED = "controlled"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Best:
    """One best set. value: kg (heaviest, tonnage), m/s or reps, by kind; before: the best until then, where there was.

    reps: of the set. by_hand: no sensor saw it.
    """

    kind: Kind
    value: float
    load_kg: float | None
    reps: int
    set_id: str
    session_id: str
    at_unix_s: float
    by_hand: bool
    before: float | None


@dataclass(frozen=True, slots=True)
class BestSets:
    """firsts: the best of each kind, as far as there is one. by_reps: for each number of reps the heaviest set of as
    many or more. by_load: the fastest drive of each load lifted often, the lightest first.
    """

    firsts: tuple[Best, ...]
    by_reps: tuple[tuple[int, Best], ...]
    by_load: tuple[tuple[float, Best], ...]


def best_sets(sets: Iterable[SetLine], reps: Mapping[str, SetReps], lift: Lift) -> BestSets:
    """Sets that ended for pain are no best sets."""
    done = [
        one
        for one in sets
        if (one.exercise, one.variation) == (lift.exercise, lift.variation) and one.reps > 0 and not one.ended_for_pain
    ]
    heavy = [(one, one.load_kg) for one in done if one.load_kg is not None]
    heaviest = max((load_kg for _, load_kg in heavy), default=None)
    at_heavy = _working(heavy)
    fast = [(one, reps[one.id].best_drive_ms) for one in done if one.id in reps and one.load_kg in at_heavy]
    firsts = (
        _best(Kind.HEAVIEST, heavy),
        _best(
            Kind.FASTEST, [(one, speed) for one, speed in fast if speed is not None and one.load_kg == max(at_heavy)]
        ),
        _best(Kind.CONTROLLED, [(one, float(reps[one.id].controlled)) for one in done if _has_control(one, reps)]),
        _best(Kind.WORK, [(one, one.tonnage_kg) for one in done if one.tonnage_kg]),
    )
    return BestSets(
        tuple(each for each in firsts if each is not None),
        _by_reps(heavy) if heaviest is not None else (),
        tuple(
            (load_kg, found)
            for load_kg in sorted(at_heavy)
            if (found := _best(Kind.FASTEST, [(o, v) for o, v in fast if v is not None and o.load_kg == load_kg]))
        ),
    )


def _has_control(one: SetLine, reps: Mapping[str, SetReps]) -> bool:
    return one.id in reps and not one.warm_up and reps[one.id].controlled > 0


def _best(kind: Kind, found: Iterable[tuple[SetLine, float]]) -> Best | None:
    """The greatest, of equal ones that of more reps, then the earliest."""
    ranked = sorted(found, key=lambda each: (-each[1], -each[0].reps, each[0].started_unix_s))
    if not ranked:
        return None
    one, value = ranked[0]
    earlier = [v for other, v in ranked[1:] if other.started_unix_s < one.started_unix_s and v < value]
    return Best(
        kind, value, one.load_kg, one.reps, one.id, one.session_id, one.started_unix_s, one.by_hand,
        max(earlier, default=None),
    )  # fmt: skip


def _by_reps(heavy: list[tuple[SetLine, float]]) -> tuple[tuple[int, Best], ...]:
    made = []
    for count in range(1, min(max(one.reps for one, _ in heavy), MOST_REPS) + 1):
        found = _best(Kind.HEAVIEST, [(one, load_kg) for one, load_kg in heavy if one.reps >= count])
        if found is not None:
            made.append((count, found))
    return tuple(made)


def _working(heavy: list[tuple[SetLine, float]]) -> tuple[float, ...]:
    """Loads from the heaviest that was lifted often down, not too close to each other."""
    times = Counter(load_kg for _, load_kg in heavy)
    often = [load_kg for load_kg, count in times.items() if count >= OFTEN] or list(times)
    chosen: list[float] = []
    for load_kg in sorted(often, reverse=True):
        if not chosen or load_kg <= LOAD_STEP * chosen[-1]:
            chosen.append(load_kg)
    return tuple(chosen[:MOST_LOADS])
