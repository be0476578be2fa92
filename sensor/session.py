"""A recording that is going on: packets to the disk first, then through decoder and engine to whoever listens."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from dsp.calibration import Calibration
from dsp.engine import Engine
from dsp.events import Event, LiveState, SetSettled
from dsp.rep_path import RepPath
from dsp.results import SetResult
from dsp.samples import Samples, Stamps
from sensor.ble.status import LinkState, LinkStatus
from sensor.drivers.registry import driver
from sensor.drivers.settings import SETUP_CHANNEL, UNKNOWN_SETTINGS, Settings, settings_from_payload
from sensor.errors import OutputError, PacketError, SensorError, UnknownDriverError
from sensor.loaded import UNKNOWN_MOUNTING, UNKNOWN_SET, Mounting, SensorIdentity, SetInfo, set_context
from sensor.packets import Packet
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.writer import LIVE, RecordingWriter, WriterParams
from sensor.set_engines import Mark, SetEngines
from sensor.stream import SensorStream, Streamed


@dataclass(frozen=True, slots=True)
class NewSet:
    """From at_ns on, on the packets' clock, a set of its own is lifted: what went before ends there.

    info: what is lifted; None where nothing is to be measured until the next one. A little later than now, it parts
    what has come from what will come. Raises ParameterError (`dsp`) for an unknown exercise.
    """

    at_ns: int
    info: SetInfo | None

    def __post_init__(self) -> None:
        _ = set_context(self.info or UNKNOWN_SET, UNKNOWN_MOUNTING, Stamps.SAMPLE).row


Item: TypeAlias = Packet | LinkStatus | NewSet
Listener: TypeAlias = Callable[[str, list[Event]], None]
"""Told what a sensor's engine said, by the sensor's id."""
SampleListener: TypeAlias = Callable[[str, Samples], None]
"""Given a sensor's samples, corrected, by its id: before what the engine says of them."""
FindCalibration: TypeAlias = Callable[[SensorIdentity, Settings], Calibration | None]
"""Looks for a sensor's calibration; SensorErrors are noted, and the sensor is recorded without."""


def _no_calibration(_: SensorIdentity, __: Settings) -> None:
    """For recordings of sensors that nobody calibrated."""


def _unheard(_: str, __: Samples) -> None:
    """For recordings of which only events are shown."""


LIVE_SOURCE: Final = "live"
"""Where sets come from that are not recorded."""
_LEAD_NS: Final = 60_000_000_000
"""The first mark lies so long before the first packet: its samples were taken before it came."""
_BROKEN: Final = frozenset({LinkState.LOST, LinkState.GONE})


@dataclass(slots=True)
class LiveSensor:
    """One sensor of a recording that is going on, to be read by whoever shows it.

    identity, settings, calibration: known from its first setup packet on. status: the newest of its link.
    packets, samples, refused, lost: so far. sets: those that are over. problems: what the user should be told.
    stretch: how many `NewSet` lie before what the listener is being told of.
    """

    id: str
    identity: SensorIdentity | None = None
    settings: Settings = UNKNOWN_SETTINGS
    calibration: Calibration | None = None
    status: LinkStatus | None = None
    packets: int = 0
    samples: int = 0
    refused: int = 0
    lost: int = 0
    last_s: float | None = None
    sets: list[SetResult] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    stream: SensorStream | None = None
    engines: SetEngines | None = None
    stretch: int = 0

    @property
    def title(self) -> str:
        """What to call it."""
        named = self.identity.name if self.identity is not None else None
        return named or (self.status.name if self.status is not None else None) or self.id

    @property
    def state(self) -> LiveState | None:
        """The newest causal state of its engine; None before its first samples."""
        return self.engines.state if self.engines is not None else None

    @property
    def path(self) -> RepPath | None:
        """The bar's path in its newest rep."""
        return self.engines.path if self.engines is not None else None


