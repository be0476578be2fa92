"""`rackside broker-config`, `station` and `coach`: a gym in three commands, and what is said where one is wrong."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from desktop_app.cli.group_options import told
from desktop_app.session.snapshot import Notice
from tests.desktop_app.cli.conftest import Run
from tests.desktop_app.cli.live_rig import Program, motion_file, short_squat
from tests.desktop_app.group.broker import MISSING, Broker, free_port, program
from tests.rig.rig import Rig, near
from tests.sensor.ble.making import needs_rig

needs_broker = pytest.mark.skipif(program() is None, reason=MISSING)
FIRST, SECOND = "C0:FF:EE:00:00:71", "C0:FF:EE:00:00:72"


@needs_rig
@needs_broker
def test_a_gym_of_one_station_and_a_coach(tmp_path: Path, run: Run) -> None:
    port = free_port()
    gym = tmp_path / "gym"
    done = run("broker-config", "--out", gym, "--stations", "rack1,rack2", "--host", "127.0.0.1", "--port", port)
    assert done.code == 0
    assert "what to do next" in done.out
    assert (gym / "for-rack1" / "password").read_text().strip() not in done.out

    def as_(name: str) -> tuple[object, ...]:
        own = gym / f"for-{name}"
        return ("--broker", f"mqtts://127.0.0.1:{port}", "--ca", own / "ca.crt", "--password-file", own / "password",
                "--headless")  # fmt: skip

    sensors = ("--sensor", FIRST, "--sensor", SECOND)
    lift = ("--exercise", "squat", "--load-kg", 60, "--athlete", "Ada")
    motion = motion_file(tmp_path / "set.npz", short_squat())
    with (
        Broker(tmp_path, (gym / "mosquitto.conf").read_text(), port),
        Rig(near("rackside", FIRST), near("rackside", SECOND)) as rig,
        Program("coach", *as_("coach")) as coach,
        Program("station", "--name", "rack1", *as_("rack1"), *sensors, *lift) as station,
    ):
        station.read_until("connected")
        coach.read_until("rack1: heard")
        coach.read_until("rack1/1 · Ada · squat 60 kg: ready")
        rig.control("play", path=str(motion), delay_s=0.3)
        coach.read_until("Ada · squat 60 kg: rep 2")
        ended = station.end(signal.SIGINT)
        coach.read_until("rack1 · set 1 · Ada · squat · 60 kg · 2 reps")
        coach.read_until("rack1: gone")
        watched = coach.end(signal.SIGINT)
    assert (ended.code, watched.code) == (130, 130)
    assert "Traceback" not in ended.err + watched.err
    assert "dropped" not in watched.out
    again = run("broker-config", "--out", gym, "--stations", "rack3")
    assert again.code == 2
    assert "--add" in again.complaint
    assert run("broker-config", "--out", gym, "--stations", "rack3", "--add").code == 0


@needs_broker
def test_a_wrong_password_ends_the_coach(tmp_path: Path, run: Run) -> None:
    port = free_port()
    assert (
        run("broker-config", "--out", tmp_path / "gym", "--stations", "a", "--host", "localhost", "--port", port).code
        == 0
    )
    wrong = tmp_path / "wrong"
    wrong.touch(mode=0o600)
    wrong.write_text("guessed\n")
    with Broker(tmp_path, (tmp_path / "gym" / "mosquitto.conf").read_text(), port):
        place = ("--broker", f"mqtts://localhost:{port}", "--password-file", wrong, "--headless")
        done = run("coach", *place, "--ca", tmp_path / "gym" / "ca.crt")
        assert done.code == 1
        assert "refuses coach" in done.complaint
        done = run("coach", *place)
        assert done.code == 1
        assert "not who it should be" in done.complaint


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--broker", "mqtt://broker.example"), "--plain"),
        (("--broker", "mqtts://user:secret@broker.example"), "no address"),
        (("--broker", "http://broker.example"), "no address"),
        (("--broker", "mqtts://broker.example:99999"), "no address"),
        (("--broker", "mqtts://broker.example"), "--password-file"),
        (("--broker", "mqtts://broker.example", "--password-file", "missing"), "no such file"),
        (("--broker", "mqtts://broker.example", "--password-file", "open"), "chmod 600"),
        (("--broker", "mqtts://broker.example", "--password-file", "empty"), "no password"),
        (("--broker", "mqtts://broker.example", "--password-file", "good", "--ca", "missing"), "no certificate"),
    ],
)
def test_what_cannot_be_right_is_said_in_a_line(
    arguments: tuple[str, ...], said: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RACKSIDE_MQTT_PASSWORD", raising=False)
    for name, text, mode in (("open", "secret", 0o644), ("empty", "\n", 0o600), ("good", "secret", 0o600)):
        Path(name).write_text(text)
        os.chmod(name, mode)  # noqa: PTH101
    done = run("coach", "--headless", *arguments)
    assert done.code == 2
    assert said in done.complaint
    assert "secret" not in done.complaint.replace("user:secret", "")


def test_a_station_needs_a_name_and_without_a_window_its_sensors(run: Run) -> None:
    place = ("--broker", "mqtt://localhost", "--headless")
    for name in ("coach", "a/b", "+"):
        done = run("station", *place, "--name", name, "--sensor", "x")
        assert done.code == 2
        assert "--name" in done.complaint
    done = run("station", *place, "--name", "rack1")
    assert done.code == 2
    assert "--sensor" in done.complaint
    for athlete in (" ", "A\tda", "a" * 201):
        done = run("station", *place, "--name", "rack1", "--sensor", "x", "--athlete", athlete)
        assert done.code == 2
        assert "--athlete" in done.complaint


def test_where_no_window_can_be_shown_the_way_without_one_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    place = ("--broker", "mqtt://localhost:1")
    for command in (("coach", *place), ("station", *place, "--name", "rack1")):
        ended = run(*command)
        assert (ended.code, "--headless" in ended.complaint) == (2, True)


@pytest.mark.parametrize(
    ("text", "advice", "line"),
    [("it cannot be reached", "Start it.", "it cannot be reached. Start it."),
     ("It broke.", "Mend it.", "It broke. Mend it."),
     ("connecting to rack1", "", "connecting to rack1"), ("Ready?", "Go.", "Ready? Go.")],
)  # fmt: skip
def test_a_notice_is_sentences_in_one_line(text: str, advice: str, line: str) -> None:
    assert told(Notice(text, advice)) == line
