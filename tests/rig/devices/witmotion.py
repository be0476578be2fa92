"""WitMotion WT901BLE: streams as soon as somebody listens, and takes no setting without being unlocked first."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any, Final, Literal

from tests.rig.devices.base import Characteristic, Outgoing, Personality, Sample, Service, int16s, steps
from tests.rig.motion import GRAVITY_MS2

BASE: Final = "0000{:04x}-0000-1000-8000-00805f9a34fb"
"""The maker's own base: 9a34fb, one letter beside the SIG's 9b34fb."""
SERVICE: Final = BASE.format(0xFFE5)
NOTIFY: Final = BASE.format(0xFFE4)
WRITE: Final = BASE.format(0xFFE9)

PER_G: Final = 2048.0 / GRAVITY_MS2
PER_RADS: Final = 32768.0 / math.radians(2000.0)
MEASURED_HZ: Final[Mapping[int, float]] = {
    0x01: 0.2, 0x02: 0.5, 0x03: 1.0, 0x04: 2.0, 0x05: 5.0,
    0x06: 10.05, 0x07: 19.86, 0x08: 49.45, 0x09: 99.26, 0x0A: 99.29, 0x0B: 198.43,
}  # fmt: skip
"""What the codes of the rate register give on hardware; 0.2 to 5 Hz are nominal."""
GATHERED_S: Final = 0.04
"""Frames are gathered for about so long: 4 to a notification at 100 Hz, 8 at 200 Hz."""
UNLOCKED_S: Final = 10.0
BUSY_S: Final = 0.3
ANSWER_S: Final = 0.012
FROZEN_FRAMES: Final = 256
"""The fused angles stand still for the first frames after power-on."""

SAVE, RATE, BANDWIDTH, READ, MOUNTING, ALGORITHM = 0x00, 0x03, 0x1F, 0x27, 0x23, 0x24
VERSION, VOLTS, MAC, UNLOCK, CONTENT = 0x2E, 0x64, 0x66, 0x69, 0x96
FACTORY: Final[Mapping[int, int]] = {RATE: 0x06, BANDWIDTH: 0x04, MOUNTING: 0, ALGORITHM: 0, CONTENT: 0}
KEY: Final = 0xB588


class WitMotion(Personality):
    """registers: what is saved in it beside the factory's settings.

    accepts_200: False has the code 0x0B sample at 99 Hz although it reads back as written. replies: a register's
    answer stands among the data frames ("inline") or in a notification of its own ("own"). long_frames: the variant
    whose data frames have 28 bytes, with a calendar time.
    """

    def __init__(
        self,
        address: str,
        *,
        name: str = "WT901BLE67",
        registers: Mapping[str, int] | None = None,
        accepts_200: bool = True,
        replies: Literal["inline", "own"] = "inline",
        long_frames: bool = False,
        advertises_service: bool = False,
        **common: Any,
    ) -> None:
        super().__init__(address, name=name, **common)
        self.advertised = (SERVICE,) if advertises_service else ()
        self._saved = dict(FACTORY) | {int(key, 0): value for key, value in (registers or {}).items()}
        self._registers = dict(self._saved)
        self._accepts_200 = accepts_200
        self._inline = replies == "inline"
        self._long = long_frames
        self._unlocked_until_s = self._busy_until_s = self._reading_until_s = -math.inf
        self._inserted: list[bytes] = []
        self._frames = 0

    def services(self) -> tuple[Service, ...]:
        return (
            Service(
                SERVICE,
                (Characteristic(NOTIFY, ("notify",)), Characteristic(WRITE, ("write", "write-without-response"))),
            ),
        )

    def subscribed(self, uuid: str, on: bool) -> None:
        if not on:
            self.stop("imu")
        elif "imu" not in self.streams:
            self._stream()

    def write(self, uuid: str, data: bytes) -> None:
        if uuid != WRITE or len(data) != 5 or data[:2] != b"\xff\xaa":
            return  # it says nothing of what it does not understand
        register, value = struct.unpack_from("<BH", data, 2)
        if register == READ:
            self._answer_register(value & 0xFF)
        elif register == UNLOCK:
            if value == KEY:
                self._unlocked_until_s = self.now_s + UNLOCKED_S
        elif self.now_s <= self._unlocked_until_s:
            self._set(register, value)

    def _set(self, register: int, value: int) -> None:
        if register == SAVE:
            self._save(value)
            return
        self._registers[register] = value
        if register == RATE and "imu" in self.streams:
            self._stream()

    def _save(self, value: int) -> None:
        if value == 0xFF:
            self._registers = dict(self._saved)
            self._frames = 0
            self.hang_up()
        elif value == 0x01:
            self._saved = self._registers = dict(FACTORY)
        else:
            self._saved = dict(self._registers)
            self._busy_until_s = self.now_s + BUSY_S

    def _answer_register(self, register: int) -> None:
        if self.now_s < self._reading_until_s:
            return  # a second question before the first is answered is lost
        self._reading_until_s = self.now_s + ANSWER_S
        busy = self.now_s < self._busy_until_s
        values = [0 if busy else self._value(register + n) for n in range(8)]
        frame = struct.pack("<BBH8H", 0x55, 0x71, register, *values)
        if self._inline and "imu" in self.streams:
            self._inserted.append(frame)
        else:
            self.answer(NOTIFY, frame, ANSWER_S)

    def _value(self, register: int) -> int:
        mac = bytes.fromhex(self.address.replace(":", ""))[::-1]
        fixed = {
            VOLTS: round((3.4 + 0.0064 * self.battery) * 100),
            VERSION: 0x0116,
            VERSION + 1: 0x89D8,
            0x40: 2510,
            **{MAC + n: struct.unpack_from("<H", mac, 2 * n)[0] for n in range(3)},
        }
        return int(fixed.get(register, self._registers.get(register, 0))) & 0xFFFF

    def _stream(self) -> None:
        code = self._registers[RATE]
        if code == 0x0B and not self._accepts_200:
            code = 0x0A
        rate_hz = MEASURED_HZ.get(code, 10.05)
        size = 28 if self._long else 20
        gathered = max(1, round(GATHERED_S * rate_hz))
        self.start("imu", rate_hz, max(1, min(gathered, (self.mtu - 3) // size)), self._pack)

    def _pack(self, samples: list[Sample]) -> list[Outgoing]:
        frames = [(frame, 0) for frame in self._inserted] + [(self._frame(sample), 1) for sample in samples]
        self._inserted.clear()
        fit = max(1, (self.mtu - 3) // len(frames[-1][0]))
        parts = [frames[n : n + fit] for n in range(0, len(frames), fit)]
        return [Outgoing(NOTIFY, b"".join(f for f, _ in part), "imu", sum(n for _, n in part)) for part in parts]

    def _frame(self, sample: Sample) -> bytes:
        self._frames += 1
        acc = [steps(value, PER_G) for value in sample.reading[:3]]
        rate = [steps(value, PER_RADS) for value in sample.reading[3:]]
        angle = [62, -22, 0 if self._frames <= FROZEN_FRAMES else -15750 + self._frames % 8]
        if self._registers.get(CONTENT) == 1:
            acc, rate = [0, 0, 0], [1, 0, 1]  # displacement and speed in the place of acceleration and rate
        frame = b"\x55\x61" + int16s(*acc, *rate, *angle)
        if not self._long:
            return frame
        whole_s, ms = divmod(round(sample.time_s * 1e3), 1000)
        return frame + struct.pack("<6BH", 26, 1, 1, whole_s // 3600 % 24, whole_s // 60 % 60, whole_s % 60, ms)

    def disconnected(self) -> None:
        super().disconnected()
        self._inserted.clear()
        self._reading_until_s = self._busy_until_s = -math.inf
