"""Polar: the maker's own bytes, frames in time, two streams made one, and sensors that refuse."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from sensor.drivers.handling import Advert, Ask, Subscribe, TearDown
from sensor.drivers.polar.control import CONTROL, command, factor, features, reply, stopped_kinds, unpack_settings
from sensor.drivers.polar.decoding import ACC_FACTOR, GYRO_FACTOR, GYRO_HZ, PolarAccDecoder, PolarDecoder
from sensor.drivers.polar.frames import LIMITS, unpack_differences, unpack_frame
from sensor.drivers.polar.talk import SDK_ON, set_up_h10, set_up_verity, tear_down_h10, tear_down_verity
from sensor.drivers.polar.times import FrameTimes, spread_s
from sensor.drivers.registry import driver
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError, SetupError
from sensor.packets import Packet
from tests.sensor.drivers.cutting import assert_cut_makes_no_difference, assert_sane, cut_places, damaged
from tests.sensor.drivers.playing import play
from tests.sensor.drivers.polar_bytes import FakePolar, acc_counts, frame, gyro_counts, packed, two_streams

MG = STANDARD_GRAVITY_MS2 / 1000
RAW_ACC = "02009435770000000001f7ffffffe703f8fffeffe503"
PACKED_ACC_1 = "02650000000000000081f1ff1400f00306017b0f08"
PACKED_ACC_0 = (
    "020094357700000000807107f06a9e8d0a38be5cbeba2f96b3ee4be5adfb42b9ebbe4cfeba2f92bfee4be4b1fb12b9ecbd3c3ebb2f8fd3de"
    "4be3b5f7d2b8edbd307e7b2f8be3ce8be2baf7a2b8eebc20be7b2f88f3cecbe1bdef52f8efbc18fe3b2f8403bfcbe0c2ef32b8f0bb044ebc"
    "2e8113af0be0c6eff2f7f1b9fc7dbc2e7d279f4bdfcaebc2f7f2b8eccd7c2e7b378f4bdecee392f7f3b8e00dfd2d774b7fcbddd2df6237f5"
    "b7d44dbd2d745b6fcbdcd7d73237f6b5c88d7d2d716b4f4bdcdcd3f236f7b4bcddfd2c6f7b3f4bdbe0cfd236f8b2b02dbe2c6c8f1fcbdae3"
    "c7a276f9"
)
PACKED_GYRO_0 = "05ffffffffffffff7f80eaff08000d000301df00"
PACKED_GYRO_1 = "050094357700000000810000803f000020410000a0411c010000a001000008cdccec0d"
"""Frames of the maker's own tests (polarofficial/polar-ble-sdk)."""
VERITY = Settings(rate_hz=104.0, values={ACC_FACTOR: 1 / 2048, GYRO_FACTOR: 1 / 16.4, GYRO_HZ: 104.0, SDK_ON: 1.0})


def test_a_plain_acceleration_frame() -> None:
    got = unpack_frame(bytes.fromhex(RAW_ACC), None, None)
    assert got.last_ns == 2_000_000_000
    np.testing.assert_allclose(got.values / MG, [(-9, -1, 999), (-8, -2, 997)])


def test_a_packed_acceleration_frame_in_thousandths() -> None:
    got = unpack_frame(bytes.fromhex(PACKED_ACC_1), 1.0, None)
    assert got.last_ns == 101
    np.testing.assert_allclose(got.values / MG, [(-15, 20, 1008), (-20, 17, 1008)])
    np.testing.assert_array_equal(unpack_frame(bytes.fromhex(PACKED_ACC_1), None, None).values, got.values)
    assert np.rint(spread_s(100, 101, 2)).tolist() == [100, 101]


def test_a_packed_acceleration_frame_in_steps_of_the_range() -> None:
    payload = bytes.fromhex(PACKED_ACC_0)
    rows = unpack_differences(payload[10:], 16)
    assert len(rows) == 57
    assert rows[:2].tolist() == [[1905, 27376, -29282], [2095, 27271, -29367]]
    got = unpack_frame(payload, 2.44e-4, None)
    mg = np.trunc(got.values / MG + np.sign(got.values) * 1e-9)
    assert mg[:2].tolist() == [[464, 6679, -7144], [511, 6654, -7165]]
    assert np.abs(mg).max() <= 8000
    assert got.last_ns == 2_000_000_000


