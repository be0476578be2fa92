"""JSON from the network into frozen values, told by their types: what does not fit exactly is refused.

A reader is made once for each type. Nothing is converted or guessed, every key must be known, every key without a
default must be there, and numbers, texts and lists have limits: their own (`Annotated[float, Span(0.0, 10.0)]`), or
those that hold for all.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from desktop_app.names import is_shown

T = TypeVar("T")
Reader: TypeAlias = Callable[[object, str], Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A number lies within, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chars:
    """A text has so many characters, all of which can be printed."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list has at most so many."""

    most: int


ANY_NUMBER: Final = Span(-1e7, 1e7)
"""Seconds of a recording and counts of samples lie within, and everything else that is measured."""
ANY_TEXT: Final = Chars(0, 300)
ANY_LIST: Final = Items(400)
Limit: TypeAlias = Span | Chars | Items


class MisfitError(Exception):
    """A value that does not fit; the text is its place."""


class NoJsonError(Exception):
    """Bytes that are no JSON object, or one that says something twice."""


def json_object(payload: bytes) -> dict[str, Any]:
    """A JSON object. Raises NoJsonError; NaN, infinities and keys that come twice are none."""
    try:
        found = json.loads(payload.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NoJsonError from error
    if not isinstance(found, dict):
        raise NoJsonError
    return found


def from_object(kind: type[T], found: Mapping[str, object]) -> T:
    """A dataclass from an object's keys. Raises MisfitError."""
    return cast("T", _reader(cast("Any", kind))(found, ""))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key that comes twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)


@cache
def _reader(kind: Any) -> Reader:
    """What reads a type: a dataclass, str, int, float, bool, StrEnum, a union with None, tuple[X, ...], Annotated."""
    limit: Limit | None = None
    if get_origin(kind) is Annotated:
        kind, limit = get_args(kind)
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        (only,) = (k for k in get_args(kind) if k is not type(None))
        return _or_none(_reader(Annotated[only, limit] if limit is not None else only))
    if origin is tuple:
        return _list(_reader(get_args(kind)[0]), limit if isinstance(limit, Items) else ANY_LIST)
    if is_dataclass(kind):
        return _object(kind)
    if kind is bool:
        return _bool
    if kind is int or kind is float:
        return _number(kind, limit if isinstance(limit, Span) else ANY_NUMBER)
    if kind is str:
        return _text(limit if isinstance(limit, Chars) else ANY_TEXT)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum(kind)
    raise TypeError(kind)


def _or_none(reader: Reader) -> Reader:
    return lambda value, place: None if value is None else reader(value, place)


def _bool(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise MisfitError(place)
    return value


def _number(kind: type[int | float], span: Span) -> Reader:
    def read(value: object, place: str) -> float:
        fits = type(value) is int or (kind is float and type(value) is float and math.isfinite(value))
        if not fits or not span.low <= cast("float", value) <= span.high:
            raise MisfitError(place)
        return kind(cast("float", value))

    return read


def _text(chars: Chars) -> Reader:
    def read(value: object, place: str) -> str:
        if type(value) is not str or not chars.least <= len(value) <= chars.most or not is_shown(value):
            raise MisfitError(place)
        return value

    return read


def _enum(kind: type[StrEnum]) -> Reader:
    known = {str(each): each for each in kind}

    def read(value: object, place: str) -> StrEnum:
        found = known.get(value) if isinstance(value, str) else None
        if found is None:
            raise MisfitError(place)
        return found

    return read


def _list(reader: Reader, items: Items) -> Reader:
    def read(value: object, place: str) -> tuple[object, ...]:
        if not isinstance(value, list) or len(value) > items.most:
            raise MisfitError(place)
        return tuple([reader(each, place) for each in value])

    return read


def _object(kind: Any) -> Reader:
    hints = get_type_hints(kind, include_extras=True)
    readers = {each.name: _reader(hints[each.name]) for each in fields(kind)}
    needed = {e.name for e in fields(kind) if e.default is MISSING and e.default_factory is MISSING}

    def read(value: object, place: str) -> object:
        if not isinstance(value, dict) or not needed <= value.keys() <= readers.keys():
            raise MisfitError(place)
        return kind(**{name: readers[name](each, f"{place}.{name}") for name, each in value.items()})

    return read
