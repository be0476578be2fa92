"""Least squares over the set: speed, height and their uncertainty from one strapdown.

One linear problem: slow errors, starting speed and height, and a random walk of the speed at knots, held by
rests (speed zero), reach (a bar stays within arm's length of its mean height), the horizontal axes (a bar does
not walk off) and links (heights that should be alike, each with its own sigma, never an equality).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtrs

from dsp.samples import FloatArray, IntArray
from dsp.strapdown import Strapdown
from dsp.windows import cumulative_trapezoid


@dataclass(frozen=True, slots=True)
class SolveParams:
    """What holds the solution, one standard deviation each.

    rest_ms: speed of a bar at rest (sway). sway_s: correlation time of that sway.
    reach_m: height about its mean, once a second. walk_knot_s: spacing of the random walk's knots.
    walk_freedom: degrees of freedom of its steps in gaps and shocks; eventful_factor: variance, against the median
    step's, from which a step is one of those.
    start_ms, start_m: speed and height at the first sample.
    side_rest_ms, side_reach_m, side_reach_s: the same for the horizontal axes: displacement over side_reach_s.
    side_walk_factor, side_walk_ms2_rthz: how much faster the horizontal axes wander.
    """

    rest_ms: float = 0.012
    sway_s: float = 0.4
    reach_m: float = 0.35
    walk_knot_s: float = 0.5
    walk_freedom: float = 3.0
    eventful_factor: float = 4.0
    start_ms: float = 1.0
    start_m: float = 3.0
    side_rest_ms: float = 0.03
    side_reach_m: float = 0.5
    side_reach_s: float = 4.0
    side_walk_factor: float = 4.0
    side_walk_ms2_rthz: float = 0.03


@dataclass(frozen=True, slots=True)
class Link:
    """Heights at two cells believed alike, with a standard deviation, m."""

    first: int
    second: int
    sigma_m: float


@dataclass(frozen=True, slots=True)
class Solution:
    """One solve. cell_speed_ms, cell_height_m: (c,).

    unknowns: (q,) slow errors (p), starting speed, starting height, steps of the walk. factor: lower Cholesky factor
    of their information, (q, q).
    """

    unknowns: FloatArray
    factor: FloatArray
    cell_speed_ms: FloatArray
    cell_height_m: FloatArray


class Problem:
    """The least-squares problem of one strapdown: rows laid out once, solved for many sets of rests and links."""

    def __init__(
        self,
        down: Strapdown,
        clock: FloatArray,
        information: FloatArray,
        params: SolveParams,
        believed: FloatArray | None = None,
        earlier: Problem | None = None,
    ) -> None:
        """believed: (p,) prior mean of the slow errors, zero where not given.

        earlier: a problem of the same timeline and clock along another attitude, whose walks are taken over.
        """
        self.down, self.clock, self.params = down, clock, params
        cell, p = down.cell, down.errors
        self._side: _SideRows | None = None
        self.walks: _Walks = earlier.walks if earlier is not None else _walks(down, clock, params)
        walked, length_s = self.walks.vertical, down.cell_length_s
        self.knot, self.width = walked.knot, walked.width
        climbed = (walked.summed - 0.5 * (walked.speed + walked.speed[:1])) * length_s
        ones, since = np.ones((len(cell), 1)), (down.cell_s - down.cell_s[0])[:, None]
        self.speed_rows = np.concatenate([down.speed_sens[2], ones, np.zeros_like(ones), walked.speed], axis=1)
        self.height_rows = np.concatenate([down.height_sens, since, ones, climbed], axis=1)
        self.speed_target = -down.speed_ms[cell, 2]
        self.height_target = -down.height_m[cell]
        q = self.speed_rows.shape[1]
        base = np.zeros((q, q))
        base[:p, :p] = information
        base[p, p] = 1.0 / params.start_ms**2
        base[p + 1, p + 1] = 1.0 / params.start_m**2
        walk = np.arange(p + 2, q)
        base[walk, walk] = 1.0 / self.width
        self.walk = walk
        self.loosened = np.ones(len(walk))
        self.eventful = self.width > params.eventful_factor * float(np.median(self.width))
        second = max(round(1.0 / max(length_s, 1e-6)), 1)
        rows, target = self.height_rows[::second], self.height_target[::second]
        self.base = base + rows.T @ rows / params.reach_m**2
        self.base_right = rows.T @ target / params.reach_m**2
        if believed is not None:
            self.base_right[:p] += information @ believed
        self.per_rest = params.rest_ms**2 * max(params.sway_s / max(length_s, 1e-6), 1.0)

    def solve(
        self, rest: FloatArray, links: Sequence[Link] = (), side: tuple[FloatArray, FloatArray] | None = None
    ) -> Solution:
        """Solve with rest weights (c,) in 0..1, height links and information from the horizontal axes."""
        normal, right = self.base.copy(), self.base_right.copy()
        p = self.down.errors
        if side is not None:
            normal[:p, :p] += side[0]
            right[:p] += side[1]
        used = np.flatnonzero(rest > 0.01)
        if len(used):
            _add_rows(normal, right, self.speed_rows[used], self.speed_target[used], rest[used] / self.per_rest)
        if links:
            first, second = [x.first for x in links], [x.second for x in links]
            weight = np.array([x.sigma_m for x in links]) ** -2.0
            rows = self.height_rows[first] - self.height_rows[second]
            target = self.height_target[first] - self.height_target[second]
            _add_rows(normal, right, rows, target, weight)
        factor = _cholesky(normal)
        unknowns = _solved(factor, right)
        return Solution(
            unknowns,
            factor,
            self.speed_rows @ unknowns - self.speed_target,
            self.height_rows @ unknowns - self.height_target,
        )

    def loosen(self, solution: Solution) -> bool:
        """Give way where a gap or a shock changed the speed more than believed: Student's t instead of a Gauss.

        Returns whether anything did. A gap may hide a plate on the floor. One step of iteratively reweighted least
        squares (Lange, Little and Taylor 1989, Robust statistical modeling using the t distribution) for the walk's
        steps that are not quiet.
        """
        step = solution.unknowns[self.down.errors + 2 :]
        freedom = self.params.walk_freedom
        weight = (freedom + 1.0) / (freedom + step**2 / self.width)
        weight = np.where(self.eventful, np.minimum(weight, 1.0), 1.0)
        changed = bool((weight != self.loosened).any())
        self.base[self.walk, self.walk] += (weight - self.loosened) / self.width
        self.loosened = weight
        return changed

    def speed_sigma(self, solution: Solution) -> FloatArray:
        """Standard deviation of the speed at every cell (c,), m/s: solved at every third, it is smooth."""
        cells = np.arange(len(self.down.cell))
        some = np.concatenate([cells[:-1:3], cells[-1:]])
        return np.asarray(np.interp(cells, some, self._sigma(solution, self.speed_rows[some])))

    def speed_sigma_at(self, solution: Solution, cells: IntArray) -> FloatArray:
        """Standard deviation of the speed at some cells (k,), m/s."""
        return self._sigma(solution, self.speed_rows[cells])

    def height_change_sigma(self, solution: Solution, first: IntArray, second: IntArray) -> FloatArray:
        """Standard deviation of height(second) - height(first), cells (k,) each, m."""
        return self._sigma(solution, self.height_rows[second] - self.height_rows[first])

    def error_estimate(self, solution: Solution, which: IntArray) -> tuple[FloatArray, FloatArray]:
        """Mean (k,) and covariance (k, k) of some of the slow errors."""
        unit = np.zeros((len(solution.unknowns), len(which)))
        unit[which, np.arange(len(which))] = 1.0
        half = _half_solved(solution.factor, unit)
        return solution.unknowns[which], np.asarray(half.T @ half)

    def _sigma(self, solution: Solution, rows: FloatArray) -> FloatArray:
        if not len(rows):
            return np.empty(0)
        half = _half_solved(solution.factor, rows.T)
        return np.asarray(np.sqrt(np.einsum("ij,ij->j", half, half)))

    def wandering(self, solution: Solution) -> FloatArray:
        """The random walk at every grid point (n,), m/s."""
        total = np.concatenate([[0.0], np.cumsum(solution.unknowns[self.down.errors + 2 :])])
        return np.asarray(np.interp(self.clock, self.clock[self.knot], total))

    def side_information(self, rest: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What the horizontal axes say of the slow errors, their own unknowns marginalised: (p, p), (p,)."""
        params, p = self.params, self.down.errors
        if self._side is None:
            self._side = _side_rows(self.down, self.walks.side, params)
        side = self._side
        used = np.flatnonzero(rest > 0.01)
        weight = rest[used] / (params.side_rest_ms**2 * max(params.sway_s / side.step_s, 1.0))
        info, right = np.zeros((p, p)), np.zeros(p)
        for axis in side.axes:
            normal, answer = axis.base.copy(), axis.base_right.copy()
            _add_rows(normal, answer, axis.rows[used], axis.target[used], weight)
            factor = _cholesky(normal[p:, p:])
            crossed = _solved(factor, np.concatenate([normal[p:, :p], answer[p:, None]], axis=1))
            info += normal[:p, :p] - normal[:p, p:] @ crossed[:, :p]
            right += answer[:p] - normal[:p, p:] @ crossed[:, p]
        return 0.5 * (info + info.T), right


