"""The open profile: its bytes, packets in order and in time, and the conversation that sets a sensor up."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from sensor.drivers.base import Decoded
from sensor.drivers.handling import Advert, Ask, Read, Step, Write, uuid16
from sensor.drivers.rackside import DRIVER
from sensor.drivers.rackside.codec import CONFIG, CONTROL, INFO, SERVICE, unpack, unpack_config, unpack_info
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE, RacksideDecoder
from sensor.drivers.settings import UNKNOWN_SETTINGS, Settings, Wanted
from sensor.errors import GattError, PacketError, SetupError
from sensor.packets import Packet
from tests.sensor.drivers.playing import play

SETTINGS = Settings(rate_hz=200.0, values={ACC_SCALE: 0.488, GYRO_SCALE: 70.0})
PERIOD_US = 5000


def data(number: int, time_us: int, count: int = 8, first: int = 1) -> bytes:
    """A packet whose samples hold their own numbers, so that each is known by its values."""
    rows = [[(number + k + axis) % 30000 for axis in range(6)] for k in range(count)]
    head = struct.pack("<BBHI", first, count, number % (1 << 16), time_us % (1 << 32))
    return head + b"".join(struct.pack("<6h", *row) for row in rows)


def packets(payloads: Sequence[bytes], every_ns: int = 40_000_000) -> list[Packet]:
    return [Packet("s", "data", k * every_ns, p) for k, p in enumerate(payloads)]


def decoded(payloads: Sequence[bytes], settings: Settings = SETTINGS) -> Decoded:
    return RacksideDecoder(settings).push(packets(payloads))


def run(count: int, first: int = 0, start_us: int = 0, each: int = 8, period_us: int = PERIOD_US) -> list[bytes]:
    return [data(first + k * each, start_us + k * each * period_us, each) for k in range(count)]


def steps_us(found: Decoded) -> np.ndarray:
    assert found.time_s is not None
    return np.diff(found.time_s) * 1e6


class TestBytes:
    def test_a_packet(self) -> None:
        found = unpack(bytes.fromhex("81 02 feff 00000080") + struct.pack("<12h", *range(-6, 6)))
        assert (found.number, found.time_us, found.overflow) == (0xFFFE, 0x80000000, True)
        assert found.counts.tolist() == [[-6, -5, -4, -3, -2, -1], [0, 1, 2, 3, 4, 5]]

    def test_units(self) -> None:
        found = decoded([struct.pack("<BBHI6h", 1, 1, 0, 0, 2049, 0, -2049, 1000, 0, -1000)])
        g, dps = 2049 * 0.488e-3 * STANDARD_GRAVITY_MS2, 70.0 * RAD_PER_DEG
        np.testing.assert_allclose(found.acc_ms2, [[g, 0.0, -g]], rtol=1e-12)
        np.testing.assert_allclose(found.gyro_rads, [[dps, 0.0, -dps]], rtol=1e-12)

    @pytest.mark.parametrize("count", [0, 20, 255])
    def test_a_count_that_no_packet_has(self, count: int) -> None:
        with pytest.raises(PacketError):
            unpack(bytes([1, count]) + bytes(6 + 12 * count))

    @pytest.mark.parametrize("change", [lambda p: p[:-1], lambda p: p + b"\0", lambda p: p[:8], lambda p: b""])
    def test_a_length_that_its_count_contradicts(self, change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        with pytest.raises(PacketError):
            unpack(change(data(0, 0)))

    @pytest.mark.parametrize("first", [0x00, 0x02, 0x82, 0x0F])
    def test_another_version_is_refused_with_what_to_do(self, first: int) -> None:
        with pytest.raises(PacketError, match=f"version {first & 0x0F}") as caught:
            unpack(data(0, 0, first=first))
        assert "Update Rackside" in caught.value.advice

    def test_bits_of_the_future_are_ignored(self) -> None:
        assert unpack(data(7, 0, first=0x71)).number == 7

    def test_settings_may_grow(self) -> None:
        raw = struct.pack("<BxHHHfff", 1, 16, 2000, 0, 208.0, 0.488, 70.0)
        found = unpack_config(raw + b"later")
        assert (found.rate_hz, found.bandwidth_hz, found.acc_range_g) == (208.0, None, 16)

    @pytest.mark.parametrize(
        "values",
        [
            (16, 2000, 0, 0.0, 0.488, 70.0),
            (16, 2000, 0, float("nan"), 0.488, 70.0),
            (16, 2000, 0, 200.0, 0.0, 70.0),
            (16, 2000, 0, 200.0, float("inf"), 70.0),
            (16, 2000, 0, 200.0, -0.488, 70.0),
            (16, 2000, 0, 200.0, 0.122, 70.0),
            (16, 2000, 0, 200.0, 0.488, 0.07),
            (0, 2000, 0, 200.0, 0.488, 70.0),
        ],
    )
    def test_settings_that_contradict_themselves(self, values: tuple[float, ...]) -> None:
        with pytest.raises(PacketError):
            unpack_config(struct.pack("<BxHHHfff", 1, *values))

    def test_what_it_says_of_itself(self) -> None:
        found = unpack_info(b"\x01Bar \xc3\xa4\x00\x00A1\x07\x00more\x00")
        assert (found.model, found.firmware, found.serial) == ("Bar ä", None, "A1")

    @given(st.binary(max_size=64))
    def test_any_bytes_are_understood_or_refused(self, raw: bytes) -> None:
        for codec in (unpack, unpack_config, unpack_info):
            try:
                codec(raw)
            except PacketError as error:
                assert error.advice  # noqa: PT017


class TestOrder:
    def test_nothing_is_decoded_without_scales(self) -> None:
        for settings in (UNKNOWN_SETTINGS, replace(SETTINGS, values={}), replace(SETTINGS, rate_hz=None)):
            found = decoded(run(3), settings)
            assert (found.refused, len(found.acc_ms2), found.counts.tolist()) == (3, 0, [0, 0, 0])

    def test_numbers_and_times_run_on_past_their_ends(self) -> None:
        found = decoded(run(20, first=(1 << 16) - 60, start_us=(1 << 32) - 300_000))
        assert (found.lost, found.refused, len(found.acc_ms2)) == (0, 0, 160)
        np.testing.assert_allclose(steps_us(found), PERIOD_US, atol=0.01)

    def test_what_is_lost_is_counted_and_leaves_a_gap(self) -> None:
        sent = run(30)
        found = decoded(sent[:5] + sent[6:10] + sent[13:])
        assert found.lost == 8 + 24
        gaps = steps_us(found)
        np.testing.assert_allclose(gaps[gaps > 2 * PERIOD_US], [9 * PERIOD_US, 25 * PERIOD_US], atol=0.01)

    def test_a_loss_of_more_than_all_numbers(self) -> None:
        """Six minutes out of reach on one connection: the clock counts the numbers' turns."""
        sent = run(9000)
        found = RacksideDecoder(SETTINGS).push(
            [Packet("s", "data", k * 40_000_000, sent[k]) for k in (0, 1, 2, 8990, 8991)]
        )
        assert found.lost == 8987 * 8

    def test_twice_or_late_is_left_out(self) -> None:
        sent = run(12)
        straight = decoded(sent)
        order = [0, 1, 1, 2, 3, 3, 2, 4, 5, 6, 0, 7, 8, 9, 10, 11]
        found = decoded([sent[k] for k in order])
        np.testing.assert_array_equal(found.time_s, straight.time_s)
        np.testing.assert_array_equal(found.acc_ms2, straight.acc_ms2)
        assert (found.lost, found.refused) == (0, 0)
        assert found.counts.tolist() == [8 if k not in order[:i] and k == max(order[: i + 1]) else 0
                                         for i, k in enumerate(order)]  # fmt: skip

    def test_one_packet_out_of_the_future_spoils_nothing_else(self) -> None:
        sent = run(12)
        found = decoded([*sent[:6], data(5, 2_000_000_000), *sent[6:]])
        assert found.counts.tolist() == [8] * 6 + [0] + [8] * 6
        assert found.lost == 0

    def test_a_clock_set_anew_is_followed_again(self) -> None:
        before, after = run(20, start_us=90_000_000), run(40)
        found = decoded(before + after)
        taken = found.counts.tolist()
        assert taken[:20] == [8] * 20
        assert taken[20:27] == [0] * 7
        assert taken[27:] == [8] * 33
        assert (steps_us(found) > 0).all()
        assert found.lost == 0

    def test_numbers_that_begin_anew_are_no_loss(self) -> None:
        found = decoded(run(20, first=30_000) + run(20, first=0, start_us=20 * 8 * PERIOD_US))
        assert (found.lost, len(found.acc_ms2)) == (0, 320)

    def test_what_the_sensor_had_no_room_for_is_lost_too(self) -> None:
        found = decoded([data(0, 0), data(12, 12 * PERIOD_US, first=0x81)])
        assert found.lost == 4


