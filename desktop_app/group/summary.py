"""What a group has done in a session: of each lifter sets, signs and best speeds; and a board of those who want one.

Pure: from the lists of sets, whoever kept them. Why a set was ended is nobody else's business and not in it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from desktop_app.csv_cells import harmless
from desktop_app.session.sets import SetEntry
from dsp.load import speed_loss_percent
from dsp.results import Quality, Rep, Severity

Lift: TypeAlias = tuple[str | None, tuple[str, ...], float | None]
"""Exercise, variation, and load in kg."""
BOARD_REPS: Final = 5
"""Fewer reps that could be judged say nothing of a lifter's control."""


class Judged:
    """How a rep went, the gravest first; plain names, so that they can be counted and kept."""

    STOP: Final = "stop"
    WARN: Final = "warn"
    UNCERTAIN: Final = "uncertain"
    STEADY: Final = "steady"


@dataclass(frozen=True, slots=True)
class SetDone:
    """One set. reps: how many count; judged: each measured one of them, in order. signs: how often, by code, those of
    warn and stop. warns, stops: how many. best_ms: quickest mean drive speed of a rep that was measured well;
    descent_s: mean time down of those. loss_percent: of drive speed.
    """

    lifter: str | None
    lift: Lift
    warm_up: bool
    reps: int
    judged: tuple[str, ...]
    signs: tuple[tuple[str, int], ...]
    warns: int
    stops: int
    best_ms: float | None
    descent_s: float | None
    loss_percent: float | None


@dataclass(frozen=True, slots=True)
class LifterDone:
    """One lifter. name: None where nobody said. best: quickest drive at each lift, in the order lifted."""

    name: str | None
    sets: tuple[SetDone, ...]
    best: tuple[tuple[Lift, float], ...]

    @property
    def reps(self) -> int:
        return sum(one.reps for one in self.sets)

    @property
    def warns(self) -> int:
        return sum(one.warns for one in self.sets)

    @property
    def stops(self) -> int:
        return sum(one.stops for one in self.sets)

    @property
    def signs(self) -> tuple[tuple[str, int], ...]:
        """How often each, the most frequent first."""
        counted: Counter[str] = Counter()
        for one in self.sets:
            counted.update(dict(one.signs))
        return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))

    @property
    def steady(self) -> tuple[int, int]:
        """Reps without a sign, of those that could be judged; warm-ups do not count."""
        judged = [rep for one in self.sets if not one.warm_up for rep in one.judged if rep != Judged.UNCERTAIN]
        return judged.count(Judged.STEADY), len(judged)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """place: equal ones share it. steady: reps without a sign, of so many judged."""

    place: int
    name: str
    steady: int
    judged: int


def summarise(entries: Iterable[SetEntry]) -> tuple[LifterDone, ...]:
    """By lifter, in the order of their names; those without a name last. Sets that do not count are left out."""
    by_name: dict[str | None, list[SetDone]] = {}
    for entry in entries:
        if entry.counts and entry.rep_count:
            by_name.setdefault(entry.plan.athlete, []).append(set_done(entry))
    names = sorted(by_name, key=lambda name: (name is None, (name or "").casefold()))
    return tuple(LifterDone(name, tuple(by_name[name]), _best(by_name[name])) for name in names)


def set_done(entry: SetEntry) -> SetDone:
    """One set of the list."""
    plan, reps = entry.plan, entry.reps
    numbers = {rep.number for rep in reps}
    signs = [
        sign
        for sign in (entry.result.signs if entry.result is not None else ())
        if sign.severity is not Severity.NOTE and (sign.rep is None or sign.rep in numbers)
    ]
    worst: dict[int, Severity] = {}
    for sign in signs:
        if sign.rep is not None and (sign.rep not in worst or worst[sign.rep].rank < sign.severity.rank):
            worst[sign.rep] = sign.severity
    good = [rep for rep in reps if rep.quality is Quality.GOOD]
    drives = [rep.drive.mean_speed_ms for rep in good if rep.drive is not None]
    downs = [rep.descent.duration_s for rep in good if rep.descent is not None]
    return SetDone(
        lifter=plan.athlete,
        lift=(plan.exercise, plan.variation, plan.load_kg),
        warm_up=plan.warm_up,
        reps=entry.rep_count,
        judged=tuple(_judged(rep, worst.get(rep.number)) for rep in reps),
        signs=tuple(sorted(Counter(sign.code for sign in signs).items())),
        warns=sum(sign.severity is Severity.WARN for sign in signs),
        stops=sum(sign.severity is Severity.STOP for sign in signs),
        best_ms=max(drives, default=None),
        descent_s=sum(downs) / len(downs) if downs else None,
        loss_percent=speed_loss_percent(reps),
    )


def board(lifters: Iterable[LifterDone], wanting: Collection[str]) -> tuple[BoardLine, ...]:
    """Those who want to stand on it, by their share of reps without a sign: control counts here, never the load."""
    asked = {name.casefold() for name in wanting}
    lines = [
        (one.name, *one.steady)
        for one in lifters
        if one.name is not None and one.name.casefold() in asked and one.steady[1] >= BOARD_REPS
    ]
    lines.sort(key=lambda line: (-line[1] / line[2], line[0].casefold()))
    out: list[BoardLine] = []
    for k, (name, steady, judged) in enumerate(lines):
        same = bool(out) and steady * out[-1].judged == out[-1].steady * judged
        out.append(BoardLine(out[-1].place if same else k + 1, name, steady, judged))
    return tuple(out)


COLUMNS: Final = (
    "lifter", "set", "exercise", "variation", "load_kg", "warm_up", "reps", "reps_judged", "reps_steady", "warns",
    "stops", "signs", "best_drive_ms", "mean_descent_s", "speed_loss_percent",
)  # fmt: skip


def csv_text(lifters: Iterable[LifterDone]) -> str:
    """A line for each set; unknown is an empty cell, and no spreadsheet runs what stands in one."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for lifter in lifters:
        for number, one in enumerate(lifter.sets, 1):
            exercise, variation, load_kg = one.lift
            sure = [rep for rep in one.judged if rep != Judged.UNCERTAIN]
            signs = " ".join(f"{code}:{count}" for code, count in one.signs)
            table.writerow(
                [
                    harmless(lifter.name or ""), number, harmless(exercise or ""), harmless(" ".join(variation)),
                    load_kg, "true" if one.warm_up else "false", one.reps, len(sure), sure.count(Judged.STEADY),
                    one.warns, one.stops, harmless(signs), _rounded(one.best_ms), _rounded(one.descent_s),
                    _rounded(one.loss_percent),
                ]
            )  # fmt: skip
    return out.getvalue()


def _judged(rep: Rep, worst: Severity | None) -> str:
    if worst is not None:
        return Judged.STOP if worst is Severity.STOP else Judged.WARN
    return Judged.STEADY if rep.quality is Quality.GOOD else Judged.UNCERTAIN


def _best(sets: Iterable[SetDone]) -> tuple[tuple[Lift, float], ...]:
    best: dict[Lift, float] = {}
    for one in sets:
        if one.best_ms is not None:
            best[one.lift] = max(best.get(one.lift, 0.0), one.best_ms)
    return tuple(best.items())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
