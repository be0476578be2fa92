"""Feeds without a radio: a recording played as if it were lifted now, and a simulated lifter who never ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.session import words
from desktop_app.session.core import LEAD_NS, SessionCore
from desktop_app.session.feeds import NS, WAIT_S
from desktop_app.session.own import Known, Own, key_of
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played import Played, PlayedChunk, PlayedSensor
from dsp.limits import LimitTable
from sensor.ble.status import LinkState, LinkStatus
from sensor.clock import Clock, RealClock
from sensor.loaded import UNKNOWN_MOUNTING, LoadedRecording, Mounting, SetInfo, SetSpan
from sensor.replay import replay

if TYPE_CHECKING:
    from desktop_app.session.endless_lifter import SimulatedSet

AT_ONCE: Final = 8
"""Played chunks measured before anything else is looked after: about half a second of a sensor's."""
SETS_OF_ONE: Final = 1000
"""Simulated lifters share no set with each other before one of them has done so many; even, since every other tires."""
OUT_OF_STEP_S: Final = 3.7
LEAD_S: Final = LEAD_NS / NS


class ReplayFeed:
    """The first sensor of a recording as if it were lifted now, each set as it is marked; at its end it is over."""

    recording: Path | None = None

    def __init__(
        self, opened: LoadedRecording, *, banner: str, limits: LimitTable | None = None, clock: Clock | None = None
    ) -> None:
        sensor = opened.sensors[0]
        self._limits = limits or LimitTable()
        first = opened.sets[0].info if opened.sets else opened.info
        table = self._held_to(first)
        plan = LiftPlan.of(first)
        played = PlayedSensor(sensor.identity, sensor.mounting, sensor.stamps)
        start_s = float(sensor.chunks.arrival_s[0]) if len(sensor.chunks) else 0.0
        self._clock = clock or RealClock(start_s)
        self._known = Known(Own(key_of(plan), first.baseline))
        self.core = SessionCore(
            lambda listener, sampled: Played(
                [played], replace(first, limits=table.of(first.exercise)), listener, sampled, opened.path.name
            ),
            plan,
            limits=table,
            look_up=self._known,
            banner=banner,
        )
        self._marks = _marks(opened.sets)
        self._pace = Pace(
            PlayedChunk(sensor.identity.id, c.samples, c.arrival_s) for c in replay([sensor], _Arrived(self._clock))
        )
        name = sensor.identity.name or sensor.identity.id
        self._status: LinkStatus | None = _streaming(played, start_s, name)

    def now_ns(self) -> int:
        return round(self._pace.now_s(self._clock.now()) * NS)

    def step(self) -> float:
        due = self._pace.due(self._clock.now())
        if self._status is not None:
            self.core.take([self._status], self.now_ns())
            self._status = None
        while due:
            before = [chunk for chunk in due if not self._marks or chunk.arrival_s < self._marks[0].at_s - LEAD_S]
            if before:
                self.core.take(before, self.now_ns())
            else:
                self._pass(self._marks.pop(0))
            due = due[len(before) :]
        if self._pace.over:
            self.close()
        return self._pace.wait_s(self._clock.now())

    def close(self) -> None:
        if not self.core.over:
            self.core.end(self.now_ns())
            self.core.over = True

    def _pass(self, mark: _Mark) -> None:
        at_ns = round(mark.at_s * NS) - LEAD_NS
        if mark.info is None:
            self.core.play_on(None, self._limits, at_ns)
            return
        plan = LiftPlan.of(mark.info)
        self._known.become(Own(key_of(plan), mark.info.baseline))
        self.core.play_on(plan, self._held_to(mark.info), at_ns)

    def _held_to(self, info: SetInfo) -> LimitTable:
        """What held when it was lifted holds again."""
        return self._limits if info.limits is None else LimitTable(info.limits)


@dataclass(frozen=True, slots=True)
class _Mark:
    """From here on a set of its own; info None: nothing is measured."""

    at_s: float
    info: SetInfo | None


def _marks(sets: tuple[SetSpan, ...]) -> list[_Mark]:
    """Where another set begins than the first, and where one ends before the next begins."""
    marks: list[_Mark] = []
    for before, after in pairwise(sets):
        if before.end_s is not None and before.end_s < after.start_s:
            marks.append(_Mark(before.end_s, None))
        marks.append(_Mark(after.start_s, after.info))
    return marks


