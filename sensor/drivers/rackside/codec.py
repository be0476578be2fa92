"""The bytes of the open Rackside profile; `firmware_notes/profile.md` says what each is for."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sensor.drivers.device_info import plain_text
from sensor.drivers.settings import Wanted
from sensor.errors import PacketError

VERSION: Final = 1
SERVICE: Final = "5bc50001-4a08-48d7-bf87-2173305eff3b"
DATA: Final = "5bc50002-4a08-48d7-bf87-2173305eff3b"
CONFIG: Final = "5bc50003-4a08-48d7-bf87-2173305eff3b"
INFO: Final = "5bc50004-4a08-48d7-bf87-2173305eff3b"
CONTROL: Final = "5bc50005-4a08-48d7-bf87-2173305eff3b"
START: Final = b"\x01"
STOP: Final = b"\x00"

SAMPLES_MAX: Final = 19
"""8 + 19 x 12 = 236 bytes: the most whole samples in the 244 bytes that one radio packet carries."""
NUMBER_BITS: Final = 16
TIME_BITS: Final = 32
OVERFLOW_FLAG: Final = 0x80
"""In the first byte, whose low half is the version: the sensor had no room for what is missing before this packet."""

_HEAD: Final = struct.Struct("<BBHI")
_ROW_BYTES: Final = 12
_VERSION_MASK: Final = 0x0F
_WANTED: Final = struct.Struct("<BxHHHf")
_CONFIG: Final = struct.Struct("<BxHHHfff")
_TEXTS: Final = 3
_TEXTS_MAX_BYTES: Final = 160

_OTHER_VERSION: Final = f"Update Rackside, or load firmware that speaks version {VERSION} of the profile."
_BAD_FIRMWARE: Final = "Compare the sensor's firmware with firmware_notes/profile.md."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sensor may say of itself; a number beyond is an error of its firmware.

    scale_max: of a count, mg or mdps. range_slack: a full scale may exceed 16 bits by this factor, since ranges are
    round numbers and scales are not.
    """

    rate_hz: tuple[float, float] = (1.0, 4000.0)
    scale_max: float = 1000.0
    range_slack: float = 1.02


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class DataPacket:
    """One notification.

    number: of its first sample, modulo 2^16; each sample taken has one, also those the sensor had no room for.
    time_us: when that was taken, modulo 2^32. counts: (n, 6) acceleration and rate x y z as sent.
    overflow: `OVERFLOW_FLAG`.
    """

    number: int
    time_us: int
    counts: NDArray[np.int16]
    overflow: bool


@dataclass(frozen=True, slots=True)
class Config:
    """How the sensor is set: nominal ranges and rate, and what one count means. bandwidth_hz: None where not told."""

    acc_range_g: int
    gyro_range_dps: int
    bandwidth_hz: int | None
    rate_hz: float
    acc_mg_per_count: float
    gyro_mdps_per_count: float


@dataclass(frozen=True, slots=True)
class Info:
    """What the sensor says of itself; None for what it leaves empty."""

    model: str | None
    firmware: str | None
    serial: str | None


def unpack(payload: bytes) -> DataPacket:
    """One data packet. Raises PacketError for another version, or a length that its count contradicts."""
    if len(payload) < _HEAD.size:
        raise PacketError(f"a data packet of {len(payload)} bytes", _BAD_FIRMWARE)
    first, count, number, time_us = _HEAD.unpack_from(payload)
    _check_version(first & _VERSION_MASK, "a data packet")
    if not 1 <= count <= SAMPLES_MAX or len(payload) != _HEAD.size + count * _ROW_BYTES:
        raise PacketError(f"a data packet of {count} samples has {len(payload)} bytes", _BAD_FIRMWARE)
    counts = np.frombuffer(payload, dtype="<i2", offset=_HEAD.size).reshape(count, 6)
    return DataPacket(number, time_us, counts, bool(first & OVERFLOW_FLAG))


def pack_wanted(wanted: Wanted) -> bytes:
    """What is written to the config characteristic; the sensor takes the nearest that it can do."""
    return _WANTED.pack(VERSION, round(wanted.acc_range_g), round(wanted.gyro_range_dps), 0, wanted.rate_hz)


def unpack_config(payload: bytes) -> Config:
    """The config characteristic's value. Raises PacketError where it is too short, or its numbers make no sense."""
    if not payload:
        raise PacketError("the settings are empty", _BAD_FIRMWARE)
    _check_version(payload[0], "the settings")
    if len(payload) < _CONFIG.size:
        raise PacketError(f"the settings have {len(payload)} bytes, not {_CONFIG.size}", _BAD_FIRMWARE)
    _, acc_g, gyro_dps, bandwidth, rate_hz, acc_mg, gyro_mdps = _CONFIG.unpack_from(payload)
    if not LIMITS.rate_hz[0] <= rate_hz <= LIMITS.rate_hz[1]:
        raise PacketError(f"the settings say {rate_hz:g} samples a second", _BAD_FIRMWARE)
    _check_scale("acceleration", acc_g, acc_mg)
    _check_scale("rate", gyro_dps, gyro_mdps)
    return Config(acc_g, gyro_dps, bandwidth or None, rate_hz, acc_mg, gyro_mdps)


def unpack_info(payload: bytes) -> Info:
    """The info characteristic's value. Raises PacketError for another version, or where a text is missing."""
    if not payload:
        raise PacketError("the description is empty", _BAD_FIRMWARE)
    _check_version(payload[0], "the description")
    texts = payload[1 : 1 + _TEXTS_MAX_BYTES].split(b"\0")
    # The last of the split is what follows the last text's end.
    if len(texts) <= _TEXTS:
        raise PacketError("the description lacks model, firmware or serial", _BAD_FIRMWARE)
    return Info(*(plain_text(raw) for raw in texts[:_TEXTS]))


def _check_version(found: int, what: str) -> None:
    if found != VERSION:
        raise PacketError(f"{what}: version {found} of the Rackside profile, not {VERSION}", _OTHER_VERSION)


def _check_scale(name: str, full: int, thousandth_per_count: float) -> None:
    # NaN fails every comparison.
    sane = 0.0 < thousandth_per_count <= LIMITS.scale_max
    if not sane or not 0 < full * 1000.0 / thousandth_per_count <= (1 << 15) * LIMITS.range_slack:
        raise PacketError(f"range and scale of {name} contradict: {full}, {thousandth_per_count:g}", _BAD_FIRMWARE)
