"""`rackside convert`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sensor.loaded import SetInfo
from sensor.opening import open_recording
from sensor.recording.marks import Header
from sensor.session import RecordingSession
from tests.desktop_app.cli.conftest import Run
from tests.sensor.live_items import START_NS, Sender, resting, together


def test_there_and_back_is_the_same(run: Run, controlled_csv: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "set.mcap", tmp_path / "set.csv.gz"
    assert run("convert", controlled_csv, there, "-e", "squat", "--load-kg", 80).code == 0
    assert run("convert", there, back).code == 0
    before, after = open_recording(controlled_csv).sensors[0].samples, open_recording(back).sensors[0].samples
    np.testing.assert_allclose(after.time_s, before.time_s, atol=1e-9)
    np.testing.assert_allclose(after.acc_ms2, before.acc_ms2, rtol=1e-10)
    np.testing.assert_allclose(after.gyro_rads, before.gyro_rads, rtol=1e-10, atol=1e-14)
    info = open_recording(there).info
    assert (info.exercise, info.load_kg) == ("squat", 80.0)


def test_says_what_it_wrote(run: Run, controlled: Path, tmp_path: Path) -> None:
    out = tmp_path / "set.csv"
    ended = run("convert", controlled, out)
    assert ended.out.startswith(f"{out}: ")
    assert "samples" in ended.out


def test_a_name_that_says_no_kind_is_bad_usage(run: Run, controlled: Path, tmp_path: Path) -> None:
    ended = run("convert", controlled, tmp_path / "set.xlsx")
    assert ended.code == 2
    assert ".mcap" in ended.complaint
    assert list(tmp_path.iterdir()) == []


def test_a_recording_is_not_written_onto_itself(run: Run, controlled_csv: Path) -> None:
    before = controlled_csv.read_bytes()
    assert run("convert", controlled_csv, controlled_csv).code == 2
    assert controlled_csv.read_bytes() == before


def test_a_folder_that_is_not_there_leaves_nothing(run: Run, controlled: Path, tmp_path: Path) -> None:
    ended = run("convert", controlled, tmp_path / "no" / "set.csv")
    assert ended.code == 2
    assert "set.csv" in ended.complaint
    assert list(tmp_path.iterdir()) == []


def test_each_sensor_of_an_mcap_is_told_without_what_a_terminal_obeys(run: Run, tmp_path: Path) -> None:
    there, back = tmp_path / "set.mcap", tmp_path / "back.mcap"
    senders = (Sender(), Sender("BB:02", "\x1b[2J\nright", "S2"))
    session = RecordingSession(there, Header(SetInfo(), START_NS), listener=lambda *_: None)
    session.take(together(*(sender.items(resting(3.0)) for sender in senders)))
    session.end()
    lines = run("convert", there, back).out.splitlines()
    assert [line.startswith(f"{back}: ") for line in lines] == [True, True]
    assert [line.partition(" of ")[2] for line in lines] == ["Bar left", "[2J right"]
