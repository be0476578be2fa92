"""Samples imported from a CSV: no sensor, no packets, exact numbers in the file's own time base."""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.blocks import BlockDecoder

DRIVER: Final = Driver("csv", BlockDecoder, keeps_time_base=True, sent_as_packets=False)
