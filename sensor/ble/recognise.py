"""Which kind of device an advert is of: one that a driver handles, one known not to be usable, or neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from sensor.ble.found import Found
from sensor.drivers.base import Driver
from sensor.drivers.handling import Advert
from sensor.drivers.registry import driver, driver_names

NOT_UNDERSTOOD: Final = "not understood"

_THINGY_SERVICE: Final = "ef680100-9b35-4933-9b10-52ffa9740042"
_CAPTURE2GO_SERVICE: Final = "80030001-e629-4c98-9324-aa7fc0c66de7"
_BLUEST_SERVICE: Final = "00000000-0001-11e1-9ab4-0002a5d5c51b"
_BLUEST_LENGTHS: Final = frozenset({4, 10})
"""Feature mask, with or without the address; the two bytes before, version 1 and device, stand as company id."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A motion sensor that is known, and why it cannot be used; sure: more so than any driver that recognises it."""

    label: str
    reason: str
    recognises: Callable[[Advert], bool]
    sure: bool = True


def _named(advert: Advert, beginning: str) -> bool:
    return advert.name is not None and advert.name.lower().startswith(beginning.lower())


def _is_bluest(advert: Advert) -> bool:
    if _BLUEST_SERVICE in advert.service_uuids:
        return True
    return any(company & 0xFF == 1 and len(data) in _BLUEST_LENGTHS for company, data in advert.manufacturer.items())


UNUSABLE: Final[tuple[Unusable, ...]] = (
    Unusable(
        "Nordic Thingy:52",
        "its accelerometer ends at 2 g, which every fast pull exceeds",
        lambda advert: _THINGY_SERVICE in advert.service_uuids or _named(advert, "Thingy"),
    ),
    Unusable(
        "WitMotion WTVB01",
        "it is a vibration meter: it sends no acceleration and no angular rate over time",
        lambda advert: _named(advert, "WTVB"),
    ),
    Unusable(
        "Capture2Go IMU",
        "Rackside has no driver for it yet",
        lambda advert: _CAPTURE2GO_SERVICE in advert.service_uuids or _named(advert, "IMU_"),
    ),
    Unusable(
        "ST BlueST board", "its firmware sends 20 to 45 samples a second, too few for a lift", _is_bluest, sure=False
    ),
)
"""Motion sensors that a user may well have near, and why they are of no use here."""


@cache
def handled_drivers() -> tuple[Driver, ...]:
    """All drivers of sensors that speak Bluetooth."""
    return tuple(d for d in map(driver, driver_names()) if d.handling is not None)


def recognised(advert: Advert, drivers: Sequence[Driver], *, connected: bool = False) -> Found:
    """What the advert is of; connected: to this computer already."""
    unusable = next((u for u in UNUSABLE if u.recognises(advert)), None)
    known = next((d for d in drivers if d.handling is not None and d.handling.recognises(advert)), None)
    found = Found(advert.address, advert.name, advert.rssi_dbm, None, NOT_UNDERSTOOD, connected=connected)
    if known is not None and known.handling is not None and not (unusable is not None and unusable.sure):
        return replace(found, driver=known.name, label=known.handling.label, caution=known.handling.caution)
    if unusable is not None:
        return replace(found, label=unusable.label, unusable=unusable.reason)
    return replace(found, unusable="Rackside does not know this kind of device")
