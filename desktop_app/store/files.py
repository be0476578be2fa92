"""Recordings as files: adopted into the recordings' folder under the hash of their content, checked, given away."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, select, update

from desktop_app.store.errors import StoreAccessError
from desktop_app.store.people import upsert
from desktop_app.store.records import RecordingFile
from desktop_app.store.tables import recordings, sessions, sets
from sensor.files import private_file, sync

_BLOCK_BYTES: Final = 1 << 20
HASH_NAME: Final = re.compile(r"[0-9a-f]{64}\.mcap")


def hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file. Raises StoreAccessError."""
    found, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                found.update(block)
                size += len(block)
    except OSError as error:
        raise cannot_read(path, error) from error
    return found.hexdigest(), size


def adopted_file(path: Path, folder: Path, session_id: str | None, *, copy: bool = False) -> RecordingFile:
    """Give a file a second name, that of its content, in the folder; safe on the disk when this returns.

    The first name stays until the store knows of the second: whatever is killed between, one is found.
    copy: as a file of its own, where the first one is not ours to share. Raises StoreAccessError.
    """
    sha256, size_bytes = hash_of(path)
    recording = RecordingFile(sha256, size_bytes, session_id)
    target = folder / recording.file_name
    try:
        if not target.exists():
            _copy(path, target) if copy else _second_name(path, target)
            target.chmod(0o600)
            sync_folder(folder)
    except OSError as error:
        raise cannot_read(target, error) from error
    return recording


def put_recording(connection: Connection, recording: RecordingFile) -> None:
    """Keep that a recording is there, and that its session's sets are of it."""
    values = {
        "size_bytes": recording.size_bytes,
        "path": recording.file_name,
        "session_id": recording.session_id,
    }
    upsert(connection, recordings, {"sha256": recording.sha256}, values)
    if recording.session_id is not None:
        of_it = (sets.c.session_id == recording.session_id, sets.c.recording_sha256.is_(None), sets.c.sensor_id != "")
        connection.execute(update(sets).where(*of_it).values(recording_sha256=recording.sha256))
        session = sessions.c.id == recording.session_id
        connection.execute(update(sessions).where(session).values(recording_name=None))


def all_recordings(connection: Connection) -> list[RecordingFile]:
    columns = (recordings.c.sha256, recordings.c.size_bytes, recordings.c.session_id)
    return [RecordingFile(*row) for row in connection.execute(select(*columns).order_by(recordings.c.sha256))]


def forget_recordings(connection: Connection, hashes: list[str]) -> None:
    """The files themselves are the caller's to remove."""
    for sha256 in hashes:
        connection.execute(delete(recordings).where(recordings.c.sha256 == sha256))


def is_intact(folder: Path, recording: RecordingFile) -> bool:
    """Whether the file is there with the content it is named by."""
    path = folder / recording.file_name
    return path.is_file() and path.stat().st_size == recording.size_bytes and hash_of(path)[0] == recording.sha256


def remove(path: Path) -> None:
    """Raises StoreAccessError; a file that is not there is removed already."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_read(path, error) from error


def sync_folder(folder: Path) -> None:
    """Hand a folder's names to the disk, where the system knows how."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)


def cannot_read(path: Path, error: OSError) -> StoreAccessError:
    reason = (error.strerror or str(error)).lower()
    if isinstance(error, FileNotFoundError):
        return StoreAccessError(f"{path}: there is no such file", "Check the name and the folder.")
    if isinstance(error, IsADirectoryError):
        return StoreAccessError(f"{path}: is a directory", "Name a file in it.")
    return StoreAccessError(f"{path}: {reason}", "Check the folder's rights and the disk.")


def _second_name(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except FileExistsError:
        return
    except OSError:
        # A disk without links, or another disk.
        _copy(path, target)


def _copy(path: Path, target: Path) -> None:
    with path.open("rb") as source, private_file(target) as file:
        shutil.copyfileobj(source, file, _BLOCK_BYTES)
