"""The simulated sensor: exact numbers, in packets that arrived when the simulated link delivered them."""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.blocks import BlockDecoder

DRIVER: Final = Driver("simulator", BlockDecoder)
