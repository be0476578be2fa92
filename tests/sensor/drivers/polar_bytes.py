"""Polar's bytes for tests: frames packed as the sensor packs them, and a sensor that answers commands."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sensor.drivers.handling import Ask, Read, Step, Write, uuid16
from sensor.drivers.polar.control import CONTROL
from sensor.packets import Packet

ZERO_NS = 599_616_000_000_000_000
"""Where the clock of a sensor begins that nobody set: 2019, counted from 2000."""


def packed(rows: np.ndarray, bits: int = 16, block: int = 11) -> bytes:
    """Samples (n, 3) of whole numbers: the first in full, then blocks of differences of as few bits as they need."""
    said = bytearray()
    for value in rows[0]:
        said += int(value).to_bytes(bits // 8, "little", signed=True)
    steps = np.diff(rows.astype(object), axis=0)
    for start in range(0, len(steps), block):
        values = [int(v) for v in steps[start : start + block].ravel()]
        width = max((v if v >= 0 else ~v).bit_length() + 1 for v in values)
        together = sum((v & ((1 << width) - 1)) << (k * width) for k, v in enumerate(values))
        said += bytes([width, len(values) // 3]) + together.to_bytes(-(-width * len(values) // 8), "little")
    return bytes(said)


def frame(kind: int, last_ns: int, form: int, data: bytes) -> bytes:
    return struct.pack("<BQB", kind, last_ns, form) + data


def acc_counts(time_s: np.ndarray) -> np.ndarray:
    wave = np.stack([np.sin(3 * time_s), np.cos(2 * time_s), 1.0 + 0.2 * np.sin(time_s)], axis=1)
    return np.round(wave * 2048).astype(np.int64)


def gyro_counts(time_s: np.ndarray) -> np.ndarray:
    """Straight lines, which interpolation meets up to the rounding."""
    return np.round(np.stack([100 * time_s, -50 * time_s, 30 * time_s + 7], axis=1) * 16.4).astype(np.int64)


def two_streams(
    seconds: float, hz: float = 104.0, acc_block: int = 21, gyro_block: int = 33, zero_ns: int = ZERO_NS
) -> list[Packet]:
    """Frames of both, in order of arrival; the gyroscope samples between the accelerometer's samples."""
    made = []
    for kind, size, shift_s in ((2, acc_block, 0.0), (5, gyro_block, 0.004)):
        count = int(seconds * hz) // size * size
        time_s = np.arange(count) / hz + shift_s
        rows = acc_counts(time_s) if kind == 2 else gyro_counts(time_s)
        for start in range(0, count, size):
            last_s = time_s[start + size - 1]
            data = frame(kind, zero_ns + round(last_s * 1e9), 0x80, packed(rows[start : start + size]))
            made.append(Packet("s", "data", round((last_s + 0.02) * 1e9), data))
    return sorted(made, key=lambda p: p.arrival_ns)


@dataclass
class FakePolar:
    """Answers commands as the maker documents them.

    sdk: whether it has that mode. sdk_lists: whether it lists that mode's settings to the ordinary question.
    refuses: status by rate, or of every start for rate 0.
    """

    features: bytes = b"\x0f\x6e\x02"
    sdk: bool = True
    sdk_lists: bool = True
    refuses: dict[int, int] = field(default_factory=dict)
    h10: bool = False
    mute: bool = False
    in_sdk: bool = False
    running: dict[int, dict[int, int]] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)

    def __call__(self, step: Step) -> Sequence[bytes]:
        if isinstance(step, Read):
            texts = {uuid16(0x2A24): b"INW4J", uuid16(0x2A25): b"0A1B2C3D\0", uuid16(0x2A26): b"2.1.0"}
            return [self.features] if step.characteristic == CONTROL else [texts.get(step.characteristic, b"")]
        if not isinstance(step, Ask | Write) or self.mute:
            return []
        self.asked.append(step.payload)
        operation, kind = step.payload[:2]
        status, more = self._does(operation, kind, step.payload[2:])
        return [b"\x01\x00", bytes([0xF0, operation, kind, status, 0]) + more]

    def _does(self, operation: int, kind: int, said: bytes) -> tuple[int, bytes]:
        match operation:
            case 1:
                return 0, self._list(kind, sdk=self.in_sdk and self.sdk_lists)
            case 4:
                return (0, self._list(kind, sdk=True)) if self.sdk else (1, b"")
            case 3 if kind == 9:
                self.in_sdk = False
                return 0, b""
            case 3:
                return (0, b"") if self.running.pop(kind, None) is not None else (6, b"")
            case 2 if kind == 9:
                if self.running:
                    return 12, b""
                self.in_sdk = self.sdk
                return 0 if self.sdk else 3, b""
            case 2:
                return self._start(kind, said)
        return 1, b""

    def _list(self, kind: int, *, sdk: bool) -> bytes:
        if self.h10:
            return bytes.fromhex("00041900320064 00c800 010110000203020004000800".replace(" ", ""))
        if sdk:
            ranges = (2, 4, 8, 16) if kind == 2 else (250, 500, 1000, 2000)
            rates: tuple[int, ...] = (26, 52, 104, 208, 416)
        else:
            ranges, rates = ((8,) if kind == 2 else (2000,)), (52,)
        listed = struct.pack(f"<BB{len(rates)}H", 0, len(rates), *rates) + b"\x01\x01\x10\x00"
        return listed + struct.pack(f"<BB{len(ranges)}H", 2, len(ranges), *ranges) + b"\x04\x01\x03"

    def _start(self, kind: int, said: bytes) -> tuple[int, bytes]:
        chosen, at = {}, 0
        while at < len(said):
            size = 1 if said[at] == 4 else 2
            chosen[said[at]] = int.from_bytes(said[at + 2 : at + 2 + size], "little")
            at += 2 + size
        status = self.refuses.get(chosen[0], self.refuses.get(0, 0))
        if status:
            return status, b""
        self.running[kind] = chosen
        return 0, b"" if self.h10 else struct.pack("<BBf", 5, 1, chosen[2] / 32768)
