"""A session by radio whose program is killed: what was lifted is found at the next start, whole and once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.recovering import Recovery, Stage
from desktop_app.store.place import own_place
from desktop_app.store.recovery import find_unfinished
from desktop_app.store.store import Store
from sensor.opening import open_recording
from tests.desktop_app.cli.live_rig import PATIENCE_S, PROJECT, motion_file, short_squat
from tests.rig.rig import Rig, near
from tests.sensor.ble.making import needs_rig

ADDRESS = "C0:FF:EE:00:00:77"
LATER_S = 60.0
LIFTS = """
import os, sys, time
from pathlib import Path
from desktop_app.app import new_session
from desktop_app.diary.desk import DiaryDesk
from desktop_app.paths import calibrations_folder
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Mode
from desktop_app.store.place import own_place
from desktop_app.store.store import Store
from sensor.ble.found import SensorWish

place = own_place(os.environ)
desk = DiaryDesk(place)
desk.start()
session = new_session(place.recordings, calibrations_folder(), desk)
session.start()
session.set_plan(LiftPlan("Ada", "squat", (), 60.0))
session.start_sensor(SensorWish(sys.argv[1]))

def until(text, true):
    while not true(session.snapshots[0]):
        time.sleep(0.01)
    print(text, flush=True)

until("ready", lambda s: s.mode is Mode.READY)
until("lifted", lambda s: len(s.reps) == 2)
if sys.argv[2] == "kept":
    session.mark()
    until("over", lambda s: s.sets == 1)
    while not desk.ask(lambda store: store.lifter_lines()).result()[0].sets:
        time.sleep(0.01)
    print("kept", flush=True)
time.sleep(1000)
"""


@pytest.fixture
def recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of recordings of a home of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("RACKSIDE_DATABASE_URL", raising=False)
    return own_place({}).recordings


def _killed(until: str, motion: Path) -> None:
    """Lift two squats in a program of its own, and kill it there."""
    with Rig(near("rackside", ADDRESS)) as rig:
        program = subprocess.Popen(
            [sys.executable, "-c", LIFTS, ADDRESS, until], cwd=PROJECT, env=dict(os.environ), stdout=subprocess.PIPE
        )
        try:
            _read(program, "ready")
            rig.control("play", path=str(motion), delay_s=0.3)
            _read(program, until)
        finally:
            program.kill()
            program.communicate()


def _read(program: subprocess.Popen[bytes], text: str) -> None:
    assert program.stdout is not None
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        line = program.stdout.readline().decode().strip()
        if line == text:
            return
        assert line, "it ended by itself"
    raise AssertionError(f"{text!r} was never said")


@needs_rig
@pytest.mark.parametrize(("until", "known"), [("lifted", 0), ("kept", 1)])
def test_a_kill_loses_nothing(tmp_path: Path, recordings: Path, until: str, known: int) -> None:
    _killed(until, motion_file(tmp_path / "set.npz", short_squat()))
    (left,) = recordings.glob("*.mcap")
    os.utime(left, (time.time() - LATER_S,) * 2)
    desk = DiaryDesk(own_place({}))
    desk.start()
    recovery = Recovery(desk)
    recovery.start()
    recovery.keep_all()
    until_s = time.monotonic() + PATIENCE_S
    while not recovery.state.over and time.monotonic() < until_s:
        time.sleep(0.01)
    (item,) = recovery.state.items
    recovery.close()
    desk.close()
    assert (item.stage, item.sets, item.known) == (Stage.KEPT, 1 - known, known)
    with Store.open(own_place({})) as store:
        assert find_unfinished(store) == []
        (line,) = store.history("Ada").sets
        one = store.set(line.id)
        assert one is not None
        assert (one.entry.rep_count, one.entry.plan.load_kg) == (2, 60.0)
        assert one.entry.further
        (recording,) = store.recordings()
        assert one.recording_sha256 == recording.sha256
        assert len(open_recording(store.path_of(recording)).sensors[0].samples) > 500
    assert [path.suffix for path in recordings.iterdir()] == [".mcap"]
