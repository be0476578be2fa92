"""Recordings out of samples that are in memory: imported files and simulated sets."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from dsp.samples import Stamps
from sensor.drivers.blocks import encode_block
from sensor.drivers.registry import driver
from sensor.errors import ParameterError
from sensor.files import replacing
from sensor.loaded import LoadedRecording, LoadedSensor
from sensor.packets import Packet
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.writer import BULK, RecordingWriter

CHANNEL: Final = "samples"


@dataclass(frozen=True, slots=True)
class SaveParams:
    """block_samples: in one packet of a sensor whose samples never were packets.

    viewer_rows_max: decoded samples are added for standard viewers up to this many rows, at about 150 bytes each.
    """

    block_samples: int = 4096
    viewer_rows_max: int = 400_000


SAVE: Final = SaveParams()
_BLOCK_DRIVERS: Final = frozenset({"csv", "simulator"})


def save_recording(path: Path, recording: LoadedRecording, *, viewer: bool = True, params: SaveParams = SAVE) -> bool:
    """Write samples as an MCAP recording: a `csv` sensor's in blocks, a `simulator`'s a packet a chunk, as they came.

    viewer: add the decoded samples as JSON too. Returns whether they were added.
    Raises OutputError (the file is there whole or not at all) and ParameterError for sensors of other drivers, whose
    packets cannot be made up.
    """
    for sensor in recording.sensors:
        if sensor.identity.driver not in _BLOCK_DRIVERS:
            raise ParameterError(
                f"packets of {sensor.identity.driver} cannot be made out of samples", "Copy the recording instead."
            )
    start_ns = start_of(recording)
    started = None if recording.started_unix_s is None else round(recording.started_unix_s * 1e9)
    header = Header(recording.info, started, recording.session)
    # The samples were corrected when they were read: a calibration beside them would be applied once more.
    entries = [SensorEntry(s.identity, s.mounting) for s in recording.sensors]
    viewer = viewer and sum(len(s.samples) for s in recording.sensors) <= params.viewer_rows_max
    with replacing(path) as part, RecordingWriter(part, header, entries, params=BULK, overwrite=True) as writer:
        streams = [_packets(s, start_ns, params) for s in recording.sensors]
        for packet in heapq.merge(*streams, key=lambda p: p.arrival_ns):
            writer.write(packet)
        for span in recording.sets:
            writer.begin_set(span.info, start_ns + _ns(span.start_s))
            if span.end_s is not None:
                writer.end_set(start_ns + _ns(span.end_s))
        if viewer:
            for sensor in recording.sensors:
                add_viewer_samples(writer, sensor, start_ns)
    return viewer


def add_viewer_samples(writer: RecordingWriter, sensor: LoadedSensor, start_ns: int) -> None:
    """Add a sensor's decoded samples to a recording that is being written; start_ns is the time of zero seconds."""
    known = np.isfinite(sensor.samples.time_s)
    times = np.maximum.accumulate(np.where(known, sensor.samples.time_s, -np.inf))
    log_ns = [start_ns + _ns(t) if t > -np.inf else start_ns for t in times.tolist()]
    writer.write_samples(sensor.identity.id, [max(t, 0) for t in log_ns], sensor.samples)


def start_of(recording: LoadedRecording) -> int:
    """Host time of zero seconds: the wall time where known, never so early that a packet falls before 1970."""
    start = 0 if recording.started_unix_s is None else round(recording.started_unix_s * 1e9)
    earliest = min((float(s.chunks.arrival_s[0]) for s in recording.sensors if len(s.chunks)), default=0.0)
    return max(start, -_ns(min(earliest, 0.0)))


def _packets(sensor: LoadedSensor, start_ns: int, params: SaveParams) -> Iterator[Packet]:
    for part, arrival_s in _parts(sensor, params):
        payload = encode_block(
            sensor.samples[part],
            # What a link delivers without a clock of its own has no times but those of arrival.
            times=sensor.stamps is Stamps.SAMPLE or not driver(sensor.identity.driver).sent_as_packets,
            rates=sensor.has_rate,
            stamps=sensor.stamps,
        )
        yield Packet(sensor.identity.id, CHANNEL, start_ns + _ns(arrival_s), payload)


def _parts(sensor: LoadedSensor, params: SaveParams) -> Iterator[tuple[slice, float]]:
    if driver(sensor.identity.driver).sent_as_packets:
        yield from sensor.chunks
        return
    stops, arrival_s = sensor.chunks.stop, sensor.chunks.arrival_s
    for start in range(0, len(sensor.samples), params.block_samples):
        stop = min(start + params.block_samples, len(sensor.samples))
        yield slice(start, stop), float(arrival_s[int(np.searchsorted(stops, stop))])


def _ns(time_s: float) -> int:
    return round(time_s * 1e9)
