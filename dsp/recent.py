"""One causal solve: the settled estimator over the last seconds, and what of it is news."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from dsp.analysis import Piece, unbroken
from dsp.bar import bar_of
from dsp.context import SetContext
from dsp.engine_params import EngineParams
from dsp.errors import SampleError
from dsp.exercises import StartPhase
from dsp.fast_path import FastPath, Phase
from dsp.features import RepFeatures
from dsp.linking import link_and_segment
from dsp.live_params import LiveParams
from dsp.metrics import MeasuredRep, SetSignals, measure_one, set_signals
from dsp.movements import Movement
from dsp.params import AnalysisParams
from dsp.rep_path import RepPath, rep_path
from dsp.results import Quality, Rep
from dsp.samples import FloatArray, Samples
from dsp.segmentation import FoundRep, least_travel_m
from dsp.settle import SensorPrior, settle
from dsp.strapdown import attitude_errors
from dsp.timeline import Timeline, build_timeline, thinned


@dataclass(frozen=True, slots=True)
class AccBias:
    """The accelerometer's bias as a window that ended at end_s saw it: mean (3,), covariance (3, 3), m/s^2."""

    end_s: float
    mean_ms2: FloatArray
    covariance: FloatArray


@dataclass(frozen=True, slots=True)
class SensorMemory:
    """What earlier solves learned of the sensor: its biases and the bar's axis stay the same.

    acc: oldest first. Only what was seen before a window began may serve it as a prior: windows overlap, and
    the same seconds must not count twice.
    """

    acc: tuple[AccBias, ...] = ()
    gyro_bias_rads: FloatArray | None = None
    gyro_unrest: float = math.inf
    bar_axis: FloatArray | None = None
    speed_sigma_ms: float = 0.5

    def prior(self, start_s: float, live: LiveParams) -> SensorPrior:
        """What is known for a window that starts at start_s."""
        before = [a for a in self.acc if a.end_s <= start_s]
        if not before:
            return SensorPrior(None, None, self.gyro_bias_rads, self.gyro_unrest)
        covariance = live.bias_grow * before[-1].covariance + np.eye(3) * live.bias_floor_ms2**2
        return SensorPrior(before[-1].mean_ms2, covariance, self.gyro_bias_rads, self.gyro_unrest)


@dataclass(frozen=True, slots=True)
class FreshDescent:
    """A descent that has just turned. turn_s: when. measured: its rep, as far as that is known. reps: up to this one.
    driving: the drive after it is well under way, so that the turn between them is known.
    """

    turn_s: float
    measured: MeasuredRep
    reps: tuple[FoundRep, ...]
    driving: bool


