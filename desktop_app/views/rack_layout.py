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
        Part.NUMBER: Place(0.0, 0.0, 0.22, 0.46),
        Part.GAUGE: Place(0.22, 0.0, 0.52, 0.46),
        Part.TRAFFIC: Place(0.74, 0.0, 0.26, 0.46),
        Part.CUE: Place(0.0, 0.46, 1.0, 0.28),
        Part.DESCENTS: Place(0.0, 0.74, 0.40, 0.26),
        Part.DRIVES: Place(0.40, 0.74, 0.40, 0.26),
        Part.LOSS: Place(0.80, 0.74, 0.20, 0.26),
    }
)
DETAIL: Final[Places] = MappingProxyType(
    {
        Part.NUMBER: Place(0.0, 0.0, 0.18, 0.40),
        Part.GAUGE: Place(0.18, 0.0, 0.42, 0.40),
        Part.TRAFFIC: Place(0.60, 0.0, 0.22, 0.40),
        Part.PATH: Place(0.82, 0.0, 0.18, 0.40),
        Part.CUE: Place(0.0, 0.40, 1.0, 0.24),
        Part.DESCENTS: Place(0.0, 0.64, 0.40, 0.24),
        Part.DRIVES: Place(0.40, 0.64, 0.40, 0.24),
        Part.LOSS: Place(0.80, 0.64, 0.20, 0.24),
        Part.SIGNAL: Place(0.0, 0.88, 1.0, 0.12),
    }
)
RESTING: Final[Places] = MappingProxyType(
    {
        Part.REST: Place(0.0, 0.0, 0.34, 0.42),
        Part.NEXT: Place(0.34, 0.0, 0.66, 0.42),
        Part.DESCENTS: Place(0.0, 0.42, 0.38, 0.38),
        Part.DRIVES: Place(0.38, 0.42, 0.38, 0.38),
        Part.PATH: Place(0.76, 0.42, 0.24, 0.38),
        Part.LOSS: Place(0.0, 0.80, 0.22, 0.20),
        Part.SIGNAL: Place(0.22, 0.80, 0.78, 0.20),
    }
)
WAITING: Final[Places] = MappingProxyType(
    {Part.MESSAGE: Place(0.0, 0.0, 1.0, 0.74), Part.SIGNAL: Place(0.0, 0.74, 1.0, 0.26)}
)
OVER: Final[Places] = MappingProxyType(
    {
        Part.MESSAGE: Place(0.0, 0.0, 1.0, 0.42),
        Part.DESCENTS: Place(0.0, 0.42, 0.38, 0.38),
        Part.DRIVES: Place(0.38, 0.42, 0.38, 0.38),
        Part.PATH: Place(0.76, 0.42, 0.24, 0.38),
        Part.LOSS: Place(0.0, 0.80, 0.22, 0.20),
        Part.SIGNAL: Place(0.22, 0.80, 0.78, 0.20),
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
