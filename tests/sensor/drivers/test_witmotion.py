"""WitMotion: real and documented bytes, and frames cut anywhere."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensor.drivers.witmotion.codec import (
    UNLOCK,
    WitMotionDecoder,
    address_text,
    battery_share,
    long_frames,
    read_register,
    register_words,
    version_text,
    write_register,
)
from sensor.packets import Packet
from tests.sensor.drivers.witmotion_bytes import FIRST

G_MS2 = 9.80665
FIRST_RAW = [
    (1575, 444, 1657, 85, -281, -1340, 62, -22, 0),
    (1592, 455, 1643, -104, -391, -1164, 62, -22, 0),
    (1664, 460, 1663, -334, -328, -1011, 62, -22, 0),
    (1666, 429, 1676, -362, -168, -923, 62, -22, 0),
]
REPLY = bytes.fromhex("557164008d01000047111a90") + bytes(8)

frames = st.tuples(*[st.integers(-32768, 32767)] * 9).map(lambda raw: b"\x55\x61" + struct.pack("<9h", *raw))


def packets(payloads: Sequence[bytes]) -> list[Packet]:
    return [Packet("s", "data", k, payload) for k, payload in enumerate(payloads)]


def cut(stream: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


def rows(payloads: Sequence[bytes]) -> np.ndarray:
    decoded = WitMotionDecoder().push(packets(payloads))
    assert decoded.time_s is None
    return np.hstack([decoded.acc_ms2, decoded.gyro_rads])


def test_the_first_notification_of_a_real_capture() -> None:
    raw = np.array(FIRST_RAW, dtype=float)
    decoded = WitMotionDecoder().push(packets([FIRST]))
    np.testing.assert_allclose(decoded.acc_ms2, raw[:, :3] / 2048 * G_MS2, rtol=1e-12)
    np.testing.assert_allclose(decoded.gyro_rads, np.radians(raw[:, 3:6] * 2000 / 32768), rtol=1e-12)
    np.testing.assert_allclose(decoded.acc_ms2[0] / G_MS2, [0.76904296875, 0.216796875, 0.80908203125], rtol=1e-12)
    np.testing.assert_allclose(
        np.degrees(decoded.gyro_rads[0]), [5.18798828125, -17.15087890625, -81.787109375], rtol=1e-12
    )
    assert (decoded.counts.tolist(), decoded.refused, decoded.lost) == ([4], 0, 0)


def test_a_whole_real_capture(shared_data: Path) -> None:
    lines = (shared_data / "wt901-100hz.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    decoded = WitMotionDecoder().push(packets([bytes.fromhex(json.loads(line)["hex"]) for line in lines]))
    assert (len(decoded.acc_ms2), decoded.refused) == (288, 0)
    assert decoded.counts.tolist() == [4] * 72
    size_g = np.linalg.norm(decoded.acc_ms2, axis=1) / G_MS2
    assert size_g.mean() == pytest.approx(1.0088, abs=5e-5)


def test_commands_and_replies_as_documented() -> None:
    sent = {
        "ffaa000000": write_register(0x00, 0),
        "ffaa030600": write_register(0x03, 0x06),
        "ffaa030800": write_register(0x03, 0x08),
        "ffaa030900": write_register(0x03, 0x09),
        "ffaa030b00": write_register(0x03, 0x0B),
        "ffaa1f0000": write_register(0x1F, 0x00),
        "ffaa1f0200": write_register(0x1F, 0x02),
        "ffaa1f0400": write_register(0x1F, 0x04),
        "ffaa010100": write_register(0x01, 1),
        "ffaa276400": read_register(0x64),
        "ffaa273a00": read_register(0x3A),
        "ffaa275100": read_register(0x51),
        "ffaa270300": read_register(0x03),
        "ffaa6988b5": UNLOCK,
    }
    assert {key: value.hex() for key, value in sent.items()} == {key: key for key in sent}
    assert register_words(bytes.fromhex("55713a00680169007a00"), 0x3A) == (360, 105, 122)
    words = register_words(bytes.fromhex("557164008d01000047111a90"), 0x64)
    assert words == (0x018D, 0, 0x1147, 0x901A)
    assert battery_share(words[0]) == 1.0
    assert version_text((0x0116, 0x89D8)) == "10080.1.22"
    assert address_text((0x1147, 0x901A, 0xFD08)) == "FD:08:90:1A:11:47"


def test_a_reply_stands_anywhere_in_a_notification() -> None:
    assert register_words(FIRST + REPLY + FIRST, 0x64)[:1] == (0x018D,)
    assert register_words(FIRST + REPLY, 0x03) == ()
    assert register_words(FIRST, 0x64) == ()


@pytest.mark.parametrize(
    ("centivolt", "share"),
    [(500, 1.0), (396, 1.0), (395, 0.9), (380, 0.5), (345, 0.05), (339, 0.0), (0, None), (249, None), (65535, None)],
)
def test_the_battery_by_voltage(centivolt: int, share: float | None) -> None:
    assert battery_share(centivolt) == share


@pytest.mark.parametrize("words", [(), (0, 0, 0), (5,)])
def test_registers_that_say_nothing(words: tuple[int, ...]) -> None:
    assert version_text(words) is None
    assert address_text(words) is None


def test_replies_between_frames_are_no_samples() -> None:
    decoded = WitMotionDecoder().push(packets([FIRST, REPLY + FIRST, FIRST[:40] + REPLY + FIRST[40:]]))
    assert (decoded.counts.tolist(), decoded.refused) == ([4, 4, 4], 0)
    np.testing.assert_array_equal(decoded.acc_ms2[:4], decoded.acc_ms2[8:])


@given(sent=st.lists(frames, min_size=2, max_size=12), places=st.lists(st.integers(0, 500), max_size=12))
def test_frames_are_found_wherever_notifications_are_cut(sent: list[bytes], places: list[int]) -> None:
    whole = rows(sent)
    assert len(whole) == len(sent)
    np.testing.assert_array_equal(rows(cut(b"".join(sent), places)), whole)


@given(
    sent=st.lists(st.one_of(frames, st.binary(max_size=50), st.just(REPLY)), max_size=12),
    places=st.lists(st.integers(0, 12), max_size=4),
)
def test_any_cut_into_pushes_gives_the_same(sent: list[bytes], places: list[int]) -> None:
    at_once = WitMotionDecoder().push(packets(sent))
    decoder = WitMotionDecoder()
    edges = [0, *sorted(place % (len(sent) + 1) for place in places), len(sent)]
    parts = [decoder.push(packets(sent)[a:b]) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(np.vstack([part.acc_ms2 for part in parts]), at_once.acc_ms2)
    np.testing.assert_array_equal(np.vstack([part.gyro_rads for part in parts]), at_once.gyro_rads)
    np.testing.assert_array_equal(np.concatenate([part.counts for part in parts]), at_once.counts)
    assert sum(part.refused for part in parts) == at_once.refused


@given(start=st.integers(1, 79))
def test_joined_in_the_middle_of_a_frame(start: int) -> None:
    """What is before the first head is dropped; everything whole after it is there."""
    got = rows([FIRST[start:], FIRST, FIRST])
    whole = (80 - start) // 20
    np.testing.assert_array_equal(got, np.vstack([rows([FIRST])[4 - whole :], rows([FIRST, FIRST])]))


@given(lost=st.integers(1, 8))
def test_after_a_lost_notification_it_finds_its_step_again(lost: int) -> None:
    """Frames split over notifications of 30 bytes, one of which is lost: no row that was not sent."""
    stream = FIRST * 4
    payloads = [stream[k : k + 30] for k in range(0, len(stream), 30)]
    del payloads[lost]
    decoder = WitMotionDecoder()
    decoded = decoder.push(packets(payloads))
    sent = {tuple(row) for row in rows([FIRST])[:, :3]}
    assert {tuple(row) for row in decoded.acc_ms2} <= sent
    assert len(decoded.acc_ms2) >= 16 - 4
    assert decoded.refused >= 1


@settings(max_examples=1500)
@given(
    sent=st.lists(st.one_of(frames, st.just(REPLY), st.binary(max_size=30)), max_size=8),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    places=st.lists(st.integers(0, 500), max_size=6),
)
def test_random_and_mutated_bytes(sent: list[bytes], flips: list[tuple[int, int]], places: list[int]) -> None:
    stream = bytearray(b"".join(sent))
    for place, value in flips:
        if stream:
            stream[place % len(stream)] = value
    payloads = cut(bytes(stream), places)
    decoder = WitMotionDecoder()
    decoded = decoder.push(packets(payloads))
    assert decoded.refused <= len(payloads)
    assert len(decoded.acc_ms2) <= len(stream) // 20
    assert np.abs(decoded.acc_ms2).max(initial=0.0) <= 16 * G_MS2
    assert len(decoder._rest) < 22


def test_frames_of_28_bytes_are_refused() -> None:
    """Those of another model: same head, a date after it, or another meaning altogether."""
    long = FIRST[:20] + bytes([26, 8, 19, 5, 30, 26, 0x10, 0x02])
    assert long_frames([long * 3])
    assert long_frames([long[:20], long[20:] + long[:20], long[20:], long])
    assert not long_frames([FIRST, REPLY, FIRST])
    assert not long_frames([FIRST[:20]])
    decoded = WitMotionDecoder().push(packets([long * 3] * 5))
    assert (len(decoded.acc_ms2), decoded.refused) == (0, 5)
    alone = WitMotionDecoder().push(packets([long] * 5))
    assert (len(alone.acc_ms2), alone.refused) == (0, 5)


def test_a_notification_that_comes_twice_counts_once_and_a_still_one_as_often_as_it_comes() -> None:
    frames = [struct.pack("<2s9h", b"\x55\x61", 10 * k, 0, 2048, k, 0, 0, 0, 0, 0) for k in range(12)]
    packets = [b"".join(frames[k : k + 4]) for k in (0, 4, 8)]
    sent = [packets[0], packets[1], packets[1], packets[2]]
    decoded = WitMotionDecoder().push([Packet("s", "data", k, p) for k, p in enumerate(sent)])
    assert decoded.acc_ms2[:, 0] == pytest.approx([10 * k / 2048 * 9.80665 for k in range(12)])
    still = [Packet("s", "data", k, frames[0] * 4) for k in range(3)]
    assert len(WitMotionDecoder().push(still).acc_ms2) == 12
