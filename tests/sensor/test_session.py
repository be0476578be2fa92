"""A recording that is going on: everything is on the disk first, and opening it gives the very same events."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.calibration import UNIT, Calibration
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.engine import Engine
from dsp.errors import ParameterError
from dsp.events import Event, RepSaid, SetSettled
from dsp.samples import Samples
from sensor.ble.status import LinkState
from sensor.drivers.settings import Settings
from sensor.errors import FormatError, OutputError
from sensor.loaded import SensorIdentity, SetInfo
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.marks import Header
from sensor.recording.raw import read_raw
from sensor.session import Item, NewSet, RecordingSession
from tests.sensor.live_items import START_NS, resting, squat, together
from tests.sensor.recorded_live import HEADER, LEFT, MOUNTING, OTHER, RIGHT, Heard, marked, record

OFF = Calibration((0.2, -0.1, 0.3), UNIT, (0.01, 0.0, -0.02))


def replayed(path: Path) -> dict[str, list[Event]]:
    """The events of a recording that is opened and played again, chunk by chunk."""
    recording = open_recording(path)
    found: dict[str, list[Event]] = {}
    for sensor in recording.sensors:
        engine = Engine(recording.context(sensor), str(path))
        events = [e for part, _ in sensor.chunks for e in engine.push(sensor.samples[part])]
        found[sensor.identity.id] = [*events, *engine.finish()]
    return found


@pytest.fixture(scope="module")
def lifted(project: Path) -> Samples:
    return squat(project)


@pytest.fixture(scope="module")
def two(lifted: Samples) -> list[Item]:
    return together(LEFT.items(lifted), RIGHT.items(lifted))


def test_a_set_is_measured_while_it_is_recorded_and_the_same_when_it_is_opened(tmp_path: Path, two: list[Item]) -> None:
    path = tmp_path / "set.mcap"
    session, heard = record(path, two)
    assert session.failed is None
    assert heard.events == replayed(path)
    for sensor in session.sensors.values():
        (result,) = sensor.sets
        assert len(result.reps) == 5
        assert len([e for e in heard.events[sensor.id] if isinstance(e, RepSaid)]) == 5
        assert result.tempo is not None
    assert (session.recorded, len(session.sensors)) == (sum(isinstance(i, Packet) for i in two), 2)


@given(st.lists(st.integers(0, 300), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_however_items_come_in_batches(
    tmp_path_factory: pytest.TempPathFactory, project: Path, cuts: list[int], random: object
) -> None:
    samples = squat(project)[:900]
    items = together(LEFT.items(samples), RIGHT.items(samples))
    path = tmp_path_factory.mktemp("cut") / "set.mcap"
    _, heard = record(path, items, tuple(min(c, len(items)) for c in cuts) or (1,))
    assert heard.events == replayed(path)


def test_what_is_known_goes_into_the_recording(tmp_path: Path, two: list[Item]) -> None:
    path = tmp_path / "set.mcap"
    asked: list[tuple[SensorIdentity, Settings]] = []

    def find(identity: SensorIdentity, found: Settings) -> Calibration | None:
        asked.append((identity, found))
        return OFF if found.serial == "S1" else None

    record(path, two[:60], find_calibration=find)
    raw = read_raw(path, RECORDING_LIMITS)
    assert raw.header == HEADER
    left, right = (s.entry for s in raw.sensors)
    assert left.identity == SensorIdentity("AA:01", "rackside", "Bar left", "AA:01", "Bar", "1.0")
    assert (left.mounting, right.mounting) == (MOUNTING, MOUNTING)
    assert (left.calibration, right.calibration) == (OFF, None)
    assert [identity.id for identity, _ in asked] == ["AA:01", "BB:02"]


def test_every_packet_is_recorded_in_the_order_it_came(tmp_path: Path, two: list[Item]) -> None:
    path = tmp_path / "set.mcap"
    record(path, two)
    raw = read_raw(path, RECORDING_LIMITS)
    for sensor in raw.sensors:
        came = [i for i in two if isinstance(i, Packet) and i.sensor_id == sensor.entry.identity.id]
        assert sensor.packets == came


def test_a_calibration_is_applied_once_live_and_once_when_opened(tmp_path: Path) -> None:
    samples = resting(4.0)
    samples.acc_ms2[:] += OFF.acc_bias_ms2
    samples.gyro_rads[:] += OFF.gyro_bias_rads
    path = tmp_path / "set.mcap"
    session, heard = record(path, LEFT.items(samples), find_calibration=lambda *_: OFF)
    (sensor,) = open_recording(path).sensors
    np.testing.assert_allclose(sensor.samples.acc_ms2, [[0, 0, STANDARD_GRAVITY_MS2]] * 400, atol=0.005)
    np.testing.assert_allclose(sensor.samples.gyro_rads, 0, atol=0.002)
    assert session.sensors["AA:01"].calibration == sensor.calibration == OFF
    assert heard.events == replayed(path)


def test_a_calibration_that_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    def find(*_: object) -> Calibration | None:
        raise FormatError(Path("x.json"), "is no calibration", "Delete the file.")

    session, _ = record(tmp_path / "set.mcap", LEFT.items(resting(2.0)), find_calibration=find)
    sensor = session.sensors["AA:01"]
    assert sensor.calibration is None
    assert sensor.samples == 200
    assert sensor.problems == ["x.json: is no calibration; it is recorded without a calibration. Delete the file."]


def test_a_connection_that_breaks_goes_on_in_the_same_recording(tmp_path: Path, lifted: Samples) -> None:
    """Ten seconds without a link, a clock set anew: a gap, and reps on both sides of it."""
    path = tmp_path / "set.mcap"
    first, rest = lifted[:1600], lifted[1800:]
    again = replace(LEFT, offset_s=-float(rest.time_s[0]))
    lost = LEFT.status(LinkState.LOST, float(first.time_s[-1]) + 0.1)
    items = [*LEFT.items(first), lost, again.setup(float(rest.time_s[0]) - 0.02), *again.data(rest)]
    session, heard = record(path, items)
    assert heard.events == replayed(path)
    (result,) = session.sensors["AA:01"].sets
    assert len(result.gaps) == 1
    assert result.gaps[0].end_s - result.gaps[0].start_s == pytest.approx(2.0, abs=0.1)
    assert len(result.reps) >= 3


def test_several_sets_in_one_recording(tmp_path: Path, lifted: Samples) -> None:
    quiet = resting(75.0, float(lifted.time_s[-1]) + 0.01)
    quiet.acc_ms2[:] = lifted.acc_ms2[-1]
    later = Samples(lifted.time_s + float(quiet.time_s[-1]) + 0.01, lifted.acc_ms2, lifted.gyro_rads)
    whole = Samples.joined([lifted, quiet, later])
    path = tmp_path / "sets.mcap"
    session, heard = record(path, LEFT.items(whole), cuts=tuple(range(0, 1000, 25)))
    assert [len(r.reps) for r in session.sensors["AA:01"].sets] == [5, 5]
    assert heard.events == replayed(path)
    settled = [e for e in heard.events["AA:01"] if isinstance(e, SetSettled)]
    assert [e.final for e in settled][-1] is True


def test_a_sensor_nobody_can_decode_is_recorded_all_the_same(tmp_path: Path) -> None:
    alien = replace(LEFT, id="CC:03", driver="from_the_future")
    path = tmp_path / "set.mcap"
    session, heard = record(path, together(LEFT.items(resting(2.0)), alien.items(resting(2.0))))
    assert "from_the_future" in session.sensors["CC:03"].problems[0]
    assert "CC:03" not in heard.events
    assert [len(s.packets) for s in read_raw(path, RECORDING_LIMITS).sensors] == [26, 26]


def test_packets_before_anything_is_known_of_their_sensor(tmp_path: Path) -> None:
    """No link sends so; the bytes are kept even then."""
    path = tmp_path / "set.mcap"
    session, _ = record(path, list(LEFT.data(resting(2.0))))
    assert session.sensors["AA:01"].problems
    assert len(read_raw(path, RECORDING_LIMITS).sensors[0].packets) == 25


def test_a_setup_packet_that_makes_no_sense(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    bad = replace(LEFT.setup(-0.05), payload=b"{")
    items: list[Item] = [LEFT.status(LinkState.STREAMING, -0.1), bad, *LEFT.data(resting(2.0))]
    session, _ = record(path, items)
    assert session.sensors["AA:01"].refused >= 1
    assert session.sensors["AA:01"].problems
    assert len(read_raw(path, RECORDING_LIMITS).sensors[0].packets) == 26


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    path.write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        RecordingSession(path, HEADER, listener=Heard())
    with pytest.raises(OutputError, match="no such folder"):
        RecordingSession(tmp_path / "missing" / "set.mcap", HEADER, listener=Heard())
    assert path.read_text() == "mine"


def test_an_unknown_exercise_is_told_before_a_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(ParameterError):
        RecordingSession(tmp_path / "set.mcap", Header(SetInfo("flying")), listener=Heard())
    assert list(tmp_path.iterdir()) == []


def test_without_a_packet_there_is_no_file(tmp_path: Path) -> None:
    session, heard = record(tmp_path / "set.mcap", [LEFT.status(LinkState.CONNECTING, 0.0)])
    session.end()
    assert list(tmp_path.iterdir()) == []
    assert not heard.events


def test_what_waits_is_on_the_disk_after_a_tick(tmp_path: Path) -> None:
    """As if the program were killed: no end, no close."""
    path = tmp_path / "set.mcap"
    session = RecordingSession(path, HEADER, listener=Heard())
    items = LEFT.items(resting(2.0))
    session.take(items)
    last = items[-1]
    assert isinstance(last, Packet)
    session.tick(last.arrival_ns + 250_000_000)
    assert len(read_raw(path, RECORDING_LIMITS).sensors[0].packets) == 26
    session.end()


SCRIPT = """
import resource, sys
from pathlib import Path
from sensor.recording.marks import Header
from sensor.session import RecordingSession
from tests.sensor.live_items import Sender, resting

resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
heard = []
session = RecordingSession(Path(sys.argv[1]), Header(), listener=lambda *said: heard.append(said))
failed_at = None
for item in Sender().items(resting(30.0)):
    session.take([item])
    failed_at = failed_at or (session.failed and session.recorded)
session.end()
print(failed_at, session.sensors["AA:01"].samples, len(heard), session.failed.message)
"""


def test_a_full_disk_ends_recording_not_measuring(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "set.mcap"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, check=True, cwd=project
    )
    recorded, samples, heard, message = done.stdout.split(" ", 3)
    assert message.startswith(f"{path}: there is no room left")
    assert (int(samples), int(heard) > 0) == (3000, True)
    packets = read_raw(path, RECORDING_LIMITS).sensors[0].packets
    # All but what had come since the flush before, a quarter of a second of packets.
    assert int(recorded) - 6 <= len(packets) <= int(recorded)
    assert len(open_recording(path).sensors[0].samples) >= 8 * (len(packets) - 1)


def test_a_set_of_an_exercise_nobody_knows() -> None:
    with pytest.raises(ParameterError):
        NewSet(START_NS, SetInfo("juggling"))


def test_measured_without_being_recorded(tmp_path: Path, lifted: Samples) -> None:
    samples: list[Samples] = []
    session = RecordingSession(None, HEADER, listener=Heard(), sampled=lambda _, s: samples.append(s))
    session.take(marked(LEFT.items(lifted), (15.0, OTHER)))
    session.tick(START_NS)
    session.end()
    assert len(session.sensors["AA:01"].sets) == 2
    assert (session.recorded, session.failed) == (0, None)
    assert len(Samples.joined(samples)) == session.sensors["AA:01"].samples
    assert list(tmp_path.iterdir()) == []


def test_the_path_of_the_newest_rep(tmp_path: Path, lifted: Samples) -> None:
    session = RecordingSession(None, HEADER, mounting=MOUNTING, listener=Heard())
    session.take(LEFT.items(lifted))
    path = session.sensors["AA:01"].path
    assert path is not None
    assert path.number == 5
    assert path.signed
    forward, up = path.forward_up_m.T
    assert len(forward) <= 120
    assert float(up.min()) == pytest.approx(-0.6, abs=0.03)
    assert abs(float(up[-1])) < 0.03
    assert float(np.abs(forward).max()) < 0.1
