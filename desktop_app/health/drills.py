"""The drills that the articles name, a small library with its sources, and which of them a place opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from desktop_app.health.checkin import Place


class Region(StrEnum):
    """Under which head the articles have it."""

    BREATHING = "breathing"
    HIPS = "hips"
    ANKLES = "ankles"
    LATERAL_HIP = "lateral_hip"
    CORE = "core"
    HAMSTRINGS = "hamstrings"
    GLUTES = "glutes"
    WARM_UP = "warm_up"
    COOL_DOWN = "cool_down"


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill. articles: letters of those that name it under this head."""

    name: str
    region: Region
    articles: str


_R: Final = Region
DRILLS: Final = (
    Drill("90/90 breathing", _R.BREATHING, "A"),
    Drill("90/90 switches", _R.HIPS, "A"),
    Drill("Active hip-flexor stretch", _R.HIPS, "A"),
    Drill("Controlled articular rotations", _R.HIPS, "B"),
    Drill("Kneeling hip-flexor stretch", _R.HIPS, "E"),
    Drill("Dynamic dorsiflexion stretch", _R.ANKLES, "A"),
    Drill("Single-leg hip thrust", _R.LATERAL_HIP, "A"),
    Drill("Side-plank hip abduction", _R.LATERAL_HIP, "A"),
    Drill("Dead bug", _R.CORE, "A E"),
    Drill("Bird dog", _R.CORE, "A E"),
    Drill("Pallof press", _R.CORE, "A"),
    Drill("Plank", _R.CORE, "E"),
    Drill("Standing hamstring stretch", _R.HAMSTRINGS, "D"),
    Drill("Cat-cow", _R.HAMSTRINGS, "D"),
    Drill("Bird dog", _R.HAMSTRINGS, "D"),
    Drill("Seated marches", _R.HAMSTRINGS, "D"),
    Drill("Banded bridge", _R.GLUTES, "E"),
    Drill("Clamshell", _R.GLUTES, "E"),
    Drill("Monster walk", _R.GLUTES, "E"),
    Drill("Dynamic stretches", _R.WARM_UP, "C E"),
    Drill("Light sets of the lift", _R.WARM_UP, "C"),
    Drill("Light cardio", _R.WARM_UP, "E"),
    Drill("Static stretches", _R.COOL_DOWN, "E"),
)

_BY_PLACE: Final = MappingProxyType(
    {
        Place.LOWER_BACK: (_R.BREATHING, _R.CORE, _R.HAMSTRINGS),
        Place.HIP_FLEXOR: (_R.HIPS,),
        Place.HIP_BONE: (_R.HIPS, _R.LATERAL_HIP),
        Place.GROIN: (_R.HIPS,),
        Place.HAMSTRING: (_R.HAMSTRINGS,),
    }
)
"""Ours: which heads go with a place. Where the articles name none for it there is none."""


def of_region(region: Region) -> tuple[Drill, ...]:
    """The drills under one head, in the articles' order."""
    return tuple(d for d in DRILLS if d.region is region)


def for_place(place: Place, exercise: str | None = None) -> tuple[Drill, ...]:
    """The drills to offer for a place, each name once; before hip thrusts the glutes' are added."""
    regions = _BY_PLACE.get(place, ())
    if exercise == "hip_thrust" and regions:
        regions = (*regions, Region.GLUTES)
    found: dict[str, Drill] = {}
    for drill in (d for region in regions for d in of_region(region)):
        found.setdefault(drill.name, drill)
    return tuple(found.values())
