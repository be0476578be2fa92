"""The session's own thread: brings what comes into the racks, publishes snapshots, has sounds made, does what is asked.

The window reads `snapshots` and `set_log()` whenever it likes: whole frozen values, swapped at once. Nothing that goes
wrong ends the thread: it becomes a notice. There is one rack to begin with; a coach adds more, and all of them are
served by this thread, none waiting for another's sensor.
"""

from __future__ import annotations

import importlib
import itertools
import logging
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from desktop_app.session import words
from desktop_app.session.page import OpenPage
from desktop_app.session.rack import IDLE_S, Choice, Helpers, Rack, Work
from desktop_app.session.rack_face import RackFace
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.sets import SetLog
from desktop_app.session.setup import KeepCalibration, SetupDesk
from desktop_app.session.shaking import ShakeDesk
from desktop_app.session.snapshot import Notice, RackSnapshot
from desktop_app.sound.face import SILENCE, SilentSpeaker, SoundChoice, Speaker, perform
from dsp.limits import LimitTable
from dsp.results import Severity
from dsp.samples import Samples
from sensor.calibrations import StoredCalibration
from sensor.session import LiveSensor

if TYPE_CHECKING:
    from desktop_app.session.feeds import Feed
    from sensor.session import FindCalibration

T = TypeVar("T")
RACKS_MAX: Final = 16
"""So many tiles can be read at once."""
WARM_S: Final = 1.0
"""After so long what measures is loaded, so that it is there when a sensor is; before, the window comes first."""
_MEASURING: Final = "desktop_app.session.feeds"
_LOG: Final = logging.getLogger(__name__)


def _kept_nowhere(_: StoredCalibration) -> None:
    """For stations without a folder of calibrations."""


@dataclass(frozen=True, slots=True)
class Station:
    """What a session works with.

    desk: Bluetooth. folder: of recordings; made when it is needed. clock_ns: host time, that of the radio's packets.
    find_calibration: of a sensor; keep_calibration: puts one by. speaker: makes sounds heard. open_page: of the
    history, for each sensor that is connected; None where nothing is kept.
    """

    desk: RadioDesk
    folder: Path
    clock_ns: Callable[[], int]
    find_calibration: FindCalibration
    speaker: Speaker = field(default_factory=SilentSpeaker)
    keep_calibration: KeepCalibration = _kept_nowhere
    open_page: OpenPage | None = None


