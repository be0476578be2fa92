"""The numbers of each rep with their uncertainty: from settled motion to `Rep` and `RepFeatures`."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dsp.bar import Bar
from dsp.bottom import BottomParams, BottomWindow, bottom_features
from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from dsp.context import SetContext
from dsp.creep import Creeps
from dsp.estimator import Motion
from dsp.exercises import StartPhase
from dsp.features import Measured, RepFeatures
from dsp.filters import lowpass
from dsp.horizontal import HorizontalParams, PathOfRep, path_of
from dsp.linking import Linked
from dsp.movements import Movement
from dsp.phases import PhaseParams, descent_of, drive_of, edges
from dsp.results import BarPath, Bottom, Descent, Quality, Rep, RepSigma, Top
from dsp.samples import BoolArray, FloatArray
from dsp.segmentation import FoundRep
from dsp.settle import Settling
from dsp.uncertainty import RepSigmas, SigmaParams, sigmas_of
from dsp.windows import runs_of


@dataclass(frozen=True, slots=True)
class MetricParams:
    """turn_hz: low-pass of the turnaround's acceleration. dwell_ms: speed that still counts as dwelling,
    still_ms: as standing. contact_ms: error of the speed at contact, for the shock hides the last moment of it.
    good_ms: sigma of mean and peak speed up to which a rep is good; unresolved_ms: the drive was not resolved.
    gap_share, gap_edge_s: a rep whose phase is missing for more than this share, or whose edge lies in a gap this
    long, is uncertain. anchor_share, anchor_s: a drive with more than this share in gaps needs rest this near on
    both sides to be good. turn_share, turn_floor_ms2: error of the turnaround's acceleration.
    late_floor: least error of the late ratio. creep_s: most a tempo digit is extrapolated.
    fall_g, fall_s: downward acceleration, and for how long, that only a bar let go has.
    """

    turn_hz: float = 10.0
    dwell_ms: float = 0.05
    still_ms: float = 0.02
    contact_ms: float = 0.035
    good_ms: float = 0.05
    unresolved_ms: float = 0.20
    gap_share: float = 0.5
    gap_edge_s: float = 0.25
    anchor_share: float = 0.1
    anchor_s: float = 0.5
    turn_share: float = 0.05
    turn_floor_ms2: float = 0.1
    late_floor: float = 0.03
    creep_s: float = 0.5
    fall_g: float = 0.7
    fall_s: float = 0.12
    sigma: SigmaParams = field(default_factory=SigmaParams)
    phase: PhaseParams = field(default_factory=PhaseParams)
    bottom: BottomParams = field(default_factory=BottomParams)
    horizontal: HorizontalParams = field(default_factory=HorizontalParams)


@dataclass(frozen=True, slots=True)
class MeasuredRep:
    """A rep, what the signs ask of it, and whether the bar was let go after its drive."""

    rep: Rep
    features: RepFeatures
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class SetSignals:
    """What every rep of a set is measured on."""

    settling: Settling
    motion: Motion
    bar: Bar
    smooth_acc_ms2: FloatArray
    rate_rads: FloatArray
    still: BoolArray
    start: StartPhase

    @property
    def time_s(self) -> FloatArray:
        return self.settling.down.timeline.time_s

    @property
    def step_s(self) -> float:
        return self.settling.down.timeline.step_s


def set_signals(settling: Settling, linked: Linked, bar: Bar, params: MetricParams) -> SetSignals:
    """Gather what reps are measured on."""
    timeline = settling.down.timeline
    return SetSignals(
        settling,
        linked.motion,
        bar,
        lowpass(linked.motion.acc_ms2, timeline.rate_hz, params.turn_hz),
        timeline.gyro_rads - settling.bias.bias_rads,
        settling.still,
        linked.segmentation.start,
    )


def measure(
    settling: Settling, linked: Linked, bar: Bar, context: SetContext, params: MetricParams
) -> list[MeasuredRep]:
    """Every rep of a segmentation, numbered from 1."""
    signals = set_signals(settling, linked, bar, params)
    reps = linked.segmentation.reps
    sigmas = sigmas_of(reps, settling, signals.motion.speed_ms, params.sigma)
    return [_measured(k, reps, sigma, signals, context, params) for k, sigma in enumerate(sigmas)]


def measure_one(
    k: int, reps: tuple[FoundRep, ...], signals: SetSignals, context: SetContext, params: MetricParams
) -> MeasuredRep:
    """Rep k of a set, with its neighbours for what lies between."""
    (sigma,) = sigmas_of([reps[k]], signals.settling, signals.motion.speed_ms, params.sigma)
    return _measured(k, reps, sigma, signals, context, params)


def _measured(
    k: int,
    reps: tuple[FoundRep, ...],
    sigma: RepSigmas,
    signals: SetSignals,
    context: SetContext,
    params: MetricParams,
) -> MeasuredRep:
    found, following = reps[k], reps[k + 1] if k + 1 < len(reps) else None
    motion, time_s = signals.motion, signals.time_s
    down, up = found.descent, found.drive
    parts = found.parts
    dropped = down is not None and signals.start is StartPhase.CONCENTRIC and _let_go(down, signals, params)
    descent = descent_of(down, motion, time_s, params.phase) if down and not dropped else None
    drive = drive_of(up, motion, time_s, params.phase) if up else None
    quality = _quality(found, signals, sigma, params)
    turn = _turn(found, following, signals)
    bottom = _bottom(turn, signals, params)
    top = _top(found, following, signals)
    path = path_of(signals.bar, found, signals.still, time_s, context, params.horizontal)
    rom = (
        descent.mean_speed_ms * descent.duration_s
        if descent
        else (drive.mean_speed_ms * drive.duration_s if drive else None)
    )
    start_s, end_s = edges(parts[0], time_s)[0], edges(parts[-1], time_s)[1]
    rep = Rep(
        number=k + 1, quality=quality, start_s=start_s, end_s=end_s, said_at_s=end_s,
        descent=descent, bottom=bottom, drive=drive, top=Top(top.end_s - top.start_s if top else None), rom_m=rom,
        path=BarPath(path.max_forward_m, path.max_lateral_m, signals.bar.signed),
        roll_deg=_degrees(path.roll_rad), tilt_deg=_degrees(path.tilt_range_rad),
        sigma=RepSigma(sigma.mean_ms, sigma.peak_ms, sigma.rom_m, path.forward_sigma_m),
    )  # fmt: skip
    features = _features(rep, found, turn, top, path, sigma, signals, params)
    return MeasuredRep(rep, features, dropped)


def _let_go(down: Movement, signals: SetSignals, params: MetricParams) -> bool:
    """Whether the bar fell: hands that still hold it slow it down."""
    acc = signals.motion.acc_ms2[down.first : down.last + 1]
    falling = acc < -params.fall_g * STANDARD_GRAVITY_MS2
    longest = max((b - a for a, b in runs_of(falling)), default=0)
    return longest * signals.step_s > params.fall_s


def _degrees(value: float | None) -> float | None:
    return None if value is None else value * DEG_PER_RAD


def _quality(found: FoundRep, signals: SetSignals, sigma: RepSigmas, params: MetricParams) -> Quality:
    timeline = signals.settling.down.timeline
    if found.drive is None or (sigma.drive_ms is not None and sigma.drive_ms > params.unresolved_ms):
        return Quality.UNRESOLVED
    if max(sigma.mean_ms, sigma.peak_ms) > params.good_ms or signals.settling.doubtful:
        return Quality.UNCERTAIN
    if found.descent is None and signals.start is StartPhase.ECCENTRIC:
        return Quality.UNCERTAIN
    if not timeline.gaps:
        return Quality.GOOD
    if not _anchored(found.drive, signals, params):
        return Quality.UNCERTAIN
    longest = int(params.gap_edge_s * timeline.rate_hz)
    for m in found.parts:
        missing = timeline.filled[m.first : m.last + 1]
        if missing.mean() > params.gap_share:
            return Quality.UNCERTAIN
        for edge in (m.first, m.last, m.peak):
            around = timeline.filled[max(edge - longest // 2, 0) : edge + longest // 2 + 1]
            if len(around) and around.mean() > 0.9:
                return Quality.UNCERTAIN
    return Quality.GOOD


def _anchored(drive: Movement, signals: SetSignals, params: MetricParams) -> bool:
    """Whether a drive with gaps in it has a rest on either side: a blow hidden in a gap shifts all of it else."""
    if signals.settling.down.timeline.filled[drive.first : drive.last + 1].mean() < params.anchor_share:
        return True
    reach = int(params.anchor_s / signals.step_s)
    before = signals.still[max(drive.first - reach, 0) : drive.first + 1]
    after = signals.still[drive.last : drive.last + reach + 1]
    return bool(before.any() and after.any())


@dataclass(frozen=True, slots=True)
class _Turn:
    """The stretch between descent and drive at the bottom: grid indices, and of the two movements beside it."""

    first: int
    last: int
    descent: Movement
    drive: Movement


def _turn(found: FoundRep, following: FoundRep | None, signals: SetSignals) -> _Turn | None:
    if signals.start is StartPhase.ECCENTRIC:
        down, up = found.descent, found.drive
    else:
        down, up = found.descent, following.drive if following else None
    if down is None or up is None or up.first < down.last:
        return None
    return _Turn(down.last, up.first, down, up)


def _bottom(turn: _Turn | None, signals: SetSignals, params: MetricParams) -> Bottom | None:
    if turn is None:
        return None
    time_s, rate = signals.time_s, 1.0 / signals.step_s
    speed = signals.motion.speed_ms
    start_s, end_s = edges(turn.descent, time_s)[1], edges(turn.drive, time_s)[0]
    low, high = turn.descent.peak, turn.drive.peak
    dwell = float((np.abs(speed[low : high + 1]) < params.dwell_ms).sum() / rate)
    reach = int(0.25 * rate)
    around = signals.smooth_acc_ms2[max(turn.first - reach, low) : min(turn.last + reach, high) + 1]
    return Bottom(
        start_s, max(end_s, start_s), max(end_s - start_s, 0.0), dwell,
        float(around.max()) if len(around) else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Top:
    """The stretch between drive and descent at the top: its edges, s, and the two movements beside it."""

    start_s: float
    end_s: float
    drive: Movement
    descent: Movement


def _top(found: FoundRep, following: FoundRep | None, signals: SetSignals) -> _Top | None:
    """The time at the top; None where the next phase is not known."""
    up = found.drive
    down = (following.descent if following else None) if signals.start is StartPhase.ECCENTRIC else found.descent
    if up is None or down is None or down.first < up.last:
        return None
    start_s, end_s = edges(up, signals.time_s)[1], edges(down, signals.time_s)[0]
    return _Top(start_s, max(start_s, end_s), up, down)


def _features(
    rep: Rep,
    found: FoundRep,
    turn: _Turn | None,
    top: _Top | None,
    path: PathOfRep,
    sigma: RepSigmas,
    signals: SetSignals,
    params: MetricParams,
) -> RepFeatures:
    d, u, b = rep.descent, rep.drive, rep.bottom
    time_sigma = sigma.time_s
    creep = Creeps(signals.motion.speed_ms, signals.step_s, params.creep_s)
    at_bottom = bottom_features(_window(turn, signals), path, params.bottom) if turn else None
    still_top = _still_between((top.start_s, top.end_s) if top else None, signals, params)
    own_turn = turn if signals.start is StartPhase.ECCENTRIC else None
    floor = None
    if signals.start is StartPhase.CONCENTRIC and b is not None:
        floor = _still_between((b.start_s, b.end_s), signals, params)
    return RepFeatures(
        number=rep.number, quality=rep.quality, start_s=rep.start_s, end_s=rep.end_s,
        descent_end_at_s=d.end_s if d else None,
        bottom_end_at_s=b.end_s if b else None,
        drive_end_at_s=u.end_s if u else None,
        top_end_at_s=top.end_s if top else None,
        descent_s=_m(d.duration_s if d else None, time_sigma),
        descent_speed_ms=_m(d.mean_speed_ms if d else None, sigma.descent_ms),
        descent_peak_ms=_m(d.peak_speed_ms if d else None, sigma.peak_ms),
        tempo_eccentric_s=_m(creep.whole(found.descent), time_sigma),
        tempo_bottom_s=_m(creep.between(found.descent, turn.drive if turn else None), time_sigma),
        tempo_concentric_s=_m(creep.whole(found.drive), time_sigma),
        tempo_top_s=_m(creep.between(top.drive, top.descent) if top else None, time_sigma),
        late_ratio=_late(d, sigma, params),
        turnaround_acc_ms2=_turnaround(b, params),
        dwell_s=_m(b.dwell_s if b else None, time_sigma),
        second_sink_m=at_bottom.second_sink_m if at_bottom and own_turn else None,
        late_drop_s=at_bottom.late_drop_s if at_bottom and own_turn else None,
        bottom_wobble_acc_ms2=at_bottom.wobble_acc_ms2 if at_bottom else None,
        bottom_wobble_rads=at_bottom.wobble_rads if at_bottom else None,
        bottom_step_m=at_bottom.step_m if at_bottom else None,
        bottom_roll_rate_rads=at_bottom.roll_rate_rads if at_bottom else None,
        tilt_rad=path.tilt_rad, yaw_rad=path.yaw_rad, sideways_m=path.sideways_m,
        forward_descent_m=path.forward_descent_m, forward_drive_m=path.forward_drive_m,
        drive_s=_m(u.duration_s if u else None, time_sigma),
        drive_speed_ms=_m(u.mean_speed_ms if u else None, sigma.drive_ms),
        drive_peak_ms=_m(u.peak_speed_ms if u else None, sigma.peak_ms),
        rom_m=_m(rep.rom_m, sigma.rom_m),
        overshoot_m=_overshoot(found, top, signals, params),
        lockout_still_s=_m(still_top, time_sigma),
        floor_rest_s=_m(floor, time_sigma),
        contact_speed_ms=_contact(found, signals, sigma, params),
    )  # fmt: skip


def _late(d: Descent | None, sigma: RepSigmas, params: MetricParams) -> Measured | None:
    """A ratio of two mean speeds: each as uncertain as the descent's own, over about half its length."""
    if d is None or d.late_ratio is None or sigma.descent_ms is None:
        return None
    share = sigma.descent_ms / max(d.mean_speed_ms, params.dwell_ms)
    return Measured(d.late_ratio, d.late_ratio * share + params.late_floor)


