"""Results of sets, made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from dsp.results import (
    BarPath,
    Descent,
    Drive,
    LimitSource,
    Quality,
    RefusalReason,
    Refused,
    Rep,
    RepSigma,
    SetResult,
    Severity,
    Sign,
    Summary,
    Top,
)
from dsp.signs.table import CODES


def rep(number: int, *, start_s: float | None = None, quality: Quality = Quality.GOOD, drive_ms: float = 0.5) -> Rep:
    """Two seconds down, one up."""
    at_s = 4.0 * number if start_s is None else start_s
    return Rep(
        number, quality, at_s, at_s + 3.0, at_s + 3.1, Descent(at_s, at_s + 2.0, 2.0, 0.25, 0.4, 0.5, None), None,
        Drive(at_s + 2.0, at_s + 3.0, 1.0, drive_ms, 0.8, None), Top(None), 0.5, BarPath(0.03, None, False),
        3.0, None, RepSigma(0.01, 0.01, None, None),
    )  # fmt: skip


def sign(
    code: str, severity: Severity = Severity.WARN, *, rep: int | None = 1, unit: str | None = None,
    value: float = 1.2, cue: str | None = None,
) -> Sign:  # fmt: skip
    row = CODES[code]
    return Sign(
        code, rep, None, value, unit or row.units[0], 1.5, LimitSource.FIRST_REPS, severity, 0.0, cue or row.cue,
        row.article,
    )  # fmt: skip


def result(reps: Sequence[Rep], *signs: Sign, variation: tuple[str, ...] = ()) -> SetResult:
    return SetResult(
        "x.mcap", "squat", variation, "3-1-X-0", 100.0, 100.0, 30.0, 3000, (), (), tuple(reps),
        (Refused(1.0, 2.0, RefusalReason.UN_RACK),), signs, Summary(len(reps), 4.0, 2.0, 0.5, 0.5, "2.0-0.1-1.0-0.8"),
    )  # fmt: skip
