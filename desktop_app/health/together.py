"""Signs of each session beside the pain of the three days after it: dots, and no word on why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from desktop_app.health import words
from desktop_app.health.checkin import CheckIn
from desktop_app.health.done import SetDone, sessions_of
from desktop_app.health.when import COST_WINDOW

SESSIONS_MIN: Final = 8
"""Fewer dots have no coefficient."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One session. signs: how many, at level warn or stop; None where no sensor judged any of its sets.

    pain: the worst of the 72 hours after it; None where nobody answered.
    """

    session: str
    at: datetime
    signs: int | None
    pain: int | None

    @property
    def whole(self) -> bool:
        return self.signs is not None and self.pain is not None


@dataclass(frozen=True, slots=True)
class Together:
    """dots: in order of time, also those of which one half is unknown.

    coefficient: Spearman's, -1 to 1; None under eight whole dots, or where one of the two never changes.
    text: what is written beside it.
    """

    dots: tuple[Dot, ...]
    coefficient: float | None
    text: str


def together(sets: Iterable[SetDone], checkins: Iterable[CheckIn], codes: frozenset[str] | None = None) -> Together:
    """One lifter's dots. codes: count these signs alone."""
    answered = sorted(checkins, key=_at)
    dots = tuple(_dot(session, done, answered, codes) for session, done in sessions_of(sets))
    whole = [d for d in dots if d.whole]
    if len(whole) < SESSIONS_MIN:
        return Together(dots, None, words.TOGETHER_FEW.format(len(whole), SESSIONS_MIN))
    coefficient = _spearman([float(d.signs or 0) for d in whole], [float(d.pain or 0) for d in whole])
    if coefficient is None:
        return Together(dots, None, words.TOGETHER_EVEN.format(len(whole)))
    return Together(dots, coefficient, words.TOGETHER.format(coefficient, len(whole)))


def _dot(session: str, done: Iterable[SetDone], answered: list[CheckIn], codes: frozenset[str] | None) -> Dot:
    sets = list(done)
    ended_at = sets[-1].at
    measured = [s for s in sets if s.measured]
    count = sum(codes is None or code in codes for s in measured for code in s.warns)
    first, past = bisect_right(answered, ended_at, key=_at), bisect_right(answered, ended_at + COST_WINDOW, key=_at)
    worst = max((c.pain for c in answered[first:past]), default=None)
    return Dot(session, ended_at, count if measured else None, worst)


def _at(checkin: CheckIn) -> datetime:
    return checkin.at


def _spearman(x: list[float], y: list[float]) -> float | None:
    """Correlation of ranks, ties at their mean rank; None where either never changes."""
    a, b = _ranks(x), _ranks(y)
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt(a @ a) * np.sqrt(b @ b))
    return float(np.clip(a @ b / scale, -1.0, 1.0)) if scale > 0.0 else None


def _ranks(values: list[float]) -> np.ndarray:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray(last - (count - 1) / 2.0)[place]
