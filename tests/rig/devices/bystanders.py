"""What else is in the air of a gym: devices that are near and no sensor of ours."""

from __future__ import annotations

from typing import Any, Final

from tests.rig.devices.base import Characteristic, Personality, Service, uuid16

THINGY: Final = "ef680100-9b35-4933-9b10-52ffa9740042"
HEART_RATE: Final = uuid16(0x180D)
SAMSUNG: Final = 0x0075


class Thingy(Personality):
    """Nordic Thingy:52, a motion sensor that clips at 2 g: known of, and not supported."""

    def __init__(self, address: str, **common: Any) -> None:
        super().__init__(address, **{"name": "Thingy", **common})
        self.advertised = (THINGY,)

    def services(self) -> tuple[Service, ...]:
        motion = Characteristic("ef680406-9b35-4933-9b10-52ffa9740042", ("notify",))
        return (Service("ef680400-9b35-4933-9b10-52ffa9740042", (motion,)), self.battery_service())


class HeartStrap(Personality):
    """A chest strap of no maker that we know."""

    def __init__(self, address: str, **common: Any) -> None:
        super().__init__(address, **{"name": "HRM-Dual:042", **common})
        self.advertised = (HEART_RATE,)

    def services(self) -> tuple[Service, ...]:
        return (Service(HEART_RATE, (Characteristic(uuid16(0x2A37), ("notify",)),)), self.battery_service())


class Television(Personality):
    def __init__(self, address: str, **common: Any) -> None:
        super().__init__(address, **{"name": "[TV] Living room", "rssi": -80, **common})
        self.manufacturer = {SAMSUNG: bytes.fromhex("420401013c")}


class Nameless(Personality):
    """A telephone, say: it tells nothing but that it is there."""

    def __init__(self, address: str, **common: Any) -> None:
        super().__init__(address, **{"name": None, "rssi": -70, **common})
        self.manufacturer = {0x004C: bytes.fromhex("1005331c9a1f08")}
