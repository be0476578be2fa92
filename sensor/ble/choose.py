"""Which of the devices found is the one that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sensor.ble.found import Found, SensorWish
from sensor.errors import NotFoundError

_LISTED: Final = 8
"""So many devices are named in a message."""


def fitting(asked: str, found: Sequence[Found]) -> list[Found]:
    """Those that fit best: by address, else by name, else by a part of the name that usable sensors have."""
    low = asked.strip().lower()
    if not low:
        return []
    by_address = [f for f in found if f.address.lower() == low]
    if by_address:
        return by_address
    by_name = [f for f in found if f.name is not None and f.name.lower() == low]
    if by_name:
        return by_name
    by_part = [f for f in found if f.name is not None and low in f.name.lower()]
    return [f for f in by_part if f.driver is not None] or by_part


def choose(wishes: Sequence[SensorWish], found: Sequence[Found]) -> list[Found]:
    """One device for each wish. Raises NotFoundError where none fits, several do, or two wishes mean the same."""
    chosen: list[Found] = []
    for wish in wishes:
        fits = fitting(wish.name_or_address, found)
        if len(fits) != 1:
            raise _none(wish, found) if not fits else _several(wish, fits)
        if fits[0] in chosen:
            raise NotFoundError(
                f"{fits[0].title} was asked for twice", "Name each sensor once, by its address where names are alike."
            )
        chosen.append(fits[0])
    return chosen


def settled(wishes: Sequence[SensorWish], found: Sequence[Found]) -> bool:
    """Whether more listening could not change the choice: every wish is an address that has been heard."""
    heard = {f.address.lower() for f in found}
    return all(wish.name_or_address.strip().lower() in heard for wish in wishes)


def _none(wish: SensorWish, found: Sequence[Found]) -> NotFoundError:
    near = [f.title for f in found if f.driver is not None][:_LISTED]
    advice = (
        f"In range are {', '.join(near)}."
        if near
        else "Wake the sensor, bring it nearer, and close other programs or phones that hold it."
    )
    return NotFoundError(f"no sensor named {wish.name_or_address!r} is in range", advice)


def _several(wish: SensorWish, fits: Sequence[Found]) -> NotFoundError:
    names = ", ".join(f.title for f in fits[:_LISTED])
    return NotFoundError(f"{wish.name_or_address!r} fits several sensors: {names}", "Give the address of one of them.")
