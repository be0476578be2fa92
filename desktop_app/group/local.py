"""One laptop's own racks as a coach sees them, and what the coach wants of them.

    crew = Crew(session)                 # the session's thread
    crew.tiles()                         # the newest, one a rack
    crew.add(choice), crew.assign(key, "Ann"), crew.swap(key, other), crew.set_next(key, plan), crew.set_cue(key, text)

Everything returns at once. What was asked shows in the next tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from desktop_app.group import words
from desktop_app.group.bars import bar_of, tile_of
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.commands import Search, SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.rack_face import RackFace
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.settings import COLOURS
from desktop_app.session.shaking import ShakeDesk
from desktop_app.session.snapshot import Mode, RackSnapshot, Traffic
from sensor.ble.found import SensorWish
from sensor.ble.status import LinkState

Choice = SensorWish | SimulatedSensor
_NOT_YET: Final = frozenset({LinkState.SEARCHING, LinkState.CONNECTING, LinkState.SETTING_UP})
_BROKEN: Final = frozenset({LinkState.LOST, LinkState.GONE})


class Racks(Protocol):
    """What the session's thread offers to a coach."""

    snapshots: tuple[RackSnapshot, ...]
    choices: Mapping[str, Choice | None]
    all_logs: tuple[SetLog, ...]
    shaking: ShakeDesk

    def at(self, key: str) -> RackFace: ...

    def add_rack(self, choice: Choice | None = None) -> str: ...

    def remove_rack(self, key: str) -> None: ...

    def swap(self, key: str, other: str) -> None: ...

    def look_for_sensors(self) -> None: ...

    def search(self) -> Search: ...


def reach_of(snapshot: RackSnapshot) -> Reach:
    """Whether what is shown of a rack is how it is now."""
    link = snapshot.link
    if link is None or link.state in _BROKEN:
        return Reach.LOST
    if link.state is not LinkState.STREAMING or snapshot.mode is Mode.NO_SENSOR:
        return Reach.STALE
    return Reach.HERE


def local_tile(snapshot: RackSnapshot, colour: int | None = None) -> Tile:
    """One rack of this laptop. A sensor that has not come yet is no cause to look; a lifter in pain is."""
    reach, link = reach_of(snapshot), snapshot.link
    tile = replace(tile_of(bar_of(snapshot), reach), colour=colour)
    if snapshot.mode is Mode.PAIN:
        return replace(tile, mode=Mode.PAIN, traffic=Traffic.STOP, look=words.PAIN)
    waiting = link is None or (link.state in _NOT_YET and not snapshot.reps and not snapshot.sets)
    if waiting or snapshot.mode is Mode.OVER:
        said = snapshot.notices[0].text if snapshot.notices and snapshot.mode is not Mode.OVER else tile.link_text
        return replace(tile, look=None, link_text=said or tile.link_text)
    return tile


