"""How the last sessions of a lift went, figure by figure, at about the same load, beside the lifter's baseline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from desktop_app.health.learning import Learned
from desktop_app.store.history import SessionLine, SetLine
from dsp.context import Spread

SESSIONS_MOST: Final = 12
"""So many sessions are shown, about three months of a lift done weekly."""
FIGURES: Final = ("descent_s", "late_ratio", "turnaround_acc_ms2", "drive_speed_ms", "rom_m")
"""Names of `SetLine`, and of a baseline's values."""


USUAL_SPREADS: Final = 2.0
"""The usual range is the baseline's median and so many spreads: most controlled reps lie in it."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The lifter's own usual range of a figure."""

    low: float
    middle: float
    high: float

    def times(self, factor: float) -> Usual:
        """The same in another unit."""
        return Usual(self.low * factor, self.middle * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One session's median. here: it is one of those that are told of."""

    session: str
    at_unix_s: float
    value: float
    here: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure. points: in order of time. usual: from the baseline; None without one."""

    figure: str
    points: tuple[TrendPoint, ...]
    usual: Usual | None


def trends_of(
    sessions: Sequence[SessionLine],
    exercise: str | None,
    variation: str,
    band_kg: tuple[float, float] | None,
    chosen: Collection[str],
    learned: Learned | None,
) -> tuple[Trend, ...]:
    """The trends of working sets at a load of the band, up to the last of the chosen sessions.

    variation: as `SetLine` has it. Figures that no session has are left out; without a band there are none.
    """
    if exercise is None or band_kg is None:
        return ()
    last = max((k for k, s in enumerate(sessions) if s.id in chosen), default=-1)
    found: list[tuple[SessionLine, list[SetLine]]] = []
    for session in sessions[: last + 1]:
        lines = [x for x in session.sets if _counts(x, exercise, variation, band_kg)]
        if lines:
            found.append((session, lines))
    shown = found[-SESSIONS_MOST:]
    trends = (Trend(figure, _points(shown, figure, chosen), usual_of(learned, figure)) for figure in FIGURES)
    return tuple(trend for trend in trends if trend.points)


def usual_of(learned: Learned | None, figure: str) -> Usual | None:
    """The range in which most of a baseline's reps lie; never below nothing. None without a baseline of it."""
    found: Spread | None = None
    if learned is not None and learned.baseline is not None:
        found = learned.baseline.values.get(figure)
    if found is None:
        return None
    half = USUAL_SPREADS * found.spread
    return Usual(max(found.median - half, 0.0), found.median, found.median + half)


def _counts(line: SetLine, exercise: str, variation: str, band_kg: tuple[float, float]) -> bool:
    same = line.exercise == exercise and line.variation == variation and not line.warm_up
    return same and line.load_kg is not None and band_kg[0] <= line.load_kg <= band_kg[1]


def _points(
    found: Sequence[tuple[SessionLine, list[SetLine]]], figure: str, chosen: Collection[str]
) -> tuple[TrendPoint, ...]:
    points = []
    for session, lines in found:
        values = [value for line in lines if (value := getattr(line, figure)) is not None]
        if values:
            points.append(TrendPoint(session.id, session.started_unix_s, median(values), session.id in chosen))
    return tuple(points)
