"""Loads as lifters say them: typed in kg or lb, or as the bar and the plates on each side."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop_app.errors import LoadError

KG_PER_LB: Final = 0.45359237
LARGEST_KG: Final = 1000.0
"""More than any bar was ever lifted with."""
LONGEST_TEXT: Final = 100
_NUMBER: Final = r"[0-9]{1,4}(?:[.,][0-9]{1,3})?"
_PLAIN: Final = re.compile(rf"({_NUMBER})\s*(kg|lbs?)?")
_PLATES: Final = re.compile(rf"(?:({_NUMBER})\s*)?bar((?:\s*\+\s*{_NUMBER}(?:\s*x\s*[1-9])?)*)\s*(kg|lbs?)?")
_PLATE: Final = re.compile(rf"\+\s*({_NUMBER})(?:\s*x\s*([1-9]))?")
_HOW: Final = "Type a weight such as 100, 100 kg or 225 lb, or the plates on one side such as bar + 20 + 10."


class Units(StrEnum):
    """In which loads are typed and shown."""

    KG = "kg"
    LB = "lb"

    @property
    def kg(self) -> float:
        """One of it in kg."""
        return 1.0 if self is Units.KG else KG_PER_LB


@dataclass(frozen=True, slots=True)
class Rack:
    """What is at hand, in its own units. plates: each size there is a pair or more of, heaviest first."""

    units: Units
    bar: float
    plates: tuple[float, ...]


RACKS: Final = {
    Units.KG: Rack(Units.KG, 20.0, (25.0, 20.0, 15.0, 10.0, 5.0, 2.5, 1.25)),
    Units.LB: Rack(Units.LB, 45.0, (45.0, 35.0, 25.0, 10.0, 5.0, 2.5)),
}
"""An ordinary bar and ordinary plates."""


def total(bar: float, per_side: Sequence[float]) -> float:
    """Bar and the same plates on both sides, in the unit of both."""
    return bar + 2.0 * math.fsum(per_side)


def per_side(load_kg: float, rack: Rack) -> tuple[float, ...] | None:
    """The plates for one side, heaviest first, in the rack's units; None where they do not add up to the load."""
    left = (load_kg / rack.units.kg - rack.bar) / 2.0
    # A load kept in kg and shown in lb is off by rounding only.
    slack = min(rack.plates) / 10.0
    chosen: list[float] = []
    for plate in rack.plates:
        count = int((left + slack) // plate)
        chosen += [plate] * max(count, 0)
        left -= plate * max(count, 0)
    return tuple(chosen) if abs(left) < slack else None


def parse_load(text: str, units: Units) -> float | None:
    """The load in kg; None for an empty text. A weight without a unit is in `units`; so are bar and plates.

    `bar + 20 + 10` is an ordinary bar with 20 and 10 on each side, `15 bar + 10 x2` a bar of 15 with two tens.
    Raises LoadError, which says what can be typed.
    """
    said = text.strip().lower()
    if not said:
        return None
    if len(said) > LONGEST_TEXT:
        raise LoadError(f"the load {said[:20]!r}... is too long", _HOW)
    plain, plates = _PLAIN.fullmatch(said), _PLATES.fullmatch(said)
    if plain:
        value, unit = _number(plain[1]), _unit(plain[2], units)
    elif plates:
        unit = _unit(plates[3], units)
        bar = _number(plates[1]) if plates[1] else RACKS[unit].bar
        sides = [_number(m[1]) for m in _PLATE.finditer(plates[2]) for _ in range(int(m[2] or 1))]
        value = total(bar, sides)
    else:
        raise LoadError(f"the load {text.strip()!r} is not understood", _HOW)
    load_kg = value * unit.kg
    if not 0.0 < load_kg <= LARGEST_KG:
        raise LoadError(f"a load of {value:g} {unit} is not possible", _HOW)
    return load_kg


def load_text(load_kg: float, units: Units) -> str:
    """A load to show, with its unit."""
    return f"{round(load_kg / units.kg, 2):g} {units}"


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _unit(text: str | None, units: Units) -> Units:
    return units if text is None else Units(text[:2])
