"""Packets to samples on the host's clock: any cut the same, two clocks kept together, nothing made up."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.calibration import Calibration
from dsp.samples import Samples, Stamps
from sensor.drivers.base import Decoded, Driver, nothing_decoded
from sensor.drivers.settings import SETUP_CHANNEL, Settings, settings_to_payload
from sensor.packets import Packet
from sensor.stream import SensorStream, Streamed

ROW: Final = struct.Struct("<dd")


class RowDecoder:
    """Packets of rows (device time, acceleration up); a half row waits for its rest."""

    def __init__(self, settings: Settings) -> None:
        self._timed = settings.values.get("clock") != "none"
        self._rest = b""

    def push(self, packets: Sequence[Packet]) -> Decoded:
        rows: list[tuple[float, float]] = []
        counts = []
        for packet in packets:
            data = self._rest + packet.payload
            whole = len(data) // ROW.size * ROW.size
            found = list(ROW.iter_unpack(data[:whole]))
            self._rest = data[whole:]
            rows.extend(found)
            counts.append(len(found))
        values = np.array(rows).reshape(-1, 2)
        acc = np.zeros((len(values), 3))
        acc[:, 2] = values[:, 1]
        return Decoded(values[:, 0] if self._timed else None, acc, np.zeros_like(acc), np.array(counts, dtype=np.int64))


DRIVER: Final = Driver("rows", RowDecoder)
CLOCKLESS: Final = settings_to_payload(Settings(values={"clock": "none"}))


def packet(arrival_s: float, rows: list[tuple[float, float]]) -> Packet:
    return Packet("s", "data", round(arrival_s * 1e9), b"".join(ROW.pack(*row) for row in rows))


def setup(arrival_s: float, payload: bytes = settings_to_payload(Settings(rate_hz=100.0))) -> Packet:
    return Packet("s", SETUP_CHANNEL, round(arrival_s * 1e9), payload)


def sent(
    count: int, *, ppm: float = 0.0, delay_s: float = 0.005, jitter_s: float = 0.0, start_s: float = 0.0, seed: int = 1
) -> tuple[list[Packet], np.ndarray]:
    """Packets of four samples at 100 Hz by a clock that runs fast by ppm, and the host times of their samples."""
    rng = np.random.default_rng(seed)
    true_s = start_s + np.arange(count * 4) * 0.01
    device_s = 7000.0 + (true_s - start_s) * (1 + ppm * 1e-6)
    packets = []
    came_s = 0.0
    for k in range(count):
        came_s = max(came_s, float(true_s[4 * k + 3]) + delay_s + float(rng.exponential(jitter_s)) * (jitter_s > 0))
        packets.append(packet(came_s, [(float(device_s[4 * k + i]), float(4 * k + i)) for i in range(4)]))
    return packets, true_s


def taken(stream: SensorStream, parts: Sequence[Sequence[Packet]]) -> tuple[Samples, list[int]]:
    got = [stream.push(part) for part in parts]
    last = stream.finish()
    return Samples.joined([*(g.samples for g in got), last.samples]), [c for g in got for c in g.counts]


def test_times_are_the_hosts_less_the_shortest_way() -> None:
    packets, true_s = sent(500, delay_s=0.005, jitter_s=0.01)
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *packets]])
    assert len(samples) == 2000
    assert samples.time_s == pytest.approx(true_s + 0.005, abs=0.003)


@pytest.mark.parametrize("ppm", [-50.0, -20.0, 40.0, 100.0])
def test_clocks_that_drift_apart_are_kept_together_for_an_hour(ppm: float) -> None:
    packets, true_s = sent(90_000, ppm=ppm, jitter_s=0.01)
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *packets]])
    assert np.abs(samples.time_s - true_s - 0.005).max() < 0.010
    assert np.abs(np.diff(samples.time_s) - 0.01).max() < 1e-5  # and no step on the way


@pytest.mark.parametrize("late_ms", [15, 60, 150])
def test_a_first_second_in_which_all_is_late_is_made_good_before_anyone_lifts(late_ms: int) -> None:
    packets, true_s = sent(1000, delay_s=0.005)
    late = [Packet(p.sensor_id, p.channel, p.arrival_ns + late_ms * 1_000_000, p.payload) for p in packets[:30]]
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *late, *packets[30:]]])
    error_s = samples.time_s - true_s - 0.005
    assert error_s[0] == pytest.approx(late_ms * 1e-3, abs=1e-6)
    assert np.abs(error_s[true_s > 14.0]).max() < 0.006
    assert (np.diff(samples.time_s) > 0).all()
    assert np.abs(np.diff(samples.time_s)[true_s[1:] > 14.0] / 0.01 - 1).max() < 3e-4


@given(cuts=st.lists(st.integers(0, 120), max_size=12), seed=st.integers(0, 5), clock=st.sampled_from([b"", CLOCKLESS]))
def test_any_cut_gives_the_same_samples(cuts: list[int], seed: int, clock: bytes) -> None:
    first, _ = sent(60, jitter_s=0.02, seed=seed)
    again, _ = sent(50, jitter_s=0.02, seed=seed + 1, start_s=10.0)
    packets = [setup(0.0, clock or setup(0).payload), *first, setup(10.0, clock or setup(0).payload), *again]
    edges = [0, *sorted(cuts), len(packets)]
    whole, whole_counts = taken(SensorStream(DRIVER, 0), [packets])
    parts, counts = taken(SensorStream(DRIVER, 0), [packets[a:b] for a, b in pairwise(edges) if b > a])
    assert counts == whole_counts
    np.testing.assert_array_equal(parts.time_s, whole.time_s)
    np.testing.assert_array_equal(parts.acc_ms2, whole.acc_ms2)


def test_a_packet_that_comes_twice_counts_once() -> None:
    packets, _ = sent(100)
    twice = [p for k, p in enumerate(packets) for _ in range(2 if k % 10 == 5 else 1)]
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *twice]])
    assert samples.acc_ms2[:, 2].tolist() == list(range(400))


def test_packets_out_of_order_leave_a_gap_and_no_step_back() -> None:
    packets, _ = sent(100)
    packets[50], packets[51] = packets[51], packets[50]
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *packets]])
    assert (np.diff(samples.time_s) > 0).all()
    assert set(range(400)) - {int(v) for v in samples.acc_ms2[:, 2]} == {200, 201, 202, 203}


def test_a_clock_that_is_set_anew_begins_anew() -> None:
    first, true_s = sent(100)
    rows = [[(float(i) * 0.01, float(i)) for i in range(4 * k, 4 * k + 4)] for k in range(100)]
    again = [packet(4.0 + 0.04 * k + 0.035, row) for k, row in enumerate(rows)]  # device time restarts at zero
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *first, *again]])
    assert len(samples) == 800
    assert samples.time_s[:400] == pytest.approx(true_s + 0.005, abs=1e-6)
    assert samples.time_s[400:] == pytest.approx(4.005 + np.arange(400) * 0.01, abs=1e-6)


def test_a_gap_between_connections_stays_a_gap() -> None:
    first, _ = sent(100)
    again, _ = sent(100, start_s=60.0)
    samples, _ = taken(SensorStream(DRIVER, 0), [[setup(0.0), *first, setup(59.5), *again]])
    steps = np.diff(samples.time_s)
    assert len(samples) == 800
    assert steps[399] == pytest.approx(56.01, abs=0.001)
    assert np.delete(steps, 399) == pytest.approx(0.01, abs=1e-6)


def test_without_a_clock_the_times_are_those_of_arrival() -> None:
    packets, _ = sent(30)
    stream = SensorStream(DRIVER, 0)
    got = [stream.push([p]) for p in [setup(0.0, CLOCKLESS), *packets]]
    assert got[-1].stamps is Stamps.ARRIVAL
    assert [len(g.samples) for g in got] == [0] + [4] * 30
    assert got[1].samples.time_s == pytest.approx(np.full(4, packets[0].arrival_ns * 1e-9), abs=1e-9)


def test_too_short_for_the_clocks_to_be_set_still_comes_at_the_end() -> None:
    packets, _ = sent(5)
    stream = SensorStream(DRIVER, 0)
    assert len(stream.push([setup(0.0), *packets]).samples) == 0
    assert len(stream.finish().samples) == 20


def test_calibration_is_applied_and_nonsense_is_not_a_reading() -> None:
    calibration = Calibration((0.0, 0.0, 1.0), ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 2.0)))
    stream = SensorStream(DRIVER, 0, calibration)
    got: Streamed = stream.push([setup(0.0, CLOCKLESS), packet(1.0, [(0.0, 4.0), (0.0, 1e300), (0.0, float("inf"))])])
    assert got.samples.acc_ms2[0].tolist() == [0.0, 0.0, 6.0]
    assert np.isnan(got.samples.acc_ms2[1:, 2]).all()


def test_a_setup_packet_that_says_nothing_is_counted() -> None:
    got = SensorStream(DRIVER, 0).push([setup(0.0, b"\xff")])
    assert (got.refused, got.counts) == (1, (0,))


def test_a_packet_without_samples_says_nothing_of_time() -> None:
    packets, _ = sent(100)
    answer = [packet(p.arrival_ns * 1e-9 + 0.001, []) for p in packets]
    mixed = [p for pair in zip(packets, answer, strict=True) for p in pair]
    stream = SensorStream(DRIVER, 0)
    got = [stream.push([p]) for p in [setup(0.0), *mixed]]
    assert sum(len(g.samples) for g in got) == 400


class SilentDecoder(RowDecoder):
    """Where nothing comes of packets, it does not say whether its sensor has a clock."""

    def push(self, packets: Sequence[Packet]) -> Decoded:
        decoded = super().push(packets)
        return decoded if len(decoded.acc_ms2) else nothing_decoded(len(packets))


def test_a_packet_that_decodes_to_nothing_moves_no_clock() -> None:
    packets, _ = sent(100)
    answer = [packet(p.arrival_ns * 1e-9 + 0.001, []) for p in packets]
    mixed = [p for pair in zip(packets, answer, strict=True) for p in pair]
    stream = SensorStream(Driver("silent", SilentDecoder), 0)
    assert sum(len(stream.push([p]).samples) for p in [setup(0.0), *mixed]) == 400