@dataclass(frozen=True, slots=True)
class _SideAxis:
    """One horizontal axis: rows (c, q) of its speed with targets (c,), and what holds it whatever rests."""

    rows: FloatArray
    target: FloatArray
    base: FloatArray
    base_right: FloatArray


@dataclass(frozen=True, slots=True)
class _SideRows:
    """Both horizontal axes, on cells step_s apart."""

    step_s: float
    axes: tuple[_SideAxis, _SideAxis]


def _side_rows(down: Strapdown, walk: _Walk, params: SolveParams) -> _SideRows:
    """Rows of the horizontal axes; their unknowns are the slow errors, a starting speed and a coarser walk."""
    cell, edge_s, p = down.cell, down.cell_s, down.errors
    own = np.concatenate([[1.0 / params.start_ms**2], 1.0 / walk.width])
    step = float(edge_s[-1] - edge_s[0]) / max(len(cell) - 1, 1)
    second, reach = max(round(1.0 / step), 1), max(round(params.side_reach_s / step), 1)
    ones = np.ones((len(cell), 1))

    def axis(k: int) -> _SideAxis:
        rows = np.concatenate([down.speed_sens[k], ones, walk.speed], axis=1)
        target = -down.speed_ms[cell, k]
        base, right = np.diag(np.concatenate([np.zeros(p), own])), np.zeros(rows.shape[1])
        if len(cell) > 2 * reach:
            summed = [np.cumsum(down.speed_sens[k], axis=0), np.cumsum(ones, axis=0), walk.summed]
            total, sums = np.concatenate(summed, axis=1) * step, np.cumsum(target) * step
            moved, by = total[reach::second] - total[:-reach:second], sums[reach::second] - sums[:-reach:second]
            _add_rows(base, right, moved, by, np.full(len(by), params.side_reach_m**-2.0))
        return _SideAxis(rows, target, base, right)

    return _SideRows(step, (axis(0), axis(1)))


