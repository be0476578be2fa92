"""How settled the lifter was before the first descent: time since the last step, and sway."""

from __future__ import annotations

from typing import Final

import numpy as np

from dsp.analysis import Piece
from dsp.bar import closed_path
from dsp.features import Measured, StartFeatures

STEP_MS2: Final = 0.7
"""Spread of acceleration over 0.3 s that a step gives and standing does not; ours, from simulated and real sets."""
HEAD_S: Final = 0.3
"""The start of the descent itself, left out."""
LEAST_SEEN_S: Final = 2.0
"""A recording that starts later than this before the first rep does not show how long the lifter stood."""
SPREAD_S: Final = 0.3
TIME_SIGMA_S: Final = 0.15
SWAY_SIGMA: Final = 0.3
"""Share of the sway."""


def start_features(piece: Piece) -> StartFeatures:
    """Settling before the first rep of a piece; unknown where the recording does not show it."""
    timeline = piece.settling.down.timeline
    rate_hz = timeline.rate_hz
    first = piece.linked.segmentation.reps[0].parts[0].first
    known = float(timeline.time_s[first])
    end = first - int(HEAD_S * rate_hz)
    lively = np.flatnonzero(piece.settling.lively.acc_ms2[: max(end, 0)] > STEP_MS2)
    if not len(lively) and first < LEAST_SEEN_S * rate_hz:
        return StartFeatures(known, None, None)
    last_step = int(lively[-1]) if len(lively) else 0
    # A spread over 0.3 s feels a step for 0.15 s after it, where there was one.
    since = (first - last_step) / rate_hz + (SPREAD_S / 2 if len(lively) else 0.0)
    settle = Measured(since, TIME_SIGMA_S)
    stood = slice(last_step + int(0.15 * rate_hz), end)
    if end - last_step < int(0.6 * rate_hz):
        return StartFeatures(known, settle, None)
    step = timeline.step_s
    paths = [closed_path(a[stood], step, None) for a in (piece.bar.along_ms2, piece.bar.forward_ms2)]
    sway = float(np.sqrt(sum(float((p**2).mean()) for p in paths)))
    return StartFeatures(known, settle, Measured(sway, SWAY_SIGMA * sway + 0.002))