@dataclass(frozen=True)
class Recent:
    """The last seconds, solved."""

    piece: Piece
    signals: SetSignals
    context: SetContext
    params: EngineParams
    memory: SensorMemory

    @property
    def lockout_m(self) -> float | None:
        """Height at the head of the newest rep: what heights are told against."""
        reps = self.piece.linked.segmentation.reps
        if not reps:
            return None
        part = reps[-1].parts[0]
        return float(self.signals.motion.height_m[part.first])

    def set_right(self, fast: FastPath) -> None:
        """Put the newest speed, height, vertical and biases into the fast path."""
        down, motion = self.piece.settling.down, self.signals.motion
        errors = self.piece.settling.solution.unknowns[: down.errors]
        knots = len(down.knot_s)
        turn = attitude_errors(down, errors)[-1]
        up = down.attitude[-1].T @ (np.array([0.0, 0.0, 1.0]) + np.cross(np.array([0.0, 0.0, 1.0]), turn))
        up = up / np.linalg.norm(up)
        fast.up = (float(up[0]), float(up[1]), float(up[2]))
        gyro = self.piece.settling.bias.bias_rads + errors[2 * knots : 2 * knots + 3]
        acc = errors[2 * knots + 3 : 2 * knots + 6]
        fast.gyro_bias_rads = (float(gyro[0]), float(gyro[1]), float(gyro[2]))
        fast.acc_bias_ms2 = (float(acc[0]), float(acc[1]), float(acc[2]))
        fast.phase_height_m += float(motion.height_m[-1]) - fast.height_m
        fast.speed_ms, fast.height_m = float(motion.speed_ms[-1]), float(motion.height_m[-1])
        sinking = self._sinking()
        if sinking is not None and fast.phase is not Phase.DESCENT:
            fast.phase, fast.phase_since_s = Phase.DESCENT, float(self.signals.time_s[sinking])
            fast.phase_height_m = float(motion.height_m[sinking])

    def _sinking(self) -> int | None:
        """Where the descent now going on began: a slow one never reaches the fast path's own threshold."""
        moves = self.piece.linked.movements
        slow = self.params.live.slow_ms
        if not moves or moves[-1].direction > 0 or self.signals.motion.speed_ms[-1] > -slow:
            return None
        return moves[-1].first if len(self.signals.time_s) - 1 - moves[-1].last < 3 else None

    def complete(self, live: LiveParams, after_s: float) -> list[MeasuredRep]:
        """Reps from after_s on that are over: both phases done, or the recording well past a rep with one."""
        reps = self.piece.linked.segmentation.reps
        time_s = self.signals.time_s
        out = []
        for k, rep in enumerate(reps):
            if time_s[rep.parts[-1].last] <= after_s:
                continue
            done_s = float(time_s[-1] - time_s[rep.parts[-1].last])
            if done_s >= self._wait_s(rep, k + 1 < len(reps), live):
                out.append(self._measured(reps, k))
        return out

    def path(self, rep: Rep, number: int) -> RepPath | None:
        """The bar's path in a rep that this solve measured."""
        reps, time_s = self.piece.linked.segmentation.reps, self.signals.time_s
        if not reps:
            return None
        found = min(reps, key=lambda r: abs(float(time_s[r.parts[-1].last]) - rep.end_s))
        return rep_path(number, found, self.signals, self.context, self.params.recent.metrics.horizontal)

    def _wait_s(self, rep: FoundRep, followed: bool, live: LiveParams) -> float:
        """How long after its last phase a rep is taken to be over: the descent after a drive may yet come."""
        if len(rep.parts) == 2 or followed:
            return live.over_after_s
        drive_first = self.piece.linked.segmentation.start is StartPhase.CONCENTRIC
        return self.params.recent.segments.partner_s if drive_first else live.alone_after_s

    def fresh_descent(self, after_s: float) -> FreshDescent | None:
        """The descent that has just turned.

        One that turned before after_s belongs to a rep that has been said.
        """
        moves = self.piece.linked.movements
        if not moves:
            return None
        last = moves[-1]
        down = last if last.direction < 0 else (moves[-2] if len(moves) > 1 else None)
        typical = self.piece.linked.segmentation.travel_m
        least = self._least(typical)
        time_s = self.signals.time_s
        if down is None or down.direction > 0 or down.travel_m < least:
            return None
        if time_s[-1] - time_s[down.last] > self.params.live.fresh_s or down.last >= len(time_s) - 2:
            return None
        if time_s[down.last] < after_s:
            return None
        partial, found = self._partial_drive(down), self.piece.linked.segmentation
        before = tuple(r for r in found.reps if r.parts[-1].last <= down.first)
        if found.start is StartPhase.ECCENTRIC:
            reps = following = (*before, FoundRep(down, partial))
        else:
            # Its drive came before it, and the one that has begun is the next rep's.
            reps = (*before, next((r for r in found.reps if r.descent is down), FoundRep(down, None)))
            following = (*reps, FoundRep(None, partial))
        measured = self._measured(following, len(reps) - 1)
        if reps[-1].drive in (None, partial):
            measured = _descent_only(measured, self)
        driving = float(self.signals.motion.speed_ms[-1]) > self.params.live.move_ms
        return FreshDescent(float(time_s[down.last]), measured, reps, driving)

    def last_but_one(self, reps: tuple[FoundRep, ...]) -> MeasuredRep | None:
        """The rep before the last, with the top between them."""
        return self._measured(reps, len(reps) - 2) if len(reps) > 1 else None

    def _least(self, typical_m: float | None) -> float:
        row = self.context.row
        least = self.params.recent.segments.full_m(row)
        return 0.7 * typical_m if typical_m is not None else least

    def _partial_drive(self, down: Movement) -> Movement:
        """What there is of the drive so far: from the turn to now."""
        n = len(self.signals.time_s) - 1
        speed = self.signals.motion.speed_ms
        rising = np.flatnonzero(speed[down.turn1 : n + 1] > self.params.recent.movements.edge_ms)
        first = min(down.turn1 + int(rising[0]), n) if len(rising) else n
        travel = float(self.signals.motion.height_m[n] - self.signals.motion.height_m[down.turn1])
        return Movement(1, down.turn1, n, first, n, n, travel, float(speed[n]))

    def _measured(self, reps: tuple[FoundRep, ...], k: int) -> MeasuredRep:
        return measure_one(k, reps, self.signals, self.context, self.params.recent.metrics)


