"""A recording that is going on: packets to the disk first, then through decoder and engine to whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from dsp.calibration import Calibration
from dsp.engine import Engine
from dsp.events import Event, LiveState, SetSettled
from dsp.results import SetResult
from dsp.samples import Stamps
from sensor.ble.status import LinkStatus
from sensor.drivers.registry import driver
from sensor.drivers.settings import SETUP_CHANNEL, UNKNOWN_SETTINGS, Settings, settings_from_payload
from sensor.errors import OutputError, PacketError, SensorError, UnknownDriverError
from sensor.loaded import UNKNOWN_MOUNTING, Mounting, SensorIdentity, SetInfo, set_context
from sensor.packets import Packet
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.writer import LIVE, RecordingWriter, WriterParams
from sensor.stream import SensorStream, Streamed

Item: TypeAlias = Packet | LinkStatus
Listener: TypeAlias = Callable[[str, list[Event]], None]
"""Told what a sensor's engine said, by the sensor's id."""
FindCalibration: TypeAlias = Callable[[SensorIdentity, Settings], Calibration | None]
"""Looks for a sensor's calibration; SensorErrors are noted, and the sensor is recorded without."""


def _no_calibration(_: SensorIdentity, __: Settings) -> None:
    """For recordings of sensors that nobody calibrated."""


@dataclass(slots=True)
class LiveSensor:
    """One sensor of a recording that is going on, to be read by whoever shows it.

    identity, settings, calibration: known from its first setup packet on. status: the newest of its link.
    packets, samples, refused, lost: so far. sets: those that are over. problems: what the user should be told.
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
    engine: Engine | None = None

    @property
    def title(self) -> str:
        """What to call it."""
        named = self.identity.name if self.identity is not None else None
        return named or (self.status.name if self.status is not None else None) or self.id

    @property
    def state(self) -> LiveState | None:
        """The newest causal state of its engine; None before its first samples."""
        return self.engine.state if self.engine is not None else None


class RecordingSession:
    """Records what sensors send, and measures it. No threads and no clock: the caller brings items and the time.

    Usage: create it, which makes the file; `take` items as they come, in any order between sensors; `tick` at least
    four times a second; `end`. Seconds count from the first packet. A file opened afterwards gives the same events.
    Raises OutputError where the file cannot be made, ParameterError for an unknown exercise. Later on, a disk that
    fills up (or any failing write) is in `failed`: the file then ends at the flush before, what comes is still
    measured, and nothing more is recorded.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        *,
        mounting: Mounting = UNKNOWN_MOUNTING,
        listener: Listener,
        find_calibration: FindCalibration = _no_calibration,
        params: WriterParams = LIVE,
    ) -> None:
        _ = set_context(header.info, mounting, Stamps.SAMPLE).row  # an unknown exercise is told before a file is made
        self.path = path
        self.info: SetInfo = header.info
        self.sensors: dict[str, LiveSensor] = {}
        self.failed: OutputError | None = None
        self.recorded = 0
        self._mounting = mounting
        self._listener = listener
        self._find_calibration = find_calibration
        self._zero_ns: int | None = None
        self._ended = False
        self._writer = RecordingWriter(path, header, [], params=params)

    @property
    def zero_ns(self) -> int | None:
        """Host time of zero seconds; None before the first packet."""
        return self._zero_ns

    def take(self, items: Iterable[Item]) -> None:
        """Record packets, then decode and measure them; note what links say of themselves."""
        runs: dict[str, list[Packet]] = {}
        for item in items:
            if isinstance(item, LinkStatus):
                self._sensor(item.sensor_id).status = item
                continue
            self._record(item)
            runs.setdefault(item.sensor_id, []).append(item)
        for sensor_id, packets in runs.items():
            self._measure(self.sensors[sensor_id], packets)

    def tick(self, now_ns: int) -> None:
        """Put on the disk what has waited long enough; now_ns is on the packets' clock."""
        if self.failed is None and not self._ended:
            self._written(lambda: self._writer.tick(now_ns))

    def end(self) -> None:
        """Settle what every sensor has, and close the file; a file without a packet is taken away. Safe to call again.

        Events that come of it are told as any others.
        """
        if self._ended:
            return
        self._ended = True
        for sensor in self.sensors.values():
            if sensor.stream is not None:
                self._heard(sensor, sensor.stream.finish())
            if sensor.engine is not None:
                self._tell(sensor, sensor.engine.finish())
        self._written(self._writer.close)
        if self.recorded == 0:
            self.path.unlink(missing_ok=True)

    def _sensor(self, sensor_id: str) -> LiveSensor:
        return self.sensors.setdefault(sensor_id, LiveSensor(sensor_id))

    def _record(self, packet: Packet) -> None:
        """The packet onto its way to the disk, before anything is made of it."""
        if self._zero_ns is None:
            self._zero_ns = packet.arrival_ns
        sensor = self._sensor(packet.sensor_id)
        if sensor.identity is None:
            self._introduce(sensor, packet)
        sensor.packets += 1
        if self.failed is None and not self._ended:
            self._written(lambda: self._writer.write(packet))
            self.recorded += self.failed is None

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
        self._written(lambda: self._writer.add_sensor(entry))
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
        if sensor.engine is None:
            context = set_context(self.info, self._mounting, streamed.stamps)
            sensor.engine = Engine(context, str(self.path))
        self._tell(sensor, sensor.engine.push(samples))

    def _tell(self, sensor: LiveSensor, events: list[Event]) -> None:
        sensor.sets.extend(e.result for e in events if isinstance(e, SetSettled) and e.final)
        if events:
            self._listener(sensor.id, events)

    def _written(self, write: Callable[[], None]) -> None:
        """Do a write; the first that fails ends recording, not measuring."""
        try:
            write()
        except OutputError as error:
            self.failed = self.failed or error
