"""Movesense: recorded bytes, packets of several parts, losses, the millisecond clock, and the conversation."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensor.drivers.handling import Advert, Ask, Listen, Question, Step, Subscribe, Write
from sensor.drivers.movesense import (
    BATTERY_REFERENCE,
    DRIVER,
    HELLO_REFERENCE,
    IMU_REFERENCE,
    NOTIFY,
    MovesenseDecoder,
    battery,
    body_values,
    command,
    recognises,
    result,
    set_up,
    tear_down,
)
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError, SetupError
from sensor.packets import Packet
from tests.sensor.drivers.cutting import assert_cut_makes_no_difference, assert_sane, cut_places, damaged
from tests.sensor.drivers.playing import play

IMU6_52 = bytes.fromhex(
    "aca1020094b578bf399b8840cdb20d4155ff7cbf6a60884092c70c4182627cbfa2e988405da00c418bf871bf71248940c38c0c41"
    "48e17abf713daabf3333b3bec3f568bf713daabf3e0ad7beae4721bff628bcbf3e0ad7beae4721bf3333b3bf3e0ad7be"
)
ACC_52 = bytes.fromhex(
    "03de010055ab8bbf69f78d4081dd0a412b1387bf975a8d4020840b41e79190bf076d8e401bf10a412b1387bf316e8d40b9660b41"
)
"""Real packets, without their heads (sensein/movesense-py, checked there with the maker's own converter)."""
AT_104 = Settings(rate_hz=104.0)


def body(stamp_ms: int, count: int = 8, first: float = 0.0) -> bytes:
    acc = np.arange(3 * count, dtype="<f4") + np.float32(first)
    gyro = -np.arange(3 * count, dtype="<f4") - np.float32(first)
    return struct.pack("<I", stamp_ms % (1 << 32)) + acc.tobytes() + gyro.tobytes()


def notifications(whole: bytes, part: int = 150, reference: int = IMU_REFERENCE) -> list[bytes]:
    parts = [whole[k : k + part] for k in range(0, len(whole), part)]
    return [bytes([2 + k, reference]) + p for k, p in enumerate(parts)]


def stream(blocks: int, count: int = 8, hz: float = 104.0, start_s: float = 5.0, part: int = 150) -> list[list[Packet]]:
    """Packets of each block; each block arrives once its last sample is taken, its parts a millisecond apart."""
    made = []
    for k in range(blocks):
        stamp_ms = round((start_s + k * count / hz) * 1e3)
        at_ns = round((start_s + (k + 1) * count / hz) * 1e9)
        parts = notifications(body(stamp_ms, count, first=k * 100.0), part)
        made.append([Packet("s", "data", at_ns + i * 1_000_000, p) for i, p in enumerate(parts)])
    return made


def flat(blocks: Sequence[Sequence[Packet]]) -> list[Packet]:
    return [packet for block in blocks for packet in block]


def test_a_recorded_packet() -> None:
    stamp_ms, values = body_values(IMU6_52, streams=2)
    assert stamp_ms == 172460
    acc = [
        (-0.97152066, 4.26894808, 8.85615253),
        (-0.98827106, 4.26176929, 8.79872322),
        (-0.98587811, 4.27851963, 8.78915119),
        (-0.94519871, 4.28569841, 8.78436565),
    ]
    gyro = [(-0.98, -1.33, -0.35), (-0.91, -1.33, -0.42), (-0.63, -1.47, -0.42), (-0.63, -1.4, -0.42)]
    np.testing.assert_allclose(values, [acc, gyro], atol=1e-6)


def test_a_recorded_packet_of_accelerations_alone() -> None:
    stamp_ms, values = body_values(ACC_52, streams=1)
    assert stamp_ms == 122371
    np.testing.assert_allclose(values[0][0], (-1.09116614, 4.43645144, 8.6790781), atol=1e-6)
    np.testing.assert_allclose(values[0][3], (-1.05527246, 4.4197011, 8.71257877), atol=1e-6)


def test_samples_in_si_units_from_a_whole_packet() -> None:
    decoded = MovesenseDecoder(Settings(rate_hz=52.0)).push([Packet("s", "data", 0, b"\x02\x01" + IMU6_52)])
    assert decoded.time_s is not None
    np.testing.assert_allclose(decoded.time_s, 172.460 + np.arange(4) / 52.0)
    np.testing.assert_allclose(decoded.acc_ms2[3], (-0.94519871, 4.28569841, 8.78436565), atol=1e-6)
    np.testing.assert_allclose(decoded.gyro_rads[0], np.radians((-0.98, -1.33, -0.35)), atol=1e-6)
    assert decoded.has_rate


@pytest.mark.parametrize(("hz", "count", "part"), [(52.0, 4, 150), (104.0, 8, 150), (104.0, 8, 148), (208.0, 16, 150)])
def test_packets_in_one_two_and_three_parts(hz: float, count: int, part: int) -> None:
    made = stream(20, count, hz, part=part)
    assert len(made[0]) == {4: 1, 8: 2, 16: 3}[count]
    decoded = MovesenseDecoder(Settings(rate_hz=hz)).push(flat(made))
    assert (len(decoded.acc_ms2), decoded.refused, decoded.lost) == (20 * count, 0, 0)
    assert decoded.time_s is not None
    np.testing.assert_allclose(decoded.time_s, 5.0 + np.arange(20 * count) / hz, atol=1e-3)
    np.testing.assert_allclose(np.diff(decoded.time_s), 1 / hz, atol=0.6e-3)
    np.testing.assert_array_equal(decoded.acc_ms2[-1], np.arange(3 * count - 3, 3 * count) + 1900.0)


def test_an_unknown_rate_is_told_by_the_packets_size() -> None:
    decoded = MovesenseDecoder(Settings()).push(flat(stream(5)))
    assert decoded.time_s is not None
    np.testing.assert_allclose(decoded.time_s, 5.0 + np.arange(40) / 104.0, atol=1e-3)


def test_where_the_second_part_is_lost_the_packet_is_dropped_whole() -> None:
    made = stream(30)
    del made[10][1]
    decoded = MovesenseDecoder(AT_104).push(flat(made))
    assert (len(decoded.acc_ms2), decoded.refused, decoded.lost) == (29 * 8, 1, 8)
    assert 1007.0 not in decoded.acc_ms2


def test_where_the_first_part_is_lost_too() -> None:
    made = stream(30)
    del made[10][0]
    decoded = MovesenseDecoder(AT_104).push(flat(made))
    assert (len(decoded.acc_ms2), decoded.refused, decoded.lost) == (29 * 8, 1, 8)


def test_parts_of_two_packets_are_never_put_together() -> None:
    made = stream(30)
    del made[10][1], made[11][0]
    decoded = MovesenseDecoder(AT_104).push(flat(made))
    assert (len(decoded.acc_ms2), decoded.lost) == (28 * 8, 16)
    assert not {1000.0, 1100.0} & set(decoded.acc_ms2[:, 0])


def test_a_second_part_that_was_only_slow_is_kept() -> None:
    made = stream(30)
    first, second = made[10]
    late_ns = second.arrival_ns + 150_000_000
    made[10] = [first, Packet("s", "data", late_ns, second.payload)]
    made[11] = [Packet("s", "data", late_ns + k, p.payload) for k, p in enumerate(made[11])]
    decoded = MovesenseDecoder(AT_104).push(flat(made))
    assert (len(decoded.acc_ms2), decoded.refused, decoded.lost) == (30 * 8, 0, 0)
    assert decoded.counts[20:24].tolist() == [0, 0, 8, 8]


def test_lost_packets_are_counted_and_their_time_left_open() -> None:
    made = stream(60)
    del made[20:23]
    decoded = MovesenseDecoder(AT_104).push(flat(made))
    assert (decoded.lost, decoded.refused) == (24, 0)
    assert decoded.time_s is not None
    steps = np.diff(decoded.time_s)
    assert steps[159] == pytest.approx(25 / 104, abs=1e-3)
    assert np.delete(steps, 159).max() < 1.2 / 104


def test_the_clock_goes_on_past_its_wrap_around() -> None:
    wrap_s = (1 << 32) * 1e-3
    decoded = MovesenseDecoder(AT_104).push(flat(stream(60, start_s=wrap_s - 2.0)))
    assert decoded.lost == 0
    assert decoded.time_s is not None
    np.testing.assert_allclose(np.diff(decoded.time_s), 1 / 104, atol=0.6e-3)
    assert decoded.time_s[-1] > wrap_s


def test_what_comes_twice_or_from_another_subscription_gives_no_samples() -> None:
    made = stream(12)
    twice = flat(made[:6]) + flat(made[5:6]) + flat(made[6:])
    decoded = MovesenseDecoder(AT_104).push(twice)
    assert (len(decoded.acc_ms2), decoded.lost) == (12 * 8, 0)
    other = [Packet("s", "data", 0, p) for p in notifications(body(0), reference=9)]
    assert MovesenseDecoder(AT_104).push(other).refused == 2


def test_replies_between_the_data_are_no_errors() -> None:
    packets = flat(stream(4))
    packets.insert(3, Packet("s", "data", 1, bytes([1, BATTERY_REFERENCE, 200, 0, 80])))
    decoded = MovesenseDecoder(AT_104).push(packets)
    assert (len(decoded.acc_ms2), decoded.refused) == (32, 0)


@pytest.mark.parametrize("wrong", [IMU6_52[:-1], IMU6_52 + b"\0", IMU6_52[:4], b"", ACC_52 + bytes(12)])
def test_a_wrong_length(wrong: bytes) -> None:
    with pytest.raises(PacketError):
        body_values(wrong, streams=2)


@pytest.mark.parametrize("bits", ["0000c07f", "0000a07f", "0000807f"])
def test_values_that_are_no_numbers(bits: str) -> None:
    with pytest.raises(PacketError):
        body_values(IMU6_52[:4] + bytes.fromhex(bits) + IMU6_52[8:], streams=2)


@given(seed=st.integers(0, 1 << 32), cuts=cut_places, loss=st.sampled_from([0.0, 0.1, 0.4]))
@settings(max_examples=60)
def test_any_cut_of_lossy_and_damaged_packets_gives_the_same(seed: int, cuts: list[int], loss: float) -> None:
    rng = random.Random(seed)
    packets = [p for p in flat(stream(25)) if rng.random() >= loss]
    packets = [
        Packet("s", p.channel, p.arrival_ns, damaged(p.payload, rng)) if rng.random() < 0.1 else p for p in packets
    ]
    assert_cut_makes_no_difference(lambda: MovesenseDecoder(AT_104), packets, cuts)


@given(seed=st.integers(0, 1 << 32))
@settings(max_examples=300)
def test_no_bytes_make_it_fail(seed: int) -> None:
    rng = random.Random(seed)
    packets = [Packet("s", "data", k, damaged(p.payload, rng)) for k, p in enumerate(flat(stream(8)))]
    assert_sane(MovesenseDecoder(AT_104).push(packets), packets, samples_max=64)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 2), st.binary(max_size=200)), max_size=20))