class Crew:
    """Who lifts at which of this laptop's racks. To be used from one thread, the window's."""

    def __init__(self, racks: Racks, colours: Mapping[str, int] | None = None) -> None:
        self._racks = racks
        self._made: dict[str, tuple[RackSnapshot, int, Tile]] = {}
        self._given: dict[str, Choice] = {}
        self.colours: dict[str, int] = dict(colours or {})
        """By sensor: the colour of the tape on it. To be kept by whoever keeps settings."""

    @property
    def shaking(self) -> ShakeDesk:
        """Finds the bar that is shaken; its `shaken` is a key of these tiles."""
        return self._racks.shaking

    def tiles(self) -> tuple[Tile, ...]:
        """The newest of each rack, in the order in which they were added; the same ones while nothing changed."""
        made: dict[str, tuple[RackSnapshot, int, Tile]] = {}
        for snapshot in self._racks.snapshots:
            colour, known = self.colour_of(snapshot.rack), self._made.get(snapshot.rack)
            if known is None or known[0] is not snapshot or known[1] != colour:
                known = snapshot, colour, local_tile(snapshot, colour)
            made[snapshot.rack] = known
        self._made = made
        return tuple(tile for _, _, tile in made.values())

    def snapshot(self, key: str) -> RackSnapshot | None:
        """All there is to show of one rack."""
        return next((one for one in self._racks.snapshots if one.rack == key), None)

    def plan(self, key: str) -> LiftPlan | None:
        """What is lifted there."""
        snapshot = self.snapshot(key)
        return snapshot.plan if snapshot is not None else None

    def sensor(self, key: str) -> str:
        """What its sensor is called, the address asked for where it has not come yet; empty without one."""
        snapshot, choice = self.snapshot(key), self._racks.choices.get(key)
        if snapshot is not None and snapshot.link is not None:
            return snapshot.link.name
        return choice.name_or_address if isinstance(choice, SensorWish) else ""

    def entries(self) -> tuple[SetEntry, ...]:
        """Every set of this session, at any rack."""
        return tuple(entry for log in self._racks.all_logs for entry in log.entries)

    def lifters(self) -> dict[str, str]:
        """Rack of each lifter, by name."""
        return {s.plan.athlete: s.rack for s in self._racks.snapshots if s.plan.athlete}

    # What the coach wants.

    def add(self, choice: Choice) -> str:
        """Another sensor. One that lies at a rack already is not taken twice; a rack without a sensor is used first."""
        # What was asked a moment ago is not in the session's answer yet.
        chosen = {**self._racks.choices, **self._given}
        if isinstance(choice, SimulatedSensor):
            choice = SimulatedSensor(1 + sum(isinstance(one, SimulatedSensor) for one in chosen.values()))
        key = next((key for key, one in chosen.items() if one == choice and isinstance(choice, SensorWish)), None)
        if key is not None:
            return key
        key = next((key for key, one in chosen.items() if one is None and not self._is_used(key)), None)
        if key is None:
            key = self._racks.add_rack(choice)
        else:
            self._racks.at(key).start_sensor(choice)
        self._given[key] = choice
        return key

    def remove(self, key: str) -> None:
        """Stop its sensor and take the rack away."""
        self._given.pop(key, None)
        self._racks.remove_rack(key)

    def assign(self, key: str, name: str) -> None:
        """This lifter lifts here from the next set on; one who lifted at another bar changes bars with who is here."""
        name = " ".join(name.split())
        plan, elsewhere = self.plan(key), self.lifters().get(name)
        if elsewhere == key or plan is None:
            return
        if name and elsewhere is not None:
            self._racks.swap(key, elsewhere)
        else:
            self._racks.at(key).set_next_plan(replace(plan, athlete=name or None))

    def swap(self, key: str, other: str) -> None:
        """Two lifters change bars from their next sets on."""
        if key != other:
            self._racks.swap(key, other)

    def set_next(self, key: str, plan: LiftPlan) -> None:
        """What is lifted in the next set; by whoever lifts there."""
        before = self.plan(key)
        if before is not None:
            self._racks.at(key).set_next_plan(replace(plan, athlete=before.athlete))

    def set_cue(self, key: str, text: str) -> None:
        """What the coach says to the next set; an empty text takes it back."""
        self._racks.at(key).set_cue(" ".join(text.split()) or None)

    def colour_of(self, key: str) -> int:
        """Index of the bar's colour: as chosen, else by its rack."""
        number = int(key) - 1 if key.isdigit() else 0
        return self.colours.get(self._sensor_key(key), number % COLOURS)

    def set_colour(self, key: str, colour: int) -> None:
        """The tape on this sensor has that colour."""
        self.colours[self._sensor_key(key)] = colour % COLOURS

    def look_for_sensors(self) -> None:
        """Begin a search; one that runs goes on."""
        self._racks.look_for_sensors()

    def search(self) -> Search:
        """How the search stands."""
        return self._racks.search()

    def _is_used(self, key: str) -> bool:
        """Something is played there."""
        snapshot = self.snapshot(key)
        return snapshot is not None and snapshot.link is not None

    def _sensor_key(self, key: str) -> str:
        choice = self._racks.choices.get(key)
        return choice.name_or_address.lower() if isinstance(choice, SensorWish) else key


Source = Callable[[], tuple[Tile, ...]]
"""Gives the newest tiles; cheap, to be asked by a timer."""
