"""Pain by place in hip thrusts: what article E has to say, as likely causes to look at, never as an answer.

Where the article says two things that pull in opposite ways, both are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from desktop_app.health import words
from desktop_app.health.checkin import Place
from desktop_app.health.drills import Drill, for_place

EXERCISE: Final = "hip_thrust"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to look at. code: of the sign by which the bar would show it, None where it cannot."""

    text: str
    articles: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What a place opens: causes to look at under a head, drills, and the line on seeking help."""

    place: Place
    head: str
    causes: tuple[Cause, ...]
    drills: tuple[Drill, ...]
    help: str


_EVERY: Final = (
    Cause(words.CAUSE_LOAD, "A C E", "load_jump"),
    Cause(words.CAUSE_UNEVEN, "E", "shift"),
    Cause(words.CAUSE_ARCH, "C E", "overshoot"),
    Cause(words.CAUSE_SHORT, "C E", "short_rom"),
)
"""What the article names whatever the place."""
_OWN: Final = MappingProxyType({Place.HAMSTRING: (Cause(words.CAUSE_FEET_FAR, "E"), Cause(words.CAUSE_FEET_NEAR, "E"))})


def page_of(place: Place, exercise: str | None) -> PlacePage:
    """What a place opens; causes only for hip thrusts, for which the article gives them."""
    causes = (*_OWN.get(place, ()), *_EVERY) if exercise == EXERCISE else ()
    return PlacePage(place, words.CAUSES if causes else "", causes, for_place(place, exercise), words.SEEK_HELP)
