"""Which sensor a command is to use, and who it is: shared by `record` and `calibrate`."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Final, Protocol

import typer

if TYPE_CHECKING:
    from sensor.ble.found import Found, SensorWish


class Scans(Protocol):
    """What can tell which sensors are in range: `sensor.ble`'s RadioThread."""

    def scan(self, timeout_s: float) -> list[Found]:
        """Everything in range, strongest first. Raises RadioError."""
        ...


SensorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sensor",
        metavar="NAME_OR_ADDRESS",
        help="A sensor's name, a part of it, or its address; give it once for each sensor. "
        "Without it, the only sensor in range.",
        show_default=False,
    ),
]
NAME_MAX_CHARS: Final = 300
"""Of a name that Bluetooth can carry; more is a slip."""
SEARCH_S: Final = 6.0
"""Slow advertisers send every 1 to 2 s, and a scan hears about every second of their adverts."""


def wished(radio: Scans, names: list[str] | None) -> list[SensorWish]:
    """The sensors named, or the only one in range.

    Raises NotFoundError where none is in range, RadioError; BadParameter where several are, or for an impossible name.
    """
    from sensor.ble.found import SensorWish
    from sensor.ble.recognise import NOT_UNDERSTOOD
    from sensor.errors import NotFoundError

    if names:
        return [SensorWish(name) for name in sensible(names)]
    say("looking for a sensor ...")
    found = radio.scan(SEARCH_S)
    usable = [one for one in found if one.driver is not None and one.unusable is None]
    if len(usable) > 1:
        titles = ", ".join(one.title for one in usable)
        raise typer.BadParameter(f"several are in range: {titles}. Name one, or each.", param_hint="--sensor")
    if not usable:
        near = [f"{one.title}: {one.unusable}" for one in found if one.unusable and one.label != NOT_UNDERSTOOD]
        told = f" that can be used ({'; '.join(near)})" if near else ""
        raise NotFoundError(
            f"no sensor{told} is in range", "Wake the sensor, bring it nearer, and see `rackside scan`."
        )
    return [SensorWish(usable[0].address)]


def sensible(names: list[str]) -> list[str]:
    """Names as they were given. Raises BadParameter for what no search need tell of."""
    seen: set[str] = set()
    for name in names:
        if not name.strip() or len(name) > NAME_MAX_CHARS:
            raise typer.BadParameter(
                f"{name[:20]!r} is no name of a sensor. See `rackside scan`.", param_hint="--sensor"
            )
        if (low := name.strip().lower()) in seen:
            raise typer.BadParameter(f"{name!r} was given twice. Name each sensor once.", param_hint="--sensor")
        seen.add(low)
    return names


def say(text: str) -> None:
    """Tell the user what goes on, on standard error, also where that is closed."""
    with suppress(OSError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