def test_a_packed_turn_rate_frame_of_whole_numbers() -> None:
    got = unpack_frame(bytes.fromhex(PACKED_GYRO_0), None, 1.0)
    np.testing.assert_allclose(got.values / RAD_PER_DEG, [(-22, 8, 13), (-23, 11, 16)])


def test_a_packed_turn_rate_frame_of_floats_whose_bit_patterns_differ() -> None:
    got = unpack_frame(bytes.fromhex(PACKED_GYRO_1), None, None)
    np.testing.assert_allclose(got.values / RAD_PER_DEG, [(1, 10, 20), (10, 20, 1.1)], rtol=1e-6)


def test_samples_lie_evenly_after_the_frame_before() -> None:
    assert np.rint(spread_s(100, 2_000_000_000, 3)).tolist() == [666666733, 1333333367, 2000000000]


def test_the_list_of_settings() -> None:
    listed = unpack_settings(bytes.fromhex("00013400010110000204f500f401e803d007040103"))
    assert listed == {0: (52,), 1: (16,), 2: (245, 500, 1000, 2000), 4: (3,)}


@pytest.mark.parametrize("wrong", ["00", "0001", "000134", "070100", "0000", "00013400 0204f500"])
def test_a_list_that_breaks_off(wrong: str) -> None:
    with pytest.raises(PacketError):
        unpack_settings(bytes.fromhex(wrong))


def test_commands_and_replies() -> None:
    assert command(2, 2, {2: 8, 0: 200, 1: 16}).hex() == "0202020108000001c80001011000"
    assert command(3, 2).hex() == "0302"
    assert (command(2, 9).hex(), command(3, 9).hex()) == ("0209", "0309")
    ok = reply(bytes.fromhex("f00102000000ffffff"), 1, 2)
    assert ok is not None
    assert (ok.status, ok.more) == (0, False)
    refused = reply(bytes.fromhex("f001060700"), 1, 6)
    assert refused is not None
    assert refused.status == 7
    assert reply(bytes.fromhex("f001060700"), 2, 6) is None
    assert reply(b"\xf0\x01", 1, 6) is None


def test_the_factor_of_a_start() -> None:
    assert factor(bytes([5, 1]) + struct.pack("<f", 0.25)) == 0.25
    for nothing in (b"", b"\5", bytes([5, 1]) + struct.pack("<f", float("nan")), bytes([5, 1, 0, 0, 0, 0])):
        assert factor(nothing) is None


def test_what_a_sensor_has_and_what_it_ended() -> None:
    assert features(b"\x0f\x6e\x02") == {2, 5, 9}
    assert features(b"\x0f\x05\x00") == {2}
    assert features(b"\xf0\x05\x00") is None
    assert stopped_kinds(b"\x01\x02\x05") == (2, 5)
    assert stopped_kinds(b"\xf0\x02") == ()


@given(
    start=st.tuples(*[st.integers(-20000, 20000)] * 3),
    steps=st.lists(st.tuples(*[st.integers(-5000, 5000)] * 3), max_size=40),
    block=st.integers(1, 60),
)
def test_differences_come_back_as_they_were(start: tuple, steps: list, block: int) -> None:  # type: ignore[type-arg]
    rows = np.cumsum(np.array([start, *steps]), axis=0)
    np.testing.assert_array_equal(unpack_differences(packed(rows, block=block), 16), rows)


def test_a_hostile_frame_does_not_become_millions_of_samples() -> None:
    with pytest.raises(PacketError):
        unpack_differences(bytes(6) + b"\x00\xff" * 250, 16)
    with pytest.raises(PacketError):
        unpack_frame(frame(2, 0, 0x80, bytes(6) + b"\x01\x01\x00" * 100_000), 1.0, None)
    assert len(unpack_differences(bytes(6) + b"\x00\x05", 16)) == 6


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "02",
        "02009435770000000080",
        "02009435770000000001f7",
        "03009435770000000001f7ffffffe703",
        PACKED_ACC_1[:-2],
        PACKED_ACC_1 + "05",
        PACKED_ACC_1 + "2101" + "00" * 20,
        "05" + "00" * 8 + "01" + "00" * 6,
        "02" + "00" * 8 + "82" + "00" * 6,
    ],
)
def test_frames_that_make_no_sense(payload: str) -> None:
    with pytest.raises(PacketError):
        unpack_frame(bytes.fromhex(payload), 1.0, 1.0)


