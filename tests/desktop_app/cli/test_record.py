"""`rackside record` through the real Bluetooth library, against a fake service."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from desktop_app.cli.options import read_athlete
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetLog
from desktop_app.store.place import StorePlace, own_place
from desktop_app.store.records import Session, session_id_of
from desktop_app.store.recovery import of_file, offer
from desktop_app.store.store import Store
from dsp.limits import LimitTable, SignLimits
from sensor.drivers.settings import SETUP_CHANNEL
from sensor.opening import open_recording
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.raw import read_raw
from tests.desktop_app.cli.conftest import Run
from tests.desktop_app.cli.live_rig import Program, motion_file, short_squat
from tests.desktop_app.store.making import entry
from tests.rig.rig import Rig, near
from tests.sensor.ble.making import needs_rig

ADDRESS = "C0:FF:EE:00:00:77"
HOME_MADE = near("rackside", ADDRESS)
MORE = ("--load-kg", 60, "--athlete", "Ada", "--forward", "+y", "--clip", "0,0.04")
LEFT, RIGHT = near("witmotion", name="WT901BLE67"), near("witmotion", name="WT901BLE68")


@needs_rig
def test_two_sensors_until_ctrl_c_and_analyze_gives_the_same_reps(tmp_path: Path, run: Run) -> None:
    motion = motion_file(tmp_path / "set.npz", short_squat())
    out = tmp_path / "set.mcap"
    with Rig(LEFT, RIGHT) as rig:
        sensors = [text for address in rig.addresses for text in ("--sensor", address)]
        with Program("record", "--out", out, *sensors, "--exercise", "squat", *MORE) as program:
            for _ in rig.addresses:
                program.read_until(": streaming")
            rig.control("play", path=str(motion), delay_s=0.3)
            for _ in rig.addresses:
                program.read_until("rep 2:")
            done = program.end(signal.SIGINT)
    assert done.code == 130
    assert "Traceback" not in done.err
    analysed = run("analyze", out)
    for table in (done.out, analysed.out):
        assert table.count("squat · 2 reps · 60 kg") == 2
    rows = [line for line in analysed.out.splitlines() if line.lstrip().startswith(("1 ", "2 "))]
    assert len(rows) == 4
    assert set(rows) <= set(done.out.splitlines())
    recording = open_recording(out)
    assert {s.identity.name for s in recording.sensors} == {"WT901BLE67", "WT901BLE68"}
    assert (recording.info.athlete, recording.info.load_kg) == ("Ada", 60.0)
    assert recording.session is not None
    assert recording.sensors[0].mounting.clip is not None


@needs_rig
def test_a_link_that_breaks_and_an_end_that_the_system_asks_for(tmp_path: Path) -> None:
    out = tmp_path / "set.mcap"
    command = ("record", "--out", out, "--sensor", ADDRESS)
    with Rig(HOME_MADE, "television") as rig, Program(*command) as program:
        program.read_until(": streaming")
        rig.control("drop", address=ADDRESS)
        program.read_until(": lost: ")
        program.read_until(": streaming")
        done = program.end(signal.SIGTERM)
        assert not rig.control("state", address=ADDRESS)["connected"]
    assert done.code == 130
    assert done.err == ""
    assert f"{out}: " in done.out
    setups = [p for p in read_raw(out, RECORDING_LIMITS).sensors[0].packets if p.channel == SETUP_CHANNEL]
    assert len(setups) == 2


HANGS = """
import time, sensor.ble.params
from sensor.ble.radio import Radio
object.__setattr__(sensor.ble.params.LINK, "stop_s", 0.5)
async def hang(_):
    time.sleep(1000)
Radio.stop_links = hang
"""


@needs_rig
def test_ctrl_c_twice_while_bluetooth_hangs_ends_it_in_order(tmp_path: Path) -> None:
    out = tmp_path / "set.mcap"
    with Rig(HOME_MADE), Program("record", "--out", out, "--sensor", ADDRESS, first=HANGS) as program:
        program.read_until(": streaming")
        program.process.send_signal(signal.SIGINT)
        done = program.end(signal.SIGINT)
    assert done.code == 130
    assert "Bluetooth does not answer" in done.err
    assert f"{out}: " in done.out
    assert len(open_recording(out).sensors[0].samples) > 0


@needs_rig
def test_for_so_many_seconds(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "set.mcap"
    with Rig(HOME_MADE):
        done = run("record", "--out", out, "--sensor", ADDRESS, "--seconds", "2")
    assert done.code == 0
    samples = open_recording(out).sensors[0].samples
    assert 1.5 < float(samples.time_s[-1] - samples.time_s[0]) < 4.0


@needs_rig
def test_a_disk_that_fills_up_ends_it_with_a_message_and_a_file(tmp_path: Path) -> None:
    out = tmp_path / "set.mcap"

    small_disk = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))"
    command = ("record", "--out", out, "--sensor", ADDRESS)
    with Rig(HOME_MADE), Program(*command, first=small_disk) as program:
        done = program.end()
    assert done.code == 2
    (complaint,) = [line for line in done.err.splitlines() if line.startswith("rackside: ")]
    assert complaint == (
        f"rackside: {out}: there is no room left to write; the recording ends there. "
        "Free some space, or choose another disk."
    )
    assert len(open_recording(out).sensors[0].samples) > 200


@needs_rig
def test_bluetooth_that_is_off_leaves_no_file(tmp_path: Path, run: Run) -> None:
    with Rig(HOME_MADE) as rig:
        rig.control("power", on=False)
        done = run("record", "--out", tmp_path / "set.mcap", "--sensor", ADDRESS)
    assert done.code == 1
    assert "switched off" in done.complaint
    assert list(tmp_path.iterdir()) == []


@needs_rig
def test_ctrl_c_while_it_searches_leaves_nothing(tmp_path: Path) -> None:
    with Rig("television"), Program("record", "--out", tmp_path / "set.mcap") as program:
        assert program.process.stderr is not None
        assert b"looking" in program.process.stderr.readline()
        done = program.end(signal.SIGINT)
    assert (done.code, done.out, done.err) == (130, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--out", "there.mcap"), "exists already"),
        (("--out", "missing/set.mcap"), "no such folder"),
        (("--out", "set.csv"), "ends in .mcap"),
        (("--out", "set.mcap", "--exercise", "flying"), "Choose one of"),
        (("--out", "set.mcap", "--athlete", " "), "Give a name"),
        (("--out", "set.mcap", "--athlete", "A\tda"), "Give a name"),
        (("--out", "set.mcap", "--tempo", "3-1"), "four figures"),
        (("--out", "set.mcap", "--seconds", "0"), "--seconds"),
        (("--out", "set.mcap", "--load-kg", "-5"), "kilograms"),
        ((), "--out"),
    ],
)
def test_what_cannot_be_is_told_before_connecting(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.mcap").write_text("mine")
    done = run("record", *arguments)
    assert done.code == 2
    assert told in done.complaint
    assert [p.name for p in tmp_path.iterdir()] == ["there.mcap"]
    assert (tmp_path / "there.mcap").read_text() == "mine"


@pytest.mark.parametrize("name", ["Größe", "Gr\udcc3\udcb6\udcc3\udc9fe", " Größe "])
def test_a_name_is_read_whatever_the_system_is_set_to(name: str) -> None:
    assert read_athlete(name) == "Größe"


def test_a_name_that_is_no_text_can_be_kept_nevertheless() -> None:
    assert read_athlete("a\udcff") == "a\ufffd"


@pytest.fixture
def own_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StorePlace:
    """A data folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("RACKSIDE_DATABASE_URL", raising=False)
    return own_place({})


