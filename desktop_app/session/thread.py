"""The session's own thread: brings what comes into the core, publishes snapshots, has sounds made, does what is asked.

The window reads `snapshots` and `set_log()` whenever it likes: whole frozen values, swapped at once. Nothing that goes
wrong ends the thread: it becomes a notice.
"""

from __future__ import annotations

import importlib
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, TypeAlias

from desktop_app.errors import AppError
from desktop_app.session import words
from desktop_app.session.commands import Search, SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.sets import ChangePlan, Edit, SetLog
from desktop_app.session.setup import KeepCalibration, SetupDesk
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot
from desktop_app.sound.face import SilentSpeaker, Speaker, perform
from dsp.errors import DspError
from dsp.limits import LimitTable
from dsp.results import SetResult, Severity
from sensor.ble.found import SensorWish
from sensor.calibrations import StoredCalibration
from sensor.errors import SensorError
from sensor.loaded import UNKNOWN_MOUNTING, Mounting

if TYPE_CHECKING:
    from desktop_app.session.core import SessionCore
    from desktop_app.session.feeds import Feed
    from sensor.session import FindCalibration

Work: TypeAlias = Callable[[], None]
IDLE_S: Final = 0.05
"""How long the thread waits for something to do where nothing comes."""
WARM_S: Final = 1.0
"""After so long what measures is loaded, so that it is there when a sensor is; before, the window comes first."""
_MEASURING: Final = "desktop_app.session.feeds"
_LOG: Final = logging.getLogger(__name__)
_RECOVER_S: Final = 5.0
"""After a fault measuring begins anew, but not more often than this."""


def _kept_nowhere(_: StoredCalibration) -> None:
    """For stations without a folder of calibrations."""


@dataclass(frozen=True, slots=True)
class Station:
    """What a session works with.

    desk: Bluetooth. folder: of recordings; made when it is needed. clock_ns: host time, that of the radio's packets.
    find_calibration: of a sensor; keep_calibration: puts one by. speaker: makes sounds heard.
    """

    desk: RadioDesk
    folder: Path
    clock_ns: Callable[[], int]
    find_calibration: FindCalibration
    speaker: Speaker = field(default_factory=SilentSpeaker)
    keep_calibration: KeepCalibration = _kept_nowhere


