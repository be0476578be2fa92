"""The set-up checklist of an exercise, one tap a line: what the bar cannot see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from desktop_app.health import words


class Condition(StrEnum):
    """Pre-existing conditions that article E names; a lifter's profile may hold them."""

    DISC_OR_FACET = "disc_or_facet"
    HIP_IMPINGEMENT = "hip_impingement"
    SACROILIAC_JOINT = "sacroiliac_joint"
    KNEE = "knee"
    GROIN = "groin"


@dataclass(frozen=True, slots=True)
class Line:
    """One line to tap. key: stable, for keeping."""

    key: str
    text: str
    articles: str


def _lines(articles: str, **texts: str) -> tuple[Line, ...]:
    return tuple(Line(key, text, articles) for key, text in texts.items())


_SQUAT: Final = _lines("A B", **words.SETUP_SQUAT)
_HIP_THRUST: Final = _lines("C E", **words.SETUP_HIP_THRUST)
CHECKLISTS: Final = MappingProxyType({"squat": _SQUAT, "front_squat": _SQUAT, "hip_thrust": _HIP_THRUST})
"""The articles are about squats and hip thrusts: other lifts have no list."""


def checklist(exercise: str | None, conditions: Iterable[Condition] = ()) -> tuple[Line, ...]:
    """The lines of an exercise; for hip thrusts one for each condition of the lifter's profile, and nothing more."""
    lines = CHECKLISTS.get(exercise or "", ())
    if exercise != "hip_thrust":
        return lines
    known = sorted(set(conditions), key=list(Condition).index)
    return (*lines, *(Line(c.value, words.CONDITION.format(words.CONDITIONS[c.value]), "E") for c in known))


def left(lines: Iterable[Line], tapped: Iterable[str]) -> tuple[Line, ...]:
    """The lines not yet tapped."""
    done = set(tapped)
    return tuple(line for line in lines if line.key not in done)
