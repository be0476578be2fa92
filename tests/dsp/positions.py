"""A sensor laid on its sides: readings in closed form, with bias, gain and noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dsp.calibration import Calibration
from dsp.constants import STANDARD_GRAVITY_MS2 as G
from dsp.samples import FloatArray, Samples

UP: dict[str, FloatArray] = {
    "+x": np.array([1.0, 0, 0]),
    "-x": np.array([-1.0, 0, 0]),
    "+y": np.array([0, 1.0, 0]),
    "-y": np.array([0, -1.0, 0]),
    "+z": np.array([0, 0, 1.0]),
    "-z": np.array([0, 0, -1.0]),
}
EXACT = Calibration()


def lying(
    up: FloatArray,
    seconds: float,
    *,
    first_s: float = 0.0,
    truth: Calibration = EXACT,
    noise_ms2: float = 0.05,
    noise_rads: float = 0.002,
    rng: np.random.Generator | None = None,
    rate_hz: float = 100.0,
    gravity_ms2: float = G,
) -> Samples:
    """At rest with the direction `up` (3,), as a sensor reads that `truth` would correct."""
    rng = rng if rng is not None else np.random.default_rng(1)
    count = round(seconds * rate_hz)
    force = gravity_ms2 * up / np.linalg.norm(up)
    reading = np.linalg.solve(np.array(truth.acc_gain), force) + np.array(truth.acc_bias_ms2)
    acc = reading + noise_ms2 * rng.standard_normal((count, 3))
    gyro = np.array(truth.gyro_bias_rads) + noise_rads * rng.standard_normal((count, 3))
    return Samples(first_s + np.arange(count) / rate_hz, acc, gyro)


def turning(seconds: float, *, first_s: float = 0.0, rate_hz: float = 100.0) -> Samples:
    """In somebody's hands."""
    time_s = first_s + np.arange(round(seconds * rate_hz)) / rate_hz
    swing = np.sin(7.0 * time_s)
    acc = np.column_stack([G * np.cos(3 * time_s), G * np.sin(3 * time_s), 4.0 * swing])
    return Samples(time_s, acc, np.column_stack([2.0 * swing, -swing, 3.0 + swing]))


def tilted(up: FloatArray, degrees: float, rng: np.random.Generator) -> FloatArray:
    """A direction off another by an angle, to a random side."""
    aside = np.cross(up, rng.standard_normal(3))
    aside /= np.linalg.norm(aside)
    return np.cos(np.radians(degrees)) * up + np.sin(np.radians(degrees)) * aside


def walked(
    ups: Sequence[FloatArray], truth: Calibration, rng: np.random.Generator, *, rest_s: float = 25.0, **how: float
) -> Samples:
    """A rest on the first side, then each of the others for four seconds, with turns between."""
    parts: list[Samples] = []
    at_s = 0.0
    for k, up in enumerate(ups):
        seconds = rest_s if k == 0 else 4.0
        parts.append(lying(up, seconds, first_s=at_s, truth=truth, rng=rng, **how))
        at_s += seconds
        parts.append(turning(1.0, first_s=at_s))
        at_s += 1.0
    return Samples.joined(parts)