class SessionThread:
    """`Commands` and `SetEdits` for a window: calls return at once, from any thread. first: what to begin with."""

    def __init__(self, station: Station, first: Callable[[], Feed] | None = None) -> None:
        self._station = station
        self._speaker = station.speaker
        self.setup = SetupDesk(station.keep_calibration)
        """Help with the sensor on the bar; sees the samples of whatever is started."""
        self._mounting = UNKNOWN_MOUNTING
        self._feed: Feed | None = None
        self._core: SessionCore | None = None
        self._recording: Path | None = None
        self._plan, self._limits, self._muted = LiftPlan(), LimitTable(), False
        self._volume: float | None = None
        self._serial = 0
        self._idled_s = 0.0
        self._fault_ns: int | None = None
        self._notice: Notice | None = None
        self.snapshots: tuple[RackSnapshot, ...] = (RackSnapshot(0, Mode.NO_SENSOR, self._plan),)
        """The newest of each sensor, the session's own where there is none."""
        self._log = SetLog()
        self._asked: SimpleQueue[Work] = SimpleQueue()
        self._ending = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rackside-measure")
        self._thread = threading.Thread(target=self._run, name="rackside-session", daemon=True)
        if first is not None:
            self._asked.put(lambda: self._start(first))

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop everything and wait for it: at most some seconds, while a sensor is being stopped."""
        self._ending.set()
        self._asked.put(lambda: None)
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(cancel_futures=True)
        self._station.desk.close()

    def use_speaker(self, speaker: Speaker) -> None:
        """Be heard through this one from now on; whoever made it closes it, after this session."""
        self._asked.put(lambda: self._use(speaker))

    def start_feed(self, make: Callable[[], Feed]) -> None:
        """Go over to another feed."""
        self._asked.put(lambda: self._start(make))

    # What a window asks: `Commands` and `SetEdits`.

    def look_for_sensors(self) -> None:
        self._station.desk.look()

    def search(self) -> Search:
        return self._station.desk.search

    def start_sensor(self, choice: SensorWish | SimulatedSensor) -> None:
        self._asked.put(lambda: self._start(lambda: self._feed_of(choice)))

    def set_mounting(self, mounting: Mounting) -> None:
        self._asked.put(lambda: self._set_mounting(mounting))

    def stop(self) -> None:
        self._asked.put(self._stop)

    def set_plan(self, plan: LiftPlan) -> None:
        self._asked.put(lambda: self._set_plan(plan))

    def set_limits(self, limits: LimitTable) -> None:
        self._asked.put(lambda: self._set_limits(limits))

    def mark(self) -> None:
        self._ask_core(lambda core, now_ns: core.mark(now_ns))

    def next_set(self) -> None:
        self._ask_core(lambda core, now_ns: core.next_set(now_ns))

    def pain(self) -> None:
        self._ask_core(lambda core, now_ns: core.pain(now_ns))

    def pain_over(self) -> None:
        self._ask_core(lambda core, now_ns: core.pain_over(now_ns))

    def mute(self, muted: bool) -> None:
        self._asked.put(lambda: self._mute(muted))

    def set_volume(self, volume: float) -> None:
        self._asked.put(lambda: self._set_volume(volume))

    def set_log(self) -> SetLog:
        return self._log

    def edit(self, change: Edit) -> None:
        self._asked.put(lambda: self._edit(change))

    # The thread.

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 (the lifter's session outlives any fault of ours)
                self._after_fault(error)
        try:
            self._stop()
        except Exception as error:  # noqa: BLE001
            self._told(error)

    def _after_fault(self, error: Exception) -> None:
        """Told, and measuring begins anew. One that comes each time is shown, and what is asked is done."""
        notice = self._told(error)
        steps: tuple[Work, ...] = (
            lambda: self._begin_anew(notice),
            lambda: self._do_what_is_asked(IDLE_S),
            self._publish,
        )
        for work in steps:
            try:
                work()
            except Exception as another:  # noqa: BLE001
                self._told(another)

    def _turn(self) -> None:
        wait_s = self._feed.step() if self._feed is not None else self._idle()
        self._do_what_is_asked(wait_s)
        feed, core = self._feed, self._core
        if feed is not None and core is not None:
            core.tick(feed.now_ns())
            for sounds in core.sounds():
                perform(sounds, self._speaker)
            for entry in core.to_measure():
                self._measure_again(core, ChangePlan(entry.id, entry.plan))
        self._publish()

    def _idle(self) -> float:
        self._idled_s += IDLE_S
        if WARM_S <= self._idled_s < WARM_S + IDLE_S:
            importlib.import_module(_MEASURING)
        return IDLE_S

    def _do_what_is_asked(self, wait_s: float) -> None:
        try:
            work = self._asked.get(timeout=wait_s) if wait_s > 0.0 else self._asked.get_nowait()
            while True:
                work()
                work = self._asked.get_nowait()
        except Empty:
            return

    def _publish(self) -> None:
        feed, core = self._feed, self._core
        if feed is None or core is None:
            # A set that is over can still be edited, and kept or not.
            after = [core.notices.get(about) for about in ("edit", "sets")] if core is not None else []
            notices = tuple(notice for notice in (self._notice, *after) if notice is not None)
            made = [RackSnapshot(0, Mode.NO_SENSOR, self._plan, notices=notices, muted=self._muted)]
        else:
            now_ns = feed.now_ns()
            made = [core.snapshot(now_ns, sensor_id) for sensor_id in core.sensor_ids or (None,)]
        if core is not None:
            self._log = core.log
        self._serial += 1
        self.snapshots = tuple(replace(each, serial=self._serial) for each in made)

    def _start(self, make: Callable[[], Feed]) -> None:
        self._stop()
        self._notice = None
        try:
            self._feed = make()
        except (AppError, DspError, SensorError) as error:
            self._notice = Notice(error.message, error.advice, Severity.WARN)
            return
        self._core, self._recording = self._feed.core, self._feed.recording
        self._core.watcher = self.setup.take
        self._core.set_limits(self._limits, self._feed.now_ns())
        self._core.muted, self._plan = self._muted, self._core.plan

    def _feed_of(self, choice: SensorWish | SimulatedSensor) -> Feed:
        from desktop_app.session.feeds import RadioFeed, SimulatedFeed

        if isinstance(choice, SimulatedSensor):
            return SimulatedFeed(self._plan, limits=self._limits, mounting=self._mounting)
        station = self._station
        return RadioFeed(
            station.desk, choice, self._plan, folder=station.folder, clock_ns=station.clock_ns, limits=self._limits,
            find_calibration=station.find_calibration, mounting=self._mounting,
        )  # fmt: skip

    def _stop(self) -> None:
        """Its sets can be corrected still."""
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.close()
            self._recording = feed.recording
            self._log = feed.core.log

    def _ask_core(self, command: Callable[[SessionCore, int], None]) -> None:
        def work() -> None:
            if self._feed is not None:
                command(self._feed.core, self._feed.now_ns())

        self._asked.put(work)

    def _set_plan(self, plan: LiftPlan) -> None:
        self._plan = plan
        if self._feed is not None:
            self._feed.core.set_plan(plan, self._feed.now_ns())

    def _set_mounting(self, mounting: Mounting) -> None:
        self._mounting = mounting

    def _set_limits(self, limits: LimitTable) -> None:
        self._limits = limits
        if self._feed is not None:
            self._feed.core.set_limits(limits, self._feed.now_ns())

    def _mute(self, muted: bool) -> None:
        self._muted = muted
        self._speaker.set_muted(muted)
        if self._core is not None:
            self._core.muted = muted

    def _set_volume(self, volume: float) -> None:
        self._volume = volume
        self._speaker.set_volume(volume)

    def _use(self, speaker: Speaker) -> None:
        self._speaker = speaker
        speaker.set_muted(self._muted)
        if self._volume is not None:
            speaker.set_volume(self._volume)

    def _edit(self, change: Edit) -> None:
        core = self._core
        if core is None:
            return
        if isinstance(change, ChangePlan) and change.result is None:
            from desktop_app.session.remeasure import is_measured_otherwise

            entry = next((e for e in core.log.entries if e.id == change.set_id), None)
            if entry is not None and is_measured_otherwise(entry.plan, change.plan):
                self._measure_again(core, change)
                return
        core.edit(change)

    def _measure_again(self, core: SessionCore, change: ChangePlan) -> None:
        """From the recording, beside this thread: opening a long one takes its time."""
        entry = next((e for e in core.log.entries if e.id == change.set_id), None)
        recording = self._feed.recording if self._feed is not None else self._recording
        if entry is None or recording is None:
            core.edit(change)
            return
        from desktop_app.session.remeasure import measured_again

        running = self._pool.submit(measured_again, recording, entry, change.plan, self._limits)
        running.add_done_callback(lambda done: self._asked.put(lambda: self._measured(core, change, done)))

    def _measured(self, core: SessionCore, change: ChangePlan, done: Future[SetResult | None]) -> None:
        result: SetResult | None = None
        failed: Notice | None = None
        try:
            result = done.result()
        except (SensorError, DspError) as error:
            failed = Notice(error.message, error.advice)
        core.edit(replace(change, result=result))
        if failed is not None:
            # After the edit, which takes away what was said of the one before.
            core.notices["edit"] = failed

    def _told(self, error: Exception) -> Notice:
        """A fault of the program, as a line in the window."""
        _LOG.error("in the session's thread", exc_info=error if os.environ.get("RACKSIDE_DEBUG") else None)
        notice = Notice(words.FAULT.format(f"{type(error).__name__}: {error}"), words.FAULT_ADVICE, Severity.WARN)
        self._notice = notice
        return notice

    def _begin_anew(self, notice: Notice) -> None:
        """What is measured begins anew; what is recorded goes on."""
        feed = self._feed
        if feed is None:
            return
        feed.core.notices["fault"] = notice
        now_ns = feed.now_ns()
        if self._fault_ns is None or now_ns - self._fault_ns > _RECOVER_S * 1e9:
            self._fault_ns = now_ns
            feed.core.recover(now_ns)