def _lifted(out: Path, *more: object) -> str:
    """Two squats recorded; what the command said."""
    motion = motion_file(out.with_suffix(".npz"), short_squat())
    command = ("record", "--out", out, "--sensor", ADDRESS, "--exercise", "squat", *more)
    with Rig(HOME_MADE) as rig, Program(*command) as program:
        program.read_until(": streaming")
        rig.control("play", path=str(motion), delay_s=0.3)
        program.read_until("rep 2:")
        done = program.end(signal.SIGINT)
    assert done.code == 130
    assert done.err == ""
    return done.out


@needs_rig
def test_the_sets_are_kept_and_held_against_the_lifters_own(tmp_path: Path, own_history: StorePlace) -> None:
    table = LimitTable(SignLimits().changed(shift_sideways_m=0.07))
    with Store.open(own_history) as store:
        for days in range(1, 5):
            of = Session(session_id_of(f"{days}"), store.now_unix_s() - days * 86400.0)
            store.put_log(of, SetLog((entry(1, LiftPlan("Ada", "squat", (), 60.0)),)))
        store.put_limits("Ada", table)
    out = tmp_path / "set.mcap"
    assert "in the history: 1 set of Ada" in _lifted(out, *MORE)
    recording = open_recording(out)
    assert recording.info.baseline is not None
    assert recording.info.baseline.reps == 12
    assert recording.info.limits == table.of("squat")
    with Store.open(own_history) as store:
        (one,) = store.sets_of_session(session_id_of(recording.session or ""))
        assert (one.entry.rep_count, one.entry.plan.athlete, one.entry.plan.load_kg) == (2, "Ada", 60.0)
        assert one.entry.further
        (kept,) = store.recordings()
        assert one.recording_sha256 == kept.sha256
        assert store.path_of(kept).read_bytes() == out.read_bytes()
        # Taken in again it is there already.
        offered = offer(store, of_file(store, out))
        assert (offered.sets, offered.known) == ((), 1)


@needs_rig
def test_what_nobody_lifted_waits_for_a_name_or_is_left_out(tmp_path: Path, own_history: StorePlace, run: Run) -> None:
    said = _lifted(tmp_path / "set.mcap")
    (command,) = [line.split("`")[1] for line in said.splitlines() if "history assign" in line]
    assert run(*command.split()[1:-1], "Bea").code == 0
    with Store.open(own_history) as store:
        assert [line.sets for line in store.lifter_lines()] == [1]
    assert "history" not in _lifted(tmp_path / "other.mcap", "--no-history")
    with Store.open(own_history) as store:
        assert [line.sets for line in store.lifter_lines()] == [1]


@needs_rig
def test_a_history_that_cannot_be_opened_is_told_and_the_recording_is_there(
    tmp_path: Path, own_history: StorePlace, run: Run
) -> None:
    own_history.folder.parent.mkdir(parents=True)
    own_history.folder.write_text("a file where the folder should be")
    out = tmp_path / "set.mcap"
    motion = motion_file(tmp_path / "set.npz", short_squat())
    with Rig(HOME_MADE) as rig, Program("record", "--out", out, "--sensor", ADDRESS, "--athlete", "Ada") as program:
        program.read_until(": streaming")
        rig.control("play", path=str(motion), delay_s=0.3)
        program.read_until("rep 2:")
        done = program.end(signal.SIGINT)
    assert done.code == 130
    first, second = done.err.splitlines()
    assert "not asked for a baseline" in first
    assert f"`rackside history recover {out}`" in second
    own_history.folder.unlink()
    assert run("history", "recover", out).code == 0
    with Store.open(own_history) as store:
        assert [(line.lifter.name, line.sets) for line in store.lifter_lines()] == [("Ada", 1)]
