"""The payload of sensors that are none: a block of samples as 64-bit numbers, exact.

Layout, little-endian: `RSB1`, flags (1 byte), 3 zero bytes, count (4 bytes), then for each sample seven float64:
time_s, acceleration x y z (m/s^2), rate x y z (rad/s). Flags: 1 times are given, 2 rates are given, 4 the times are
those of arrival.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np

from dsp.samples import FloatArray, Samples, Stamps
from sensor.drivers.base import Decoded, nothing_decoded
from sensor.drivers.settings import UNKNOWN_SETTINGS, Settings
from sensor.errors import PacketError
from sensor.packets import Packet

_HEAD: Final = struct.Struct("<4sB3xI")
_MAGIC: Final = b"RSB1"
_TIMES: Final = 1
_RATES: Final = 2
_ARRIVAL: Final = 4
_VALUES: Final = 7


def encode_block(samples: Samples, *, times: bool = True, rates: bool = True, stamps: Stamps = Stamps.SAMPLE) -> bytes:
    """One payload of all samples given. times=False leaves them to the packet's arrival."""
    flags = (_TIMES if times else 0) | (_RATES if rates else 0) | (_ARRIVAL if stamps is Stamps.ARRIVAL else 0)
    rows = np.empty((len(samples), _VALUES), dtype="<f8")
    rows[:, 0] = samples.time_s if times else 0.0
    rows[:, 1:4] = samples.acc_ms2
    rows[:, 4:7] = samples.gyro_rads if rates else 0.0
    return _HEAD.pack(_MAGIC, flags, len(samples)) + rows.tobytes()


def decode_block(payload: bytes) -> tuple[int, FloatArray]:
    """Flags and rows (n, 7) of one payload. Raises PacketError where it is not such a block."""
    if len(payload) < _HEAD.size or payload[:4] != _MAGIC:
        raise PacketError("not a block of samples", "Check which driver the recording names.")
    _, flags, count = _HEAD.unpack_from(payload)
    if len(payload) != _HEAD.size + count * _VALUES * 8:
        raise PacketError(
            f"a block of {count} samples has {len(payload)} bytes", "Record again: the recording was changed."
        )
    rows = np.frombuffer(payload, dtype="<f8", offset=_HEAD.size).reshape(count, _VALUES)
    return flags, np.asarray(rows, dtype=np.float64)


class BlockDecoder:
    """Blocks to samples; a packet that is no such block, or of other flags than the first, is refused."""

    def __init__(self, _: Settings = UNKNOWN_SETTINGS) -> None:
        self._kind: int | None = None

    def push(self, packets: Sequence[Packet]) -> Decoded:
        parts: list[FloatArray] = []
        counts = np.zeros(len(packets), dtype=np.int64)
        refused = 0
        for k, packet in enumerate(packets):
            try:
                flags, rows = decode_block(packet.payload)
            except PacketError:
                refused += 1
                continue
            self._kind = flags if self._kind is None else self._kind
            if flags != self._kind:
                refused += 1
                continue
            counts[k] = len(rows)
            parts.append(rows)
        if self._kind is None:
            return nothing_decoded(len(packets), refused)
        rows = np.concatenate(parts) if parts else np.empty((0, _VALUES))
        return Decoded(
            time_s=rows[:, 0].copy() if self._kind & _TIMES else None,
            acc_ms2=rows[:, 1:4].copy(),
            gyro_rads=rows[:, 4:7].copy(),
            counts=counts,
            refused=refused,
            stamps=Stamps.ARRIVAL if self._kind & _ARRIVAL else Stamps.SAMPLE,
            has_rate=bool(self._kind & _RATES),
        )