def _turnaround(b: Bottom | None, params: MetricParams) -> Measured | None:
    if b is None or b.turnaround_acc_ms2 is None:
        return None
    return Measured(b.turnaround_acc_ms2, params.turn_share * b.turnaround_acc_ms2 + params.turn_floor_ms2)


def _m(value: float | None, sigma: float | None) -> Measured | None:
    return None if value is None or sigma is None else Measured(float(value), float(sigma))


def _window(turn: _Turn, signals: SetSignals) -> BottomWindow:
    timeline = signals.settling.down.timeline
    return BottomWindow(
        time_s=timeline.time_s, rate_hz=timeline.rate_hz, speed_ms=signals.motion.speed_ms,
        height_m=signals.motion.height_m, acc_ms2=signals.smooth_acc_ms2,
        along_ms2=signals.bar.along_ms2, forward_ms2=signals.bar.forward_ms2,
        rate_rads=signals.rate_rads, roll_rad=signals.bar.roll_rad,
        descent=turn.descent, drive=turn.drive,
    )  # fmt: skip


def _still_between(span: tuple[float, float] | None, signals: SetSignals, params: MetricParams) -> float | None:
    """Time in which the bar hardly moves within a span, s: slower than the edge rule's own limit."""
    if span is None:
        return None
    a, b = np.searchsorted(signals.time_s, span)
    return float((np.abs(signals.motion.speed_ms[a : b + 1]) < params.still_ms).sum() * signals.step_s)


