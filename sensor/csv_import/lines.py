"""Lines out of a file of any size, in blocks, from plain or gzipped bytes."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sensor.csv_import.limits import CsvLimits
from sensor.errors import FileAccessError, FormatError, LimitError

GZIP_MAGIC: Final = b"\x1f\x8b"
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_MCAP: Final = b"\x89MCAP0"
_UNPACK_BYTES: Final = 64 << 10
_TEXT_CONTROLS: Final = b"\t\n\r\f\x1a"
_CONTROLS: Final = bytes(b for b in range(32) if b not in _TEXT_CONTROLS)

Progress = Callable[[float], None]
"""Told the share of the file that has been read, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines in the order of the file, decoded as latin-1; first_line counts from 1."""

    lines: list[str]
    first_line: int


class LineSource:
    """The lines of one file, block by block.

    `cut` is True once a gzipped file has ended early; what could be unpacked has been given by then.
    Raises FileAccessError, FormatError (not text) or LimitError while it is read.
    """

    def __init__(self, path: Path, limits: CsvLimits, progress: Progress | None = None) -> None:
        self.path = path
        self.cut = False
        self._limits = limits
        self._progress = progress

    def blocks(self) -> Iterator[Block]:
        """Every line once. A block ends where a line ends, the last one where the file does."""
        first_line, rest = 1, b""
        for piece in self._pieces():
            data = rest + piece
            # A carriage return at the very end may be half of a line end.
            keep = data.endswith(b"\r")
            data, tail = (data[:-1], b"\r") if keep else (data, b"")
            if b"\r" in data:
                data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            end = data.rfind(b"\n") + 1
            rest = data[end:] + tail
            if len(rest) > self._limits.line_bytes:
                raise FormatError(
                    self.path,
                    f"a line is longer than {self._limits.line_bytes} bytes: this is no table",
                    "Export the recording as CSV.",
                    first_line + data.count(b"\n"),
                )
            if end:
                block = self._block(data[:end], first_line)
                first_line += len(block.lines)
                yield block
        if rest.strip():
            yield self._block(rest.rstrip(b"\r\n") + b"\n", first_line)

    def _block(self, data: bytes, first_line: int) -> Block:
        if b"\0" in data or len(data.translate(None, _CONTROLS)) < len(data):
            number = next(k for k, row in enumerate(data.split(b"\n")) if row.translate(None, _CONTROLS) != row)
            raise FormatError(
                self.path, "holds binary data, not text", "Export the recording as CSV or MCAP.", first_line + number
            )
        lines = data.decode("latin-1").split("\n")
        lines.pop()
        return Block(lines, first_line)

    def _pieces(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                size = max(os.fstat(file.fileno()).st_size, 1)
                gzipped = file.peek(2)[:2] == GZIP_MAGIC
                pieces = self._unpacked(file) if gzipped else iter(lambda: file.read(self._limits.block_bytes), b"")
                for data in self._start_checked(pieces):
                    if self._progress is not None:
                        self._progress(min(file.tell() / size, 1.0))
                    yield data
        except OSError as error:
            raise FileAccessError.of(self.path, error) from error

    def _unpacked(self, file: BinaryIO) -> Iterator[bytes]:
        total, end = 0, False
        with gzip.GzipFile(fileobj=file) as stream:
            while not end:
                data = bytearray()
                # Small reads, since one that fails loses what it had unpacked.
                while len(data) < self._limits.block_bytes and not end:
                    try:
                        got = stream.read1(_UNPACK_BYTES)
                    except (EOFError, zlib.error, gzip.BadGzipFile):
                        self.cut, got = True, b""
                    data += got
                    end = not got
                total += len(data)
                if total > self._limits.unpacked_max_bytes:
                    raise LimitError(
                        self.path,
                        f"unpacks to more than {self._limits.unpacked_max_bytes:,} bytes",
                        "Unpack it and cut it into shorter recordings.",
                    )
                if data:
                    yield bytes(data)

    def _start_checked(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        start = True
        for data in pieces:
            if start and data.startswith(_UTF16_BOMS):
                raise FormatError(self.path, "is UTF-16 text", "Save it as CSV in UTF-8.")
            if start and data.startswith(_MCAP):
                raise FormatError(self.path, "is a gzipped MCAP", "Unpack it first.")
            yield data.removeprefix(_UTF8_BOM) if start else data
            start = False
