"""A finding: one measured value held against its limit, with the uncertainty of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from dsp.constants import DEG_PER_RAD
from dsp.features import Measured
from dsp.results import LimitSource, Severity


class Outcome(StrEnum):
    """What came of holding a value against its limit (`dsp/signs/README.md`, rule 3)."""

    PASS = "pass"
    UNCERTAIN = "uncertain"
    """Nearer to the limit than the margin's sigmas allow to tell."""
    UNKNOWN = "unknown"
    """Not measured."""
    SIGN = "sign"


class Side(StrEnum):
    """On which side of its limit a value is a sign."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit and its own standard error, both in the value's unit.

    error: 0 for a figure that is given; for a ratio of the set's own first reps, the ratio times their error.
    """

    value: float
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one rep or set; `excess` is how far beyond its limit, as a fraction of the limit."""

    code: str
    phase: str | None
    value: float | None
    unit: str
    limit: float
    source: LimitSource
    severity: Severity
    outcome: Outcome
    excess: float = 0.0
    cue: str | None = None
    """Said instead of the code's own cue."""
    silent: bool = False
    """Said without any cue."""

    def with_outcome(self, outcome: Outcome) -> Finding:
        """The same finding with another outcome."""
        return replace(self, outcome=outcome)


@dataclass(frozen=True, slots=True)
class Check:
    """What is the same for every value that one rule looks at."""

    code: str
    unit: str
    margin_sigmas: float
    phase: str | None = None
    side: Side = Side.ABOVE
    severity: Severity = Severity.WARN
    cue: str | None = None
    silent: bool = False

    def uncued(self) -> Check:
        """The same check, said without a cue."""
        return replace(self, silent=True)

    def hold(self, measured: Measured | None, source: LimitSource, *bounds: Bound) -> Finding:
        """Hold a value against its bounds: a sign only if it is beyond every one of them.

        The margin's sigma is that of the value and of the bound together. `limit` is the bound that asks for most.
        """
        sign = 1.0 if self.side is Side.ABOVE else -1.0
        limit = max(sign * b.value for b in bounds) * sign
        value = known(measured)
        if value is None:
            return self._found(None, limit, source, Outcome.UNKNOWN, 0.0)
        needed = [self.margin_sigmas * math.hypot(value.sigma, b.error) for b in bounds]
        beyond = [sign * (value.value - b.value) for b in bounds]
        excess = sign * (value.value - limit) / max(abs(limit), _SMALLEST_LIMIT)
        return self._found(value.value, limit, source, _outcome(beyond, needed), excess)

    def _found(
        self, value: float | None, limit: float, source: LimitSource, outcome: Outcome, excess: float
    ) -> Finding:
        return Finding(
            self.code, self.phase, value, self.unit, limit, source, self.severity, outcome, excess,
            self.cue, self.silent,
        )  # fmt: skip


_SMALLEST_LIMIT: Final = 1e-6
"""Keeps a relative excess finite beside a limit of zero."""


def _outcome(beyond: list[float], needed: list[float]) -> Outcome:
    """From how far the value is beyond each bound, and the margin that each needs."""
    if all(b > 0.0 and b >= n for b, n in zip(beyond, needed, strict=True)):
        return Outcome.SIGN
    if any(b <= 0.0 and -b >= n for b, n in zip(beyond, needed, strict=True)):
        return Outcome.PASS
    return Outcome.UNCERTAIN


def known(measured: Measured | None) -> Measured | None:
    """A value that is no number is as unknown as None; a sigma that is none says nothing of the value either."""
    if measured is None or not math.isfinite(measured.value) or math.isnan(measured.sigma):
        return None
    return measured


def in_degrees(measured: Measured | None) -> Measured | None:
    """Radians (or radians a second) as degrees, the unit in which angles are shown."""
    return None if measured is None else Measured(measured.value * DEG_PER_RAD, measured.sigma * DEG_PER_RAD)


def middle(values: Sequence[float]) -> float:
    """The median of one value or more; for the few values of a set, much quicker than an array's."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else 0.5 * (ordered[half - 1] + ordered[half])
