"""All stations as the coach knows them: messages in, tiles and answers out. No network, no thread, no clock.

    model = CoachModel()
    answers = model.take("rack1", message, now_unix_s)
    model.view(now_unix_s)                              # frozen: tiles, stations, what was dropped

Times are of the coach's own clock unless they are called theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from desktop_app.group.bars import tile_of
from desktop_app.group.clocks import ClockWatch, Offset
from desktop_app.group.messages import BarMode, BarState, Here, Pong, Presence, RackState
from desktop_app.group.tile import Reach, Tile
from desktop_app.group.wire import Reason


@dataclass(frozen=True, slots=True)
class CoachParams:
    """stale_s: nothing was heard for so long, three times what a quiet station waits between two words.
    gone_s: a station that said farewell is shown for so long, and one that is lost is not forgotten before forget_s.
    other_run_s: so long after the last word of a program, another one under the same name is believed unannounced.
    """

    stale_s: float = 3.5
    gone_s: float = 30.0
    forget_s: float = 4 * 3600.0
    other_run_s: float = 5.0


PARAMS: Final = CoachParams()


@dataclass(frozen=True, slots=True)
class StationView:
    """One station. offset: its clock against the coach's; None before it was measured. sets: that came from it.

    refused: how many of its messages were dropped. missed: states that were sent and never came, as while a network
    was gone. twice: two programs speak under this name.
    """

    name: str
    reach: Reach
    age_s: float
    bars: int = 0
    offset: Offset | None = None
    sets: int = 0
    refused: int = 0
    missed: int = 0
    twice: bool = False
    program: str = ""


@dataclass(frozen=True, slots=True)
class CoachView:
    """Everything there is to show. serial: counts up. refused: dropped messages by reason."""

    serial: int = 0
    tiles: tuple[Tile, ...] = ()
    stations: tuple[StationView, ...] = ()
    refused: Mapping[Reason, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(slots=True)
class _Station:
    """State of one station. number: of the newest state of its run."""

    name: str
    run: str | None = None
    here: Here = Here.LOST
    heard_s: float = 0.0
    number: int | None = None
    missed: int = 0
    bars: tuple[BarState, ...] = ()
    state_s: float = 0.0
    clock: ClockWatch = field(default_factory=ClockWatch)
    program: str = ""
    other_s: float | None = None
    """When another program was last heard under this name while this one was there."""


class CoachModel:
    """One thread at a time."""

    def __init__(self, params: CoachParams = PARAMS) -> None:
        self._params = params
        self._stations: dict[str, _Station] = {}
        self._sets: dict[str, set[str]] = {}
        self._serial = 0

    def take(
        self, name: str, message: Presence | RackState | Pong, now_s: float, *, kept: bool = False
    ) -> Reason | None:
        """Take in what a station says; why it was dropped, None where it was not.

        kept: the broker had kept it since whenever it was said: who said it may be gone without anybody's knowing.
        """
        station = self._stations.get(name)
        if station is None:
            if isinstance(message, Presence) and message.state is not Here.HERE:
                # What the broker remembers of somebody who left before the coach came.
                return None
            station = self._stations[name] = _Station(name)
        if isinstance(message, Presence):
            return self._presence(station, message, now_s - self._params.stale_s if kept else now_s)
        if isinstance(message, RackState):
            return self._state(station, message, now_s)
        if not station.clock.answered(message.id, message.came_unix_s, message.sent_unix_s, now_s):
            return Reason.UNASKED
        return None

    def has_set(self, name: str, set_id: str) -> None:
        """A station's set was kept, now or before this program began."""
        self._sets.setdefault(name, set()).add(set_id)

    def asked(self, name: str, question: str, now_s: float) -> None:
        """A station was asked for its clock."""
        self._stations[name].clock.asked(question, now_s)

    def to_ask(self, now_s: float, first: int = 4) -> tuple[list[str], list[str]]:
        """Stations that are here: those whose clock is hardly known, and the others."""
        here = [s for s in self._stations.values() if self._reach(s, now_s) is not Reach.LOST]
        return [s.name for s in here if s.clock.count < first], [s.name for s in here if s.clock.count >= first]

    def bar(self, key: str) -> tuple[str, str] | None:
        """Station and bar of a tile by its key; None where it is gone."""
        name, _, bar = key.partition("/")
        station = self._stations.get(name)
        known = station is not None and any(each.bar == bar for each in station.bars)
        return (name, bar) if known else None

    def view(
        self, now_s: float, refused: Mapping[Reason, int] | None = None, by_station: Counter[str] | None = None
    ) -> CoachView:
        """What there is to show now."""
        self._forget(now_s)
        self._serial += 1
        stations = sorted(self._stations.values(), key=lambda s: s.name)
        tiles = [tile for station in stations for tile in self._tiles(station, now_s)]
        by_name = by_station or Counter()
        views = tuple(self._station_view(s, now_s, by_name[s.name]) for s in stations)
        return CoachView(self._serial, tuple(tiles), views, MappingProxyType(dict(refused or {})))

    def _presence(self, station: _Station, said: Presence, now_s: float) -> Reason | None:
        if said.state is Here.HERE:
            if said.run != station.run:
                if station.run is not None and station.here is Here.HERE and now_s - station.heard_s < 1.0:
                    station.other_s = now_s
                self._begin(station, said.run)
            station.here, station.program = Here.HERE, said.program
        elif said.run == station.run:
            station.here = said.state
        else:
            # The last will of a program that has been started anew since.
            return Reason.RUN
        station.heard_s = max(now_s, station.heard_s)
        return None

    def _state(self, station: _Station, said: RackState, now_s: float) -> Reason | None:
        if said.run != station.run:
            if station.run is not None and now_s - station.heard_s < self._params.other_run_s:
                station.other_s = now_s
                return Reason.RUN
            self._begin(station, said.run)
        if station.number is not None:
            if said.number <= station.number:
                return Reason.RUN
            station.missed += said.number - station.number - 1
        station.number, station.bars = said.number, said.bars
        station.heard_s = station.state_s = now_s
        station.here = Here.HERE
        return None

    @staticmethod
    def _begin(station: _Station, run: str) -> None:
        """Another program speaks for the station from now on."""
        station.run, station.number = run, None
        station.clock.forget()

    def _reach(self, station: _Station, now_s: float) -> Reach:
        if station.here is not Here.HERE:
            return Reach.LOST
        return Reach.STALE if now_s - station.heard_s > self._params.stale_s else Reach.LIVE

    def _tiles(self, station: _Station, now_s: float) -> list[Tile]:
        reach = self._reach(station, now_s)
        offset = station.clock.offset
        return [
            tile_of(
                bar,
                Reach.LOST if reach is Reach.LIVE and _is_lost(bar) else reach,
                station=station.name,
                age_s=max(now_s - station.state_s, 0.0),
                offset_ms=None if offset is None else 1e3 * offset.offset_s,
            )
            for bar in station.bars
        ]

    def _station_view(self, station: _Station, now_s: float, refused: int) -> StationView:
        twice = station.other_s is not None and now_s - station.other_s < 10.0 * self._params.other_run_s
        return StationView(
            station.name, self._reach(station, now_s), max(now_s - station.heard_s, 0.0), len(station.bars),
            station.clock.offset, len(self._sets.get(station.name, ())), refused, station.missed, twice,
            station.program,
        )  # fmt: skip

    def _forget(self, now_s: float) -> None:
        params = self._params
        for station in list(self._stations.values()):
            silent_s = now_s - station.heard_s
            if station.here is Here.CLOSED and silent_s > params.gone_s:
                station.bars = ()
            if silent_s > params.forget_s:
                del self._stations[station.name]


def _is_lost(bar: BarState) -> bool:
    """Whether a sensor that was there sends nothing any more."""
    return bar.mode is BarMode.NO_SENSOR and bar.link is not None
