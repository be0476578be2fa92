"""A session by radio with the history behind it: what is lifted, corrected and measured anew is in it, to the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.keeping import Pages
from desktop_app.session.commands import SimulatedSensor
from desktop_app.session.radio_desk import DeskParams, RadioDesk
from desktop_app.session.sets import ChangePlan, SetLog, Strike
from desktop_app.session.snapshot import Mode
from desktop_app.session.thread import SessionThread, Station
from desktop_app.store.place import StorePlace
from desktop_app.store.records import RecordingFile, StoredSet, session_id_of
from desktop_app.store.recovery import find_unfinished
from desktop_app.store.store import Store
from dsp.results import LimitSource
from sensor.ble.found import Found, SensorWish
from sensor.errors import NotFoundError
from sensor.opening import open_recording
from sensor.session import Item
from tests.desktop_app.session.sessions import PLAN, SENDER
from tests.desktop_app.session.test_thread import FakeRadio, Run
from tests.desktop_app.sound.hearing import RecordingSpeaker
from tests.desktop_app.store.making import DAY_S, entry, measured, session
from tests.sensor.live_items import arrival_ns, squat

WAIT_S = 20.0


@dataclass
class Awaited(FakeRadio):
    """Its sensor is not found before it may be."""

    may_start: threading.Event = field(default_factory=threading.Event)

    def start(self, wishes: list[SensorWish], sink: Callable[[Item], None]) -> list[Found]:
        if not self.may_start.is_set():
            raise NotFoundError("no sensor of that name is in range", "Wake it.")
        return super().start(wishes, sink)


@dataclass
class Kept(Run):
    desk: DiaryDesk
    radio: Awaited

    def lift(self) -> None:
        """A whole set; the sensor comes once the lifter's own values are known."""
        self.thread.set_plan(PLAN)
        self.thread.start_sensor(SensorWish("bar"))
        self.until(lambda s: any("Looking for" in n.text for n in s.notices))
        self.desk.ask(lambda _: None).result(WAIT_S)
        serial = self.thread.snapshots[0].serial
        self.until(lambda s: s.serial > serial + 3)
        self.radio.may_start.set()
        self.until(lambda s: len(s.reps) == 5)
        self.thread.mark()
        self.until(lambda s: s.mode is Mode.RESTING)

    def stop(self) -> None:
        self.thread.stop()
        self.until(lambda s: s.mode is Mode.NO_SENSOR)

    def sets(self) -> list[StoredSet]:
        """All sets in the history, after everything that was asked before."""

        def work(store: Store) -> list[StoredSet]:
            lines = store.history("Ann").sets if store.lifters() else ()
            return [found for line in lines if (found := store.set(line.id)) is not None]

        return self.desk.ask(work).result(WAIT_S)

    def recordings(self) -> list[RecordingFile]:
        return self.desk.ask(lambda store: store.recordings()).result(WAIT_S)


@pytest.fixture
def kept(project: Path, place: StorePlace) -> Iterator[Kept]:
    items = SENDER.items(squat(project))
    radio, speaker = Awaited(items), RecordingSpeaker()
    desk = DiaryDesk(place)
    desk.start()
    last_ns = arrival_ns(items[-1]) + 1_000_000
    radio_desk = RadioDesk(lambda: radio, DeskParams(0.0, 2, 0.01))  # type: ignore[arg-type,return-value]
    station = Station(
        radio_desk, place.recordings, lambda: last_ns, lambda *_: None, speaker, open_page=Pages(desk)
    )  # fmt: skip
    thread = SessionThread(station)
    thread.start()
    yield Kept(thread, radio, place.recordings, speaker, desk)
    thread.close()
    desk.close()


def test_a_session_is_in_the_history_with_its_recording(kept: Kept) -> None:
    kept.lift()
    kept.stop()
    (one,) = kept.sets()
    (log,) = kept.thread.set_log().entries
    assert one.entry == log
    assert one.entry.further
    (recording,) = kept.recordings()
    assert one.recording_sha256 == recording.sha256
    path = kept.folder / recording.file_name
    assert list(kept.folder.iterdir()) == [path]
    assert session_id_of(open_recording(path).session or "") == one.session_id
    assert kept.desk.notice is None


def test_what_is_corrected_after_the_sensor_was_stopped_is_kept(kept: Kept) -> None:
    kept.lift()
    kept.stop()
    assert len(kept.recordings()) == 1
    thread = kept.thread
    thread.edit(Strike(1, 2))
    kept.until(lambda _: thread.set_log().entry(1).struck)
    assert [s.entry.struck for s in kept.sets()] == [(2,)]
    thread.edit(ChangePlan(1, replace(PLAN, exercise="front_squat")))
    kept.until(lambda _: thread.set_log().entry(1).plan.exercise == "front_squat")
    (one,) = kept.sets()
    assert one.entry.result is not None
    assert one.entry.result.exercise == "front_squat"
    assert len(one.entry.further) == 5
    assert [p.suffix for p in kept.folder.iterdir()] == [".mcap"]
    assert kept.desk.ask(find_unfinished).result(WAIT_S) == []


def test_the_set_is_held_against_the_lifters_own(kept: Kept) -> None:
    found = measured(3)
    slow = replace(
        found,
        reps=tuple(replace(r, descent=replace(r.descent, duration_s=6.0)) for r in found.reps if r.descent is not None),
    )

    def train(store: Store) -> None:
        for days in range(4):
            of = replace(session(f"{days}"), started_unix_s=store.now_unix_s() - (days + 1) * DAY_S)
            store.put_log(of, SetLog((entry(1, PLAN, slow),)))

    kept.desk.ask(train).result(WAIT_S)
    kept.lift()
    kept.stop()
    (one,) = [s for s in kept.sets() if s.recording_sha256 is not None]
    (recording,) = kept.recordings()
    opened = open_recording(kept.folder / recording.file_name)
    baseline = opened.sets[0].info.baseline
    assert baseline is not None
    assert baseline.reps == 12
    assert one.entry.result is not None
    assert LimitSource.BASELINE in {sign.limit_source for sign in one.entry.result.signs}


def test_what_nobody_lifted_is_not_kept(kept: Kept) -> None:
    kept.thread.set_plan(PLAN)
    kept.thread.start_sensor(SimulatedSensor())
    kept.until(lambda s: s.mode is Mode.READY and s.banner is not None)
    kept.stop()
    assert kept.recordings() == []
    assert kept.desk.ask(lambda store: store.lifters()).result(WAIT_S) == []
    assert not kept.folder.exists() or list(kept.folder.iterdir()) == []
