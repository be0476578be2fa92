"""WitMotion WT901BLE67, WT901BLE68 and WT9011DCL-BT50: 200 samples a second, no clock, no counter.

`codec` bytes to samples and commands to bytes; `talk` the conversations. Untested: three and more at a time, and the
rates that Linux and Windows carry.
"""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.handling import Handling, nothing_to_stop
from sensor.drivers.witmotion.codec import WitMotionDecoder
from sensor.drivers.witmotion.talk import battery, recognises, set_up

DRIVER: Final = Driver(
    "witmotion",
    WitMotionDecoder,
    Handling(
        label="WitMotion WT901BLE or WT9011DCL",
        recognises=recognises,
        set_up=set_up,
        # It sends for as long as somebody listens, and has no command that stops it.
        tear_down=nothing_to_stop,
        battery=battery,
        caution="It sends neither times nor a count: what the radio loses is found only by when the rest arrives.",
    ),
)
