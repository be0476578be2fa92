"""The recorder: packets to an MCAP file as they come, on the disk within half a second."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

from mcap.writer import CompressionType, Writer

from dsp.samples import FloatArray, Samples
from sensor.errors import OutputError, PacketError
from sensor.loaded import SetInfo
from sensor.packets import Packet
from sensor.recording import marks
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.sink import Sink

KIND: Final = "rackside.kind"
PACKETS: Final = "packets"
SAMPLES: Final = "samples"
"""Value of a channel's `rackside.kind`: raw packets, which are read back, or decoded samples, which are for viewers."""

_VECTOR: Final = {"type": "object", "properties": {axis: {"type": "number"} for axis in "xyz"}}
SAMPLE_SCHEMA: Final = {
    "title": "rackside.Sample",
    "type": "object",
    "properties": {"time_s": {"type": "number"}, "acc_ms2": _VECTOR, "gyro_rads": _VECTOR},
}


@dataclass(frozen=True, slots=True)
class WriterParams:
    """How a recording reaches the disk.

    flush_ns: packets wait no longer than this once `write` or `tick` says that it has passed; with a tick every
        quarter of a second nothing waits longer than half a second.
    chunk_bytes: flushed earlier when this much has come: 16 KiB hold about a second of one sensor at 200 Hz.
    compress: zstd for each chunk; small chunks of a live recording gain little.
    """

    flush_ns: int = 250_000_000
    chunk_bytes: int = 16 << 10
    compress: bool = False


LIVE: Final = WriterParams()
BULK: Final = WriterParams(flush_ns=1 << 62, chunk_bytes=1 << 14, compress=True)
"""For files made out of other files, where nothing is lost by a crash."""


class RecordingWriter:
    """Writes one recording. Not for several threads at once.

    Usage: create it, `write` packets in the order they came, call `tick(now_ns)` from a timer, `close`.
    Times are nanoseconds on the same clock throughout. Raises OutputError (DiskFullError where the disk is full):
    the file then ends at the flush before and can be read; further calls raise the same error.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        sensors: Sequence[SensorEntry],
        *,
        params: WriterParams = LIVE,
        overwrite: bool = False,
    ) -> None:
        self.path = path
        self.packets = 0
        self._params = params
        self._sink = Sink(path, overwrite=overwrite)
        compression = CompressionType.ZSTD if params.compress else CompressionType.NONE
        self._mcap = Writer(cast("IO[bytes]", self._sink), chunk_size=params.chunk_bytes, compression=compression)
        self._channels: dict[tuple[str, str], int] = {}
        self._sensors: dict[str, SensorEntry] = {}
        self._sequence: dict[int, int] = {}
        self._waiting_since_ns: int | None = None
        self._sample_schema: int | None = None
        self._closed = False
        self._mcap.start(profile=marks.PROFILE)
        self._mcap.add_metadata(marks.RECORDING, marks.header_to_texts(header))
        for entry in sensors:
            self.add_sensor(entry)
        try:
            self.flush()
        except OutputError:
            self._sink.remove_if_empty()
            raise

    def add_sensor(self, entry: SensorEntry) -> None:
        """Make a sensor known, before its first packet."""
        self._sensors[entry.identity.id] = entry
        self._mcap.add_metadata(marks.SENSOR, marks.sensor_to_texts(entry))

    def write(self, packet: Packet) -> None:
        """Record one packet. Raises PacketError for a sensor that was not made known."""
        self._check_open()
        channel = self._channel(packet.sensor_id, packet.channel)
        sequence = self._sequence.get(channel, 0)
        self._sequence[channel] = sequence + 1
        self._mcap.add_message(
            channel, packet.arrival_ns, packet.payload, packet.arrival_ns, sequence=sequence & 0xFFFFFFFF
        )
        self.packets += 1
        if self._waiting_since_ns is None:
            self._waiting_since_ns = packet.arrival_ns
        self.tick(packet.arrival_ns)

    def write_samples(self, sensor_id: str, log_ns: Sequence[int], samples: Samples) -> None:
        """Add decoded samples for standard viewers, a JSON message each; they are not read back."""
        self._check_open()
        channel = self._sample_channel(sensor_id)
        rows = zip(log_ns, samples.time_s.tolist(), samples.acc_ms2.tolist(), samples.gyro_rads.tolist(), strict=True)
        for at_ns, time_s, acc, gyro in rows:
            text = json.dumps({"time_s": _json(time_s), "acc_ms2": _xyz(acc), "gyro_rads": _xyz(gyro)})
            self._mcap.add_message(channel, at_ns, text.encode(), at_ns)

    def begin_set(self, info: SetInfo, at_ns: int) -> None:
        """Mark where a set begins, and what is known of it."""
        self._mark(marks.SET_BEGIN, {"at_ns": str(at_ns), **marks.info_to_texts(info)})

    def end_set(self, at_ns: int) -> None:
        """Mark where the set ends."""
        self._mark(marks.SET_END, {"at_ns": str(at_ns)})

    def tick(self, now_ns: int) -> None:
        """Flush if something has waited long enough; call it at least four times a second while recording."""
        waiting = self._waiting_since_ns
        if waiting is not None and not 0 <= now_ns - waiting < self._params.flush_ns:
            self.flush()

    def flush(self) -> None:
        """Put everything that was written into the file now."""
        self._check_open()
        self._waiting_since_ns = None
        self._mcap.flush()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Write the index and close. Safe to call again, and after a failed write."""
        if self._closed:
            return
        self._closed = True
        if self._sink.failed is None:
            try:
                self._mcap.finish()  # type: ignore[no-untyped-call]
            finally:
                self._sink.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _mark(self, name: str, texts: dict[str, str]) -> None:
        self.flush()
        self._mcap.add_metadata(name, texts)
        self.flush()

    def _check_open(self) -> None:
        if self._sink.failed is not None:
            raise self._sink.failed
        if self._closed:
            raise OutputError(self.path, "is closed already", "Begin a new recording.")

    def _channel(self, sensor_id: str, name: str) -> int:
        channel = self._channels.get((sensor_id, name))
        if channel is None:
            entry = self._sensors.get(sensor_id)
            if entry is None:
                raise PacketError(f"a packet of the unknown sensor {sensor_id!r}", "Call add_sensor before.")
            texts = {KIND: PACKETS, "sensor": sensor_id, "channel": name, "driver": entry.identity.driver}
            topic = f"/{sensor_id}/{name}"
            channel = self._mcap.register_channel(topic, "application/octet-stream", 0, texts)
            self._channels[sensor_id, name] = channel
        return channel

    def _sample_channel(self, sensor_id: str) -> int:
        key = (sensor_id, f"{SAMPLES}:json")
        if key not in self._channels:
            if self._sample_schema is None:
                schema = json.dumps(SAMPLE_SCHEMA).encode()
                self._sample_schema = self._mcap.register_schema("rackside.Sample", "jsonschema", schema)
            texts = {KIND: SAMPLES, "sensor": sensor_id}
            topic = f"/{sensor_id}/{SAMPLES}"
            self._channels[key] = self._mcap.register_channel(topic, "json", self._sample_schema, texts)
        return self._channels[key]


def _json(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


def _xyz(row: FloatArray | list[float]) -> dict[str, float | None]:
    return {axis: _json(float(value)) for axis, value in zip("xyz", row, strict=True)}
