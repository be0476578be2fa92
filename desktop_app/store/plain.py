"""Frozen values as JSON texts in columns and archives, and back; whatever does not fit is refused by name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from desktop_app.errors import SessionFileError
from desktop_app.health.checkin import Change, CheckIn, Flag, Kind, Modification, Moment, Place, Remark, Side
from desktop_app.health.errors import CheckInError
from desktop_app.session.plain import PlainError, from_plain
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.sets_json import SCHEMA as SESSION_SCHEMA
from desktop_app.session.sets_json import SessionSets, session_from_plain, session_to_plain
from desktop_app.store.errors import BadRecordError
from dsp.errors import ParameterError
from dsp.limits import LimitTable, SignLimits
from dsp.results import SET_SCHEMA, SetResult
from sensor.limits_json import limits_to_plain as chosen_limits

T = TypeVar("T")

_SETS: Final[dict[str, type[StrEnum]]] = {"flags": Flag, "remarks": Remark, "tried": Modification}
_ENUMS: Final[dict[str, type[StrEnum]]] = {
    "moment": Moment, "kind": Kind, "place": Place, "side": Side, "change": Change,
}  # fmt: skip
_TIMES: Final = frozenset({"at", "since"})


def dumped(value: Any) -> str:
    """One line of JSON; the same value always gives the same text."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"), sort_keys=True)


def entry_to_plain(entry: SetEntry) -> dict[str, Any]:
    """A set without what was measured of it. Raises BadRecordError for values that no set has."""
    plain = kept_entry_to_plain(entry)
    entry_from_plain(plain)
    return plain


def kept_entry_to_plain(entry: SetEntry) -> dict[str, Any]:
    """The same for a set that is kept, and was looked at before."""
    lone = replace(entry, result=None, further=(), joined_into=None)
    plain: dict[str, Any] = session_to_plain(SessionSets(None, None, SetLog((lone,))))["sets"][0]
    del plain["result"], plain["further"]
    return {**plain, "joined_into": entry.joined_into}


def entry_from_plain(found: Any) -> SetEntry:
    """Raises BadRecordError."""
    joined_into = found.get("joined_into") if isinstance(found, dict) else None
    if joined_into is not None and type(joined_into) is not int:
        raise _bad("joined_into")
    lone = {**found, "joined_into": None} if isinstance(found, dict) else found
    try:
        session = session_from_plain({"schema": SESSION_SCHEMA, "sets": [lone]})
    except SessionFileError as error:
        raise BadRecordError(f"a set cannot be kept: {error.message}", "Correct it and try again.") from error
    return replace(session.log.entries[0], joined_into=joined_into)


def result_to_plain(result: SetResult) -> dict[str, Any]:
    """What was measured of a set as a whole, without reps and signs."""
    plain = replace(result, reps=(), signs=()).to_json()
    for name in ("schema", "reps", "signs"):
        del plain[name]
    return plain


def result_from_plain(found: Any) -> SetResult:
    """Without reps and signs. Raises BadRecordError."""
    if not isinstance(found, dict):
        raise _bad("measured")
    return read(SetResult, {"schema": SET_SCHEMA, "reps": [], "signs": [], **found}, "measured")


def check_in_to_plain(check_in: CheckIn) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for each in fields(CheckIn):
        value = getattr(check_in, each.name)
        if isinstance(value, datetime):
            value = value.isoformat()
        plain[each.name] = sorted(value) if isinstance(value, frozenset) else value
    return plain


def check_in_from_plain(found: Any) -> CheckIn:
    """Raises BadRecordError, which does not repeat what was answered."""
    if not isinstance(found, dict):
        raise _bad("check-in")
    names = {each.name for each in fields(CheckIn)}
    try:
        return CheckIn(**{name: _answer(name, value) for name, value in found.items() if name in names})
    except (CheckInError, TypeError, ValueError):
        # An answer is not to be read in a report of the error either.
        raise _bad("check-in") from None


def _answer(name: str, value: Any) -> Any:
    if name in _SETS:
        return frozenset(_SETS[name](each) for each in value)
    if value is None:
        return None
    if name in _ENUMS:
        return _ENUMS[name](value)
    if name in _TIMES:
        return datetime.fromisoformat(value)
    if type(value) is not (int if name == "pain" else str):
        raise ValueError(name)
    return value


def limits_to_plain(table: LimitTable) -> dict[str, Any]:
    """What differs from the defaults."""
    return {"common": chosen_limits(table.common), "own": {name: dict(own) for name, own in table.own.items()}}


def limits_from_plain(found: Any) -> LimitTable:
    """Raises BadRecordError."""
    try:
        common, own = found["common"], found["own"]
        table = LimitTable(SignLimits().changed(**common), {name: dict(each) for name, each in own.items()})
        for exercise in own:
            table.of(exercise)
    except (ParameterError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise _bad("limits") from error
    return table


def read(kind: type[T], found: Any, place: str) -> T:
    """A value of a kind. Raises BadRecordError that names the place."""
    try:
        return from_plain(kind, found, place)
    except PlainError as error:
        raise _bad(str(error)) from error


def finite(value: Any) -> Any:
    """Unknown is None, also where arithmetic said so."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def numbers(found: Any, place: str) -> dict[str, float]:
    """Figures by name. Raises BadRecordError."""
    if not isinstance(found, Mapping) or not all(isinstance(name, str) for name in found):
        raise _bad(place)
    if all(type(value) is float and math.isfinite(value) for value in found.values()):
        return dict(found)
    return {name: read(float, value, f"{place}.{name}") for name, value in found.items()}


def to_plain(value: Any) -> Any:
    """Any of the store's own frozen values: dataclasses of plain values."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): to_plain(each) for name, each in value.items()}
    return finite(value)


def _bad(place: str) -> BadRecordError:
    return BadRecordError(f"{place} is not understood", "Correct it and try again.")
