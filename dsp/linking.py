"""Height links: lockouts of a set at about one height, a hypothesis with its own sigma, never an equality.

Touch-and-go sets have no rest at all (`dsp/README.md`, hard thing 4): the return to about the same lockout is what
holds them. A link that the data contradict is widened by its own residual, so it cannot bend the solution.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dsp.constants import RAD_PER_DEG
from dsp.estimator import Link, Motion, motion_of
from dsp.exercises import Exercise
from dsp.movements import Movement, MovementParams, clanked, landed, movements, parted, turning_points
from dsp.results import RefusalReason
from dsp.samples import FloatArray, IntArray
from dsp.segmentation import FoundRep, RefusedMovement, Segmentation, SegmentParams, segment
from dsp.settle import Settling
from dsp.windows import runs_of


@dataclass(frozen=True, slots=True)
class LinkParams:
    """lockout_m: before and after one rep; between_m: between reps; first_m: to the first lockout.
    extremum_m: neighbouring tops, and neighbouring bottoms. robust_lockout_m: residual that widens a rep's
    link twofold.
    racked_acc_ms2, racked_rate_rads, racked_s: so quiet, for so long, is a bar on the rack; ghost_share: sigma of a
    movement's travel after that, against the set's own travel, from which it is no rep.
    gap_doubt: doubt about a movement's travel, as a share of it, if all of it lay in gaps.
    soft_rounds: passes of extremum links where the solve is soft.
    extremum_gates, rep_gates: rounds of rest gating after each.
    """

    lockout_m: float = 0.02
    between_m: float = 0.03
    first_m: float = 0.04
    extremum_m: float = 0.06
    robust_lockout_m: float = 0.15
    soft_rounds: int = 3
    gap_doubt: float = 0.5
    racked_acc_ms2: float = 0.10
    racked_rate_rads: float = 1.2 * RAD_PER_DEG
    racked_s: float = 1.0
    ghost_share: float = 0.08
    extremum_gates: int = 1
    rep_gates: int = 2


@dataclass(frozen=True, slots=True)
class Linked:
    """The settled motion with its movements and reps."""

    motion: Motion
    movements: list[Movement]
    segmentation: Segmentation


def link_and_segment(
    settling: Settling, row: Exercise | None, links: LinkParams, moves: MovementParams, segments: SegmentParams
) -> Linked:
    """Add links from extrema, then from reps, and segment again; the set is solved anew each time.

    Without an exercise nothing says that heights come back, so rests alone hold the set where there are any.
    """
    motion = motion_of(settling.problem, settling.solution)
    least = segments.full_m(row)
    alike = row is not None or settling.soft
    for _ in range(links.soft_rounds if settling.soft else int(alike)):
        rows = _extremum_links(settling, motion, 0.5 * least, links, moves)
        if rows:
            settling.again([*settling.lockouts, *rows], links.extremum_gates)
            motion = motion_of(settling.problem, settling.solution)
    found, seg = _segmented(settling, motion, row, moves, segments, links)
    if seg.reps and alike:
        settling.again(_rep_links(settling, seg.reps, links), links.rep_gates)
        motion = motion_of(settling.problem, settling.solution)
        again, linked = _segmented(settling, motion, row, moves, segments, links)
        if linked.reps:
            found, seg = again, linked
    if row is not None and not row.from_floor:
        seg = _without_ghosts(seg, settling, links)
    return Linked(motion, found, seg)


def _without_ghosts(seg: Segmentation, settling: Settling, links: LinkParams) -> Segmentation:
    """Leave out what only looks like a rep after the bar has stood on the rack: plates knocked about drift far.

    A set may go on after a rest on the rack, but then its reps are known as well as the ones before.
    """
    lively, rate_hz = settling.lively, settling.down.timeline.rate_hz
    quiet = (lively.acc_ms2 < links.racked_acc_ms2) & (lively.rate_rads < links.racked_rate_rads)
    racked = [a for a, b in runs_of(quiet) if b - a > links.racked_s * rate_hz]
    if not racked or len(seg.reps) < 2 or seg.travel_m is None:
        return seg
    kept = list(seg.reps)
    refused = list(seg.refused)
    while len(kept) > 1:
        start, before = kept[-1].parts[0].first, kept[-2].parts[-1].last
        sigma = float(travel_sigma(settling, kept[-1].parts).max())
        if not any(before <= a < start for a in racked) or sigma < links.ghost_share * seg.travel_m:
            break
        refused.extend(RefusedMovement(m, RefusalReason.NOT_A_REP) for m in kept.pop().parts)
    return replace(seg, reps=tuple(kept), refused=tuple(sorted(refused, key=lambda r: r.movement.first)))


def _segmented(
    settling: Settling,
    motion: Motion,
    row: Exercise | None,
    moves: MovementParams,
    segments: SegmentParams,
    links: LinkParams,
) -> tuple[list[Movement], Segmentation]:
    timeline = settling.down.timeline
    if row is not None and row.from_floor:
        moves = replace(moves, stall_s=moves.floor_stall_s)
        found = movements(motion, timeline.rate_hz, moves)
        found = landed(found, motion, settling.lively.shock_ms2, moves)
    else:
        found = movements(motion, timeline.rate_hz, moves)
        if row is not None:
            found = clanked(found, motion, settling.lively.shock_ms2, timeline.rate_hz, moves)
    seg = segment(found, _doubtful_travel(settling, found, links), timeline.time_s, row, segments)
    if seg.travel_m is None:
        return found, seg
    shorter = parted(found, motion, seg.travel_m, timeline.rate_hz, moves)
    if len(shorter) > len(found):
        found, seg = (
            shorter,
            segment(shorter, _doubtful_travel(settling, shorter, links), timeline.time_s, row, segments),
        )
    return found, seg


def travel_sigma(settling: Settling, found: list[Movement]) -> FloatArray:
    """Standard deviation of each movement's travel, edge to edge, m."""
    first = cells_of(settling, [m.first for m in found])
    last = cells_of(settling, [m.last for m in found])
    return settling.problem.height_change_sigma(settling.solution, first, last)


