"""Reps laid over each other: path and speed of each from its own begin, by time or by share of the rep."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from desktop_app.replay.marks import worst_of
from dsp.bar import closed_path
from dsp.results import Quality, Rep, SetResult, Severity
from dsp.samples import FloatArray
from dsp.track import Track

POINTS: Final = 200
"""Of a curve by share: one each half percent."""
LEAST_ROWS: Final = 4
"""Fewer samples make no curve."""


class Against(StrEnum):
    """What the curves run along."""

    TIME = "time"
    SHARE = "share"


@dataclass(frozen=True, slots=True, eq=False)
class RepPath:
    """forward_m, up_m: (n,) from where the rep began; forward_m is None where it is not known.

    signed: forward is known from backward. time_s: (n,) of the recording.
    """

    time_s: FloatArray
    forward_m: FloatArray | None
    up_m: FloatArray
    signed: bool


@dataclass(frozen=True, slots=True, eq=False)
class RepCurve:
    """One rep for an overlay. along: (n,) seconds from its begin, or share 0 to 1. speed_ms: (n,) up positive."""

    number: int
    quality: Quality
    worst: Severity | None
    along: FloatArray
    speed_ms: FloatArray
    path: RepPath


def overlay_of(track: Track, result: SetResult, against: Against) -> tuple[RepCurve, ...]:
    """Every rep of a set that the track covers, in order."""
    curves = [curve_of(track, rep, worst_of(result, rep.number), against) for rep in result.reps]
    return tuple(c for c in curves if c is not None)


def curve_of(track: Track, rep: Rep, worst: Severity | None, against: Against) -> RepCurve | None:
    """One rep; None where the track has nothing of it."""
    rows = _rows(track, rep.start_s, rep.end_s)
    if rows.stop - rows.start < LEAST_ROWS:
        return None
    time_s, speed = track.time_s[rows], track.velocity_ms[rows, 2]
    path = path_of(track, rep)
    if against is Against.TIME:
        along = time_s - time_s[0]
    else:
        along = np.linspace(0.0, 1.0, POINTS + 1)
        at_s = time_s[0] + along * (time_s[-1] - time_s[0])
        speed = np.interp(at_s, time_s, speed)
    return RepCurve(rep.number, rep.quality, worst, along, speed, path)


def path_of(track: Track, rep: Rep) -> RepPath:
    """A rep's path from its begin, closed: the bar is taken to be as far forward at its end as at its begin."""
    rows = _rows(track, rep.start_s, rep.end_s)
    time_s, up = track.time_s[rows], track.position_m[rows, 2]
    known = rep.path.max_forward_m is not None and len(time_s) >= LEAST_ROWS
    forward = None
    if known:
        step_s = float(time_s[-1] - time_s[0]) / (len(time_s) - 1)
        # Through touch-and-go reps nothing but the return to the same place holds the horizontal axes.
        forward = closed_path(np.gradient(track.velocity_ms[rows, 1], step_s), step_s, None)
    return RepPath(time_s, forward, up - up[0] if len(up) else up, rep.path.signed)


def _rows(track: Track, start_s: float, end_s: float) -> slice:
    return slice(int(np.searchsorted(track.time_s, start_s)), int(np.searchsorted(track.time_s, end_s, side="right")))
