"""Smoothing and smooth noise: everything a bar does has a continuous acceleration."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.interpolate import BSpline
from scipy.ndimage import uniform_filter1d

from dsp.samples import FloatArray

PASSES: Final = 3
"""Running means applied one after the other: three make a kernel with two continuous derivatives."""
SPLINE_ORDER: Final = 5
"""Degree of the splines behind noise: four continuous derivatives, so its acceleration is smooth."""


def smoothed(values: FloatArray, width: int) -> FloatArray:
    """Three running means of `width` samples (odd: no delay), ends held. Keeps the integral inside."""
    for _ in range(PASSES):
        values = uniform_filter1d(values, width, mode="nearest")
    return values


def smooth_noise(rng: np.random.Generator, count: int, knot_samples: int, channels: int) -> FloatArray:
    """(channels, count) noise of unit RMS whose detail is about `2 * knot_samples` long, with smooth derivatives."""
    knots = count // knot_samples + SPLINE_ORDER + 2
    weights = rng.standard_normal((channels, knots))
    basis = _basis(knot_samples)
    windows = np.lib.stride_tricks.sliding_window_view(weights, SPLINE_ORDER + 1, axis=1)
    noise = (windows @ basis).reshape(channels, -1)[:, :count]
    unit: FloatArray = noise / np.sqrt(float((basis**2).sum()) / knot_samples)
    return unit


def _basis(knot_samples: int) -> FloatArray:
    """(order + 1, knot_samples): each spline's share at each sample of one knot interval."""
    spline = BSpline.basis_element(np.arange(SPLINE_ORDER + 2.0), extrapolate=False)
    part = (np.arange(knot_samples) + 0.5) / knot_samples
    return np.stack([np.asarray(spline(SPLINE_ORDER - k + part), dtype=np.float64) for k in range(SPLINE_ORDER + 1)])
