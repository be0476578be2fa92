"""What was done: sets as the rules of this package look at them, with or without a sensor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dsp.results import Severity, Sign


@dataclass(frozen=True, slots=True)
class SetDone:
    """One set of one lifter. Unknown is None.

    session: id of its session. at: when it ended, with time zone. reps: done; target_reps: asked for.
    measured: whether a sensor judged it: without one, no sign is known to be absent.
    warns, notes: codes of its signs of level warn and stop, and of level note, one for each sign.
    travel_m: median travel of its reps.
    """

    session: str
    at: datetime
    exercise: str
    variation: tuple[str, ...] = ()
    load_kg: float | None = None
    reps: int = 0
    target_reps: int | None = None
    warm_up: bool = False
    measured: bool = False
    warns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    travel_m: float | None = None
    ended_for_pain: bool = False

    @property
    def tonnage_kg(self) -> float | None:
        """Load times reps; None where the load is not known."""
        return None if self.load_kg is None else self.load_kg * self.reps

    @property
    def reached(self) -> bool:
        """Whether the target was reached; a set without one reached it, unless it ended for pain."""
        return not self.ended_for_pain and self.reps > 0 and (self.target_reps is None or self.reps >= self.target_reps)


def codes_by_level(signs: Iterable[Sign]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a set's signs: codes of level warn and stop, codes of level note."""
    told = list(signs)
    warns = tuple(s.code for s in told if s.severity is not Severity.NOTE)
    return warns, tuple(s.code for s in told if s.severity is Severity.NOTE)


def sessions_of(sets: Iterable[SetDone]) -> list[tuple[str, Sequence[SetDone]]]:
    """Sets by session, sessions and sets in order of time (a session by its last set)."""
    by_session: dict[str, list[SetDone]] = {}
    for each in sorted(sets, key=lambda s: s.at):
        by_session.setdefault(each.session, []).append(each)
    return sorted(by_session.items(), key=lambda item: item[1][-1].at)