def test_steps_whose_meaning_is_unknown_are_refused() -> None:
    for payload in (PACKED_ACC_0, PACKED_GYRO_0):
        with pytest.raises(PacketError):
            unpack_frame(bytes.fromhex(payload), None, None)


@pytest.mark.parametrize("true_hz", [104.0, 100.5, 108.0])
def test_both_streams_come_out_as_one(true_hz: float) -> None:
    decoded = PolarDecoder(VERITY).push(two_streams(10.0, true_hz))
    assert decoded.time_s is not None
    assert (decoded.refused, decoded.lost, decoded.has_rate) == (0, 0, True)
    assert len(decoded.time_s) > 9.4 * true_hz
    time_s = decoded.time_s
    # Counted from the first frame's last sample; what stands before the first frame is spaced by the nominal rate.
    true_s = time_s + 20 / true_hz
    known = time_s > 33 / true_hz
    np.testing.assert_allclose(np.diff(time_s)[known[1:]], 1 / true_hz, rtol=1e-6)
    np.testing.assert_allclose(
        decoded.acc_ms2[known], acc_counts(true_s[known]) / 2048 * STANDARD_GRAVITY_MS2, atol=0.006
    )
    np.testing.assert_allclose(
        decoded.gyro_rads[known], gyro_counts(true_s[known]) / 16.4 * RAD_PER_DEG, atol=1.1 / 16.4 * RAD_PER_DEG
    )


def test_a_lost_frame_of_either_stream_leaves_a_gap_and_is_counted() -> None:
    packets = two_streams(10.0)
    acc_at = [k for k, p in enumerate(packets) if p.payload[0] == 2]
    gyro_at = [k for k, p in enumerate(packets) if p.payload[0] == 5]
    whole = PolarDecoder(VERITY).push(packets)
    for lost_at, size in ((acc_at[20], 21), (gyro_at[15], 33)):
        decoded = PolarDecoder(VERITY).push([p for k, p in enumerate(packets) if k != lost_at])
        assert decoded.time_s is not None
        assert abs(decoded.lost - size) <= 1
        assert len(whole.acc_ms2) - len(decoded.acc_ms2) == decoded.lost
        assert np.diff(decoded.time_s).max() == pytest.approx((decoded.lost + 1) / 104, abs=1e-6)
        assert whole.time_s is not None
        stay = np.isin(np.round(whole.time_s, 6), np.round(decoded.time_s, 6))
        assert stay.sum() == len(decoded.time_s)
        np.testing.assert_allclose(whole.gyro_rads[stay], decoded.gyro_rads, atol=1e-9)


def test_a_frame_that_comes_twice_or_late_gives_nothing() -> None:
    packets = two_streams(4.0)
    order = [*packets[:6], packets[5], packets[2], *packets[6:]]
    twice, once = PolarDecoder(VERITY).push(order), PolarDecoder(VERITY).push(packets)
    np.testing.assert_array_equal(twice.time_s, once.time_s)
    assert twice.lost == 0


def test_a_clock_set_anew_is_followed() -> None:
    before, after = two_streams(3.0), two_streams(3.0, zero_ns=7)
    decoder = PolarDecoder(VERITY)
    first, second = decoder.push(before), decoder.push(after)
    assert len(second.acc_ms2) == len(first.acc_ms2)
    assert second.lost == 0
    np.testing.assert_allclose(second.gyro_rads, first.gyro_rads, atol=1e-6)


def test_streams_that_the_sensor_ended_itself_are_not_joined_to_those_after() -> None:
    packets = two_streams(6.0)
    cut = len(packets) // 2
    later = [Packet("s", "data", p.arrival_ns, p.payload) for p in packets[cut + 4 :]]
    decoder = PolarDecoder(VERITY)
    decoder.push(packets[:cut])
    stop = decoder.push(
        [Packet("s", "control", 0, b"\x01\x02\x05"), Packet("s", "control", 0, b"\xf0\x01\x02\x00\x00")]
    )
    assert (stop.counts.tolist(), stop.refused) == ([0, 0], 0)
    assert decoder.push(later).lost == 0


def test_without_a_rate_the_first_frames_have_no_times() -> None:
    how = Settings(values={ACC_FACTOR: 1 / 2048, GYRO_FACTOR: 1 / 16.4})
    decoded = PolarDecoder(how).push(two_streams(5.0))
    assert decoded.time_s is not None
    assert len(decoded.time_s) > 4.4 * 104
    np.testing.assert_allclose(np.diff(decoded.time_s), 1 / 104, rtol=1e-5)


