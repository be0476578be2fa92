"""What a link says of itself while it lives: plain values, safe to hand to any thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LinkState(StrEnum):
    """Where one sensor's link is."""

    SEARCHING = "searching"
    CONNECTING = "connecting"
    SETTING_UP = "setting_up"
    STREAMING = "streaming"
    STALLED = "stalled"
    """Connected, but nothing came for longer than packets ever wait."""
    LOST = "lost"
    """The connection broke; it is being tried again."""
    GONE = "gone"
    """Ended: asked to, or given up."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """One sensor's link at one time; a new one for each change.

    sensor_id: as its packets carry it. at_ns: host time, on the packets' clock. text: what to tell the user, with what
    to do where something is to be done. battery: 0 to 1. rate_hz: samples a second, as counted lately.
    rssi_dbm: signal when it was found. Unknown is None.
    """

    sensor_id: str
    state: LinkState
    at_ns: int
    text: str
    name: str | None = None
    driver: str | None = None
    battery: float | None = None
    rate_hz: float | None = None
    rssi_dbm: int | None = None
