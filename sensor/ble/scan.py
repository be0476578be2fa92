"""Listening to adverts for a while, and what of it to tell the user."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bleak import BleakAdapter, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from sensor.ble.adverts import advert_of, advert_of_connected
from sensor.ble.found import Found
from sensor.ble.recognise import recognised
from sensor.ble.trouble import asked
from sensor.ble.waiting import pause
from sensor.drivers.base import Driver
from sensor.drivers.handling import Advert

_START_S: Final = 10.0
"""Starting and stopping a scan are answered at once; macOS asks the user for permission the first time."""

_SUBJECT: Final = "Bluetooth"

_COMMON_SERVICES: Final = ["1800", "1801", "180a", "180f"]
"""Generic access, generic attribute, device information, battery: every sensor has one of these."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device that was heard, as bleak needs it for connecting, and what it said."""

    device: BLEDevice
    advert: Advert
    connected: bool = False


Seen = Mapping[str, Sighting]
"""Sightings by address, upper case."""


async def listen(timeout_s: float, enough: Callable[[Seen], bool] | None = None) -> dict[str, Sighting]:
    """Everything heard within timeout_s, or until it is enough, without a filter. Raises RadioError."""
    seen: dict[str, Sighting] = {}
    done = asyncio.Event()

    def heard(device: BLEDevice, data: AdvertisementData) -> None:
        key = device.address.upper()
        before = seen[key].advert if key in seen else None
        seen[key] = Sighting(device, advert_of(device, data, before))
        if enough is not None and enough(seen):
            done.set()

    scanner = BleakScanner(heard)
    await asked(scanner.start(), _START_S, _SUBJECT)
    try:
        await pause(timeout_s, done)
    finally:
        await asked(scanner.stop(), _START_S, _SUBJECT)
    return seen


async def held_already() -> dict[str, Sighting]:
    """Devices connected to this computer, by a program that crashed for instance: these advertise nothing."""
    return await asked(_held(), _START_S, _SUBJECT)


async def _held() -> dict[str, Sighting]:
    adapter = await BleakAdapter.get()
    devices = await adapter.get_connected_devices(_COMMON_SERVICES)
    return {d.address.upper(): Sighting(d, advert_of_connected(d), connected=True) for d in devices}


def all_found(sightings: Iterable[Sighting], drivers: Sequence[Driver]) -> list[Found]:
    """What to tell the user, strongest first."""
    found = [recognised(s.advert, drivers, connected=s.connected) for s in sightings]
    return sorted(found, key=lambda f: (-(f.rssi_dbm if f.rssi_dbm is not None else -1000), f.address))
