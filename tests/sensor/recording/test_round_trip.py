"""A recording gives back every packet, every sample and everything that was said of it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import numpy as np
import pytest
from mcap.reader import make_reader

from dsp.results import WarningCode
from dsp.samples import Samples, Stamps
from sensor.errors import OutputError, PacketError
from sensor.loaded import FileKind, SensorIdentity, SetInfo
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.marks import Header, SensorEntry
from sensor.recording.raw import read_raw
from sensor.recording.writer import RecordingWriter
from tests.sensor.recording.making import (
    CALIBRATION,
    HEADER,
    INFO,
    LEFT,
    RIGHT,
    START_NS,
    Recorded,
    packet,
    samples_at,
)


def test_every_packet_comes_back_as_it_was(recorded: Recorded) -> None:
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    assert raw.header == HEADER
    assert [s.entry for s in raw.sensors] == [LEFT, RIGHT]
    for sensor in raw.sensors:
        assert sensor.packets == [p for p in recorded.packets if p.sensor_id == sensor.entry.identity.id]
    assert raw.warnings == ()


def test_samples_and_what_was_said_of_them(recorded: Recorded) -> None:
    recording = open_recording(recorded.path)
    assert recording.kind is FileKind.MCAP
    assert (recording.info, recording.session) == (INFO, "evening")
    assert recording.started_unix_s == pytest.approx(START_NS * 1e-9)
    left, right = recording.sensors
    expected = Samples.joined([samples_at(k / 25) for k in range(50)])
    for sensor in (left, right):
        np.testing.assert_array_equal(sensor.samples.acc_ms2, expected.acc_ms2)
        np.testing.assert_array_equal(sensor.samples.gyro_rads, expected.gyro_rads)
        assert sensor.stamps is Stamps.SAMPLE
        assert sensor.warnings == ()
        assert len(sensor.chunks) == 50
    assert (left.calibration, right.calibration) == (CALIBRATION, None)
    context = recording.context(left)
    assert context.row is not None
    assert (context.exercise, context.load_kg, str(context.tempo)) == ("squat", 102.5, "3-1-X-0")
    assert (context.forward, context.clip) == (LEFT.mounting.forward, LEFT.mounting.clip)
    assert (context.variation, context.prescribed_rom_m) == (("paused", "box"), 0.55)


def test_times_count_from_the_first_sample_and_the_sensors_clocks_are_laid_together(recorded: Recorded) -> None:
    left, right = open_recording(recorded.path).sensors
    np.testing.assert_allclose(left.samples.time_s, np.arange(200) / 100, atol=1e-6)
    # The fastest packet is taken to take no time: the right one's take 10 ms longer, as if sampled later.
    np.testing.assert_allclose(right.samples.time_s, 0.01 + np.arange(200) / 100, atol=1e-6)
    np.testing.assert_allclose(left.chunks.arrival_s, 0.03 + np.arange(50) / 25, atol=1e-6)


def test_a_sensor_without_a_clock_has_times_of_arrival(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    with RecordingWriter(path, Header(), [RIGHT]) as writer:
        for k, delay_s in enumerate([0.01, 0.03, 0.02, 0.01]):
            writer.write(packet(RIGHT, k / 25, delay_s, times=False))
    (sensor,) = open_recording(path).sensors
    np.testing.assert_allclose(sensor.samples.time_s, np.repeat([0, 0.06, 0.09, 0.12], 4), atol=1e-6)
    assert sensor.stamps is Stamps.ARRIVAL
    assert [w.code for w in sensor.warnings] == [WarningCode.ARRIVAL_TIMES]
    assert sensor.chunks.stop.tolist() == [4, 8, 12, 16]


def test_sets_are_marked_within_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "sets.mcap"
    bench = SetInfo("bench", (), 80.0)
    with RecordingWriter(path, HEADER, [LEFT]) as writer:
        writer.begin_set(INFO, START_NS)
        writer.write(packet(LEFT, 0.0))
        writer.end_set(START_NS + 500_000_000)
        writer.write(packet(LEFT, 1.0))
        writer.begin_set(bench, START_NS + 2_000_000_000)
        writer.write(packet(LEFT, 2.0))
        writer.begin_set(INFO, START_NS + 3_000_000_000)
        writer.write(packet(LEFT, 3.0))
    sets = open_recording(path).sets
    assert [s.info for s in sets] == [INFO, bench, INFO]
    assert [s.start_s for s in sets] == pytest.approx([-0.01, 1.99, 2.99])
    assert [s.end_s for s in sets[:2]] == pytest.approx([0.49, 2.99])
    assert sets[2].end_s is None


def test_nothing_waits_longer_than_half_a_second(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    writer = RecordingWriter(path, HEADER, [LEFT])
    writer.write(packet(LEFT, 0.0))
    arrived_ns = packet(LEFT, 0.0).arrival_ns
    for quarter in (1, 2):
        writer.tick(arrived_ns + quarter * 249_000_000)
    # As if the program had died here.
    assert len(read_raw(path, RECORDING_LIMITS).sensors[0].packets) == 1
    writer.close()


def test_a_clock_set_back_flushes_too(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    writer = RecordingWriter(path, HEADER, [LEFT])
    writer.write(packet(LEFT, 5.0))
    writer.write(packet(LEFT, 1.0))
    assert len(read_raw(path, RECORDING_LIMITS).sensors[0].packets) == 2
    writer.close()


def test_only_the_owner_may_read_it(recorded: Recorded) -> None:
    assert stat.S_IMODE(recorded.path.stat().st_mode) == 0o600


def test_a_recording_is_not_written_over(recorded: Recorded) -> None:
    before = recorded.path.read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        RecordingWriter(recorded.path, HEADER, [LEFT])
    assert recorded.path.read_bytes() == before


def test_a_packet_of_an_unknown_sensor(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "set.mcap", HEADER, [LEFT]) as writer, pytest.raises(PacketError, match="unknown"):
        writer.write(packet(RIGHT, 0.0))


def test_after_closing_nothing_is_written(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "set.mcap", HEADER, [LEFT])
    writer.close()
    writer.close()
    with pytest.raises(OutputError, match="closed"):
        writer.write(packet(LEFT, 0.0))


def test_a_packet_that_makes_no_sense_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    with RecordingWriter(path, HEADER, [LEFT]) as writer:
        for k in range(5):
            good = packet(LEFT, k / 25)
            writer.write(Packet("aa:01", "data", good.arrival_ns, b"junk") if k == 2 else good)
    (sensor,) = open_recording(path).sensors
    assert len(sensor.samples) == 16
    assert len(sensor.chunks) == 4
    assert [w.code for w in sensor.warnings] == [WarningCode.BAD_VALUES]


def test_a_sensor_of_an_unknown_driver_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    alien = SensorEntry(SensorIdentity("cc:03", "from_the_future"))
    with RecordingWriter(path, HEADER, [LEFT, alien]) as writer:
        writer.write(Packet("cc:03", "data", START_NS, b"?"))
        for k in range(5):
            writer.write(packet(LEFT, k / 25))
    (sensor,) = open_recording(path).sensors
    assert sensor.identity == LEFT.identity
    assert any("from_the_future" in w.text for w in sensor.warnings)


def test_standard_viewers_read_the_samples(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    samples = samples_at(0.0)
    samples.acc_ms2[1, 2] = np.nan
    with RecordingWriter(path, HEADER, [LEFT]) as writer:
        writer.write(packet(LEFT, 0.0))
        writer.write_samples("aa:01", [START_NS + k * 10_000_000 for k in range(4)], samples)
    with path.open("rb") as file:
        found = [
            (schema.encoding if schema else "", json.loads(message.data))
            for schema, channel, message in make_reader(file, validate_crcs=True).iter_messages()
            if channel.message_encoding == "json"
        ]
    assert [encoding for encoding, _ in found] == ["jsonschema"] * 4
    assert [row["gyro_rads"]["y"] for _, row in found] == samples.gyro_rads[:, 1].tolist()
    assert found[1][1]["acc_ms2"]["z"] is None
    (sensor,) = open_recording(path).sensors
    assert isinstance(sensor.samples, Samples)
    assert len(sensor.samples) == 4
