"""The same rep in two runs: matched by time within a recording, whatever sets it was counted in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from desktop_app.archive.columns import REPS, Kind

Row: TypeAlias = dict[str, Any]

OVERLAP_LEAST: Final = 0.5
"""Two reps are the same one when they share more than this of the longer one's time."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Differences up to these are none: well below what a rep's own sigma is, well above rounding.

    share: of values without a unit, as fractions and ratios. duration_s: of durations and of moments alike.
    """

    speed_ms: float = 0.005
    acc_ms2: float = 0.1
    duration_s: float = 0.01
    travel_m: float = 0.005
    angle_deg: float = 0.5
    share: float = 0.02

    def of(self, name: str) -> float:
        """The tolerance of a column, by the unit in its name."""
        for end, tolerance in (
            ("_ms2", self.acc_ms2), ("_ms", self.speed_ms), ("_s", self.duration_s), ("_m", self.travel_m),
            ("_deg", self.angle_deg),
        ):  # fmt: skip
            if name.endswith(end):
                return tolerance
        return self.share


COMPARED: Final = tuple(column.name for column in REPS if column.kind is Kind.REAL and column.name != "said_at_s")
"""What is compared of a rep: all its figures."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a rep beyond the tolerance; None where one of the two does not know it."""

    name: str
    before: float | str | None
    after: float | str | None

    @property
    def by(self) -> float | None:
        """How much it grew; None where it is not known, or no number."""
        if isinstance(self.before, str) or isinstance(self.after, str) or self.before is None or self.after is None:
            return None
        return self.after - self.before


def matched(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Reps of one sensor in pairs, in order of time; None beside those that have appeared or vanished."""
    left, right = sorted(before, key=_start), sorted(after, key=_start)
    i = k = 0
    while i < len(left) and k < len(right):
        one, other = left[i], right[k]
        if _overlap(one, other) > OVERLAP_LEAST:
            yield one, other
            i, k = i + 1, k + 1
        elif one["end_s"] <= other["end_s"]:
            yield one, None
            i += 1
        else:
            yield None, other
            k += 1
    yield from ((one, None) for one in left[i:])
    yield from ((None, other) for other in right[k:])


def differences(before: Row, after: Row, tolerance: Tolerance) -> Iterator[Difference]:
    """What differs between two that are the same rep."""
    if before["quality"] != after["quality"]:
        yield Difference("quality", before["quality"], after["quality"])
    for name in COMPARED:
        one, other = before[name], after[name]
        if (one is None) != (other is None) or (one is not None and abs(other - one) > tolerance.of(name)):
            yield Difference(name, one, other)


def _start(rep: Row) -> float:
    return float(rep["start_s"])


def _overlap(one: Row, other: Row) -> float:
    shared_s = min(one["end_s"], other["end_s"]) - max(one["start_s"], other["start_s"])
    longer_s = max(one["end_s"] - one["start_s"], other["end_s"] - other["start_s"])
    return float(shared_s / longer_s) if longer_s > 0.0 else 0.0
