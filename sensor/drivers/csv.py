"""Samples imported from a CSV: no sensor, no packets, exact numbers in the file's own time base."""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.blocks import decode_blocks

DRIVER: Final = Driver("csv", decode_blocks, keeps_time_base=True, sent_as_packets=False)
