"""One lifter as a coach sees them among many: plain frozen values, whether the bar is here or at another laptop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.session.snapshot import Mode, Traffic
from dsp.results import Quality, Severity


class Reach(StrEnum):
    """Whether what is shown is how it is now."""

    HERE = "here"
    """This laptop's own sensor, streaming."""
    LIVE = "live"
    """A station that is heard."""
    STALE = "stale"
    """Nothing was heard for a while: what is shown is old."""
    LOST = "lost"
    """The sensor is lost, or the station has said farewell."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One lifter at one bar. Unknown is None.

    key: stable while it is the same bar (sensor id, or station and sensor). station: the laptop's name; None: this one.
    rep: number of the newest. descent_s: of the last rep, target_s: to be held. worst: the gravest sign of the set and
    what it says. said_age_s: age of the newest word from there, s. offset_ms: the station's clock against this one.
    drives_ms: mean drive speed of each rep of the set; None for one that is not known. look: why somebody should look,
    in a few words, None where nobody needs to. colour: index into the theme's colours of bars.
    """

    key: str
    lifter: str | None
    mode: Mode
    traffic: Traffic
    reach: Reach
    exercise: str | None = None
    variation: tuple[str, ...] = ()
    load_kg: float | None = None
    rep: int = 0
    descent_s: float | None = None
    target_s: float | None = None
    last_quality: Quality | None = None
    drives_ms: tuple[float | None, ...] = ()
    loss_percent: float | None = None
    worst: Severity | None = None
    worst_text: str | None = None
    rest_s: float | None = None
    sets: int = 0
    battery: float | None = None
    link_text: str = ""
    station: str | None = None
    said_age_s: float | None = None
    offset_ms: float | None = None
    look: str | None = None
    colour: int | None = None
