"""Which movements are reps: pairs of like travel that fit the exercise and one another.

A rep is a drive with a descent beside it, in the exercise's order. The set's own travel is the yardstick; how far
a movement may stray from it depends on how well its travel is known. What is refused keeps a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.exercises import Exercise, StartPhase
from dsp.movements import Movement
from dsp.results import RefusalReason
from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class SegmentParams:
    """Shares are of the set's own travel.

    low_share, high_share: drives outside are no reps. partner_low, partner_high: the descent beside a drive.
    alone_low, alone_high, last_high: a drive without a descent. alone_start_s: such a drive at the head of the set
    must begin within this of the recording's start (else the bar was lifted into place).
    full_share: a drive whose travel, with two sigma, stays below is a half rep.
    part_share: least travel of a half rep. pick_up_share: least travel of a pick-up before drives. stalled_share:
    mean speed, against the set's own, below which a short drive gave out.
    partner_s: longest time between the two phases. range_slack_low, range_slack_high: how far the exercise's travel
    range is stretched. any_min_m, any_max_m: the range where no exercise is named.
    """

    low_share: float = 0.55
    high_share: float = 1.8
    partner_low: float = 0.45
    partner_high: float = 2.2
    alone_low: float = 0.75
    alone_high: float = 1.4
    last_high: float = 1.6
    alone_start_s: float = 0.7
    full_share: float = 0.70
    part_share: float = 0.2
    pick_up_share: float = 0.6
    stalled_share: float = 0.6
    partner_s: float = 8.0
    range_slack_low: float = 0.75
    range_slack_high: float = 1.5
    any_min_m: float = 0.12
    any_max_m: float = 1.0

    def full_m(self, row: Exercise | None) -> float:
        """Least travel of a full rep of an exercise, or of any where none is named, m."""
        return row.travel_min_m if row else self.any_min_m


def least_travel_m(row: Exercise | None, params: SegmentParams) -> float:
    """Travel below which a drive of this exercise is no rep, m."""
    return params.range_slack_low * params.full_m(row)


@dataclass(frozen=True, slots=True)
class FoundRep:
    """Descent and drive of one rep; either may be missing."""

    descent: Movement | None
    drive: Movement | None

    @property
    def parts(self) -> list[Movement]:
        return sorted((m for m in (self.descent, self.drive) if m is not None), key=lambda m: m.first)


@dataclass(frozen=True, slots=True)
class RefusedMovement:
    movement: Movement
    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class Segmentation:
    reps: tuple[FoundRep, ...]
    refused: tuple[RefusedMovement, ...]
    start: StartPhase
    travel_m: float | None


def segment(
    found: list[Movement], sigma_m: FloatArray, time_s: FloatArray, row: Exercise | None, params: SegmentParams
) -> Segmentation:
    """Choose the reps among movements; sigma_m (k,) is the standard deviation of each one's travel."""
    least = params.full_m(row)
    most = row.travel_max_m if row else params.any_max_m
    pairs = [(m, float(s)) for m, s in zip(found, sigma_m, strict=True) if m.travel_m > 0.5 * least]
    moves, sigma = [m for m, _ in pairs], [s for _, s in pairs]
    low, high = params.range_slack_low * least, params.range_slack_high * most
    drives = [k for k, m in enumerate(moves) if m.direction > 0 and low < m.travel_m < high]
    start = row.start if row else _order_of(moves, drives)
    if not drives:
        return Segmentation((), _refuse_all(moves, RefusalReason.NOT_A_REP), start, None)
    travel = np.array([moves[k].travel_m for k in drives])
    typical = float(np.median(travel[travel >= 0.6 * np.quantile(travel, 0.8)]))
    chooser = _Chooser(moves, sigma, time_s, start, typical, params)
    taken = [rep for k in drives if (rep := chooser.rep_of(k)) is not None]
    reps = tuple(_disjoint(taken))
    return Segmentation(reps, chooser.refused(reps), start, typical)


