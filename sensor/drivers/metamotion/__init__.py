"""MbientLab MetaMotion R, RL and S: 100 samples a second, two streams without time or counter.

`codec` bytes to counts and commands to bytes; `merge` two streams into rows; `decoder` both together; `talk` the
conversations. Untested on a sensor: how the two streams' packets lie in time, and which connection intervals it gets.
"""

from __future__ import annotations

from typing import Final

from sensor.drivers.base import Driver
from sensor.drivers.handling import Handling
from sensor.drivers.metamotion.decoder import MetaMotionDecoder
from sensor.drivers.metamotion.talk import battery, recognises, set_up, tear_down

DRIVER: Final = Driver(
    "metamotion",
    MetaMotionDecoder,
    Handling(
        label="MbientLab MetaMotion R, RL or S",
        recognises=recognises,
        set_up=set_up,
        tear_down=tear_down,
        battery=battery,
        caution="100 samples a second at most, and what the radio loses is found only by when the rest arrives.",
    ),
)
