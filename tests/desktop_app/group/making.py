"""Messages, sets and racks, made by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from desktop_app.group.messages import BarMode, BarState, Here, Plan, Presence, RackState
from desktop_app.session.snapshot import Traffic

SOON_S: Final = 20.0
RUN: Final = "0123456789abcdef"


def bar(name: str = "AA:01", **changed: object) -> BarState:
    given: dict[str, object] = {
        "bar": name, "name": "Bar left", "plan": Plan("Ann", "squat", (), 100.0, "3-1-X-0"),
        "mode": BarMode.LIFTING, "traffic": Traffic.STEADY,
    }  # fmt: skip
    return BarState(**{**given, **changed})  # type: ignore[arg-type]


def state(number: int = 1, *bars: BarState, run: str = RUN, at_unix_s: float = 1e9) -> RackState:
    return RackState(run, number, at_unix_s, bars or (bar(),))


def hello(run: str = RUN, here: Here = Here.HERE) -> Presence:
    return Presence(run, here, 1, 1e9, "rackside 0")


def until(true: Callable[[], object], what: str = "it did not come to that", soon_s: float = SOON_S) -> None:
    """Wait for something."""
    end_s = time.monotonic() + soon_s
    while not true():
        assert time.monotonic() < end_s, what
        time.sleep(0.01)
