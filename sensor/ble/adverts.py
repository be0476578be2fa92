"""What a device advertises, from bleak's shape into the drivers'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.uuids import normalize_uuid_str

from sensor.drivers.handling import Advert

_NO_RSSI: Final = -127
"""What bleak and the controllers say where the signal is not known (Core Specification, Vol 4 Part E 7.7.65.2)."""


def advert_of(device: BLEDevice, data: AdvertisementData, before: Advert | None = None) -> Advert:
    """What was heard, together with what was heard before: name and services may come in turns."""
    old = before if before is not None else Advert(device.address)
    return Advert(
        address=device.address,
        name=data.local_name or device.name or old.name,
        service_uuids=old.service_uuids | {uuid.lower() for uuid in data.service_uuids},
        manufacturer={**old.manufacturer, **data.manufacturer_data},
        rssi_dbm=data.rssi if data.rssi > _NO_RSSI else old.rssi_dbm,
    )


def advert_of_connected(device: BLEDevice) -> Advert:
    """What is known of a device that is connected to this computer, and so advertises nothing."""
    details = device.details if isinstance(device.details, Mapping) else {}
    properties = details.get("props")
    uuids = properties.get("UUIDs", ()) if isinstance(properties, Mapping) else ()
    return Advert(device.address, device.name, frozenset(normalize_uuid_str(uuid) for uuid in uuids))