def test_the_chest_strap_has_accelerations_alone() -> None:
    rows = np.arange(36 * 3).reshape(36, 3)
    packets = [
        Packet("s", "data", k, frame(2, 10**18 + k * 180_000_000, 1, (rows + k).astype("<i2").tobytes()))
        for k in range(10)
        if k != 6
    ]
    decoded = PolarAccDecoder(Settings(rate_hz=200.0)).push(packets)
    assert (len(decoded.acc_ms2), decoded.has_rate, decoded.lost) == (9 * 36, False, 36)
    assert not decoded.gyro_rads.any()
    assert decoded.time_s is not None
    np.testing.assert_allclose(np.delete(np.diff(decoded.time_s), 6 * 36 - 1), 1 / 200, atol=1e-9)
    np.testing.assert_allclose(decoded.acc_ms2[0], np.array([0, 1, 2]) * MG)


@given(
    st.lists(st.tuples(st.floats(-50.0, 100.0), st.integers(1, 60)), max_size=60), st.sampled_from([None, 1.0, 104.0])
)
def test_times_of_any_frames_are_in_order_until_the_clock_is_set_anew(
    frames: list[tuple[float, int]], rate_hz: float | None
) -> None:
    times = FrameTimes(rate_hz)
    now_s, end_s = 0.0, -np.inf
    for step_s, count in frames:
        now_s += step_s
        placed_s, missing, anew = times.place(now_s, count)
        assert missing >= 0
        assert len(placed_s) in {0, count}
        if len(placed_s):
            assert (np.diff(placed_s) > 0).all()
            assert anew or placed_s[0] > end_s
            end_s = placed_s[-1]
        elif anew:
            end_s = -np.inf


@given(seed=st.integers(0, 1 << 32), cuts=cut_places)
@settings(max_examples=50)
def test_any_cut_of_lossy_and_damaged_packets_gives_the_same(seed: int, cuts: list[int]) -> None:
    rng = random.Random(seed)
    packets = [p for p in two_streams(5.0) if rng.random() > 0.1]
    packets = [
        Packet("s", "data", p.arrival_ns, damaged(p.payload, rng) if rng.random() < 0.1 else p.payload) for p in packets
    ]
    assert_cut_makes_no_difference(lambda: PolarDecoder(VERITY), packets, cuts)
    assert_cut_makes_no_difference(lambda: PolarAccDecoder(VERITY), packets, cuts)


@given(seed=st.integers(0, 1 << 32))
@settings(max_examples=200)
def test_no_bytes_make_it_fail(seed: int) -> None:
    rng = random.Random(seed)
    vendor = [RAW_ACC, PACKED_ACC_0, PACKED_ACC_1, PACKED_GYRO_0, PACKED_GYRO_1]
    payloads = [damaged(bytes.fromhex(rng.choice(vendor)), rng) for _ in range(12)]
    payloads += [damaged(p.payload, rng) for p in two_streams(1.0)]
    packets = [Packet("s", rng.choice(["data", "control"]), k, payload) for k, payload in enumerate(payloads)]
    for how in (VERITY, Settings(), Settings(rate_hz=-1.0, values={ACC_FACTOR: "x", GYRO_FACTOR: 1e300})):
        for decoder in (PolarDecoder(how), PolarAccDecoder(how)):
            assert_sane(decoder.push(packets), packets, samples_max=LIMITS.samples_max)


@given(
    kind=st.sampled_from([2, 5]),
    form=st.sampled_from([0, 1, 0x80, 0x81]),
    blocks=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 255), st.binary(max_size=120)), max_size=4),
)
@settings(max_examples=300)
def test_no_blocks_make_it_fail(kind: int, form: int, blocks: list[tuple[int, int, bytes]]) -> None:
    data = bytes(12) + b"".join(bytes([width, count]) + rest for width, count, rest in blocks)
    packets = [Packet("s", "data", k, frame(kind, 10**9 * (k + 1), form, data)) for k in range(3)]
    assert_sane(PolarDecoder(VERITY).push(packets), packets, samples_max=LIMITS.samples_max)


