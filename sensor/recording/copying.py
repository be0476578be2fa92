"""A recording copied packet by packet: what was cut or damaged comes out whole, without what is lost."""

from __future__ import annotations

import heapq
from pathlib import Path

from sensor.drivers.registry import driver
from sensor.files import replacing
from sensor.loaded import LoadedRecording
from sensor.recording.limits import RECORDING_LIMITS, RecordingLimits
from sensor.recording.marks import Header
from sensor.recording.raw import read_raw
from sensor.recording.saving import SAVE, SaveParams, add_viewer_samples, start_of
from sensor.recording.writer import BULK, RecordingWriter


def copy_recording(
    recording: LoadedRecording, target: Path, *, limits: RecordingLimits = RECORDING_LIMITS, params: SaveParams = SAVE
) -> None:
    """Copy every packet of an open MCAP recording to target, with the decoded samples for standard viewers.

    What `recording.info` says of the set is written. Raises InputError, OutputError.
    """
    raw = read_raw(recording.path, limits)
    header = Header(recording.info, raw.header.started_unix_ns, raw.header.session)
    zero_ns = min(s.packets[0].arrival_ns for s in raw.sensors)
    rows = sum(len(s.samples) for s in recording.sensors)
    entries = [s.entry for s in raw.sensors]
    with replacing(target) as part, RecordingWriter(part, header, entries, params=BULK, overwrite=True) as writer:
        for packet in heapq.merge(*(s.packets for s in raw.sensors), key=lambda p: p.arrival_ns):
            writer.write(packet)
        for mark in raw.sets:
            writer.begin_set(mark.info, mark.begin_ns)
            if mark.end_ns is not None:
                writer.end_set(mark.end_ns)
        if rows <= params.viewer_rows_max:
            for sensor in recording.sensors:
                own_times = driver(sensor.identity.driver).keeps_time_base
                add_viewer_samples(writer, sensor, start_of(recording) if own_times else zero_ns)
