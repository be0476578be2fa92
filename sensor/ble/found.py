"""What a scan finds, and which of it is wished for: plain values, safe to hand to any thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sensor.drivers.settings import Wanted

DEFAULT_WANTED: Final = Wanted()
"""200 samples a second at the widest ranges."""


@dataclass(frozen=True, slots=True)
class Found:
    """One device in range.

    address: hardware address, on macOS an identifier that only this computer knows. rssi_dbm: signal.
    driver: name of the driver that can handle it, None for a device that is not understood or cannot be used.
    label: what kind it is, to show. caution: what to know before using it. unusable: why it cannot be used.
    connected: already connected to this computer, so that it does not advertise. battery: 0 to 1.
    Unknown is None.
    """

    address: str
    name: str | None
    rssi_dbm: int | None
    driver: str | None
    label: str
    caution: str | None = None
    unusable: str | None = None
    connected: bool = False
    battery: float | None = None

    @property
    def title(self) -> str:
        """Name and address, as messages name it."""
        return f"{self.name} ({self.address})" if self.name else self.address


@dataclass(frozen=True, slots=True)
class SensorWish:
    """A sensor asked for.

    name_or_address: the address, the name, or a part of the name that fits only one sensor in range; case is ignored.
    driver: name of a driver for a device that is not recognised by itself. wanted: how to set it up, where not as all.
    """

    name_or_address: str
    driver: str | None = None
    wanted: Wanted | None = None
