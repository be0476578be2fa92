"""Drives seen in the first, rough solution, and the lockouts after them, linked before any rest is believed.

A slow descent looks like rest to every sensor (`dsp/README.md`, hard thing 3): if its rests are believed first, the set
becomes a staircase, each drive starting where the last one ended. A drive is too quick to be missed, and the bar
comes back to about the same lockout after each; that is said first, and loosely, so that slow descents keep the
speed they need to have.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from dsp.estimator import Link, Motion
from dsp.samples import IntArray
from dsp.windows import runs_of


@dataclass(frozen=True, slots=True)
class DriveParams:
    """least_ms: peak speed of a drive worth the name. tail_share, tail_ms: where its end is taken.
    longest_s: slower ones are no anchors. like_share: travel, against the median, that makes drives alike.
    after_s: how far past its end the lockout is taken. apart_s: lockouts further apart are not linked.
    sigma_m: of the link.
    """

    least_ms: float = 0.20
    tail_share: float = 0.12
    tail_ms: float = 0.04
    longest_s: float = 3.0
    like_share: float = 0.5
    after_s: float = 0.1
    apart_s: float = 15.0
    sigma_m: float = 0.06


@dataclass(frozen=True, slots=True)
class RoughDrive:
    """Grid indices of a drive's start and end, its travel."""

    first: int
    last: int
    travel_m: float


def rough_drives(motion: Motion, rate_hz: float, least_m: float, params: DriveParams) -> list[RoughDrive]:
    """Quick upward humps of the speed that cover at least least_m."""
    speed = motion.speed_ms
    out: list[RoughDrive] = []
    for a, b in runs_of(speed > params.least_ms):
        peak = float(speed[a:b].max())
        limit = max(params.tail_share * peak, params.tail_ms)
        low, high = a, b - 1
        while low > 0 and speed[low] > limit:
            low -= 1
        while high < len(speed) - 1 and speed[high] > limit:
            high += 1
        if out and low <= out[-1].last:
            low = out.pop().first
        travel = float(motion.height_m[high] - motion.height_m[low])
        if travel > least_m and high - low < params.longest_s * rate_hz:
            out.append(RoughDrive(low, high, travel))
    return out


def lockout_links(
    drives: list[RoughDrive], motion: Motion, cell: IntArray, rate_hz: float, params: DriveParams
) -> list[Link]:
    """Links between the lockouts after neighbouring drives that are alike."""
    if len(drives) < 2:
        return []
    typical = float(np.median([d.travel_m for d in drives]))
    alike = [d for d in drives if d.travel_m > params.like_share * typical]
    at = [min(d.last + int(params.after_s * rate_hz), len(motion.height_m) - 1) for d in alike]
    cells = np.clip(np.searchsorted(cell, at), 0, len(cell) - 1).tolist()
    out = []
    for (i, a), (j, b) in itertools.pairwise(zip(at, cells, strict=True)):
        if b - a > 5 and j - i < params.apart_s * rate_hz:
            out.append(Link(a, b, params.sigma_m))
    return out
