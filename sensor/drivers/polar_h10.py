"""Polar H10, a chest strap: acceleration alone, 200 Hz, up to 8 g. Only what needs no turn rate can be told with it."""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.handling import Advert, Handling, battery_level
from sensor.drivers.polar.decoding import PolarAccDecoder
from sensor.drivers.polar.talk import NO_GYROSCOPE, OFF_THE_SKIN, set_up_h10, tear_down_h10


def recognises(advert: Advert) -> bool:
    return (advert.name or "").lower().startswith("polar h10")


DRIVER: Final = Driver(
    "polar_h10",
    PolarAccDecoder,
    Handling(
        label="Polar H10 (acceleration only)",
        recognises=recognises,
        set_up=set_up_h10,
        tear_down=tear_down_h10,
        battery=battery_level,
        caution=f"{NO_GYROSCOPE} {OFF_THE_SKIN}",
    ),
)
