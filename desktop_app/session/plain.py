"""Plain JSON values back into frozen values, told by their types: whatever does not fit is refused by name.

Made for files that anybody may have changed: nothing is guessed, and every length has a limit.
"""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

LONGEST_TEXT: Final = 4096
LONGEST_LIST: Final = 100_000
LARGEST_WHOLE: Final = 1 << 53
"""JSON knows no greater whole numbers for certain."""


class PlainError(Exception):
    """A value that does not fit; the text is its place."""


def from_plain(kind: type[T], value: object, place: str) -> T:
    """A value of a kind: a dataclass, str, int, float, bool, StrEnum, None, a union with None, tuple[X, ...] or
    Mapping[str, X].

    A key that is missing keeps its default where it has one; a key that is not known is left alone.
    Raises PlainError.
    """
    return cast("T", _read(kind, value, place))


def _read(kind: Any, value: object, place: str) -> object:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        if value is None and type(None) in get_args(kind):
            return None
        (only,) = (k for k in get_args(kind) if k is not type(None))
        return _read(only, value, place)
    if origin is tuple:
        return _list(get_args(kind)[0], value, place)
    if origin is Mapping:
        return _by_name(get_args(kind)[1], value, place)
    if is_dataclass(kind):
        return _object(kind, value, place)
    return _single(kind, value, place)


def _single(kind: Any, value: object, place: str) -> object:
    fits = False
    if kind is bool:
        fits = isinstance(value, bool)
    elif kind is int:
        fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_WHOLE
    elif kind is float:
        whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_WHOLE
        fits = whole or (isinstance(value, float) and math.isfinite(value))
        value = float(cast("float", value)) if fits else value
    elif isinstance(value, str) and len(value) <= LONGEST_TEXT:
        fits = kind is str or (issubclass(kind, StrEnum) and value in list(kind))
        value = kind(value) if fits else value
    if not fits:
        raise PlainError(place)
    return value


def _list(kind: Any, value: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise PlainError(place)
    return tuple(_read(kind, each, f"{place}[{k}]") for k, each in enumerate(value))


def _by_name(kind: Any, value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict) or len(value) > LONGEST_LIST:
        raise PlainError(place)
    return {_short(name, place): _read(kind, each, f"{place}.{name}") for name, each in value.items()}


def _short(name: object, place: str) -> str:
    if not isinstance(name, str) or len(name) > LONGEST_TEXT:
        raise PlainError(place)
    return name


def _object(kind: Any, value: object, place: str) -> object:
    if not isinstance(value, dict):
        raise PlainError(place)
    found: dict[str, object] = {}
    for name, (its_kind, needed) in _fields(kind).items():
        if name in value:
            found[name] = _read(its_kind, value[name], f"{place}.{name}")
        elif needed:
            raise PlainError(f"{place}.{name}")
    return kind(**found)


@cache
def _fields(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """Each field's type, and whether it has no default."""
    hints = get_type_hints(kind)
    return {
        each.name: (hints[each.name], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
    }
