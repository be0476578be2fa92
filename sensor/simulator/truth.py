"""What was really done: the phases, speeds and travel of each rep, by the rules of the measurement.

Edges follow `signs.md` 2: a phase begins and ends where the vertical speed of the sensor's place passes
max(0.02 m/s, 5 % of the phase's own peak), looked for outward from that peak. All values are those of the sensor's
place; shocks (ringing of the shaft) are left out, as they move it by millimetres and no phase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import butter, sosfiltfilt

from dsp.results import RefusalReason
from dsp.samples import FloatArray
from sensor.simulator.bar import BarMotion, Span
from sensor.simulator.habits import drive_first
from sensor.simulator.plan import SetPlan
from sensor.simulator.profile import DT_S, INTERNAL_RATE_HZ
from sensor.simulator.score import Name

EDGE_MS: Final = 0.02
EDGE_SHARE: Final = 0.05
DWELL_MS: Final = 0.05
TURN_LOW_PASS_HZ: Final = 10.0
"""`signs.md` section 2: edges, dwell, and the low-pass under the turnaround acceleration."""


@dataclass(frozen=True, slots=True)
class PhaseTruth:
    """One descent or drive: edges s (recording's time base), speeds m/s (magnitudes), travel m between the edges.

    late_ratio: mean speed of the last quarter of the travel over that of its middle half.
    """

    start_s: float
    end_s: float
    mean_speed_ms: float
    peak_speed_ms: float
    peak_s: float
    travel_m: float
    late_ratio: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class BottomTruth:
    """The turning point: from the end of the descent to the start of the next drive.

    dwell_s: within +-0.05 m/s around the lowest point. turnaround_acc_ms2: greatest upward acceleration between the
    descent's peak speed and the drive's (10 Hz low-pass, zero phase); None where the floor stops the bar.
    """

    start_s: float
    end_s: float
    dwell_s: float
    turnaround_acc_ms2: float | None

    @property
    def pause_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class RepTruth:
    """One movement that is a rep, or that might be taken for one.

    number: counts reps from 1; 0 where `is_rep` is False, and `reason` then says what it was.
    descent, drive: None where there was none (dropped, pick-up). bottom: after the last drive-first rep None.
    top_pause_s: still time at lockout after the drive; None where nothing follows.
    rom_m: vertical travel of the descent (of the drive where there is none).
    forward_m, backward_m, lateral_m: farthest from where the rep started, of the sensor's place.
    centre_forward_m: the same of the bar's centre. roll_rad, tilt_rad, yaw_rad: ranges within the rep.
    tilt_mean_rad: mean left-right tilt. plan: index into the plan's reps, None for the pick-up.
    """

    number: int
    is_rep: bool
    reason: RefusalReason | None
    start_s: float
    end_s: float
    descent: PhaseTruth | None
    bottom: BottomTruth | None
    drive: PhaseTruth | None
    top_pause_s: float | None
    rom_m: float
    forward_m: float
    backward_m: float
    lateral_m: float
    centre_forward_m: float
    roll_rad: float
    tilt_rad: float
    yaw_rad: float
    tilt_mean_rad: float
    plan: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something other than a rep: `un_rack`, `step`, `re_rack`, `pick_up`, `set_down`, `rest`, `settle`, `after`."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SetTruth:
    """Truth of a set. Per-sample arrays have a row for every sample taken, arrived or not.

    time_s: (n,) in the recording's time base. position_m, velocity_ms: (n, 3) of the sensor's place, world axes, from
    where the first rep starts (z is 0 at its lockout, or at its floor). centre_m: (n, 3) of the bar's centre.
    roll_rad, tilt_rad, yaw_rad: (n,) of the bar; sensor_roll_rad: of what the sensor is clipped to (a sleeve turns
    on its own).
    """

    reps: tuple[RepTruth, ...]
    moments: tuple[Moment, ...]
    time_s: FloatArray
    position_m: FloatArray
    velocity_ms: FloatArray
    centre_m: FloatArray
    roll_rad: FloatArray
    tilt_rad: FloatArray
    yaw_rad: FloatArray
    sensor_roll_rad: FloatArray

    @property
    def count(self) -> int:
        """How many reps there are."""
        return sum(rep.is_rep for rep in self.reps)


@dataclass(frozen=True, slots=True)
class Traces:
    """The sensor's place on the internal grid: (3, n) position and velocity, world axes; the bar it sits on."""

    place_m: FloatArray
    velocity_ms: FloatArray
    motion: BarMotion


@dataclass(frozen=True, slots=True)
class _Edges:
    """A phase on the grid: first and last sample (fractional) and its peak."""

    start: float
    end: float
    peak: int


def find_reps(plan: SetPlan, traces: Traces, offset_s: float, scale: float) -> tuple[RepTruth, ...]:
    """The truth of every rep and rep-like movement, in order. Recording time = offset_s + scale * true time."""
    finder = _Finder(plan, traces, offset_s, scale)
    picked = [s for s in traces.motion.spans if s.phase.name is Name.PICK_UP]
    out = [finder.pick_up(span) for span in picked]
    number = 0
    for index in range(len(plan.reps)):
        rep = finder.rep(index, number + 1)
        number += rep.is_rep
        out.append(rep)
    return tuple(out)


class _Finder:
    """Reads phases off the traces of one set."""

    def __init__(self, plan: SetPlan, traces: Traces, offset_s: float, scale: float) -> None:
        self.plan = plan
        self.traces = traces
        self.speed = traces.velocity_ms[2]
        self.offset_s = offset_s
        self.scale = scale
        sections = butter(2, TURN_LOW_PASS_HZ, fs=INTERNAL_RATE_HZ, output="sos")
        self.slow_acc = sosfiltfilt(sections, np.gradient(self.speed, DT_S))
        self.edges: dict[tuple[int | None, Name], _Edges] = {
            (s.phase.rep, s.phase.name): self._outward(s)
            for s in traces.motion.spans
            if s.phase.name in (Name.DESCENT, Name.DRIVE, Name.PICK_UP)
        }

    def time(self, place: float) -> float:
        return self.offset_s + self.scale * place * DT_S

    def _outward(self, span: Span) -> _Edges:
        """Edges of a phase, outward from its peak to where the speed passes the limit."""
        sign = 1.0 if span.phase.rise_m > 0 else -1.0
        peak = span.start + int(np.argmax(sign * self.speed[span.start : span.end]))
        limit = max(EDGE_MS, EDGE_SHARE * sign * float(self.speed[peak]))
        before = np.flatnonzero(sign * self.speed[:peak] < limit)
        after = np.flatnonzero(sign * self.speed[peak:] < limit)
        left = int(before[-1]) if len(before) else 0
        right = peak + int(after[0]) if len(after) else len(self.speed) - 1
        return _Edges(self._cross(left, limit * sign), self._cross(max(right - 1, 0), limit * sign), peak)

    def _cross(self, left: int, limit: float) -> float:
        """Where between `left` and the next sample the speed passes the limit."""
        if left + 1 >= len(self.speed):
            return float(left)
        a, b = float(self.speed[left]), float(self.speed[left + 1])
        return left + (min(max((limit - a) / (b - a), 0.0), 1.0) if a != b else 0.0)

    def _phase(self, edges: _Edges) -> PhaseTruth:
        grid = np.arange(int(edges.start), int(edges.end) + 2)
        done = np.abs(self.traces.place_m[2, grid] - self._height(edges.start))
        travel = abs(self._height(edges.end) - self._height(edges.start))
        duration = (edges.end - edges.start) * DT_S
        times = np.interp(travel * np.array([0.25, 0.75]), np.maximum.accumulate(done), grid * DT_S)
        middle_s, late_s = float(times[1] - times[0]), edges.end * DT_S - float(times[1])
        return PhaseTruth(
            start_s=self.time(edges.start),
            end_s=self.time(edges.end),
            mean_speed_ms=travel / duration / self.scale,
            peak_speed_ms=abs(float(self.speed[edges.peak])),
            peak_s=self.time(edges.peak),
            travel_m=travel,
            late_ratio=0.5 * middle_s / late_s,
        )

    def _height(self, place: float) -> float:
        left = int(place)
        right = min(left + 1, len(self.speed) - 1)
        heights = self.traces.place_m[2]
        return float(heights[left] + (place - left) * (heights[right] - heights[left]))

    def _bottom(self, down: _Edges, up: _Edges, hit: bool) -> BottomTruth:
        part = slice(down.peak, up.peak)
        lowest = down.peak + int(np.argmin(self.traces.place_m[2, part]))
        slow = np.abs(self.speed) < DWELL_MS
        before = np.flatnonzero(~slow[down.peak : lowest + 1])
        after = np.flatnonzero(~slow[lowest : up.peak + 1])
        first = down.peak + int(before[-1]) if len(before) else lowest
        last = lowest + int(after[0]) if len(after) else lowest
        acc = None if hit else float(self.slow_acc[part].max())
        return BottomTruth(self.time(down.end), self.time(up.start), (last - first) * DT_S * self.scale, acc)

    def rep(self, index: int, number: int) -> RepTruth:
        plan = self.plan.reps[index]
        down = self.edges.get((index, Name.DESCENT))
        up = self.edges.get((index, Name.DRIVE))
        following = self.edges.get((index + 1, Name.DRIVE if drive_first(self.plan.exercise) else Name.DESCENT))
        bottom, top_s = None, None
        if drive_first(self.plan.exercise):
            if down and following:
                bottom = self._bottom(down, following, self.plan.plates_on_floor or plan.contact_ms > 0.0)
            if down and up:
                top_s = (down.start - up.end) * DT_S
        else:
            if down and up:
                bottom = self._bottom(down, up, False)
            if following and up:
                top_s = (following.start - up.end) * DT_S
        reasons = {"failed": RefusalReason.FAILED, "half": RefusalReason.TOO_SHORT}
        return self._assembled(number, reasons.get(plan.kind), down, up, bottom, top_s, index)

    def pick_up(self, span: Span) -> RepTruth:
        edges = self.edges[None, span.phase.name]
        return self._assembled(0, RefusalReason.PICK_UP, None, edges, None, None, None)

    def _assembled(
        self,
        number: int,
        reason: RefusalReason | None,
        down: _Edges | None,
        up: _Edges | None,
        bottom: BottomTruth | None,
        top_s: float | None,
        index: int | None,
    ) -> RepTruth:
        ends = [e for e in (down, up) if e is not None]
        start, end = min(e.start for e in ends), max(e.end for e in ends)
        part = slice(int(start), int(end) + 1)
        path = self.traces.place_m[:, part] - self.traces.place_m[:, part.start, None]
        motion = self.traces.motion
        centre = motion.centre_m[1, part] - motion.centre_m[1, part.start]
        descent = self._phase(down) if down else None
        drive = self._phase(up) if up else None
        travelled = descent or drive
        return RepTruth(
            number=number if reason is None else 0,
            is_rep=reason is None,
            reason=reason,
            start_s=self.time(start),
            end_s=self.time(end),
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
            plan=index,
        )
