"""A lifter's baseline for one exercise, variation and load band, learned from stored controlled reps.

Controlled: quality good, and no sign of level warn in group D, P or R. Reps whose descent is faster than the fallback
are learned from only where the lifter or coach confirmed that this is wanted: who always drops has no baseline of it.
A baseline can be pinned, and reset.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Protocol

from desktop_app.baseline import BASELINE_SCHEMA
from desktop_app.health import words
from dsp.context import Baseline, Spread
from dsp.exercises import EXERCISES
from dsp.features import MEASURED
from dsp.results import Quality, Rep, Severity, Sign
from dsp.signs.table import CODES, Group
from sensor.baseline_json import baseline_to_plain

TO_SIGMA: Final = 1.4826
"""Median absolute deviation to standard deviation, for normal values."""
CONTROL: Final = frozenset({Group.DESCENT, Group.POSITION, Group.RANGE})


@dataclass(frozen=True, slots=True)
class LearningParams:
    """What a baseline takes (ours).

    reps_min: fewer have no median worth the name. sessions_min: one day is no habit.
    reps_most: the newest so many, so that it follows the lifter. age_most_s: and none older than this.
    band_share, band_least_kg: half width of a load band: speeds change by about a tenth over it.
    sessions_shown: medians of so many sessions' travel.
    """

    reps_min: int = 8
    sessions_min: int = 2
    reps_most: int = 120
    age_most_s: float = 120 * 86400.0
    band_share: float = 0.1
    band_least_kg: float = 5.0
    sessions_shown: int = 6


LEARNING: Final = LearningParams()


class LearnedFrom(Protocol):
    """A controlled rep as it is stored. values: by the names of `RepFeatures`. fast_is_wanted: confirmed."""

    @property
    def session_id(self) -> str: ...
    @property
    def lifted_unix_s(self) -> float: ...
    @property
    def fast_is_wanted(self) -> bool: ...
    @property
    def values(self) -> Mapping[str, float]: ...


@dataclass(frozen=True, slots=True)
class Learned:
    """A baseline with its number and age.

    baseline: None where there is too little; `missing` then says what. reps, sessions: learned from.
    too_fast: reps left out until they are confirmed. oldest_unix_s, newest_unix_s: of the reps. pinned: fixed by hand.
    """

    baseline: Baseline | None
    reps: int
    sessions: int
    too_fast: int = 0
    oldest_unix_s: float | None = None
    newest_unix_s: float | None = None
    pinned: bool = False
    missing: str | None = None

    def age_s(self, now_unix_s: float) -> float | None:
        """Age of its newest rep; None without one."""
        return None if self.newest_unix_s is None else max(0.0, now_unix_s - self.newest_unix_s)


@dataclass(frozen=True, slots=True)
class Hold:
    """What a lifter or coach decided of a baseline. reset_unix_s: older reps are forgotten. pinned: used as it is."""

    reset_unix_s: float | None = None
    pinned: Learned | None = None


UNHELD: Final = Hold()


def band_of(load_kg: float, params: LearningParams = LEARNING) -> tuple[float, float]:
    """The load band around a load, kg, both ends included."""
    half = max(params.band_share * load_kg, params.band_least_kg)
    return max(0.0, load_kg - half), load_kg + half


def controlled(quality: Quality, rep: int, signs: Iterable[Sign]) -> bool:
    """Whether a rep of a set with these signs counts as controlled."""
    if quality is not Quality.GOOD:
        return False
    told = (s for s in signs if s.rep == rep and s.severity.rank >= Severity.WARN.rank and s.code in CODES)
    return all(CODES[s.code].group not in CONTROL for s in told)


def is_too_fast(exercise: str, values: Mapping[str, float]) -> bool:
    """Whether a rep's descent is faster than the fallback figure, or was not seen where there is such a figure."""
    row = EXERCISES.get(exercise)
    if row is None or row.fallback_descent_ms is None:
        return False
    speed_ms = values.get("descent_speed_ms")
    return speed_ms is None or speed_ms > row.fallback_descent_ms


