"""Movesense with the GATT SensorData Protocol: resources by path, packets in parts, a clock in milliseconds."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import Any, Final

from tests.rig.devices.base import (
    ATT_NOT_PERMITTED,
    AttError,
    Characteristic,
    Outgoing,
    Personality,
    Sample,
    Service,
    steps,
    uuid16,
)
from tests.rig.motion import GRAVITY_MS2

SERVICE: Final = "34802252-7185-4d5d-b431-630e7050e8f0"
WRITE: Final = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY: Final = "34800002-7185-4d5d-b431-630e7050e8f0"

HELLO, SUBSCRIBE, UNSUBSCRIBE, GET = 0, 1, 2, 4
RESULT, DATA = 1, 2
OK, BAD_REQUEST, NOT_FOUND, UNAVAILABLE = 200, 400, 404, 503
PART_BYTES: Final = 150
RATES_HZ: Final = frozenset({13, 26, 52, 104, 208})
SUBSCRIPTIONS: Final = 4
ACC_STEP_MS2: Final = 8.0 / 32768.0 * GRAVITY_MS2
"""The default range of 8 g in 16 bits: 0.244 mg."""
GYRO_STEP_DPS: Final = 0.07
GYRO_LIMIT: Final = round(2000.0 / GYRO_STEP_DPS)
RESOURCE: Final = re.compile(r"/Meas/(IMU6|Acc|Gyro)/(\d+)")


class Movesense(Personality):
    """accepts_208: False refuses a subscription at 208 Hz."""

    default_ppm = 30.0

    def __init__(self, address: str, *, serial: str = "000000000001", accepts_208: bool = True, **common: Any) -> None:
        super().__init__(address, **{"name": f"Movesense {serial}", **common})
        self.advertised = (uuid16(0xFE06),)
        self._serial = serial
        self._accepts_208 = accepts_208
        self._subscriptions: dict[int, str] = {}

    def services(self) -> tuple[Service, ...]:
        return (
            Service(
                SERVICE,
                (Characteristic(WRITE, ("write", "write-without-response")), Characteristic(NOTIFY, ("notify",))),
            ),
            self.battery_service(),
        )

    def disconnected(self) -> None:
        super().disconnected()
        self._subscriptions.clear()

    def write(self, uuid: str, data: bytes) -> None:
        if uuid != WRITE:
            raise AttError(ATT_NOT_PERMITTED)
        if len(data) < 2 or data[1] == 0:
            return
        command, reference = data[0], data[1]
        path = data[2:].rstrip(b"\0").decode("ascii", "replace")
        if command == HELLO:
            words = (self._serial, "SMB-1", "0C8CDC000001", "gatt_sensordata_app", "2.3.1")
            self._reply(reference, b"\x01" + b"".join(word.encode() + b"\0" for word in words))
        elif command == SUBSCRIBE:
            self._reply(reference, struct.pack("<H", self._subscribe(reference, path)))
        elif command == UNSUBSCRIBE:
            known = self._subscriptions.pop(reference, None)
            if known:
                self.stop(known)
            self._reply(reference, struct.pack("<H", OK if known else NOT_FOUND))
        elif command == GET:
            self._reply(reference, self._get(path))
        else:
            self._reply(reference, struct.pack("<H", BAD_REQUEST))

    def _reply(self, reference: int, payload: bytes) -> None:
        self.answer(NOTIFY, bytes([RESULT, reference]) + payload)

    def _get(self, path: str) -> bytes:
        found = {
            "/System/Energy/Level": bytes([self.battery]),
            "/Meas/IMU/Config": struct.pack("<BHH", 8, 2000, 4),
        }
        return struct.pack("<H", OK) + found[path] if path in found else struct.pack("<H", NOT_FOUND)

    def _subscribe(self, reference: int, path: str) -> int:
        found = RESOURCE.fullmatch(path)
        if found is None:
            return NOT_FOUND
        kind, rate_hz = found[1], int(found[2])
        if rate_hz not in RATES_HZ or (rate_hz == 208 and not self._accepts_208):
            return BAD_REQUEST
        if kind in self._subscriptions.values() or len(self._subscriptions) >= SUBSCRIPTIONS:
            return UNAVAILABLE
        self._subscriptions[reference] = kind
        self.start(kind, float(rate_hz), rate_hz // 13, self._packer(kind, reference))
        return OK

    def _packer(self, kind: str, reference: int) -> Callable[[list[Sample]], list[Outgoing]]:
        def pack(samples: list[Sample]) -> list[Outgoing]:
            first_ms = int(samples[0].time_s * 1e3) & 0xFFFFFFFF
            blocks = b""
            if kind != "Gyro":
                blocks += _floats([_acc(value) for sample in samples for value in sample.reading[:3]])
            if kind != "Acc":
                blocks += _floats([_gyro(value) for sample in samples for value in sample.reading[3:]])
            return self._in_parts(kind, reference, struct.pack("<I", first_ms) + blocks, len(samples))

        return pack

    @staticmethod
    def _in_parts(kind: str, reference: int, payload: bytes, samples: int) -> list[Outgoing]:
        pieces = [payload[n : n + PART_BYTES] for n in range(0, len(payload), PART_BYTES)]
        parts = [Outgoing(NOTIFY, bytes([DATA + n, reference]) + piece, kind) for n, piece in enumerate(pieces)]
        parts[-1].samples = samples
        parts[-1].needs = tuple(parts[:-1])
        return parts


def _floats(values: list[float]) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def _acc(value_ms2: float) -> float:
    return steps(value_ms2, 1.0 / ACC_STEP_MS2) * ACC_STEP_MS2


def _gyro(value_rads: float) -> float:
    """As it sends them: degrees a second."""
    return steps(math.degrees(value_rads), 1.0 / GYRO_STEP_DPS, -GYRO_LIMIT, GYRO_LIMIT) * GYRO_STEP_DPS
