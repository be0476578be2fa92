"""Drivers by name: every file of this folder that has a `DRIVER` is found, and loaded only when asked for."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Final

import sensor.drivers
from sensor.drivers.base import Driver
from sensor.errors import UnknownDriverError

_NO_DRIVERS: Final = frozenset(
    {
        "base",
        "block_clock",
        "blocks",
        "counters",
        "course",
        "device_info",
        "handling",
        "pairing",
        "registry",
        "settings",
    }
)


@cache
def driver_names() -> tuple[str, ...]:
    """The names of all drivers, sorted. A driver's file is named as the driver."""
    modules = (m.name for m in pkgutil.iter_modules(sensor.drivers.__path__))
    return tuple(sorted(name for name in modules if name not in _NO_DRIVERS))


def driver(name: str) -> Driver:
    """The driver of that name. Raises UnknownDriverError."""
    if name in driver_names():
        found = getattr(importlib.import_module(f"sensor.drivers.{name}"), "DRIVER", None)
        if isinstance(found, Driver) and found.name == name:
            return found
    raise UnknownDriverError(
        f"there is no driver {name[:60]!r}",
        f"Update Rackside; this version knows {', '.join(driver_names())}.",
    )
