"""Tempo: the four measured digits, held against a prescription and summed up over a set.

A digit runs from leaving rest to reaching rest, so the slow creep at its ends belongs to the phase
(`dsp/signs/README.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.context import Tempo
from dsp.features import Measured, RepFeatures
from dsp.limits import SignLimits

PHASES: Final = ("descent", "bottom", "drive", "top")
"""The phase of each digit, in the order in which a tempo is written."""

UNKNOWN_DIGIT: Final = "?"
"""Stands in a summary for a phase that was never measured: the top of a single rep, for instance."""


@dataclass(frozen=True, slots=True)
class TempoDigit:
    """One measured digit beside its prescription.

    shortest_s: the least that still counts as kept. longest_s: the most that passes without a note.
    """

    phase: str
    measured: Measured | None
    prescribed_s: float
    shortest_s: float
    longest_s: float


def tolerance_s(prescribed_s: float, limits: SignLimits) -> float:
    """How far a measured phase may be from its prescription, s: max(0.5 s, 15 %) by default."""
    return max(limits.tempo_tolerance_s, limits.tempo_tolerance_fraction * prescribed_s)


def digits(rep: RepFeatures) -> tuple[Measured | None, Measured | None, Measured | None, Measured | None]:
    """The four measured digits of a rep, s, in the order of `PHASES`."""
    return rep.tempo_eccentric_s, rep.tempo_bottom_s, rep.tempo_concentric_s, rep.tempo_top_s


def compare(rep: RepFeatures, tempo: Tempo, limits: SignLimits) -> tuple[TempoDigit, ...]:
    """Each digit prescribed by a number beside what was measured; `X` holds nobody to anything."""
    asked = (tempo.eccentric_s, tempo.bottom_s, tempo.concentric_s, tempo.top_s)
    found = []
    for phase, measured, prescribed_s in zip(PHASES, digits(rep), asked, strict=True):
        if prescribed_s is None:
            continue
        tolerance = tolerance_s(prescribed_s, limits)
        longest_s = prescribed_s + max(limits.tempo_long_s, tolerance)
        found.append(TempoDigit(phase, measured, prescribed_s, prescribed_s - tolerance, longest_s))
    return tuple(found)


def summary_tempo(reps: Sequence[RepFeatures]) -> str | None:
    """The medians of a set as `3.1-0.2-1.0-0.8`; `?` for a digit never measured, None where none was."""
    columns = zip(*(digits(rep) for rep in reps), strict=True)
    medians = [_median_s([m.value for m in column if m is not None]) for column in columns]
    if all(m is None for m in medians):
        return None
    return "-".join(UNKNOWN_DIGIT if m is None else f"{max(m, 0.0):.1f}" for m in medians)


def _median_s(values_s: list[float]) -> float | None:
    return float(np.median(values_s)) if values_s else None