def test_the_verity_sense_is_put_into_its_sdk_mode() -> None:
    fake = FakePolar(running={2: {}})
    how = play(set_up_verity(Wanted()), fake).result
    assert fake.in_sdk
    assert fake.running == {2: {0: 104, 1: 16, 2: 16, 4: 3}, 5: {0: 104, 1: 16, 2: 2000, 4: 3}}
    assert (how.rate_hz, how.acc_range_g, how.gyro_range_dps) == (104.0, 16.0, 2000.0)
    assert how.values == {SDK_ON: 1.0, GYRO_HZ: 104.0, ACC_FACTOR: 16 / 32768, GYRO_FACTOR: pytest.approx(2000 / 32768)}
    assert (how.model, how.serial, how.firmware, how.warnings) == ("INW4J", "0A1B2C3D", "2.1.0", ())


def subscribed_first(conversation: TearDown) -> TearDown:
    yield Subscribe(CONTROL, "control")
    yield from conversation


def test_it_is_left_as_it_was() -> None:
    fake = FakePolar()
    how = play(set_up_verity(Wanted()), fake).result
    play(subscribed_first(tear_down_verity(how)), fake)
    assert not fake.running
    assert not fake.in_sdk


def test_settings_that_are_listed_only_by_the_sdk_modes_own_question() -> None:
    how = play(set_up_verity(Wanted()), FakePolar(sdk_lists=False)).result
    assert how.rate_hz == 104.0


def test_higher_rates_only_when_asked_for() -> None:
    how = play(set_up_verity(Wanted(rate_hz=416.0)), FakePolar()).result
    assert how.rate_hz == 208.0
    assert any("untested" in said for said in how.warnings)
    assert play(set_up_verity(Wanted(rate_hz=416.0)), FakePolar(refuses={208: 8})).result.rate_hz == 104.0
    assert play(set_up_verity(Wanted(rate_hz=30.0)), FakePolar()).result.rate_hz == 26.0


def test_where_the_sdk_mode_is_refused_it_is_52_hz() -> None:
    fake = FakePolar(sdk=False)
    how = play(set_up_verity(Wanted()), fake).result
    assert (how.rate_hz, how.acc_range_g, how.values[SDK_ON]) == (52.0, 8.0, 0.0)
    assert any("SDK mode" in said for said in how.warnings)
    assert any("52 samples" in said for said in how.warnings)
    play(subscribed_first(tear_down_verity(how)), fake)
    assert bytes([3, 9]) not in fake.asked


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        (FakePolar(refuses={0: 0x0D}), "charger"),
        (FakePolar(refuses={0: 12}), "present state"),
        (FakePolar(refuses={0: 99}), "error 99"),
        (FakePolar(features=b"\x0f\x05\x00"), "no gyroscope"),
        (FakePolar(mute=True), "does not say"),
    ],
)
def test_why_it_cannot_be_used(fake: FakePolar, said: str) -> None:
    with pytest.raises(SetupError) as caught:
        play(set_up_verity(Wanted()), fake)
    assert said in caught.value.message


def test_a_start_may_take_half_a_minute() -> None:
    steps = play(set_up_verity(Wanted()), FakePolar()).steps
    starts = [step for step in steps if isinstance(step, Ask) and step.payload[0] == 2 and step.payload[1] in {2, 5}]
    assert [step.timeout_s >= 30 for step in starts] == [True, True]


def test_the_chest_strap_is_started_as_reported_and_stopped() -> None:
    fake = FakePolar(features=b"\x0f\x05\x00", h10=True)
    how = play(set_up_h10(Wanted()), fake).result
    assert bytes.fromhex("0202020108000001c80001011000") in fake.asked
    assert (how.rate_hz, how.acc_range_g, how.gyro_range_dps) == (200.0, 8.0, None)
    assert any("no gyroscope" in said for said in how.warnings)
    play(subscribed_first(tear_down_h10(how)), fake)
    assert not fake.running


def test_each_model_is_recognised_by_its_own_driver_and_says_its_caution() -> None:
    verity, h10 = driver("polar").handling, driver("polar_h10").handling
    assert verity is not None
    assert h10 is not None
    assert [h.recognises(Advert("x", "Polar Sense 0A1B2C3D")) for h in (verity, h10)] == [True, False]
    assert [h.recognises(Advert("x", "Polar H10 0A1B2C3D")) for h in (verity, h10)] == [False, True]
    assert not any(h.recognises(Advert("x", name)) for h in (verity, h10) for name in ("Polar H9 1", None))
    assert "no gyroscope" in (h10.caution or "")
