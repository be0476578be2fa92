"""Commands and notifications: module, register, and up to 18 bytes, little-endian.

Data are 16-bit triples: one in a single sample, three in a packed notification. Source: the maker's SDK for C++
(mbientlab/MetaWear-SDK-Cpp), its constants and the bytes that its tests expect.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray
from sensor.errors import PacketError


class Part(StrEnum):
    """The two streams of one chip."""

    ACC = "acc"
    GYRO = "gyro"


class Chip(StrEnum):
    """R and RL carry a BMI160, S a BMI270; they differ in registers and codes."""

    BMI160 = "bmi160"
    BMI270 = "bmi270"


Chips: TypeAlias = Mapping[Part, Chip]
"""The chip of each part, as far as it is known."""

MODULE: Final = {Part.ACC: 0x03, Part.GYRO: 0x13}
CHIP_OF: Final = {(Part.ACC, 1): Chip.BMI160, (Part.ACC, 4): Chip.BMI270, (Part.GYRO, 0): Chip.BMI160,
                  (Part.GYRO, 1): Chip.BMI270}  # fmt: skip
"""By implementation number, as module discovery tells it."""
PACKED_REVISION: Final = {Chip.BMI160: 1, Chip.BMI270: 0}
"""From this revision of a module on it sends packed samples."""

_SINGLE: Final = {(Part.ACC, Chip.BMI160): 0x04, (Part.ACC, Chip.BMI270): 0x04, (Part.GYRO, Chip.BMI160): 0x05,
                  (Part.GYRO, Chip.BMI270): 0x04}  # fmt: skip
_PACKED: Final = {(Part.ACC, Chip.BMI160): 0x1C, (Part.ACC, Chip.BMI270): 0x05, (Part.GYRO, Chip.BMI160): 0x07,
                  (Part.GYRO, Chip.BMI270): 0x05}  # fmt: skip
"""Registers of data. 13 05 is a single sample of one chip and packed samples of the other."""

PACKED_SAMPLES: Final = 3
_SAMPLE_BYTES: Final = 6
_HEAD_BYTES: Final = 2
_READ: Final = 0x80
_START: Final = 0x01
_ENABLE: Final = 0x02
_CONFIG: Final = 0x03

RATES_HZ: Final = (25, 50, 100, 200, 400)
_FIRST_RATE_CODE: Final = 0x06
_FILTER: Final = {Chip.BMI160: 0x20, Chip.BMI270: 0xA0}
"""Of the accelerometer's configuration byte, beside the rate: the ordinary low-pass. The gyroscope takes 0x20."""
BANDWIDTH_SHARE: Final = 0.4
"""Cut-off of the ordinary low-pass over the rate: 40.5 Hz at 100 Hz (BMI160 data sheet, accelerometer). That of the
gyroscope and of the BMI270 is taken to be alike; untested."""

_ACC_RANGE_CODE: Final = {
    Chip.BMI160: {2: 0x03, 4: 0x05, 8: 0x08, 16: 0x0C},
    Chip.BMI270: {2: 0x00, 4: 0x01, 8: 0x02, 16: 0x03},
}
ACC_RANGES_G: Final = (2, 4, 8, 16)
GYRO_RANGES_DPS: Final = (125, 250, 500, 1000, 2000)
_GYRO_RANGE_CODE: Final = {2000: 0, 1000: 1, 500: 2, 250: 3, 125: 4}
_ACC_FULL: Final = 32768.0
"""Counts at the range: 2048 to the g at 16 g."""
_GYRO_FULL: Final = 32800.0
"""Counts at the range by the data sheets, which give 16.4 to the degree a second at 2000."""

CLEAN_UP: Final = (bytes.fromhex("0908"), bytes.fromhex("0a05"), bytes.fromhex("0b0a"))
"""Remove what an earlier program left running on the board: processors, events, loggers."""
BATTERY_READS: Final = (bytes.fromhex("118c"), bytes.fromhex("11cc"))
"""Two ways to ask; the maker's SDK uses the first where somebody listens, the second otherwise."""


