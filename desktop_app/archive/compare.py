"""What changed between two runs, rep by rep: engines held against each other on the same recordings.

Recordings are the same by content, reps by time. Read in the order of contents, one recording of both at a time, so
that a year of recordings takes no more memory than a day.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeAlias

from desktop_app.archive.columns import TABLES
from desktop_app.archive.matching import COMPARED, Difference, Row, Tolerance, differences, matched
from desktop_app.archive.opened import Opened
from desktop_app.archive.tables import sorting_base

_RepKey: TypeAlias = tuple[str, int]
"""A rep by its set's identity and its number."""
FETCHED: Final = 5000
CHANGES_MOST: Final = 100_000
"""Changes that are held one by one; beyond, they are only counted."""
SIZES_MOST: Final = 100_000
"""Sizes of one figure's differences that its median is taken of: the first ones."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise. what: rep, sign, set_count or status.

    of a rep that is in both: `differences`; of what appeared or vanished: `appeared` or `vanished`, a code for signs.
    """

    path: str
    what: str
    sensor: int | None = None
    at_s: float | None = None
    rep: tuple[int | None, int | None] = (None, None)
    came: str | None = None
    code: str | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class Moved:
    """Of one figure of a rep: in how many reps it differs, and by how much."""

    count: int = 0
    unknown: int = 0
    sizes: list[float] = field(default_factory=list)
    largest: float = 0.0

    def take(self, difference: Difference) -> None:
        self.count += 1
        if difference.by is None:
            self.unknown += 1
            return
        self.largest = max(self.largest, difference.by, key=abs)
        if len(self.sizes) < SIZES_MOST:
            self.sizes.append(abs(difference.by))

    @property
    def median(self) -> float | None:
        return median(self.sizes) if self.sizes else None


@dataclass(slots=True)
class Compared:
    """What changed. alone: recordings that only one run has, before and after. counts: of what changed, by kind."""

    both: int = 0
    alone: list[int] = field(default_factory=lambda: [0, 0])
    reps_in_both: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    signs: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    figures: dict[str, Moved] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not self.counts and not any(self.alone)

    def take(self, kind: str, change: Change) -> None:
        self.counts[kind] += 1
        if len(self.changes) < CHANGES_MOST:
            self.changes.append(change)


def compare(
    before: Opened, after: Opened, tolerance: Tolerance, told: Callable[[float], None] = lambda _: None
) -> Compared:
    """Hold one run against another. told: the share that is done. Raises ArchiveFolderError where one is damaged."""
    out = Compared()
    with ExitStack() as stack:
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rackside-")))
        streams = [_Stream(one, stack, room) for one in (before, after)]
        for number, (content, pair) in enumerate(_side_by_side(streams)):
            told(min(number / max(before.counts["files"], after.counts["files"], 1), 1.0))
            one, other = pair
            if one is None or other is None:
                out.alone[0 if other is None else 1] += 1
                continue
            out.both += 1
            rows = [stream.rows(content) for stream in streams]
            _recording(out, one, other, rows, tolerance)
    return out


@dataclass(frozen=True, slots=True)
class _Rows:
    """Of one recording: reps by sensor, signs."""

    reps: dict[int, list[Row]]
    signs: list[Row]


_ROWS: Final = (
    "SELECT s.content, s.sensor_number, t.* FROM {0} t JOIN sets s USING (set_id) ORDER BY s.content, t.set_id, t.{1}"
)


class _Stream:
    """One run's recordings, with their rows, in the order of contents."""

    def __init__(self, archive: Opened, stack: ExitStack, room: Path) -> None:
        self._archive, self._stack, self._room = archive, stack, room
        self.files = self._stream(
            "SELECT content, path, status, set_count, rep_count FROM files "
            "WHERE content IS NOT NULL AND duplicate_of IS NULL ORDER BY content"
        )
        self._reps = _Groups(self._stream(_ROWS.format("reps", "start_s")))
        self._signs = _Groups(self._stream(_ROWS.format("signs", "sign")))

    def rows(self, content: str) -> _Rows:
        """The rows of a recording; asked in the order of contents."""
        reps: dict[int, list[Row]] = defaultdict(list)
        for row in self._reps.of(content):
            reps[row["sensor_number"]].append(row)
        return _Rows(reps, self._signs.of(content))

    def _stream(self, sql: str) -> Iterator[Row]:
        base = self._stack.enter_context(closing(sorting_base(self._room)))
        for name in TABLES:
            base.register(name, self._archive.table(name))
        found = base.execute(sql)
        names = [str(one[0]) for one in found.description or ()]
        while rows := found.fetchmany(FETCHED):
            for row in rows:
                yield dict(zip(names, row, strict=True))