class RecordingSession:
    """Records what sensors send, and measures it. No threads and no clock: the caller brings items and the time.

    Usage: create it, which makes the file; `take` items as they come, in any order between sensors; `tick` at least
    four times a second; `end`. Measuring may hold up the caller for half a second at the end of a long set; where that
    must not keep packets from the disk, `record` and `tick` are called in one thread and `measure` in another.
    Seconds count from the first packet. A file opened afterwards gives the same events.
    Raises OutputError where the file cannot be made, ParameterError for an unknown exercise. Later on, a disk that
    fills up (or any failing write) is in `failed`: the file then ends at the flush before, what comes is still
    measured, and nothing more is recorded.

    Without a `NewSet` the whole recording is as the header says. Each is marked in the file too, where samples from
    there on are measured by themselves, as they are here. A path of None measures without recording.
    """

    def __init__(
        self,
        path: Path | None,
        header: Header,
        *,
        mounting: Mounting = UNKNOWN_MOUNTING,
        listener: Listener,
        sampled: SampleListener = _unheard,
        find_calibration: FindCalibration = _no_calibration,
        params: WriterParams = LIVE,
    ) -> None:
        _ = set_context(header.info, mounting, Stamps.SAMPLE).row  # an unknown exercise is told before a file is made
        self.path = path or Path(LIVE_SOURCE)
        self.info: SetInfo = header.info
        self.sensors: Mapping[str, LiveSensor] = {}
        self.failed: OutputError | None = None
        self.recorded = 0
        self._mounting = mounting
        self._listener = listener
        self._sampled = sampled
        self._header_info = header.info
        self._recorded_as: SetInfo | None = header.info
        self._marks: list[Mark] = []
        self._marked_ns: int | None = None
        self._marks_measured = 0
        self._broken: set[str] = set()
        self._find_calibration = find_calibration
        self._zero_ns: int | None = None
        self._ended = False
        self._writer = None if path is None else RecordingWriter(path, header, [], params=params)

    @property
    def zero_ns(self) -> int | None:
        """Host time of zero seconds; None before the first packet."""
        return self._zero_ns

    def take(self, items: Iterable[Item]) -> None:
        """Record packets, then decode and measure them; note what links say of themselves."""
        items = list(items)
        self.record(items)
        self.measure(items)

    def record(self, items: Iterable[Item]) -> None:
        """The first half of `take`: the packets onto their way to the disk. `Recorder` does so in another thread."""
        for item in items:
            if isinstance(item, LinkStatus):
                self._sensor(item.sensor_id).status = item
            elif isinstance(item, NewSet):
                self._mark(item)
            else:
                self._record(item)

    def measure(self, items: Iterable[Item]) -> None:
        """The second half: decode and measure what was recorded, in the same order for each sensor."""
        runs: dict[str, list[Packet]] = {}
        for item in items:
            if isinstance(item, Packet):
                runs.setdefault(item.sensor_id, []).append(item)
                self._broken.discard(item.sensor_id)
            elif isinstance(item, NewSet):
                self._pass_on(self._marks[self._marks_measured])
                self._marks_measured += 1
            elif item.state in _BROKEN:
                self._broken.add(item.sensor_id)
        for sensor_id, packets in runs.items():
            self._measure(self.sensors[sensor_id], packets)
        for sensor in self.sensors.values():
            if sensor.id in self._broken:
                self._cut_off(sensor)

    def _cut_off(self, sensor: LiveSensor) -> None:
        """A link is broken: nothing from before any mark is still on its way."""
        if sensor.stream is not None:
            self._heard(sensor, sensor.stream.finish())
        if sensor.engines is not None:
            self._tell(sensor, sensor.engines.pass_marks())

    def _pass_on(self, mark: Mark) -> None:
        for sensor in self.sensors.values():
            if sensor.engines is not None:
                sensor.engines.mark(mark)

    def tick(self, now_ns: int) -> None:
        """Put on the disk what has waited long enough; now_ns is on the packets' clock."""
        self._written(lambda writer: writer.tick(now_ns))

    def end(self) -> None:
        """Settle what every sensor has, and close the file; a file without a packet is taken away. Safe to call again.

        Events that come of it are told as any others.
        """
        if self._ended:
            return
        for sensor in self.sensors.values():
            if sensor.stream is not None:
                self._heard(sensor, sensor.stream.finish())
            if sensor.engines is not None:
                self._tell(sensor, sensor.engines.finish())
        self._written(lambda writer: writer.close())
        self._ended = True
        if self._writer is not None:
            self._writer.close()
            if self.recorded == 0:
                self._writer.path.unlink(missing_ok=True)

    def _sensor(self, sensor_id: str) -> LiveSensor:
        if sensor_id not in self.sensors:
            # Another dictionary, so that nobody who goes through this one in another thread is disturbed.
            self.sensors = {**self.sensors, sensor_id: LiveSensor(sensor_id)}
        return self.sensors[sensor_id]

    def _record(self, packet: Packet) -> None:
        """The packet onto its way to the disk, before anything is made of it."""
        if self._zero_ns is None:
            self._begin(packet.arrival_ns)
        sensor = self._sensor(packet.sensor_id)
        if sensor.identity is None:
            self._introduce(sensor, packet)
        sensor.packets += 1
        self.recorded += self._written(lambda writer: writer.write(packet))

    def _begin(self, zero_ns: int) -> None:
        """The first packet: what was changed before it holds from the beginning."""
        self._zero_ns = zero_ns
        if self._marks:
            self._mark_beginning(zero_ns)

    def _mark_beginning(self, zero_ns: int) -> None:
        at_ns = max(zero_ns - _LEAD_NS, 0)
        self._write_mark(self._recorded_as, at_ns)
        self._marked_ns = at_ns

    def _mark(self, mark: NewSet) -> None:
        zero_ns = self._zero_ns
        at_ns, at_s = mark.at_ns, -math.inf
        if zero_ns is not None:
            if self._marked_ns is None:
                self._mark_beginning(zero_ns)
            at_ns = max(at_ns, self._marked_ns or 0)
            at_s = (at_ns - zero_ns) * 1e-9
            self._write_mark(mark.info, at_ns)
            self._marked_ns = at_ns
        self._recorded_as = mark.info
        self.info = mark.info or self.info
        self._marks.append(Mark(at_s, mark.info))

    def _write_mark(self, info: SetInfo | None, at_ns: int) -> None:
        if info is None:
            self._written(lambda writer: writer.end_set(at_ns))
        else:
            self._written(lambda writer: writer.begin_set(info, at_ns))

    def _introduce(self, sensor: LiveSensor, packet: Packet) -> None:
        """Make a sensor known to the recording by its first packet, which says how it was set up."""
        if packet.channel == SETUP_CHANNEL:
            try:
                sensor.settings = settings_from_payload(packet.payload)
            except PacketError as error:
                sensor.problems.append(f"{error.message}. {error.advice}")
        status, settings = sensor.status, sensor.settings
        sensor.identity = SensorIdentity(
            id=sensor.id,
            driver=(status.driver if status is not None else None) or "",
            name=status.name if status is not None else None,
            address=sensor.id,
            model=settings.model,
            firmware=settings.firmware,
        )
        try:
            sensor.calibration = self._find_calibration(sensor.identity, settings)
        except SensorError as error:
            sensor.problems.append(f"{error.message}; it is recorded without a calibration. {error.advice}")
        entry = SensorEntry(sensor.identity, self._mounting, sensor.calibration)
        self._written(lambda writer: writer.add_sensor(entry))
        try:
            found = driver(sensor.identity.driver)
        except UnknownDriverError as error:
            sensor.problems.append(f"its packets are recorded, not decoded: {error.message}. {error.advice}")
            return
        sensor.stream = SensorStream(found, self._zero_ns or 0, sensor.calibration)

    def _measure(self, sensor: LiveSensor, packets: list[Packet]) -> None:
        if sensor.stream is not None:
            self._heard(sensor, sensor.stream.push(packets))
            sensor.settings = sensor.stream.settings

    def _heard(self, sensor: LiveSensor, streamed: Streamed) -> None:
        samples = streamed.samples
        sensor.refused += streamed.refused
        sensor.lost += streamed.lost
        if not len(samples):
            return
        sensor.samples += len(samples)
        sensor.last_s = float(samples.time_s[-1])
        if sensor.engines is None:
            stamps, marks = streamed.stamps, self._marks[: self._marks_measured]
            range_ms2 = sensor.settings.acc_range_ms2
            sensor.engines = SetEngines(lambda info: self._engine(info, stamps, range_ms2), self._header_info, marks)
        self._sampled(sensor.id, samples)
        self._tell(sensor, sensor.engines.push(samples))

    def _engine(self, info: SetInfo, stamps: Stamps, acc_range_ms2: float | None) -> Engine:
        context = set_context(info, self._mounting, stamps, acc_range_ms2)
        return Engine(context, str(self.path))

    def _tell(self, sensor: LiveSensor, stretches: Iterator[list[Event]]) -> None:
        for events in stretches:
            sensor.stretch = sensor.engines.stretch if sensor.engines is not None else 0
            sensor.sets.extend(e.result for e in events if isinstance(e, SetSettled) and e.final)
            if events:
                self._listener(sensor.id, events)

    def _written(self, write: Callable[[RecordingWriter], None]) -> bool:
        """Do a write, and tell whether it was done; the first that fails ends recording, not measuring."""
        if self._writer is None or self.failed is not None or self._ended:
            return False
        try:
            write(self._writer)
        except OutputError as error:
            self.failed = error
        return self.failed is None
