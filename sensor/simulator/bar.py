"""The bar: where its centre is and how it is turned, a value a millisecond, out of a set's score."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from dsp.samples import FloatArray
from sensor.simulator.attitude import Angles
from sensor.simulator.habits import drive_first
from sensor.simulator.plan import RepPlan, SetPlan
from sensor.simulator.profile import DT_S, turn_acceleration
from sensor.simulator.score import Name, Phase
from sensor.simulator.smooth import smooth_noise, smoothed

SMOOTH_SAMPLES: Final = 33
"""Running mean, three times: the bar takes about 40 ms to change its acceleration (a loaded bar bends)."""
TILT_SAMPLES: Final = 201
"""A tilt changes from rep to rep within about 0.3 s around lockout."""
BOUNCE_S: Final = 0.07
"""Half length of the extra dip of a bounce, s: with 3 m/s^2 it is 1.5 cm deep and adds 0.13 m/s on its way (ours)."""
STEP_SHARE_S: Final = 0.18
"""Time of a sudden step or kick near the bottom, s: within the 0.25 s in which the sign looks for it."""
SWAY_KNOT: Final = 450
TREMOR_KNOT: Final = 55
"""Detail of the sway (below about 0.8 Hz) and of the ordinary tremor (about 2-10 Hz), samples."""
SWAY_SHARES: Final = (0.6, 1.0, 0.12)
"""Sway along the bar, forward and up, shares of `SetPlan.sway_m`: standing lifters sway mostly forward and back."""
SWAY_ANGLE_RADM: Final = (1.6, 0.3, 0.4)
"""Roll, tilt and yaw that go with the sway, rad for each metre of it."""
TREMOR_ANGLE: Final = 0.02
"""Angular tremor, rad/s RMS for each m/s^2 of tremor (ours)."""
WOBBLE_HZ: Final = (4.8, 7.2)
"""The two frequencies of an unstable bottom, Hz: inside the band in which the sign looks."""
WOBBLE_ANGLE: Final = 0.10
"""Angular rate of a wobble, rad/s RMS for each m/s^2 (ours)."""
HANDLING_KNOT: Final = 250
HANDLING: Final = (0.01, 0.02, 0.25, 0.005)
"""Handling the bar after a set: RMS sideways and forward m, roll rad, up m; detail in samples (ours)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a phase of the score lies: samples [start, end) of the internal grid."""

    phase: Phase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BarMotion:
    """centre_m: (3, n) world axes, starting from zero. angles: of the bar. spans: the phases on the grid."""

    centre_m: FloatArray
    angles: Angles
    spans: tuple[Span, ...]

    @property
    def count(self) -> int:
        return int(self.centre_m.shape[1])


def move_bar(plan: SetPlan, score: tuple[Phase, ...], rng: np.random.Generator) -> BarMotion:
    """The bar's motion: the score's own, then sway and tremor of whoever holds it."""
    spans = _laid_out(score)
    count = spans[-1].end
    speed = np.concatenate([phase.speed_ms for phase in score])
    _bounce(plan, spans, speed)
    height = np.cumsum(smoothed(speed, SMOOTH_SAMPLES)) * DT_S
    base = np.zeros((5, count))
    """Rows: sideways, forward, roll, yaw, tilt."""
    _travel_along(spans, base)
    _rep_paths(plan, spans, height, base)
    base[:4] = smoothed(base[:4], SMOOTH_SAMPLES)
    base[4] = smoothed(base[4], TILT_SAMPLES)
    held = smoothed(np.concatenate([np.full(s.phase.count, float(s.phase.held)) for s in spans]), TILT_SAMPLES)
    _sway(plan, spans, rng, held, base, height)
    _wobble(plan, spans, rng, base)
    _handled(plan, spans, rng, base, height)
    centre = np.stack([base[0], base[1], height])
    return BarMotion(centre, Angles(roll_rad=base[2], tilt_rad=base[4], yaw_rad=base[3]), spans)


def _laid_out(score: tuple[Phase, ...]) -> tuple[Span, ...]:
    ends = np.cumsum([phase.count for phase in score])
    return tuple(Span(p, int(end) - p.count, int(end)) for p, end in zip(score, ends, strict=True))


def _bounce(plan: SetPlan, spans: tuple[Span, ...], speed: FloatArray) -> None:
    """Add the extra dip at each turn that bounces: a Gaussian in height, so travel and lockouts stay."""
    for before, after in pairwise(spans):
        if before.phase.name is not Name.DESCENT or after.phase.name is not Name.DRIVE or before.phase.rep is None:
            continue
        extra = plan.reps[before.phase.rep].bounce - 1.0
        if extra == 0.0:
            continue
        turn = before.end
        peak = extra * turn_acceleration(-before.phase.speed_ms, after.phase.speed_ms)
        reach = min(round(5 * BOUNCE_S / DT_S), before.phase.count, after.phase.count)
        time = (np.arange(-reach, reach) + 0.5) * DT_S
        speed[turn - reach : turn + reach] += peak * time * np.exp(-0.5 * (time / BOUNCE_S) ** 2)


def _travel_along(spans: tuple[Span, ...], base: FloatArray) -> None:
    """Un-rack, steps: lasting shifts forward and passing ones sideways."""
    for span in spans:
        if span.phase.forward_m:
            ramp = _ramp(span.phase.count)
            base[1, span.start : span.end] += span.phase.forward_m * ramp
            base[1, span.end :] += span.phase.forward_m
        if span.phase.lateral_m:
            base[0, span.start : span.end] += span.phase.lateral_m * _hump(span.phase.count)


def _rep_paths(plan: SetPlan, spans: tuple[Span, ...], height: FloatArray, base: FloatArray) -> None:
    """Each rep's own path: roll with the depth, drift, sideways, yaw, tilt, and what happens at the bottom."""
    forward_of = {Name.DESCENT: "forward_descent_m", Name.DRIVE: "forward_drive_m"}
    for span in spans:
        name, index = span.phase.name, span.phase.rep
        if index is None or name not in forward_of:
            continue
        rep = plan.reps[index]
        part = slice(span.start, span.end)
        base[1, part] += getattr(rep, forward_of[name]) * _hump(span.phase.count)
    for index, rep in enumerate(plan.reps):
        own = [s for s in spans if s.phase.rep == index]
        _roll(rep, own, height, base, plan.roll_bend, drive_first(plan.exercise))
        start, end = own[0].start, own[-1].end
        moving = [s for s in own if s.phase.name not in (Name.TOP, Name.BOTTOM)]
        first, last = moving[0].start, moving[-1].end
        base[0, first:last] += rep.sideways_m * _hump(last - first)
        base[3, first:last] += rep.yaw_rad * _hump(last - first)
        base[4, start:end] = rep.tilt_rad
        _bottom_step(rep, own, base)
    _tilt_around(plan, spans, base)


