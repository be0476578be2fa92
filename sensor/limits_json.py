"""Limits of signs as plain JSON values: those that somebody chose, by name; what is not there is as usual.

{"late_rush_ratio": 0.7, "floor_impact_on_deadlift": true}
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from dsp.limits import SignLimits

_USUAL: Final = SignLimits()
_MOST: Final = 1e6
"""Of whatever unit, more limits nothing."""


def limits_to_plain(limits: SignLimits) -> dict[str, Any]:
    """What differs from the defaults, so that a later engine's better ones hold where nobody chose."""
    values = {each.name: getattr(limits, each.name) for each in fields(SignLimits)}
    return {name: value for name, value in values.items() if value != getattr(_USUAL, name)}


def limits_from_plain(found: object) -> SignLimits | None:
    """The limits that parsed JSON holds; None where it holds none. What makes no sense by itself is left as usual."""
    if not isinstance(found, dict):
        return None
    usual = {each.name: getattr(_USUAL, each.name) for each in fields(SignLimits)}
    return _USUAL.changed(**{name: found[name] for name in usual if _fits(found.get(name), usual[name])})


def _fits(value: object, usual: float) -> bool:
    """Whether it is of the kind of its default: a switch, a count, or a number."""
    if isinstance(usual, bool) or isinstance(value, bool):
        return isinstance(usual, bool) and isinstance(value, bool)
    return isinstance(value, int if isinstance(usual, int) else (int, float)) and 0 <= value <= _MOST
