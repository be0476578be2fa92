"""The last seconds of the raw signal, thinned so that no peak is lost: the least and greatest of each moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray, IntArray, Samples


@dataclass(frozen=True, slots=True)
class SignalParams:
    """window_s: kept. moment_s: what one pair of values stands for: at 50 values a second a line looks whole."""

    window_s: float = 10.0
    moment_s: float = 0.04


SIGNAL: Final = SignalParams()


class SignalBuffer:
    """Size of the acceleration, g. Bounded memory; each sample is looked at once."""

    def __init__(self, params: SignalParams = SIGNAL) -> None:
        self._params = params
        self._moments: IntArray = np.empty(0, dtype=np.int64)
        self._low: FloatArray = np.empty(0)
        self._high: FloatArray = np.empty(0)
        self._shown: tuple[FloatArray, FloatArray] | None = None

    def push(self, samples: Samples) -> None:
        """Take in samples, in order of time; rows without numbers are left out."""
        with np.errstate(invalid="ignore"):
            size_g = np.sqrt((samples.acc_ms2**2).sum(axis=1)) / STANDARD_GRAVITY_MS2
        known = np.isfinite(size_g) & np.isfinite(samples.time_s)
        if not known.any():
            return
        size_g = size_g[known]
        moments = np.floor(samples.time_s[known] / self._params.moment_s).astype(np.int64)
        edges = np.flatnonzero(np.diff(moments, prepend=moments[0] - 1))
        self._add(moments[edges], np.minimum.reduceat(size_g, edges), np.maximum.reduceat(size_g, edges))
        self._shown = None

    def shown(self) -> tuple[FloatArray, FloatArray]:
        """Times, s, and values, g, (k,) each, oldest first; the same arrays until more has come."""
        if self._shown is None:
            time_s = np.repeat(self._moments * self._params.moment_s, 2)
            self._shown = time_s, np.column_stack([self._low, self._high]).ravel()
        return self._shown

    def _add(self, moments: IntArray, low: FloatArray, high: FloatArray) -> None:
        if len(self._moments) and moments[0] <= self._moments[-1]:
            if moments[-1] < self._moments[-1]:
                # The times leapt back: another clock, another strip.
                self._moments, self._low, self._high = self._moments[:0], self._low[:0], self._high[:0]
            else:
                low[0], high[0] = min(low[0], self._low[-1]), max(high[0], self._high[-1])
                self._moments, self._low, self._high = self._moments[:-1], self._low[:-1], self._high[:-1]
        oldest = moments[-1] - int(self._params.window_s / self._params.moment_s)
        keep = int(np.searchsorted(self._moments, oldest))
        self._moments = np.concatenate([self._moments[keep:], moments])
        self._low = np.concatenate([self._low[keep:], low])
        self._high = np.concatenate([self._high[keep:], high])
        surplus = int(np.searchsorted(self._moments, oldest))
        if surplus:
            self._moments, self._low, self._high = (
                self._moments[surplus:],
                self._low[surplus:],
                self._high[surplus:],
            )
