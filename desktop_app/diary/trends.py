"""How control went over the sessions: for one lift and load band a series for each measure, ready to be drawn.

A point is one session. Where a measure is not known the point has no value, and the line is broken there: unknown is
never 0. A point that stands mostly on uncertain reps is not sure, and is drawn pale; the line does not look at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from desktop_app.diary.lifts import Choice
from desktop_app.health.learning import Learned
from dsp.limits import SignLimits

if TYPE_CHECKING:
    from desktop_app.store.history import SetLine
    from desktop_app.store.set_reps import SetReps


class Measure(StrEnum):
    """What is followed; the values are names of `store.history.SetLine`."""

    DESCENT = "descent_s"
    LATE = "late_ratio"
    BOUNCE = "turnaround_acc_ms2"
    DEPTH = "rom_spread_m"
    FORWARD = "forward_m"
    SPEED = "drive_speed_ms"


BASELINE_NAMES: Final = MappingProxyType(
    {
        Measure.DESCENT: ("descent_s",),
        Measure.LATE: ("late_ratio",),
        Measure.BOUNCE: ("turnaround_acc_ms2",),
        Measure.DEPTH: (),
        Measure.FORWARD: ("forward_descent_m", "forward_drive_m"),
        Measure.SPEED: (),
    }
)
"""By which names a baseline has them. The path's most forward point lies in the phase that reaches farther.
The spread of a set's travel has no baseline of reps: it has a limit. Speed is shown at one load, the baseline's is of
all loads of its band."""
BAND_SPREADS: Final = 2.0
"""The usual range is the baseline's median and so many spreads: most controlled reps lie in it."""
SMOOTH_SESSIONS: Final = 5
"""The line is the median of so many sessions around each: one bad day does not bend it."""
SAME_LOAD: Final = 0.03
"""Speed is compared at loads within this share of the band's own: over the whole band it changes with the load."""
PAUSE_S: Final = 35 * 86_400.0
"""Over a longer pause no line is drawn."""
LEAST_S: Final = 28 * 86_400.0
"""The scale of time is at least so long."""
OUTER_SHARE: Final = 0.02
"""So many points at each end do not stretch the scale; they are drawn at its edge."""
FEW: Final = 25
"""Of fewer points each is on the scale."""


@dataclass(frozen=True, slots=True)
class Point:
    """A session's median over its sets. value, low, high: None where nothing was measured.

    low, high: the sets' least and greatest. sure: stands mostly on good reps. sets: it stands on; 0 where the session
    has none that could tell, as for speed those at other loads of the band: no gap in the line.
    """

    session_id: str
    at_unix_s: float
    value: float | None
    low: float | None
    high: float | None
    sure: bool
    sets: int


