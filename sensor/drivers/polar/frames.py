"""The frames of Polar's measurement data (PMD): their head, plain samples, and samples packed as differences.

A frame is a type, the time of its LAST sample (u64, ns), a frame type whose top bit says "packed", and samples. Packed
samples are one sample in full, then blocks of differences: bits of each, how many samples, and the differences from
the lowest bit up, filled to a whole byte. Source: Polar's BLE SDK and its technical documentation.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray, IntArray
from sensor.errors import PacketError

ACC: Final = 2
GYRO: Final = 5
AXES: Final = 3

_HEAD: Final = struct.Struct("<BQB")
_TYPE_MASK: Final = 0x3F
_PACKED: Final = 0x80
_MG_MS2: Final = STANDARD_GRAVITY_MS2 / 1000.0
_BROKEN: Final = "Update the sensor's firmware with the Polar Flow app."


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """frame_max_bytes: a Bluetooth attribute holds no more. samples_max: differences of one bit give 1360 in that many.

    bits_max: of a difference; values have 32 bits at most.
    """

    frame_max_bytes: int = 512
    samples_max: int = 1500
    bits_max: int = 32


LIMITS: Final = FrameLimits()


@dataclass(frozen=True, slots=True)
class Frame:
    """kind: ACC or GYRO. last_ns: when its last sample was taken. values: (n, 3) m/s^2 or rad/s."""

    kind: int
    last_ns: int
    values: FloatArray


def unpack_frame(payload: bytes, acc_factor: float | None, gyro_factor: float | None) -> Frame:
    """One frame; the factors are those of the reply to the start command, None where it had none.

    Raises PacketError for other types, lengths that do not fit, and values that are no numbers.
    """
    if not _HEAD.size < len(payload) <= LIMITS.frame_max_bytes:
        raise PacketError(f"a frame of {len(payload)} bytes", _BROKEN)
    kind, last_ns, form = _HEAD.unpack_from(payload)
    kind &= _TYPE_MASK
    packed, number, data = bool(form & _PACKED), form & ~_PACKED, payload[_HEAD.size :]
    if kind == ACC:
        values = _acceleration(data, number, packed=packed, factor=acc_factor)
    elif kind == GYRO:
        values = _turn_rate(data, number, packed=packed, factor=gyro_factor)
    else:
        raise PacketError(f"a frame of type {kind}, which was not asked for", _BROKEN)
    if not np.isfinite(values).all():
        raise PacketError("a frame holds values that are no numbers", _BROKEN)
    return Frame(kind, last_ns, values)


def _acceleration(data: bytes, number: int, *, packed: bool, factor: float | None) -> FloatArray:
    if packed and number == 0:
        # Steps of the range, in g by the factor.
        return _scaled(unpack_differences(data, 16), _known(factor) * STANDARD_GRAVITY_MS2)
    if packed and number == 1:
        return _scaled(unpack_differences(data, 16), (1.0 if factor is None else factor) * _MG_MS2)
    if not packed and number == 1 and len(data) % (2 * AXES) == 0:
        return _scaled(np.frombuffer(data, dtype="<i2").reshape(-1, AXES).astype(np.int64), _MG_MS2)
    raise PacketError(f"an acceleration frame of form {number}, {len(data)} bytes", _BROKEN)


def _turn_rate(data: bytes, number: int, *, packed: bool, factor: float | None) -> FloatArray:
    if packed and number == 0:
        return _scaled(unpack_differences(data, 16), _known(factor) * RAD_PER_DEG)
    if packed and number == 1:
        # Differences are those of the floats' bit patterns, taken as whole numbers.
        patterns = unpack_differences(data, 32) & 0xFFFFFFFF
        with np.errstate(invalid="ignore"):
            return np.asarray(patterns.astype("<u4").view("<f4").astype(np.float64) * RAD_PER_DEG)
    raise PacketError(f"a turn rate frame of form {number}, {len(data)} bytes", _BROKEN)


def _scaled(steps: IntArray, step: float) -> FloatArray:
    return np.asarray(steps * step, dtype=np.float64)


def _known(factor: float | None) -> float:
    if factor is None:
        raise PacketError("the sensor did not say what a step means", _BROKEN)
    return factor


def unpack_differences(data: bytes, bits: int) -> IntArray:
    """Packed samples (n, 3) of so many bits each. Raises PacketError where blocks do not fit, or make too many."""
    size = AXES * bits // 8
    if len(data) < size:
        raise PacketError("a packed frame without a first sample", _BROKEN)
    blocks = [np.frombuffer(data[:size], dtype=f"<i{bits // 8}").astype(np.int64).reshape(1, AXES)]
    at, count = size, 1
    while at < len(data):
        if len(data) - at < 2:
            raise PacketError("a packed frame ends within a block's head", _BROKEN)
        width, samples = data[at], data[at + 1]
        end = at + 2 + -(-width * samples * AXES // 8)
        count += samples
        if width > LIMITS.bits_max or end > len(data) or count > LIMITS.samples_max:
            raise PacketError("a packed frame's block does not fit", _BROKEN)
        blocks.append(_differences(data[at + 2 : end], width, samples))
        at = end
    return np.cumsum(np.concatenate(blocks), axis=0)


def _differences(data: bytes, width: int, samples: int) -> IntArray:
    """Signed numbers (samples, 3) of so many bits, lowest bit first."""
    if width == 0:
        return np.zeros((samples, AXES), dtype=np.int64)
    used = width * samples * AXES
    bits = np.unpackbits(np.frombuffer(data, dtype=np.uint8), bitorder="little")[:used].reshape(-1, width)
    weights = np.int64(1) << np.arange(width, dtype=np.int64)
    # The highest bit counts against the others: two's complement.
    weights[-1] = -weights[-1]
    return (bits.astype(np.int64) @ weights).reshape(samples, AXES)
