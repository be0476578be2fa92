"""Which sensor axis points forward, told by the lifter with the bar itself: no compass, no mouse.

The bar is turned once like a wheel that rolls away from the lifter, a quarter turn or so, and comes to rest again. The
turn is about the bar's own axis, and its sense says which end is the right one: with w the turn's direction and u up,
forward is w x u. That needs the gyroscope and gravity alone, so hands and hooks do not disturb it. A bar that cannot
turn is pushed away instead: the first stretch of horizontal speed points forward. Where both were done and disagree,
nothing is said.

What is found holds for how the bar lies at the end: a sensor axis is forward only until the bar is turned by a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from dsp.attitude import gyro_attitude, upright
from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.context import Forward
from dsp.errors import SampleError
from dsp.samples import BoolArray, FloatArray, Samples, Stamps
from dsp.timeline import Timeline, TimelineParams, build_timeline
from dsp.windows import cumulative_trapezoid, running_spread, runs_of


class MarkStage(StrEnum):
    """How the marking stands."""

    UNREST = "unrest"
    """The bar is to be left still first."""
    READY = "ready"
    """It is still: turn it now."""
    MOVING = "moving"
    FOUND = "found"
    TOO_LITTLE = "too_little"
    """It was turned, but not far enough to be sure."""
    UNCLEAR = "unclear"
    """It was turned about something else than the bar, or turned one way and pushed the other."""


class MarkedBy(StrEnum):
    TURN = "turn"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class MarkParams:
    """quiet_s, quiet_acc_ms2, quiet_rate_rads: how still a bar is between two movements, within quiet_s; a bar that is
    held shows as much. before_s: still for so long before. longest_s: a gesture takes no longer.
    turn_rad: turned less, nothing is said; less than little_rad is no turn.
    level_share: of a turn about the bar, at most so much is about the vertical.
    push_ms: speed of a push, and push_arm_m: times the turn's own speed, which a sensor off the axis shows besides.
    agree: cosine beyond which turn and push are said to agree or to disagree.
    """

    quiet_s: float = 0.4
    quiet_acc_ms2: float = 0.30
    quiet_rate_rads: float = 5.0 * RAD_PER_DEG
    before_s: float = 0.6
    longest_s: float = 6.0
    turn_rad: float = 25.0 * RAD_PER_DEG
    little_rad: float = 8.0 * RAD_PER_DEG
    level_share: float = 0.5
    push_ms: float = 0.15
    push_arm_m: float = 0.10
    agree: float = 0.5
    timeline: TimelineParams = field(default_factory=TimelineParams)


MARK: Final = MarkParams()


@dataclass(frozen=True, slots=True)
class Marked:
    """What the newest gesture said.

    forward: the sensor axis nearest to forward as the bar lies now, aslant_rad away from it; None unless found.
    turned_rad: farthest turn about a level axis; None before a gesture. by: what told it.
    """

    stage: MarkStage
    forward: Forward | None = None
    aslant_rad: float | None = None
    turned_rad: float | None = None
    by: MarkedBy | None = None


def find_forward(samples: Samples, stamps: Stamps = Stamps.SAMPLE, params: MarkParams = MARK) -> Marked:
    """The newest whole gesture in some seconds of samples, or how far it has got. Never raises: no samples, no rest."""
    try:
        timeline = build_timeline(samples, stamps, params.timeline)
    except SampleError:
        return Marked(MarkStage.UNREST)
    quiet = _quiet(timeline, params)
    rests = [(a, b) for a, b in runs_of(quiet) if b - a >= params.quiet_s * timeline.rate_hz]
    for before, after in reversed(list(pairwise(rests))):
        long_enough = before[1] - before[0] >= params.before_s * timeline.rate_hz
        if long_enough and after[0] - before[1] <= params.longest_s * timeline.rate_hz:
            told = _told(timeline, before, after, params)
            if told.stage is not MarkStage.READY:
                return told
    if quiet[-1] and rests:
        return Marked(MarkStage.READY)
    return Marked(MarkStage.MOVING if rests else MarkStage.UNREST)


def _quiet(timeline: Timeline, params: MarkParams) -> BoolArray:
    window = max(int(params.quiet_s * timeline.rate_hz), 3)
    quiet = running_spread(timeline.acc_ms2, window) < params.quiet_acc_ms2
    # A gyroscope's bias is no turn: its spread counts, and a rate that no bias explains.
    quiet &= running_spread(timeline.gyro_rads, window) < params.quiet_rate_rads
    quiet &= np.linalg.norm(timeline.gyro_rads, axis=1) < 4.0 * params.quiet_rate_rads
    return np.asarray(quiet & ~timeline.filled)


def _told(timeline: Timeline, before: tuple[int, int], after: tuple[int, int], params: MarkParams) -> Marked:
    """What happened between two rests; READY where that was nothing."""
    level = _Levelled.of(timeline, before, after)
    turn, turned_rad = _turn(level, params)
    push = _push(level, params)
    if turn is None and push is None:
        if turned_rad < params.little_rad:
            return Marked(MarkStage.READY)
        return Marked(MarkStage.TOO_LITTLE, turned_rad=turned_rad)
    ahead, by = (turn, MarkedBy.TURN) if turn is not None else (push, MarkedBy.PUSH)
    contrary = turn is not None and push is not None and float(turn @ push) < -params.agree
    if ahead is None or contrary or not np.isfinite(ahead).all():
        return Marked(MarkStage.UNCLEAR, turned_rad=turned_rad)
    seen = level.attitude[-1].T @ np.array([ahead[0], ahead[1], 0.0])
    axis = int(np.argmax(np.abs(seen)))
    forward = tuple(Forward)[2 * axis + (1 if seen[axis] < 0.0 else 0)]
    aslant_rad = float(np.arccos(np.clip(abs(seen[axis]), 0.0, 1.0)))
    return Marked(MarkStage.FOUND, forward, aslant_rad, turned_rad, by)


@dataclass(frozen=True, slots=True)
class _Levelled:
    """A gesture in a level frame that does not turn. attitude: (n, 3, 3) sensor to it. angle_rad, speed_ms: (n, 3)."""

    attitude: FloatArray
    rate_rads: FloatArray
    angle_rad: FloatArray
    speed_ms: FloatArray

    @classmethod
    def of(cls, timeline: Timeline, before: tuple[int, int], after: tuple[int, int]) -> _Levelled:
        """From the middle of the rest before to that of the rest after, which are at rest: so is the speed there."""
        rested = slice(before[0], before[1])
        bias_rads = timeline.gyro_rads[rested].mean(axis=0)
        first = max((before[0] + before[1]) // 2, before[1] - int(timeline.rate_hz))
        last = min((after[0] + after[1]) // 2, after[0] + int(timeline.rate_hz))
        part = slice(first, last + 1)
        rate = timeline.gyro_rads[part] - bias_rads
        start = upright(timeline.acc_ms2[rested].mean(axis=0))
        attitude = np.matmul(start, gyro_attitude(rate, timeline.step_s))
        rate_rads = np.einsum("nij,nj->ni", attitude, rate)
        acc = np.einsum("nij,nj->ni", attitude, timeline.acc_ms2[part])
        speed = cumulative_trapezoid(acc - np.array([0.0, 0.0, STANDARD_GRAVITY_MS2]), timeline.step_s)
        speed -= np.linspace(0.0, 1.0, len(speed))[:, None] * speed[-1]
        return cls(attitude, rate_rads, cumulative_trapezoid(rate_rads, timeline.step_s), speed)


def _turn(level: _Levelled, params: MarkParams) -> tuple[FloatArray | None, float]:
    """Forward (2,) as the first turn that is far enough says; and how far it went."""
    size = np.linalg.norm(level.angle_rad[:, :2], axis=1)
    far = np.flatnonzero(size >= params.turn_rad)
    if not len(far):
        return None, float(size.max())
    at = level.angle_rad[far[0]]
    if abs(float(at[2])) > params.level_share * float(size[far[0]]):
        return np.full(2, np.nan), float(size.max())
    return np.array([at[1], -at[0]]) / float(size[far[0]]), float(size.max())


def _push(level: _Levelled, params: MarkParams) -> FloatArray | None:
    """Forward (2,) as the first horizontal speed says that the turn does not explain."""
    size = np.linalg.norm(level.speed_ms[:, :2], axis=1)
    least = params.push_ms + params.push_arm_m * float(np.linalg.norm(level.rate_rads, axis=1).max())
    fast = np.flatnonzero(size >= least)
    return level.speed_ms[fast[0], :2] / float(size[fast[0]]) if len(fast) else None
