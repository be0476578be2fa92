"""MbientLab MetaMotion R/RL (BMI160) and S (BMI270): modules with registers, and streams only when all of it is on."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tests.rig.devices.base import (
    ATT_NOT_PERMITTED,
    DEVICE_INFORMATION,
    AttError,
    Characteristic,
    Outgoing,
    Personality,
    Sample,
    Service,
    int16s,
    steps,
    uuid16,
)
from tests.rig.motion import GRAVITY_MS2

SERVICE: Final = "326a9000-85cb-9195-d9dd-464cfbbae75a"
COMMAND: Final = "326a9001-85cb-9195-d9dd-464cfbbae75a"
NOTIFY: Final = "326a9006-85cb-9195-d9dd-464cfbbae75a"

ACC, LOGGING, SETTINGS, GYRO, DEBUG = 0x03, 0x0B, 0x11, 0x13, 0xFE
START, SAMPLING, CONFIG = 0x01, 0x02, 0x03
READ: Final = 0x80
TICK_S: Final = 48 / 32768

MODULES: Final[Mapping[int, str]] = {
    0x01: "0000", 0x02: "0000", 0x04: "01000003", 0x05: "0000", 0x07: "0000", 0x08: "0000", 0x09: "00011c",
    0x0A: "00001c", 0x0B: "00000880", 0x0C: "000008", 0x0D: "0001", 0x0F: "000108", 0x11: "0003", 0x15: "0001",
    0xFE: "0000",
}  # fmt: skip
"""Implementation, revision and more of the modules that both kinds have, beside accelerometer and gyroscope."""
GYRO_LSB_PER_DPS: Final = {0: 16.4, 1: 32.8, 2: 65.6, 3: 131.2, 4: 262.4}


@dataclass(frozen=True, slots=True)
class Chip:
    """model: as the device information says. acc, gyro: implementation and revision.

    ranges: full scale of the accelerometer by code, g. single, packed: data registers, accelerometer's and gyroscope's.
    """

    model: str
    acc: str
    gyro: str
    ranges: Mapping[int, int]
    single: tuple[int, int]
    packed: tuple[int, int]


CHIPS: Final = {
    "bmi160": Chip("5", "0101", "0001", {0x03: 2, 0x05: 4, 0x08: 8, 0x0C: 16}, (0x04, 0x05), (0x1C, 0x07)),
    "bmi270": Chip("8", "0400", "0100", {0: 2, 1: 4, 2: 8, 3: 16}, (0x04, 0x04), (0x05, 0x05)),
}


@dataclass(slots=True)
class Part:
    """Accelerometer or gyroscope. config: rate and range registers. single, packed: whether its data are wanted."""

    config: bytes
    single: bool = False
    packed: bool = False
    sampling: bool = False
    started: bool = False


class MetaMotion(Personality):
    """What was started and subscribed stays so when a link is lost: only a clean-up or a reset ends it."""

    default_ppm = 4000.0

    def __init__(
        self, address: str, *, name: str = "MetaWear", chip: Literal["bmi160", "bmi270"] = "bmi160", **common: Any
    ) -> None:
        super().__init__(address, name=name, **common)
        self.advertised = (SERVICE,)
        self._chip = CHIPS[chip]
        self._reset()

    def _reset(self) -> None:
        acc = b"\x28\x03" if self._chip is CHIPS["bmi160"] else b"\xa8\x00"
        self._parts = {ACC: Part(acc), GYRO: Part(b"\x28\x00")}

    def services(self) -> tuple[Service, ...]:
        readable = tuple(Characteristic(uuid16(short), ("read",)) for short in (0x2A24, 0x2A25, 0x2A26, 0x2A27, 0x2A29))
        return (
            Service(
                SERVICE,
                (Characteristic(COMMAND, ("write-without-response", "write")), Characteristic(NOTIFY, ("notify",))),
            ),
            self.battery_service(),
            Service(DEVICE_INFORMATION, readable),
        )

    def read(self, uuid: str) -> bytes:
        texts = {
            uuid16(0x2A24): self._chip.model,
            uuid16(0x2A25): self.address.replace(":", "")[-6:],
            uuid16(0x2A26): "1.7.3",
            uuid16(0x2A27): "0.1",
            uuid16(0x2A29): "MbientLab Inc",
        }
        return texts[uuid].encode() if uuid in texts else super().read(uuid)

    def subscribed(self, uuid: str, on: bool) -> None:
        self._renew()

    def disconnected(self) -> None:
        self._renew()

    def write(self, uuid: str, data: bytes) -> None:
        if uuid != COMMAND:
            raise AttError(ATT_NOT_PERMITTED)
        if len(data) < 2:
            return
        module, register, value = data[0], data[1], data[2:]
        if register & READ:
            self._tell(module, register)
        elif module in self._parts and value:
            self._set(module, register, value)
        elif module == SETTINGS and register == 0x09 and len(value) == 8:
            self.interval_s = max(0.0075, struct.unpack_from("<H", value)[0] * 1.25e-3)
        elif module == DEBUG and register in {0x01, 0x05, 0x06}:
            if register != 0x06:
                self._reset()
            self.hang_up()

    def _tell(self, module: int, register: int) -> None:
        """Answer a read; a module that it does not have answers with no more than the question."""
        told = b""
        if register == READ:
            modules = {**MODULES, ACC: self._chip.acc, GYRO: self._chip.gyro}
            told = bytes.fromhex(modules.get(module, ""))
        elif module == LOGGING and register == 0x84:
            told = struct.pack("<IB", int(self.crystal.device(self.now_s) / TICK_S) & 0xFFFFFFFF, 1)
        elif module == SETTINGS and register & 0x3F == 0x0C:
            register = 0x8C
            told = struct.pack("<BH", self.battery, 3300 + 9 * self.battery)
        elif module in self._parts and register & 0x3F == CONFIG:
            told = self._parts[module].config
        else:
            return
        self.answer(NOTIFY, bytes([module, register]) + told)

    def _set(self, module: int, register: int, value: bytes) -> None:
        part = self._parts[module]
        of = 0 if module == ACC else 1
        if register == CONFIG and len(value) >= 2:
            part.config = value[:2]
        elif register == SAMPLING and len(value) >= 2:
            part.sampling = bool(value[0]) if value[0] != value[1] else part.sampling
        elif register == START:
            part.started = bool(value[0])
        elif register == self._chip.packed[of]:
            part.packed = bool(value[0])
        elif register == self._chip.single[of]:
            part.single = bool(value[0])
        self._renew()

    def _renew(self) -> None:
        """Start and stop the streams as the registers and the listener would have it."""
        for module, name in ((ACC, "acc"), (GYRO, "gyro")):
            part = self._parts[module]
            on = part.started and part.sampling and (part.packed or part.single) and NOTIFY in self.listened
            rate_hz = 100.0 * 2.0 ** ((part.config[0] & 0x0F) - 8)
            per_packet = 3 if part.packed else 1
            stream = self.streams.get(name)
            if not on:
                self.stop(name)
            elif stream is None or (stream.rate_hz, stream.per_packet) != (rate_hz, per_packet):
                self.start(name, rate_hz, per_packet, self._pack_acc if module == ACC else self._pack_gyro)

    def _pack_acc(self, samples: list[Sample]) -> list[Outgoing]:
        range_g = self._chip.ranges.get(self._parts[ACC].config[1], 2)
        return self._pack(ACC, samples, 0, 32768.0 / range_g / GRAVITY_MS2)

    def _pack_gyro(self, samples: list[Sample]) -> list[Outgoing]:
        per_dps = GYRO_LSB_PER_DPS[min(self._parts[GYRO].config[1] & 0x07, 4)]
        return self._pack(GYRO, samples, 1, math.degrees(per_dps))

    def _pack(self, module: int, samples: list[Sample], of: int, per_unit: float) -> list[Outgoing]:
        part = self._parts[module]
        register = self._chip.packed[of] if part.packed else self._chip.single[of]
        felt = [s.reading[:3] if module == ACC else s.reading[3:] for s in samples]
        values = [steps(value, per_unit) for reading in felt for value in reading]
        name = "acc" if module == ACC else "gyro"
        return [Outgoing(NOTIFY, bytes([module, register]) + int16s(*values), name, len(samples))]
