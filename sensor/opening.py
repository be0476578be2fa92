"""One way to open a recording, whatever it is; what it is is told from its bytes, not its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sensor.chunking import sensor_sized
from sensor.csv_import.limits import CSV_LIMITS, CsvLimits
from sensor.csv_import.lines import Progress
from sensor.csv_import.reader import read_csv
from sensor.errors import FileAccessError, FormatError
from sensor.loaded import FileKind, LoadedRecording, LoadedSensor, SensorIdentity

MCAP_MAGIC: Final = b"\x89MCAP0\r\n"
_OTHERS: Final = {
    b"PK\x03\x04": ("is a zip archive or a spreadsheet", "Unpack it, or save the sheet as CSV in UTF-8."),
    b"%PDF": ("is a PDF", "Name the recording itself."),
    b"SQLite format 3\0": ("is a database", "Name the recording itself."),
    b"\x28\xb5\x2f\xfd": ("is compressed with zstd", "Unpack it first."),
    b"BZh": ("is compressed with bzip2", "Unpack it first."),
    b"\xfd7zXZ": ("is compressed with xz", "Unpack it first."),
}


def open_recording(
    path: Path | str, *, limits: CsvLimits = CSV_LIMITS, progress: Progress | None = None
) -> LoadedRecording:
    """Open a CSV (plain, gzipped, or one of MetaBase's pair) or an MCAP.

    progress: called with the share of the file read, 0 to 1.
    Raises InputError with one clear line for every file that cannot be used.
    """
    path = Path(path)
    kind = sniff(path)
    if kind is FileKind.MCAP:
        # Only here, so that a CSV does not wait for the MCAP library to load.
        from sensor.recording.limits import RECORDING_LIMITS
        from sensor.recording.reader import read_recording

        return read_recording(path, RECORDING_LIMITS, progress)
    csv = read_csv(path, limits, progress)
    sensor = LoadedSensor(
        identity=SensorIdentity(id="csv", driver="csv", name=_stem(path)),
        samples=csv.samples,
        chunks=sensor_sized(csv.samples.time_s, csv.stamps),
        stamps=csv.stamps,
        has_rate=csv.has_rate,
        warnings=csv.warnings,
    )
    return LoadedRecording(path, csv.files, FileKind.CSV, (sensor,))


def sniff(path: Path) -> FileKind:
    """Tell what a file is from its first bytes. Raises FileAccessError or FormatError."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise FileAccessError(path, "is not a regular file", "Save the recording to a file first.")
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise FileAccessError.of(path, error) from error
    if not head:
        raise FormatError(path, "is empty", "Record or export it again.")
    for magic, (what, advice) in _OTHERS.items():
        if head.startswith(magic):
            raise FormatError(path, what, advice)
    if head.startswith(MCAP_MAGIC) or MCAP_MAGIC.startswith(head[: len(MCAP_MAGIC)]):
        return FileKind.MCAP
    return FileKind.CSV


def _stem(path: Path) -> str:
    # A name that is no UTF-8 could not be written into a recording.
    name = os.fsencode(path.name).decode("utf-8", "replace")
    for suffix in (".gz", ".csv"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return name
