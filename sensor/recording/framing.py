"""The records of an MCAP file one by one, as far as they are whole.

The library's readers load a record before they know that it is there, and give up at the first damaged chunk;
here each record is measured against the file first, so a cut, a hole or a false length costs neither memory nor a
chunk that could be read.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import lz4.frame  # type: ignore[import-untyped]
import zstandard
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Channel, Chunk, Message, Metadata

from sensor.errors import FileAccessError, FormatError
from sensor.recording.limits import RecordingLimits

MAGIC: Final = b"\x89MCAP0\r\n"
_HEAD: Final = struct.Struct("<BQ")
_TOP: Final = frozenset({Opcode.CHANNEL, Opcode.CHUNK, Opcode.MESSAGE, Opcode.METADATA})
_LAST_OPCODE: Final = int(Opcode.DATA_END)
_PRIVATE_OPCODE: Final = 0x80

MALFORMED: Final = (McapError, struct.error, UnicodeDecodeError, OverflowError)
"""What the library's parsers raise for bytes that are no record."""


@dataclass(slots=True)
class Damage:
    """What was found wrong. damaged: records that could not be used. cut_at: byte at which reading had to stop.

    missing: what the file lacks from there on, in words.
    """

    size: int
    damaged: int = 0
    cut_at: int | None = None
    missing: str = ""


Record = Channel | Message | Metadata


def records(
    path: Path, limits: RecordingLimits, damage: Damage, progress: Callable[[float], None] | None
) -> Iterator[Record]:
    """Every whole channel, message and metadata record in the order of the file; `damage` tells what is not given.

    Raises FileAccessError where the file cannot be read, FormatError where it is no MCAP.
    """
    try:
        with path.open("rb") as file:
            damage.size = os.fstat(file.fileno()).st_size
            if file.read(len(MAGIC)) != MAGIC:
                raise FormatError(path, "is not an MCAP, or was cut within its first bytes", "Record again.")
            for opcode, body in _frames(file, limits, damage):
                if progress is not None:
                    progress(file.tell() / max(damage.size, 1))
                yield from _unpacked(opcode, body, limits, damage)
    except OSError as error:
        raise FileAccessError.of(path, error) from error


def chunk_records(body: bytes, limits: RecordingLimits, damage: Damage) -> Iterator[Record]:
    """The channels and messages of one chunk's body."""
    return _unpacked(Opcode.CHUNK, body, limits, damage)


def _frames(file: BinaryIO, limits: RecordingLimits, damage: Damage) -> Iterator[tuple[int, bytes]]:
    """Opcode and body of each whole record up to the end; the summary's channels come too."""
    in_data = True
    while True:
        at = file.tell()
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            _stop(damage, at, in_data, "ends before its closing part")
            return
        opcode, length = _HEAD.unpack(head)
        left = damage.size - at - _HEAD.size
        known = 1 <= opcode <= _LAST_OPCODE or opcode >= _PRIVATE_OPCODE
        if not known or length > left or length > limits.record_max_bytes:
            what = "ends within a record" if known and length > left else "holds no record there"
            _stop(damage, at, in_data, what)
            return
        if opcode == Opcode.DATA_END:
            in_data = False
        if opcode == Opcode.FOOTER:
            file.seek(length, os.SEEK_CUR)
            if file.read(len(MAGIC)) != MAGIC:
                _stop(damage, at, in_data, "")
            return
        if opcode in _TOP:
            yield opcode, file.read(length)
        else:
            file.seek(length, os.SEEK_CUR)


def _stop(damage: Damage, at: int, in_data: bool, what: str) -> None:
    damage.cut_at = at
    damage.missing = what if in_data else "lacks the end of its index, which holds no measurements"


def _unpacked(opcode: int, body: bytes, limits: RecordingLimits, damage: Damage) -> Iterator[Record]:
    try:
        if opcode != Opcode.CHUNK:
            yield _parsed(opcode, body)
            return
        data = _chunk_data(Chunk.read(ReadDataStream(BytesIO(body))), limits)
    except (*MALFORMED, zstandard.ZstdError, RuntimeError, EOFError):
        damage.damaged += 1
        return
    at = 0
    while at + _HEAD.size <= len(data):
        opcode, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if length > len(data) - at:
            damage.damaged += 1
            return
        if opcode in (Opcode.CHANNEL, Opcode.MESSAGE):
            try:
                yield _parsed(opcode, data[at : at + length])
            except MALFORMED:
                damage.damaged += 1
        at += length


def _parsed(opcode: int, body: bytes) -> Record:
    stream = ReadDataStream(BytesIO(body))
    record: Record
    if opcode == Opcode.CHANNEL:
        record = Channel.read(stream)
    elif opcode == Opcode.METADATA:
        record = Metadata.read(stream)
    else:
        record = Message.read(stream, len(body))
    return record


def _chunk_data(chunk: Chunk, limits: RecordingLimits) -> bytes:
    """The bytes of a chunk, unpacked within limits and checked. Raises McapError and the like where they are wrong."""
    if chunk.uncompressed_size > limits.record_max_bytes:
        raise McapError("a chunk unpacks to too much")
    if chunk.compression == "zstd":
        reader = zstandard.ZstdDecompressor().stream_reader(chunk.data)
        data = bytes(reader.read(chunk.uncompressed_size))
    elif chunk.compression == "lz4":
        data = bytes(lz4.frame.LZ4FrameDecompressor().decompress(chunk.data, max_length=chunk.uncompressed_size))
    elif not chunk.compression:
        data = chunk.data
    else:
        raise McapError(f"unknown compression {chunk.compression}")
    if len(data) != chunk.uncompressed_size:
        raise McapError("a chunk is shorter than it says")
    if chunk.uncompressed_crc != 0 and zlib.crc32(data) != chunk.uncompressed_crc:
        raise McapError("a chunk's checksum is wrong")
    return data