def values_of_rep(rep: Rep) -> dict[str, float]:
    """What is known for baselines from a result: fewer values than `dsp.features.values_of` has."""
    descent, bottom, drive = rep.descent, rep.bottom, rep.drive
    found = {
        "descent_s": descent.duration_s if descent else None,
        "descent_speed_ms": descent.mean_speed_ms if descent else None,
        "descent_peak_ms": descent.peak_speed_ms if descent else None,
        "late_ratio": descent.late_ratio if descent else None,
        "turnaround_acc_ms2": bottom.turnaround_acc_ms2 if bottom else None,
        "dwell_s": bottom.dwell_s if bottom else None,
        "drive_s": drive.duration_s if drive else None,
        "drive_speed_ms": drive.mean_speed_ms if drive else None,
        "drive_peak_ms": drive.peak_speed_ms if drive else None,
        "rom_m": rep.rom_m,
    }
    return {name: value for name, value in found.items() if value is not None and math.isfinite(value)}


def learn(
    exercise: str,
    reps: Iterable[LearnedFrom],
    now_unix_s: float,
    hold: Hold = UNHELD,
    travels: Sequence[tuple[str, float]] = (),
    params: LearningParams = LEARNING,
) -> Learned:
    """The baseline of one lifter, exercise, variation and load band.

    reps: the controlled ones of that band, in any order. travels: session and travel (m) of reps of any load, in
    order of time, for the sessions' medians; without them those of `reps` are taken.
    """
    if hold.pinned is not None:
        return hold.pinned
    fresh = sorted((r for r in reps if _counts(r, now_unix_s, hold, params)), key=lambda r: r.lifted_unix_s)
    wanted = [r for r in fresh if r.fast_is_wanted or not is_too_fast(exercise, r.values)]
    kept = wanted[-params.reps_most :]
    sessions = len({r.session_id for r in kept})
    missing = _missing(len(kept), sessions, params)
    medians = session_medians(travels or [(r.session_id, r.values["rom_m"]) for r in kept if "rom_m" in r.values])
    baseline = Baseline(_spreads(kept, params), len(kept), medians[-params.sessions_shown :]) if not missing else None
    return Learned(
        baseline, len(kept), sessions, len(fresh) - len(wanted),
        kept[0].lifted_unix_s if kept else None, kept[-1].lifted_unix_s if kept else None, missing=missing,
    )  # fmt: skip


def spread_of(values: Sequence[float]) -> Spread:
    """Median and 1.4826 x median absolute deviation of at least one value."""
    middle = median(values)
    return Spread(middle, TO_SIGMA * median(abs(v - middle) for v in values))


def session_medians(travels: Iterable[tuple[str, float]]) -> tuple[float, ...]:
    """Each session's median travel, m, in the order the sessions come."""
    by_session: dict[str, list[float]] = {}
    for session, travel_m in travels:
        by_session.setdefault(session, []).append(travel_m)
    return tuple(median(found) for found in by_session.values())


def baseline_json(exercise: str, baseline: Baseline) -> dict[str, Any]:
    """The object of a baseline file (`rackside.baseline/1`, see `desktop_app.baseline`)."""
    return {"schema": BASELINE_SCHEMA, "exercise": exercise, **baseline_to_plain(baseline)}


def _counts(rep: LearnedFrom, now_unix_s: float, hold: Hold, params: LearningParams) -> bool:
    after_reset = hold.reset_unix_s is None or rep.lifted_unix_s > hold.reset_unix_s
    return after_reset and 0.0 <= now_unix_s - rep.lifted_unix_s <= params.age_most_s


def _spreads(kept: Sequence[LearnedFrom], params: LearningParams) -> dict[str, Spread]:
    """Every value that enough reps have."""
    columns: dict[str, list[float]] = {}
    for rep in kept:
        for name, value in rep.values.items():
            if name in MEASURED and math.isfinite(value):
                columns.setdefault(name, []).append(value)
    return {name: spread_of(values) for name, values in columns.items() if len(values) >= params.reps_min}


def _missing(reps: int, sessions: int, params: LearningParams) -> str | None:
    if reps < params.reps_min:
        return words.MORE_REPS.format(reps, params.reps_min)
    if sessions < params.sessions_min:
        return words.MORE_SESSIONS.format(sessions, params.sessions_min)
    return None
