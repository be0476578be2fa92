"""One kind of recording into the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sensor.csv_import.export import write_csv
from sensor.errors import ParameterError
from sensor.loaded import UNKNOWN_SET, FileKind, LoadedRecording, SetInfo
from sensor.opening import open_recording


def convert(
    source: Path, target: Path, *, info: SetInfo = UNKNOWN_SET, progress: Callable[[float], None] | None = None
) -> tuple[LoadedRecording, tuple[Path, ...]]:
    """Write the recording `source` as `target`; the target's suffix says which kind: `.csv`, `.csv.gz` or `.mcap`.

    info: what is known of the set, for a source that does not say. A recording of several sensors gives a CSV each, the
    first under the name given, the others with their sensor's id added. MCAP to MCAP keeps every packet that can be
    read, so it mends a cut file, and adds decoded samples for standard viewers.
    Returns what was read and the files written. Raises InputError, OutputError, or ParameterError for bad names.
    """
    kind = kind_of(target)
    if target.exists() and source.exists() and target.samefile(source):
        raise ParameterError(f"{target} is the recording itself", "Name another file to write to.")
    recording = open_recording(source, progress=progress)
    if info != UNKNOWN_SET:
        recording = replace(recording, info=info)
    if kind is FileKind.CSV:
        return recording, _to_csv(recording, target)
    _to_mcap(recording, target)
    return recording, (target,)


def kind_of(target: Path) -> FileKind:
    """The kind that a name asks for. Raises ParameterError for any other suffix."""
    name = target.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        return FileKind.CSV
    if name.endswith(".mcap"):
        return FileKind.MCAP
    raise ParameterError(f"{target}: cannot tell what to write", "Let the name end in .csv, .csv.gz or .mcap.")


def _to_csv(recording: LoadedRecording, target: Path) -> tuple[Path, ...]:
    written: list[Path] = []
    for k, sensor in enumerate(recording.sensors):
        path = target if k == 0 else _beside(target, sensor.identity.id)
        write_csv(path, sensor.samples, has_rate=sensor.has_rate)
        written.append(path)
    return tuple(written)


def _to_mcap(recording: LoadedRecording, target: Path) -> None:
    # Only here, so that a CSV does not wait for the MCAP library to load.
    from sensor.recording.copying import copy_recording
    from sensor.recording.saving import save_recording

    if recording.kind is FileKind.MCAP:
        copy_recording(recording, target)
    else:
        save_recording(target, recording)


def _beside(target: Path, sensor_id: str) -> Path:
    stem, dot, suffix = target.name.partition(".")
    plain = "".join(c if c.isalnum() else "-" for c in sensor_id)[:60]
    return target.with_name(f"{stem}_{plain}{dot}{suffix}")
