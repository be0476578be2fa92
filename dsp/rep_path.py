"""The path of the bar in one rep, as a picture from the side needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.context import SetContext
from dsp.horizontal import HorizontalParams, path_of
from dsp.metrics import SetSignals
from dsp.samples import FloatArray
from dsp.segmentation import FoundRep

MOST_POINTS: Final = 120
"""A curve of a rep has no more detail than so many points show."""


@dataclass(frozen=True, slots=True, eq=False)
class RepPath:
    """number: of the rep. forward_up_m: (n, 2) from where the rep begins. signed: whether forward is known."""

    number: int
    forward_up_m: FloatArray
    signed: bool


def rep_path(
    number: int, found: FoundRep, signals: SetSignals, context: SetContext, params: HorizontalParams
) -> RepPath | None:
    """The path over one rep, thinned; None where no bar goes as far as it would have to."""
    path = path_of(signals.bar, found, signals.still, signals.time_s, context, params)
    if path.max_forward_m is None:
        return None
    n = len(path.forward_m)
    chosen = np.unique(np.linspace(0, n - 1, min(n, MOST_POINTS)).astype(np.int64))
    height_m = signals.motion.height_m[path.first : path.first + n][chosen]
    forward_m = path.forward_m[chosen]
    return RepPath(number, np.column_stack([forward_m - forward_m[0], height_m - height_m[0]]), signals.bar.signed)
