"""Reading the truth of each rep off the motion: edges, speeds, travel, turning points."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.signal import butter, sosfiltfilt

from dsp.results import RefusalReason
from sensor.simulator.bar import Span
from sensor.simulator.feature_reading import Turn, read_features
from sensor.simulator.habits import drive_first
from sensor.simulator.plan import SetPlan
from sensor.simulator.profile import DT_S, INTERNAL_RATE_HZ
from sensor.simulator.score import Name
from sensor.simulator.traces import Edges, Traces, outward
from sensor.simulator.truth import BottomTruth, FeatureTruth, PhaseTruth, RepTruth

DWELL_MS: Final = 0.05
TURN_LOW_PASS_HZ: Final = 10.0
TURN_REACH_S: Final = 0.25
"""Dwell and low-pass of `dsp/signs/README.md`; how far the turn reaches beyond its pause is ours."""
REASONS: Final = {"failed": RefusalReason.FAILED, "half": RefusalReason.TOO_SHORT}


def find_reps(plan: SetPlan, traces: Traces, scale: float) -> tuple[RepTruth, ...]:
    """The truth of every rep and rep-like movement, in order. Recording time = scale * true time."""
    reader = _Reader(plan, traces, scale)
    out = [reader.pick_up(span) for span in traces.motion.spans if span.phase.name is Name.PICK_UP]
    number = 0
    for index in range(len(plan.reps)):
        rep = reader.rep(index, number + 1)
        number += rep.is_rep
        out.append(rep)
    return tuple(out)


class _Reader:
    """Reads phases off the traces of one set."""

    def __init__(self, plan: SetPlan, traces: Traces, scale: float) -> None:
        self.plan = plan
        self.traces = traces
        self.speed = traces.speed_ms
        self.scale = scale
        self.up_first = drive_first(plan.exercise)
        sections = butter(2, TURN_LOW_PASS_HZ, fs=INTERNAL_RATE_HZ, output="sos")
        self.slow_acc = sosfiltfilt(sections, np.gradient(self.speed, DT_S))
        self.edges: dict[tuple[int | None, Name], Edges] = {
            (s.phase.rep, s.phase.name): outward(self.speed, s)
            for s in traces.motion.spans
            if s.phase.name in (Name.DESCENT, Name.DRIVE, Name.PICK_UP)
        }

    def rep(self, index: int, number: int) -> RepTruth:
        """The truth of one of the plan's reps; it gets `number` if it is one."""
        plan = self.plan.reps[index]
        down, up = self.edges.get((index, Name.DESCENT)), self.edges.get((index, Name.DRIVE))
        following = self.edges.get((index + 1, Name.DRIVE if self.up_first else Name.DESCENT))
        after_up, after_down = (down, following) if self.up_first else (following, up)
        top_s = self._between(up, after_up)
        turn = Turn(down, after_down) if down and after_down else None
        hit = self.up_first and (self.plan.plates_on_floor or plan.contact_ms > 0.0)
        bottom = self._bottom(turn, hit) if turn else None
        features = read_features(self.traces, plan, down, up, after_up, turn, self.up_first)
        reason = REASONS.get(plan.kind)
        return self._assembled(number if reason is None else 0, reason, down, up, bottom, top_s, features, index)

    def pick_up(self, span: Span) -> RepTruth:
        """The lift from the floor before the set."""
        edges = self.edges[None, span.phase.name]
        return self._assembled(0, RefusalReason.PICK_UP, None, edges, None, None, FeatureTruth(), None)

    def _time(self, place: float) -> float:
        return self.scale * place * DT_S

    def _between(self, first: Edges | None, then: Edges | None) -> float | None:
        return self._time(then.start - first.end) if first and then else None

    def _phase(self, edges: Edges) -> PhaseTruth:
        grid = np.arange(int(edges.start), min(int(edges.end) + 2, len(self.speed)))
        done = np.abs(self.traces.place_m[2, grid] - self.traces.height_at(edges.start))
        travel = abs(self.traces.height_at(edges.end) - self.traces.height_at(edges.start))
        at = np.interp(travel * np.array([0.25, 0.75]), np.maximum.accumulate(done), grid)
        return PhaseTruth(
            start_s=self._time(edges.start),
            end_s=self._time(edges.end),
            mean_speed_ms=travel / self._time(edges.end - edges.start),
            peak_speed_ms=abs(float(self.speed[edges.peak])),
            peak_s=self._time(edges.peak),
            travel_m=travel,
            late_ratio=0.5 * float(at[1] - at[0]) / (edges.end - float(at[1])),
        )

    def _bottom(self, turn: Turn, hit: bool) -> BottomTruth:
        down, up = turn.down, turn.up
        lowest = down.peak + int(np.argmin(self.traces.place_m[2, down.peak : up.peak]))
        fast = np.abs(self.speed) >= DWELL_MS
        before = np.flatnonzero(fast[down.peak : lowest + 1])
        after = np.flatnonzero(fast[lowest : up.peak + 1])
        first = down.peak + int(before[-1]) if len(before) else lowest
        last = lowest + int(after[0]) if len(after) else lowest
        reach = round(TURN_REACH_S / DT_S)
        around = slice(max(int(down.end) - reach, down.peak), min(int(up.start) + reach, up.peak) + 1)
        acc = None if hit else float(self.slow_acc[around].max())
        return BottomTruth(self._time(down.end), self._time(up.start), self._time(last - first), acc)

    def _assembled(
        self,
        number: int,
        reason: RefusalReason | None,
        down: Edges | None,
        up: Edges | None,
        bottom: BottomTruth | None,
        top_s: float | None,
        features: FeatureTruth,
        index: int | None,
    ) -> RepTruth:
        ends = [e for e in (down, up) if e is not None]
        start, end = min(e.start for e in ends), max(e.end for e in ends)
        part = slice(int(start), int(end) + 1)
        path = self.traces.place_m[:, part] - self.traces.place_m[:, part.start, None]
        motion = self.traces.motion
        centre = motion.centre_m[1, part] - motion.centre_m[1, part.start]
        descent, drive = self._phase(down) if down else None, self._phase(up) if up else None
        travelled = descent or drive
        return RepTruth(
            number=number,
            is_rep=reason is None,
            reason=reason,
            start_s=self._time(start),
            end_s=self._time(end),
            descent=descent,
            bottom=bottom,
            drive=drive,
            top_pause_s=top_s,
            rom_m=travelled.travel_m if travelled else 0.0,
            forward_m=float(path[1].max()),
            backward_m=-float(path[1].min()),
            lateral_m=float(np.abs(path[0]).max()),
            centre_forward_m=float(centre.max()),
            roll_rad=float(np.ptp(motion.angles.roll_rad[part])),
            tilt_rad=float(np.ptp(motion.angles.tilt_rad[part])),
            yaw_rad=float(np.ptp(motion.angles.yaw_rad[part])),
            tilt_mean_rad=float(motion.angles.tilt_rad[part].mean()),
            features=features,
            plan=index,
        )
