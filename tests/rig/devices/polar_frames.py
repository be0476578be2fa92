"""Polar's measurement frames, written: raw, and as differences of as few bits as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

Row: TypeAlias = tuple[int, ...]
"""One sample's channels, as integers: counts, or the bit patterns of float32."""

BLOCK: Final = 12
"""Differences that share one number of bits; at most 255 by the format."""


def bits_of(value: int) -> int:
    """How many bits a signed value takes in two's complement."""
    return (value if value >= 0 else ~value).bit_length() + 1


def compressed(rows: Sequence[Row], value_bytes: int) -> bytes:
    """A reference sample, then blocks of [bits][count][differences, least significant bit first, filled to a byte]."""
    out = b"".join(value.to_bytes(value_bytes, "little", signed=True) for value in rows[0])
    differences = [tuple(b - a for a, b in zip(before, after, strict=True)) for before, after in pairwise(rows)]
    for start in range(0, len(differences), BLOCK):
        block = differences[start : start + BLOCK]
        bits = max(bits_of(value) for row in block for value in row)
        packed = 0
        for n, value in enumerate(value for row in block for value in row):
            packed |= (value & ((1 << bits) - 1)) << (n * bits)
        size = (len(block) * len(block[0]) * bits + 7) // 8
        out += bytes([bits, len(block)]) + packed.to_bytes(size, "little")
    return out


def compressed_runs(rows: Sequence[Row], value_bytes: int, limit: int) -> Iterator[tuple[int, bytes]]:
    """Rows in as many frames as they need: how many rows, and their bytes, of at most `limit`.

    A difference that does not fit into a value's own bits ends a frame: the next begins with a new reference.
    """
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or any(
            bits_of(b - a) > 8 * value_bytes for a, b in zip(rows[end - 1], rows[end], strict=True)
        ):
            yield from _halved(rows[start:end], value_bytes, limit)
            start = end


def _halved(rows: Sequence[Row], value_bytes: int, limit: int) -> Iterator[tuple[int, bytes]]:
    frame = compressed(rows, value_bytes)
    if len(frame) <= limit or len(rows) == 1:
        yield len(rows), frame
    else:
        middle = len(rows) // 2
        yield from _halved(rows[:middle], value_bytes, limit)
        yield from _halved(rows[middle:], value_bytes, limit)
