"""What a crash left is found, measured, offered and kept: whatever was killed, and however often."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.session.sets import SetLog, Strike, edited
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import save_sets, sets_file
from desktop_app.store.files import adopted_file
from desktop_app.store.records import StoredSet, session_id_of
from desktop_app.store.recovery import Unfinished, accept, find_unfinished, for_lifter, of_file, offer
from desktop_app.store.store import Store
from sensor.loaded import UNKNOWN_SET
from sensor.opening import open_recording
from sensor.recording.marks import Header
from sensor.recording.writer import RecordingWriter


@pytest.fixture
def left_over(store: Store, project: Path) -> Path:
    """A recording as a crash leaves it: without its last bytes, an hour old."""
    store.place.recordings.mkdir(parents=True)
    path = store.place.recordings / "2026-11-21_18-30-05.mcap"
    data = (project / "recordings" / "simulated_squat_falls_apart.mcap").read_bytes()
    path.write_bytes(data[: len(data) - 3000])
    store.now_unix_s = lambda: time.time() + 3600.0
    return path


def _only(store: Store) -> Unfinished:
    (found,) = find_unfinished(store)
    return found


def test_nothing_is_left_over_of_nothing(store: Store) -> None:
    assert find_unfinished(store) == []


def test_a_recording_is_measured_offered_and_kept_once(store: Store, left_over: Path) -> None:
    found = _only(store)
    assert (found.recording, found.sets, found.goes_on) == (left_over, None, False)
    offered = offer(store, found)
    (one,) = offered.sets
    assert one.entry.rep_count == 7
    assert one.entry.plan.exercise == "squat"
    assert one.entry.result is not None
    assert one.entry.result.signs
    assert store.session(offered.session.id) is None
    assert offer(store, found) == offered
    adopted = accept(store, for_lifter(offered, "Ann"))
    assert adopted is not None
    assert find_unfinished(store) == []
    (kept,) = store.sets_of_session(offered.session.id)
    assert kept.id == one.id
    assert kept.recording_sha256 == adopted.sha256
    assert kept.entry.plan.athlete == "Ann"
    assert [path.name for path in store.place.recordings.iterdir()] == [adopted.file_name]
    again = open_recording(store.path_of(adopted))
    assert len(again.sensors) == 1


def test_sets_are_kept_as_they_were_corrected(store: Store, left_over: Path) -> None:
    measured = offer(store, _only(store))
    log = edited(_log(measured.sets), Strike(1, 3))
    save_sets(sets_file(left_over), SessionSets(left_over.name, 1_795_000_000.0, log))
    offered = offer(store, _only(store))
    assert [one.entry for one in offered.sets] == list(log.entries)
    accept(store, offered)
    assert not sets_file(left_over).exists()
    assert store.sets_of_session(offered.session.id)[0].entry.rep_count == 6


def test_a_set_that_the_list_lacks_is_measured(store: Store, left_over: Path) -> None:
    save_sets(sets_file(left_over), SessionSets(left_over.name, 1_795_000_000.0, _log(())))
    assert len(offer(store, _only(store)).sets) == 1


def test_a_list_that_cannot_be_read_is_as_none(store: Store, left_over: Path) -> None:
    sets_file(left_over).write_text("{")
    assert len(offer(store, _only(store)).sets) == 1


def test_what_the_store_has_already_is_not_offered_again(store: Store, left_over: Path) -> None:
    offered = offer(store, _only(store))
    store.put_log(offered.session, _log(offered.sets))
    changed = store.change_set(
        offered.sets[0].id, lambda s: replace(s, entry=replace(s.entry, plan=replace(s.entry.plan, load_kg=77.5)))
    )
    again = offer(store, _only(store))
    assert (again.sets, again.known) == ((), 1)
    accept(store, again)
    (kept,) = store.sets_of_session(offered.session.id)
    assert kept.entry == changed.entry
    assert kept.recording_sha256 is not None


def test_killed_between_any_two_steps_it_is_found_again(store: Store, left_over: Path) -> None:
    offered = offer(store, _only(store))
    # Second name made, store not told.
    made = adopted_file(left_over, store.place.recordings, offered.session.id)
    assert {one.recording for one in find_unfinished(store)} == {left_over, store.path_of(made)}
    for found in find_unfinished(store):
        accept(store, offer(store, found))
    assert find_unfinished(store) == []
    assert len(store.sets_of_session(offered.session.id)) == 1
    # Store told, old names not removed.
    shutil.copy(store.path_of(made), left_over)
    save_sets(sets_file(left_over), SessionSets(left_over.name, None, _log(offered.sets)))
    accept(store, offer(store, _only(store)))
    assert find_unfinished(store) == []
    assert len(store.sets_of_session(offered.session.id)) == 1
    # Only the list left.
    save_sets(sets_file(left_over), SessionSets(left_over.name, None, _log(offered.sets)))
    assert _only(store).recording is None
    accept(store, offer(store, _only(store)))
    assert find_unfinished(store) == []


def test_a_recording_that_is_no_recording_stays_and_is_told(store: Store, left_over: Path) -> None:
    left_over.write_bytes(b"nothing")
    offered = offer(store, _only(store))
    assert offered.failed is not None
    assert offered.sets == ()
    assert accept(store, offered) is None
    assert left_over.read_bytes() == b"nothing"
    assert len(find_unfinished(store)) == 1


def test_a_recording_that_goes_on_is_told_from_one_that_is_over(store: Store, left_over: Path) -> None:
    store.now_unix_s = time.time
    left_over.touch()
    assert _only(store).goes_on


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be moved anyway")
def test_a_recording_that_a_program_holds_open_goes_on_though_its_sensor_is_away(store: Store) -> None:
    store.place.recordings.mkdir(parents=True)
    path = store.place.recordings / "2026-11-21_18-30-05.mcap"
    writer = RecordingWriter(path, Header(UNKNOWN_SET, 1, "token"), ())
    store.now_unix_s = lambda: time.time() + 3600.0
    assert _only(store).goes_on
    writer.close()
    assert not _only(store).goes_on


def test_a_file_from_elsewhere_is_copied(store: Store, project: Path) -> None:
    source = project / "recordings" / "simulated_squat_controlled.mcap"
    offered = offer(store, of_file(store, source))
    adopted = accept(store, for_lifter(offered, "Ann"))
    assert source.exists()
    assert adopted is not None
    assert store.path_of(adopted).read_bytes() == source.read_bytes()
    assert not store.path_of(adopted).samefile(source)
    assert len(store.history("Ann").sets) == 1


def test_a_session_is_the_same_by_its_token_and_by_its_recording(store: Store, left_over: Path) -> None:
    token = open_recording(left_over).session
    offered = offer(store, _only(store))
    assert offered.session.id == session_id_of(token or left_over.stem)


def _log(sets: tuple[StoredSet, ...]) -> SetLog:
    return SetLog(tuple(one.entry for one in sets))
