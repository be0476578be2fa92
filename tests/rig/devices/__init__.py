"""What the sensors of the rig are: one file a device. `KINDS` names them for `Near(kind, ...)`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

from tests.rig.devices.base import Personality

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "witmotion": ("witmotion", "WitMotion"),
    "metamotion": ("metamotion", "MetaMotion"),
    "movesense": ("movesense", "Movesense"),
    "polar": ("polar", "Polar"),
    "polar_h10": ("polar", "PolarH10"),
    "dot": ("dot", "Dot"),
    "rackside": ("rackside", "Rackside"),
    "thingy": ("bystanders", "Thingy"),
    "heart_strap": ("bystanders", "HeartStrap"),
    "television": ("bystanders", "Television"),
    "nameless": ("bystanders", "Nameless"),
}
"""Kind: module of this folder, class in it."""


def make(kind: str, address: str, options: Mapping[str, Any]) -> Personality:
    """The device of that kind. Raises KeyError for an unknown kind, TypeError for an unknown option."""
    module, name = KINDS[kind]
    made: Personality = getattr(importlib.import_module(f"tests.rig.devices.{module}"), name)(address, **options)
    made.kind = kind
    return made
