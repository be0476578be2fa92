from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.replay.opened import Stage, Told
from desktop_app.replay.overlay import Against
from desktop_app.replay.viewer import Choice, Showing, Viewer
from tests.desktop_app.replay.making import REPS, saved
from tests.desktop_app.replay.test_playhead import Now

SOON_S = 60.0


def until(viewer: Viewer, wanted: Callable[[Showing], object]) -> Showing:
    """Ask as a window does until something is so."""
    import time

    end = time.monotonic() + SOON_S
    while not wanted(showing := viewer.showing()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)
    return showing


@pytest.fixture(scope="module")
def two_sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("viewer") / "two.mcap")


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def viewer(two_sets: Path, now: Now) -> Iterator[Viewer]:
    made = Viewer(monotonic=now)
    made.open(two_sets)
    until(made, lambda s: s.opened is not None and s.opened.stage is Stage.READY and s.opened.tracks == 2)
    yield made
    made.close()


def test_nothing_is_open_at_first() -> None:
    viewer = Viewer()
    showing = viewer.showing()
    assert (showing.opened, showing.sensor, showing.found) == (None, None, None)
    for act in (viewer.toggle_loop, viewer.cancel, viewer.close, viewer.playhead.toggle):
        act()
    viewer.jump_rep(on=True)
    viewer.go_rep(1)
    assert viewer.overlay(showing) == ()
    assert viewer.compared(showing)[2] == []


def test_it_begins_at_the_first_rep(viewer: Viewer) -> None:
    showing = viewer.showing()
    assert showing.rep is not None
    assert (showing.shown, showing.rep.number) == (0, 1)
    assert showing.at_s == showing.rep.start_s
    assert showing.figures.height_m == pytest.approx(0.0, abs=0.03)


def test_it_begins_where_one_wants_to_look(two_sets: Path, now: Now) -> None:
    viewer = Viewer(monotonic=now)
    viewer.open(two_sets, at_s=7.0)
    showing = until(viewer, lambda s: s.opened is not None and s.opened.stage is Stage.READY)
    assert showing.at_s == pytest.approx(7.0)
    viewer.close()


def test_from_rep_to_rep_through_all_sets(viewer: Viewer) -> None:
    seen = []
    for _ in range(2 * REPS):
        showing = viewer.showing()
        assert showing.rep is not None
        seen.append((showing.shown, showing.rep.number))
        viewer.jump_rep(on=True)
    assert seen == [(k, number) for k in (0, 1) for number in range(1, REPS + 1)]
    viewer.jump_set(on=False)
    viewer.jump_set(on=False)
    assert viewer.showing().shown == 0


def test_a_loop_goes_along_with_jumps(viewer: Viewer, now: Now) -> None:
    viewer.toggle_loop()
    first = viewer.showing().loop
    viewer.jump_rep(on=True)
    second = viewer.showing()
    assert second.rep is not None
    assert second.loop == (second.rep.start_s, second.rep.end_s) != first
    viewer.playhead.play()
    now.s += 1000.0
    assert second.rep.start_s <= viewer.showing().at_s <= second.rep.end_s
    viewer.toggle_loop()
    assert viewer.showing().loop is None


def test_playing_shows_the_set_that_goes_on(viewer: Viewer, now: Now) -> None:
    showing = viewer.showing()
    assert showing.sensor is not None
    second = showing.sensor.sets[1].measured
    viewer.playhead.set_rate(8.0)
    viewer.playhead.play()
    now.s += (second.from_s + 1.0 - showing.at_s) / 8.0
    assert viewer.showing().shown == 1
    now.s += 1e6
    ended = viewer.showing()
    assert (ended.playing, ended.at_s) == (False, showing.sensor.end_s)


def test_the_path_is_that_of_the_rep(viewer: Viewer) -> None:
    one = viewer.path(viewer.showing())
    assert one is viewer.path(viewer.showing()), "made once"
    viewer.go_rep(3)
    showing = viewer.showing()
    path = viewer.path(showing)
    assert path is not None
    assert showing.rep is not None
    assert path is not one
    assert path.time_s[0] == pytest.approx(showing.rep.start_s, abs=0.02)


