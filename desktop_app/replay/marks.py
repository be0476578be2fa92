"""What the time line shows of a set: its phases as bands, its signs as marks, what was refused or is missing."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from enum import StrEnum

from dsp.results import Quality, RefusalReason, Rep, SetResult, Severity, Sign


class Phase(StrEnum):
    """As the engine names them."""

    DESCENT = "descent"
    BOTTOM = "bottom"
    DRIVE = "drive"
    TOP = "top"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Band:
    """One phase of one rep."""

    phase: Phase
    start_s: float
    end_s: float
    rep: int
    quality: Quality


@dataclass(frozen=True, slots=True)
class RepSpan:
    """One rep from begin to end. worst: its gravest sign."""

    number: int
    start_s: float
    end_s: float
    quality: Quality
    worst: Severity | None


@dataclass(frozen=True, slots=True)
class SignMark:
    """A sign at the time at which it could first be said."""

    time_s: float
    sign: Sign


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch with a reason: why a movement was refused; None for samples that are missing."""

    start_s: float
    end_s: float
    reason: RefusalReason | None = None


@dataclass(frozen=True, slots=True)
class SetMarks:
    """Everything in order of time."""

    bands: tuple[Band, ...]
    reps: tuple[RepSpan, ...]
    signs: tuple[SignMark, ...]
    refused: tuple[Stretch, ...]
    gaps: tuple[Stretch, ...]

    def band_at(self, time_s: float) -> Band | None:
        """The phase at a time; None between movements."""
        k = bisect.bisect_right(self.bands, time_s, key=lambda b: b.start_s) - 1
        return self.bands[k] if k >= 0 and time_s < self.bands[k].end_s else None

    def rep_at(self, time_s: float) -> RepSpan | None:
        """The rep that has begun last; None before the first."""
        k = bisect.bisect_right(self.reps, time_s, key=lambda r: r.start_s) - 1
        return self.reps[k] if k >= 0 else None


def marks_of(result: SetResult) -> SetMarks:
    """The bands and marks of a set."""
    reps = sorted(result.reps, key=lambda r: r.start_s)
    following = [r.start_s for r in reps[1:]]
    bands: list[Band] = []
    for k, rep in enumerate(reps):
        bands.extend(_bands(rep, following[k] if k < len(following) else None))
    return SetMarks(
        bands=tuple(sorted(bands, key=lambda b: b.start_s)),
        reps=tuple(RepSpan(r.number, r.start_s, r.end_s, r.quality, worst_of(result, r.number)) for r in reps),
        signs=tuple(sorted((SignMark(s.said_at_s, s) for s in result.signs), key=lambda m: m.time_s)),
        refused=tuple(Stretch(r.start_s, r.end_s, r.reason) for r in result.refused),
        gaps=tuple(Stretch(g.start_s, g.end_s) for g in result.gaps),
    )


def worst_of(result: SetResult, rep: int) -> Severity | None:
    """The gravest sign of a rep."""
    return max((s.severity for s in result.signs if s.rep == rep), key=lambda s: s.rank, default=None)


def _bands(rep: Rep, next_s: float | None) -> list[Band]:
    """What was resolved of a rep; its top lasts to the descent of the same rep, or to the next rep."""
    out: list[Band] = []
    for phase, found in ((Phase.DESCENT, rep.descent), (Phase.BOTTOM, rep.bottom), (Phase.DRIVE, rep.drive)):
        if found is not None and found.end_s > found.start_s:
            out.append(Band(phase, found.start_s, found.end_s, rep.number, rep.quality))
    if rep.drive is None:
        return out
    top_s = rep.drive.end_s
    end_s = None if rep.top.pause_s is None else top_s + rep.top.pause_s
    if rep.descent is not None and rep.descent.start_s >= top_s:
        end_s = rep.descent.start_s
    elif rep.descent is not None and next_s is not None:
        end_s = next_s
    if end_s is not None and end_s > top_s:
        out.append(Band(Phase.TOP, top_s, end_s, rep.number, rep.quality))
    return out
