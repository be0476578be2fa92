"""Strapdown: world acceleration from attitude, its integrals, and how they answer to each error.

The vertical speed of the bar is, to first order in the errors,
    v(t) = V(t) + S(t) theta + v0 + d(t)
with V the integral of world acceleration, theta the slowly varying errors (tilt, gyro bias, accelerometer bias),
S their sensitivities and d a random walk whose clock runs faster in shocks and gaps. Everything but V is smooth,
so it is kept on cells of about 0.1 s: that is what makes the solve quick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.attitude import rotations
from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray, IntArray
from dsp.timeline import Timeline
from dsp.windows import block_sums, cumulative_trapezoid, running_mean, running_spread, squared


@dataclass(frozen=True, slots=True)
class DriftParams:
    """Sizes of the errors that drift, one standard deviation. Found on simulated and real sets (`tests/benchmarks`).

    cell_s: length of a cell. walk_ms2_rthz: random walk of speed, m/s per sqrt(s).
    shock_share: share of a shock's size (s, times m/s^2) that goes into the walk at
    shock_rate_hz or faster; shock_floor_ms2: no shock yet.
    gap_share: error of the speed across a gap, as a share of gap length x activity beside it; gap_floor_ms2: its least.
    gap_activity_max_ms2: beyond it activity is a shock. clip_ms2: error while the sensor is at its limit.
    tilt_walk_rad_rts: random walk of tilt, rad per sqrt(s). tilt_knot_s: spacing of its knots. gap_turn_share: share of
    gap length x turn rate beside it that goes into tilt.
    tilt_rad, gyro_bias_rads, acc_bias_ms2: standard deviations before the set is seen.
    """

    cell_s: float = 0.1
    walk_ms2_rthz: float = 0.006
    shock_share: float = 0.004
    shock_rate_hz: float = 100.0
    shock_floor_ms2: float = 0.3
    gap_share: float = 0.6
    gap_floor_ms2: float = 0.02
    gap_activity_max_ms2: float = 3.0
    clip_ms2: float = 15.0
    tilt_walk_rad_rts: float = 0.06 * RAD_PER_DEG
    tilt_knot_s: float = 6.0
    gap_turn_share: float = 0.15
    tilt_rad: float = 3.0 * RAD_PER_DEG
    gyro_bias_rads: float = 0.08 * RAD_PER_DEG
    acc_bias_ms2: float = 0.25


@dataclass(frozen=True, slots=True)
class Activity:
    """How lively the sensor is about each grid point: spreads over 0.3 s, and shocks.

    acc_ms2, rate_rads: (n,). shock_ms2: (n,) high-frequency acceleration beyond what the movement explains.
    """

    acc_ms2: FloatArray
    rate_rads: FloatArray
    shock_ms2: FloatArray


def activity(timeline: Timeline, bias_rads: FloatArray, params: DriftParams) -> Activity:
    """Spread of acceleration, size of rate, and size of shocks about every grid point."""
    rate_hz, acc = timeline.rate_hz, timeline.acc_ms2
    window = max(int(0.3 * rate_hz), 2)
    spread = running_spread(acc, window)
    rate = timeline.gyro_rads - bias_rads
    size = np.sqrt(np.maximum(running_mean(squared(rate), window), 0.0))
    native_s = 1.0 / timeline.native_rate_hz
    rough = acc - running_mean(acc, max(int(max(0.05, 2.5 * native_s) * rate_hz), 3))
    energy = np.sqrt(np.maximum(running_mean(squared(rough), _shock_samples(timeline)), 0.0))
    floor = 2.0 * float(np.median(energy)) + params.shock_floor_ms2
    return Activity(spread, size, np.maximum(energy - floor - 0.15 * spread, 0.0))


def _shock_samples(timeline: Timeline) -> int:
    """Window in which a shock's energy is gathered, grid samples: 60 ms, at least three samples of the sensor."""
    return max(int(max(0.06, 3.0 / timeline.native_rate_hz) * timeline.rate_hz), 3)