def knots_of(n: int, rate_hz: float, spacing_s: float) -> IntArray:
    """Grid indices of knots about spacing_s apart, the last grid point included."""
    inner = np.arange(0, n - 1, max(int(spacing_s * rate_hz), 1), dtype=np.int64)
    return np.concatenate([inner, [n - 1]])


@dataclass(frozen=True, slots=True)
class _Walk:
    """A random walk in k steps. knot: (k + 1,) grid indices. width: (k,) variance of each step.

    speed: (c, k) how much of each step has been taken by each cell. summed: (c, k) its running sum.
    """

    knot: IntArray
    width: FloatArray
    speed: FloatArray
    summed: FloatArray


@dataclass(frozen=True, slots=True)
class _Walks:
    vertical: _Walk
    side: _Walk


def _walks(down: Strapdown, clock: FloatArray, params: SolveParams) -> _Walks:
    """The walks of the vertical and of the horizontal axes: they depend on the clock alone, not on the attitude."""
    since = down.timeline.time_s - down.timeline.time_s[0]
    quicker = clock * params.side_walk_factor + since * params.side_walk_ms2_rthz**2
    return _Walks(_walk(down, clock, params.walk_knot_s), _walk(down, quicker, 2 * params.walk_knot_s))


def _walk(down: Strapdown, clock: FloatArray, spacing_s: float) -> _Walk:
    knot = knots_of(len(down.timeline), down.timeline.rate_hz, spacing_s)
    width = np.maximum(np.diff(clock[knot]), 1e-12)
    speed = np.clip((clock[down.cell][:, None] - clock[knot][None, :-1]) / width, 0.0, 1.0)
    return _Walk(knot, width, speed, np.cumsum(speed, axis=0))


def _add_rows(normal: FloatArray, right: FloatArray, rows: FloatArray, target: FloatArray, weight: FloatArray) -> None:
    """Add weighted rows (k, q) with their targets (k,) to the normal equations, in place."""
    root = np.sqrt(weight)
    # A matrix times its own transpose: numpy then works out only half of the product.
    scaled = rows * root[:, None]
    normal += scaled.T @ scaled
    right += (root * target) @ scaled


def _cholesky(matrix: FloatArray) -> FloatArray:
    """Lower factor. LAPACK is called without scipy's wrappers, whose checks cost more than these small problems."""
    factor, info = dpotrf(matrix, lower=1, clean=1)
    if info != 0:
        raise np.linalg.LinAlgError("information matrix is not positive definite")
    return np.asarray(factor)


def _solved(factor: FloatArray, right: FloatArray) -> FloatArray:
    """x of L L' x = right."""
    return np.asarray(dpotrs(factor, right, lower=1)[0])


def _half_solved(factor: FloatArray, right: FloatArray) -> FloatArray:
    """x of L x = right (q, k)."""
    return np.asarray(dtrtrs(factor, right, lower=1)[0])


@dataclass(frozen=True, slots=True)
class Motion:
    """Vertical motion at every grid point, up positive: (n,) each."""

    speed_ms: FloatArray
    height_m: FloatArray
    acc_ms2: FloatArray


def motion_of(problem: Problem, solution: Solution) -> Motion:
    """Speed, height and acceleration (n,) of a solution."""
    down, p = problem.down, problem.down.errors
    timeline, x = down.timeline, solution.unknowns
    edge_s, time_s = down.cell_s, timeline.time_s
    from_errors = np.interp(time_s, edge_s, down.speed_sens[2] @ x[:p])
    drift = from_errors + problem.wandering(solution) + x[p]
    speed = down.speed_ms[:, 2] + drift
    height = down.height_m + cumulative_trapezoid(drift, timeline.step_s) + x[p + 1]
    # The correction is smooth on the scale of a cell; its slope there is the correction of the acceleration.
    slope = np.gradient(drift[down.cell], down.cell_length_s) if len(edge_s) > 1 else np.zeros(1)
    acc = down.acc_ms2 + np.interp(time_s, edge_s, slope)
    return Motion(speed, height, acc)