class SimulatedFeed:
    """A simulated lifter who does what the plan says, set after set, with rests in between."""

    recording: Path | None = None

    def __init__(
        self,
        plan: LiftPlan,
        *,
        limits: LimitTable | None = None,
        mounting: Mounting = UNKNOWN_MOUNTING,
        clock: Clock | None = None,
        number: int = 1,
    ) -> None:
        # The simulator takes a while to load, and a session with a sensor does without.
        from desktop_app.session.endless_lifter import SIMULATED_SENSOR, simulated_set

        self._clock, self._made = clock or RealClock(), simulated_set
        self.core = SessionCore(
            lambda listener, sampled: Played(
                [replace(SIMULATED_SENSOR, mounting=mounting)],
                replace(plan.info, limits=(limits or LimitTable()).of(plan.exercise)),
                listener,
                sampled,
                words.SIMULATED_NAME,
            ),
            plan,
            limits=limits,
            banner=words.SIMULATED_BANNER,
        )
        self._number = 0
        self._first_seed = (number - 1) * SETS_OF_ONE
        self._set_over_s = (number - 1) * OUT_OF_STEP_S
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rackside-simulator")
        self._ahead: tuple[LiftPlan, Future[SimulatedSet]] | None = None
        self._pace = Pace(iter(()))
        self.core.take([_streaming(SIMULATED_SENSOR, 0.0, words.SIMULATED_NAME)], 0)

    def now_ns(self) -> int:
        return round(self._pace.now_s(self._clock.now()) * NS)

    def step(self) -> float:
        now_s = self._clock.now()
        if self._pace.over and now_s >= self._set_over_s:
            self._next_set()
        due = self._pace.due(now_s)
        if due:
            self.core.take(due, self.now_ns())
        return self._pace.wait_s(now_s)

    def close(self) -> None:
        self._maker.shutdown(wait=False, cancel_futures=True)
        self.core.end(self.now_ns())

    def _next_set(self) -> None:
        start_s, self._number = self._set_over_s, self._number + 1
        made = self._set(self.core.plan)
        # Made while this one is lifted: nobody waits for it, at this rack or another.
        following = self._first_seed + self._number + 1
        self._ahead = self.core.plan, self._maker.submit(self._made, self.core.plan, following)
        self._pace = Pace(iter(made.from_s(start_s)))
        self._set_over_s = start_s + made.length_s
        if self._number > 1:
            self.core.next_set(round(start_s * NS))

    def _set(self, plan: LiftPlan) -> SimulatedSet:
        """The set that is due, as was made ahead where the plan is still the same."""
        if self._ahead is not None and self._ahead[0] == plan:
            return self._ahead[1].result()
        return self._made(plan, self._first_seed + self._number)


class Pace:
    """Chunks in order, held back until their time has come; not many at once where they come faster than measured."""

    def __init__(self, chunks: Iterator[PlayedChunk]) -> None:
        self._chunks = chunks
        self._next = next(chunks, None)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._next is None

    def now_s(self, clock_s: float) -> float:
        """The time that has come, never later than what has not been given yet."""
        return clock_s if self._next is None else min(clock_s, self._next.arrival_s)

    def due(self, clock_s: float) -> list[PlayedChunk]:
        """The next chunks whose time has come."""
        out: list[PlayedChunk] = []
        while self._next is not None and self._next.arrival_s <= clock_s and len(out) < AT_ONCE:
            out.append(self._next)
            self._next = next(self._chunks, None)
        return out

    def wait_s(self, clock_s: float) -> float:
        """How long to wait for the next, within `WAIT_S`."""
        return WAIT_S if self._next is None else min(max(self._next.arrival_s - clock_s, 0.0), WAIT_S)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A clock that never waits: the feed itself holds back what is not due."""

    clock: Clock

    def now(self) -> float:
        return self.clock.now()

    def sleep_until(self, time_s: float) -> bool:  # noqa: ARG002 (as a clock is asked)
        return True


def _streaming(sensor: PlayedSensor, at_s: float, name: str) -> LinkStatus:
    identity = sensor.identity
    return LinkStatus(identity.id, LinkState.STREAMING, max(round(at_s * NS), 0), "", name, identity.driver)