class TestTime:
    @pytest.mark.parametrize("period_us", [4500, 4950, 5100, 5500])
    def test_the_true_period_is_measured(self, period_us: int) -> None:
        found = decoded(run(100, period_us=period_us))
        np.testing.assert_allclose(steps_us(found)[20:], period_us, atol=0.01)
        assert found.time_s is not None
        # The first packet alone had to be spaced by what the sensor says.
        true = np.arange(800) * period_us * 1e-6
        assert np.abs(found.time_s - true)[16:].max() < 1e-9

    @pytest.mark.parametrize("period_us", [1250, 2500, 10_000, 20_000])
    def test_even_where_the_sensor_says_another(self, period_us: int) -> None:
        found = decoded(run(200, period_us=period_us))
        assert (steps_us(found) > 0).all()
        np.testing.assert_allclose(steps_us(found)[-200:], period_us, atol=0.01)
        assert found.lost == 0

    def test_a_pause_is_a_gap_and_no_longer_period(self) -> None:
        sent = run(10) + run(10, first=80, start_us=80 * PERIOD_US + 700_000)
        steps = steps_us(decoded(sent))
        assert steps[79] == pytest.approx(PERIOD_US + 700_000, abs=1.0)
        np.testing.assert_allclose(np.delete(steps, 79), PERIOD_US, atol=0.01)

    def test_a_trembling_clock(self) -> None:
        rng = random.Random(4)
        sent = [data(k * 8, k * 40_000 + rng.randint(-1500, 1500) + 2000) for k in range(200)]
        found = decoded(sent)
        steps = steps_us(found)
        assert (steps > 0).all()
        assert found.time_s is not None
        assert np.abs(found.time_s - 0.002 - np.arange(1600) * 0.005).max() < 0.004

    @given(st.data())
    def test_any_cut_gives_the_same(self, draw: st.DataObject) -> None:
        rng = random.Random(draw.draw(st.integers(0, 1 << 30)))
        sent = [p for p in run(40) if rng.random() > 0.2]
        for _ in range(10):
            sent.insert(rng.randrange(len(sent)), rng.choice([*run(40), b"junk", data(1, rng.randrange(1 << 32))]))
        all_packets = packets(sent)
        whole = RacksideDecoder(SETTINGS).push(all_packets)
        decoder, parts, at = RacksideDecoder(SETTINGS), [], 0
        while at < len(all_packets):
            to = at + rng.randint(1, 7)
            parts.append(decoder.push(all_packets[at:to]))
            at = to
        assert sum(p.lost for p in parts) == whole.lost
        assert sum(p.refused for p in parts) == whole.refused
        assert whole.time_s is not None
        np.testing.assert_array_equal(np.concatenate([p.time_s for p in parts if p.time_s is not None]), whole.time_s)
        np.testing.assert_array_equal(np.concatenate([p.acc_ms2 for p in parts]), whole.acc_ms2)
        np.testing.assert_array_equal(np.concatenate([p.counts for p in parts]), whole.counts)

    def test_random_mutated_and_cut_bytes(self) -> None:
        rng = random.Random(7)
        decoder = RacksideDecoder(SETTINGS)
        last = -np.inf
        for k in range(4000):
            raw = bytearray(data(k * 8, k * 40_000, rng.randint(1, 19)) if rng.random() < 0.8 else rng.randbytes(60))
            for _ in range(rng.choice([0, 0, 1, 4])):
                raw[rng.randrange(len(raw))] = rng.randrange(256)
            found = decoder.push([Packet("s", "data", k * 40_000_000, bytes(raw[: rng.choice([400, 400, 7, 30])]))])
            assert len(found.acc_ms2) == found.counts.sum()
            assert found.lost < 1_000_000
            if found.time_s is not None and len(found.time_s):
                assert found.time_s[0] > last
                assert (np.diff(found.time_s) > 0).all()
                last = float(found.time_s[-1])