@settings(max_examples=300)
def test_no_order_of_parts_makes_it_fail(parts: list[tuple[int, int, bytes]]) -> None:
    packets = [Packet("s", "data", k, bytes([kind, ref]) + data) for k, (kind, ref, data) in enumerate(parts)]
    assert_sane(MovesenseDecoder(AT_104).push(packets), packets, samples_max=64)


@dataclass
class FakeMovesense:
    """Answers as the protocol says. takes: rates that it accepts; keeps: the share of data that comes at each rate."""

    takes: tuple[int, ...] = (52, 104, 208)
    share: float = 1.0
    body_cut: int | None = None
    tells_ranges: bool = False
    ends_paths: bool = True
    silent: bool = False
    rate_hz: int | None = None
    asked: list[bytes] = field(default_factory=list)

    def __call__(self, step: Step) -> list[bytes]:
        if isinstance(step, Listen):
            return self._data(step.seconds)
        if not isinstance(step, Ask | Write):
            return []
        self.asked.append(step.payload)
        kind, reference, path = step.payload[0], step.payload[1], step.payload[2:]
        if self.silent:
            return []
        match kind:
            case 0:
                texts = b"\0".join(
                    [b"220630000123", b"Movesense MD", b"0C8CDC112233", b"gatt_sensordata", b"2.3.1", b""]
                )
                return [bytes([1, reference, 1]) + texts]
            case 1:
                rate = int(path.rstrip(b"\0").rsplit(b"/", 1)[1])
                fits = rate in self.takes and path.endswith(b"\0") == self.ends_paths
                self.rate_hz = rate if fits else None
                return [bytes([1, reference]) + struct.pack("<H", 200 if fits else 404)]
            case 2:
                self.rate_hz = None
                return [bytes([1, reference, 200, 0])]
        if path == b"/System/Energy/Level\0":
            return [bytes([1, reference, 200, 0, 77])]
        if path == b"/Meas/IMU/Config\0" and self.tells_ranges:
            return [bytes([1, reference, 200, 0, 16]) + struct.pack("<HH", 1000, 4)]
        return [bytes([1, reference]) + struct.pack("<H", 404)]

    def _data(self, seconds: float) -> list[bytes]:
        if self.rate_hz is None:
            return []
        blocks = round(seconds * 13 * self.share)
        made = flat(stream(blocks, self.rate_hz // 13, self.rate_hz))
        return [p.payload[: self.body_cut] for p in made]


def test_the_first_choice_is_104_samples_a_second() -> None:
    fake = FakeMovesense()
    played = play(set_up(Wanted()), fake)
    assert (played.result.rate_hz, fake.rate_hz) == (104.0, 104)
    assert (played.result.serial, played.result.model, played.result.firmware) == (
        "220630000123",
        "Movesense MD",
        "2.3.1",
    )
    assert (played.result.acc_range_g, played.result.gyro_range_dps) == (8.0, 2000.0)
    assert any("inferred" in said for said in played.result.warnings)
    assert command(1, IMU_REFERENCE, "/Meas/IMU6/104") in played.written


def test_208_only_when_asked_for_and_only_if_it_comes() -> None:
    assert play(set_up(Wanted(rate_hz=208.0)), FakeMovesense()).result.rate_hz == 208.0
    weak = FakeMovesense(share=0.5)
    played = play(set_up(Wanted(rate_hz=400.0)), weak)
    assert (played.result.rate_hz, weak.rate_hz) == (104.0, 104)
    refusing = play(set_up(Wanted(rate_hz=208.0)), FakeMovesense(takes=(52, 104)))
    assert refusing.result.rate_hz == 104.0


def test_a_low_rate_is_said() -> None:
    played = play(set_up(Wanted()), FakeMovesense(takes=(52,)))
    assert played.result.rate_hz == 52.0
    assert any("52 samples" in said for said in played.result.warnings)
    assert play(set_up(Wanted(rate_hz=10.0)), FakeMovesense()).result.rate_hz == 52.0


def test_ranges_that_the_sensor_tells() -> None:
    told = play(set_up(Wanted()), FakeMovesense(tells_ranges=True)).result
    assert (told.acc_range_g, told.gyro_range_dps, told.warnings) == (16.0, 1000.0, ())


def test_firmware_that_wants_its_paths_without_a_zero() -> None:
    assert play(set_up(Wanted()), FakeMovesense(ends_paths=False)).result.rate_hz == 104.0


def test_a_sensor_without_the_protocol() -> None:
    with pytest.raises(SetupError) as caught:
        play(set_up(Wanted()), FakeMovesense(silent=True))
    assert "2.3.0" in caught.value.advice


def test_a_link_that_cuts_packets_short_is_told_apart() -> None:
    with pytest.raises(SetupError) as caught:
        play(set_up(Wanted()), FakeMovesense(body_cut=20))
    assert "short" in caught.value.message


def test_a_sensor_that_refuses_every_rate() -> None:
    with pytest.raises(SetupError):
        play(set_up(Wanted()), FakeMovesense(takes=()))


def test_a_reconnection_does_not_wait_for_data() -> None:
    before = play(set_up(Wanted()), FakeMovesense()).result
    played = play(set_up(Wanted(before=before)), FakeMovesense())
    assert played.result.rate_hz == 104.0
    assert not any(isinstance(step, Listen) for step in played.steps)


def asked_for_battery(how: Settings) -> Question:
    yield Subscribe(NOTIFY, "data")
    return (yield from battery(how))


def test_it_is_stopped_and_asked_for_its_battery() -> None:
    fake = FakeMovesense()
    settings_now = play(set_up(Wanted()), fake).result
    play(tear_down(settings_now), fake)
    assert fake.rate_hz is None

    assert play(asked_for_battery(settings_now), fake).result == 0.77
    assert play(asked_for_battery(settings_now), FakeMovesense(silent=True)).result is None


def test_a_reply_is_told_by_its_reference() -> None:
    assert result(bytes([1, 7, 200, 0, 5]), 7) == (200, b"\x05")
    assert result(bytes([1, 8, 200, 0, 5]), 7) is None
    assert result(bytes([2, 7, 200, 0, 5]), 7) is None
    assert result(bytes([1, 7, 200]), 7) is None
    assert HELLO_REFERENCE not in {IMU_REFERENCE, BATTERY_REFERENCE}


def test_how_it_is_recognised() -> None:
    assert recognises(Advert("x", "Movesense 220630000123"))
    assert recognises(Advert("x", None, frozenset({"34802252-7185-4d5d-b431-630e7050e8f0"})))
    assert not recognises(Advert("x", "Polar H10 1"))
    assert not recognises(Advert("x"))
    assert DRIVER.handling is not None
    assert "8 g" in (DRIVER.handling.caution or "")
