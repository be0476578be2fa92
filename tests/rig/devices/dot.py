"""Movella (Xsens) DOT: a mode is started by number, and comes at most 60 times a second, each sample alone."""

from __future__ import annotations

import math
import struct
from typing import Any, Final, Literal

from tests.rig.devices.base import (
    ATT_BAD_LENGTH,
    ATT_NOT_PERMITTED,
    ATT_REFUSED,
    AttError,
    Characteristic,
    Outgoing,
    Personality,
    Sample,
    Service,
    steps,
)
from tests.rig.motion import GRAVITY_MS2

BASE: Final = "1517{:04x}-4947-11e9-8646-d663bd873d93"
DEVICE_CONTROL: Final = BASE.format(0x1002)
REPORT: Final = BASE.format(0x1004)
CONTROL: Final = BASE.format(0x2001)
LONG: Final = BASE.format(0x2002)
MEDIUM: Final = BASE.format(0x2003)
SHORT: Final = BASE.format(0x2004)
BATTERY: Final = BASE.format(0x3001)

LENGTHS: Final = {LONG: 63, MEDIUM: 40, SHORT: 20}
"""Payloads are padded with zeros to these."""
QUATERNION, FREE_ACC, RATES, CUSTOM_1, CUSTOM_3, CUSTOM_5 = 5, 6, 21, 22, 24, 26
CARRIED_BY: Final = {
    QUATERNION: SHORT, FREE_ACC: SHORT, RATES: MEDIUM, CUSTOM_1: MEDIUM, CUSTOM_3: MEDIUM, CUSTOM_5: LONG,
}  # fmt: skip
RATES_HZ: Final = frozenset({1, 4, 10, 12, 15, 20, 30, 60})
ACC_STEP_MS2: Final = 16.0 / 32768.0 * GRAVITY_MS2
GYRO_STEP_DPS: Final = 2000.0 / 32768.0
CONTROL_BYTES: Final = 32


class Dot(Personality):
    """firmware: "old" is called Xsens DOT and sends its orientation whatever mode is asked for."""

    default_ppm = -15.0

    def __init__(self, address: str, *, firmware: Literal["new", "old"] = "new", **common: Any) -> None:
        old = firmware == "old"
        super().__init__(address, **{"name": "Xsens DOT" if old else "Movella DOT", **common})
        self.manufacturer = {0x0886: b"\x00"}
        self._old = old
        tag = (self.name or "").encode().ljust(16, b"\0")
        self._control = bytearray(struct.pack("<3B4BB16sHB5x", 0, 0, 1, 10, 0, 30, 0, len(self.name or ""), tag, 60, 0))
        self._mode: int | None = None

    def services(self) -> tuple[Service, ...]:
        payloads = tuple(Characteristic(uuid, ("notify",)) for uuid in LENGTHS)
        both = ("read", "write")
        return (
            Service(BASE.format(0x1000), (Characteristic(DEVICE_CONTROL, both), Characteristic(REPORT, ("notify",)))),
            Service(BASE.format(0x2000), (Characteristic(CONTROL, both), *payloads)),
            Service(BASE.format(0x3000), (Characteristic(BATTERY, ("read", "notify")),)),
        )

    def read(self, uuid: str) -> bytes:
        if uuid == DEVICE_CONTROL:
            return bytes(self._control)
        if uuid == CONTROL:
            return bytes([1, self._mode is not None, self._mode or 0])
        if uuid == BATTERY:
            return bytes([self.battery, 0])
        return super().read(uuid)

    def write(self, uuid: str, data: bytes) -> None:
        if uuid == DEVICE_CONTROL:
            self._change(data)
        elif uuid == CONTROL:
            if len(data) != 3:
                raise AttError(ATT_BAD_LENGTH)
            self._measure(bool(data[1]), data[2])
        else:
            raise AttError(ATT_NOT_PERMITTED)

    def _change(self, data: bytes) -> None:
        """Take over the fields that the visit mask names; not while it measures."""
        if len(data) != CONTROL_BYTES:
            raise AttError(ATT_BAD_LENGTH)
        if self._mode is not None:
            raise AttError(ATT_REFUSED)
        fields = {0x02: slice(2, 3), 0x04: slice(3, 7), 0x08: slice(7, 24), 0x10: slice(24, 26), 0x20: slice(26, 27)}
        for bit, field in fields.items():
            if not data[0] & bit:
                continue
            if bit == 0x10 and struct.unpack_from("<H", data, 24)[0] not in RATES_HZ:
                raise AttError(ATT_REFUSED)
            self._control[field] = data[field]

    def _measure(self, on: bool, mode: int) -> None:
        self.stop("imu")
        self._mode = None
        mode = QUATERNION if self._old else mode
        if on and mode in CARRIED_BY:
            self._mode = mode
            (rate_hz,) = struct.unpack_from("<H", self._control, 24)
            self.start("imu", float(rate_hz), 1, self._pack)

    def disconnected(self) -> None:
        super().disconnected()
        self._mode = None

    def _pack(self, samples: list[Sample]) -> list[Outgoing]:
        assert self._mode is not None
        (sample,) = samples
        acc = [steps(value, 1.0 / ACC_STEP_MS2) * ACC_STEP_MS2 for value in sample.reading[:3]]
        rate = [steps(math.degrees(value), 1.0 / GYRO_STEP_DPS) * GYRO_STEP_DPS for value in sample.reading[3:]]
        free = [acc[0], acc[1], acc[2] - GRAVITY_MS2]
        level, angles = [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        values = {
            QUATERNION: level,
            FREE_ACC: free,
            RATES: acc + rate,
            CUSTOM_1: angles + free + rate,
            CUSTOM_3: level + rate,
            CUSTOM_5: level + acc + rate,
        }[self._mode]
        carrier = CARRIED_BY[self._mode]
        ticks_us = int(sample.time_s * 1e6) & 0xFFFFFFFF
        payload = struct.pack(f"<I{len(values)}f", ticks_us, *values)
        return [Outgoing(carrier, payload.ljust(LENGTHS[carrier], b"\0"), "imu", 1)]