class _Groups:
    """Rows in the order of their contents, taken content by content; those of contents that nobody asks for pass by."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: str(row["content"]))
        self._next: tuple[str, list[Row]] | None = None
        self._step()

    def of(self, content: str) -> list[Row]:
        while self._next is not None and self._next[0] < content:
            self._step()
        return self._next[1] if self._next is not None and self._next[0] == content else []

    def _step(self) -> None:
        found = next(self._groups, None)
        self._next = None if found is None else (found[0], list(found[1]))


def _side_by_side(streams: Sequence[_Stream]) -> Iterator[tuple[str, tuple[Row | None, Row | None]]]:
    left, right = (stream.files for stream in streams)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        first = min(row["content"] for row in (one, other) if row is not None)
        mine = one if one is not None and one["content"] == first else None
        theirs = other if other is not None and other["content"] == first else None
        yield first, (mine, theirs)
        one = next(left, None) if mine is not None else one
        other = next(right, None) if theirs is not None else other


def _recording(out: Compared, before: Row, after: Row, rows: Sequence[_Rows], tolerance: Tolerance) -> None:
    """What changed in one recording."""
    path = str(after["path"])
    for name, kind in (("status", "status"), ("set_count", "set_count")):
        if before[name] != after[name]:
            out.take(kind, Change(path, kind, differences=(Difference(name, before[name], after[name]),)))
    same: dict[_RepKey, _RepKey] = {}
    for sensor in sorted({*rows[0].reps, *rows[1].reps}):
        for one, other in matched(rows[0].reps.get(sensor, []), rows[1].reps.get(sensor, [])):
            if one is not None and other is not None:
                same[one["set_id"], one["rep"]] = (other["set_id"], other["rep"])
                out.reps_in_both += 1
            _rep(out, path, sensor, (one, other), tolerance)
    _signs(out, path, rows, same)


def _rep(out: Compared, path: str, sensor: int, pair: tuple[Row | None, Row | None], tolerance: Tolerance) -> None:
    one, other = pair
    numbers = (None if one is None else one["rep"], None if other is None else other["rep"])
    if one is None or other is None:
        came = "appeared" if one is None else "vanished"
        only: Any = one or other
        out.take(f"reps {came}", Change(path, "rep", sensor, only["start_s"], numbers, came))
        return
    found = tuple(differences(one, other, tolerance))
    for difference in found:
        out.figures.setdefault(difference.name, Moved()).take(difference)
    if found:
        out.take("reps changed", Change(path, "rep", sensor, other["start_s"], numbers, differences=found))


def _signs(out: Compared, path: str, rows: Sequence[_Rows], same: dict[_RepKey, _RepKey]) -> None:
    """Signs are the same by code, and by rep where they are of one."""
    # A rep that vanished is nobody's, whatever rep has its number now.
    placed = [(sign, _place(sign, lambda key: same.get(key, ("", *key)))) for sign in rows[0].signs]
    now = [(sign, _place(sign, lambda key: key)) for sign in rows[1].signs]
    for came, ours, others in (("vanished", placed, now), ("appeared", now, placed)):
        left = Counter(place for _, place in ours) - Counter(place for _, place in others)
        for sign, place in reversed(ours):
            if left[place] > 0:
                left[place] -= 1
                out.signs[sign["code"]][came] += 1
                numbers = (sign["rep"], None) if came == "vanished" else (None, sign["rep"])
                change = Change(path, "sign", sign["sensor_number"], sign["said_at_s"], numbers, came, sign["code"])
                out.take(f"signs {came}", change)


def _place(sign: Row, rep: Callable[[_RepKey], object]) -> tuple[str, int, object]:
    """What makes a sign the same: its code, sensor, and rep as it is counted afterwards."""
    of = None if sign["rep"] is None else rep((sign["set_id"], sign["rep"]))
    return sign["code"], sign["sensor_number"], of


FIGURES: Final = ("quality", *COMPARED)
"""The order in which figures are shown."""
