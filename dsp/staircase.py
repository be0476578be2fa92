"""Descents that must have been but were taken for rest: found by the drives that have none before them.

Two hypotheses for the quiet between two drives: the bar stood, or it sank slowly. If it stood, the next drive
starts where the last one ended, and the set climbs like a staircase: no lifter does that. So where a drive finds no
descent before it, the quiet is released, the lockouts are tied instead, and rests are gated anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.drives import RoughDrive
from dsp.estimator import Link, Motion
from dsp.exercises import StartPhase
from dsp.samples import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class StairParams:
    """seen_share: a descent of this share of the drive's travel was seen. least_s: shorter stretches hide none.
    lockout_m, base_m: sigma of the lockouts tied, and of the first lockout or the last bottom with its counterpart.
    settle_s: the first lockout is taken in quiet that begins at least so long before the drive.
    held_s: quiet after a lockout that is kept. doubt: a rise, in sigmas of the set without the quiet, that speaks
    for two lifts and against a descent. rounds: how often the set is looked through.
    """

    seen_share: float = 0.5
    least_s: float = 1.5
    lockout_m: float = 0.03
    base_m: float = 0.06
    settle_s: float = 1.0
    held_s: float = 0.3
    doubt: float = 3.5
    rounds: int = 2


@dataclass(frozen=True, slots=True)
class Released:
    """A stretch (grid indices) whose quiet is not to be believed, and the link that stands in for it.

    link is None while the drive that tells of the descent is still going on: its lockout is not known yet.
    """

    first: int
    last: int
    link: Link | None


def missing_descents(
    drives: list[RoughDrive],
    motion: Motion,
    cell: IntArray,
    quiet: FloatArray,
    rate_hz: float,
    start: StartPhase | None,
    params: StairParams,
) -> list[Released]:
    """Stretches without a descent where one must have been. quiet: (c,) weights from the sensor alone."""
    out = []
    height = motion.height_m
    n = len(height) - 1
    after = int(0.1 * rate_hz)

    def cell_of(index: int) -> int:
        return int(np.clip(np.searchsorted(cell, index), 0, len(cell) - 1))

    for k, drive in enumerate(drives):
        if k == 0 and start is not StartPhase.ECCENTRIC:
            continue
        first = drives[k - 1].last if k else 0
        if drive.first - first < params.least_s * rate_hz:
            continue
        fell = float(height[first : drive.first + 1].max() - height[drive.first])
        if fell > params.seen_share * drive.travel_m:
            continue
        base = first + after if k else _settled(quiet, cell, drive.first, rate_hz, params)
        if base is not None:
            sigma = params.lockout_m if k else params.base_m
            over = drive.last + after < n
            link = Link(cell_of(base), cell_of(drive.last + after), sigma) if over else None
            out.append(Released(base, drive.first, link))
    if start is StartPhase.CONCENTRIC and drives:
        last = drives[-1]
        fell = float(height[last.last] - height[last.last :].min())
        if n - last.last > params.least_s * rate_hz and fell < params.seen_share * last.travel_m and quiet[-1] > 0.5:
            out.append(Released(last.last + after, n, Link(cell_of(last.first), len(cell) - 1, params.base_m)))
    return out


def _settled(quiet: FloatArray, cell: IntArray, before: int, rate_hz: float, params: StairParams) -> int | None:
    """Where the quiet before a first drive begins, or the recording; None where there is none long enough."""
    end = int(np.searchsorted(cell, before - params.settle_s * rate_hz))
    if end < 1 or quiet[end - 1] < 0.5:
        return None
    restless = np.flatnonzero(quiet[:end] < 0.3)
    return int(cell[min(restless[-1] + 1, end - 1)]) if len(restless) else int(cell[0])
