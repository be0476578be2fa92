"""The vertical profile: speed over time within one phase, with the travel it must cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray

INTERNAL_RATE_HZ: Final = 1000
"""Rate at which the motion is built, Hz: twenty times the band of a human movement."""
DT_S: Final = 1.0 / INTERNAL_RATE_HZ
RUSH_GAIN: Final = 0.7
"""How much a fully rushed descent still gains on its way from the peak to the bottom (ours)."""
RUSH_ORDER: Final = 16
"""Power with which a rushed descent brakes: all in about the last twelfth of its time (ours)."""
EVEN_RAMP: Final = 0.15
"""Share of an even descent's time spent getting up to speed, and again on stopping (ours)."""
STICKING_AT: Final = 0.55
STICKING_WIDTH: Final = 0.13
"""Place and width of the sticking point, shares of the drive's time (ours; mid-drive, as lifters know it)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a phase's speed.

    peak_at: share of the time. soft_start, soft_end: from or to rest (else through a turning point,
    where the acceleration does not vanish). rush, sticking: shares 0..1, see `RepPlan`.
    even: 0 a bell, 1 a plateau with short ramps.
    end_speed_ms: the speed at which something (the floor) stops the phase.
    """

    peak_at: float = 0.5
    soft_start: bool = True
    soft_end: bool = True
    rush: float = 0.0
    sticking: float = 0.0
    end_speed_ms: float = 0.0
    even: float = 0.0


def phase_speed(count: int, travel_m: float, shape: Shape) -> FloatArray:
    """Speed at the middle of each of `count` milliseconds, m/s; its integral is exactly `travel_m`."""
    share = (np.arange(count) + 0.5) / count
    p = shape.peak_at
    x = np.minimum(share / p, 1.0)
    u = np.maximum((share - p) / (1.0 - p), 0.0)
    rise = 0.5 * (1.0 - np.cos(np.pi * x)) if shape.soft_start else np.sin(0.5 * np.pi * x)
    calm = 0.5 * (1.0 + np.cos(np.pi * u)) if shape.soft_end else np.cos(0.5 * np.pi * u)
    fall = calm
    if shape.rush:
        fall = (1.0 - shape.rush) * calm + shape.rush * (1.0 + RUSH_GAIN * u) * (1.0 - u**RUSH_ORDER)
    form = np.where(share < p, rise, fall)
    if shape.even:
        ramps = np.minimum(1.0, np.minimum(share, 1.0 - share) / EVEN_RAMP)
        form = (1.0 - shape.even) * form + shape.even * np.sin(0.5 * np.pi * ramps) ** 2
    if shape.sticking:
        form = form * (1.0 - shape.sticking * np.exp(-(((share - STICKING_AT) / STICKING_WIDTH) ** 2)))
    if shape.end_speed_ms:
        # A second form that is 0 until the peak and 1 at the end carries the contact speed; the first covers the rest.
        extra = shape.end_speed_ms * (1.0 - calm) * (share >= p)
        left = travel_m - float(extra.sum()) * DT_S
        return form * (left / (float(form.sum()) * DT_S)) + extra
    return form * (travel_m / (float(form.sum()) * DT_S))


def fall_speed(height_m: float, restitution: float) -> FloatArray:
    """Upward velocity of a bar let go at a height: free fall, then two hops of the plates, m/s."""
    fall_s = float(np.sqrt(2.0 * height_m / STANDARD_GRAVITY_MS2))
    count = max(2, round(fall_s / DT_S))
    fall = -(np.arange(count) + 0.5)
    parts = [fall * (height_m / (-float(fall.sum()) * DT_S))]
    hop = restitution * STANDARD_GRAVITY_MS2 * fall_s
    for _ in range(2):
        n = max(2, round(2.0 * hop / STANDARD_GRAVITY_MS2 / DT_S))
        parts.append(hop * (1.0 - 2.0 * (np.arange(n) + 0.5) / n))
        hop *= restitution
    return np.concatenate(parts)


def turn_acceleration(descent_ms: FloatArray, drive_ms: FloatArray) -> float:
    """Upward acceleration that two touching phases give at their turn, m/s^2 (mean over 20 ms either side)."""
    reach = min(20, len(descent_ms), len(drive_ms))
    return float(descent_ms[-reach] + drive_ms[reach - 1]) / ((2 * reach - 1) * DT_S)