def _overshoot(found: FoundRep, top: _Top | None, signals: SetSignals, params: MetricParams) -> Measured | None:
    """How far the bar rose past the height at which it then settled in the same lockout."""
    if found.drive is None or top is None:
        return None
    a = found.drive.peak
    b = int(np.searchsorted(signals.time_s, top.end_s))
    height = signals.motion.height_m[a : b + 1]
    if len(height) < 4:
        return None
    speed = np.abs(signals.motion.speed_ms[a : b + 1])
    crest = int(np.argmax(height))
    after = np.flatnonzero(speed[crest:] < params.still_ms) + crest
    settled = float(np.median(height[after[len(after) // 2 :]])) if len(after) else float(height[-1])
    return Measured(max(float(height[crest]) - settled, 0.0), 0.004)


def _contact(found: FoundRep, signals: SetSignals, sigma: RepSigmas, params: MetricParams) -> Measured | None:
    """Downward speed just before the floor stops the bar; None unless the stop is as hard as a floor's."""
    down = found.descent
    if signals.start is not StartPhase.CONCENTRIC or down is None:
        return None
    reach = max(int(0.08 / signals.step_s), 2)
    a, b = max(down.last - 2 * reach, down.first), min(down.last + 2 * reach, len(signals.time_s) - 1)
    shock = signals.settling.lively.shock_ms2[a : b + 1]
    if not len(shock) or float(shock.max()) < 1.0:
        return None
    at = a + int(np.argmax(shock > 0.5 * float(shock.max())))
    before = signals.motion.speed_ms[max(at - reach, down.first) : at + 1]
    if not len(before):
        return None
    return Measured(max(float(-before.min()), 0.0), float(np.hypot(sigma.peak_ms, params.contact_ms)))
