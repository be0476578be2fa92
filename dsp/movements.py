"""Movements: runs of height in one direction between turning points, with their edges.

A phase begins and ends where vertical speed passes max(0.02 m/s, 5 % of the phase's own peak) (`dsp/signs/README.md`).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from dsp.estimator import Motion
from dsp.samples import FloatArray
from dsp.windows import runs_of


@dataclass(frozen=True, slots=True)
class MovementParams:
    """edge_ms, edge_share: the edge rule. prominence_m: height between neighbouring turning points.
    scan_s: spacing of the heights searched. creep_share, creep_m: a run of the
    speed counts when it carries this share of the travel and this much. stall_s: a longer standstill parts movements;
    floor_stall_s: the same for lifts from the floor, where the speed after the strike is noise.
    long_share: movements longer than this, of the set's own travel, are parted at stops of stop_s too, where each
    part is worth part_share. clank_ms2, clank_inside_s: a shock so hard, so far
    inside, ends a lift that does not come down on the floor.
    strike_ms2, strike_share: a shock so hard in the lowest share of the travel is the floor.
    """

    edge_ms: float = 0.02
    edge_share: float = 0.05
    prominence_m: float = 0.06
    scan_s: float = 0.04
    creep_share: float = 0.04
    creep_m: float = 0.012
    stall_s: float = 0.9
    floor_stall_s: float = 0.25
    long_share: float = 1.3
    part_share: float = 0.3
    stop_s: float = 0.10
    clank_ms2: float = 20.0
    clank_inside_s: float = 0.35
    strike_ms2: float = 1.5
    strike_share: float = 0.35


@dataclass(frozen=True, slots=True)
class Movement:
    """One run up (+1) or down (-1).

    turn0, turn1: grid indices of the turning points. first, last: of the edges (last inclusive). peak: of the
    greatest speed. travel_m: height between the turning points. peak_ms: greatest speed, positive.
    head, tail: how far outside `first` and `last` the speed crosses the limit, in grid steps, 0 to 1.
    """

    direction: int
    turn0: int
    turn1: int
    first: int
    last: int
    peak: int
    travel_m: float
    peak_ms: float
    head: float = 0.0
    tail: float = 0.0


def turning_points(height_m: FloatArray, prominence_m: float) -> list[tuple[int, int]]:
    """Alternating extrema (index, +1 top / -1 bottom) at least prominence_m apart in height."""
    out: list[tuple[int, int]] = []
    # Within a run in one direction nothing turns: only its ends are looked at.
    step = np.diff(height_m)
    bends = np.concatenate([[0], np.flatnonzero(step[1:] * step[:-1] <= 0.0) + 1, [len(height_m) - 1]])
    high = low = 0
    highest = lowest = float(height_m[0])
    rising: bool | None = None
    for i, h in zip(bends.tolist(), height_m[bends].tolist(), strict=True):
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
    out: list[Movement] = []
    for (i, _), (j, kind) in itertools.pairwise(turns):
        if j > i + 1:
            out.extend(_between(motion, i, j, kind, rate_hz, params))
    return out


def _refined(height_m: FloatArray, index: int, kind: int, step: int) -> int:
    """The extremum itself, near where the scan found it."""
    low = max(index - step, 0)
    return low + int(np.argmax(kind * height_m[low : index + step + 1]))


def _between(motion: Motion, i: int, j: int, direction: int, rate_hz: float, params: MovementParams) -> list[Movement]:
    """The movements from one turning point to the next: more than one where the bar stands for long in between."""
    speed = direction * motion.speed_ms[i : j + 1]
    height = direction * motion.height_m[i : j + 1]
    # The phase is the run that carries most of the travel: a shock may be quicker, but goes nowhere.
    peak = _carrier(speed, height, params)
    limit = max(params.edge_ms, params.edge_share * float(speed[peak]))
    least = max(params.creep_share * float(height[-1] - height[0]), params.creep_m)
    last = len(height) - 1
    runs = [(a, b) for a, b in runs_of(speed > limit) if a <= peak < b or height[min(b, last)] - height[a] > least]
    kept = [
        (a, b)
        for a, b in _joined(runs, params.stall_s * rate_hz)
        if a <= peak < b or float(height[min(b, last)] - height[a]) > params.prominence_m
    ]
    if not kept:
        return [Movement(direction, i, j, i, j, i + peak, float(height[-1] - height[0]), float(speed[peak]))]
    return _cut(kept, speed, height, i, direction, limit)


def _joined(runs: list[tuple[int, int]], stall: float) -> list[tuple[int, int]]:
    """Runs that stand apart by no more than a stall (samples), as one."""
    out: list[tuple[int, int]] = []
    for a, b in runs:
        if out and a - out[-1][1] <= stall:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def parted(
    found: list[Movement], motion: Motion, typical_m: float, rate_hz: float, params: MovementParams
) -> list[Movement]:
    """Movements much longer than a rep, cut where the bar stops for a moment: a descent, and the setting down after."""
    out: list[Movement] = []
    for m in found:
        whole = [m]
        if m.travel_m > params.long_share * typical_m:
            speed = m.direction * motion.speed_ms[m.turn0 : m.turn1 + 1]
            height = m.direction * motion.height_m[m.turn0 : m.turn1 + 1]
            limit = max(params.edge_ms, params.edge_share * m.peak_ms)
            groups = [
                (a, b)
                for a, b in _joined(runs_of(speed > limit), params.stop_s * rate_hz)
                if height[min(b, len(height) - 1)] - height[a] > params.part_share * typical_m
            ]
            if len(groups) > 1:
                whole = _cut(groups, speed, height, m.turn0, m.direction, limit)
        out.extend(whole)
    return out


def landed(found: list[Movement], motion: Motion, shock_ms2: FloatArray, params: MovementParams) -> list[Movement]:
    """Descents that come down on something end where it strikes: after that the speed is noise."""
    out = []
    for m in found:
        struck = np.flatnonzero(shock_ms2[m.peak : m.last + 1] > params.strike_ms2) if m.direction < 0 else ()
        low = motion.height_m[m.turn1] + params.strike_share * m.travel_m
        at = next((m.peak + int(k) for k in struck if motion.height_m[m.peak + int(k)] < low), None)
        out.append(m if at is None or at <= m.first else replace(m, last=at, tail=0.0))
    return out


def clanked(
    found: list[Movement], motion: Motion, shock_ms2: FloatArray, rate_hz: float, params: MovementParams
) -> list[Movement]:
    """Movements cut short where the rack or a plate strikes hard: what follows is handling, not lifting."""
    out = []
    for m in found:
        # A blow at either end is the turn itself: a bar set on the shoulders, or off the hooks.
        end = int(params.clank_inside_s * rate_hz)
        hard = np.flatnonzero(shock_ms2[m.first + end : max(m.last - end, m.first + end)] > params.clank_ms2)
        if not len(hard):
            out.append(m)
            continue
        last = m.first + end + max(int(hard[0]) - 1, 0)
        travel = m.direction * float(motion.height_m[last] - motion.height_m[m.turn0])
        if last > m.first + 2 and travel > params.prominence_m:
            peak = m.first + int(np.argmax(m.direction * motion.speed_ms[m.first : last + 1]))
            peak_ms = m.direction * float(motion.speed_ms[peak])
            out.append(replace(m, turn1=last, last=last, tail=0.0, peak=peak, travel_m=travel, peak_ms=peak_ms))
    return out


def _cut(
    groups: list[tuple[int, int]], speed: FloatArray, height: FloatArray, i: int, direction: int, limit: float
) -> list[Movement]:
    """One movement a group, parted in the middle of the standstill between them."""
    parts = [0, *((b + a) // 2 for (_, b), (a, _) in itertools.pairwise(groups)), len(height) - 1]
    out = []
    for (a, b), (low, high) in zip(groups, itertools.pairwise(parts), strict=True):
        peak = a + int(np.argmax(speed[a:b]))
        travel = float(height[high] - height[low])
        head = _crossing(speed, a, a - 1, limit) if a > 0 else 0.0
        tail = _crossing(speed, b - 1, b, limit) if b < len(speed) else 0.0
        whole = (i + low, i + high, i + a, i + b - 1, i + peak, travel, float(speed[peak]))
        out.append(Movement(direction, *whole, head, tail))
    return out


def _crossing(speed: FloatArray, inside: int, outside: int, limit: float) -> float:
    """Share of the step from the sample inside to the one outside at which the speed falls to the limit."""
    fall = float(speed[inside] - speed[outside])
    return min(max(float(speed[inside] - limit) / fall, 0.0), 1.0) if fall > 0 else 0.0


def _carrier(speed: FloatArray, height: FloatArray, params: MovementParams) -> int:
    """Where the speed is greatest in the run that covers most height."""
    runs = runs_of(speed > params.edge_ms)
    if len(runs) < 2:
        return int(np.argmax(speed))
    a, b = max(runs, key=lambda run: float(height[min(run[1], len(height) - 1)] - height[run[0]]))
    return a + int(np.argmax(speed[a:b]))
