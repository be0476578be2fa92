"""The reference packetiser in C: what it packs comes out of the Python driver as it went in."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.drivers.base import Decoded
from sensor.drivers.rackside.codec import pack_wanted, unpack, unpack_config, unpack_info
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE, RacksideDecoder
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError
from sensor.packets import Packet
from tests.firmware_notes import harnessing as c
from tests.firmware_notes.harnessing import Harness

PERIOD_US = 4808
RING = 128
SETTINGS = Settings(rate_hz=208.0, values={ACC_SCALE: 1000.0 / STANDARD_GRAVITY_MS2, GYRO_SCALE: 70.0})
"""One count is 1 m/s^2, so that values can be read off."""


def values(k: int) -> list[int]:
    return [(k * 7 + axis * 11111 + 32768) % 65536 - 32768 for axis in range(6)]


def puts(count: int, first: int = 0, start_us: int = 0, period_us: int = PERIOD_US) -> list[bytes]:
    return [c.put(start_us + k * period_us, values(first + k)) for k in range(count)]


def drained(now_us: int, packets: int) -> list[bytes]:
    return [c.take(now_us, flush=True)] * packets


def decoded(payloads: Sequence[bytes], rate_hz: float = 208.0) -> Decoded:
    sent = [p for p in payloads if p]
    return RacksideDecoder(replace(SETTINGS, rate_hz=rate_hz)).push(
        [Packet("s", "data", k * 40_000_000, p) for k, p in enumerate(sent)]
    )


def assert_values(found: Decoded, of: Sequence[int]) -> None:
    np.testing.assert_allclose(found.acc_ms2, [values(k)[:3] for k in of], rtol=1e-12)
    np.testing.assert_allclose(np.degrees(found.gyro_rads), np.array([values(k)[3:] for k in of]) * 0.07, rtol=1e-12)


@pytest.mark.parametrize(
    ("packet_bytes", "samples"), [(0, 1), (20, 1), (31, 1), (32, 2), (182, 14), (244, 19), (900, 19)]
)
def test_a_packet_takes_what_the_radio_takes(harness: Harness, packet_bytes: int, samples: int) -> None:
    answers = harness(c.begin(packet_bytes), *puts(100), *drained(0, 101))
    assert {len(unpack(p).counts) for p in answers[: 100 // samples]} == {samples}
    found = decoded(answers)
    assert_values(found, range(100))
    assert (found.lost, found.refused) == (0, 0)
    assert found.time_s is not None
    np.testing.assert_allclose(found.time_s, np.arange(100) * PERIOD_US * 1e-6, atol=1e-5)


def test_a_packet_waits_until_it_is_full_or_old(harness: Harness) -> None:
    begun = c.begin(8 + 5 * 12, age_us=30_000)
    assert harness(begun, *puts(4), c.take(29_999)) == [b""]
    assert len(harness(begun, *puts(4), c.take(30_000))[0]) == 8 + 4 * 12
    assert len(harness(begun, *puts(4), c.take(0, flush=True))[0]) == 8 + 4 * 12
    assert len(harness(begun, *puts(7), c.take(4 * PERIOD_US))[0]) == 8 + 5 * 12
    assert harness(begun, c.take(1 << 31, flush=True)) == [b""]


def test_age_is_told_past_the_end_of_the_clock(harness: Harness) -> None:
    late = (1 << 32) - 10_000
    begun = c.begin(age_us=30_000)
    assert harness(begun, c.put(late, values(0)), c.take(late + 29_999)) == [b""]
    assert len(harness(begun, c.put(late, values(0)), c.take(late + 30_000))[0]) == 20


def test_what_the_radio_refused_is_built_again(harness: Harness) -> None:
    first, again, then, rest = harness(
        c.begin(8 + 12 * 12), *puts(3), c.take(0, flush=True, sent=False), *puts(2, first=3, start_us=3 * PERIOD_US),
        c.take(0, flush=True), c.take(0, flush=True), c.take(0, flush=True),
    )  # fmt: skip
    assert len(unpack(first).counts) == 3
    assert len(unpack(again).counts) == 5
    assert (then, rest) == (b"", b"")
    assert_values(decoded([again]), range(5))


def test_a_full_ring_drops_the_newest_and_counts_them(harness: Harness) -> None:
    more = puts(20, first=RING + 37, start_us=(RING + 37) * PERIOD_US)
    *answers, lost = harness(c.begin(), *puts(RING + 37), *drained(0, 10), *more, *drained(0, 3), c.dropped())
    assert struct.unpack("<I", lost) == (37,)
    found = decoded(answers)
    assert found.lost == 37
    assert_values(found, [*range(RING), *range(RING + 37, RING + 57)])
    assert [unpack(p).overflow for p in answers if p] == [False] * 7 + [True, False]


def test_samples_never_read_are_counted_too(harness: Harness) -> None:
    *answers, lost = harness(
        c.begin(), *puts(10), c.missed(5), *puts(10, first=15, start_us=15 * PERIOD_US), *drained(0, 3), c.dropped()
    )
    assert struct.unpack("<I", lost) == (5,)
    found = decoded(answers)
    assert found.lost == 5
    assert_values(found, [*range(10), *range(15, 25)])


def test_a_pause_begins_a_new_packet(harness: Harness) -> None:
    answers = harness(
        c.begin(period_us=PERIOD_US), *puts(6), *puts(6, first=6, start_us=500_000), c.take(0), c.take(0, flush=True)
    )
    found = decoded(answers)
    assert found.time_s is not None
    np.testing.assert_allclose(found.time_s[[0, 6]], [0.0, 0.5], atol=1e-9)
    assert found.lost == 0
    assert not any(unpack(p).overflow for p in answers)


def test_numbers_and_clock_run_on_past_their_ends(harness: Harness) -> None:
    """More than 2^16 samples over more than 2^32 us."""
    period_us = 70_000
    operations = [c.begin()]
    for at in range(0, 70_000, 100):
        operations += puts(100, first=at, start_us=at * period_us, period_us=period_us)
        operations += drained(0, 6)
    found = decoded(harness(*operations), 1e6 / period_us)
    assert (found.lost, found.refused, len(found.acc_ms2)) == (0, 0, 70_000)
    assert_values(found, range(70_000))
    assert found.time_s is not None
    np.testing.assert_allclose(np.diff(found.time_s), 0.07, atol=1e-6)


Operation = st.one_of(
    st.tuples(st.just("put"), st.integers(1, 60)),
    st.tuples(st.just("missed"), st.integers(1, 300)),
    st.tuples(st.just("take"), st.integers(0, 12)),
    st.tuples(st.just("refused"), st.integers(1, 2)),
)


@settings(max_examples=60)
@given(
    operations=st.lists(Operation, max_size=40),
    packet_bytes=st.integers(20, 244),
    start_us=st.sampled_from([0, (1 << 32) - 300_000]),
    first=st.sampled_from([0, 65_400]),
)
def test_whatever_happens_what_arrives_is_right(
    harness: Harness, operations: list[tuple[str, int]], packet_bytes: int, start_us: int, first: int
) -> None:
    """A model of the ring beside it: the same samples arrive, and each that does not is counted once."""
    sent, taken, held, gone = [c.begin(packet_bytes), c.missed(first)], 0, 0, 0
    most = min((packet_bytes - 8) // 12, 19)
    runs: list[list[int]] = []
    for name, count in operations:
        if name == "put":
            sent += puts(count, first=taken, start_us=start_us + taken * PERIOD_US)
            stored = min(count, RING - held)
            runs += [[taken + k] for k in range(stored)]
            held, gone, taken = held + stored, gone + count - stored, taken + count
        elif name == "missed":
            sent.append(c.missed(count))
            gone, taken = gone + count, taken + count
        elif name == "refused":
            sent.append(c.take(0, flush=True, sent=False))
        else:
            sent += drained(0, count)
            for _ in range(count):
                held -= _leaves(runs, len(runs) - held, most)
    rest = drained(0, RING)
    *answers, lost = harness(*sent, *rest, c.dropped())
    assert struct.unpack("<I", lost) == (first + gone,)
    arrived = [k for run in runs for k in run]
    packets = _sent_only(sent + rest, answers)
    found = decoded(packets)
    assert len(found.acc_ms2) == len(arrived)
    if arrived:
        assert_values(found, arrived)
    assert found.refused == 0
    assert found.lost == (arrived[-1] - arrived[0] + 1 - len(arrived) if arrived else 0)


def _leaves(runs: list[list[int]], at: int, most: int) -> int:
    """How many samples of the ring the next packet takes: consecutive numbers, at most so many."""
    count = 0
    while at + count < len(runs) and count < most:
        if count and runs[at + count][0] != runs[at + count - 1][0] + 1:
            break
        count += 1
    return count


def _sent_only(operations: list[bytes], answers: list[bytes]) -> list[bytes]:
    takes = [op for op in operations if op[:1] == b"t"]
    return [answer for op, answer in zip(takes, answers, strict=True) if op[-1]]


def test_an_interrupt_and_a_loop_do_not_disturb_each_other(harness: Harness) -> None:
    *answers, end, lost = harness(c.begin(), c.threads(200_000), c.dropped())
    assert end == b""
    numbers = []
    turns = 0
    for packet in map(unpack, answers):
        at = packet.number + turns * 65_536
        if numbers and at < numbers[-1]:
            turns += 1
            at += 65_536
        numbers += range(at, at + len(packet.counts))
        expected = np.arange(at, at + len(packet.counts)) % 32_768
        assert (packet.counts == expected[:, None]).all()
    assert numbers[0] == 0
    assert (np.diff(numbers) > 0).all()
    # Dropped ones after the last that arrived have no packet to show them.
    assert len(numbers) + struct.unpack("<I", lost)[0] == 200_000


class TestSettings:
    @given(
        acc=st.integers(1, 16), gyro=st.integers(1, 2200), rate_hz=st.floats(1.0, 4000.0, width=32),
    )  # fmt: skip
    @settings(max_examples=20)
    def test_what_is_wanted_is_read_back(self, harness: Harness, acc: int, gyro: int, rate_hz: float) -> None:
        raw = pack_wanted(Wanted(rate_hz=rate_hz, acc_range_g=acc, gyro_range_dps=gyro))
        (back,) = harness(c.settings(raw))
        found = unpack_config(back)
        assert (found.acc_range_g, found.gyro_range_dps, found.rate_hz) == (acc, gyro, rate_hz)
        assert found.bandwidth_hz is None
        assert found.acc_mg_per_count == pytest.approx(0.488)
        assert found.gyro_mdps_per_count == pytest.approx(70.0)

    @given(raw=st.binary(max_size=30))
    @settings(max_examples=40)
    def test_any_bytes_are_taken_or_refused(self, harness: Harness, raw: bytes) -> None:
        (back,) = harness(c.settings(raw))
        assert len(back) in (0, 20)

    @pytest.mark.parametrize(
        "raw", [b"", b"\x01", bytes(12), struct.pack("<BxHHHf", 1, 16, 2000, 0, float("nan")), b"\x02" + bytes(20)]
    )
    def test_what_is_no_setting_is_refused(self, harness: Harness, raw: bytes) -> None:
        assert harness(c.settings(raw)) == [b""]

    @pytest.mark.parametrize("texts", [("Bar", "1.0", "A1"), ("", "", ""), ("m" * 250, "f" * 250, "s" * 250)])
    def test_what_it_says_of_itself(self, harness: Harness, texts: tuple[str, str, str]) -> None:
        (raw,) = harness(c.description(*(t.encode() for t in texts)))
        found = unpack_info(raw)
        assert (found.model, found.firmware, found.serial) == tuple(t[:32] or None for t in texts)

    def test_the_driver_refuses_the_next_version(self, harness: Harness) -> None:
        (raw,) = harness(c.begin(), *puts(1), c.take(0, flush=True))
        with pytest.raises(PacketError):
            unpack(bytes([raw[0] + 1]) + raw[1:])
