"""Two programs on one store at once, and a program that is killed while it keeps something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from tests.desktop_app.store.making import log, session

TURNS = 12
WORKER = """
import sys
from dataclasses import replace
from pathlib import Path
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from tests.desktop_app.store.making import PLAN, HURTS, log, session

name, turns, folder, recordings, url, shared = sys.argv[1:]
place = StorePlace(Path(folder), Path(recordings), url or None)
with Store.open(place) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for turn in range(int(turns)):
        store.put_log(session(f"{name} {turn}"), log(1, 2, plan=replace(PLAN, athlete=f"Lifter {turn}")))
        store.put_log(session("both"), log(*range(1, turn + 2)))
        store.add_check_in(f"Lifter {turn}", HURTS)
        store.change_set(shared, lambda s: replace(s, entry=replace(s.entry, added=s.entry.added + 1)))
        assert store.history(f"Lifter {turn}").sets
"""

OPENER = """
import sys
from pathlib import Path
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
Store.open(StorePlace(Path(sys.argv[1]), Path(sys.argv[1]), sys.argv[2] or None)).close()
"""


def _worker(project: Path, place: StorePlace, name: str, shared: str) -> subprocess.Popen[str]:
    arguments = [name, str(TURNS), str(place.folder), str(place.recordings), place.url or "", shared]
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", WORKER, *arguments],
        cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_programs_lose_nothing_and_never_fail(project: Path, place: StorePlace) -> None:
    with Store.open(place) as store:
        (shared,) = store.put_log(session("shared"), log(1))
    both = [_worker(project, place, name, shared.id) for name in ("one", "two")]
    for worker in both:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in both:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=100) for worker in both]
    assert [worker.returncode for worker in both] == [0, 0], said
    assert [err for _, err in said] == ["", ""]
    with Store.open(place) as store:
        found = store.set(shared.id)
        assert found is not None
        assert found.entry.added == 2 * TURNS
        assert found.revision == 1 + 2 * TURNS
        lines = {one.lifter.name: one.sets for one in store.lifter_lines()}
        assert lines == {"Ann": 1 + TURNS, **{f"Lifter {turn}": 4 for turn in range(TURNS)}}
        assert all(len(store.check_ins(f"Lifter {turn}")) == 2 for turn in range(TURNS))
        assert {one.revision for one in store.sets_of_session(session("both").id)} == {1}


def test_two_programs_that_start_at_once_make_one_database(
    project: Path, place: StorePlace, request: pytest.FixtureRequest
) -> None:
    if place.url is not None:
        place = replace(place, url=request.getfixturevalue("postgres").new_database())
    command = [sys.executable, "-c", OPENER, str(place.folder), place.url or ""]
    both = [subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(worker.communicate(timeout=60)[1], worker.returncode) for worker in both] == [("", 0), ("", 0)]


def test_killed_at_any_moment_no_set_is_lost_or_half_there(project: Path, place: StorePlace) -> None:
    environ = {**os.environ, "RACKSIDE_DATABASE_URL": place.url} if place.url else dict(os.environ)
    command = [sys.executable, "-m", "tests.desktop_app.store.killing", "6", "7"]
    ended = subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    tally = json.loads(ended.stdout)
    assert tally["kills"] == 6
    assert tally["kept"] > 0
    assert {name: tally[name] for name in ("lost", "half", "unopened", "recordings")} == dict.fromkeys(
        ("lost", "half", "unopened", "recordings"), 0
    )
