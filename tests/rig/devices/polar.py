"""Polar Verity Sense and H10: the PMD service, its control point with indications, and its frames."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
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
from tests.rig.devices.polar_frames import Row, compressed_runs
from tests.rig.motion import GRAVITY_MS2

SERVICE: Final = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

ACC, GYRO, SDK_MODE = 2, 5, 9
GET, START, STOP = 1, 2, 3
OK, BAD_OP, BAD_TYPE, BAD_PARAMETER, ALREADY, BAD_RATE, BAD_RANGE, BAD_STATE, IN_CHARGER = 0, 1, 2, 5, 6, 8, 9, 12, 13
RATE, RESOLUTION, RANGE, CHANNELS, FACTOR = 0, 1, 2, 4, 5
VALUE_BYTES: Final = {0: 2, 1: 2, 2: 2, 3: 4, 4: 1, 5: 4}
POLAR: Final = 0x006B
UNSET_CLOCK_NS: Final = 599_616_000 * 10**9
"""2019-01-01 after 2000-01-01: where the clock starts that nobody has set."""
NAMES: Final = {ACC: "acc", GYRO: "gyro"}


@dataclass(frozen=True, slots=True)
class Ability:
    rates_hz: tuple[int, ...]
    ranges: tuple[int, ...]


VERITY: Final[Mapping[int, Ability]] = {ACC: Ability((52,), (8,)), GYRO: Ability((52,), (2000,))}
VERITY_SDK: Final[Mapping[int, Ability]] = {
    ACC: Ability((26, 52, 104, 208, 416), (2, 4, 8, 16)),
    GYRO: Ability((26, 52, 104, 208, 416), (250, 500, 1000, 2000)),
}
H10: Final[Mapping[int, Ability]] = {ACC: Ability((25, 50, 100, 200), (2, 4, 8))}


class Pmd(Personality):
    """What both have in common. Settings of a running measurement are in `_running`: rate and range by type."""

    default_ppm = 20.0
    model = ""
    features = b"\x0f\x00\x00"

    def __init__(self, address: str, *, in_charger: bool = False, **common: Any) -> None:
        super().__init__(address, **common)
        self.advertised = (uuid16(0x180D), uuid16(0xFEEE))
        self.manufacturer = {POLAR: b"\x72\x08\x00"}
        self._in_charger = in_charger
        self._running: dict[int, tuple[int, int]] = {}

    def abilities(self) -> Mapping[int, Ability]:
        raise NotImplementedError

    def factor(self, kind: int, full_scale: int) -> float | None:
        """What a start's answer says that counts are to be multiplied by."""
        raise NotImplementedError

    def packer(self, kind: int, rate_hz: int, full_scale: int) -> tuple[int, Callable[[list[Sample]], list[Outgoing]]]:
        """How many samples to gather, and what makes frames of them."""
        raise NotImplementedError

    def services(self) -> tuple[Service, ...]:
        control = Characteristic(CONTROL, ("read", "write", "indicate"))
        told = tuple(Characteristic(uuid16(short), ("read",)) for short in (0x2A24, 0x2A25, 0x2A26))
        return (
            Service(SERVICE, (control, Characteristic(DATA, ("notify",)))),
            self.battery_service(),
            Service(DEVICE_INFORMATION, told),
        )

    def read(self, uuid: str) -> bytes:
        serial = self.address.replace(":", "")[-8:]
        texts = {uuid16(0x2A24): self.model, uuid16(0x2A25): serial, uuid16(0x2A26): "2.1.0"}
        if uuid == CONTROL:
            return self.features
        return texts[uuid].encode() if uuid in texts else super().read(uuid)

    def write(self, uuid: str, data: bytes) -> None:
        if uuid != CONTROL:
            raise AttError(ATT_NOT_PERMITTED)
        if len(data) < 2:
            return
        op, kind = data[0], data[1]
        more = b""
        if self._in_charger and op == START:
            status = IN_CHARGER
        elif kind == SDK_MODE:
            status = self._switch_sdk(op)
        elif kind not in self.abilities():
            status = BAD_TYPE
        elif op == GET:
            status, more = OK, self._settings(kind)
        elif op == START:
            status, more = self._start(kind, data[2:])
        elif op == STOP:
            status = self._stop(kind)
        else:
            status = BAD_OP
        self.answer(CONTROL, bytes([0xF0, op, kind, status]) + (b"\x00" + more if status == OK else b""))

    def operate(self, what: str, values: Mapping[str, object]) -> object:
        """`stops_itself`: end all measurements, and say so."""
        if what != "stops_itself":
            return super().operate(what, values)
        kinds = bytes(self._running)
        for kind in kinds:
            self._stop(kind)
        self.answer(CONTROL, b"\x01" + kinds)
        return list(kinds)

    def _switch_sdk(self, op: int) -> int:
        return BAD_TYPE

    def _settings(self, kind: int) -> bytes:
        able = self.abilities()[kind]
        return (
            _setting(RATE, *able.rates_hz) + _setting(RESOLUTION, 16) + _setting(RANGE, *able.ranges) + b"\x04\x01\x03"
        )

    def _start(self, kind: int, settings: bytes) -> tuple[int, bytes]:
        if kind in self._running:
            return ALREADY, b""
        wanted = _parsed(settings)
        able = self.abilities()[kind]
        if wanted is None or RATE not in wanted or RANGE not in wanted:
            return BAD_PARAMETER, b""
        rate_hz, full_scale = wanted[RATE], wanted[RANGE]
        if rate_hz not in able.rates_hz:
            return BAD_RATE, b""
        if full_scale not in able.ranges:
            return BAD_RANGE, b""
        self._running[kind] = rate_hz, full_scale
        self.start(NAMES[kind], float(rate_hz), *self.packer(kind, rate_hz, full_scale))
        factor = self.factor(kind, full_scale)
        return OK, b"" if factor is None else struct.pack("<BBf", FACTOR, 1, factor)

    def _stop(self, kind: int) -> int:
        if kind not in self._running:
            return ALREADY
        del self._running[kind]
        self.stop(NAMES[kind])
        return OK

    def disconnected(self) -> None:
        super().disconnected()
        self._running.clear()


