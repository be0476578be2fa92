"""MCAP files that are no recordings of ours, and limits on those that are."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zstandard
from mcap.data_stream import RecordBuilder
from mcap.records import Chunk
from mcap.writer import CompressionType, Writer

from sensor.drivers.blocks import encode_block
from sensor.errors import FileAccessError, FormatError, LimitError, ValuesError
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.raw import read_raw
from sensor.recording.reader import read_recording
from sensor.recording.writer import RecordingWriter
from tests.sensor.recording.making import HEADER, LEFT, RIGHT, START_NS, Recorded, packet, samples_at


def test_the_mcap_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "robot.mcap"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        channel = writer.register_channel("/camera/front", "cdr", 0)
        writer.add_message(channel, 5, b"picture", 5)
        writer.finish()
    with pytest.raises(FormatError, match="no recording of Rackside; its topics are /camera/front"):
        open_recording(path)


def test_an_mcap_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    RecordingWriter(path, HEADER, [LEFT]).close()
    with pytest.raises(ValuesError, match="without a single packet"):
        open_recording(path)


def test_a_few_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    path.write_bytes(b"\x89MCA")
    with pytest.raises(FormatError, match="cut within its first bytes"):
        open_recording(path)


def test_a_newer_format(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start(profile="rackside")
        writer.add_metadata("rackside.recording", {"format": "7"})
        writer.finish()
    with pytest.raises(FormatError, match="newer format '7'"):
        open_recording(path)


def test_two_samples_are_too_few(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    with RecordingWriter(path, HEADER, [LEFT]) as writer:
        writer.write(packet(LEFT, 0.0))
    with pytest.raises(ValuesError, match="no usable samples"):
        read_recording(path, replace(RECORDING_LIMITS, samples_min=5))


def test_packets_and_sensors_are_limited(recorded: Recorded) -> None:
    with pytest.raises(LimitError, match="more packets"):
        read_raw(recorded.path, replace(RECORDING_LIMITS, packets_max=10))
    with pytest.raises(LimitError, match="more packets"):
        read_raw(recorded.path, replace(RECORDING_LIMITS, payload_max_bytes=1000))
    with pytest.raises(LimitError, match="more than 1 sensors"):
        read_raw(recorded.path, replace(RECORDING_LIMITS, sensors_max=1))


def test_there_is_no_such_recording(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError):
        read_raw(tmp_path / "none.mcap", RECORDING_LIMITS)


@pytest.mark.parametrize("compression", list(CompressionType))
def test_chunks_compressed_by_other_tools(recorded: Recorded, tmp_path: Path, compression: CompressionType) -> None:
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    other = tmp_path / "other.mcap"
    with other.open("wb") as file:
        writer = Writer(file, compression=compression, chunk_size=4096)
        writer.start()
        for sensor in raw.sensors:
            texts = {"rackside.kind": "packets", "sensor": sensor.entry.identity.id, "channel": "data"}
            channel = writer.register_channel(
                f"/{sensor.entry.identity.id}", "", 0, {**texts, "driver": sensor.entry.identity.driver}
            )
            for one in sensor.packets:
                writer.add_message(channel, one.arrival_ns, one.payload, one.arrival_ns)
        writer.finish()
    again = read_raw(other, RECORDING_LIMITS)
    assert [s.packets for s in again.sensors] == [s.packets for s in raw.sensors]
    assert [s.entry.identity.driver for s in again.sensors] == ["simulator", "simulator"]
    assert again.warnings == ()


@pytest.mark.parametrize("said", [1 << 20, 1 << 40, (1 << 64) - 1])
@pytest.mark.parametrize("compression", ["zstd", "lz4", "", "brotli"])
def test_a_chunk_that_claims_to_be_huge(recorded: Recorded, said: int, compression: str) -> None:
    data = zstandard.compress(bytes(1 << 20))[:-3] if compression == "zstd" else b"\x04\x22\x4d\x18" + bytes(40)
    builder = RecordBuilder()
    Chunk(compression, data, 0, 0, 0, said).write(builder)
    content = recorded.path.read_bytes()
    end, packets = recorded.flushed[2]
    recorded.path.write_bytes(content[:end] + builder.end() + content[end:])
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    assert sum(len(s.packets) for s in raw.sensors) == len(recorded.packets)
    assert packets < len(recorded.packets)
    assert "1 damaged parts" in raw.warnings[0].text


def test_a_record_that_claims_more_than_the_file_holds(recorded: Recorded) -> None:
    content = recorded.path.read_bytes()
    end, packets = recorded.flushed[2]
    recorded.path.write_bytes(content[:end] + struct.pack("<BQ", 6, 1 << 62) + content[end:])
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    assert sum(len(s.packets) for s in raw.sensors) == packets


def test_values_that_nothing_can_measure_are_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    with RecordingWriter(path, HEADER, [LEFT]) as writer:
        for k, value in enumerate([1.0, 1e308, np.inf, -1e7, 2.0]):
            samples = samples_at(k / 25)
            samples.acc_ms2[1, 0] = value
            payload = encode_block(samples)
            writer.write(Packet("aa:01", "data", START_NS + k * 40_000_000, payload))
    (sensor,) = open_recording(path).sensors
    assert np.flatnonzero(np.isnan(sensor.samples.acc_ms2[:, 0])).tolist() == [5, 9, 13]
    assert "3 of 20 samples" in sensor.warnings[0].text


def test_a_sensor_named_only_by_its_channel(tmp_path: Path) -> None:
    path = tmp_path / "set.mcap"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        texts = {"rackside.kind": "packets", "sensor": "bb:02", "channel": "data", "driver": "simulator"}
        channel = writer.register_channel("/x", "", 0, texts)
        one = packet(RIGHT, 0.0)
        writer.add_message(channel, one.arrival_ns, one.payload, one.arrival_ns)
        writer.finish()
    (sensor,) = open_recording(path).sensors
    assert sensor.identity == RIGHT.identity
