"""The numbers at the playhead, from the settled track."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_app.replay.marks import Phase, SetMarks
from dsp.constants import DEG_PER_RAD
from dsp.results import Quality
from dsp.track import Track


@dataclass(frozen=True, slots=True)
class Figures:
    """rep: that began last. phase: at this time; quality: of its rep. speed_ms: vertical, up positive.

    into_s: how long the phase has lasted. Unknown is None.
    """

    time_s: float
    rep: int | None = None
    phase: Phase | None = None
    quality: Quality | None = None
    into_s: float | None = None
    speed_ms: float | None = None
    height_m: float | None = None
    roll_deg: float | None = None
    tilt_deg: float | None = None
    still: bool = False


def figures_at(time_s: float, marks: SetMarks | None, track: Track | None) -> Figures:
    """What is known at a time of a set."""
    band = marks.band_at(time_s) if marks else None
    rep = marks.rep_at(time_s) if marks else None
    row = row_at(track, time_s) if track else None
    if track is None or row is None:
        return Figures(
            time_s,
            rep.number if rep else None,
            band.phase if band else None,
            band.quality if band else None,
            time_s - band.start_s if band else None,
        )
    still = bool(track.still[row])
    return Figures(
        time_s,
        rep.number if rep else None,
        band.phase if band else (Phase.REST if still else None),
        band.quality if band else None,
        time_s - band.start_s if band else None,
        _known(track.velocity_ms[row, 2]),
        _known(track.position_m[row, 2]),
        _known(track.roll_rad[row] * DEG_PER_RAD),
        _known(track.tilt_rad[row] * DEG_PER_RAD),
        still,
    )


def row_at(track: Track, time_s: float) -> int | None:
    """The track's row at a time; None outside it."""
    clock_s = track.time_s
    if not len(clock_s) or not clock_s[0] <= time_s <= clock_s[-1]:
        return None
    return int(np.searchsorted(clock_s, time_s, side="right")) - 1


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
