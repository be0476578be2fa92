"""How a sensor is wanted, how it was set up, and how the latter is written into a recording."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.errors import PacketError

SETUP_CHANNEL: Final = "setup"
"""Channel of the packet that says how the sensor was set up; it stands before the first packet of each connection."""

SETUP_MAX_BYTES: Final = 8192
TEXT_MAX_CHARS: Final = 500
VALUES_MAX: Final = 64
ACC_RANGE_LEAST_G: Final = 2.0
ACC_RANGE_MOST_G: Final = 400.0
"""Full scales that accelerometers on a bar can have: below, gravity alone nearly fills it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask of a sensor; a driver takes the nearest that the sensor can do, and says so in its settings.

    rate_hz: samples a second. acc_range_g, gyro_range_dps: full scales, as data sheets give them.
    before: the settings of an earlier connection of the same recording, so that what takes long (measuring the rate)
    need not be done again; None for the first.
    """

    rate_hz: float = 200.0
    acc_range_g: float = 16.0
    gyro_range_dps: float = 2000.0
    before: Settings | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How a sensor was set up, and what it said of itself; unknown is None.

    rate_hz: nominal samples a second, as read back or measured. acc_range_g, gyro_range_dps: full scales.
    bandwidth_hz: of its low-pass. model, firmware, serial: its own words. serial is what its calibration is kept by.
    values: what else the decoder must know ("chip", "factor", ...). warnings: what the user should know of this sensor.
    """

    rate_hz: float | None = None
    acc_range_g: float | None = None
    gyro_range_dps: float | None = None
    bandwidth_hz: float | None = None
    model: str | None = None
    firmware: str | None = None
    serial: str | None = None
    values: Mapping[str, float | str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def acc_range_ms2(self) -> float | None:
        """Full scale of the accelerometer; None where it is not known, or where it cannot be one."""
        if self.acc_range_g is None or not ACC_RANGE_LEAST_G <= self.acc_range_g <= ACC_RANGE_MOST_G:
            return None
        return self.acc_range_g * STANDARD_GRAVITY_MS2


UNKNOWN_SETTINGS: Final = Settings()


def settings_to_payload(settings: Settings) -> bytes:
    """The payload of a setup packet: JSON, without what is unknown."""
    return json.dumps({name: value for name, value in asdict(settings).items() if value not in (None, {}, ())}).encode()


def settings_from_payload(payload: bytes) -> Settings:
    """What a setup packet says; fields of a newer version are ignored. Raises PacketError where it says nothing."""
    try:
        found = json.loads(payload) if len(payload) <= SETUP_MAX_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise PacketError("a setup packet that is no JSON object", "Record again: the recording was changed.")
    values = found.get("values")
    warnings = found.get("warnings")
    return Settings(
        rate_hz=_number(found.get("rate_hz")),
        acc_range_g=_number(found.get("acc_range_g")),
        gyro_range_dps=_number(found.get("gyro_range_dps")),
        bandwidth_hz=_number(found.get("bandwidth_hz")),
        model=_text(found.get("model")),
        firmware=_text(found.get("firmware")),
        serial=_text(found.get("serial")),
        values=_values(values) if isinstance(values, dict) else {},
        warnings=tuple(filter(None, map(_text, warnings[:VALUES_MAX]))) if isinstance(warnings, list) else (),
    )


def _values(found: dict[str, object]) -> dict[str, float | str]:
    known: dict[str, float | str] = {}
    for name, value in list(found.items())[:VALUES_MAX]:
        got = _text(value) if isinstance(value, str) else _number(value)
        if got is not None:
            known[name] = got
    return known


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _text(value: object) -> str | None:
    return value[:TEXT_MAX_CHARS] if isinstance(value, str) and value else None
