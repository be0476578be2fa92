"""Operations for the C harness (`harness.c` says their bytes), and its answers."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


def begin(packet_bytes: int = 236, age_us: int = 40_000, period_us: int = 0) -> bytes:
    return struct.pack("<cHII", b"b", packet_bytes, age_us, period_us)


def put(time_us: int, values: Sequence[int]) -> bytes:
    return struct.pack("<cI6h", b"p", time_us % (1 << 32), *values)


def missed(samples: int) -> bytes:
    return struct.pack("<cH", b"m", samples)


def take(now_us: int, *, flush: bool = False, sent: bool = True) -> bytes:
    return struct.pack("<cIBB", b"t", now_us % (1 << 32), flush, sent)


def dropped() -> bytes:
    return b"d"


def settings(raw: bytes) -> bytes:
    return struct.pack("<cH", b"c", len(raw)) + raw


def description(*texts: bytes) -> bytes:
    return b"i" + b"".join(struct.pack("<H", len(t)) + t for t in texts)


def threads(samples: int) -> bytes:
    return struct.pack("<cI", b"x", samples)


@dataclass(frozen=True)
class Harness:
    """The built program."""

    program: Path

    def __call__(self, *operations: bytes) -> list[bytes]:
        """Answers to all operations, in order; anything that the sanitizers find fails."""
        done = subprocess.run([self.program], input=b"".join(operations), capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode(errors="replace")
        return split(done.stdout)


def split(raw: bytes) -> list[bytes]:
    """Answers, each after its length."""
    answers, at = [], 0
    while at < len(raw):
        (length,) = struct.unpack_from("<H", raw, at)
        answers.append(raw[at + 2 : at + 2 + length])
        at += 2 + length
    return answers
