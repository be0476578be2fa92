"""Limits of packets, and how samples come in chunks."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.samples import Stamps
from sensor.chunking import sensor_sized
from sensor.errors import PacketError
from sensor.packets import PAYLOAD_MAX_BYTES, Chunks, Packet


@pytest.mark.parametrize(
    ("sensor", "channel", "at_ns", "size"),
    [
        ("", "data", 0, 1),
        ("a", "", 0, 1),
        ("a" * 201, "data", 0, 1),
        ("a", "data", -1, 1),
        ("a", "data", 1 << 63, 1),
        ("a", "data", 0, PAYLOAD_MAX_BYTES + 1),
    ],
)
def test_limits(sensor: str, channel: str, at_ns: int, size: int) -> None:
    with pytest.raises(PacketError) as caught:
        Packet(sensor, channel, at_ns, bytes(size))
    assert caught.value.advice.endswith(".")


def test_an_empty_payload_is_a_packet() -> None:
    assert Packet("a", "data", 0, b"").payload == b""


@pytest.mark.parametrize(("stop", "arrival"), [([2, 1], [0.0, 1.0]), ([1, 2], [0.0]), ([-1], [0.0])])
def test_chunks_that_do_not_fit(stop: list[int], arrival: list[float]) -> None:
    with pytest.raises(PacketError):
        Chunks(np.array(stop), np.array(arrival))


def test_chunks_in_order() -> None:
    assert list(Chunks(np.array([2, 2, 5]), np.array([0.1, 0.2, 0.3]))) == [
        (slice(0, 2), 0.1),
        (slice(2, 2), 0.2),
        (slice(2, 5), 0.3),
    ]


@pytest.mark.parametrize(("rate_hz", "size"), [(10, 1), (25, 1), (50, 2), (100, 4), (200, 8), (1000, 40)])
def test_chunks_are_as_long_as_a_sensors(rate_hz: float, size: int) -> None:
    chunks = sensor_sized(np.arange(200) / rate_hz, Stamps.SAMPLE)
    assert np.diff(chunks.stop, prepend=0).tolist()[:-1] == [size] * (len(chunks) - 1)


def test_rows_without_a_time_come_with_the_row_before() -> None:
    time_s = np.array([np.nan, 0.0, 0.0, np.nan, 0.0, 0.1, 0.1, np.nan])
    chunks = sensor_sized(time_s, Stamps.ARRIVAL)
    assert chunks.stop.tolist() == [5, 8]
    assert chunks.arrival_s.tolist() == [0.0, 0.1]


@pytest.mark.parametrize("time_s", [[], [np.nan], [1.0], [1.0, 1.0]])
@pytest.mark.parametrize("stamps", list(Stamps))
def test_hardly_any_samples(time_s: list[float], stamps: Stamps) -> None:
    chunks = sensor_sized(np.array(time_s), stamps)
    assert (chunks.stop[-1] if len(chunks) else 0) == len(time_s)
