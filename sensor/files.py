"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from sensor.errors import OutputError

PRIVATE: Final = 0o600
"""Rights of a file that is its owner's alone."""
PRIVATE_FOLDER: Final = 0o700
"""Rights of such a folder."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside path to write to; it takes path's name at the end, or is removed on any failure.

    A device is written to directly. Raises OutputError for every OSError within.
    """
    try:
        real = _followed(path)
        if real.is_dir():
            raise OutputError(path, "is a directory", "Name a file in it.")
        if real.exists() and not real.is_file():
            yield real
            return
        part = real.with_name(f".{real.name}.{secrets.token_hex(4)}.part")
        try:
            yield part
            part.replace(real)
        except OutputError as error:
            # The user knows nothing of the temporary name.
            if error.path == part and isinstance(error.__cause__, OSError):
                raise error.__cause__ from None
            raise
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError.of(path, error) from error


@contextmanager
def private_part(path: Path) -> Iterator[Path]:
    """As `replacing`, for an empty file that is there already and that only its owner may read."""
    with replacing(path) as part:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
        yield part


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that only its owner may read: in place of the one before, whole or not at all.

    It is on the disk when the `with` is left. Raises OutputError for every OSError within.
    """
    with private_part(path) as part, part.open("r+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_private(path: Path, content: str | bytes) -> None:
    """Put a text, or bytes, in a file that only its owner may read. Raises OutputError."""
    with private_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def _followed(path: Path) -> Path:
    """The file that a path leads to. Raises OutputError for links that lead round in a circle."""
    try:
        return path.resolve()
    except RuntimeError as error:  # what Python 3.11 and 3.12 say of a circle
        raise OutputError(path, "is a link that leads back to itself", "Choose another name.") from error


def sync(descriptor: int) -> None:
    """Hand a file to the disk; devices that cannot be synced are left alone."""
    with suppress(OSError):
        os.fsync(descriptor)


def hold(descriptor: int) -> None:
    """Let other programs know, until it is closed, that a file is being written; where the system can say so."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(path: Path) -> bool:
    """Whether somebody writes to a file now, however long nothing has come; False where the system cannot say."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError), path.open("rb") as file:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False
