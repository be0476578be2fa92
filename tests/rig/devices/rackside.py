"""A home-made sensor of the open profile, written from `firmware_notes/profile.md` alone."""

from __future__ import annotations

import math
import struct
from typing import Any, Final

from tests.rig.devices.base import (
    ATT_BAD_LENGTH,
    ATT_NOT_PERMITTED,
    AttError,
    Characteristic,
    Outgoing,
    Personality,
    Sample,
    Service,
    int16s,
    steps,
)
from tests.rig.motion import GRAVITY_MS2

SERVICE: Final = "5bc50001-4a08-48d7-bf87-2173305eff3b"
DATA: Final = "5bc50002-4a08-48d7-bf87-2173305eff3b"
CONFIG: Final = "5bc50003-4a08-48d7-bf87-2173305eff3b"
INFO: Final = "5bc50004-4a08-48d7-bf87-2173305eff3b"
CONTROL: Final = "5bc50005-4a08-48d7-bf87-2173305eff3b"
RATES_HZ: Final = (104.0, 208.0, 416.0)
ACC_MG: Final = 0.488
GYRO_MDPS: Final = 70.0
PER_PACKET: Final = 8
NUMBERS: Final = 1 << 16
TIMES_US: Final = 1 << 32


class Rackside(Personality):
    """version: of the profile. first_number: of the first sample after a start, to come near its end. off: share by
    which the chip's rate is off its nominal one, as such chips are."""

    default_ppm = 20.0

    def __init__(
        self,
        address: str,
        *,
        serial: str = "A1",
        version: int = 1,
        first_number: int = 0,
        off: float = 0.02,
        **common: Any,
    ) -> None:
        super().__init__(address, **{"name": "Rackside bar", **common})
        self.advertised = (SERVICE,)
        self._serial = serial
        self._version = version
        self._first_number = first_number
        self._number = first_number
        self._off = off
        self._rate_hz = 104.0

    def services(self) -> tuple[Service, ...]:
        own = (
            Characteristic(DATA, ("notify",)),
            Characteristic(CONFIG, ("read", "write")),
            Characteristic(INFO, ("read",)),
            Characteristic(CONTROL, ("write",)),
        )
        return Service(SERVICE, own), self.battery_service()

    def read(self, uuid: str) -> bytes:
        if uuid == INFO:
            return bytes([self._version]) + f"Bar\0rig 1\0{self._serial}\0".encode()
        if uuid == CONFIG:
            settings = (16, 2000, int(self._rate_hz / 2), self._rate_hz, ACC_MG, GYRO_MDPS)
            return struct.pack("<BxHHHfff", self._version, *settings)
        return super().read(uuid)

    def write(self, uuid: str, data: bytes) -> None:
        if uuid == CONFIG:
            if len(data) < 12:
                raise AttError(ATT_BAD_LENGTH)
            (wanted_hz,) = struct.unpack_from("<f", data, 8)
            if not self.streams:
                self._rate_hz = min(RATES_HZ, key=lambda rate_hz: abs(rate_hz - wanted_hz))
        elif uuid == CONTROL:
            self.stop("imu")
            if data == b"\x01":
                self._number = self._first_number
                self.start("imu", self._rate_hz * (1.0 + self._off), PER_PACKET, self._packed)
        else:
            raise AttError(ATT_NOT_PERMITTED)

    def _packed(self, samples: list[Sample]) -> list[Outgoing]:
        time_us = int(samples[0].time_s * 1e6) % TIMES_US
        payload = struct.pack("<BBHI", self._version, len(samples), self._number, time_us)
        self._number = (self._number + len(samples)) % NUMBERS
        for sample in samples:
            acc = (steps(value / GRAVITY_MS2, 1e3 / ACC_MG) for value in sample.reading[:3])
            gyro = (steps(math.degrees(value), 1e3 / GYRO_MDPS) for value in sample.reading[3:])
            payload += int16s(*acc, *gyro)
        return [Outgoing(DATA, payload, "imu", len(samples))]
