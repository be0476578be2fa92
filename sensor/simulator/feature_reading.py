"""Reading off the motion what the signs of lost control ask of a rep (`dsp/signs/README.md`, column "measured as")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import butter, sosfiltfilt

from dsp.samples import FloatArray
from sensor.simulator.attitude import Angles, body_rate
from sensor.simulator.plan import RepPlan
from sensor.simulator.profile import DT_S, INTERNAL_RATE_HZ
from sensor.simulator.traces import EDGE_MS, Edges, Traces, creeps_s
from sensor.simulator.truth import FeatureTruth

NEAR_BOTTOM: Final = 0.20
STEP_S: Final = 0.25
WOBBLE_HZ: Final = (4.0, 10.0)
WOBBLE_DWELL_S: Final = 0.3
DWELL_MS: Final = 0.05
PAD_S: Final = 0.5
"""Share of the travel that is near the bottom, time of a step, band and least dwell of a wobble: `dsp/signs/README.md`.
PAD_S: signal either side of the dwell that the band's filter settles on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A descent and the drive that follows it."""

    down: Edges
    up: Edges


def read_features(
    traces: Traces,
    plan: RepPlan,
    down: Edges | None,
    up: Edges | None,
    after_up: Edges | None,
    turn: Turn | None,
    up_first: bool,
) -> FeatureTruth:
    """All features of a rep: `after_up` is the descent after the drive, `turn` the bottom that follows the descent."""
    speed = traces.speed_ms
    start = min(int(e.start) for e in (down, up) if e is not None)
    own_turn = turn if turn and not up_first else None
    wobble = _wobble(traces, turn) if turn else (None, None)
    near = _near_bottom(traces, turn) if turn else None
    return FeatureTruth(
        tempo_eccentric_s=_whole(speed, down),
        tempo_bottom_s=_rest(speed, turn.down, turn.up) if turn else None,
        tempo_concentric_s=_whole(speed, up),
        tempo_top_s=_rest(speed, up, after_up) if up and after_up else None,
        second_sink_m=_second_sink(traces, own_turn) if own_turn else None,
        step_m=_step(traces, near) if near else None,
        roll_rate_rads=float(np.abs(np.gradient(traces.motion.angles.roll_rad[near], DT_S)).max()) if near else None,
        wobble_acc_ms2=wobble[0],
        wobble_rads=wobble[1],
        forward_descent_m=_forward(traces, down, start) if down else None,
        forward_drive_m=_forward(traces, up, start) if up else None,
        overshoot_m=_overshoot(traces, up, after_up) if up and after_up else None,
        lockout_still_s=_still(speed, up, after_up) if up and after_up else None,
        floor_rest_s=_still(speed, turn.down, turn.up) if turn and up_first else None,
        contact_ms=plan.contact_ms if up_first and plan.contact_ms else None,
    )


def _whole(speed: FloatArray, edges: Edges | None) -> float | None:
    return (edges.end - edges.start) * DT_S + sum(creeps_s(speed, edges)) if edges else None


def _rest(speed: FloatArray, first: Edges, then: Edges) -> float:
    gap = (then.start - first.end) * DT_S
    return max(gap - creeps_s(speed, first)[1] - creeps_s(speed, then)[0], 0.0)


def _still(speed: FloatArray, first: Edges, then: Edges) -> float:
    between = speed[int(first.end) + 1 : int(then.start) + 1]
    return float((np.abs(between) < EDGE_MS).sum()) * DT_S


def _second_sink(traces: Traces, turn: Turn) -> float:
    height = traces.place_m[2, int(turn.down.end) : turn.up.peak]
    return float((np.maximum.accumulate(height) - height).max())


def _near_bottom(traces: Traces, turn: Turn) -> slice:
    part = slice(int(turn.down.start), int(turn.up.end) + 1)
    height = traces.place_m[2, part]
    lowest = float(height.min())
    limit = lowest + NEAR_BOTTOM * (traces.height_at(turn.down.start) - lowest)
    low = np.flatnonzero(height < limit) + part.start
    return slice(int(low[0]), int(low[-1]) + 1)


def _step(traces: Traces, near: slice) -> float:
    width = round(STEP_S / DT_S)
    path = traces.motion.centre_m[:2, max(near.start - width // 2, 0) : near.stop + width // 2]
    moved = path[:, width:] - path[:, :-width]
    return float(np.hypot(moved[0], moved[1]).max()) if moved.shape[1] else 0.0


def _wobble(traces: Traces, turn: Turn) -> tuple[float | None, float | None]:
    part = slice(turn.down.peak, turn.up.peak + 1)
    slow = np.flatnonzero(np.abs(traces.speed_ms[part]) < DWELL_MS)
    if len(slow) * DT_S < WOBBLE_DWELL_S:
        return None, None
    pad = round(PAD_S / DT_S)
    first, last = part.start + int(slow[0]), part.start + int(slow[-1]) + 1
    low, high = max(first - pad, 0), min(last + pad, traces.place_m.shape[1])
    angles = traces.motion.angles
    own = Angles(angles.roll_rad[low:high], angles.tilt_rad[low:high], angles.yaw_rad[low:high])
    acc = np.gradient(traces.velocity_ms[:2, low:high], DT_S, axis=1)
    sections = butter(2, WOBBLE_HZ, "bandpass", fs=INTERNAL_RATE_HZ, output="sos")
    inside = sosfiltfilt(sections, np.concatenate([acc, body_rate(own, DT_S)]))[:, first - low : last - low]
    power = (inside**2).mean(axis=1)
    return float(np.sqrt(power[:2].sum())), float(np.sqrt(power[2:].sum()))


def _forward(traces: Traces, edges: Edges, start: int) -> float:
    return float(traces.place_m[1, edges.part].max() - traces.place_m[1, start])


def _overshoot(traces: Traces, up: Edges, then: Edges) -> float:
    part = slice(up.peak, int(then.start) + 1)
    height, speed = traces.place_m[2, part], np.abs(traces.speed_ms[part])
    crest = int(np.argmax(height))
    still = np.flatnonzero(speed[crest:] < EDGE_MS) + crest
    # What lies just after the crest is still too: the bar has settled in the later half of its still time.
    settled = float(np.median(height[still[len(still) // 2 :]])) if len(still) else float(height[-1])
    return max(float(height[crest]) - settled, 0.0)