@dataclass
class Sensor:
    """A sensor of the profile: takes 104, 208 or 416 Hz, and 4 to 16 g."""

    info: bytes | None = b"\x01Bar\x001.0\x00A1\x00"
    head: bytes = b"\x01\x00"
    bandwidth_hz: int = 100
    first: bytes | None = data(0, 0)
    acc_g: int = 16
    rate_hz: float = 0.0
    running: bool = True
    refuses: bool = False

    def __call__(self, step: Step) -> list[bytes]:
        if isinstance(step, Read) and step.characteristic == INFO:
            return [] if self.info is None else [self.info]
        if isinstance(step, Read) and step.characteristic == CONFIG:
            tail = struct.pack("<HHHfff", self.acc_g, 2000, self.bandwidth_hz, self.rate_hz, self.acc_g / 32, 70.0)
            return [self.head + tail]
        if isinstance(step, Write) and step.characteristic == CONFIG:
            if self.refuses:
                raise GattError("write not permitted", "Check the sensor.")
            assert not self.running
            version, acc_g, _, _, rate_hz = struct.unpack("<BxHHHf", step.payload)
            assert version == 1
            self.acc_g = min(acc_g, self.acc_g)
            self.rate_hz = min((104.0, 208.0, 416.0), key=lambda x: abs(x - rate_hz))
        if isinstance(step, Write | Ask) and step.characteristic == CONTROL:
            self.running = step.payload == b"\x01"
            return [self.first] if self.running and self.first is not None else []
        return []


