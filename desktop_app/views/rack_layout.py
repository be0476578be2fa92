"""Where each widget of the rack view is, by mode: shares of the room between the lines at head and foot. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from desktop_app.session.settings import RackLayout
from desktop_app.session.snapshot import Mode


class Part(StrEnum):
    """The widgets of the rack view between its head and foot."""

    NUMBER = "number"
    GAUGE = "gauge"
    TRAFFIC = "traffic"
    CUE = "cue"
    DESCENTS = "descents"
    DRIVES = "drives"
    LOSS = "loss"
    PATH = "path"
    SIGNAL = "signal"
    REST = "rest"
    NEXT = "next"
    MESSAGE = "message"


class Place(NamedTuple):
    """Left, top, width and height, 0 to 1."""

    x: float
    y: float
    width: float
    height: float


Places = Mapping[Part, Place]

FOCUS: Final[Places] = MappingProxyType(
    {
        Part.NUMBER: Place(0.0, 0.0, 0.18, 0.44),
        Part.GAUGE: Place(0.18, 0.0, 0.49, 0.44),
        Part.TRAFFIC: Place(0.67, 0.0, 0.33, 0.44),
        Part.CUE: Place(0.0, 0.44, 1.0, 0.33),
        Part.DESCENTS: Place(0.0, 0.77, 0.38, 0.23),
        Part.DRIVES: Place(0.38, 0.77, 0.38, 0.23),
        Part.LOSS: Place(0.76, 0.77, 0.24, 0.23),
    }
)
DETAIL: Final[Places] = MappingProxyType(
    {
        Part.NUMBER: Place(0.0, 0.0, 0.12, 0.40),
        Part.GAUGE: Place(0.12, 0.0, 0.42, 0.40),
        Part.TRAFFIC: Place(0.54, 0.0, 0.33, 0.40),
        Part.PATH: Place(0.87, 0.0, 0.13, 0.71),
        Part.CUE: Place(0.0, 0.40, 0.87, 0.31),
        Part.DESCENTS: Place(0.0, 0.71, 0.32, 0.29),
        Part.DRIVES: Place(0.32, 0.71, 0.32, 0.29),
        Part.LOSS: Place(0.64, 0.71, 0.17, 0.29),
        Part.SIGNAL: Place(0.81, 0.71, 0.19, 0.29),
    }
)
RESTING: Final[Places] = MappingProxyType(
    {
        Part.REST: Place(0.0, 0.0, 0.34, 0.40),
        Part.NEXT: Place(0.34, 0.0, 0.66, 0.40),
        Part.DESCENTS: Place(0.0, 0.40, 0.39, 0.36),
        Part.DRIVES: Place(0.39, 0.40, 0.39, 0.36),
        Part.PATH: Place(0.78, 0.40, 0.22, 0.60),
        Part.LOSS: Place(0.0, 0.76, 0.22, 0.24),
        Part.SIGNAL: Place(0.22, 0.76, 0.56, 0.24),
    }
)
WAITING: Final[Places] = MappingProxyType(
    {Part.MESSAGE: Place(0.0, 0.0, 1.0, 0.74), Part.SIGNAL: Place(0.0, 0.74, 1.0, 0.26)}
)
OVER: Final[Places] = MappingProxyType(
    {
        Part.MESSAGE: Place(0.0, 0.0, 1.0, 0.40),
        Part.DESCENTS: Place(0.0, 0.40, 0.39, 0.36),
        Part.DRIVES: Place(0.39, 0.40, 0.39, 0.36),
        Part.PATH: Place(0.78, 0.40, 0.22, 0.60),
        Part.LOSS: Place(0.0, 0.76, 0.22, 0.24),
        Part.SIGNAL: Place(0.22, 0.76, 0.56, 0.24),
    }
)
PAIN: Final[Places] = MappingProxyType({Part.MESSAGE: Place(0.0, 0.0, 1.0, 1.0)})


def places(mode: Mode, layout: RackLayout) -> Places:
    """What is shown in a mode, and where; all else is hidden."""
    if mode is Mode.LIFTING:
        return DETAIL if layout is RackLayout.DETAIL else FOCUS
    return {
        Mode.NO_SENSOR: WAITING,
        Mode.READY: WAITING,
        Mode.RESTING: RESTING,
        Mode.PAIN: PAIN,
        Mode.OVER: OVER,
    }[mode]
