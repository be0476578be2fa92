"""Frames of 20 bytes, several to a notification, without time, counter or checksum; commands of 5 bytes.

A frame is `55 61` and nine 16-bit little-endian numbers: acceleration, turn rate, and the sensor's own angles, which
are left aside (they stand still for the first seconds, and heading knows no north beside steel). A reply to a
register read is `55 71`, the register, and eight 16-bit words, between the frames on the same characteristic.

Sources: the maker's WT901BLECL data sheet (v23-0420) and its Standard Communication Protocol; rates, replies and the
capture that the tests decode: RGu0/WT901 (MIT).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray
from sensor.drivers.base import Decoded
from sensor.drivers.settings import UNKNOWN_SETTINGS, Settings
from sensor.packets import Packet

FRAME_BYTES: Final = 20
LONG_FRAME_BYTES: Final = 28
"""WT901SDCL (a date follows) and WTVB01 (another meaning): the same head, told apart only by the way to the next."""
LONG_FRAMES_MIN: Final = 2
"""Heads so far apart make another model from so many on, if more than frames of the right length: one may be chance."""

_FRAME_HEAD: Final = b"\x55\x61"
_REPLY_HEAD: Final = b"\x55\x71"
_HEADS: Final = frozenset({_FRAME_HEAD, _REPLY_HEAD})
_HEAD_BYTES: Final = 2
_READING_END: Final = 14
"""Acceleration and turn rate end here; what follows are angles that the sensor works out."""

ACC_RANGE_G: Final = 16.0
GYRO_RANGE_DPS: Final = 2000.0
"""Fixed scales: 32768 is the range; no command changes them."""

UNLOCK: Final = bytes.fromhex("ffaa6988b5")
_READ: Final = 0x27
_BATTERY_CENTIVOLT: Final = range(250, 501)
"""Beyond these it is no voltage of a lithium cell; a busy sensor reads 0."""
_BATTERY_PERCENT: Final = (
    (396, 100), (393, 90), (387, 75), (382, 60), (379, 50), (377, 40), (373, 30), (370, 20), (368, 15), (350, 10),
    (340, 5),
)  # fmt: skip
"""From so many hundredths of a volt on, so many percent: the maker's table."""


def write_register(register: int, value: int) -> bytes:
    """The command that sets a register; ignored unless the sensor was unlocked within 10 s."""
    return struct.pack("<BBBH", 0xFF, 0xAA, register, value)


def read_register(register: int) -> bytes:
    """The command that has the sensor send eight registers from this one on."""
    return struct.pack("<BBBH", 0xFF, 0xAA, _READ, register)