class TestConversation:
    handling = DRIVER.handling
    assert handling is not None

    def set_up(self, sensor: Sensor, wanted: Wanted | None = None) -> Settings:
        assert self.handling is not None
        return play(self.handling.set_up(wanted or Wanted()), sensor).result

    def test_it_is_known_by_its_service(self) -> None:
        assert self.handling is not None
        assert self.handling.recognises(Advert("a", None, frozenset({SERVICE})))
        assert not self.handling.recognises(Advert("a", "Rackside", frozenset({uuid16(0x180F)})))

    def test_it_takes_the_nearest_and_says_so(self) -> None:
        found = self.set_up(Sensor())
        assert (found.rate_hz, found.acc_range_g, found.gyro_range_dps, found.bandwidth_hz) == (208.0, 16, 2000, 100)
        assert (found.model, found.firmware, found.serial) == ("Bar", "1.0", "A1")
        assert found.values == {ACC_SCALE: 0.5, GYRO_SCALE: 70.0}
        assert found.warnings == ()

    def test_what_was_set_up_is_enough_to_decode(self) -> None:
        found = DRIVER.decoder(self.set_up(Sensor())).push(packets(run(3)))
        assert len(found.acc_ms2) == 24

    def test_it_runs_after_set_up_and_stands_after_tear_down(self) -> None:
        sensor = Sensor()
        settings = self.set_up(sensor)
        assert sensor.running
        assert self.handling is not None
        play(self.handling.tear_down(settings), sensor)
        assert not sensor.running

    def test_what_it_cannot_do_well_is_said(self) -> None:
        found = self.set_up(Sensor(acc_g=4, bandwidth_hz=20), Wanted(rate_hz=100.0))
        assert len(found.warnings) == 2
        assert "4 g" in found.warnings[0]
        assert "20 Hz" in found.warnings[1]

    @pytest.mark.parametrize(
        ("sensor", "said"),
        [
            (Sensor(info=None), "no description"),
            (Sensor(info=b"\x02Bar\x001\x00A\x00"), "version 2"),
            (Sensor(info=b"\x01Bar"), "lacks"),
            (Sensor(head=b"\x03\x00"), "version 3"),
            (Sensor(first=None), "sends nothing"),
            (Sensor(first=data(0, 0, first=2)), "version 2"),
            (Sensor(first=b"ax,ay,az"), "data packet"),
        ],
    )
    def test_what_is_no_such_sensor_is_told_with_what_to_do(self, sensor: Sensor, said: str) -> None:
        with pytest.raises(SetupError, match=said) as caught:
            self.set_up(sensor)
        assert caught.value.advice

    def test_what_the_radio_refuses_comes_through(self) -> None:
        with pytest.raises(GattError):
            self.set_up(Sensor(refuses=True))

    @pytest.mark.parametrize(("answer", "level"), [(b"\x32", 0.5), (b"", None), (None, None)])
    def test_battery(self, answer: bytes | None, level: float | None) -> None:
        assert self.handling is not None
        sensor = (lambda _: [answer]) if answer is not None else (lambda _: [])
        assert play(self.handling.battery(UNKNOWN_SETTINGS), sensor).result == level
