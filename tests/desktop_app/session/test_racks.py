"""Several racks in one session: none disturbs another, the chosen one is meant and heard where none is named."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pytest

from desktop_app.session.commands import Commands, SetEdits
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played_feeds import ReplayFeed
from desktop_app.session.radio_desk import DeskParams, RadioDesk
from desktop_app.session.sets import Strike
from desktop_app.session.snapshot import Mode, RackSnapshot
from desktop_app.session.thread import RACKS_MAX, SessionThread, Station
from sensor.ble.found import Found, SensorWish
from sensor.ble.status import LinkStatus
from sensor.errors import NotFoundError
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.session import Item
from tests.desktop_app.session.sessions import PLAN, SENDER
from tests.desktop_app.sound.hearing import RecordingSpeaker
from tests.sensor.live_items import arrival_ns, squat

SOON_S = 20.0
BEN = replace(PLAN, athlete="Ben", load_kg=60.0)


@dataclass
class ManyRadio:
    """A radio in which each sensor that is asked for lifts a whole set in no time; but not those in `missing`."""

    items: list[Item]
    missing: set[str] = field(default_factory=set)
    stopped: list[str] = field(default_factory=list)
    slow_to_stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.slow_to_stop.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self, wishes: list[SensorWish], sink: Callable[[Item], None]) -> list[Found]:
        name = wishes[0].name_or_address
        if name in self.missing:
            raise NotFoundError("no sensor of that name is in range", "Wake it.")
        for item in self.items:
            if isinstance(item, LinkStatus):
                sink(replace(item, sensor_id=name, name=name))
            elif isinstance(item, Packet):
                sink(replace(item, sensor_id=name))
        return [Found(name, name, -50, "rackside", "Home-made sensor")]

    def stop_link(self, address: str) -> None:
        self.slow_to_stop.wait(SOON_S)
        self.stopped.append(address)


@dataclass
class Gym:
    thread: SessionThread
    radio: ManyRadio
    folder: Path
    speaker: RecordingSpeaker

    def until(self, true: Callable[[dict[str, RackSnapshot]], object]) -> dict[str, RackSnapshot]:
        """Wait for snapshots, by rack. Raises AssertionError where it does not come."""
        end_s = time.monotonic() + SOON_S
        while time.monotonic() < end_s:
            shown = {one.rack: one for one in self.thread.snapshots}
            if true(shown):
                return shown
            time.sleep(0.005)
        raise AssertionError(f"it did not come to that: {[(s.rack, s.mode) for s in self.thread.snapshots]}")


@pytest.fixture(scope="module")
def items(project: Path) -> list[Item]:
    return SENDER.items(squat(project))


@pytest.fixture
def gym(items: list[Item], tmp_path: Path) -> Iterator[Gym]:
    radio, speaker = ManyRadio(items), RecordingSpeaker()
    desk = RadioDesk(lambda: radio, DeskParams(0.0, 2, 0.01))  # type: ignore[arg-type,return-value]
    last_ns = arrival_ns(items[-1]) + 1_000_000
    thread = SessionThread(Station(desk, tmp_path / "recordings", lambda: last_ns, lambda *_: None, speaker))
    thread.start()
    yield Gym(thread, radio, tmp_path / "recordings", speaker)
    radio.slow_to_stop.set()
    thread.close()


def test_each_rack_has_its_own_lifter_recording_and_sets(gym: Gym) -> None:
    thread, one = gym.thread, gym.thread.chosen
    two = thread.add_rack(SensorWish("bar two"))
    face: Commands = thread.at(two)
    edits: SetEdits = thread.at(two)
    thread.set_plan(PLAN)
    thread.at(two).set_plan(BEN)
    thread.start_sensor(SensorWish("bar one"))
    shown = gym.until(lambda s: two in s and len(s[one].reps) == len(s[two].reps) == 5)
    assert (shown[one].plan, shown[two].plan) == (PLAN, BEN)
    assert [s.link.name for s in shown.values() if s.link is not None] == ["bar one", "bar two"]
    face.mark()
    gym.until(lambda s: s[two].mode is Mode.RESTING)
    thread.stop()
    face.stop()
    edits.edit(Strike(1, 2))
    gym.until(lambda s: {each.mode for each in s.values()} == {Mode.NO_SENSOR})
    gym.until(lambda _: [entry.struck for entry in edits.set_log().entries] == [(2,)])
    assert [entry.struck for entry in thread.set_log().entries] == [()]
    files = sorted(gym.folder.glob("*.mcap"))
    assert len(files) == 2
    recorded = {open_recording(path).sensors[0].identity.id: open_recording(path).info.athlete for path in files}
    assert set(recorded) == {"bar one", "bar two"}
    assert sorted(gym.radio.stopped) == ["bar one", "bar two"]
    assert sorted(log.entries[0].plan.athlete or "" for log in thread.all_logs) == ["Ann", "Ben"]


def test_a_sensor_that_is_missing_or_slow_to_stop_holds_up_nobody(gym: Gym) -> None:
    gym.radio.missing.add("gone")
    thread, one = gym.thread, gym.thread.chosen
    thread.start_sensor(SensorWish("gone"))
    two = thread.add_rack(SensorWish("bar two"))
    shown = gym.until(lambda s: two in s and len(s[two].reps) == 5)
    assert any("Looking for gone" in notice.text for notice in shown[one].notices)
    gym.radio.slow_to_stop.clear()
    thread.remove_rack(two)
    three = thread.add_rack(SensorWish("bar three"))
    shown = gym.until(lambda s: three in s and len(s[three].reps) == 5)
    assert two in shown
    gym.radio.slow_to_stop.set()
    gym.until(lambda s: two not in s)
    assert [log.entries[0].rep_count for log in thread.all_logs if log.entries and log.entries[0].result] == [5]


def test_what_is_asked_while_a_sensor_is_being_stopped_is_done_in_order_afterwards(gym: Gym) -> None:
    thread, one = gym.thread, gym.thread.chosen
    thread.set_plan(PLAN)
    thread.start_sensor(SensorWish("bar one"))
    gym.until(lambda s: len(s[one].reps) == 5)
    gym.radio.slow_to_stop.clear()
    thread.start_sensor(SensorWish("bar two"))
    thread.start_sensor(SensorWish("bar three"))
    thread.set_plan(BEN)
    gym.radio.slow_to_stop.set()
    shown = gym.until(lambda s: len(s[one].reps) == 5 and s[one].link and s[one].link.name == "bar three")
    assert shown[one].plan == BEN
    assert sum(bool(log.entries) for log in thread.all_logs) >= 1


def test_sound_follows_the_rack_that_is_chosen_or_none(gym: Gym) -> None:
    thread = gym.thread
    thread.set_heard(False)
    two = thread.add_rack(SensorWish("bar two"))
    gym.until(lambda s: two in s and len(s[two].reps) == 5)
    thread.start_sensor(SensorWish("bar one"))
    gym.until(lambda s: all(len(each.reps) == 5 for each in s.values()))
    assert not any(tone.gain for tone in gym.speaker.tones)
    before = len(gym.speaker.heard)
    thread.choose(two)
    thread.set_heard(True)
    gym.until(lambda _: thread.chosen == two)
    assert thread.newest.rack == two
    thread.mark()
    gym.until(lambda s: s[two].mode is Mode.RESTING)
    assert len(gym.speaker.heard) > before


def test_lifters_change_bars_and_the_coach_changes_the_next_set(gym: Gym) -> None:
    thread, one = gym.thread, gym.thread.chosen
    two = thread.add_rack(SensorWish("bar two"))
    thread.set_plan(PLAN)
    thread.at(two).set_plan(BEN)
    thread.start_sensor(SensorWish("bar one"))
    gym.until(lambda s: two in s and all(len(each.reps) == 5 for each in s.values()))
    thread.at(one).set_cue("Wait at the bottom")
    thread.swap(one, two)
    shown = gym.until(lambda s: s[one].coach_line)
    assert (shown[one].plan.athlete, shown[two].plan.athlete) == ("Ann", "Ben")
    thread.at(one).mark()
    thread.at(two).mark()
    shown = gym.until(lambda s: s[one].plan.athlete == "Ben" and s[two].plan.athlete == "Ann")
    assert shown[one].coach_line == "Wait at the bottom"
    assert shown[one].next_line == "Coach: Wait at the bottom"
    # What was said of Ben's set is nothing to Ann, also where it is settled after they changed.
    assert gym.until(lambda s: s[two].mode is Mode.READY)[two].next_line is None
    thread.at(one).set_next_plan(LiftPlan("Ben", "bench", (), 40.0))
    gym.until(lambda s: s[one].plan.exercise == "bench")
    thread.stop()
    thread.at(two).stop()
    gym.until(lambda s: {each.mode for each in s.values()} == {Mode.NO_SENSOR})
    assert [e.plan for log in thread.all_logs for e in log.entries] == [PLAN, BEN]


def test_a_fault_at_one_rack_is_none_of_the_others(gym: Gym, project: Path) -> None:
    class Broken(ReplayFeed):
        def step(self) -> float:
            raise ZeroDivisionError

    opened = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")
    thread, one = gym.thread, gym.thread.chosen
    thread.start_feed(lambda: Broken(opened, banner="Demo"))
    two = thread.add_rack(SensorWish("bar two"))
    shown = gym.until(lambda s: two in s and len(s[two].reps) == 5)
    assert any("ZeroDivisionError" in n.text for n in shown[one].notices)
    assert not shown[two].notices


def test_racks_come_and_go_up_to_sixteen(gym: Gym) -> None:
    thread, one = gym.thread, gym.thread.chosen
    keys = [thread.add_rack() for _ in range(RACKS_MAX + 3)]
    shown = gym.until(lambda s: len(s) == RACKS_MAX)
    assert list(shown) == [one, *keys[: RACKS_MAX - 1]]
    thread.choose(keys[0])
    thread.at("nobody").mark()
    thread.remove_rack("nobody")
    thread.remove_rack(keys[0])
    gym.until(lambda s: keys[0] not in s)
    assert thread.chosen == one
    for key in (one, *keys):
        thread.remove_rack(key)
    gym.until(lambda s: len(s) == 1)
