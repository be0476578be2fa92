"""The words of the coach's view. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from desktop_app.group.tile import Reach, Tile
from desktop_app.session.plan import LiftPlan
from desktop_app.session.plates import Units
from desktop_app.session.snapshot import Mode, Traffic
from desktop_app.views import words

NOBODY: Final = "Nobody yet"
NO_LIFT: Final = "no lift chosen"
OF_TARGET: Final = "of {0:.1f} s"
DOWN: Final = "{0:.1f} s"
REST: Final = "rest {0}"
SETS: Final = ("no sets", "1 set", "{0} sets")
HEARD_AGO: Final = "not heard for {0}"
LOST: Final = "no link"
NOT_HEARD: Final = "nothing comes"
LOW_BATTERY: Final = "battery {0:.0f} %"
MODES: Final = MappingProxyType(
    {
        Mode.NO_SENSOR: "no data",
        Mode.READY: "ready",
        Mode.LIFTING: "lifting",
        Mode.RESTING: "resting",
        Mode.PAIN: "stopped for pain",
        Mode.OVER: "over",
    }
)
ALL_WELL: Final = "Nobody needs a look."
MORE: Final = "+ {0} more"
NO_BARS: Final = "No bars yet. Press W and add a sensor for each lifter."
NO_STATIONS: Final = "No station is heard yet."
COACH_TITLE: Final = "Coach"
BAR_GONE: Final = "This bar is no longer there: nothing was sent."
FOOT: Final = "1-9 or arrows and Enter: open · Space: who needs a look · W: who lifts here · G: summary"
FOOT_FAR: Final = "1-9 or arrows and Enter: open · Space: who needs a look · W: next set and cues · G: summary"
PAGE: Final = "page {0} of {1} (Page Up, Page Down)"

COLOURS: Final = ("red", "yellow", "green", "blue", "orange", "purple", "white", "turquoise")
STRIPED: Final = "{0}, striped"

PEOPLE_TITLE: Final = "Who lifts here"
BARS: Final = "Bars"
LIFTER: Final = "Lifter"
LIFTER_HINT: Final = "Type a name and press Enter. One who lifts at another bar changes bars with who is here."
COLOUR: Final = "Tape on the sensor"
NEXT_SET: Final = "Next set of {0}"
EXERCISE: Final = "Exercise"
LOAD: Final = "Load, {0}"
TEMPO: Final = "Tempo"
REPS: Final = "Reps"
CUE: Final = "Say to the lifter"
CUE_HINT: Final = "one thing, shown until the next set is over"
SET_NEXT: Final = "For the next set  (Ctrl+Enter)"
CHANGE_BARS: Final = "Change bars"
CHANGE_WITH: Final = "Changes bars with"
REMOVE: Final = "Remove bar"
ADD_TITLE: Final = "Sensors near here"
ADD: Final = "Add this sensor"
SHAKE: Final = "Find by shaking"
SHAKE_STOP: Final = "Stop looking"
SHAKING: Final = "Pick up one bar, or its sensor, and shake it for two seconds."
SHAKEN: Final = "It is number {0}: {1}."
SHAKE_NONE: Final = "No sensor streams yet."
PEOPLE_BACK: Final = "Esc goes back to the tiles."
ASKED: Final = "Holds from the next set on."
FULL: Final = "Sixteen bars are as many as can be read at once."


def colour_name(index: int) -> str:
    """What a tape is called."""
    name = COLOURS[index % len(COLOURS)]
    return name if index < len(COLOURS) else STRIPED.format(name)


def lift_line(tile: Tile, units: Units) -> str:
    """Exercise, variation and load."""
    if tile.exercise is None and tile.load_kg is None:
        return NO_LIFT
    return words.plan_line(LiftPlan(None, tile.exercise, tile.variation, tile.load_kg), units)


def sets_line(count: int) -> str:
    return SETS[min(count, 2)].format(count)


def reach_line(tile: Tile) -> str:
    """What is the matter with the way from there; empty where all is well."""
    if tile.reach in {Reach.HERE, Reach.LIVE}:
        low = tile.battery is not None and tile.battery < LOW
        return LOW_BATTERY.format(100.0 * (tile.battery or 0.0)) if low else ""
    if tile.reach is Reach.STALE and tile.said_age_s is not None:
        return HEARD_AGO.format(words.clock(tile.said_age_s))
    return tile.link_text or (LOST if tile.reach is Reach.LOST else NOT_HEARD)


LOW: Final = 0.15
"""A battery that may not last the session."""


def foot_line(tile: Tile) -> str:
    """What goes on there, where no sign is to be told."""
    parts = [REST.format(words.clock(tile.rest_s))] if tile.rest_s is not None and tile.mode is not Mode.LIFTING else []
    if not parts:
        parts = [MODES[tile.mode]]
    return words.SEPARATOR.join([*parts, sets_line(tile.sets)])


def spoken(number: int, tile: Tile, units: Units) -> str:
    """A whole tile, for who hears the screen."""
    said = [str(number), tile.lifter or NOBODY, lift_line(tile, units), f"{words.REP} {tile.rep}"]
    said += [words.TRAFFIC[tile.traffic], tile.worst_text or "", reach_line(tile) or foot_line(tile)]
    return ", ".join(part for part in said if part)


def chips_spoken(chips: Sequence[tuple[int, str, str, Traffic]]) -> str:
    return "; ".join(f"{number} {name}: {why}" for number, name, why, _ in chips) or ALL_WELL
