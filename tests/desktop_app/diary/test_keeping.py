"""What is lifted is in the history as it stands, whatever is busy or broken; a lifter's own values come from there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.keeping import Pages, SessionPage, own_of
from desktop_app.session.own import LiftKey, Own
from desktop_app.session.sets import AddReps, SetLog, edited
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import load_sets, save_sets, sets_file
from desktop_app.session.snapshot import Notice
from desktop_app.store.files import is_intact
from desktop_app.store.place import StorePlace
from desktop_app.store.records import StoredSet, session_id_of
from desktop_app.store.recovery import find_unfinished
from desktop_app.store.store import Store
from dsp.limits import LimitTable, SignLimits
from tests.desktop_app.store.making import DAY_S, START_UNIX_S, entry, log, measured, session

WAIT_S = 20.0
KEY = LiftKey("Ann", "squat", (), 100.0)


@pytest.fixture
def desk(place: StorePlace) -> Iterator[DiaryDesk]:
    desk = DiaryDesk(place)
    desk.start()
    yield desk
    desk.close()


@dataclass
class Lifted:
    """A session's page and the files beside it."""

    page: SessionPage
    recording: Path
    beside: list[SetLog] = field(default_factory=list)

    def keep(self, log: SetLog) -> None:
        def put() -> Notice | None:
            save_sets(sets_file(self.recording), SessionSets(self.recording.name, START_UNIX_S, log))
            self.beside.append(log)
            return None

        assert self.page.keep(log, put) is None


@pytest.fixture
def lifted(desk: DiaryDesk, place: StorePlace) -> Lifted:
    place.recordings.mkdir(parents=True)
    recording = place.recordings / "2026-11-21_18-30-05.mcap"
    recording.write_bytes(b"what the sensor sent")
    return Lifted(Pages(desk)("evening", START_UNIX_S, recording.name), recording)


def kept(desk: DiaryDesk) -> list[StoredSet]:
    """The session's sets, after everything that was asked before."""
    return desk.ask(lambda store: store.sets_of_session(session_id_of("evening"))).result(WAIT_S)


def test_a_set_is_kept_as_it_is_found_and_corrected(desk: DiaryDesk, lifted: Lifted) -> None:
    first = log(1)
    lifted.keep(first)
    assert [s.entry for s in kept(desk)] == list(first.entries)
    both = SetLog((*first.entries, entry(2)))
    lifted.keep(both)
    lifted.keep(edited(both, AddReps(1, 2)))
    assert [s.entry.rep_count for s in kept(desk)] == [5, 3]
    assert [s.revision for s in kept(desk)] == [2, 1]
    assert len(lifted.beside) == 3
    assert lifted.page.notice is None


def test_the_recording_is_taken_at_the_end_and_corrections_still_go_in(
    desk: DiaryDesk, lifted: Lifted, place: StorePlace
) -> None:
    lifted.keep(log(1))
    lifted.page.end(lifted.recording)
    (one,) = kept(desk)
    assert one.recording_sha256 is not None
    assert lifted.page.adopted is not None
    assert lifted.page.adopted.read_bytes() == b"what the sensor sent"
    assert sorted(place.recordings.iterdir()) == [lifted.page.adopted]
    lifted.keep(edited(log(1), AddReps(1, 4)))
    (after,) = kept(desk)
    assert (after.entry.rep_count, after.recording_sha256) == (7, one.recording_sha256)
    assert sorted(place.recordings.iterdir()) == [lifted.page.adopted]
    assert desk.ask(find_unfinished).result(WAIT_S) == []


def test_a_change_while_the_recording_is_being_taken_leaves_no_list_behind(
    desk: DiaryDesk, lifted: Lifted, place: StorePlace
) -> None:
    going, may_go = threading.Event(), threading.Event()
    lifted.keep(log(1))
    kept(desk)
    desk.ask(lambda _: (going.set(), may_go.wait(WAIT_S)))
    going.wait(WAIT_S)
    lifted.page.end(lifted.recording)
    lifted.keep(edited(log(1), AddReps(1, 4)))
    may_go.set()
    (one,) = kept(desk)
    assert one.entry.rep_count == 7
    assert [path.suffix for path in place.recordings.iterdir()] == [".mcap"]