@dataclass(frozen=True, slots=True)
class _Chooser:
    moves: list[Movement]
    sigma: list[float]
    time_s: FloatArray
    start: StartPhase
    typical_m: float
    params: SegmentParams

    def rep_of(self, k: int) -> FoundRep | None:
        p, m, ref = self.params, self.moves[k], self.typical_m
        if not p.low_share * ref < m.travel_m < p.high_share * ref:
            return None
        if m.travel_m + 2 * self.sigma[k] < p.full_share * ref:
            return None
        before, after = self._partner(k - 1, k), self._partner(k + 1, k)
        alone = p.alone_low * ref < m.travel_m < p.alone_high * ref
        if self.start is StartPhase.ECCENTRIC:
            if before is not None:
                return FoundRep(before, m)
            headless = k == 0 and self.time_s[m.first] - self.time_s[0] > p.alone_start_s
            return FoundRep(None, m) if alone and after is not None and not headless else None
        if after is not None:
            return FoundRep(after, m)
        # The last drive of such a set may run on into the rack, so it may be longer than a rep.
        alone = p.alone_low * ref < m.travel_m < p.last_high * ref
        return FoundRep(None, m) if alone and before is not None else None

    def _partner(self, k: int, drive: int) -> Movement | None:
        if not 0 <= k < len(self.moves) or self.moves[k].direction > 0:
            return None
        p, m, d = self.params, self.moves[k], self.moves[drive]
        earlier, later = (m, d) if k < drive else (d, m)
        apart = self.time_s[later.first] - self.time_s[earlier.last]
        like = p.partner_low * self.typical_m < m.travel_m < p.partner_high * self.typical_m
        return m if like and apart < p.partner_s else None

    def refused(self, reps: tuple[FoundRep, ...]) -> tuple[RefusedMovement, ...]:
        used = {id(m) for rep in reps for m in rep.parts}
        first = min((rep.parts[0].first for rep in reps), default=len(self.time_s))
        last = max((rep.parts[-1].last for rep in reps), default=-1)
        out = []
        for k, m in enumerate(self.moves):
            if id(m) not in used:
                out.append(RefusedMovement(m, self._reason(k, m, first, last)))
        return tuple(out)

    def _reason(self, k: int, m: Movement, first: int, last: int) -> RefusalReason:
        share, p = m.travel_m / self.typical_m, self.params
        descends_first = self.start is StartPhase.ECCENTRIC
        if m.last < first:
            lifted = m.direction > 0 and share > (p.low_share if descends_first else p.pick_up_share)
            return RefusalReason.PICK_UP if lifted else RefusalReason.UN_RACK
        pair = self._excursion(k)
        if pair is not None:
            out, back = pair[0].travel_m / self.typical_m, pair[1].travel_m / self.typical_m
            if descends_first and out > p.full_share > back:
                return RefusalReason.FAILED
            if not descends_first and p.part_share < out < p.full_share and pair[1].first > last:
                return (
                    RefusalReason.FAILED if out < p.full_share and self._stalled(pair[0]) else RefusalReason.TOO_SHORT
                )
            if p.part_share < out < p.full_share:
                return RefusalReason.TOO_SHORT
        if descends_first and m.direction < 0 and share > p.full_share and not self._comes_back(k):
            return RefusalReason.FAILED
        if m.first > last:
            return RefusalReason.RE_RACK
        return RefusalReason.TOO_SHORT if share < p.full_share else RefusalReason.NOT_A_REP

    def _excursion(self, k: int) -> tuple[Movement, Movement] | None:
        """Out and back: the movement with its neighbour, in the exercise's order; None where there is no such pair."""
        first_way = -1 if self.start is StartPhase.ECCENTRIC else 1
        i = k if self.moves[k].direction == first_way else k - 1
        if i < 0 or i + 1 >= len(self.moves):
            return None
        out, back = self.moves[i], self.moves[i + 1]
        if out.direction != first_way or back.direction == first_way:
            return None
        return (out, back) if self.time_s[back.first] - self.time_s[out.last] < self.params.partner_s else None

    def _stalled(self, m: Movement) -> bool:
        """A drive that gave out: slower than the set's own, not just shorter."""
        mean = m.travel_m / max(float(self.time_s[m.last] - self.time_s[m.first]), 1e-3)
        others = [
            x for x in self.moves if x.direction == m.direction and x.travel_m > self.params.full_share * self.typical_m
        ]
        usual = [x.travel_m / max(float(self.time_s[x.last] - self.time_s[x.first]), 1e-3) for x in others]
        return bool(usual) and mean < self.params.stalled_share * float(np.median(usual))

    def _comes_back(self, k: int) -> bool:
        after = self.moves[k + 1] if k + 1 < len(self.moves) else None
        return after is not None and after.travel_m > self.params.full_share * self.typical_m


def _refuse_all(moves: list[Movement], reason: RefusalReason) -> tuple[RefusedMovement, ...]:
    return tuple(RefusedMovement(m, reason) for m in moves)


def _disjoint(reps: list[FoundRep]) -> list[FoundRep]:
    """A descent belongs to one rep: the first that took it keeps it."""
    out: list[FoundRep] = []
    used: set[int] = set()
    for found in reps:
        taken = found.descent is not None and id(found.descent) in used
        rep = FoundRep(None, found.drive) if taken else found
        if rep.descent is not None:
            used.add(id(rep.descent))
        out.append(rep)
    return out


def _order_of(moves: list[Movement], drives: list[int]) -> StartPhase:
    """Which phase comes first where no exercise says: that of the first full movement."""
    if not drives:
        return StartPhase.ECCENTRIC
    typical = float(np.median([moves[k].travel_m for k in drives]))
    full = [m for m in moves if m.travel_m > 0.7 * typical]
    return StartPhase.CONCENTRIC if full and full[0].direction > 0 else StartPhase.ECCENTRIC