def drift_clock(timeline: Timeline, lively: Activity, params: DriftParams) -> FloatArray:
    """Variance of the speed's random walk, accumulated over the recording: (n,) (m/s)^2."""
    n, rate_hz, step = len(timeline), timeline.rate_hz, timeline.step_s
    variance = np.full(n, params.walk_ms2_rthz**2 * step)
    # Sampling a shock at the frequency it rings with turns it into a step of the speed: the slower, the worse.
    share = params.shock_share * max(1.0, params.shock_rate_hz / timeline.native_rate_hz) ** 3
    variance += (share * lively.shock_ms2) ** 2 / _shock_samples(timeline)
    variance += np.where(timeline.saturated, (params.clip_ms2 * step) ** 2, 0.0)
    for first, last, length in gap_ranges(timeline):
        beside = np.array([max(first - int(0.15 * rate_hz), 0), min(last + int(0.15 * rate_hz), n - 1)])
        size = float(np.minimum(lively.acc_ms2[beside], params.gap_activity_max_ms2).max())
        error = (params.gap_share * size + params.gap_floor_ms2) * length
        variance[first:last] += error**2 / max(last - first, 1)
    return np.concatenate([[0.0], np.cumsum(variance)])[:-1]


def gap_ranges(timeline: Timeline) -> list[tuple[int, int, float]]:
    """Each gap as [first, past-the-last) grid index and length, s."""
    if not timeline.gaps:
        return []
    near_s = 1e-3 * timeline.step_s  # an end that is a grid point but for its rounding
    start = np.searchsorted(timeline.time_s, [g.start_s - near_s for g in timeline.gaps])
    end = np.searchsorted(timeline.time_s, [g.end_s - near_s for g in timeline.gaps])
    n = len(timeline)
    return [
        (int(min(a, n - 1)), int(min(max(b, a + 1), n)), g.end_s - g.start_s)
        for a, b, g in zip(start, end, timeline.gaps, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Strapdown:
    """World acceleration and its integrals along one attitude, with sensitivities on cells.

    attitude: (n, 3, 3) sensor to world. speed_ms: (n, 3) integral of world acceleration. height_m: (n,) its vertical
    integral, acc_ms2: (n,) its vertical slope. cell: (c,) grid indices of the cell edges.
    turned: (c, 3, 3) integral of the attitude, s: what turns a gyro bias into an error of attitude.
    knot_s: (k,) tilt knots. speed_sens: three (c, p), height_sens: (c, p), columns tilt x (k), tilt y (k),
    gyro bias (3), accelerometer bias (3).
    """

    timeline: Timeline
    attitude: FloatArray
    speed_ms: FloatArray
    height_m: FloatArray
    acc_ms2: FloatArray
    cell: IntArray
    turned: FloatArray
    knot_s: FloatArray
    speed_sens: tuple[FloatArray, FloatArray, FloatArray]
    height_sens: FloatArray

    @property
    def cell_s(self) -> FloatArray:
        return self.timeline.time_s[self.cell]

    @property
    def cell_length_s(self) -> float:
        return float(self.cell[1] - self.cell[0]) * self.timeline.step_s if len(self.cell) > 1 else 0.0

    @property
    def errors(self) -> int:
        return int(self.height_sens.shape[1])


def strapdown(timeline: Timeline, attitude: FloatArray, params: DriftParams) -> Strapdown:
    """Integrate along an attitude (n, 3, 3) and lay out the sensitivities."""
    n, step = len(timeline), timeline.step_s
    force = np.einsum("nij,nj->ni", attitude, timeline.acc_ms2)
    speed = cumulative_trapezoid(force - np.array([0.0, 0.0, STANDARD_GRAVITY_MS2]), step)
    upward = np.ascontiguousarray(speed[:, 2])
    height = cumulative_trapezoid(upward, step)
    size = max(round(params.cell_s * timeline.rate_hz), 1)
    cell = np.arange(0, n, size, dtype=np.int64)
    edge_s = timeline.time_s[cell]
    span = float(edge_s[-1] - edge_s[0])
    knots = max(int(np.ceil(span / params.tilt_knot_s)), 1) + 1
    knot_s = np.linspace(edge_s[0], max(edge_s[-1], edge_s[0] + 1e-3), knots)
    mean_force = _cell_sums(force, size, len(cell)) * step
    mean_attitude = _cell_sums(attitude.reshape(n, 9), size, len(cell)) * step
    turned = np.cumsum(mean_attitude, axis=0).reshape(-1, 3, 3)
    columns = _columns(knot_s, edge_s, mean_force, mean_attitude.reshape(-1, 3, 3), turned)
    speed_sens = tuple(np.cumsum(c, axis=0) for c in columns)
    lengths = np.diff(edge_s, prepend=edge_s[0])
    vertical = speed_sens[2]
    middle = 0.5 * (vertical + np.concatenate([vertical[:1], vertical[:-1]])) * lengths[:, None]
    height_sens = np.cumsum(middle, axis=0)
    return Strapdown(
        timeline, attitude, speed, height, np.gradient(upward, step), cell, turned, knot_s,
        (speed_sens[0], speed_sens[1], speed_sens[2]), height_sens,
    )  # fmt: skip


def _cell_sums(values: FloatArray, size: int, edges: int) -> FloatArray:
    """Sum of each cell's samples, assigned to the edge that ends it; the first edge has none."""
    return np.concatenate([np.zeros((1, values.shape[1])), block_sums(values, size)[: edges - 1]])


def hats(knot_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """Piecewise linear interpolation weights of knots at times: (m, k)."""
    spacing = knot_s[1] - knot_s[0]
    x = (time_s - knot_s[0]) / spacing
    return np.asarray(np.maximum(1 - np.abs(x[:, None] - np.arange(len(knot_s))), 0.0), dtype=float)


def _columns(
    knot_s: FloatArray, edge_s: FloatArray, force: FloatArray, attitude: FloatArray, turned: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Change of world speed per cell for each unit of error: tilt, gyro bias, accelerometer bias."""
    hat = hats(knot_s, edge_s)
    fx, fy, fz = force[:, 0:1], force[:, 1:2], force[:, 2:3]
    none = np.zeros_like(hat)
    bx, by, bz = -turned[:, 0, :], -turned[:, 1, :], -turned[:, 2, :]
    along_x = np.concatenate([none, hat * fz, by * fz - bz * fy, -attitude[:, 0, :]], axis=1)
    along_y = np.concatenate([-hat * fz, none, bz * fx - bx * fz, -attitude[:, 1, :]], axis=1)
    along_z = np.concatenate([hat * fy, -hat * fx, bx * fy - by * fx, -attitude[:, 2, :]], axis=1)
    return along_x, along_y, along_z


def error_information(down: Strapdown, lively: Activity, params: DriftParams) -> FloatArray:
    """Inverse covariance of the slow errors before the set is seen: (p, p)."""
    k, p = len(down.knot_s), down.errors
    out = np.zeros((p, p))
    spacing = float(down.knot_s[1] - down.knot_s[0])
    walk = np.full(k - 1, params.tilt_walk_rad_rts**2 * spacing)
    timeline = down.timeline
    for first, last, length in gap_ranges(timeline):
        turn = float(max(lively.rate_rads[max(first - 1, 0)], lively.rate_rads[min(last, len(timeline) - 1)]))
        at = int(np.clip((timeline.time_s[first] - down.knot_s[0]) / spacing, 0, k - 2))
        walk[at] += (params.gap_turn_share * length * turn) ** 2
    info = 1.0 / walk
    for o in (0, k):
        out[o, o] += 1.0 / params.tilt_rad**2
        i = np.arange(o, o + k - 1)
        out[i, i] += info
        out[i + 1, i + 1] += info
        out[i, i + 1] -= info
        out[i + 1, i] -= info
    out[2 * k : 2 * k + 3, 2 * k : 2 * k + 3] = np.eye(3) / params.gyro_bias_rads**2
    out[2 * k + 3 :, 2 * k + 3 :] = np.eye(3) / params.acc_bias_ms2**2
    return out


def corrected_attitude(down: Strapdown, errors: FloatArray) -> FloatArray:
    """The attitude with solved tilt and gyro bias taken in (p,) -> (n, 3, 3)."""
    return np.asarray(np.matmul(rotations(attitude_errors(down, errors)), down.attitude))


def attitude_errors(down: Strapdown, errors: FloatArray) -> FloatArray:
    """Solved attitude errors as small rotation vectors in the world (p,) -> (n, 3) rad."""
    k = len(down.knot_s)
    edge_s, time_s = down.cell_s, down.timeline.time_s
    turn = -np.einsum("nij,j->ni", down.turned, errors[2 * k : 2 * k + 3])
    hat = hats(down.knot_s, edge_s)
    turn[:, 0] += hat @ errors[:k]
    turn[:, 1] += hat @ errors[k : 2 * k]
    return np.stack([np.interp(time_s, edge_s, turn[:, i]) for i in range(3)], axis=1)
