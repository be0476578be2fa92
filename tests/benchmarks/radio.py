"""What the benchmarks over the fake radio share: sensors near a computer, and a recording that goes on."""

from __future__ import annotations

import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import harness

sys.path.insert(0, str(harness.PROJECT))  # the rig is a part of the tests, which are no installed package

import numpy as np

from dsp.events import Event, RepSaid, SetSettled
from dsp.samples import Samples
from sensor.ble.found import SensorWish
from sensor.ble.params import LINK, LinkParams
from sensor.ble.status import LinkState, LinkStatus
from sensor.ble.thread import RadioThread
from sensor.drivers.settings import Wanted
from sensor.loaded import SetInfo
from sensor.packets import Packet
from sensor.recorder import Recorder
from sensor.recording.marks import Header
from sensor.session import Item, RecordingSession
from tests.rig.rig import Near, Rig

POLL_S: Final = 0.25
TAIL_S: Final = 3.0
HELD_S: Final = 3600.0
"""Until it is told to begin, a motion is far off."""


def rested(samples: Samples, before_s: float, after_s: float) -> Samples:
    """Samples with rest before and after.

    Rest is what the sensor felt in its first and last second, to and fro: noise and all, since a reading that never
    changes is no rest that a sensor has seen.
    """
    step_s = float(np.median(np.diff(samples.time_s)))
    before, after, second = round(before_s / step_s), round(after_s / step_s), round(1.0 / step_s)
    columns = []
    for values in (samples.acc_ms2, samples.gyro_rads):
        first, last = values[:second], values[-second:]
        lead = np.resize(np.concatenate([first, first[::-1]]), (before, 3))[::-1]
        tail = np.resize(np.concatenate([last[::-1], last]), (after, 3))
        columns.append(np.concatenate([lead, values, tail]))
    early_s = samples.time_s[0] - np.arange(before, 0, -1) * step_s
    late_s = samples.time_s[-1] + np.arange(1, after + 1) * step_s
    return Samples(np.concatenate([early_s, samples.time_s, late_s]), columns[0], columns[1])


def motion_file(path: Path, samples: Samples, lead_s: float = 0.0) -> Path:
    """Samples as a motion that devices of the rig feel, with rest for lead_s before and for TAIL_S after."""
    whole = rested(samples, lead_s, TAIL_S)
    second = round(1.0 / float(np.median(np.diff(whole.time_s))))
    for values in (whole.acc_ms2, whole.gyro_rads):
        # The rig holds the first reading and the last: one sample's noise would be a turn that never ends.
        values[0], values[-1] = values[:second].mean(axis=0), values[-second:].mean(axis=0)
    np.savez(path, time_s=whole.time_s, acc_ms2=whole.acc_ms2, gyro_rads=whole.gyro_rads)
    return path


@dataclass(slots=True)
class Heard:
    """What a recording said while it went on, small enough not to count as memory of the program.

    packet_ms: from a packet's arrival until it was measured; event_ms: until its events were there; set_ms: those of
    them that say something while a set goes on, not what is settled in its rest. reps: said live.
    """

    reps: Counter[str] = field(default_factory=Counter)
    statuses: list[LinkStatus] = field(default_factory=list)
    packet_ms: array[float] = field(default_factory=lambda: array("f"))
    event_ms: array[float] = field(default_factory=lambda: array("f"))
    set_ms: array[float] = field(default_factory=lambda: array("f"))


class Station:
    """A rig, a radio and a recording of every device, pumped by whoever calls `pump`."""

    def __init__(
        self, devices: Sequence[Near | str], target: Path, info: SetInfo, *, wanted: Wanted | None = None,
        params: LinkParams = LINK,
    ) -> None:  # fmt: skip
        self.rig = Rig(*devices)
        self.heard = Heard()
        self._wanted = wanted or Wanted()
        self._params = params
        self._target, self._info = target, info
        self.session: RecordingSession
        self.radio: RadioThread
        self.recorder: Recorder

    def __enter__(self) -> Self:
        self.rig.__enter__()
        self.radio = RadioThread(params=self._params)
        self.radio.__enter__()
        self.session = RecordingSession(self._target, Header(self._info), listener=self._listen)
        self.recorder = Recorder(self.session, self.radio.clock.now_ns)
        self.recorder.__enter__()
        self._oldest_ns = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.radio.__exit__(kind, error, trace)
        self.rig.__exit__(kind, error, trace)

    def start(self, motion: Path) -> None:
        """Look for every device and link to it; returns once all of them stream, held still as the motion begins."""
        self.rig.control("play", path=str(motion), delay_s=HELD_S)
        wishes = [SensorWish(address) for address in self.rig.addresses]
        self.radio.start(wishes, self.recorder.put, wanted=self._wanted)
        streaming: set[str] = set()
        self.pump(60.0, until=lambda: len(streaming) == len(wishes), watch=lambda s: _note(streaming, s))

    def pump(
        self,
        seconds: float,
        until: Callable[[], bool] = lambda: False,
        watch: Callable[[LinkStatus], None] = lambda _: None,
    ) -> None:
        """Take in what comes for so long, or until a condition holds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not until():
            self.take(self.recorder.batch(min(left, POLL_S)), watch)

    def take(self, items: list[Item], watch: Callable[[LinkStatus], None] = lambda _: None) -> None:
        arrivals = [item.arrival_ns for item in items if isinstance(item, Packet)]
        for item in items:
            if isinstance(item, LinkStatus):
                self.heard.statuses.append(item)
                watch(item)
        self._oldest_ns = min(arrivals, default=0)
        self.session.measure(items)
        now_ns = self.radio.clock.now_ns()
        self.heard.packet_ms.extend((now_ns - at_ns) * 1e-6 for at_ns in arrivals)

    def stop(self) -> None:
        """Stop every sensor, take in what is left, close the recording."""
        self.radio.stop_links()
        self.recorder.__exit__()
        self.take(self.recorder.rest())
        self._oldest_ns = 0  # what is settled because of the end came with no packet
        self.session.end()

    def _listen(self, sensor_id: str, events: list[Event]) -> None:
        self.heard.reps[sensor_id] += sum(isinstance(e, RepSaid) for e in events)
        if self._oldest_ns:
            delay_ms = (self.radio.clock.now_ns() - self._oldest_ns) * 1e-6
            self.heard.event_ms.append(delay_ms)
            if not any(isinstance(e, SetSettled) for e in events):
                self.heard.set_ms.append(delay_ms)


def _note(streaming: set[str], status: LinkStatus) -> None:
    if status.state is LinkState.STREAMING:
        streaming.add(status.sensor_id)