@dataclass(frozen=True, slots=True)
class Usual:
    """The lifter's own usual range: baseline median, and what lies around it."""

    low: float
    middle: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Series:
    """points: one a session, the oldest first. runs: pieces of the line, each of (time, value).

    usual: the baseline's range, None without one. limit: where there is one that does not depend on a baseline.
    bottom, top: a scale that holds what is to be seen.
    """

    measure: Measure
    points: tuple[Point, ...]
    runs: tuple[tuple[tuple[float, float], ...], ...]
    usual: Usual | None
    limit: float | None
    bottom: float
    top: float

    @property
    def last(self) -> Point | None:
        """The newest point with a value that is sure."""
        return next((point for point in reversed(self.points) if point.value is not None and point.sure), None)

    @property
    def known(self) -> bool:
        return any(point.value is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class Trends:
    """All measures over the same stretch of time. learned: the band's baseline, None for all loads.

    sessions: those with sets of the choice within the stretch, the oldest first: id and time.
    """

    choice: Choice
    series: tuple[Series, ...]
    learned: Learned | None
    first_unix_s: float
    last_unix_s: float
    sessions: tuple[tuple[str, float], ...]


def trends(
    sets: Sequence[SetLine],
    reps: Mapping[str, SetReps],
    choice: Choice,
    learned: Learned | None,
    now_unix_s: float,
    limits: SignLimits,
) -> Trends:
    """sets: of a whole history, the oldest first. reps: by set; a set without an entry was not measured rep by rep."""
    chosen = choice.chosen(sets)
    seconds = choice.span.seconds
    oldest = min((one.started_unix_s for one in chosen), default=now_unix_s)
    first = max(now_unix_s - seconds, min(oldest, now_unix_s - LEAST_S)) if seconds is not None else oldest
    shown = [one for one in chosen if first <= one.started_unix_s <= now_unix_s]
    by_session = [(key, list(group)) for key, group in groupby(shown, key=lambda one: one.session_id)]
    made = tuple(_series(measure, by_session, reps, choice, learned, limits) for measure in Measure)
    sessions = tuple((key, group[0].started_unix_s) for key, group in by_session)
    return Trends(choice, made, learned, first, now_unix_s, sessions)


def usual_of(measure: Measure, learned: Learned | None) -> Usual | None:
    """The range in which most of a baseline's reps lie."""
    if learned is None or learned.baseline is None:
        return None
    values = learned.baseline.values
    found = [values[name] for name in BASELINE_NAMES[measure] if name in values]
    if not found:
        return None
    spread = max(found, key=lambda each: each.median)
    half = BAND_SPREADS * spread.spread
    return Usual(spread.median - half, spread.median, spread.median + half)


def runs_of(points: Sequence[Point]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The line: medians of neighbouring sessions, in pieces parted by unknown sessions and by long pauses."""
    pieces: list[list[Point]] = [[]]
    for point in points:
        if point.value is None and point.sets:
            pieces.append([])
        elif point.value is not None and point.sure:
            if pieces[-1] and point.at_unix_s - pieces[-1][-1].at_unix_s > PAUSE_S:
                pieces.append([])
            pieces[-1].append(point)
    return tuple(_smooth(piece) for piece in pieces if len(piece) > 1)


def scale_of(values: Sequence[float], kept: Sequence[float]) -> tuple[float, float]:
    """A scale for values without the outermost few, and for all of what is kept."""
    ordered = sorted(values)
    outer = int(len(ordered) * OUTER_SHARE) if len(ordered) >= FEW else 0
    held = [*ordered[outer : len(ordered) - outer], *kept]
    if not held:
        return 0.0, 1.0
    low, high = min(held), max(held)
    room = 0.08 * (high - low) if high > low else max(abs(high) * 0.1, 1e-3)
    return (max(low - room, 0.0) if low >= 0.0 else low - room), high + room


def _smooth(piece: Sequence[Point]) -> tuple[tuple[float, float], ...]:
    half = SMOOTH_SESSIONS // 2
    values = [point.value for point in piece if point.value is not None]
    around = (values[max(k - half, 0) : k + half + 1] for k in range(len(values)))
    return tuple((point.at_unix_s, median(near)) for point, near in zip(piece, around, strict=True))


def _series(
    measure: Measure,
    by_session: Sequence[tuple[str, list[SetLine]]],
    reps: Mapping[str, SetReps],
    choice: Choice,
    learned: Learned | None,
    limits: SignLimits,
) -> Series:
    points = tuple(_point(measure, key, _comparable(measure, group, choice), group, reps) for key, group in by_session)
    usual = usual_of(measure, learned)
    limit = limits.depth_varies_spread_m if measure is Measure.DEPTH else None
    values = [point.value for point in points if point.value is not None]
    kept = [] if usual is None else [usual.low, usual.high]
    bottom, top = scale_of(values, kept if limit is None else [*kept, 0.0, limit])
    return Series(measure, points, runs_of(points), usual, limit, bottom, top)


def _comparable(measure: Measure, sets: Sequence[SetLine], choice: Choice) -> list[SetLine]:
    """Those of a session that the measure may be taken from."""
    if measure is not Measure.SPEED:
        return list(sets)
    if choice.band is None:
        return []
    at_kg = choice.band.load_kg
    return [one for one in sets if one.load_kg is not None and abs(one.load_kg - at_kg) <= SAME_LOAD * at_kg]


def _point(
    measure: Measure, session_id: str, sets: Sequence[SetLine], group: Sequence[SetLine], reps: Mapping[str, SetReps]
) -> Point:
    """group: all of the session's sets, for its time."""
    known = [(one, value) for one in sets if (value := getattr(one, measure)) is not None]
    sure = [(one, value) for one, value in known if one.id in reps and reps[one.id].sure]
    # One good set is worth more than all uncertain ones.
    values = [value for _, value in sure or known]
    if not values:
        return Point(session_id, group[0].started_unix_s, None, None, None, sure=False, sets=len(sets))
    at_unix_s = group[0].started_unix_s
    return Point(session_id, at_unix_s, median(values), min(values), max(values), bool(sure), len(values))
