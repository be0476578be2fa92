"""The outline of a long signal at any zoom: lowest and highest values in buckets, in levels that grow coarser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class EnvelopeParams:
    """base: samples in the finest bucket, under which the samples themselves are as quick to draw.
    step: buckets of one level in one of the next. least: no level has fewer buckets than this, unless the signal has.
    """

    base: int = 16
    step: int = 4
    least: int = 256


ENVELOPE: Final = EnvelopeParams()


@dataclass(frozen=True, slots=True)
class Level:
    """Buckets in order of time. time_s: (k,) of the middle of each; low, high: (k,), NaN where nothing is known."""

    time_s: FloatArray
    low: FloatArray
    high: FloatArray

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, slots=True)
class Envelope:
    """levels: finest first, at least one."""

    levels: tuple[Level, ...]

    def between(self, start_s: float, end_s: float, most: int) -> Level:
        """The finest outline of a stretch with at most `most` buckets, or the coarsest there is."""
        part = Level(np.empty(0), np.empty(0), np.empty(0))
        for level in self.levels:
            rows = slice(
                int(np.searchsorted(level.time_s, start_s)), int(np.searchsorted(level.time_s, end_s, side="right"))
            )
            part = Level(level.time_s[rows], level.low[rows], level.high[rows])
            if len(part) <= most:
                break
        return part


def envelope_of(time_s: FloatArray, values: FloatArray, params: EnvelopeParams = ENVELOPE) -> Envelope:
    """The outline of values (n,) at times time_s (n,), which ascend; rows without a time are left out."""
    known = np.isfinite(time_s)
    time_s, values = time_s[known], values[known]
    level = _coarser(Level(time_s, values, values), params.base)
    levels = [level]
    while len(level) >= params.step * params.least:
        level = _coarser(level, params.step)
        levels.append(level)
    return Envelope(tuple(levels))


def _coarser(level: Level, step: int) -> Level:
    if not len(level):
        return level
    starts = np.arange(0, len(level), step)
    ends = np.append(starts[1:], len(level)) - 1
    # fmin and fmax pass over what is not known, as long as anything in the bucket is.
    return Level(
        0.5 * (level.time_s[starts] + level.time_s[ends]),
        np.fmin.reduceat(level.low, starts),
        np.fmax.reduceat(level.high, starts),
    )
