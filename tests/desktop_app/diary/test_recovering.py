"""What a crash left is found, measured beside the desk, and kept or left; what goes on is not touched."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.keeping import Pages
from desktop_app.diary.recovering import Recovery, RecoveryState, Stage
from desktop_app.session.sets import SetLog
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import save_sets, sets_file
from desktop_app.store.place import StorePlace
from desktop_app.store.records import Session, session_id_of
from desktop_app.store.recovery import find_unfinished
from tests.desktop_app.store.making import START_UNIX_S, entry

WAIT_S = 30.0
OLD = (1e9, 1e9)


@pytest.fixture
def desk(place: StorePlace) -> Iterator[DiaryDesk]:
    place.recordings.mkdir(parents=True)
    desk = DiaryDesk(place)
    desk.start()
    yield desk
    desk.close()


@pytest.fixture
def cut(project: Path, desk: DiaryDesk) -> Path:
    """A recording that was cut off, nobody measured its set."""
    path = desk.place.recordings / "2026-11-21_18-30-05.mcap"
    path.write_bytes((project / "recordings" / "simulated_squat_falls_apart.mcap").read_bytes()[:-3000])
    os.utime(path, OLD)
    return path


@pytest.fixture
def recovery(desk: DiaryDesk) -> Iterator[Recovery]:
    recovery = Recovery(desk, again_s=0.3)
    yield recovery
    recovery.close()


def until(recovery: Recovery, true: Callable[[RecoveryState], object]) -> RecoveryState:
    end_s = time.monotonic() + WAIT_S
    while time.monotonic() < end_s:
        if true(state := recovery.state):
            return state
        time.sleep(0.005)
    raise AssertionError(f"it did not come to that: {recovery.state}")


def test_nothing_is_left_over(recovery: Recovery) -> None:
    assert recovery.state.looking
    recovery.start()
    state = until(recovery, lambda s: s.over)
    assert (state.items, state.notice, state.worth_showing) == ((), None, False)


def test_a_recording_is_measured_and_kept(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    recovery.start()
    state = until(recovery, lambda s: s.items and s.items[0].stage is Stage.MEASURED)
    (item,) = state.items
    assert state.worth_showing
    assert (item.name, item.sets, item.exercises) == (cut.stem, 1, ("squat",))
    assert item.reps > 2
    assert cut.is_file()
    recovery.keep_all()
    state = until(recovery, lambda s: s.over)
    assert state.items[0].stage is Stage.KEPT
    assert not state.worth_showing
    assert not cut.exists()
    assert desk.ask(find_unfinished).result(WAIT_S) == []
    assert len(desk.ask(lambda store: store.recordings()).result(WAIT_S)) == 1


def test_what_is_left_is_found_again(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    recovery.start()
    until(recovery, lambda s: s.items and s.items[0].stage is Stage.MEASURED)
    recovery.leave()
    until(recovery, lambda s: s.over)
    recovery.keep_all()
    assert not recovery.state.keeping
    assert cut.is_file()
    assert len(desk.ask(find_unfinished).result(WAIT_S)) == 1


def test_asked_before_it_is_measured_it_is_kept_then(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    recovery.keep_all()
    assert recovery.state.keeping
    recovery.start()
    until(recovery, lambda s: s.over)
    assert not cut.exists()


def test_the_history_is_there_for_others_while_it_is_measured(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    recovery.start()
    until(recovery, lambda s: s.items)
    assert desk.ask(lambda store: store.lifters()).result(WAIT_S) == []
    until(recovery, lambda s: s.items[0].stage is Stage.MEASURED)


def test_a_list_of_sets_counts_as_it_was_corrected(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    log = SetLog((entry(1), replace(entry(2), deleted=True)))
    save_sets(sets_file(cut), SessionSets(cut.name, START_UNIX_S, log))
    recovery.start()
    (item,) = until(recovery, lambda s: s.items and s.items[0].stage is Stage.MEASURED).items
    # Beside the one that was listed, that which the recording has outside of both.
    assert item.lifters == ("Ann",)
    assert (item.sets, item.reps > 3) in {(1, False), (2, True)}


def test_what_cannot_be_read_is_told_and_left(desk: DiaryDesk, recovery: Recovery) -> None:
    path = desk.place.recordings / "junk.mcap"
    path.write_bytes(b"no recording")
    os.utime(path, OLD)
    recovery.start()
    state = until(recovery, lambda s: s.over)
    (item,) = state.items
    assert item.stage is Stage.UNUSABLE
    assert item.why is not None
    assert not state.worth_showing
    assert path.is_file()


def test_what_was_written_a_moment_ago_is_looked_at_again(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    os.utime(cut)
    recovery.start()
    state = until(recovery, lambda s: not s.looking)
    assert state.items == ()
    os.utime(cut, OLD)
    state = until(recovery, lambda s: s.items and s.items[0].stage is Stage.MEASURED)
    assert not state.over


def test_what_this_program_records_is_not_left_over(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    Pages(desk)("evening", START_UNIX_S, cut.name)
    recovery.start()
    assert until(recovery, lambda s: s.over).items == ()


def test_a_history_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file where the folder should be")
    desk = DiaryDesk(StorePlace(tmp_path / "history", tmp_path / "recordings"))
    desk.start()
    recovery = Recovery(desk)
    recovery.start()
    state = until(recovery, lambda s: s.over)
    assert state.notice is not None
    assert not state.worth_showing
    recovery.close()
    desk.close()


def test_it_ends_with_the_program_whatever_the_desk_does(desk: DiaryDesk, recovery: Recovery, cut: Path) -> None:
    may_go = threading.Event()
    desk.ask(lambda _: may_go.wait(WAIT_S))
    recovery.start()
    recovery.close()
    assert recovery.state.over
    may_go.set()


def test_who_wants_to_know_is_told_what_was_kept(desk: DiaryDesk, cut: Path) -> None:
    told: list[tuple[str, int]] = []
    recovery = Recovery(desk, on_kept=lambda session, entries: told.append((session.id, len(entries))))
    recovery.start()
    recovery.keep_all()
    until(recovery, lambda state: state.over)
    recovery.close()
    ((session_id, count),) = told
    assert len(desk.ask(lambda store: store.sets_of_session(session_id)).result(30.0)) == count > 0


def test_who_wants_to_know_is_told_of_sets_too_that_the_history_had_before_the_crash(
    desk: DiaryDesk, cut: Path
) -> None:
    kept = Session(session_id_of(cut.stem), START_UNIX_S, cut.name)
    desk.ask(lambda store: store.put_log(kept, SetLog((replace(entry(1), start_s=1e4, end_s=1e4),)))).result(WAIT_S)
    save_sets(sets_file(cut), SessionSets(cut.name, START_UNIX_S, SetLog((entry(1),))))
    told: list[int] = []
    recovery = Recovery(desk, on_kept=lambda _, entries: told.extend(one.id for one in entries))
    recovery.keep_all()
    recovery.start()
    until(recovery, lambda state: state.over)
    recovery.close()
    assert 1 in told
