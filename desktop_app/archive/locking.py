"""One run at a time in a folder: the system's own lock, gone with the process however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from desktop_app.archive.errors import ArchiveFolderError
from sensor.errors import OutputError

LOCK_NAME: Final = ".lock"


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """While entered, no other run writes here. Raises ArchiveFolderError where one does, OutputError."""
    path = folder / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OutputError.of(path, error) from error
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            raise ArchiveFolderError(
                f"{folder} is in use by another run", "Wait until it has ended, or choose another folder."
            ) from error
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
