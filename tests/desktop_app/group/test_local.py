"""A laptop's own racks as tiles, and what a coach wants of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from desktop_app.group.local import Choice, Crew, local_tile, reach_of
from desktop_app.group.tile import Reach
from desktop_app.session.commands import Search, SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetLog
from desktop_app.session.settings import COLOURS
from desktop_app.session.shaking import ShakeDesk
from desktop_app.session.snapshot import LinkView, Mode, Notice, RackSnapshot, RepView, Traffic
from dsp.results import LimitSource, Quality, Severity, Sign
from sensor.ble.found import SensorWish
from sensor.ble.status import LinkState

PLAN = LiftPlan("Ann", "squat", ("box",), 100.0)
LINK = LinkView("AA:01", "Bar left", LinkState.STREAMING, battery=0.4)
LIFTING = RackSnapshot(
    1, Mode.LIFTING, PLAN, traffic=Traffic.CAREFUL, link=LINK, rack="1", descent_target_s=2.0, sets=2,
    reps=(RepView(1, Quality.GOOD, 1.9, 0.6, None), RepView(2, Quality.GOOD, 1.4, 0.5, Severity.WARN)),
    worst=Sign(
        "fast_descent", 2, "descent", 1.4, "s", 2.0, LimitSource.PRESCRIBED, Severity.WARN, 1.0, "Slow it down", "x"
    ),
)  # fmt: skip


@dataclass
class FakeFace:
    key: str
    asked: list[tuple[str, Any]]

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.asked.append((self.key, name, *given))  # type: ignore[arg-type]


@dataclass
class FakeRacks:
    snapshots: tuple[RackSnapshot, ...]
    choices: dict[str, Choice | None] = field(default_factory=dict)
    shaking: ShakeDesk = field(default_factory=ShakeDesk)
    all_logs: tuple[SetLog, ...] = ()
    asked: list[Any] = field(default_factory=list)

    def at(self, key: str) -> Any:
        return FakeFace(key, self.asked)

    def add_rack(self, choice: Choice | None = None) -> str:
        self.asked.append(("add", choice))
        return str(len([each for each in self.asked if each[0] == "add"]) + len(self.snapshots))

    def remove_rack(self, key: str) -> None:
        self.asked.append(("remove", key))

    def swap(self, key: str, other: str) -> None:
        self.asked.append(("swap", key, other))

    def look_for_sensors(self) -> None:
        self.asked.append(("look",))

    def search(self) -> Search:
        return Search()


def test_a_tile_says_what_the_rack_shows() -> None:
    tile = local_tile(LIFTING, 3)
    assert (tile.key, tile.lifter, tile.exercise, tile.load_kg, tile.rep) == ("1", "Ann", "squat", 100.0, 2)
    assert (tile.descent_s, tile.target_s, tile.worst, tile.worst_text) == (1.4, 2.0, Severity.WARN, "Slow it down")
    assert (tile.traffic, tile.reach, tile.station, tile.colour) == (Traffic.CAREFUL, Reach.HERE, None, 3)
    assert tile.look == "Slow it down"


@pytest.mark.parametrize(
    ("changes", "reach", "looked_at"),
    [
        ({"link": None, "mode": Mode.NO_SENSOR}, Reach.LOST, False),
        ({"link": replace(LINK, state=LinkState.SEARCHING), "reps": (), "sets": 0}, Reach.STALE, False),
        ({"link": replace(LINK, state=LinkState.SEARCHING)}, Reach.STALE, True),
        ({"link": replace(LINK, state=LinkState.LOST)}, Reach.LOST, True),
        ({"link": replace(LINK, state=LinkState.STALLED)}, Reach.STALE, True),
        ({"mode": Mode.NO_SENSOR}, Reach.STALE, True),
        ({"traffic": Traffic.STEADY, "worst": None}, Reach.HERE, False),
        ({"mode": Mode.OVER}, Reach.HERE, False),
    ],
)
def test_who_is_lost_is_looked_at_but_not_who_has_not_come_yet(changes: Any, reach: Reach, looked_at: bool) -> None:
    snapshot = replace(LIFTING, **changes)
    assert reach_of(snapshot) is reach
    assert (local_tile(snapshot).look is not None) is looked_at


def test_a_lifter_in_pain_is_seen_on_this_laptop() -> None:
    tile = local_tile(replace(LIFTING, mode=Mode.PAIN))
    assert (tile.mode, tile.traffic) == (Mode.PAIN, Traffic.STOP)
    assert tile.look is not None


def test_what_is_the_matter_with_a_sensor_that_does_not_come_is_said() -> None:
    waiting = RackSnapshot(1, Mode.NO_SENSOR, PLAN, notices=(Notice("Looking for bar", ""),), rack="1")
    assert local_tile(waiting).link_text == "Looking for bar"


def test_tiles_are_made_anew_only_where_something_changed() -> None:
    racks = FakeRacks((LIFTING, replace(LIFTING, rack="2")))
    crew = Crew(racks)
    first = crew.tiles()
    assert all(a is b for a, b in zip(first, crew.tiles(), strict=True))
    racks.snapshots = (racks.snapshots[0], replace(LIFTING, rack="2", sets=3))
    again = crew.tiles()
    assert again[0] is first[0]
    assert again[1].sets == 3
    crew.set_colour("1", 9)
    assert crew.tiles()[0].colour == 9


def test_lifters_are_given_to_bars_and_change_them() -> None:
    racks = FakeRacks((LIFTING, replace(LIFTING, rack="2", plan=replace(PLAN, athlete=None, load_kg=60.0))))
    crew = Crew(racks)
    crew.assign("2", " Ben  B ")
    assert racks.asked.pop() == ("2", "set_next_plan", LiftPlan("Ben B", "squat", ("box",), 60.0))
    crew.assign("2", "Ann")
    assert racks.asked.pop() == ("swap", "2", "1")
    crew.assign("1", "Ann")
    crew.swap("1", "1")
    crew.assign("gone", "Ann")
    assert not racks.asked
    crew.assign("1", "")
    assert racks.asked.pop() == ("1", "set_next_plan", replace(PLAN, athlete=None))


def test_the_coach_sets_the_next_set_and_a_cue() -> None:
    racks = FakeRacks((LIFTING,))
    crew = Crew(racks)
    crew.set_next("1", LiftPlan("somebody", "bench", (), 40.0))
    assert racks.asked.pop() == ("1", "set_next_plan", LiftPlan("Ann", "bench", (), 40.0))
    crew.set_cue("1", " Wait  below ")
    assert racks.asked.pop() == ("1", "set_cue", "Wait below")
    crew.set_cue("1", " ")
    assert racks.asked.pop() == ("1", "set_cue", None)


def test_sensors_come_to_free_racks_first_and_never_twice() -> None:
    none = RackSnapshot(1, Mode.NO_SENSOR, LiftPlan(), rack="1")
    racks = FakeRacks((none,), {"1": None})
    crew = Crew(racks)
    assert crew.add(SensorWish("AA")) == "1"
    assert racks.asked == [("1", "start_sensor", SensorWish("AA"))]
    assert crew.add(SensorWish("AA")) == "1"
    two, three = crew.add(SimulatedSensor()), crew.add(SimulatedSensor())
    assert two != three
    assert racks.asked[1:] == [("add", SimulatedSensor(1)), ("add", SimulatedSensor(2))]


def test_colours_stay_with_their_sensors() -> None:
    racks = FakeRacks((LIFTING,), {"1": SensorWish("AA:01")})
    crew = Crew(racks, {"aa:01": 5})
    assert crew.colour_of("1") == 5
    crew.set_colour("1", COLOURS + 2)
    assert crew.colours == {"aa:01": 2}
    assert Crew(racks).colour_of("3") == 2
