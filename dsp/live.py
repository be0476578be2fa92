"""The causal path: what can be said while the set goes on, from samples up to now and none later.

A fast path carries the speed from sample to sample (`dsp/fast_path.py`); at a turn, a lockout, a rest, and now and
then, the settled solve runs over the last seconds (`dsp/recent.py`) and sets the fast path right. So live and
settled values come from one estimator, and differ only in what they have seen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dsp.context import SetContext
from dsp.engine_params import EngineParams
from dsp.events import DescentSaid, Event, LiveState, Moved, RepSaid, SignSaid, SpeedAlarm
from dsp.exercises import StartPhase
from dsp.fast_path import FastPath, Phase
from dsp.metrics import MeasuredRep
from dsp.recent import Recent, SensorMemory, solve_recent
from dsp.rep_path import RepPath
from dsp.results import Quality, Sign
from dsp.samples import Samples, Stamps
from dsp.settled_start import start_features
from dsp.signs import SetJudge


class LiveTracker:
    """Provisional reps and signs of a stream. State is explicit; nothing reads a clock."""

    def __init__(self, context: SetContext, params: EngineParams) -> None:
        self.context, self.params = context, params
        self.fast = FastPath(params.live)
        self._memory = SensorMemory()
        self._buffer = np.empty((4096, 7))
        self._count = 0
        self.path: RepPath | None = None
        self._start_set()
        self._last_s: float | None = None
        self._first_s: float | None = None
        self._period_s = 0.01
        self._seen = 0
        self._solved_s = -np.inf
        self._due: list[float] = []
        self._calm_solved = False

    def _start_set(self) -> None:
        self._judge = SetJudge(self.context, self.params.limits)
        self._said: list[MeasuredRep] = []
        self._descents: list[float] = []
        self._started = False
        self._alarmed_s = -np.inf
        self._target_ms: float | None = None
        self._lockout_m = 0.0

    @property
    def state(self) -> LiveState | None:
        """The newest sample's; None before the first."""
        if self._last_s is None:
            return None
        fast = self.fast
        return LiveState(
            self._last_s, fast.height_m - self._lockout_m, fast.speed_ms, self._memory.speed_sigma_ms,
            fast.phase.value, len(self._said), self._target_ms,
        )  # fmt: skip

    @property
    def reps(self) -> int:
        """Reps said since the set began."""
        return len(self._said)

    def next_set(self) -> None:
        """The set was closed: begin a new one; what is known of the sensor stays known."""
        self._start_set()

    def feed(self, samples: Samples) -> list[Event]:
        """Take in samples one after another; give what is known because of them."""
        events: list[Event] = []
        rows = np.column_stack([samples.time_s, samples.acc_ms2, samples.gyro_rads])
        rows = rows[np.isfinite(rows).all(axis=1)]
        self._make_room(len(rows))
        for row in rows.tolist():
            self._buffer[self._count] = row
            self._count += 1
            self._step(row, events)
        return events

    def _make_room(self, more: int) -> None:
        """Keep the window and room for what comes: the buffer never grows beyond what that needs."""
        if self._count + more <= len(self._buffer):
            return
        if self._count:
            oldest = self._buffer[self._count - 1, 0] - self.params.live.window_s
            keep = self._buffer[: self._count][self._buffer[: self._count, 0] >= oldest]
        else:
            keep = self._buffer[:0]
        size = max(2 * (len(keep) + more), 4096)
        fresh = np.empty((size, 7))
        fresh[: len(keep)] = keep
        self._buffer, self._count = fresh, len(keep)

    def _step(self, row: list[float], events: list[Event]) -> None:
        time_s = row[0]
        dt = self._interval(time_s)
        changed = self.fast.step(time_s, dt, (row[1], row[2], row[3]), (row[4], row[5], row[6]))
        if changed is not None:
            self._plan(changed, time_s)
            events.append(Moved(self.fast.phase_since_s, time_s, changed.value))
        if self.fast.phase is Phase.DESCENT:
            self._watch_speed(time_s, events)
        if self._must_solve(time_s):
            self._solve(time_s, events)

    def _interval(self, time_s: float) -> float:
        """Time since the sample before: of the sample clock, or the mean period where stamps are arrivals."""
        if self._first_s is None or self._last_s is None:
            self._first_s = self._last_s = time_s
            return 0.0
        self._seen += 1
        self._period_s = max((time_s - self._first_s) / self._seen, 1e-3) if self._seen > 20 else self._period_s
        dt = time_s - self._last_s
        self._last_s = time_s
        return self._period_s if self.context.stamps is Stamps.ARRIVAL else min(max(dt, 0.0), 0.5)

    def _plan(self, phase: Phase, time_s: float) -> None:
        live = self.params.live
        least = live.least_travel_share * self.params.recent.segments.full_m(self.context.row)
        if phase is not Phase.DRIVE and self.fast.travelled_m() < least:
            return
        if phase is Phase.BOTTOM:
            self._due.extend(time_s + after for after in live.turn_after_s)
        elif phase is Phase.DRIVE:
            self._due.append(time_s + live.drive_after_s)
        elif phase is Phase.TOP:
            self._due.append(time_s + live.lockout_after_s)

    def _must_solve(self, time_s: float) -> bool:
        live = self.params.live
        since = time_s - self._solved_s
        if self._first_s is None or time_s - self._first_s < live.first_s or since < live.least_step_s:
            return False
        if self._due and time_s >= min(self._due):
            self._due = [d for d in self._due if d > time_s]
            return True
        calm = self.fast.calm_s >= live.quiet_s
        if calm and not self._calm_solved:
            self._calm_solved = True
            return True
        if not calm and self.fast.calm_s == 0.0:
            self._calm_solved = False
        return since >= (live.still_every_s if calm else live.moving_every_s)

    def _window(self) -> Samples:
        data = self._buffer[: self._count]
        newest = data[-1, 0]
        data = data[int(np.searchsorted(data[:, 0], newest - self.params.live.window_s)) :]
        return Samples(data[:, 0].copy(), data[:, 1:4].copy(), data[:, 4:7].copy())

    def _solve(self, time_s: float, events: list[Event]) -> None:
        self._solved_s = time_s
        recent = solve_recent(self._window(), self.context, self.params, self._memory)
        if recent is None:
            return
        self._memory = recent.memory
        recent.set_right(self.fast)
        if recent.lockout_m is not None:
            self._lockout_m = recent.lockout_m
        self._say_start(recent, events)
        self._say_descent(recent, time_s, events)
        self._say_reps(recent, time_s, events)
        self._say_turn(recent, time_s, events)
        self._target_ms = self._judge.descent_target_ms(self._typical_m())

    def _typical_m(self) -> float | None:
        """Median travel of the reps said so far, m."""
        travels = [m.rep.rom_m for m in self._said if m.rep.rom_m is not None]
        return float(np.median(travels)) if travels else None

    def _say_start(self, recent: Recent, events: list[Event]) -> None:
        if self._started or not recent.piece.linked.segmentation.reps or self._said:
            return
        self._started = True
        self._signs(self._judge.start(start_features(recent.piece)), events)

    def _say_descent(self, recent: Recent, time_s: float, events: list[Event]) -> None:
        """A descent whose turn has just passed: what it decides is said before the drive."""
        found = recent.fresh_descent(self._said[-1].rep.end_s + self.params.live.match_s if self._said else -np.inf)
        if found is None:
            return
        turn_s, measured, number = found.turn_s, found.measured, len(self._said) + 1
        features = replace(measured.features, number=number)
        if not any(abs(turn_s - said) < self.params.live.match_s for said in self._descents[-3:]):
            self._descents.append(turn_s)
            if measured.rep.descent is not None:
                peak = features.descent_peak_ms
                sigma = peak.sigma if peak is not None else None
                events.append(DescentSaid(number, measured.rep.descent, features.quality, sigma, time_s))
            previous = recent.last_but_one(found.reps) if number > 1 else None
            if previous is not None:
                before = replace(previous.features, number=number - 1)
                self._signs(self._judge.top(before, time_s), events)
        if features.quality is not Quality.UNRESOLVED:
            self._signs(self._judge.descent(features, time_s), events)

    def _say_turn(self, recent: Recent, time_s: float, events: list[Event]) -> None:
        """The turn behind a rep that ended with its descent: it is known when the next drive is under way."""
        if not self._said or recent.piece.linked.segmentation.start is not StartPhase.CONCENTRIC:
            return
        last_s, match_s = self._said[-1].rep.end_s, self.params.live.match_s
        found = recent.fresh_descent(last_s - match_s)
        if found is not None and found.driving and found.turn_s < last_s + match_s:
            features = replace(found.measured.features, number=len(self._said))
            self._signs(self._judge.top(features, time_s), events)

    def _say_reps(self, recent: Recent, time_s: float, events: list[Event]) -> None:
        after_s = self._said[-1].rep.end_s + self.params.live.match_s if self._said else -np.inf
        for measured in recent.complete(self.params.live, after_s):
            rep = measured.rep
            if any(rep.start_s < said.rep.end_s and said.rep.start_s < rep.end_s for said in self._said[-3:]):
                continue
            if self._said and rep.start_s < self._said[-1].rep.start_s:
                continue
            number = len(self._said) + 1
            said = MeasuredRep(
                replace(rep, number=number, said_at_s=time_s),
                replace(measured.features, number=number),
                measured.dropped,
            )
            self._said.append(said)
            self.path = recent.path(rep, number)
            events.append(RepSaid(said.rep))
            self._signs(self._judge.rep(said.features, time_s), events)

    def _signs(self, signs: list[Sign], events: list[Event]) -> None:
        events.extend(SignSaid(sign) for sign in signs)

    def _watch_speed(self, time_s: float, events: list[Event]) -> None:
        """The tone's alarm: once a descent, as soon as the bar runs away."""
        live, fast = self.params.live, self.fast
        target = self._target_ms
        if target is None or self._alarmed_s >= fast.phase_since_s or fast.travelled_m() < live.alarm_travel_m:
            return
        if -fast.speed_ms > live.alarm_factor * target:
            self._alarmed_s = time_s
            typical = self._typical_m()
            share = fast.travelled_m() / typical if typical else None
            if share is None or share < live.alarm_share:
                events.append(SpeedAlarm(time_s, -fast.speed_ms, target, share))
