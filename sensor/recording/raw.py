"""A recording as it was written: packets by sensor, what is known of each, and what of the file is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mcap.records import Channel, Message, Metadata

from dsp.results import SetWarning, WarningCode
from sensor.errors import FormatError, LimitError, PacketError, ValuesError
from sensor.loaded import UNKNOWN_SET, SensorIdentity, SetInfo
from sensor.packets import Packet
from sensor.recording import marks
from sensor.recording.framing import Damage, records
from sensor.recording.limits import RecordingLimits
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.writer import KIND, PACKETS


@dataclass(frozen=True, slots=True)
class SetMark:
    """A set between two marks, host time; end_ns is None where it was never ended."""

    begin_ns: int
    end_ns: int | None
    info: SetInfo


@dataclass(frozen=True, slots=True)
class RawSensor:
    """One sensor's packets, in the order they were recorded."""

    entry: SensorEntry
    packets: list[Packet]


@dataclass(frozen=True, slots=True)
class RawRecording:
    """sensors: those that sent packets, the one with the first packet first. warnings: what the file lacks."""

    header: Header
    sensors: tuple[RawSensor, ...]
    sets: tuple[SetMark, ...]
    warnings: tuple[SetWarning, ...]


@dataclass(slots=True)
class _Gathered:
    header: Header | None = None
    entries: dict[str, SensorEntry] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    marks: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    payload_bytes: int = 0


def read_raw(path: Path, limits: RecordingLimits, progress: Callable[[float], None] | None = None) -> RawRecording:
    """Read an MCAP recording, whole or cut. Raises InputError where there is nothing of ours in it."""
    damage = Damage(0)
    got = _Gathered()
    for record in records(path, limits, damage, progress):
        if isinstance(record, Message):
            _take_message(path, got, record, limits)
        elif isinstance(record, Channel):
            got.channels.setdefault(record.id, record)
        else:
            _take_metadata(path, got, record, limits)
    packets, invalid = _by_sensor(got)
    if not packets:
        raise _nothing(path, got, damage)
    sensors = tuple(RawSensor(_entry(got, name), found) for name, found in packets.items())
    warnings = _warnings(damage, invalid, sensors)
    return RawRecording(got.header or Header(), sensors, _sets(got.marks), warnings)


def _take_message(path: Path, got: _Gathered, message: Message, limits: RecordingLimits) -> None:
    channel = got.channels.get(message.channel_id)
    if channel is not None and channel.metadata.get(KIND) != PACKETS:
        return
    got.payload_bytes += len(message.data)
    if len(got.messages) >= limits.packets_max or got.payload_bytes > limits.payload_max_bytes:
        raise LimitError(path, "holds more packets than can be taken", "Cut it into shorter recordings.")
    got.messages.append(message)


def _take_metadata(path: Path, got: _Gathered, record: Metadata, limits: RecordingLimits) -> None:
    if record.name == marks.RECORDING:
        version = record.metadata.get("format", marks.FORMAT)
        if version != marks.FORMAT:
            raise FormatError(path, f"was written in the newer format {version[:20]!r}", "Update Rackside.")
        got.header = marks.header_from_texts(record.metadata)
    elif record.name == marks.SENSOR:
        entry = marks.sensor_from_texts(record.metadata)
        if entry is not None:
            got.entries[entry.identity.id] = entry
    elif record.name in (marks.SET_BEGIN, marks.SET_END) and len(got.marks) < limits.marks_max:
        got.marks.append((record.name, record.metadata))
    if len(got.entries) > limits.sensors_max:
        raise LimitError(path, f"names more than {limits.sensors_max} sensors", "Cut it into one file a group.")


def _by_sensor(got: _Gathered) -> tuple[dict[str, list[Packet]], int]:
    """Packets of each sensor, and how many messages are none."""
    packets: dict[str, list[Packet]] = {}
    invalid = 0
    for message in got.messages:
        channel = got.channels.get(message.channel_id)
        # A channel may become known only in the closing part, where the chunk that held it is damaged.
        texts = channel.metadata if channel is not None else {}
        if texts.get(KIND, PACKETS) != PACKETS:
            continue
        try:
            packet = Packet(texts.get("sensor", ""), texts.get("channel", ""), message.log_time, bytes(message.data))
        except PacketError:
            invalid += 1
            continue
        packets.setdefault(packet.sensor_id, []).append(packet)
    return packets, invalid


def _entry(got: _Gathered, sensor_id: str) -> SensorEntry:
    """What was said of a sensor; where its record is lost, the channel still names the driver."""
    if sensor_id in got.entries:
        return got.entries[sensor_id]
    texts = [c.metadata for c in got.channels.values() if c.metadata.get("sensor") == sensor_id]
    return SensorEntry(SensorIdentity(sensor_id, next((t["driver"] for t in texts if "driver" in t), "")))


def _sets(found: list[tuple[str, dict[str, str]]]) -> tuple[SetMark, ...]:
    """Sets out of marks; a set that was not ended ends where the next begins.

    Where measuring was ended and never begun there is one set, which is empty: a recording without any is all one set.
    """
    sets: list[SetMark] = []
    ended_ns: int | None = None
    for name, texts in found:
        text = texts.get("at_ns", "")
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            continue
        at_ns = int(text)
        if sets and sets[-1].end_ns is None:
            sets[-1] = SetMark(sets[-1].begin_ns, at_ns, sets[-1].info)
        if name == marks.SET_BEGIN:
            sets.append(SetMark(at_ns, None, marks.info_from_texts(texts)))
        else:
            ended_ns = at_ns
    if ended_ns is not None and not sets:
        sets.append(SetMark(ended_ns, ended_ns, UNKNOWN_SET))
    return tuple(sets)


def _nothing(path: Path, got: _Gathered, damage: Damage) -> FormatError | ValuesError:
    topics = sorted({c.topic[:40] for c in got.channels.values() if c.metadata.get(KIND) != PACKETS})
    if got.header is None and topics:
        told = ", ".join(topics[:5])
        return FormatError(
            path, f"is an MCAP, but no recording of Rackside; its topics are {told}", "Export it as CSV."
        )
    if damage.cut_at is not None or damage.damaged:
        return ValuesError(path, f"is cut or damaged before its first packet ({damage.size} bytes)", "Record again.")
    return ValuesError(path, "is a recording without a single packet", "Record again with the sensor switched on.")


def _warnings(damage: Damage, invalid: int, sensors: tuple[RawSensor, ...]) -> tuple[SetWarning, ...]:
    said: list[str] = []
    if damage.cut_at is not None:
        first = min(s.packets[0].arrival_ns for s in sensors)
        last = max(s.packets[-1].arrival_ns for s in sensors)
        reach = f"packets reach to {(last - first) * 1e-9:.2f} s"
        what = damage.missing or "lacks its last bytes"
        said.append(f"the recording {what} (at byte {damage.cut_at} of {damage.size}); {reach}")
    if damage.damaged or invalid:
        said.append(f"{damage.damaged + invalid} damaged parts of the recording were left out")
    return tuple(SetWarning(WarningCode.UNREADABLE_TAIL, text) for text in said)