class Polar(Pmd):
    """Verity Sense. acc_type: 0 sends g by a factor, 1 milli-g by a factor. gyro_type: 0 counts, 1 float32."""

    model = "INW4J"
    features = b"\x0f\x6e\x02"

    def __init__(
        self, address: str, *, acc_type: Literal[0, 1] = 0, gyro_type: Literal[0, 1] = 0, **common: Any
    ) -> None:
        super().__init__(address, **{"name": "Polar Sense 0A1B2C3D", **common})
        self._types = {ACC: acc_type, GYRO: gyro_type}
        self._sdk = False

    def abilities(self) -> Mapping[int, Ability]:
        return VERITY_SDK if self._sdk else VERITY

    def factor(self, kind: int, full_scale: int) -> float:
        if kind == ACC:
            return full_scale / 32768.0 * (1000.0 if self._types[ACC] == 1 else 1.0)
        return 1.0 if self._types[GYRO] == 1 else full_scale / 32768.0

    def _switch_sdk(self, op: int) -> int:
        on = op == START
        if op not in {START, STOP}:
            return BAD_OP
        if self._sdk == on:
            return ALREADY
        if self._running:
            return BAD_STATE
        self._sdk = on
        return OK

    def packer(self, kind: int, rate_hz: int, full_scale: int) -> tuple[int, Callable[[list[Sample]], list[Outgoing]]]:
        floats = kind == GYRO and self._types[GYRO] == 1

        def row(sample: Sample) -> Row:
            if kind == ACC:
                return tuple(steps(value, 32768.0 / full_scale / GRAVITY_MS2) for value in sample.reading[:3])
            counts = [steps(math.degrees(value), 32768.0 / full_scale) for value in sample.reading[3:]]
            return tuple(_pattern(count * full_scale / 32768.0) for count in counts) if floats else tuple(counts)

        def pack(samples: list[Sample]) -> list[Outgoing]:
            out: list[Outgoing] = []
            limit = self.mtu - 3 - 10
            done = 0
            for count, frame in compressed_runs([row(s) for s in samples], 4 if floats else 2, limit):
                done += count
                header = _header(kind, samples[done - 1], 0x80 | self._types[kind])
                out.append(Outgoing(DATA, header + frame, NAMES[kind], count))
            return out

        return max(4, round(0.2 * rate_hz)), pack


class PolarH10(Pmd):
    """A chest strap: acceleration only. It goes on measuring when the link is lost, until it is told to stop."""

    model = "H10"
    features = b"\x0f\x05\x00"

    def __init__(self, address: str, **common: Any) -> None:
        super().__init__(address, **{"name": "Polar H10 0A1B2C3D", **common})

    def abilities(self) -> Mapping[int, Ability]:
        return H10

    def factor(self, kind: int, full_scale: int) -> None:
        return None

    def packer(self, kind: int, rate_hz: int, full_scale: int) -> tuple[int, Callable[[list[Sample]], list[Outgoing]]]:
        per_g = 32768.0 / full_scale

        def pack(samples: list[Sample]) -> list[Outgoing]:
            mg = [
                round(steps(value, per_g / GRAVITY_MS2) * 1000.0 / per_g)
                for sample in samples
                for value in sample.reading[:3]
            ]
            return [Outgoing(DATA, _header(kind, samples[-1], 1) + int16s(*mg), "acc", len(samples))]

        return max(1, min(36, (self.mtu - 13) // 6, round(0.18 * rate_hz))), pack

    def disconnected(self) -> None:
        """Streams rest while nobody is there; what runs, runs on."""
        self.stop("acc")

    def subscribed(self, uuid: str, on: bool) -> None:
        if uuid == DATA and on and ACC in self._running and "acc" not in self.streams:
            rate_hz, full_scale = self._running[ACC]
            self.start("acc", float(rate_hz), *self.packer(ACC, rate_hz, full_scale))


def _setting(kind: int, *values: int) -> bytes:
    return struct.pack(f"<BB{len(values)}H", kind, len(values), *values)


def _parsed(settings: bytes) -> dict[int, int] | None:
    """Type-count-values with one value each, as a start gives them; None for what is no such list."""
    found: dict[int, int] = {}
    at = 0
    while at < len(settings):
        if at + 2 > len(settings) or settings[at] not in VALUE_BYTES or settings[at + 1] != 1:
            return None
        end = at + 2 + VALUE_BYTES[settings[at]]
        if end > len(settings):
            return None
        found[settings[at]] = int.from_bytes(settings[at + 2 : end], "little")
        at = end
    return found


def _header(kind: int, last: Sample, frame_type: int) -> bytes:
    return struct.pack("<BQB", kind, UNSET_CLOCK_NS + int(last.time_s * 1e9), frame_type)


def _pattern(value: float) -> int:
    """The bits of a float32, as a signed integer."""
    (pattern,) = struct.unpack("<i", struct.pack("<f", value))
    return int(pattern)
