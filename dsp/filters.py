"""Zero-phase filters by Fourier transform, for whole recordings."""

from __future__ import annotations

import numpy as np

from dsp.samples import FloatArray


def lowpass(values: FloatArray, rate_hz: float, corner_hz: float) -> FloatArray:
    """Second-order Butterworth forward and backward: (n,) or (n, k), half power at corner_hz x 0.8, no delay.

    Its gain is 1 / (1 + (f / corner)^4), that of `filtfilt` with a second-order Butterworth of that corner.
    """
    return _filtered(values, rate_hz, None, corner_hz, 4)


def bandpass(values: FloatArray, rate_hz: float, low_hz: float, high_hz: float) -> FloatArray:
    """Fourth-order forward and backward between two corners: gain 1 / (1 + (f / corner)^8) at either."""
    return _filtered(values, rate_hz, low_hz, high_hz, 8)


def _filtered(values: FloatArray, rate_hz: float, low_hz: float | None, high_hz: float, power: int) -> FloatArray:
    n = len(values)
    pad = min(n - 1, int(rate_hz))
    # Odd reflection at the ends, as filtfilt does: a step there would ring.
    head = 2 * values[:1] - values[pad:0:-1]
    tail = 2 * values[-1:] - values[-2 : -pad - 2 : -1]
    longer = np.concatenate([head, values, tail])
    size = _fast_size(len(longer))
    spectrum = np.fft.rfft(longer, size, axis=0)
    f = np.fft.rfftfreq(size, 1.0 / rate_hz)
    gain = 1.0 / (1.0 + (f / high_hz) ** power)
    if low_hz is not None:
        x = (f / low_hz) ** power
        gain = gain * x / (1.0 + x)
    if values.ndim == 2:
        gain = gain[:, None]
    return np.asarray(np.fft.irfft(spectrum * gain, size, axis=0)[len(head) : len(head) + n])


def _fast_size(n: int) -> int:
    """The next size with only factors 2, 3 and 5 among a few candidates: primes are slow."""
    best = 1 << (n - 1).bit_length()
    for factor in (3, 5, 9, 15):
        size = factor
        while size < n:
            size *= 2
        best = min(best, size)
    return best