def register_words(payload: bytes, register: int) -> tuple[int, ...]:
    """What a notification says of the registers from this one on: up to eight unsigned words; none where nothing."""
    at = payload.find(_REPLY_HEAD + struct.pack("<H", register))
    if at < 0:
        return ()
    words = payload[at + 4 : at + FRAME_BYTES]
    return struct.unpack(f"<{len(words) // 2}H", words[: len(words) // 2 * 2])


def battery_share(centivolt: int) -> float | None:
    """How full the battery is, 0 to 1; None for what is no voltage of one."""
    if centivolt not in _BATTERY_CENTIVOLT:
        return None
    return next((percent for least, percent in _BATTERY_PERCENT if centivolt >= least), 0) / 100


def version_text(words: Sequence[int]) -> str | None:
    """The firmware's version out of registers 2E and 2F; None where they say nothing."""
    if len(words) < 2 or not any(words[:2]):
        return None
    number = words[1] << 16 | words[0]
    if number & 1 << 31:
        return f"{number >> 14 & 0x1FFFF}.{number >> 8 & 0x3F}.{number & 0xFF}"
    return str(number)


def address_text(words: Sequence[int]) -> str | None:
    """The Bluetooth address out of registers 66 to 68 (their order was inferred); None where they say nothing."""
    if len(words) < 3 or not any(words[:3]):
        return None
    return struct.pack(">3H", *reversed(words[:3])).hex(":").upper()


def frame_values(frames: bytes) -> tuple[FloatArray, FloatArray]:
    """Acceleration, m/s^2, and turn rate, rad/s, (n, 3) each, of n whole frames one after the other."""
    words = np.frombuffer(frames, dtype="<i2").reshape(-1, FRAME_BYTES // 2)[:, 1:7].astype(np.float64)
    acc_ms2 = words[:, :3] * (ACC_RANGE_G * STANDARD_GRAVITY_MS2 / 32768)
    return acc_ms2, words[:, 3:] * (GYRO_RANGE_DPS * RAD_PER_DEG / 32768)


def long_frames(payloads: Sequence[bytes]) -> bool:
    """Whether heads are 28 bytes apart rather than 20: another model, whose frames mean something else."""
    stream = b"".join(payloads)
    heads = [k for k in range(len(stream) - 1) if stream[k : k + _HEAD_BYTES] in _HEADS]
    apart = [later - earlier for earlier, later in pairwise(heads)]
    return apart.count(LONG_FRAME_BYTES) >= max(LONG_FRAMES_MIN, apart.count(FRAME_BYTES) + 1)


class WitMotionDecoder:
    """Frames out of notifications, wherever they are cut.

    A head can also stand in the middle of a frame, so after anything that was no frame (and at first) a frame is
    believed only once another head follows it; as long as one follows the other, at once. So frames of 28 bytes are
    never believed. A packet is refused where bytes of it, or left over before it, turned out to be no frame. What
    was lost on the way cannot be told from the bytes, only from when the rest arrived. A notification that comes
    twice is passed over: without a counter only its bytes tell, and noise never repeats over several frames.
    """

    def __init__(self, _: Settings = UNKNOWN_SETTINGS) -> None:
        self._rest = b""
        self._before = b""
        self._in_step = False

    def push(self, packets: Sequence[Packet]) -> Decoded:
        frames = bytearray()
        counts = np.zeros(len(packets), dtype=np.int64)
        refused = 0
        for k, packet in enumerate(packets):
            before = len(frames)
            twice = packet.payload == self._before and _varied(packet.payload)
            self._before = packet.payload
            if not twice:
                refused += self._take(packet.payload, frames)
            counts[k] = (len(frames) - before) // FRAME_BYTES
        acc_ms2, gyro_rads = frame_values(bytes(frames))
        return Decoded(None, acc_ms2, gyro_rads, counts, refused)

    def _take(self, payload: bytes, frames: bytearray) -> bool:
        """Move whole frames out of the bytes so far; whether any of these bytes were no frame."""
        stream = self._rest + payload
        at, skipped = 0, False
        while len(stream) - at >= _HEAD_BYTES:
            head, end = stream[at : at + _HEAD_BYTES], at + FRAME_BYTES
            following = stream[end : end + _HEAD_BYTES]
            if head not in _HEADS or (len(following) == _HEAD_BYTES and following not in _HEADS):
                at, skipped, self._in_step = _next_head(stream, at + 1), True, False
                continue
            if len(stream) < end or (len(following) < _HEAD_BYTES and not self._in_step):
                break
            self._in_step = True
            if head == _FRAME_HEAD:
                frames += stream[at:end]
            at = end
        self._rest = stream[at:]
        return skipped


def _varied(payload: bytes) -> bool:
    """Whether it is frames, at least two, that differ in what was measured: a reading that stands still does repeat."""
    starts = range(0, len(payload), FRAME_BYTES)
    if len(starts) < 2 or any(payload[at : at + _HEAD_BYTES] not in _HEADS for at in starts):
        return False
    return len({payload[at + _HEAD_BYTES : at + _READING_END] for at in starts}) > 1


def _next_head(stream: bytes, at: int) -> int:
    """Where the next head may begin, from a place on: at the last byte, or the end, where there is none."""
    found = [k for k in (stream.find(head, at) for head in _HEADS) if k >= 0]
    return min(found, default=len(stream) - stream.endswith(_FRAME_HEAD[:1]))
