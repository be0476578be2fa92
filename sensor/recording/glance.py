"""What a recording says of itself at once, long before all its packets are read: its length, and a rough outline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from mcap.exceptions import McapError
from mcap.reader import SeekingReader
from mcap.records import Channel, Message

from dsp.samples import FloatArray
from sensor.drivers.base import Driver
from sensor.drivers.registry import driver
from sensor.drivers.settings import SETUP_CHANNEL, UNKNOWN_SETTINGS, Settings, settings_from_payload
from sensor.errors import PacketError, UnknownDriverError
from sensor.packets import Packet
from sensor.recording.framing import MALFORMED, Damage, Record, chunk_records
from sensor.recording.limits import RECORDING_LIMITS, RecordingLimits
from sensor.recording.writer import KIND, PACKETS

_UNUSABLE: Final = (*MALFORMED, McapError, OSError, EOFError, MemoryError, ValueError)
"""What the library raises for a closing part that is none."""
HEAD_BYTES: Final = 9
"""A record's opcode and length, before its body."""
MOST_CHUNKS: Final = 400
"""Looked into for an outline: as many as a picture has distinct columns, and read in a third of a second."""


@dataclass(frozen=True, slots=True)
class Glance:
    """duration_s: from the first packet to the last. packets: of all sensors, viewers' samples too.

    chunks: where each begins in the file and its length, in order.
    """

    duration_s: float
    packets: int
    start_ns: int
    chunks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rough:
    """The size of one sensor's acceleration in some packets: lowest and highest of each chunk looked into.

    time_s: (k,) of the chunk's middle, since the first packet. low_ms2, high_ms2: (k,).
    """

    sensor_id: str
    driver: str
    time_s: FloatArray
    low_ms2: FloatArray
    high_ms2: FloatArray


def glance(path: Path, limits: RecordingLimits = RECORDING_LIMITS) -> Glance | None:
    """Read the closing part of an MCAP; None where there is none, as after a crash, or it cannot be used."""
    try:
        with path.open("rb") as file:
            summary = SeekingReader(file, record_size_limit=limits.record_max_bytes).get_summary()
    except _UNUSABLE:
        return None
    if summary is None or summary.statistics is None:
        return None
    found = summary.statistics
    chunks = tuple(
        (index.chunk_start_offset, index.chunk_length)
        for index in sorted(summary.chunk_indexes, key=lambda index: index.chunk_start_offset)
        if HEAD_BYTES < index.chunk_length <= limits.record_max_bytes
    )
    length_s = (found.message_end_time - found.message_start_time) * 1e-9
    return Glance(length_s, found.message_count, found.message_start_time, chunks)


def rough_outline(
    path: Path, seen: Glance, most: int = MOST_CHUNKS, limits: RecordingLimits = RECORDING_LIMITS
) -> tuple[Rough, ...]:
    """Decode some chunks, evenly spread over the file; none of what cannot be used is told: the reader will."""
    step = max(-(-len(seen.chunks) // most), 1)
    sketch = _Sketch(seen.start_ns)
    try:
        with path.open("rb") as file:
            for place in seen.chunks[::step]:
                sketch.take(chunk_records(_body(file, *place), limits, Damage(0)))
    except OSError:
        pass
    return sketch.outlines()


def _body(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start + HEAD_BYTES)
    return file.read(length - HEAD_BYTES)


class _Sketch:
    """Chunks that need not follow each other, to an outline of each sensor."""

    def __init__(self, start_ns: int) -> None:
        self._start_ns = start_ns
        self._channels: dict[int, Channel] = {}
        self._settings: dict[str, Settings] = {}
        self._points: dict[tuple[str, str], list[tuple[float, float, float]]] = {}

    def take(self, records: Iterable[Record]) -> None:
        packets: dict[tuple[str, str], list[Packet]] = {}
        for record in records:
            if isinstance(record, Channel):
                self._channels[record.id] = record
            elif isinstance(record, Message) and (texts := self._texts(record)) is not None:
                packet = self._packet(record, texts)
                if packet is not None:
                    packets.setdefault((packet.sensor_id, texts.get("driver", "")), []).append(packet)
        for key, found in packets.items():
            self._add(key, found)

    def outlines(self) -> tuple[Rough, ...]:
        made = []
        for (sensor, name), points in self._points.items():
            time_s, low, high = np.array(points).T
            made.append(Rough(sensor, name, time_s, low, high))
        return tuple(made)

    def _texts(self, message: Message) -> dict[str, str] | None:
        channel = self._channels.get(message.channel_id)
        return channel.metadata if channel is not None and channel.metadata.get(KIND) == PACKETS else None

    def _packet(self, message: Message, texts: dict[str, str]) -> Packet | None:
        """The message as a packet; how a sensor was set up is kept for the packets that follow."""
        try:
            packet = Packet(texts.get("sensor", ""), texts.get("channel", ""), message.log_time, bytes(message.data))
            if packet.channel == SETUP_CHANNEL:
                self._settings[packet.sensor_id] = settings_from_payload(packet.payload)
                return None
        except PacketError:
            return None
        return packet

    def _add(self, key: tuple[str, str], packets: list[Packet]) -> None:
        sensor, name = key
        try:
            found: Driver = driver(name)
        except UnknownDriverError:
            return
        decoded = found.decoder(self._settings.get(sensor, UNKNOWN_SETTINGS)).push(packets)
        size = np.sqrt(np.einsum("ij,ij->i", decoded.acc_ms2, decoded.acc_ms2))
        size = size[np.isfinite(size)]
        if len(size):
            at_s = 0.5e-9 * (packets[0].arrival_ns + packets[-1].arrival_ns - 2 * self._start_ns)
            self._points.setdefault(key, []).append((at_s, float(size.min()), float(size.max())))