def _roll(rep: RepPlan, own: list[Span], height: FloatArray, base: FloatArray, bend: float, from_bottom: bool) -> None:
    """Roll follows the share of the travel done from where the rep starts, down and up each with its own travel."""
    low = min(float(height[s.start : s.end].min()) for s in own)
    high = max(float(height[s.start]) for s in own)
    rise = [s for s in own if s.phase.name in (Name.DRIVE, Name.SETTLE_BACK, Name.TOP)]
    for span in own:
        part = slice(span.start, span.end)
        if from_bottom:
            share = (height[part] - float(height[own[0].start])) / max(rep.travel_m, 1e-6)
        elif span in rise and rep.kind != "failed":
            lockout = float(height[rise[-1].end - 1])
            share = (lockout - height[part]) / max(lockout - low, 1e-6)
        else:
            share = (float(height[own[0].start]) - height[part]) / max(high - low, 1e-6)
        base[2, part] += rep.roll_rad * (share + bend * share * (1.0 - share))
    if rep.kind == "failed" and not from_bottom:
        base[2, own[-1].end :] = base[2, own[-1].end - 1]


def _bottom_step(rep: RepPlan, own: list[Span], base: FloatArray) -> None:
    """A sudden step forward and a kick of roll at the turn, both undone during the drive."""
    if not (rep.shift_m or rep.roll_kick_rad):
        return
    down = next(s for s in own if s.phase.name is Name.DESCENT)
    up = next((s for s in own if s.phase.name is Name.DRIVE and s.start >= down.end), None)
    end = up.end if up else own[-1].end
    count = round(STEP_SHARE_S / DT_S)
    start = down.end - count // 2
    form = np.concatenate([_ramp(count), 1.0 - _ramp(max(2, end - start - count))])
    base[1, start : start + len(form)] += rep.shift_m * form
    base[2, start : start + len(form)] += rep.roll_kick_rad * form


def _tilt_around(plan: SetPlan, spans: tuple[Span, ...], base: FloatArray) -> None:
    """The first rep's tilt holds from where the bar is lifted, the last one's until it is put down."""
    if not plan.reps:
        return
    own = [s for s in spans if s.phase.rep is not None]
    for span in spans:
        if span.phase.rep is None and span.phase.held:
            tilt = plan.reps[0 if span.end <= own[0].start else -1].tilt_rad
            base[4, span.start : span.end] = tilt