class SessionThread(RackFace):
    """Calls return at once, from any thread. first: what to begin with.

    As `Commands` and `SetEdits` it is the face of the chosen rack, the first one until another is chosen; limits and
    sound are those of all. `at(key)` is the face of one rack.
    """

    def __init__(self, station: Station, first: Callable[[], Feed] | None = None) -> None:
        super().__init__(
            station.desk, lambda work: self._ask(None, work), lambda: self.logs.get(self.chosen, SetLog()),
            self._ask_mute, self._ask_volume, self._ask_sounds,
        )  # fmt: skip
        self._station = station
        self._speaker = station.speaker
        self.setup = SetupDesk(station.keep_calibration)
        """Help with the sensor on the bar; sees the samples of the chosen rack."""
        self.shaking = ShakeDesk()
        """Finds the bar that is shaken; sees the samples of every rack."""
        self._limits, self._muted = LimitTable(), False
        self._volume: float | None = None
        self._sounds = SoundChoice()
        self._heard = True
        self._serial = 0
        self._idled_s = 0.0
        self._asked: SimpleQueue[Work] = SimpleQueue()
        self._ending = threading.Event()
        self._measuring = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rackside-measure")
        self._closing = ThreadPoolExecutor(max_workers=RACKS_MAX, thread_name_prefix="rackside-stop")
        self._helpers = Helpers(self._measuring, self._closing, self._asked.put, self._watched)
        self._thread = threading.Thread(target=self._run, name="rackside-session", daemon=True)
        self._keys = itertools.count(1)
        self._racks: dict[str, Rack] = {}
        self._leaving: set[str] = set()
        self._past: tuple[SetLog, ...] = ()
        self.chosen = str(next(self._keys))
        """Key of the rack that is meant where none is named."""
        self.choices: Mapping[str, Choice | None] = MappingProxyType({})
        """Sensor asked for last, by rack."""
        self.logs: Mapping[str, SetLog] = MappingProxyType({})
        """The newest sets of each rack."""
        self.all_logs: tuple[SetLog, ...] = ()
        """Everything that was lifted in this session, at any rack with any sensor."""
        self._add(self.chosen, None)
        self.snapshots: tuple[RackSnapshot, ...] = tuple(rack.snapshot for rack in self._racks.values())
        """The newest of each rack, in the order in which they were added."""
        if first is not None:
            self.start_feed(first)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop everything and wait for it: at most some seconds, while sensors are being stopped."""
        self._ending.set()
        self._asked.put(lambda: None)
        if self._thread.is_alive():
            self._thread.join()
        self._measuring.shutdown(cancel_futures=True)
        self._closing.shutdown()
        self._station.desk.close()

    def use_speaker(self, speaker: Speaker) -> None:
        """Be heard through this one from now on; whoever made it closes it, after this session."""
        self._asked.put(lambda: self._use(speaker))

    def start_feed(self, make: Callable[[], Feed]) -> None:
        """Go over to another feed."""
        self._ask(None, lambda rack: rack.do(lambda: rack.start(make)))

    def set_limits(self, limits: LimitTable) -> None:
        """Limits of signs from now on, at every rack."""
        self._asked.put(lambda: self._set_limits(limits))

    # Several racks.

    def at(self, key: str) -> RackFace:
        """The face of one rack; what is asked of one that is gone does nothing."""
        return RackFace(
            self._station.desk, lambda work: self._ask(key, work), lambda: self.logs.get(key, SetLog()),
            self._ask_mute, self._ask_volume, self._ask_sounds,
        )  # fmt: skip

    @property
    def newest(self) -> RackSnapshot:
        """The newest snapshot of the chosen rack."""
        snapshots, chosen = self.snapshots, self.chosen
        return next((one for one in snapshots if one.rack == chosen), snapshots[0])

    def choose(self, key: str) -> None:
        """Mean this rack where none is named; sound and set-up follow."""
        self._asked.put(lambda: self._choose(key))

    def set_heard(self, heard: bool) -> None:
        """Whether the chosen rack is heard at all: a coach who looks at many hears none of them."""
        self._asked.put(lambda: self._set_heard(heard))

    def add_rack(self, choice: Choice | None = None) -> str:
        """Another rack, with this sensor; its key. With `RACKS_MAX` racks none is added."""
        key = str(next(self._keys))
        self._asked.put(lambda: self._add(key, choice))
        return key

    def remove_rack(self, key: str) -> None:
        """Stop its sensor and take it away; the last one stays, without its sensor."""
        self._ask(key, self._remove)

    def swap(self, key: str, other: str) -> None:
        """These two change bars: each rack's next set is what was planned at the other."""
        self._asked.put(lambda: self._swap(key, other))

    # The thread.

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 (the lifters' session outlives any fault of ours)
                self._after_fault(self._racks.get(self.chosen), error)
        for work in (
            *(rack.stop for rack in self._racks.values()),
            *(rack.wait_closed for rack in self._racks.values()),
        ):
            try:
                work()
            except Exception as error:  # noqa: BLE001
                self._told(error)
        self._publish()

    def _turn(self) -> None:
        wait_s = min(self._served(rack, rack.turn, IDLE_S) for rack in self._racks.values())
        self._warm(wait_s)
        self._do_what_is_asked(wait_s)
        for rack in list(self._racks.values()):
            self._served(rack, partial(self._look, rack), None)
        self._take_away()
        self._publish()

    def _served(self, rack: Rack, work: Callable[[], T], otherwise: T) -> T:
        """A fault at one rack is none of the others'."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001
            self._after_fault(rack, error)
            return otherwise

    def _after_fault(self, rack: Rack | None, error: Exception) -> None:
        """Told, and measuring begins anew. One that comes each time is shown, and what is asked is done."""
        notice = self._told(error)
        if rack is None:
            return
        steps: tuple[Work, ...] = (partial(rack.recover, notice), lambda: rack.show(self._next_serial()))
        for work in steps:
            try:
                work()
            except Exception as another:  # noqa: BLE001
                rack.notice = self._told(another)

    def _look(self, rack: Rack) -> None:
        heard = rack.look(self._serial + 1)
        if heard is None:
            return
        self._serial += 1
        if self._heard and rack.key == self.chosen:
            for sounds in heard:
                perform(sounds, self._speaker)

    def _next_serial(self) -> int:
        self._serial += 1
        return self._serial

    def _warm(self, wait_s: float) -> None:
        if self._idled_s < WARM_S and wait_s >= IDLE_S:
            self._idled_s += IDLE_S
            if self._idled_s >= WARM_S:
                importlib.import_module(_MEASURING)

    def _do_what_is_asked(self, wait_s: float) -> None:
        try:
            work = self._asked.get(timeout=wait_s) if wait_s > 0.0 else self._asked.get_nowait()
            while True:
                work()
                work = self._asked.get_nowait()
        except Empty:
            return

    def _publish(self) -> None:
        """Everything whole and frozen; what did not change stays the same object."""
        racks = list(self._racks.values())
        logs = {rack.key: rack.log for rack in racks}
        if len(logs) != len(self.logs) or any(self.logs.get(key) is not log for key, log in logs.items()):
            self.logs = MappingProxyType(logs)
            self.all_logs = (*self._past, *(log for rack in racks for log in rack.logs))
        choices = {rack.key: rack.choice for rack in racks}
        if choices != self.choices:
            self.choices = MappingProxyType(choices)
        self.snapshots = tuple(rack.snapshot for rack in racks)

    # What is asked, in the thread.

    def _ask(self, key: str | None, work: Callable[[Rack], None]) -> None:
        def run() -> None:
            rack = self._racks.get(self.chosen if key is None else key)
            if rack is not None:
                work(rack)

        self._asked.put(run)

    def _add(self, key: str, choice: Choice | None) -> None:
        if len(self._racks) >= RACKS_MAX:
            return
        rack = Rack(key, self._station, self._helpers, self._limits, sounds=self._sounds, muted=self._muted)
        # Another dictionary: `_served` may be going through this one.
        self._racks = {**self._racks, key: rack}
        if choice is not None:
            rack.start_sensor(choice)

    def _remove(self, rack: Rack) -> None:
        def stop() -> None:
            rack.stop()
            rack.choice = None
            if len(self._racks) > len(self._leaving) + 1:
                self._leaving.add(rack.key)

        rack.do(stop)

    def _take_away(self) -> None:
        """Racks whose sensor has been stopped; what was lifted there is still known."""
        gone = [key for key in self._leaving if not self._racks[key].is_closing]
        for key in gone:
            self._leaving.discard(key)
            self._past += self._racks[key].logs
            self._racks = {one: rack for one, rack in self._racks.items() if one != key}
            if self.chosen == key:
                self._choose(next(iter(self._racks)))

    def _choose(self, key: str) -> None:
        if key in self._racks and key != self.chosen:
            self._silence()
            self.chosen = key

    def _set_heard(self, heard: bool) -> None:
        if not heard:
            self._silence()
        self._heard = heard

    def _silence(self) -> None:
        self._speaker.tone(SILENCE)
        self._speaker.hush()

    def _swap(self, key: str, other: str) -> None:
        one, two = self._racks.get(key), self._racks.get(other)
        if one is None or two is None:
            return
        first, second = one.plan, two.plan
        one.do(lambda: one.set_next_plan(second))
        two.do(lambda: two.set_next_plan(first))

    def _set_limits(self, limits: LimitTable) -> None:
        self._limits = limits
        for rack in self._racks.values():
            rack.do(partial(rack.set_limits, limits))

    def _ask_mute(self, muted: bool) -> None:
        self._asked.put(lambda: self._mute(muted))

    def _ask_volume(self, volume: float) -> None:
        self._asked.put(lambda: self._set_volume(volume))

    def _ask_sounds(self, sounds: SoundChoice) -> None:
        self._asked.put(lambda: self._set_sounds(sounds))

    def _mute(self, muted: bool) -> None:
        self._muted = muted
        self._speaker.set_muted(muted)
        for rack in self._racks.values():
            rack.mute(muted)

    def _set_volume(self, volume: float) -> None:
        self._volume = volume
        self._speaker.set_volume(volume)

    def _set_sounds(self, sounds: SoundChoice) -> None:
        self._sounds = sounds
        self._speaker.set_voice(sounds.voice)
        for rack in self._racks.values():
            rack.set_sounds(sounds)

    def _use(self, speaker: Speaker) -> None:
        self._speaker = speaker
        speaker.set_muted(self._muted)
        speaker.set_voice(self._sounds.voice)
        if self._volume is not None:
            speaker.set_volume(self._volume)

    def _watched(self, key: str, sensor: LiveSensor, samples: Samples) -> None:
        self.shaking.take(key, samples)
        if key == self.chosen:
            self.setup.take(sensor, samples)

    def _told(self, error: Exception) -> Notice:
        """A fault of the program, as a line in the window."""
        _LOG.error("in the session's thread", exc_info=error if os.environ.get("RACKSIDE_DEBUG") else None)
        return Notice(words.FAULT.format(f"{type(error).__name__}: {error}"), words.FAULT_ADVICE, Severity.WARN)
