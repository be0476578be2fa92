"""What a sensor says of itself by the Bluetooth SIG's Device Information service (180A)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

from sensor.drivers.handling import Answer, Read, Step, uuid16

MODEL_NUMBER: Final = uuid16(0x2A24)
SERIAL_NUMBER: Final = uuid16(0x2A25)
FIRMWARE_REVISION: Final = uuid16(0x2A26)


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Unknown is None."""

    model: str | None
    firmware: str | None
    serial: str | None


def device_info() -> Generator[Step, Answer, DeviceInfo]:
    """Part of a conversation: read what there is to read."""
    model = yield Read(MODEL_NUMBER)
    firmware = yield Read(FIRMWARE_REVISION)
    serial = yield Read(SERIAL_NUMBER)
    return DeviceInfo(*(plain_text(said[0]) if said else None for said in (model, firmware, serial)))


def plain_text(raw: bytes) -> str | None:
    """The text in bytes up to the first zero, without what cannot be printed; None where that leaves nothing."""
    text = raw.split(b"\0", 1)[0].decode(errors="replace")
    return "".join(c for c in text if c.isprintable()).strip() or None
