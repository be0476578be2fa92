"""The bar's movement sample by sample: what `rackside track` writes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.analysis import Piece, analyse_set
from dsp.bar import closed_path
from dsp.context import SetContext
from dsp.params import AnalysisParams
from dsp.samples import BoolArray, FloatArray, Samples
from dsp.windows import cumulative_trapezoid, runs_of


@dataclass(frozen=True, slots=True)
class Track:
    """Position, speed and attitude on the uniform clock.

    time_s: (n,) the recording's time base. position_m, velocity_ms: (n, 3) right, forward, up; horizontal values
    are drift-free only within a movement, from rest to rest. roll_rad, tilt_rad: (n,), NaN where unknown.
    still: (n,) the bar was found at rest.
    """

    time_s: FloatArray
    position_m: FloatArray
    velocity_ms: FloatArray
    roll_rad: FloatArray
    tilt_rad: FloatArray
    still: BoolArray


def track(samples: Samples, context: SetContext, params: AnalysisParams | None = None) -> Track:
    """Track a whole recording. Raises SampleError where no clock can be made of the samples."""
    analysis = analyse_set(samples, context, params or AnalysisParams())
    parts = [_of_piece(piece) for piece in analysis.pieces]
    if not parts:
        none = np.empty(0)
        return Track(none, np.empty((0, 3)), np.empty((0, 3)), none, none, np.empty(0, dtype=bool))
    return Track(
        np.concatenate([p.time_s for p in parts]),
        np.concatenate([p.position_m for p in parts]),
        np.concatenate([p.velocity_ms for p in parts]),
        np.concatenate([p.roll_rad for p in parts]),
        np.concatenate([p.tilt_rad for p in parts]),
        np.concatenate([p.still for p in parts]),
    )


def _of_piece(piece: Piece) -> Track:
    timeline, motion, bar = piece.settling.down.timeline, piece.linked.motion, piece.bar
    n = len(timeline)
    still = piece.settling.still
    along, along_ms = _between_rests(bar.along_ms2, still, timeline.step_s)
    forward, forward_ms = _between_rests(bar.forward_ms2, still, timeline.step_s)
    unknown = np.full(n, np.nan)
    return Track(
        timeline.time_s,
        np.column_stack([along, forward, motion.height_m]),
        np.column_stack([along_ms, forward_ms, motion.speed_ms]),
        bar.roll_rad if bar.roll_rad is not None else unknown,
        bar.tilt_rad if bar.tilt_rad is not None else unknown,
        still,
    )


def _between_rests(acc_ms2: FloatArray, still: BoolArray, step_s: float) -> tuple[FloatArray, FloatArray]:
    """Displacement and speed that vanish at every rest: nothing else holds the horizontal axes."""
    path, speed = np.zeros(len(acc_ms2)), np.zeros(len(acc_ms2))
    for a, b in runs_of(~still):
        if b - a > 2:
            path[a:b] = closed_path(acc_ms2[a:b], step_s, None)
            part = cumulative_trapezoid(acc_ms2[a:b], step_s)
            speed[a:b] = part - np.linspace(0.0, 1.0, b - a) * part[-1]
    return path, speed
