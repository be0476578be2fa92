"""From a timeline to settled motion: strapdown, first pass, relinearisation, gated rests.

Each step only believes what the one before makes likely: solid rests, then lockouts, then the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from dsp.attitude import AttitudeParams, GyroBias, filter_attitude, gyro_attitude, gyro_bias, upright
from dsp.constants import RAD_PER_DEG
from dsp.drives import DriveParams, lockout_links, rough_drives
from dsp.estimator import Link, Problem, Solution, SolveParams, motion_of
from dsp.exercises import Exercise, StartPhase
from dsp.samples import BoolArray, FloatArray
from dsp.staircase import Released, StairParams, missing_descents
from dsp.stillness import (
    StillnessParams,
    contacts,
    lockout_rests,
    quiet_ends,
    quiet_weights,
    rest_weights,
    solid_ends,
)
from dsp.strapdown import (
    Activity,
    DriftParams,
    Strapdown,
    activity,
    corrected_attitude,
    drift_clock,
    error_information,
    strapdown,
)
from dsp.timeline import Timeline


@dataclass(frozen=True, slots=True)
class SettleParams:
    """Everything the settled solve is told.

    whole: the window ends where the recording does, so probably at rest.
    relinearise_max: passes that take tilt and bias into the attitude; a further one only above relinearise_rad,
    the first only above straight_rad.
    loosen_rounds: rounds in which gaps and shocks may prove worse than believed, before rests are gated.
    link_doubt: residual of a link, in its sigmas, that widens it fourfold; soft_link_m: least sigma there of a
    solution without rests.
    restless_*: what a recording without any still second gets instead of the same in `drift` and `solve`: looser
    attitude, tighter reach. zeroed_walk_ms2_rthz: the walk where the gyro is silent when slow.
    plain_*: the fallback's reach and walk.
    """

    attitude: AttitudeParams = field(default_factory=AttitudeParams)
    drift: DriftParams = field(default_factory=DriftParams)
    solve: SolveParams = field(default_factory=SolveParams)
    stillness: StillnessParams = field(default_factory=StillnessParams)
    drives: DriveParams = field(default_factory=DriveParams)
    stairs: StairParams = field(default_factory=StairParams)
    whole: bool = True
    relinearise_max: int = 2
    loosen_rounds: int = 2
    link_doubt: float = 2.5
    soft_link_m: float = 0.25
    relinearise_rad: float = 1.0 * RAD_PER_DEG
    straight_rad: float = 0.7 * RAD_PER_DEG
    restless_tilt_walk_rad_rts: float = 0.35 * RAD_PER_DEG
    restless_tilt_knot_s: float = 4.0
    restless_walk_ms2_rthz: float = 0.020
    zeroed_walk_ms2_rthz: float = 0.015
    restless_gyro_bias_rads: float = 0.15 * RAD_PER_DEG
    restless_reach_m: float = 0.25
    plain_reach_m: float = 0.20
    plain_walk_ms2_rthz: float = 0.10


@dataclass(frozen=True, slots=True)
class SensorPrior:
    """What is known of the sensor before: its accelerometer's bias, mean (3,) and covariance (3, 3), m/s^2, and its
    gyro's bias (3,) rad/s, None where no rest has shown it yet, with how still that rest was; sensor axes.
    """

    acc_mean_ms2: FloatArray | None
    acc_covariance: FloatArray | None
    gyro_bias_rads: FloatArray | None
    gyro_unrest: float


@dataclass
class Settling:
    """A set on its way to being solved: mutable, one per recording window."""

    problem: Problem
    lively: Activity
    bias: GyroBias
    ends: FloatArray
    rest: FloatArray
    side: tuple[FloatArray, FloatArray]
    solution: Solution
    params: SettleParams
    lockouts: list[Link] = field(default_factory=list)
    plain: bool = False

    @property
    def down(self) -> Strapdown:
        return self.problem.down

    @property
    def soft(self) -> bool:
        """No rest, or a gyro that swallows slow turns: loose links between extrema are needed to hold the solve."""
        return not self.bias.rested or self.bias.zeroed

    @property
    def doubtful(self) -> bool:
        """Nothing holds the solution but reach and links: no rep of it may be called good."""
        return self.plain or not (self.rest > 0.5).any()

    @property
    def still(self) -> BoolArray:
        """Where the bar was found at rest, at every grid point (n,)."""
        return np.asarray(np.interp(self.down.timeline.time_s, self.down.cell_s, self.rest) > 0.5)

    def again(self, links: list[Link], rounds: int) -> None:
        """Solve with links, then gate the rests again, `rounds` times."""
        self.solution = self.problem.solve(self.rest, links, self.side)
        stillness = self.params.stillness
        for _ in range(rounds):
            self.rest = self._gated(stillness.gate_ms[-1], 0.05)
            self.solution = self.problem.solve(self.rest, links, self.side)

    def _gated(self, gate_ms: float, sigma_max_ms: float) -> FloatArray:
        stillness = replace(self.params.stillness, sigma_max_ms=sigma_max_ms)
        sigma = self.problem.speed_sigma(self.solution)
        weights = rest_weights(self.down, self.lively, self.solution.cell_speed_ms, sigma, gate_ms, stillness)
        return np.maximum(weights, self.ends)

    def anchor(self, least_m: float) -> None:
        """Link the lockouts after quick drives before any rest between them is believed."""
        motion = motion_of(self.problem, self.solution)
        rate_hz = self.down.timeline.rate_hz
        drives = rough_drives(motion, rate_hz, least_m, self.params.drives)
        self.lockouts = self.doubted(lockout_links(drives, motion, self.down.cell, rate_hz, self.params.drives))
        stillness, cell = self.params.stillness, self.down.cell
        cell_s = self.params.drift.cell_s
        quiet = quiet_weights(self.down, self.lively, stillness)
        ends = np.clip(np.searchsorted(cell, [d.last for d in drives]), 0, len(cell) - 1).tolist()
        seeds = lockout_rests(quiet, ends, cell_s, stillness)
        if self.ends.max() < 0.5:
            self.ends = np.maximum(self.ends, quiet_ends(quiet, cell_s, self.params.whole, stillness))
        self.rest = np.maximum(self.ends, seeds)
        for k in range(self.params.loosen_rounds):
            if not self.problem.loosen(self.solution) and k:
                break
            self.solution = self.problem.solve(self.rest, self.lockouts, self.side)

    def doubted(self, links: list[Link]) -> list[Link]:
        """Links widened where the present solution speaks against them, by how sure it is.

        A soft solution is never sure: there only residuals beyond a movement's size speak.
        """
        if not links:
            return links
        first, second = np.array([x.first for x in links]), np.array([x.second for x in links])
        height = self.solution.cell_height_m
        residual = np.abs(height[second] - height[first])
        sure = self.problem.height_change_sigma(self.solution, first, second)
        if self.soft:
            sure = np.maximum(sure, self.params.soft_link_m)
        out = []
        for link, r, s in zip(links, residual.tolist(), sure.tolist(), strict=True):
            size = r / (self.params.link_doubt * float(np.hypot(s, link.sigma_m)))
            out.append(replace(link, sigma_m=link.sigma_m * (1 + size**2) ** 2))
        return out

    def climb_down(self, least_m: float, start: StartPhase | None) -> None:
        """Look for descents taken for rest, and gate anew without their quiet (`dsp/staircase.py`)."""
        rate_hz, cell = self.down.timeline.rate_hz, self.down.cell
        quiet = quiet_weights(self.down, self.lively, self.params.stillness)
        for _ in range(self.params.stairs.rounds):
            motion = motion_of(self.problem, self.solution)
            drives = rough_drives(motion, rate_hz, least_m, self.params.drives)
            released = missing_descents(drives, motion, cell, quiet, rate_hz, start, self.params.stairs)
            believed = [r for r in released if self._may_have_sunk(r)]
            if not believed:
                return
            self.lockouts = [*self.lockouts, *(r.link for r in believed if r.link is not None)]
            for r in believed:
                self.rest = self._without(r)
            self.solution = self.problem.solve(self.rest, self.lockouts, self.side)
            self.gate()

    def _without(self, released: Released) -> FloatArray:
        cell = self.down.cell
        held = released.first + self.params.stairs.held_s * self.down.timeline.rate_hz
        return np.where((cell > held) & (cell < released.last), 0.0, self.rest)

    def _may_have_sunk(self, released: Released) -> bool:
        """Whether the set without that quiet leaves room for the descent: a bar lifted twice has none."""
        link = released.link
        if link is None:
            return True
        free = self.problem.solve(self._without(released), self.lockouts, self.side)
        rose = abs(free.cell_height_m[link.second] - free.cell_height_m[link.first])
        ends = np.array([link.first]), np.array([link.second])
        sure = float(self.problem.height_change_sigma(free, *ends)[0])
        return bool(rose < self.params.stairs.doubt * np.hypot(sure, link.sigma_m))

    def gate(self) -> None:
        """Rounds of rest gating, tighter each time (the first solve had only the solid ends)."""
        stillness = self.params.stillness
        for k, gate_ms in enumerate(stillness.gate_ms):
            self.problem.loosen(self.solution)
            self.rest = self._gated(gate_ms, stillness.sigma_max_ms)
            if k == len(stillness.gate_ms) - 1:
                self.side = self.problem.side_information(self.rest)
            self.solution = self.problem.solve(self.rest, self.lockouts, self.side)


def settle(
    timeline: Timeline, params: SettleParams, row: Exercise | None, least_m: float, known: SensorPrior | None = None
) -> Settling:
    """Solve a window of a recording as far as rests alone allow; links come with the reps (`dsp/linking.py`)."""
    bias = gyro_bias(timeline, params.attitude)
    if known is not None and known.gyro_bias_rads is not None and not bias.zeroed and bias.unrest > known.gyro_unrest:
        bias = GyroBias(known.gyro_bias_rads, True, False, np.zeros(len(timeline), dtype=bool))
    params = _loosened(params, bias)
    lively = activity(timeline, bias.bias_rads, params.drift)
    attitude = _first_attitude(timeline, bias)
    clock = drift_clock(timeline, lively, params.drift)
    earlier: Problem | None = None
    for attempt in range(params.relinearise_max + 1):
        down = strapdown(timeline, attitude, params.drift)
        information = error_information(down, lively, params.drift)
        believed = np.zeros(down.errors)
        if known is not None and known.acc_mean_ms2 is not None and known.acc_covariance is not None:
            information[-3:, -3:] = np.linalg.inv(known.acc_covariance)
            believed[-3:] = known.acc_mean_ms2
        problem = Problem(down, clock, information, params.solve, believed, earlier)
        ends = solid_ends(down, lively, params.stillness)
        if row is not None and row.from_floor:
            ends = np.maximum(ends, contacts(down, lively, params.stillness))
        side = problem.side_information(ends)
        solution = problem.solve(ends, (), side)
        tilt = float(np.abs(solution.unknowns[: 2 * len(down.knot_s)]).max())
        enough = params.relinearise_rad if attempt else params.straight_rad
        if attempt == params.relinearise_max or tilt < enough:
            break
        attitude, earlier = corrected_attitude(down, solution.unknowns), problem
    settling = Settling(problem, lively, bias, ends, ends, side, solution, params)
    settling.anchor(least_m)
    settling.gate()
    settling.climb_down(least_m, row.start if row else None)
    return settling


def settle_plainly(timeline: Timeline, params: SettleParams) -> Settling:
    """The fallback: attitude by filter, height held near its mean, no rests: in effect a high-pass filter."""
    bias = GyroBias(np.zeros(3), False, False, np.zeros(len(timeline), dtype=bool))
    params = _loosened(params, bias)
    params = replace(params, solve=replace(params.solve, reach_m=params.plain_reach_m))
    lively = activity(timeline, bias.bias_rads, params.drift)
    down = strapdown(timeline, filter_attitude(timeline, bias.bias_rads), params.drift)
    information = error_information(down, lively, params.drift)
    clock = drift_clock(timeline, lively, params.drift) + params.plain_walk_ms2_rthz**2 * (
        timeline.time_s - timeline.time_s[0]
    )
    problem = Problem(down, clock, information, params.solve)
    none = np.zeros(len(down.cell))
    side = (np.zeros((down.errors, down.errors)), np.zeros(down.errors))
    return Settling(problem, lively, bias, none, none, side, problem.solve(none), params, plain=True)


def _loosened(params: SettleParams, bias: GyroBias) -> SettleParams:
    if bias.rested and not bias.zeroed:
        return params
    drift = replace(
        params.drift,
        tilt_walk_rad_rts=params.restless_tilt_walk_rad_rts,
        tilt_knot_s=params.restless_tilt_knot_s,
        walk_ms2_rthz=params.zeroed_walk_ms2_rthz if bias.rested else params.restless_walk_ms2_rthz,
        gyro_bias_rads=params.drift.gyro_bias_rads if bias.rested else params.restless_gyro_bias_rads,
    )
    return replace(params, drift=drift, solve=replace(params.solve, reach_m=params.restless_reach_m))


def _first_attitude(timeline: Timeline, bias: GyroBias) -> FloatArray:
    if not bias.rested:
        return filter_attitude(timeline, bias.bias_rads)
    attitude = gyro_attitude(timeline.gyro_rads - bias.bias_rads, timeline.step_s)
    early = np.flatnonzero(bias.still[: int(4 * timeline.rate_hz)])
    taken = early if len(early) > timeline.rate_hz else np.arange(len(timeline))
    force = np.einsum("nij,nj->i", attitude[taken], timeline.acc_ms2[taken])
    return np.asarray(upright(force) @ attitude)