def acc_config(chip: Chip, rate_hz: int, range_g: int) -> bytes:
    """The command that sets the accelerometer's rate and range; both must be of the lists above."""
    return bytes([MODULE[Part.ACC], _CONFIG, _FILTER[chip] | _rate_code(rate_hz), _ACC_RANGE_CODE[chip][range_g]])


def gyro_config(rate_hz: int, range_dps: int) -> bytes:
    """The command that sets the gyroscope's rate and range, the same for both chips."""
    return bytes([MODULE[Part.GYRO], _CONFIG, 0x20 | _rate_code(rate_hz), _GYRO_RANGE_CODE[range_dps]])


def _rate_code(rate_hz: int) -> int:
    return _FIRST_RATE_CODE + RATES_HZ.index(rate_hz)


def connection_command(least_ms: float, most_ms: float, latency: int, timeout_ms: float) -> bytes:
    """The command that asks for a connection interval (units of 1.25 ms) and a supervision timeout (of 10 ms)."""
    return struct.pack(
        "<BBHHHH", 0x11, 0x09, round(least_ms / 1.25), round(most_ms / 1.25), latency, round(timeout_ms / 10)
    )


def subscribe_packed(part: Part, chip: Chip) -> bytes:
    return bytes([MODULE[part], _PACKED[part, chip], 1])


def unsubscribe(part: Part, chip: Chip) -> tuple[bytes, bytes]:
    """No more samples, neither single nor packed."""
    return bytes([MODULE[part], _SINGLE[part, chip], 0]), bytes([MODULE[part], _PACKED[part, chip], 0])


def start(part: Part) -> tuple[bytes, bytes]:
    """Switch sampling on, then start."""
    return bytes([MODULE[part], _ENABLE, 1, 0]), bytes([MODULE[part], _START, 1])


def stop(part: Part) -> tuple[bytes, bytes]:
    """Stop, then switch sampling off."""
    return bytes([MODULE[part], _START, 0]), bytes([MODULE[part], _ENABLE, 0, 1])


def discover(part: Part) -> bytes:
    """The command that asks for a module; the reply is the same two bytes, its implementation and its revision."""
    return bytes([MODULE[part], _READ])


def battery_share(payload: bytes) -> float | None:
    """How full the battery is, 0 to 1, by a reply to its read; None for another notification or an odd number."""
    is_reply = len(payload) >= 3 and payload[0] == 0x11 and payload[1] in {0x8C, 0xCC}
    return payload[2] / 100 if is_reply and payload[2] <= 100 else None


def is_reply(payload: bytes) -> bool:
    """Whether a notification answers a read, rather than bringing data."""
    return len(payload) >= _HEAD_BYTES and bool(payload[1] & _READ)


def data_of(payload: bytes, chips: Chips) -> tuple[Part, FloatArray]:
    """Whose data a notification brings, and its counts (n, 3), n 1 or 3. Raises PacketError where it brings none.

    A part whose chip is not known is taken to be either: their lengths tell single samples from packed ones.
    """
    module, register = (payload[0], payload[1]) if len(payload) >= _HEAD_BYTES else (-1, -1)
    samples, rest = divmod(len(payload) - _HEAD_BYTES, _SAMPLE_BYTES)
    for part, number in MODULE.items():
        registers = {1: _SINGLE, PACKED_SAMPLES: _PACKED}.get(samples, {})
        known = [chips[part]] if part in chips else list(Chip)
        if module == number and not rest and register in {registers.get((part, chip)) for chip in known}:
            return part, counts_of(payload[_HEAD_BYTES:])
    raise PacketError(f"no data: {payload[:_HEAD_BYTES].hex(' ')}, {len(payload)} bytes", "Report this with the file.")


def counts_of(triples: bytes) -> FloatArray:
    """Counts (n, 3) out of n triples."""
    return np.frombuffer(triples, dtype="<i2").reshape(-1, 3).astype(np.float64)


def acc_scale_ms2(range_g: float) -> float:
    """m/s^2 to a count."""
    return range_g * STANDARD_GRAVITY_MS2 / _ACC_FULL


def gyro_scale_rads(range_dps: float) -> float:
    """rad/s to a count."""
    return range_dps * RAD_PER_DEG / _GYRO_FULL
