"""Home-made sensors that speak the open Rackside profile: how they are found, set up and stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from sensor.drivers.base import Driver
from sensor.drivers.handling import (
    Advert,
    Answer,
    Ask,
    Handling,
    Read,
    SetUp,
    Subscribe,
    TearDown,
    Write,
    battery_level,
)
from sensor.drivers.rackside.codec import (
    CONFIG,
    CONTROL,
    DATA,
    INFO,
    SERVICE,
    START,
    STOP,
    Config,
    pack_wanted,
    unpack,
    unpack_config,
    unpack_info,
)
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE, RacksideDecoder
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError, SetupError

CHANNEL: Final = "data"
RATE_LOW_HZ: Final = 100.0
ACC_RANGE_LOW_G: Final = 16
GYRO_RANGE_LOW_DPS: Final = 1000
BANDWIDTH_LOW_HZ: Final = 40
"""Below these the user is told: racks and floors give more than 8 g, a thrown bar rolls at hundreds of deg/s, and a
peak speed is smeared by a slow low-pass."""

_NO_PROFILE: Final = "Compare the sensor's firmware with firmware_notes/profile.md."

Said = TypeVar("Said")


def _recognises(advert: Advert) -> bool:
    return SERVICE in advert.service_uuids


def _set_up(wanted: Wanted) -> SetUp:
    """Read who it is, stop it, set it, read back what it took, then start it and see one packet."""
    info = _understood(unpack_info, (yield Read(INFO)), "has no description")
    yield Write(CONTROL, STOP, response=True)
    yield Write(CONFIG, pack_wanted(wanted), response=True)
    config = _understood(unpack_config, (yield Read(CONFIG)), "has no settings")
    yield Subscribe(DATA, CHANNEL)
    first = yield Ask(CONTROL, START, CHANNEL, answers=_anything, response=True)
    _understood(unpack, first, "was started and sends nothing")
    return Settings(
        rate_hz=config.rate_hz,
        acc_range_g=float(config.acc_range_g),
        gyro_range_dps=float(config.gyro_range_dps),
        bandwidth_hz=None if config.bandwidth_hz is None else float(config.bandwidth_hz),
        model=info.model,
        firmware=info.firmware,
        serial=info.serial,
        values={ACC_SCALE: config.acc_mg_per_count, GYRO_SCALE: config.gyro_mdps_per_count},
        warnings=_warnings(config),
    )


def _tear_down(_: Settings) -> TearDown:
    yield Write(CONTROL, STOP, response=True)


def _anything(_: bytes) -> bool:
    return True


def _understood(unpacked: Callable[[bytes], Said], answer: Answer, otherwise: str) -> Said:
    """What an answer says. Raises SetupError where there is none, or it is not the profile's."""
    if not answer:
        raise SetupError(f"the sensor {otherwise}", _NO_PROFILE)
    try:
        return unpacked(answer[0])
    except PacketError as error:
        raise SetupError(error.message, error.advice) from error


def _warnings(config: Config) -> tuple[str, ...]:
    said = []
    if config.rate_hz < RATE_LOW_HZ:
        said.append(f"The sensor takes {config.rate_hz:g} samples a second; 100 or more are wanted.")
    if config.acc_range_g < ACC_RANGE_LOW_G:
        said.append(f"The sensor measures up to {config.acc_range_g} g; shocks go beyond.")
    if config.gyro_range_dps < GYRO_RANGE_LOW_DPS:
        said.append(f"The sensor measures up to {config.gyro_range_dps} degrees a second; a fast bar may roll faster.")
    if config.bandwidth_hz is not None and config.bandwidth_hz < BANDWIDTH_LOW_HZ:
        said.append(f"The sensor smooths at {config.bandwidth_hz} Hz; peak speeds come out too low.")
    return tuple(said)


DRIVER: Final = Driver(
    "rackside",
    RacksideDecoder,
    Handling(
        label="Rackside profile (home-made)",
        recognises=_recognises,
        set_up=_set_up,
        tear_down=_tear_down,
        battery=battery_level,
    ),
)
