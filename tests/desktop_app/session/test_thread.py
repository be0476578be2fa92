"""The session's thread: what is asked shows soon after, and nothing that goes wrong ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pytest

from desktop_app.session.commands import Commands, SetEdits, SimulatedSensor
from desktop_app.session.feeds import Feed, RadioFeed
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played_feeds import ReplayFeed
from desktop_app.session.radio_desk import DeskParams, RadioDesk
from desktop_app.session.sets import ChangePlan, Strike, Undo
from desktop_app.session.sets_store import load_sets, sets_file
from desktop_app.session.snapshot import Mode, RackSnapshot, Traffic
from desktop_app.session.thread import SessionThread, Station
from desktop_app.sound.face import SoundChoice, VoiceKind
from dsp.context import ClipPlace, Forward
from dsp.limits import LimitTable
from sensor.ble.found import Found, SensorWish
from sensor.clock import RealClock
from sensor.errors import FormatError, NotFoundError, RadioError
from sensor.loaded import Mounting
from sensor.opening import open_recording
from sensor.session import Item
from tests.desktop_app.session.sessions import PLAN, SENDER
from tests.desktop_app.sound.hearing import RecordingSpeaker
from tests.sensor.live_items import START_NS, arrival_ns, squat

SOON_S = 20.0
NEAR = Found("AA:01", "Bar left", -50, "rackside", "Home-made sensor")


@dataclass
class FakeRadio:
    """A radio in which a sensor lifts a whole set in no time. missing: how often it is not found."""

    items: list[Item]
    missing: int = 0
    fails: RadioError | None = None
    stops: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def scan(self, timeout_s: float) -> list[Found]:
        if self.fails is not None:
            raise self.fails
        return [NEAR]

    def start(self, wishes: list[SensorWish], sink: Callable[[Item], None]) -> list[Found]:
        if self.missing:
            self.missing -= 1
            raise NotFoundError("no sensor of that name is in range", "Wake it.")
        for item in self.items:
            sink(item)
        return [NEAR]

    def stop_link(self, _: str) -> None:
        self.stops += 1


@pytest.fixture(scope="module")
def items(project: Path) -> list[Item]:
    return SENDER.items(squat(project))


@dataclass
class Run:
    thread: SessionThread
    radio: FakeRadio
    folder: Path
    speaker: RecordingSpeaker

    def until(self, true: Callable[[RackSnapshot], object]) -> RackSnapshot:
        """Wait for a snapshot. Raises AssertionError where it does not come."""
        end_s = time.monotonic() + SOON_S
        while time.monotonic() < end_s:
            shown = self.thread.snapshots[0]
            if true(shown):
                return shown
            time.sleep(0.005)
        raise AssertionError(f"it did not come to that: {self.thread.snapshots[0].mode}")

    @property
    def recording(self) -> Path:
        (path,) = self.folder.glob("*.mcap")
        return path


@pytest.fixture
def started(items: list[Item], tmp_path: Path) -> Iterator[Run]:
    radio, speaker = FakeRadio(items), RecordingSpeaker()
    desk = RadioDesk(lambda: radio, DeskParams(0.0, 2, 0.01))  # type: ignore[arg-type,return-value]
    last_ns = arrival_ns(items[-1]) + 1_000_000
    station = Station(desk, tmp_path / "recordings", lambda: last_ns, lambda *_: None, speaker)
    thread = SessionThread(station)
    thread.start()
    yield Run(thread, radio, station.folder, speaker)
    thread.close()


def test_it_has_the_face_that_a_window_asks_for(started: Run) -> None:
    commands: Commands = started.thread
    edits: SetEdits = started.thread
    assert commands is edits
    assert started.thread.snapshots[0].mode is Mode.NO_SENSOR


def test_a_sensor_is_connected_recorded_and_its_set_kept(started: Run) -> None:
    thread = started.thread
    thread.set_plan(PLAN)
    thread.start_sensor(SensorWish("bar"))
    shown = started.until(lambda s: len(s.reps) == 5)
    assert shown.plan == PLAN
    assert shown.link is not None
    assert shown.link.name == "Bar left"
    thread.mark()
    started.until(lambda s: s.mode is Mode.RESTING)
    thread.next_set()
    started.until(lambda s: s.mode is Mode.READY)
    thread.stop()
    started.until(lambda s: s.mode is Mode.NO_SENSOR)
    assert started.radio.stops >= 1
    (entry,) = thread.set_log().entries
    assert entry.rep_count == 5
    assert load_sets(sets_file(started.recording)).log.entries == (entry,)
    assert started.recording.stat().st_mode & 0o777 == 0o600
    assert len(open_recording(started.recording).sensors) == 1
    # What is over can still be corrected, also as another lift, for which it is measured anew.
    thread.edit(Strike(entry.id, 1))
    thread.edit(ChangePlan(entry.id, replace(PLAN, exercise="front_squat")))
    started.until(lambda _: thread.set_log().entry(1).plan.exercise == "front_squat")
    again = thread.set_log().entry(1)
    assert again.result is not None
    assert (again.result.exercise, again.struck) == ("front_squat", (1,))
    assert load_sets(sets_file(started.recording)).log.entries == (again,)
    thread.edit(Undo())
    started.until(lambda _: thread.set_log().entry(1).plan == PLAN)


def test_a_set_that_cannot_be_measured_anew_is_told(started: Run, tmp_path: Path) -> None:
    thread = started.thread
    thread.set_plan(PLAN)
    thread.start_sensor(SensorWish("bar"))
    started.until(lambda s: len(s.reps) == 5)
    thread.stop()
    started.until(lambda s: s.mode is Mode.NO_SENSOR)
    started_as = started.recording
    gone = started.recording.rename(tmp_path / "elsewhere.mcap")
    assert gone.exists()
    thread.edit(ChangePlan(1, replace(PLAN, exercise="front_squat")))
    started.until(lambda s: any(started_as.name in n.text for n in s.notices))
    assert thread.set_log().entry(1).plan.exercise == "front_squat"


def test_sounds_are_made(started: Run) -> None:
    started.thread.mute(True)
    started.thread.set_volume(0.4)
    started.thread.set_plan(PLAN)
    started.thread.start_sensor(SensorWish("bar"))
    started.until(lambda s: len(s.reps) == 5 and s.muted)
    assert started.speaker.muted
    assert started.speaker.volume == 0.4
    assert started.speaker.tones
    other = RecordingSpeaker()
    started.thread.use_speaker(other)
    started.until(lambda _: other.muted)
    assert other.volume == 0.4


def test_an_unrecorded_set_as_another_lift_is_not_measured(started: Run) -> None:
    started.folder.write_text("a file where the folder should be")
    thread = started.thread
    thread.set_plan(PLAN)
    thread.start_sensor(SensorWish("bar"))
    started.until(lambda s: len(s.reps) == 5)
    thread.mark()
    started.until(lambda s: s.mode is Mode.RESTING)
    thread.stop()
    started.until(lambda s: s.mode is Mode.NO_SENSOR)
    thread.edit(ChangePlan(1, replace(PLAN, load_kg=90.0)))
    started.until(lambda _: thread.set_log().entry(1).plan.load_kg == 90.0)
    assert thread.set_log().entry(1).result is not None
    thread.edit(ChangePlan(1, replace(PLAN, exercise="front_squat")))
    started.until(lambda _: thread.set_log().entry(1).plan.exercise == "front_squat")
    entry = thread.set_log().entry(1)
    assert (entry.result, entry.rep_count) == (None, 5)
    thread.edit(Undo())
    started.until(lambda _: thread.set_log().entry(1).result is not None)


def test_only_the_kinds_of_sound_that_are_wished_are_made(started: Run) -> None:
    started.thread.set_sounds(SoundChoice(tone=False, count=False, voice=VoiceKind.RECORDED))
    started.thread.set_plan(PLAN)
    started.thread.start_sensor(SensorWish("bar"))
    started.until(lambda s: len(s.reps) == 5)
    assert {wish.gain for wish in started.speaker.tones} <= {0.0}
    assert VoiceKind.RECORDED in started.speaker.heard
    other = RecordingSpeaker()
    started.thread.use_speaker(other)
    started.until(lambda _: VoiceKind.RECORDED in other.heard)


def test_a_sensor_that_is_not_there_is_looked_for_until_it_is(started: Run) -> None:
    started.radio.missing = 5
    started.thread.start_sensor(SensorWish("bar"))
    started.until(lambda s: any("Looking for bar" in n.text for n in s.notices))
    started.until(lambda s: s.reps and not s.notices)


def test_a_search(started: Run) -> None:
    started.thread.look_for_sensors()
    started.until(lambda _: not started.thread.search().running and started.thread.search().found)
    assert started.thread.search().found == (NEAR,)
    started.radio.fails = RadioError("Bluetooth is switched off", "Switch it on.")
    started.thread.look_for_sensors()
    started.until(lambda _: started.thread.search().failed is not None)
    assert started.thread.search().failed.advice == "Switch it on."  # type: ignore[union-attr]
    started.radio.fails = None
    started.thread.look_for_sensors()
    started.until(lambda _: not started.thread.search().running and started.thread.search().failed is None)


def test_a_folder_that_cannot_be_written_is_told_and_the_set_is_measured(started: Run) -> None:
    started.folder.write_text("a file where the folder should be")
    started.thread.set_plan(PLAN)
    started.thread.start_sensor(SensorWish("bar"))
    shown = started.until(lambda s: len(s.reps) == 5)
    assert any("not recorded" in n.text for n in shown.notices)
    assert shown.recording is None


def test_the_simulated_sensor_and_another_one_after_it(started: Run) -> None:
    started.thread.set_plan(LiftPlan("Ann", "squat"))
    started.thread.start_sensor(SimulatedSensor())
    shown = started.until(lambda s: s.mode is Mode.READY)
    assert shown.banner is not None
    serial = shown.serial
    started.thread.start_sensor(SensorWish("bar"))
    shown = started.until(lambda s: len(s.reps) == 5)
    assert shown.banner is None
    assert shown.serial > serial


def test_a_feed_that_cannot_begin_is_a_notice(started: Run) -> None:
    def broken() -> Feed:
        raise FormatError(Path("x.mcap"), "is no recording", "Choose another.")

    started.thread.start_feed(broken)
    shown = started.until(lambda s: s.notices)
    assert "x.mcap" in shown.notices[0].text


class Faulty(RadioFeed):
    """A fault of the program itself, now and then."""

    steps = 0

    def step(self) -> float:
        self.steps += 1
        if self.steps == 3:
            raise ZeroDivisionError
        return super().step()


def test_a_fault_of_the_program_is_told_and_the_session_goes_on(started: Run, items: list[Item]) -> None:
    started.radio.missing = 50
    desk, folder = started.thread._station.desk, started.folder

    def faulty() -> Feed:
        return Faulty(
            desk, SensorWish("bar"), PLAN, folder=folder, clock_ns=lambda: START_NS, limits=LimitTable(),
            find_calibration=lambda *_: None,
        )  # fmt: skip

    started.thread.start_feed(faulty)
    started.until(lambda s: any("ZeroDivisionError" in n.text for n in s.notices))
    assert len(started.until(lambda s: len(s.reps) == 5).reps) == 5


class Broken(ReplayFeed):
    """A fault of the program itself, each time anew."""

    def step(self) -> float:
        raise ZeroDivisionError


def test_a_fault_that_stays_is_shown_and_another_sensor_can_be_chosen(started: Run, project: Path) -> None:
    opened = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")
    started.thread.start_feed(lambda: Broken(opened, banner="Demo"))
    started.until(lambda s: any("ZeroDivisionError" in n.text for n in s.notices))
    started.thread.start_sensor(SensorWish("bar"))
    assert len(started.until(lambda s: len(s.reps) == 5).reps) == 5


def test_a_fault_while_recovering_from_one_ends_nothing(started: Run, project: Path) -> None:
    opened = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")

    def broken() -> Feed:
        feed = Broken(opened, banner="Demo")
        feed.core.recover = feed.core.tick = None  # type: ignore[assignment,method-assign]
        return feed

    started.thread.start_feed(broken)
    started.until(lambda s: any("ZeroDivisionError" in n.text for n in s.notices))
    started.thread.start_sensor(SensorWish("bar"))
    assert len(started.until(lambda s: len(s.reps) == 5).reps) == 5


def test_a_radio_that_fails_in_an_unknown_way_is_told_once(started: Run) -> None:
    start = started.radio.start
    started.radio.start = None  # type: ignore[assignment,method-assign]
    started.thread.start_sensor(SensorWish("bar"))
    shown = started.until(lambda s: any("TypeError" in n.text for n in s.notices))
    started.radio.start = start  # type: ignore[method-assign]
    assert shown.mode is Mode.NO_SENSOR
    started.thread.start_sensor(SensorWish("bar"))
    assert len(started.until(lambda s: len(s.reps) == 5).reps) == 5


def test_bluetooth_that_is_off_is_told_while_the_sensor_is_searched(started: Run) -> None:
    start, off = started.radio.start, [True]

    def fails(wishes: list[SensorWish], sink: Callable[[Item], None]) -> list[Found]:
        if off[0]:
            raise RadioError("Bluetooth is off", "Switch it on.")
        return start(wishes, sink)

    started.radio.start = fails  # type: ignore[method-assign]
    started.thread.start_sensor(SensorWish("bar"))
    shown = started.until(lambda s: any("Bluetooth is off" in n.text for n in s.notices))
    assert any(n.advice == "Switch it on." for n in shown.notices)
    off[0] = False
    shown = started.until(lambda s: len(s.reps) == 5)
    assert not any("Bluetooth" in n.text for n in shown.notices)


def test_what_is_played_is_held_to_the_limits_chosen(started: Run, project: Path) -> None:
    opened = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")
    limits = LimitTable(replace(LimitTable().common, tempo_tolerance_s=0.7))
    started.thread.set_limits(limits)
    started.thread.start_feed(lambda: ReplayFeed(opened, banner="Demo"))
    started.until(lambda s: s.banner is not None)
    assert started.thread._racks[started.thread.chosen]._core._limits is limits  # type: ignore[union-attr]


def test_a_replay_in_the_thread(started: Run, project: Path) -> None:
    opened = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")
    started.thread.start_feed(lambda: ReplayFeed(opened, banner="Demo", clock=RealClock(0.0, rate=8.0)))
    assert len(started.until(lambda s: s.mode is Mode.OVER).reps) == 5


def test_pain_is_shown_while_a_sensor_is_being_stopped_and_with_the_next_one(started: Run) -> None:
    thread, let_go = started.thread, threading.Event()
    stop_link = started.radio.stop_link

    def slow(sensor: str) -> None:
        let_go.wait(SOON_S)
        stop_link(sensor)

    thread.set_plan(PLAN)
    thread.start_sensor(SensorWish("bar"))
    started.until(lambda s: len(s.reps) == 5)
    started.radio.stop_link = slow  # type: ignore[method-assign]
    # Enter, where nothing comes any more, connects again: the link that was lost takes its time to end.
    thread.start_sensor(SensorWish("bar"))
    thread.pain()
    shown = started.until(lambda s: s.mode is Mode.PAIN)
    assert shown.traffic is Traffic.STOP
    assert not let_go.is_set()
    let_go.set()
    # Of another session now, which has no set yet.
    shown = started.until(lambda s: s.link is not None and not s.reps)
    assert shown.mode is Mode.PAIN
    thread.pain_over()
    started.until(lambda s: s.mode is not Mode.PAIN)


def test_pain_without_any_sensor(started: Run) -> None:
    started.thread.pain()
    assert started.until(lambda s: s.mode is Mode.PAIN).traffic is Traffic.STOP
    started.thread.pain_over()
    started.until(lambda s: s.mode is Mode.NO_SENSOR)


def test_closing_at_any_time(items: list[Item], tmp_path: Path) -> None:
    desk = RadioDesk(lambda: FakeRadio(items, missing=10**9), DeskParams(0.0, 2, 0.01))  # type: ignore[arg-type,return-value]
    thread = SessionThread(Station(desk, tmp_path, lambda: START_NS, lambda *_: None))
    thread.start()
    thread.start_sensor(SensorWish("bar"))
    thread.look_for_sensors()
    thread.close()
    thread.close()
    thread.mark()
    never = SessionThread(Station(RadioDesk(lambda: FakeRadio(items)), tmp_path, lambda: START_NS, lambda *_: None))  # type: ignore[arg-type,return-value]
    never.close()


def test_how_a_sensor_sits_is_recorded_and_its_samples_go_to_the_setup(started: Run) -> None:
    mounting = Mounting(Forward.MINUS_X, ClipPlace(0.3, 0.05))
    started.thread.setup.open(mounting)
    started.thread.set_mounting(mounting)
    started.thread.start_sensor(SensorWish("bar"))
    started.until(lambda _: started.thread.setup.shown.findings)
    assert started.thread.setup.shown.name == "Bar left"
    started.until(lambda s: len(s.reps) == 5)
    started.thread.stop()
    started.until(lambda s: s.mode is Mode.NO_SENSOR)
    (sensor,) = open_recording(started.recording).sensors
    assert sensor.mounting == mounting