def test_overlays_by_share_and_by_time(viewer: Viewer) -> None:
    by_share = viewer.overlay(viewer.showing())
    assert [c.number for c in by_share] == list(range(1, REPS + 1))
    assert viewer.overlay(viewer.showing()) is by_share, "made once"
    viewer.toggle_against()
    assert viewer.against is Against.TIME
    assert viewer.overlay(viewer.showing())[0].along[-1] > 1.5


def test_two_sets_of_one_recording(viewer: Viewer) -> None:
    sides, curves, rows = viewer.compared(viewer.showing())
    assert sides == (Choice(0, (0, 0)), Choice(0, (0, 1)))
    assert [len(c) for c in curves] == [REPS, REPS]
    assert {row.name: row.left for row in rows}["reps"] == REPS
    viewer.sides[1] = Choice(0, (0, 0))
    sides, curves, rows = viewer.compared(viewer.showing())
    assert sides[0] == sides[1]
    assert all(row.difference in {0.0, None} for row in rows)


def test_two_sets_of_two_recordings(viewer: Viewer, project: Path) -> None:
    viewer.open_other(project / "recordings" / "simulated_bench.mcap")
    until(viewer, lambda s: len(viewer.choices()) == 3 and all(viewer.compared(s)[1]))
    sides, curves, rows = viewer.compared(viewer.showing())
    assert sides[1] == Choice(1, (0, 0))
    assert {row.name: row.right for row in rows}["reps"] == len(curves[1])
    assert len(viewer.choices()) == 3


def test_a_side_that_was_chosen_and_is_gone_is_forgotten(viewer: Viewer) -> None:
    until(viewer, lambda s: len(viewer.choices()) == 2)
    viewer.sides[:] = [Choice(1, (0, 0)), Choice(0, (0, 7))]
    sides, _, rows = viewer.compared(viewer.showing())
    assert sides == (Choice(0, (0, 0)), Choice(0, (0, 1)))
    assert rows


def test_another_recording_that_cannot_be_opened_is_told(viewer: Viewer, tmp_path: Path) -> None:
    viewer.open_other(tmp_path / "none.mcap")
    told = until(viewer, lambda s: s.told is not None).told
    assert told is not None
    assert told.wrong
    assert viewer.showing().found is not None, "the first one stays"


def test_measured_again_as_named(viewer: Viewer) -> None:
    viewer.choose_exercise("squat")
    assert viewer.exercise == "squat"
    until(viewer, lambda s: s.found is not None and s.found.measured.result.exercise == "squat")


def test_exports(viewer: Viewer, tmp_path: Path) -> None:
    reps, track = tmp_path / "reps.csv", tmp_path / "track.csv"
    viewer.export_reps(reps, "{0} reps in {1}")
    assert until(viewer, lambda s: s.told is not None).told == Told(f"{2 * REPS} reps in {reps}")
    viewer.export_track(track, "{0} rows in {1}")
    told = until(viewer, lambda s: s.told is not None and "rows" in s.told.text).told
    with reps.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["set"], r["rep"]) for r in rows] == [(s, str(n)) for s in "12" for n in range(1, REPS + 1)]
    assert {r["athlete"] for r in rows} == {"'=Ann"}
    found = viewer.showing().found
    assert found is not None
    lines = track.read_text(encoding="ascii").splitlines()
    assert lines[0].startswith("time_s,x_m")
    assert len(lines) - 1 == found.measured.rows.stop - found.measured.rows.start
    assert told == Told(f"{len(lines) - 1} rows in {track}")


def test_an_export_that_fails_is_a_line(viewer: Viewer, tmp_path: Path) -> None:
    viewer.export_reps(tmp_path / "none" / "reps.csv", "{0} {1}")
    told = until(viewer, lambda s: s.told is not None).told
    assert told is not None
    assert (told.wrong, told.advice) == (True, "Make the folder first, or choose another.")


def test_a_new_recording_takes_the_place_of_the_old(viewer: Viewer, project: Path) -> None:
    viewer.toggle_loop()
    viewer.open(project / "recordings" / "simulated_hip_thrust.mcap")
    showing = until(viewer, lambda s: s.found is not None)
    assert showing.loop is None
    assert showing.rep is not None
    assert showing.rep.number == 1
