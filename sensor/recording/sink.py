"""Bytes to a file such that what is there ends at a whole record, also when the disk fills up."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sensor.errors import OutputError
from sensor.files import PRIVATE, hold, sync


class Sink:
    """A file-like output for the MCAP writer: collects, and writes when flushed.

    Each flush ends at a whole record (the writer flushes so). Where the system refuses, the file is cut back to the
    flush before and closed, and every write from then on raises the same OutputError.
    """

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self.path = path
        self._pending = bytearray()
        self._written = 0
        self.failed: OutputError | None = None
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if overwrite else os.O_EXCL)
        try:
            self._file: int | None = os.open(
                path, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0), PRIVATE
            )
        except OSError as error:
            raise OutputError.of(path, error) from error
        hold(self._file)

    def write(self, data: bytes) -> int:
        if self.failed is not None:
            raise self.failed
        self._pending += data
        return len(data)

    def tell(self) -> int:
        return self._written + len(self._pending)

    def flush(self) -> None:
        """Write all that was collected. Raises OutputError, DiskFullError among them."""
        if self.failed is not None:
            raise self.failed
        if self._file is None or not self._pending:
            return
        view = memoryview(bytes(self._pending))
        try:
            done = 0
            while done < len(view):
                done += os.write(self._file, view[done:])
        except OSError as error:
            self.failed = OutputError.of(self.path, error)
            self._cut_back()
            raise self.failed from error
        self._written += len(view)
        self._pending.clear()

    def remove_if_empty(self) -> None:
        """After a failure: take the file away if nothing of it was written."""
        with suppress(OSError):
            if self._file is None and self.path.is_file() and self.path.stat().st_size == 0:
                self.path.unlink()

    def close(self) -> None:
        """Flush, hand over to the disk, close. Safe to call again."""
        if self._file is None:
            return
        try:
            self.flush()
        finally:
            self._shut()

    def _cut_back(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                os.ftruncate(self._file, self._written)
        self._shut()

    def _shut(self) -> None:
        if self._file is not None:
            sync(self._file)
            with suppress(OSError):
                os.close(self._file)
            self._file = None