def _descent_only(measured: MeasuredRep, recent: Recent) -> MeasuredRep:
    """Keep what the descent and the turn decide; the drive has hardly begun."""
    f = measured.features
    speed = f.descent_speed_ms
    good = recent.params.recent.metrics.good_ms
    quality = Quality.GOOD if speed is not None and speed.sigma <= good else Quality.UNCERTAIN
    features: RepFeatures = replace(
        f, quality=quality, drive_s=None, drive_speed_ms=None, drive_peak_ms=None, tempo_concentric_s=None,
        tempo_bottom_s=None, tempo_top_s=None, forward_drive_m=None, dwell_s=None, overshoot_m=None,
        drive_end_at_s=None, bottom_end_at_s=None,
    )  # fmt: skip
    return replace(measured, features=features)


def solve_recent(samples: Samples, context: SetContext, params: EngineParams, memory: SensorMemory) -> Recent | None:
    """Solve a window that ends now; None where it holds too little, or nothing that a bar could do."""
    analysis = params.recent
    try:
        timeline = build_timeline(samples, context.stamps, analysis.timeline, context.acc_range_ms2)
        timeline = thinned(timeline, params.live.most_hz)
    except SampleError:
        return None
    timeline = unbroken(timeline, analysis)[-1]
    now_s = float(samples.time_s[-1])
    if timeline.time_s[-1] - timeline.time_s[0] < params.live.first_s * 0.8 or _left_behind(timeline, now_s, analysis):
        return None
    least_m = least_travel_m(context.row, analysis.segments)
    prior = memory.prior(float(timeline.time_s[0]), params.live)
    try:
        settling = settle(timeline, analysis.settle, context.row, least_m, prior)
        linked = link_and_segment(settling, context.row, analysis.links, analysis.movements, analysis.segments)
    except np.linalg.LinAlgError:
        return None
    found = linked.segmentation.reps
    moving = (found[0].parts[0].first, found[-1].parts[-1].last) if found else (0, len(timeline))
    bar = bar_of(settling, moving, context.forward, context.clip, analysis.bar, memory.bar_axis)
    piece = Piece(settling, linked, bar, [])
    signals = set_signals(settling, linked, bar, analysis.metrics)
    return Recent(piece, signals, context, params, _remember(piece, memory, params.live))


def _left_behind(timeline: Timeline, now_s: float, analysis: AnalysisParams) -> bool:
    """Whether the stretch ends before a long gap: what came since is too short to be solved."""
    return now_s - float(timeline.time_s[-1]) > analysis.gap_cut_s


def _remember(piece: Piece, before: SensorMemory, live: LiveParams) -> SensorMemory:
    settling = piece.settling
    p, time_s = settling.down.errors, settling.down.timeline.time_s
    acc = before.acc
    if not acc or time_s[-1] - acc[-1].end_s > live.remember_s:
        mean, covariance = settling.problem.error_estimate(settling.solution, np.arange(p - 3, p))
        old = [a for a in acc if a.end_s <= time_s[0]]
        acc = (*old[-1:], *acc[len(old) :], AccBias(float(time_s[-1]), mean, covariance))
    gyro, unrest = before.gyro_bias_rads, before.gyro_unrest
    if settling.bias.unrest < unrest:
        gyro, unrest = settling.bias.bias_rads, settling.bias.unrest
    # One whole rep shows the axis; later solves keep to it, so that reps are told on one axis.
    axis = before.bar_axis
    if axis is None and any(len(r.parts) == 2 for r in piece.linked.segmentation.reps):
        axis = piece.bar.axis
    cells = np.array([len(settling.down.cell) - 1])
    sigma = float(settling.problem.speed_sigma_at(settling.solution, cells)[0])
    # An old rest is worth a little less each time, so that a bias may drift with the sensor's warmth.
    return SensorMemory(acc, gyro, unrest * live.unrest_grow, axis, sigma)
