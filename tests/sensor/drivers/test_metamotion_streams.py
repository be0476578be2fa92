"""MetaMotion: two streams without time or counter put into rows, whatever the radio loses, delays or sends twice."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensor.drivers.base import Decoded
from sensor.drivers.metamotion.codec import (
    Part,
    acc_scale_ms2,
    gyro_scale_rads,
)
from sensor.drivers.metamotion.decoder import MetaMotionDecoder
from sensor.drivers.metamotion.merge import PARAMS as MERGE
from sensor.drivers.settings import UNKNOWN_SETTINGS, Settings
from sensor.packets import Packet

G_MS2 = 9.80665
R = Settings(
    rate_hz=100.0, acc_range_g=16.0, gyro_range_dps=2000.0, values={"acc_chip": "bmi160", "gyro_chip": "bmi160"}
)
S = replace(R, values={"acc_chip": "bmi270", "gyro_chip": "bmi270"})


# A chip whose samples are numbered: acceleration and rate of one moment hold the same number.


@dataclass
class Chipset:
    """Packets of both streams as they come: each waits for the connection's next turn.

    phase: samples by which the gyroscope's packets end later. interval_s: of the connection. lost: packets that never
    come, by (part, number). stalls: (from, for) seconds in which nothing comes, and then all at once.
    """

    phase: int = 1
    interval_s: float = 0.0075
    lost: frozenset[tuple[Part, int]] = frozenset()
    stalls: Sequence[tuple[float, float]] = ()
    period_s: float = 0.01
    registers: tuple[bytes, bytes] = (b"\x03\x1c", b"\x13\x07")
    order: tuple[Part, ...] = (Part.ACC, Part.GYRO)

    def packets(self, count: int) -> list[Packet]:
        sent = []
        for number in range(count):
            for rank, part in enumerate(self.order):
                first = 3 * number + (self.phase if part is Part.GYRO else 0)
                taken_s = (first + 2) * self.period_s
                if (part, number) not in self.lost:
                    sent.append((taken_s, rank, self._arrival_s(taken_s), self._payload(part, first)))
        sent.sort()
        return [Packet("s", "data", round((1000 + arrival) * 1e9), payload) for _, _, arrival, payload in sent]

    def _arrival_s(self, taken_s: float) -> float:
        free_s = max([taken_s, *(start + length for start, length in self.stalls if start <= taken_s < start + length)])
        return float(np.ceil(free_s / self.interval_s) * self.interval_s + 0.004)

    def _payload(self, part: Part, first: int) -> bytes:
        rows = [(first + k, 0, 2048) if part is Part.ACC else (first + k, 5, 0) for k in range(3)]
        return self.registers[part is Part.GYRO] + struct.pack("<9h", *(value for row in rows for value in row))


def decoded(packets: Sequence[Packet], of: Settings = R) -> Decoded:
    return MetaMotionDecoder(of).push(packets)


def numbers(got: Decoded) -> tuple[np.ndarray, np.ndarray]:
    """The samples' numbers of each row's acceleration and rate; NaN where lost."""
    return np.rint(got.acc_ms2[:, 0] / acc_scale_ms2(16)), np.rint(got.gyro_rads[:, 0] / gyro_scale_rads(2000))


@pytest.mark.parametrize("phase", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("order", [(Part.ACC, Part.GYRO), (Part.GYRO, Part.ACC)])
@pytest.mark.parametrize(
    ("of", "registers"),
    [
        (R, (b"\x03\x1c", b"\x13\x07")),
        (S, (b"\x03\x05", b"\x13\x05")),
        (UNKNOWN_SETTINGS, (b"\x03\x05", b"\x13\x07")),
    ],
)
def test_both_halves_of_a_row_are_of_one_moment(
    phase: int, order: tuple[Part, ...], of: Settings, registers: tuple[bytes, bytes]
) -> None:
    got = decoded(Chipset(phase, interval_s=0.001, registers=registers, order=order).packets(100), of)
    acc, gyro = numbers(got)
    np.testing.assert_allclose(acc, gyro)
    np.testing.assert_allclose(np.diff(acc), 1.0)
    assert len(acc) >= 300 - 6
    assert (got.refused, got.lost) == (0, 0)
    np.testing.assert_allclose(got.acc_ms2[:, 2], G_MS2)
    np.testing.assert_allclose(np.degrees(got.gyro_rads[:, 1]), 5 / 16.4)


@pytest.mark.parametrize("interval_s", [0.0075, 0.01125, 0.015, 0.030, 0.050])
@pytest.mark.parametrize("phase", [0, 1, 2])
def test_the_connection_interval_is_the_most_they_are_apart(interval_s: float, phase: int) -> None:
    acc, gyro = numbers(decoded(Chipset(phase, interval_s).packets(200)))
    apart = np.unique(np.round(acc - gyro, 6))
    assert len(apart) == 1
    assert abs(apart[0]) * 0.01 <= interval_s


lost_packets = st.frozensets(st.tuples(st.sampled_from(list(Part)), st.integers(25, 130)), max_size=8)


@given(lost=lost_packets, phase=st.integers(0, 2), interval_s=st.sampled_from([0.001, 0.0075, 0.015, 0.03, 0.05]))
def test_lost_packets_leave_both_streams_in_step(
    lost: frozenset[tuple[Part, int]], phase: int, interval_s: float
) -> None:
    """A packet lost by one stream is a gap of known length, and what comes after it is of one moment again."""
    whole = Chipset(phase, interval_s)
    acc, gyro = numbers(decoded(whole.packets(200)))
    apart = acc[0] - gyro[0]
    got = decoded(replace(whole, lost=lost).packets(200))
    acc, gyro = numbers(got)
    known = np.isfinite(acc)
    assert (known == np.isfinite(gyro)).all()
    np.testing.assert_allclose((acc - gyro)[-30:], apart)
    # Where losses follow each other closely (both streams', or one's and then the other's), order cannot tell all.
    near = [(a, b) for a, b in pairwise(sorted((n, part) for part, n in lost)) if b[0] - a[0] <= 3]
    if not near:
        np.testing.assert_allclose((acc - gyro)[known], apart)
        assert got.lost == 3 * len(lost)
        rows = np.arange(len(acc)) + (acc[0] if np.isfinite(acc[0]) else 0)
        np.testing.assert_allclose(acc[known], rows[known])
    assert (~known).sum() <= got.lost <= 3 * len(lost)


def test_a_lost_packet_in_every_tenth() -> None:
    lost = frozenset((Part.GYRO if n % 20 else Part.ACC, n) for n in range(30, 300, 10))
    got = decoded(Chipset(1, lost=lost).packets(310))
    acc, gyro = numbers(got)
    known = np.isfinite(acc)
    np.testing.assert_allclose(acc[known], gyro[known])
    np.testing.assert_allclose(acc[known], np.arange(len(acc))[known] + acc[0])
    assert got.lost == 3 * len(lost)


@pytest.mark.parametrize("stall_s", [0.1, 0.24, 1.0, 3.0])
def test_a_stall_loses_nothing(stall_s: float) -> None:
    acc, gyro = numbers(decoded(Chipset(1, stalls=[(1.0, stall_s)]).packets(250)))
    np.testing.assert_allclose(acc, gyro)
    np.testing.assert_allclose(np.diff(acc), 1.0)


def test_a_loss_within_a_stall() -> None:
    acc, gyro = numbers(decoded(Chipset(1, stalls=[(1.0, 0.3)], lost=frozenset({(Part.ACC, 38)})).packets(200)))
    known = np.isfinite(acc)
    np.testing.assert_allclose(acc[known], gyro[known])
    assert (~known).sum() == 3


@pytest.mark.parametrize("twice", [60, 61])
def test_what_comes_twice_counts_once(twice: int) -> None:
    sent = Chipset(1).packets(100)
    sent.insert(twice, sent[twice])
    got = decoded(sent)
    acc, gyro = numbers(got)
    np.testing.assert_allclose(acc, gyro)
    np.testing.assert_allclose(np.diff(acc), 1.0)
    assert got.lost == 0


@pytest.mark.parametrize("swapped", [60, 61])
def test_neighbours_that_change_places(swapped: int) -> None:
    sent = Chipset(1).packets(100)
    a, b = sent[swapped], sent[swapped + 1]
    sent[swapped : swapped + 2] = [replace(b, arrival_ns=a.arrival_ns), replace(a, arrival_ns=b.arrival_ns)]
    got = decoded(sent)
    acc, gyro = numbers(got)
    np.testing.assert_allclose(acc, gyro)
    np.testing.assert_allclose(np.diff(acc), 1.0)
    assert got.lost == 0


@pytest.mark.parametrize("length", [2, 3, 5, 40])
@pytest.mark.parametrize("start", [60, 61])
def test_a_burst_in_which_one_stream_comes_after_the_other(start: int, length: int) -> None:
    """Nothing is lost of what was held back, though it does not come in turns."""
    sent = Chipset(1).packets(150)
    burst = sorted(sent[start : start + 2 * length], key=lambda packet: packet.payload[0] == sent[start].payload[0])
    sent[start : start + 2 * length] = [replace(p, arrival_ns=sent[start + 2 * length].arrival_ns) for p in burst]
    got = decoded(sent)
    acc, gyro = numbers(got)
    np.testing.assert_allclose(acc, gyro)
    np.testing.assert_allclose(np.diff(acc), 1.0)
    assert got.lost == 0
    still = [replace(p, payload=b"\x13\x07" + bytes(18)) if p.payload[0] == 0x13 else p for p in sent]
    got = decoded(still)
    np.testing.assert_allclose(numbers(got)[0], acc)
    assert got.lost == 0


def test_a_stream_that_stops_and_comes_back() -> None:
    """Ten seconds without rates: rows go on, NaN, and are right again afterwards."""
    lost = frozenset((Part.GYRO, n) for n in range(50, 383))
    got = decoded(Chipset(2, lost=lost).packets(500))
    acc, gyro = numbers(got)
    known = np.isfinite(acc)
    np.testing.assert_allclose(acc[known], gyro[known])
    np.testing.assert_allclose(acc[known], np.arange(len(acc))[known] + acc[0])
    assert got.lost == 3 * len(lost)
    assert len(acc) >= 1500 - 6


def test_streams_far_apart_are_laid_anew() -> None:
    """A silence of one stream that no order shows: the other was silent at another time, by as much."""
    lost = frozenset({(Part.ACC, n) for n in range(60, 75)} | {(Part.GYRO, n) for n in range(75, 90)})
    acc, gyro = numbers(decoded(Chipset(1, lost=lost).packets(400)))
    np.testing.assert_allclose((acc - gyro)[-300:], 0.0)


@pytest.mark.parametrize("part", list(Part))
def test_one_stream_alone_gives_nothing_and_holds_little(part: Part) -> None:
    sent = [packet for packet in Chipset().packets(2000) if (packet.payload[0] == 0x03) is (part is Part.ACC)]
    decoder = MetaMotionDecoder(R)
    assert len(decoder.push(sent).acc_ms2) == 0
    assert waiting(decoder) <= 3 * MERGE.waiting_max


def waiting(decoder: MetaMotionDecoder) -> int:
    return max(len(stream.waiting) for stream in decoder._merge._streams.values())


def test_another_range_and_rate() -> None:
    sent = Chipset(0, interval_s=0.001, period_s=0.02).packets(50)
    got = decoded(sent, replace(R, rate_hz=50.0, acc_range_g=8.0, gyro_range_dps=1000.0))
    np.testing.assert_allclose(got.acc_ms2[:, 2], G_MS2 / 2)
    np.testing.assert_allclose(np.degrees(got.gyro_rads[:, 1]), 5 / 32.8)


def test_replies_are_passed_over_and_nonsense_is_refused() -> None:
    sent = Chipset().packets(50)
    for payload in (b"\x11\x8c\x63\x34\x10", b"\x03\x80\x01\x01"):
        sent.insert(40, replace(sent[40], payload=payload))
    assert decoded(sent).refused == 0
    for payload in (b"", b"\x03", b"\x03\x04" + bytes(6), b"\x03\x1c" + bytes(17), b"\x13\x05" + bytes(18)):
        sent.insert(40, replace(sent[40], payload=payload))
    assert decoded(sent).refused == 5


packet_like = st.one_of(
    st.binary(max_size=24),
    st.binary(min_size=18, max_size=18).map(lambda body: b"\x03\x1c" + body),
    st.binary(min_size=18, max_size=18).map(lambda body: b"\x13\x07" + body),
    st.just(b"\x03\x1c" + bytes(18)),
)
odd_settings = st.sampled_from(
    [
        R, S, UNKNOWN_SETTINGS, replace(R, rate_hz=0.0), replace(R, rate_hz=-1e-300, acc_range_g=1e308),
        replace(R, values={"acc_chip": 7.0, "gyro_chip": "x"}),
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(
    of=odd_settings,
    sent=st.lists(packet_like, max_size=40),
    times=st.lists(st.integers(0, 1 << 62), max_size=6),
    start=st.integers(0, 100),
    places=st.lists(st.integers(0, 300), max_size=5),
)
def test_random_bytes_at_random_times_in_any_pushes(
    of: Settings, sent: list[bytes], times: list[int], start: int, places: list[int]
) -> None:
    packets = Chipset(start % 3).packets(60)
    arrivals = [packet.arrival_ns for packet in packets]
    for k, payload in enumerate(sent):
        packets.insert((start + 3 * k) % len(packets), Packet("s", "data", arrivals[k % len(arrivals)], payload))
    for k, at_ns in enumerate(times):
        at = (start + 7 * k) % len(packets)
        packets[at] = replace(packets[at], arrival_ns=at_ns)
    at_once = MetaMotionDecoder(of).push(packets)
    decoder = MetaMotionDecoder(of)
    edges = [0, *sorted(place % (len(packets) + 1) for place in places), len(packets)]
    parts = [decoder.push(packets[a:b]) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(np.vstack([part.acc_ms2 for part in parts]), at_once.acc_ms2)
    np.testing.assert_array_equal(np.vstack([part.gyro_rads for part in parts]), at_once.gyro_rads)
    np.testing.assert_array_equal(np.concatenate([part.counts for part in parts]), at_once.counts)
    assert sum(part.refused for part in parts) == at_once.refused <= len(packets)
    assert sum(part.lost for part in parts) == at_once.lost
    assert waiting(decoder) <= 3 * MERGE.waiting_max
