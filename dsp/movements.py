"""Movements: runs of height in one direction between turning points, with their edges.

A phase begins and ends where vertical speed passes max(0.02 m/s, 5 % of the phase's own peak) (`signs.md` 2).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from dsp.estimator import Motion
from dsp.samples import FloatArray
from dsp.windows import runs_of


@dataclass(frozen=True, slots=True)
class MovementParams:
    """edge_ms, edge_share: the edge rule. prominence_m: height between neighbouring turning points.
    scan_s: spacing of the heights searched. creep_share, creep_m: a run apart from the main one belongs to the
    movement when it carries this share of its travel and this much, and stands apart by no more than stall_s.
    """

    edge_ms: float = 0.02
    edge_share: float = 0.05
    prominence_m: float = 0.06
    scan_s: float = 0.04
    creep_share: float = 0.04
    creep_m: float = 0.012
    stall_s: float = 0.9


@dataclass(frozen=True, slots=True)
class Movement:
    """One run up (+1) or down (-1).

    turn0, turn1: grid indices of the turning points. first, last: of the edges (last inclusive). peak: of the
    greatest speed. travel_m: height between the turning points. peak_ms: greatest speed, positive.
    """

    direction: int
    turn0: int
    turn1: int
    first: int
    last: int
    peak: int
    travel_m: float
    peak_ms: float


def turning_points(height_m: FloatArray, prominence_m: float) -> list[tuple[int, int]]:
    """Alternating extrema (index, +1 top / -1 bottom) at least prominence_m apart in height."""
    out: list[tuple[int, int]] = []
    heights = height_m.tolist()
    high = low = 0
    highest = lowest = heights[0]
    rising: bool | None = None
    for i, h in enumerate(heights):
        if h > highest:
            highest, high = h, i
        if h < lowest:
            lowest, low = h, i
        if rising is not False and highest - h > prominence_m:
            out.append((high, 1))
            rising, lowest, low = False, h, i
        elif rising is not True and h - lowest > prominence_m:
            out.append((low, -1))
            rising, highest, high = True, h, i
    if rising is not None:
        out.append((high, 1) if rising else (low, -1))
    return out


def movements(motion: Motion, rate_hz: float, params: MovementParams) -> list[Movement]:
    """Every movement of at least the prominence, in order."""
    step = max(int(params.scan_s * rate_hz), 1)
    scan = np.arange(0, len(motion.height_m), step)
    coarse = turning_points(motion.height_m[scan], params.prominence_m)
    turns = [(_refined(motion.height_m, int(scan[i]), kind, step), kind) for i, kind in coarse]
    out = []
    for (i, _), (j, kind) in itertools.pairwise(turns):
        if j > i + 1:
            out.append(_movement(motion, i, j, kind, rate_hz, params))
    return out


def _refined(height_m: FloatArray, index: int, kind: int, step: int) -> int:
    """The extremum itself, near where the scan found it."""
    low = max(index - step, 0)
    return low + int(np.argmax(kind * height_m[low : index + step + 1]))


def _carrier(speed: FloatArray, height: FloatArray, params: MovementParams) -> int:
    """Where the speed is greatest in the run that covers most height."""
    runs = runs_of(speed > params.edge_ms)
    if len(runs) < 2:
        return int(np.argmax(speed))
    a, b = max(runs, key=lambda run: float(height[min(run[1], len(height) - 1)] - height[run[0]]))
    return a + int(np.argmax(speed[a:b]))


def _movement(
    motion: Motion, i: int, j: int, direction: int, rate_hz: float, params: MovementParams
) -> Movement:
    speed = direction * motion.speed_ms[i : j + 1]
    travel = float(direction * (motion.height_m[j] - motion.height_m[i]))
    height = direction * motion.height_m[i : j + 1]
    # The phase is the run that carries most of the travel: a shock may be quicker, but goes nowhere.
    peak = _carrier(speed, height, params)
    limit = max(params.edge_ms, params.edge_share * float(speed[peak]))
    runs = runs_of(speed > limit)
    if not runs:
        return Movement(direction, i, j, i, j, i + peak, travel, float(speed[peak]))
    carried = [float(height[min(b, len(height) - 1)] - height[a]) for a, b in runs]
    main = next(k for k, (a, b) in enumerate(runs) if a <= peak < b)
    stall = params.stall_s * rate_hz
    least = max(params.creep_share * travel, params.creep_m)
    low = high = main
    for k in range(main - 1, -1, -1):
        if carried[k] > least and runs[low][0] - runs[k][1] <= stall:
            low = k
    for k in range(main + 1, len(runs)):
        if carried[k] > least and runs[k][0] - runs[high][1] <= stall:
            high = k
    first, last = runs[low][0], runs[high][1] - 1
    return Movement(direction, i, j, i + first, i + last, i + peak, travel, float(speed[peak]))
