"""Polar Verity Sense: acceleration and turn rate by Polar's measurement data service, in SDK mode.

52 Hz in the normal mode and 104 Hz in SDK mode are the maker's figures; 208 Hz and more are untested on a computer.
"""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.handling import Advert, Handling, battery_level
from sensor.drivers.polar.decoding import PolarDecoder
from sensor.drivers.polar.talk import set_up_verity, tear_down_verity

NAMES: Final = ("polar sense", "polar verity")
"""How names begin; the other models share service and maker's number, and have no gyroscope."""


def recognises(advert: Advert) -> bool:
    """By name: nothing else in an advertisement tells the models apart."""
    return (advert.name or "").lower().startswith(NAMES)


DRIVER: Final = Driver(
    "polar",
    PolarDecoder,
    Handling(
        label="Polar Verity Sense",
        recognises=recognises,
        set_up=set_up_verity,
        tear_down=tear_down_verity,
        battery=battery_level,
        caution="It may have to be paired with the computer first, and may take half a minute to start.",
    ),
)