def _doubtful_travel(settling: Settling, found: list[Movement], links: LinkParams) -> FloatArray:
    """The sigma that decides what may be a half rep: a movement full of gaps may be longer than it looks."""
    filled = settling.down.timeline.filled
    hidden = np.array([links.gap_doubt * m.travel_m * float(filled[m.first : m.last + 1].mean()) for m in found])
    return np.hypot(travel_sigma(settling, found), hidden) if found else hidden


def cells_of(settling: Settling, grid: list[int]) -> IntArray:
    """The cells nearest to grid indices."""
    cell = settling.down.cell
    size = int(cell[1] - cell[0]) if len(cell) > 1 else 1
    return np.array([min((index + size // 2) // size, len(cell) - 1) for index in grid], dtype=np.int64)


def _extremum_links(
    settling: Settling, motion: Motion, prominence_m: float, links: LinkParams, moves: MovementParams
) -> list[Link]:
    timeline = settling.down.timeline
    step = max(int(moves.scan_s * timeline.rate_hz), 1)
    turns = turning_points(motion.height_m[::step], prominence_m)
    out: list[Link] = []
    for kind in (1, -1):
        cells = cells_of(settling, [i * step for i, k in turns if k == kind]).tolist()
        # The first bottom may be the floor or the rack, lower than the set's own.
        for a, b in zip(cells[kind < 0 :], cells[(kind < 0) + 1 :], strict=False):
            if b - a > 5:
                out.append(Link(a, b, links.extremum_m))
    return settling.doubted(out)


def _rep_links(settling: Settling, reps: tuple[FoundRep, ...], links: LinkParams) -> list[Link]:
    height = settling.solution.cell_height_m
    last_index = len(settling.down.timeline) - 1
    out: list[Link] = []

    def add(a: int | None, b: int | None, sigma_m: float) -> None:
        if a is None or b is None or b <= a:
            return
        residual = abs(height[b] - height[a])
        out.append(Link(a, b, sigma_m * (1 + (residual / links.robust_lockout_m) ** 2)))

    ends = [_rep_ends(settling, rep, last_index) for rep in reps]
    for k, (start, end) in enumerate(ends):
        add(start, end, links.lockout_m)
        if k:
            add(ends[k - 1][1], start, links.between_m)
            add(ends[0][0], start, links.first_m)
    return out


def _rep_ends(settling: Settling, rep: FoundRep, last_index: int) -> tuple[int | None, int | None]:
    """Cells just before and just after a rep; None on the side of a phase that is missing."""
    parts = rep.parts
    if len(parts) == 2:
        end = parts[1].turn1 if parts[1].direction < 0 else parts[1].last + 1
        cells = cells_of(settling, [max(parts[0].first - 1, 0), min(end, last_index)])
        return int(cells[0]), int(cells[1])
    return None, None