def test_a_busy_disk_is_asked_once_for_many_changes(desk: DiaryDesk, lifted: Lifted) -> None:
    may_go, asked = threading.Event(), 0
    desk.ask(lambda _: may_go.wait(WAIT_S))

    def counted(work: Any) -> None:
        nonlocal asked
        asked += 1
        desk.tell(work)

    lifted.page._desk = _Counting(counted)  # type: ignore[assignment]
    found = log(1)
    for count in range(50):
        lifted.keep(edited(found, AddReps(1, count + 1)))
    may_go.set()
    (one,) = kept(desk)
    assert one.entry.added == 50
    assert one.revision == 1
    assert asked == 1


@dataclass
class _Counting:
    tell: Any


def test_a_session_without_a_recording_is_kept_too(desk: DiaryDesk) -> None:
    page = Pages(desk)("evening", START_UNIX_S, None)
    page.keep(log(1, 2), lambda: None)
    page.end(None)
    assert [s.entry.id for s in kept(desk)] == [1, 2]
    assert [s.recording_sha256 for s in kept(desk)] == [None, None]


def test_a_recording_without_sets_is_no_loose_end(desk: DiaryDesk, lifted: Lifted) -> None:
    lifted.page.end(lifted.recording)
    assert kept(desk) == []
    assert desk.ask(find_unfinished).result(WAIT_S) == []
    assert desk.ask(lambda store: [is_intact(store.place.recordings, r) for r in store.recordings()]).result(
        WAIT_S
    ) == [True]


def test_what_could_not_be_kept_is_told_and_tried_again(desk: DiaryDesk, lifted: Lifted) -> None:
    wrong = SetLog((entry(1, replace(entry().plan, load_kg=-1.0)),))
    lifted.page.keep(wrong, lambda: None)
    assert kept(desk) == []
    assert lifted.page.notice is not None
    assert "load_kg" in lifted.page.notice.text
    lifted.page.keep(log(1), lambda: None)
    assert len(kept(desk)) == 1
    assert lifted.page.notice is None


def test_a_recording_stays_where_it_is_while_its_sets_cannot_be_kept(desk: DiaryDesk, lifted: Lifted) -> None:
    lifted.keep(log(1))
    kept(desk)
    lifted.page.keep(SetLog((entry(1, replace(entry().plan, load_kg=-1.0)),)), lambda: None)
    lifted.page.end(lifted.recording)
    kept(desk)
    assert lifted.page.adopted is None
    assert lifted.recording.is_file()
    assert load_sets(sets_file(lifted.recording)).log.entries == log(1).entries


def test_nothing_is_known_of_who_is_not_kept(store: Store) -> None:
    assert own_of(store, KEY) == Own(KEY)
    assert own_of(store, replace(KEY, athlete=None)) == Own(replace(KEY, athlete=None))
    store.ensure_lifter("Ann")
    assert own_of(store, KEY) == Own(KEY)


def test_a_lifters_own_are_found_by_lift_and_load(store: Store) -> None:
    _train(store)
    found = own_of(store, KEY)
    assert found.baseline is not None
    assert found.baseline.reps == 12
    assert found.limits is None
    assert own_of(store, replace(KEY, athlete="ann", load_kg=104.0)).baseline is not None
    for other in (
        replace(KEY, load_kg=60.0), replace(KEY, load_kg=None), replace(KEY, exercise="bench"),
        replace(KEY, variation=("box",)), replace(KEY, exercise=None),
    ):  # fmt: skip
        assert own_of(store, other).baseline is None
    table = LimitTable(SignLimits().changed(shift_sideways_m=0.05))
    store.put_limits("Ann", table)
    assert own_of(store, replace(KEY, exercise=None)).limits == table


def test_a_lifters_own_are_asked_for_without_waiting(desk: DiaryDesk, lifted: Lifted) -> None:
    desk.ask(_train).result(WAIT_S)
    may_go = threading.Event()
    desk.ask(lambda _: may_go.wait(WAIT_S))
    lifted.page.ask(KEY)
    assert lifted.page.answer() is None
    lifted.page.ask(other := replace(KEY, load_kg=60.0))
    may_go.set()
    kept(desk)
    assert lifted.page.answer() == Own(other)
    assert lifted.page.answer() is None


def _train(store: Store) -> None:
    now_unix_s = store.now_unix_s()
    for days in range(4):
        of = replace(session(f"day {days}"), started_unix_s=now_unix_s - (days + 1) * DAY_S)
        store.put_log(of, SetLog((replace(entry(1), result=measured(3)),)))
