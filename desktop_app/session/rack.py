"""One rack: a bar with its sensor, its lifter's plan, its feed and its recording. Only the session's thread uses it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from desktop_app.errors import AppError
from desktop_app.session import words
from desktop_app.session.commands import SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import ChangePlan, Edit, SetLog
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot, Traffic
from desktop_app.sound.face import SoundChoice, Sounds
from dsp.errors import DspError
from dsp.limits import LimitTable
from dsp.results import Severity
from dsp.samples import Samples
from sensor.ble.found import SensorWish
from sensor.errors import SensorError
from sensor.loaded import UNKNOWN_MOUNTING, Mounting
from sensor.session import LiveSensor

if TYPE_CHECKING:
    from desktop_app.session.core import SessionCore
    from desktop_app.session.feeds import Feed
    from desktop_app.session.remeasure import Remeasured
    from desktop_app.session.thread import Station

Work: TypeAlias = Callable[[], None]
Choice: TypeAlias = SensorWish | SimulatedSensor
IDLE_S: Final = 0.05
"""How long a rack waits for something to do where nothing comes."""
CLOSING_S: Final = 0.01
"""How often it is looked whether a feed has been closed."""
LOOK_S: Final = 0.02
"""What there is to show is made at least so often, also where nothing has come: time alone changes it."""
RECOVER_S: Final = 5.0
"""After a fault measuring begins anew, but not more often than this."""


@dataclass(frozen=True, slots=True)
class Helpers:
    """Whoever does what takes its time, for all racks.

    measuring: sets measured anew. closing: sensors being stopped. later: has something done in the session's thread.
    watch: given the samples of a rack's sensor, as they come.
    """

    measuring: ThreadPoolExecutor
    closing: ThreadPoolExecutor
    later: Callable[[Work], None]
    watch: Callable[[str, LiveSensor, Samples], None]


class Rack:
    """State of one rack. A sensor is stopped by a helper: what is asked meanwhile is done afterwards, in order."""

    def __init__(
        self, key: str, station: Station, helpers: Helpers, limits: LimitTable, *, sounds: SoundChoice, muted: bool
    ) -> None:
        self.key = key
        self.choice: Choice | None = None
        """The sensor asked for last."""
        self.notice: Notice | None = None
        self.log = SetLog()
        self.past: tuple[SetLog, ...] = ()
        """Sets lifted with the sensors of before."""
        self.snapshot = RackSnapshot(0, Mode.NO_SENSOR, LiftPlan(), rack=key, muted=muted)
        self._station, self._helpers, self._sounds = station, helpers, sounds
        self._plan, self._limits, self._mounting, self._muted = LiftPlan(), limits, UNKNOWN_MOUNTING, muted
        self._feed: Feed | None = None
        self._core: SessionCore | None = None
        self._recording: Path | None = None
        self._of_a_sensor = False
        self._closing: tuple[Feed, Future[None]] | None = None
        self._waiting: list[Work] = []
        self._fault_ns: int | None = None
        self._looked_s = 0.0
        self._rests_until_s: float | None = None
        self._next_plan: LiftPlan | None = None
        self._cue: str | None = None
        self._cue_set = False
        self._was_lifting = False
        self._in_pain = False

    # The loop.

    def turn(self) -> float:
        """Bring what has come; gives how long nothing more is due, s."""
        if self._closing is not None:
            feed, closing = self._closing
            if not closing.done():
                return CLOSING_S
            self._closed(feed, closing)
        if self._feed is None or (self._rests_until_s is not None and time.monotonic() < self._rests_until_s):
            return IDLE_S
        self._rests_until_s = None
        wait_s = self._feed.step()
        if wait_s <= 0.0:
            self._looked_s = 0.0
        return wait_s

    def look(self, serial: int) -> list[Sounds] | None:
        """Make the snapshot where it is due; gives what is to be heard, None where nothing was due."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_S or self._rests_until_s is not None:
            return None
        self._looked_s = now_s
        sounds: list[Sounds] = []
        feed, core = self._feed, self._core
        if feed is not None and core is not None:
            core.tick(feed.now_ns())
            sounds = core.sounds()
            for entry in core.to_measure():
                self._measure_again(core, ChangePlan(entry.id, entry.plan))
            self._change_between_sets(core, feed.now_ns())
        self.show(serial)
        return sounds

    def look_soon(self) -> None:
        """Something was asked: show it."""
        self._looked_s = 0.0

    def show(self, serial: int) -> None:
        """Make the snapshot."""
        feed, core = self._feed, self._core
        if self._closing is not None:
            self._show_pain(serial)
            return
        if feed is None or core is None:
            # A set that is over can still be edited, and kept or not.
            after = core.list_notices if core is not None else ()
            notices = (*(() if self.notice is None else (self.notice,)), *after)
            mode, traffic = (Mode.PAIN, Traffic.STOP) if self._in_pain else (Mode.NO_SENSOR, Traffic.WAIT)
            made = RackSnapshot(serial, mode, self._plan, traffic=traffic, notices=notices, muted=self._muted)
        else:
            made = core.snapshot(feed.now_ns())
        if core is not None:
            self.log = core.log
        self.snapshot = replace(made, serial=serial, rack=self.key, coach_line=self._cue)
        if self._cue is not None:
            # One thing at a time: what a coach saw goes before what was measured.
            self.snapshot = replace(self.snapshot, next_line=words.COACH_SAYS.format(self._cue))

    def _show_pain(self, serial: int) -> None:
        """While a sensor is being stopped nothing else is new."""
        if self._in_pain and self.snapshot.mode is not Mode.PAIN:
            self.snapshot = replace(self.snapshot, serial=serial, mode=Mode.PAIN, traffic=Traffic.STOP)
        elif not self._in_pain and self.snapshot.mode is Mode.PAIN:
            self.snapshot = replace(self.snapshot, serial=serial, mode=Mode.NO_SENSOR, traffic=Traffic.WAIT)

    @property
    def is_closing(self) -> bool:
        """Whether its sensor is being stopped."""
        return self._closing is not None

    def wait_closed(self) -> None:
        """Wait until the sensor has been stopped. Raises what that failed by."""
        self._waiting.clear()
        if self._closing is not None:
            feed, closing = self._closing
            closing.exception()
            self._closed(feed, closing)

    def recover(self, notice: Notice) -> None:
        """After a fault: what is measured begins anew, what is recorded goes on. The rack then rests a little."""
        self.notice = notice
        self._rests_until_s = time.monotonic() + IDLE_S
        feed = self._feed
        if feed is None:
            return
        feed.core.told_fault(notice)
        now_ns = feed.now_ns()
        if self._fault_ns is None or now_ns - self._fault_ns > RECOVER_S * 1e9:
            self._fault_ns = now_ns
            feed.core.recover(now_ns)

    # What is asked of it.

    def do(self, work: Work) -> None:
        """Do something of what follows; later where a sensor is being stopped."""
        self._looked_s = 0.0
        if self._closing is not None:
            self._waiting.append(work)
        else:
            work()

    def start_sensor(self, choice: Choice) -> None:
        """Go over to a sensor, from whatever there was."""
        self.choice = choice
        self._then(lambda: self._begin(lambda: self._feed_of(choice), of_a_sensor=True))

    def start(self, make: Callable[[], Feed]) -> None:
        """Go over to another feed."""
        self._then(lambda: self._begin(make, of_a_sensor=False))

    def stop(self) -> None:
        """Its sets can be corrected still."""
        feed, self._feed = self._feed, None
        if feed is not None:
            self._closing = feed, self._helpers.closing.submit(feed.close)

    def ask_core(self, command: Callable[[SessionCore, int], None]) -> None:
        """Have the session's core do something, where there is a feed."""
        if self._feed is not None:
            command(self._feed.core, self._feed.now_ns())

    def pain(self) -> None:
        """The lifter pressed the key for pain: never waits for a sensor that is being stopped."""
        self._in_pain, self._looked_s = True, 0.0
        self.ask_core(lambda core, now_ns: core.pain(now_ns))

    def pain_over(self) -> None:
        """The lifter goes on."""
        self._in_pain, self._looked_s = False, 0.0
        self.ask_core(lambda core, now_ns: core.pain_over(now_ns))

    @property
    def plan(self) -> LiftPlan:
        """Of the set at hand or the next; that of the coach before it holds."""
        return self._next_plan or self._plan

    def set_plan(self, plan: LiftPlan) -> None:
        """What is lifted next; in a set, it holds for that set too."""
        self._next_plan = None
        self._plan = plan
        if self._feed is not None:
            self._feed.core.set_plan(plan, self._feed.now_ns())

    def set_next_plan(self, plan: LiftPlan) -> None:
        """What is lifted in the next set; one that is going on stays what it is."""
        if self._feed is None:
            self.set_plan(plan)
        else:
            self._next_plan = plan

    def set_cue(self, cue: str | None) -> None:
        """What the coach says to the next set; it stays until that set is over."""
        self._cue, self._cue_set = cue, False

    def set_mounting(self, mounting: Mounting) -> None:
        """How the sensor that is started next sits on its bar."""
        self._mounting = mounting

    def set_limits(self, limits: LimitTable) -> None:
        """Limits of signs from now on."""
        self._limits = limits
        if self._feed is not None:
            self._feed.core.set_limits(limits, self._feed.now_ns())

    def set_sounds(self, sounds: SoundChoice) -> None:
        """Kinds of sound from now on."""
        self._sounds = sounds
        if self._core is not None:
            self._core.set_sounds(sounds)

    def mute(self, muted: bool) -> None:
        """What is shown of the sound."""
        self._muted = muted
        if self._core is not None:
            self._core.muted = muted

    def edit(self, change: Edit) -> None:
        """Correct a set; as another lift it is measured anew."""
        core = self._core
        if core is None:
            return
        if isinstance(change, ChangePlan) and change.result is None:
            entry = next((e for e in core.log.entries if e.id == change.set_id), None)
            if entry is not None and not entry.plan.is_judged_as(change.plan):
                self._measure_again(core, change)
                return
        core.edit(change)

    def _then(self, work: Work) -> None:
        """Stop what goes on, then do this."""
        self.stop()
        self.do(work)

    def _begin(self, make: Callable[[], Feed], *, of_a_sensor: bool) -> None:
        self.notice = None
        try:
            feed = make()
        except (AppError, DspError, SensorError) as error:
            self.notice = Notice(error.message, error.advice, Severity.WARN)
            return
        if self._of_a_sensor and self.log.entries:
            self.past = (*self.past, self.log)
        self._feed, self._core, self._recording, self._of_a_sensor = feed, feed.core, feed.recording, of_a_sensor
        feed.core.watcher = lambda sensor, samples: self._helpers.watch(self.key, sensor, samples)
        feed.core.set_limits(self._limits, feed.now_ns())
        feed.core.set_sounds(self._sounds)
        feed.core.muted, self._plan = self._muted, feed.core.plan
        self._in_pain = self._in_pain and of_a_sensor
        if self._in_pain:
            feed.core.pain(feed.now_ns())

    @property
    def logs(self) -> tuple[SetLog, ...]:
        """The sets that were lifted here; not what was played."""
        return (*self.past, self.log) if self._of_a_sensor else self.past

    def _feed_of(self, choice: Choice) -> Feed:
        from desktop_app.session.feeds import RadioFeed
        from desktop_app.session.played_feeds import SimulatedFeed

        if isinstance(choice, SimulatedSensor):
            return SimulatedFeed(self._plan, limits=self._limits, mounting=self._mounting, number=choice.number)
        station = self._station
        return RadioFeed(
            station.desk, choice, self._plan, folder=station.folder, clock_ns=station.clock_ns, limits=self._limits,
            find_calibration=station.find_calibration, mounting=self._mounting, open_page=station.open_page,
        )  # fmt: skip

    def _closed(self, feed: Feed, closing: Future[None]) -> None:
        self._closing = None
        self._recording = feed.recording
        self.log = feed.core.log
        waiting, self._waiting = self._waiting, []
        try:
            closing.result()
        finally:
            while waiting:
                self.do(waiting.pop(0))

    def _change_between_sets(self, core: SessionCore, now_ns: int) -> None:
        """What the coach wants holds for a set; what was said to one set is over with it."""
        lifting, before = core.is_lifting, self._was_lifting
        self._was_lifting = lifting
        if lifting:
            self._cue_set = self._cue_set or not before
            return
        if before and self._cue_set:
            self._cue = None
        plan = self._next_plan
        if plan is not None:
            self._next_plan, self._plan = None, plan
            core.set_plan(plan, now_ns)

    def _measure_again(self, core: SessionCore, change: ChangePlan) -> None:
        """From the recording, beside this thread: opening a long one takes its time."""
        entry = next((e for e in core.log.entries if e.id == change.set_id), None)
        recording = core.adopted() or (self._feed.recording if self._feed is not None else self._recording)
        if entry is None or recording is None:
            core.edit(_without_recording(core, change))
            return
        from desktop_app.session.remeasure import measured_again

        running = self._helpers.measuring.submit(measured_again, recording, entry, change.plan, core.limits)
        later = self._helpers.later
        running.add_done_callback(lambda done: later(lambda: self.do(lambda: self._measured(core, change, done))))

    def _measured(self, core: SessionCore, change: ChangePlan, done: Future[Remeasured | None]) -> None:
        failed: Notice | None = None
        try:
            anew = done.result()
        except (SensorError, DspError) as error:
            anew, failed = None, Notice(error.message, error.advice)
        if anew is None:
            core.edit(_without_recording(core, change))
        else:
            core.edit(replace(change, result=anew.result, further=anew.further))
        if failed is not None:
            # After the edit, which takes away what was said of the one before.
            core.edit_failed(failed)


def _without_recording(core: SessionCore, change: ChangePlan) -> ChangePlan:
    """What was measured as another lift is not kept as if it had been measured as this one."""
    entry = next((e for e in core.log.entries if e.id == change.set_id), None)
    measured = entry.result if entry is not None else None
    return replace(change, unmeasured=measured is not None and not change.plan.is_of(measured))
