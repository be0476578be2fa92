"""Columns told by their names: which quantity, which axis, which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2


class Quantity(StrEnum):
    TIME = "time"
    ACC = "acceleration"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the header.

    quantity, axis: what it holds, axis 0..2 for x..z (0 for time); quantity is None for anything else.
    factor, divisor: value x factor / divisor is in SI; both None where the unit cannot be told.
    (Dividing whole milliseconds by 1000 is exact to the last bit, multiplying by 0.001 is not.)
    rank: among several times, the lowest is taken. without_gravity: acceleration with gravity removed.
    """

    index: int
    name: str
    quantity: Quantity | None
    axis: int = 0
    factor: float | None = None
    divisor: float | None = None
    rank: int = 0
    without_gravity: bool = False


_TIME_UNITS: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), 1e3),
    **dict.fromkeys(("us", "usec", "usecs", "micros", "microsecond", "microseconds"), 1e6),
    **dict.fromkeys(("ns", "nsec", "nsecs", "nanos", "nanosecond", "nanoseconds"), 1e9),
}
_ACC_UNITS: Final = {
    **dict.fromkeys(("g", "gs"), (STANDARD_GRAVITY_MS2, 1.0)),
    **dict.fromkeys(("mg", "millig"), (STANDARD_GRAVITY_MS2, 1e3)),
    **dict.fromkeys(("ms2", "mps2", "mss", "msec2", "meterpersec2", "ms⁻2"), (1.0, 1.0)),
}
_RATE_UNITS: Final = {
    **dict.fromkeys(("dps", "degs", "degsec", "degps", "degs1", "degreess", "degpersec"), (RAD_PER_DEG, 1.0)),
    **dict.fromkeys(("mdps", "mdegs"), (RAD_PER_DEG, 1e3)),
    **dict.fromkeys(("rads", "radsec", "radps", "rads1", "radpersec"), (1.0, 1.0)),
}
_UNITS: Final = frozenset({*_TIME_UNITS, *_ACC_UNITS, *_RATE_UNITS})

EPOCH_RANK: Final = 3
"""Rank of a time that counts from 1970: taken last, since a recording's own time is easier to read."""

_TIME_RANK: Final = {
    **dict.fromkeys(("elapsed",), 0),
    **dict.fromkeys(("time", "t"), 1),
    **dict.fromkeys(("timestamp", "ts", "stamp"), 2),
    **dict.fromkeys(("epoch", "unix"), EPOCH_RANK),
}
_TIME_WORDS: Final = frozenset(
    {*_TIME_RANK, "sample", "device", "sensor", "host", "clock", "relative", "since", "start"}
)
_FILLERS: Final = frozenset({"axis", "sensor", "imu", "raw", "cal", "calibrated", "value", "data"})
_GRAVITY_FREE: Final = frozenset({"linear", "lin", "user", "free"})
_ACC: Final = "a|acc|accel|acceleration|accelerometer"
_RATE: Final = "g|w|gyr|gyro|gyroscope|omega|angvel|angularvelocity|angularrate|angularspeed|rotationrate|rotrate|as"
_NAME: Final = re.compile(
    rf"(?:(?P<acc>{_ACC})(?P<ax>[xyz]))|(?:(?P<axb>[xyz])(?P<accb>{_ACC}))"
    rf"|(?:(?P<rate>{_RATE})(?P<rx>[xyz]))|(?:(?P<rxb>[xyz])(?P<rateb>{_RATE}))|(?P<bare>[xyz])"
)
_BRACKET: Final = re.compile(r"^(?P<name>.*?)[\s_]*[(\[{](?P<unit>[^()\[\]{}]*)[)\]}]\s*$")
_SPLIT: Final = re.compile(r"[\s_.:/*\-·]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS: Final = {"²": "2", "^": "", "°": "deg", "µ": "u", "μ": "u", "⁻¹": "1"}


def columns_of(cells: list[str]) -> list[Column]:
    """Every column of a header, in order; those that say nothing to us have no quantity."""
    return [_column(k, cell) for k, cell in enumerate(cells)]


def known(columns: list[Column]) -> int:
    """How many columns were told fully, unit included."""
    return sum(c.factor is not None for c in columns)


def _column(index: int, cell: str) -> Column:
    name = cell.strip().strip('"').strip()
    words, unit = _words_and_unit(name)
    time = _time(index, name, words, unit)
    if time is not None:
        return time
    free = bool(_GRAVITY_FREE.intersection(words))
    match = _NAME.fullmatch("".join(w for w in words if w not in _FILLERS and w not in _GRAVITY_FREE))
    if match is None:
        return Column(index, name, None)
    axis = "xyz".index(next(v for k, v in match.groupdict().items() if v and k in ("ax", "axb", "rx", "rxb", "bare")))
    if match["bare"]:
        # MetaBase and others name axes only: the unit says what it is, and without one it is nothing of ours.
        quantity = Quantity.ACC if unit in _ACC_UNITS else Quantity.RATE if unit in _RATE_UNITS else None
    else:
        quantity = Quantity.ACC if match["acc"] or match["accb"] else Quantity.RATE
    if quantity is None:
        return Column(index, name, None)
    if free and quantity is Quantity.ACC:
        return Column(index, name, None, without_gravity=True)
    units = _ACC_UNITS if quantity is Quantity.ACC else _RATE_UNITS
    factor, divisor = units.get(unit or "", (None, None))
    return Column(index, name, quantity, axis, factor, divisor)


def _words_and_unit(name: str) -> tuple[list[str], str | None]:
    """The words of a name in lower case, and its unit if it ends in one or has one in brackets."""
    for sign, plain in _SIGNS.items():
        name = name.replace(sign, plain)
    match = _BRACKET.match(name)
    if match:
        return _words(match["name"]), "".join(_SPLIT.split(match["unit"].strip().lower()))
    words = _words(name)
    for count in (3, 2, 1):
        tail = "".join(words[-count:])
        if len(words) > count and tail in _UNITS:
            return words[:-count], tail
    return words, None


def _words(text: str) -> list[str]:
    return [w for w in _SPLIT.split(_CAMEL.sub(" ", text).lower()) if w]


def _time(index: int, name: str, words: list[str], unit: str | None) -> Column | None:
    """The column as a time, None if it is none. `seconds_elapsed` and plain `ms` are times too."""
    units = [w for w in words if w in _TIME_UNITS]
    others = [w for w in words if w not in _TIME_UNITS]
    if len(units) > 1 or not set(others) <= _TIME_WORDS or not (units or any(w in _TIME_RANK for w in others)):
        return None
    # "epoch time" and "unix timestamp" are epochs, "timestamp elapsed" is elapsed.
    ranks = [_TIME_RANK[w] for w in others if w in _TIME_RANK]
    rank = EPOCH_RANK if EPOCH_RANK in ranks else min(ranks, default=1)
    divisor = _TIME_UNITS.get(unit if unit is not None else units[0] if units else "")
    return Column(index, name, Quantity.TIME, 0, None if divisor is None else 1.0, divisor, rank)
