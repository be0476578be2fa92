"""How sure the numbers of each rep are: standard deviations out of the solution's own information."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dsp.linking import cells_of
from dsp.movements import Movement
from dsp.samples import BoolArray, FloatArray
from dsp.segmentation import FoundRep
from dsp.settle import Settling


@dataclass(frozen=True, slots=True)
class SigmaParams:
    """The least that any sigma can be. speed_floor_ms: of a speed, travel_floor_m: of travel, time_floor_s: of times.

    steepness_floor_ms2, edge_max_s: an edge's time is never taken as less certain than a speed's error makes it at
    this steepness, nor than edge_max_s. edge_speed_max_ms: largest error of the speed that counts there, for an edge
    is seen against the rest beside it. steepness_s: stretch inside the edge over which its steepness is taken.
    gap_share: error of an edge inside a gap, as a share of that gap. phase_min_s: shortest phase.
    """

    speed_floor_ms: float = 0.004
    travel_floor_m: float = 0.004
    time_floor_s: float = 0.015
    steepness_floor_ms2: float = 0.05
    steepness_s: float = 0.1
    edge_max_s: float = 0.5
    edge_speed_max_ms: float = 0.03
    gap_share: float = 0.3
    phase_min_s: float = 0.1


@dataclass(frozen=True, slots=True)
class RepSigmas:
    """Standard deviations of one rep; time_s: of the length of its less certain phase."""

    descent_ms: float | None
    drive_ms: float | None
    peak_ms: float
    rom_m: float
    time_s: float

    @property
    def mean_ms(self) -> float:
        return max(s for s in (self.descent_ms, self.drive_ms) if s is not None)


def sigmas_of(
    reps: Sequence[FoundRep], settling: Settling, speed_ms: FloatArray, params: SigmaParams
) -> list[RepSigmas]:
    """The sigmas of some reps, all of them out of one triangular solve. speed_ms: (n,)."""
    parts = [m for rep in reps for m in (rep.descent, rep.drive) if m is not None]
    if not parts:
        return []
    first, last = cells_of(settling, [m.first for m in parts]), cells_of(settling, [m.last for m in parts])
    peak = cells_of(settling, [m.peak for m in parts])
    travels = settling.problem.height_change_sigma(settling.solution, first, last)
    speeds = settling.problem.speed_sigma_at(settling.solution, np.concatenate([first, last, peak])).reshape(3, -1)
    timeline = settling.down.timeline
    told = zip(parts, travels.tolist(), speeds.T.tolist(), strict=True)
    phases = (_phase(m, travel, at, speed_ms, timeline.filled, timeline.step_s, params) for m, travel, at in told)
    out = []
    for rep in reps:
        down = next(phases) if rep.descent is not None else None
        up = next(phases) if rep.drive is not None else None
        both = [phase for phase in (down, up) if phase is not None]
        out.append(
            RepSigmas(
                down.mean_ms if down else None,
                up.mean_ms if up else None,
                math.hypot(max(phase.peak_ms for phase in both), params.speed_floor_ms),
                math.hypot(both[0].travel_m, params.travel_floor_m),
                max(phase.time_s for phase in both),
            )
        )
    return out


@dataclass(frozen=True, slots=True)
class _Phase:
    """Standard deviations of one movement."""

    mean_ms: float
    peak_ms: float
    travel_m: float
    time_s: float


def _phase(
    m: Movement,
    travel_m: float,
    at_ms: Sequence[float],
    speed_ms: FloatArray,
    filled: BoolArray,
    step_s: float,
    params: SigmaParams,
) -> _Phase:
    """at_ms: sigma of the speed at the movement's first edge, its last and its peak."""
    head_s = _edge_s(m.first, 1, at_ms[0], speed_ms, filled, step_s, params)
    tail_s = _edge_s(m.last, -1, at_ms[1], speed_ms, filled, step_s, params)
    by_time_s = math.hypot(head_s, tail_s)
    span_s = max((m.last - m.first) * step_s, params.phase_min_s)
    by_travel_ms, by_edges_ms = travel_m / span_s, m.travel_m / span_s * by_time_s / span_s
    mean_ms = math.hypot(by_travel_ms, by_edges_ms, params.speed_floor_ms)
    return _Phase(mean_ms, at_ms[2], travel_m, math.hypot(by_time_s, params.time_floor_s))


def _edge_s(
    edge: int,
    inward: int,
    sigma_ms: float,
    speed_ms: FloatArray,
    filled: BoolArray,
    step_s: float,
    params: SigmaParams,
) -> float:
    """Standard deviation of an edge's time, s: the speed's error over its steepness there, and a gap over it.

    inward: +1 where the movement lies after the edge, -1 where before.
    """
    reach = max(int(params.steepness_s / step_s), 1)
    inside = min(max(edge + inward * reach, 0), len(speed_ms) - 1)
    steepness = abs(float(speed_ms[inside] - speed_ms[edge])) / (reach * step_s)
    low, high = edge, edge
    while low > 0 and filled[low]:
        low -= 1
    while high < len(filled) - 1 and filled[high]:
        high += 1
    local_ms = min(sigma_ms, params.edge_speed_max_ms)
    by_speed_s = min(local_ms / max(steepness, params.steepness_floor_ms2), params.edge_max_s)
    return math.hypot(by_speed_s, params.gap_share * (high - low) * step_s)
