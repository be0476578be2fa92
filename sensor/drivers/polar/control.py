"""Polar's control point: commands, replies, and the lists of what a sensor can measure."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from sensor.drivers.polar.frames import ACC, GYRO
from sensor.errors import PacketError

SERVICE: Final = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

CONTROL_CHANNEL: Final = "control"
DATA_CHANNEL: Final = "data"

SDK_MODE: Final = 9
GET_SETTINGS, START, STOP, GET_SDK_SETTINGS = 1, 2, 3, 4
STOPPED_ITSELF: Final = 1
"""First byte of what the sensor sends of its own accord when it ended a stream; the types follow."""

OK, ALREADY, IN_CHARGER = 0x00, 0x06, 0x0D
STATUS: Final[Mapping[int, str]] = {
    1: "unknown command",
    2: "unknown kind of measurement",
    3: "not supported",
    4: "wrong length",
    5: "wrong parameter",
    6: "already in that state",
    7: "wrong resolution",
    8: "wrong rate",
    9: "wrong range",
    10: "wrong packet size of the connection",
    11: "wrong number of channels",
    12: "not possible in its present state",
    13: "it is in its charger",
    14: "its memory is full",
}

RATE, RESOLUTION, RANGE, CHANNELS, FACTOR = 0, 1, 2, 4, 5
_SIZES: Final[Mapping[int, int]] = {0: 2, 1: 2, 2: 2, 3: 4, 4: 1, 5: 4, 6: 16}
"""Bytes of one value of each setting; 3 is a range in thousandths, 6 a key: both are read over."""

_REPLY: Final = 0xF0
_FEATURES: Final = 0x0F
_BROKEN: Final = "Update the sensor's firmware with the Polar Flow app."

Offered: TypeAlias = dict[int, tuple[float, ...]]
"""What can be set, by the setting's number."""


@dataclass(frozen=True, slots=True)
class Reply:
    """status: 0 is success. more: the rest comes in another notification. settings: what stands after."""

    status: int
    more: bool
    settings: bytes


def command(operation: int, kind: int, chosen: Mapping[int, int] | None = None) -> bytes:
    """A command, with one value for each setting chosen, in their order."""
    said = bytearray([operation, kind])
    for number, value in (chosen or {}).items():
        said += bytes([number, 1]) + value.to_bytes(_SIZES[number], "little")
    return bytes(said)


def reply(payload: bytes, operation: int, kind: int) -> Reply | None:
    """The reply to a command; None for another notification."""
    if len(payload) < 4 or payload[:3] != bytes([_REPLY, operation, kind]):
        return None
    return Reply(payload[3], len(payload) > 4 and payload[4] != 0, payload[5:])


def unpack_settings(data: bytes) -> Offered:
    """Settings as the sensor lists them. Raises PacketError where the list breaks off, or has a setting unheard of."""
    found: Offered = {}
    at = 0
    while at < len(data):
        size = _SIZES.get(data[at])
        count = data[at + 1] if at + 1 < len(data) else 0
        end = at + 2 + (size or 0) * count
        if size is None or not count or end > len(data):
            raise PacketError("the sensor's list of settings breaks off", _BROKEN)
        values = [data[k : k + size] for k in range(at + 2, end, size)]
        if data[at] == FACTOR:
            found[FACTOR] = tuple(struct.unpack("<f", value)[0] for value in values)
        else:
            found[data[at]] = tuple(int.from_bytes(value, "little") for value in values)
        at = end
    return found


def factor(data: bytes) -> float | None:
    """What a step means, from the reply to a start; None where it does not say."""
    try:
        said = unpack_settings(data).get(FACTOR, ())
    except PacketError:
        return None
    return said[0] if said and math.isfinite(said[0]) and said[0] > 0 else None


def features(payload: bytes) -> frozenset[int] | None:
    """The kinds of measurement a sensor has, by what reading its control point gives; None where that says nothing."""
    if len(payload) < 3 or payload[0] != _FEATURES:
        return None
    bits = int.from_bytes(payload[1:], "little")
    return frozenset(kind for kind in (ACC, GYRO, SDK_MODE) if bits >> kind & 1)


def stopped_kinds(payload: bytes) -> tuple[int, ...]:
    """The kinds of measurement that the sensor says it ended by itself; none for another notification."""
    return tuple(payload[1:]) if payload[:1] == bytes([STOPPED_ITSELF]) else ()
