"""A group as lines, one for each thing that is news: for a station and a coach without a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from desktop_app.cli.group_options import told
from desktop_app.cli.terminal import one_line
from desktop_app.counting import counted
from desktop_app.group.client import NetState
from desktop_app.group.coach_model import CoachView, StationView
from desktop_app.group.ledger import CameSet
from desktop_app.group.local import local_tile
from desktop_app.group.sets import entry_of
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot

MS_SHOWN: Final = 50.0
"""Clocks that differ by less need no word."""


class _Lines:
    """Prints a line when what it is about has another text than before."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: dict[str, str] = {}

    def _say(self, about: str, text: str, style: str = "") -> None:
        if self._said.get(about) != text:
            self._said[about] = text
            if text:
                self._console.print(Text(one_line(text), style=style), soft_wrap=True)

    def _net(self, net: NetState, notice: Notice | None) -> None:
        if net.connected:
            self._say("net", "connected", "green")
        else:
            self._say("net", "" if net.notice is None else told(net.notice), "yellow")
        other = notice if notice is not net.notice else None
        self._say("notice", "" if other is None else told(other), "yellow")

    def _tile(self, tile: Tile, name: str) -> None:
        who = " · ".join(part for part in (name, tile.lifter or "", lift_of(tile)) if part)
        if tile.reach in {Reach.STALE, Reach.LOST}:
            self._say(tile.key, f"{who}: {tile.look or tile.reach}", "yellow")
        elif tile.mode is Mode.LIFTING and tile.rep:
            said = "" if tile.descent_s is None else f", {tile.descent_s:.1f} s down"
            look = f": {tile.look}" if tile.look else ""
            self._say(tile.key, f"{who}: rep {tile.rep}{said}{look}", "red" if tile.look else "")
        else:
            self._say(tile.key, f"{who}: {tile.mode.replace('_', ' ')}", "dim")


class StationLines(_Lines):
    """What goes on at this laptop's racks."""

    def show(self, net: NetState, notice: Notice | None, snapshots: Sequence[RackSnapshot], waiting: int) -> None:
        """Print what is new."""
        self._net(net, notice)
        for snapshot in snapshots:
            tile = local_tile(snapshot)
            self._tile(tile, snapshot.link.name if snapshot.link is not None else f"rack {snapshot.rack}")
            for number, each in enumerate(snapshot.notices[:1]):
                self._say(f"{tile.key} notice {number}", told(each), "yellow")
            self._say(f"{tile.key} coach", f"the coach says: {snapshot.coach_line}" if snapshot.coach_line else "")
        left = f"waiting for the coach: {counted(waiting, 'set')}" if waiting and not net.connected else ""
        self._say("waiting", left, "yellow")


class CoachLines(_Lines):
    """What goes on at all stations."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._sets: dict[str, int] = {}

    def show(self, net: NetState, notice: Notice | None, view: CoachView, sets: Sequence[CameSet]) -> None:
        """Print what is new."""
        self._net(net, notice)
        self._tell_sets(sets)
        for station in view.stations:
            self._say(f"{station.name}/", *_station_line(station))
        for tile in view.tiles:
            self._tile(tile, tile.key)

    def _tell_sets(self, sets: Sequence[CameSet]) -> None:
        """Before what is told of stations: one that goes has sent its last set."""
        for came in sets:
            done = came.done
            if self._sets.get(done.set_id) != done.revision:
                word = "set" if done.set_id not in self._sets else "set corrected"
                self._sets[done.set_id] = done.revision
                reps = entry_of(done).rep_count
                what = " · ".join(
                    p for p in (done.plan.lifter or "", done.plan.exercise or "", _kg(done.plan.load_kg)) if p
                )
                self._say(
                    f"set {done.set_id}",
                    f"{came.station} · {word} {done.number} · {what} · {counted(reps, 'rep')}",
                    "bold",
                )

    def show_dropped(self, view: CoachView) -> None:
        """Print what was dropped, by reason."""
        if view.refused:
            told_ = ", ".join(f"{count} {reason}" for reason, count in sorted(view.refused.items()))
            self._console.print(Text(f"dropped: {told_}", style="yellow"), soft_wrap=True)


def lift_of(tile: Tile) -> str:
    """Exercise and load."""
    words = [tile.exercise.replace("_", " ") if tile.exercise else "", *tile.variation, _kg(tile.load_kg)]
    return " ".join(word for word in words if word)


def _kg(load_kg: float | None) -> str:
    return "" if load_kg is None else f"{load_kg:g} kg"


def _station_line(station: StationView) -> tuple[str, str]:
    offset = station.offset
    clock = ""
    if offset is not None and 1e3 * abs(offset.offset_s) >= MS_SHOWN:
        way = "ahead" if offset.offset_s > 0 else "behind"
        clock = f", clock {abs(offset.offset_s):.1f} s {way}"
    twice = ", two laptops under this name" if station.twice else ""
    heard = {Reach.LIVE: "heard", Reach.HERE: "heard", Reach.STALE: "not heard", Reach.LOST: "gone"}[station.reach]
    return f"{station.name}: {heard}{clock}{twice}", "green" if station.reach is Reach.LIVE else "yellow"