def _sway(
    plan: SetPlan,
    spans: tuple[Span, ...],
    rng: np.random.Generator,
    held: FloatArray,
    base: FloatArray,
    height: FloatArray,
) -> None:
    count = len(held)
    slow = smooth_noise(rng, count, SWAY_KNOT, 6)
    fast = smooth_noise(rng, count, TREMOR_KNOT, 6)
    sway = plan.sway_m * held
    if plan.settle_sway != 1.0:
        settling = np.concatenate([np.full(s.phase.count, s.phase.name is Name.SETTLE) for s in spans])
        sway = sway * (1.0 + (plan.settle_sway - 1.0) * smoothed(settling.astype(np.float64), TILT_SAMPLES))
    # The tremor is given by its acceleration; the noise has the RMS of a position.
    unit_ms2 = float(np.std(np.diff(fast[0], 2))) / DT_S**2 if count > 3 else 1.0
    unit_ms = float(np.std(np.diff(fast[0]))) / DT_S if count > 3 else 1.0
    tremor = plan.tremor_ms2 / unit_ms2 * held
    turn = plan.tremor_ms2 * TREMOR_ANGLE / unit_ms * held
    base[0] += SWAY_SHARES[0] * sway * slow[0] + tremor * fast[0]
    base[1] += SWAY_SHARES[1] * sway * slow[1] + tremor * fast[1]
    height += SWAY_SHARES[2] * sway * slow[2] + tremor * fast[2]
    for row, noise, share in ((2, 3, SWAY_ANGLE_RADM[0]), (4, 4, SWAY_ANGLE_RADM[1]), (3, 5, SWAY_ANGLE_RADM[2])):
        base[row] += share * sway * slow[noise] + turn * fast[noise]


def _wobble(plan: SetPlan, spans: tuple[Span, ...], rng: np.random.Generator, base: FloatArray) -> None:
    """A tremble of two frequencies in each bottom that is unstable, forward and sideways, with its turning."""
    for index, rep in enumerate(plan.reps):
        bottoms = [s for s in spans if s.phase.rep == index and s.phase.name is Name.BOTTOM]
        if not rep.wobble_ms2 or not bottoms:
            continue
        margin = round(0.25 / DT_S)
        start, end = max(0, bottoms[0].start - margin), min(base.shape[1], bottoms[-1].end + margin)
        envelope = np.zeros(end - start)
        envelope[margin // 2 : len(envelope) - margin // 2] = 1.0
        envelope = smoothed(envelope, margin // 3 | 1)
        time = np.arange(end - start) * DT_S
        for row, share in ((0, 0.5), (1, 0.866), (2, None), (3, None)):
            for hz in WOBBLE_HZ:
                omega = 2.0 * np.pi * hz
                wave = np.sin(omega * time + rng.uniform(0.0, 2.0 * np.pi)) * envelope
                linear = rep.wobble_ms2 / omega**2 if share is not None else rep.wobble_ms2 * WOBBLE_ANGLE / omega
                base[row, start:end] += (share if share is not None else 0.7) * linear * wave


def _handled(
    plan: SetPlan, spans: tuple[Span, ...], rng: np.random.Generator, base: FloatArray, height: FloatArray
) -> None:
    """After the set somebody turns and shoves the bar for a while."""
    last = spans[-1]
    count = min(round(plan.moving_after_s / DT_S), last.phase.count - 2 * TILT_SAMPLES)
    if last.phase.name is not Name.AFTER or count <= 0:
        return
    envelope = np.zeros(last.phase.count)
    envelope[-count - TILT_SAMPLES : -TILT_SAMPLES] = 1.0
    envelope = smoothed(envelope, TILT_SAMPLES)
    noise = smooth_noise(rng, last.phase.count, HANDLING_KNOT, 4) * envelope
    base[:3, last.start :] += np.array(HANDLING)[:3, None] * noise[:3]
    height[last.start :] += HANDLING[3] * noise[3]


def _ramp(count: int) -> FloatArray:
    """From 0 to 1 with no speed and no acceleration at the ends (the minimum-jerk step)."""
    x = (np.arange(count) + 0.5) / count
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)


def _hump(count: int) -> FloatArray:
    """From 0 to 1 and back, at rest at the ends and in the middle."""
    x = (np.arange(count) + 0.5) / count
    return 64.0 * (x * (1.0 - x)) ** 3
