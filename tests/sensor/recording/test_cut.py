"""A recording cut at any byte, or damaged anywhere, gives every whole chunk and says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsp.results import WarningCode
from sensor.errors import InputError
from sensor.opening import open_recording
from sensor.packets import Packet
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.raw import RawRecording, read_raw
from tests.sensor.recording.making import Recorded, record


def packets_of(raw: RawRecording) -> list[Packet]:
    return sorted((p for s in raw.sensors for p in s.packets), key=lambda p: p.arrival_ns)


def whole_at(recorded: Recorded, size: int) -> int:
    """How many packets are in chunks that a file of that size holds whole."""
    return max((packets for end, packets in recorded.flushed if end <= size), default=0)


def test_cut_at_every_byte(tmp_path: Path) -> None:
    recorded = record(tmp_path / "set.mcap", 0.3)
    content = recorded.path.read_bytes()
    assert len(recorded.flushed) >= 2
    in_order = sorted(recorded.packets, key=lambda p: p.arrival_ns)
    cut = tmp_path / "cut.mcap"
    for size in range(len(content)):
        cut.write_bytes(content[:size])
        try:
            raw = read_raw(cut, RECORDING_LIMITS)
        except InputError as error:
            assert whole_at(recorded, size) == 0, size
            assert "\n" not in str(error)  # noqa: PT017
            continue
        got = packets_of(raw)
        # A chunk is whole a few bytes before its index is, so a packet or two more is right; one less is not.
        assert len(got) >= whole_at(recorded, size), size
        assert got == in_order[: len(got)], size
        (warning,) = raw.warnings
        assert warning.code is WarningCode.UNREADABLE_TAIL, size
        assert str(size) in warning.text


def test_cut_recordings_open_with_a_warning(recorded: Recorded, tmp_path: Path) -> None:
    content = recorded.path.read_bytes()
    cut = tmp_path / "cut.mcap"
    edges = [size for size, _ in recorded.flushed]
    for size in {s + d for s in edges for d in (-9, -1, 0, 1, 8, 9, 10)}:
        cut.write_bytes(content[:size])
        sensors = open_recording(cut).sensors if whole_at(recorded, size) >= 2 else ()
        for sensor in sensors:
            assert WarningCode.UNREADABLE_TAIL in {w.code for w in sensor.warnings}
            assert sensor.chunks.stop[-1] == len(sensor.samples)


def test_a_tail_of_zeros_as_after_a_power_cut(recorded: Recorded) -> None:
    content = recorded.path.read_bytes()
    end = recorded.flushed[3][0]
    recorded.path.write_bytes(content[:end] + bytes(5000))
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    assert len(packets_of(raw)) == recorded.flushed[3][1]
    assert "holds no record there" in raw.warnings[0].text


def test_one_damaged_chunk_costs_only_itself(recorded: Recorded) -> None:
    content = bytearray(recorded.path.read_bytes())
    (start, before), (end, after) = recorded.flushed[1:3]
    content[(start + end) // 2] ^= 0xFF
    recorded.path.write_bytes(content)
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    assert len(packets_of(raw)) == len(recorded.packets) - (after - before)
    assert "damaged parts" in raw.warnings[0].text


def test_a_damaged_first_chunk_does_not_lose_the_names_of_the_channels(recorded: Recorded) -> None:
    content = bytearray(recorded.path.read_bytes())
    content[recorded.flushed[0][0] - 300] ^= 0xFF
    recorded.path.write_bytes(content)
    raw = read_raw(recorded.path, RECORDING_LIMITS)
    assert len(packets_of(raw)) == len(recorded.packets) - recorded.flushed[0][1]


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("intact") / "set.mcap", 0.8)


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=12)), min_size=1, max_size=4))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_gives_true_packets_or_our_own_error(intact: Recorded, changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(intact.path.read_bytes())
    for where, new in changes:
        at = where % len(content)
        content[at : at + len(new)] = new
    path = intact.path.with_name("damaged.mcap")
    path.write_bytes(content)
    try:
        raw = read_raw(path, RECORDING_LIMITS)
        recording = open_recording(path)
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    # Checksums stand over the bytes of packets; the records around them have none.
    payloads = {p.payload for p in intact.packets}
    assert all(p.payload in payloads for p in packets_of(raw))
    assert recording.sensors
