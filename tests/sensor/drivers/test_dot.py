"""Movella DOT: real bytes of other modes, synthetic ones of the modes used, losses, and firmware new and old."""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensor.drivers.dot import (
    BATTERY,
    CUSTOM_5,
    DEVICE_CONTROL,
    DEVICE_INFO,
    DRIVER,
    LONG_PAYLOAD,
    MEASUREMENT,
    MEDIUM_PAYLOAD,
    MODE,
    RATE_QUANTITIES,
    DotDecoder,
    Mode,
    battery,
    measure,
    pack_rate,
    recognises,
    set_up,
    tear_down,
    unpack_control,
    unpack_sample,
)
from sensor.drivers.handling import Advert, Ask, Listen, Read, Step, Write
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import GattError, PacketError, SetupError
from sensor.packets import Packet
from tests.sensor.drivers.cutting import assert_cut_makes_no_difference, assert_sane, cut_places, damaged
from tests.sensor.drivers.playing import play

FREE_ACCELERATION = Mode(6, struct.Struct("<I3f"), "", "", 20, 1)
"""The only mode with public recordings (protobioengineering/xsens-dot-python-examples); not used by the driver."""
CONTROL = bytes.fromhex("0101020a001e00095873656e7320444f54000000000000003c00000000000000")
"""Read from a real sensor."""
AT_REST = (0.1, -0.2, 9.8)
MODE_26 = Settings(rate_hz=60.0, values={MODE: 26.0})
MODE_21 = Settings(rate_hz=60.0, values={MODE: 21.0})


def synthetic_26(time_us: int, acc: tuple[float, ...] = AT_REST, gyro: tuple[float, ...] = (1.0, 2.0, -3.0)) -> bytes:
    """A payload of mode 26 as the specification lays it out; none was ever recorded in public."""
    return struct.pack("<I10f", time_us % (1 << 32), 0.5, -0.5, 0.5, 0.5, *acc, *gyro).ljust(63, b"\0")


def synthetic_21(time_us: int, acc: tuple[float, ...] = AT_REST, gyro: tuple[float, ...] = (1.0, 2.0, -3.0)) -> bytes:
    """A payload of mode 21 as the specification lays it out."""
    return struct.pack("<I6f", time_us % (1 << 32), *acc, *gyro).ljust(40, b"\0")


def synthetic_stream(count: int, start_us: int = 1_000_000, period_us: int = 16667) -> list[Packet]:
    return [
        Packet("s", "long", k * period_us * 1000, synthetic_26(start_us + k * period_us, (k * 0.1, 0.0, 9.8)))
        for k in range(count)
    ]


@pytest.mark.parametrize(
    ("payload", "time_us", "acc"),
    [
        ("d8052244af9640406b2aa7405add14c000000000", 1143080408, (3.009197, 5.223928, -2.3260102)),
        ("f34622440da53c409c13a640f01009c000000000", 1143097075, (2.947574, 5.1898937, -2.1416588)),
    ],
)
def test_recorded_payloads_of_another_mode_have_the_same_form(payload: str, time_us: int, acc: tuple) -> None:  # type: ignore[type-arg]
    sample = unpack_sample(bytes.fromhex(payload), FREE_ACCELERATION)
    assert sample.time_us == time_us
    assert sample.acc_ms2 == pytest.approx(acc, abs=1e-6)


def test_the_settings_of_a_real_sensor() -> None:
    control = unpack_control(CONTROL)
    assert control.timeouts == (10, 0, 30, 0)
    assert (control.tag, control.rate_hz, control.filter) == ("Xsens DOT", 60, 0)


def test_setting_the_rate_touches_nothing_else() -> None:
    written = pack_rate(60)
    assert len(written) == 32
    assert written[0] == 0x10
    assert written[24:26] == b"\x3c\x00"
    assert not any(written[1:24] + written[26:])


def test_the_commands() -> None:
    assert measure(26, on=True) == bytes.fromhex("01011a")
    assert measure(26, on=False) == bytes.fromhex("01001a")


@pytest.mark.parametrize(("payload", "how"), [(synthetic_26(7_000_000), MODE_26), (synthetic_21(7_000_000), MODE_21)])
@pytest.mark.parametrize("told", [True, False])
def test_a_synthetic_sample_of_either_mode(payload: bytes, how: Settings, told: bool) -> None:
    decoded = DotDecoder(how if told else Settings()).push([Packet("s", "data", 0, payload)])
    assert decoded.time_s == pytest.approx([7.0])
    np.testing.assert_allclose(decoded.acc_ms2, [AT_REST], rtol=1e-6)
    np.testing.assert_allclose(decoded.gyro_rads, np.radians([(1.0, 2.0, -3.0)]), rtol=1e-6)


@pytest.mark.parametrize(
    "payload",
    [
        synthetic_26(0)[:-1],
        synthetic_26(0)[:44],
        synthetic_26(0)[:50] + b"\1" + synthetic_26(0)[51:],
        synthetic_26(0, acc=(float("nan"), 0.0, 0.0)),
        synthetic_26(0, acc=(300.0, 0.0, 0.0)),
        synthetic_26(0, gyro=(0.0, 1e30, 0.0)),
        struct.pack("<I10f", 0, 0.9, 0.9, 0.0, 0.0, *AT_REST, 0.0, 0.0, 0.0).ljust(63, b"\0"),
        b"",
    ],
)
def test_what_mode_26_cannot_have_sent(payload: bytes) -> None:
    with pytest.raises(PacketError):
        unpack_sample(payload, CUSTOM_5)
    decoded = DotDecoder(MODE_26).push([Packet("s", "long", 0, payload)])
    assert (len(decoded.acc_ms2), decoded.refused) == (0, 1)


def test_one_modes_payload_is_not_taken_for_the_others() -> None:
    assert DotDecoder(MODE_26).push([Packet("s", "long", 0, synthetic_21(0))]).refused == 1
    assert DotDecoder(MODE_21).push([Packet("s", "medium", 0, synthetic_26(0))]).refused == 1


def test_the_clock_goes_on_past_its_wrap_around_of_71_minutes() -> None:
    decoded = DotDecoder(MODE_26).push(synthetic_stream(200, start_us=(1 << 32) - 1_000_000))
    assert (len(decoded.acc_ms2), decoded.lost) == (200, 0)
    assert decoded.time_s is not None
    np.testing.assert_allclose(np.diff(decoded.time_s), 0.016667, atol=1e-9)


@given(st.lists(st.booleans(), min_size=2, max_size=80))
def test_lost_samples_are_counted_by_their_times(there: list[bool]) -> None:
    there[0] = there[-1] = True
    packets = [p for p, came in zip(synthetic_stream(len(there)), there, strict=True) if came]
    decoded = DotDecoder(MODE_26).push(packets)
    assert (decoded.lost, len(decoded.acc_ms2)) == (there.count(False), there.count(True))


def test_what_comes_twice_or_late_is_left_out_and_a_clock_set_anew_followed() -> None:
    times = [1_000_000, 1_016_667, 1_016_667, 1_050_000, 1_033_333, 1_066_667, 900_000_000, 900_016_667]
    packets = [Packet("s", "long", k, synthetic_26(t)) for k, t in enumerate(times)]
    decoded = DotDecoder(MODE_26).push(packets)
    assert decoded.counts.tolist() == [1, 1, 0, 1, 0, 1, 1, 1]
    assert (decoded.lost, decoded.refused) == (1, 0)


@given(seed=st.integers(0, 1 << 32), cuts=cut_places)
@settings(max_examples=60)
def test_any_cut_of_lossy_and_damaged_packets_gives_the_same(seed: int, cuts: list[int]) -> None:
    rng = random.Random(seed)
    packets = [p for p in synthetic_stream(60) if rng.random() > 0.1]
    packets = [
        Packet("s", "long", p.arrival_ns, damaged(p.payload, rng) if rng.random() < 0.2 else p.payload) for p in packets
    ]
    assert_cut_makes_no_difference(lambda: DotDecoder(MODE_26), packets, cuts)


@given(seed=st.integers(0, 1 << 32))
@settings(max_examples=300)
def test_no_bytes_make_it_fail(seed: int) -> None:
    rng = random.Random(seed)
    payloads = [damaged(rng.choice([synthetic_26, synthetic_21])(rng.getrandbits(32)), rng) for _ in range(12)]
    packets = [Packet("s", "data", k, payload) for k, payload in enumerate(payloads)]
    for how in (MODE_26, MODE_21, Settings(), Settings(rate_hz=-1.0, values={MODE: "x"})):
        assert_sane(DotDecoder(how).push(packets), packets, samples_max=1)


@given(st.lists(st.one_of(st.binary(min_size=63, max_size=63), st.binary(min_size=40, max_size=40)), max_size=8))
@settings(max_examples=200)
def test_no_bytes_of_the_right_length_make_it_fail(payloads: list[bytes]) -> None:
    packets = [Packet("s", "data", k, payload) for k, payload in enumerate(payloads)]
    assert_sane(DotDecoder(Settings()).push(packets), packets, samples_max=1)


@dataclass
class FakeDot:
    """Behaves as the specification says, or as firmware that knows fewer modes.

    refuses: modes whose start is an error. attitudes: sends attitudes whatever is asked, as old firmware does.
    """

    rate_hz: int = 60
    measuring: int | None = None
    refuses: tuple[int, ...] = ()
    deaf: tuple[int, ...] = ()
    attitudes: bool = False
    has_info: bool = True
    keeps_rate: bool = False
    written: list[tuple[str, bytes]] = field(default_factory=list)

    def __call__(self, step: Step) -> list[bytes]:
        match step:
            case Read():
                return self._read(step.characteristic)
            case Write() | Ask():
                self.written.append((step.characteristic, step.payload))
                self._write(step.characteristic, step.payload)
                return self._data(step.channel, 1) if isinstance(step, Ask) else []
            case Listen():
                return self._data(step.channel, round(step.seconds * self.rate_hz))
        return []

    def _read(self, characteristic: str) -> list[bytes]:
        if characteristic == BATTERY:
            return [b"\x3c\x00"]
        if characteristic == DEVICE_INFO and self.has_info:
            return [struct.pack("<6s3BH5BIQ6s", b"mac123", 2, 4, 0, 2022, 5, 1, 1, 2, 3, 9, 0xD422CD0012AB, b"XS-T02")]
        if characteristic == DEVICE_CONTROL:
            return [CONTROL[:24] + struct.pack("<H", self.rate_hz) + CONTROL[26:]]
        return []

    def _write(self, characteristic: str, payload: bytes) -> None:
        if characteristic == MEASUREMENT:
            _, on, mode = payload
            if on and mode in self.refuses:
                raise GattError("refused", "Try again.")
            self.measuring = mode if on else None
        if characteristic == DEVICE_CONTROL:
            assert self.measuring is None, "settings cannot be written while it measures"
            if payload[0] & 0x10 and not self.keeps_rate:
                self.rate_hz = struct.unpack_from("<H", payload, 24)[0]

    def _data(self, channel: str | None, count: int) -> list[bytes]:
        if self.measuring is None or self.measuring in self.deaf:
            return []
        times = range(0, count * 16667, 16667)
        if self.attitudes:
            quaternion = [struct.pack("<I4f", t, 0.5, 0.5, 0.5, 0.5) for t in times]
            return [q.ljust({"long": 63, "medium": 40}[channel or "long"], b"\0") for q in quaternion]
        made = {26: synthetic_26, 21: synthetic_21}[self.measuring]
        return [made(t) for t in times] if channel == {26: "long", 21: "medium"}[self.measuring] else []


def test_a_sensor_with_new_firmware() -> None:
    fake = FakeDot(measuring=5)
    played = play(set_up(Wanted()), fake)
    how = played.result
    assert (how.rate_hz, how.values[MODE], fake.measuring) == (60.0, 26.0, 26)
    assert (how.firmware, how.serial, how.model) == ("2.4.0", "0000D422CD0012AB", "Movella DOT XS-T02")
    assert "60 samples" in how.warnings[0]
    assert DEVICE_CONTROL not in {where for where, _ in fake.written}
    play(tear_down(how), fake)
    assert fake.measuring is None


def test_the_rate_is_set_where_it_is_another() -> None:
    fake = FakeDot(rate_hz=12, measuring=26)
    assert play(set_up(Wanted()), fake).result.rate_hz == 60.0
    assert fake.rate_hz == 60
    stubborn = play(set_up(Wanted()), FakeDot(rate_hz=20, keeps_rate=True)).result
    assert stubborn.rate_hz == 20.0
    assert any("ask for" in said for said in stubborn.warnings)
    assert play(set_up(Wanted(rate_hz=25.0)), FakeDot()).result.rate_hz == 20.0


@pytest.mark.parametrize("fake", [FakeDot(refuses=(26,)), FakeDot(deaf=(26,))])
def test_mode_21_where_26_is_refused_or_gives_nothing(fake: FakeDot) -> None:
    how = play(set_up(Wanted()), fake).result
    assert (how.values[MODE], fake.measuring) == (21.0, 21)
    assert any("old" in said for said in how.warnings)
    again = play(set_up(Wanted(before=how)), fake)
    assert measure(26, on=True) not in again.written


def test_old_firmware_that_sends_attitudes_whatever_is_asked() -> None:
    with pytest.raises(SetupError) as caught:
        play(set_up(Wanted()), FakeDot(attitudes=True))
    assert "firmware" in caught.value.advice


def test_a_link_that_breaks_is_not_taken_for_a_sensor_that_refuses() -> None:
    with pytest.raises(GattError):
        play(set_up(Wanted()), FakeDot(refuses=(26, 21)))


def test_what_the_sensor_does_not_tell_is_unknown() -> None:
    how = play(set_up(Wanted()), FakeDot(has_info=False)).result
    assert (how.serial, how.firmware, how.model) == (None, None, "Movella DOT")


def test_the_battery() -> None:
    assert play(battery(MODE_26), FakeDot()).result == 0.6
    assert play(battery(MODE_26), lambda _: []).result is None
    assert play(battery(MODE_26), lambda _: [b"\xff"]).result is None


def test_payloads_are_asked_for_on_their_own_characteristics() -> None:
    assert (CUSTOM_5.characteristic, RATE_QUANTITIES.characteristic) == (LONG_PAYLOAD, MEDIUM_PAYLOAD)
    assert LONG_PAYLOAD == "15172002-4947-11e9-8646-d663bd873d93"


def test_how_it_is_recognised() -> None:
    assert all(recognises(Advert("x", name)) for name in ("Xsens DOT", "Movella DOT", "Movella Dot"))
    assert recognises(Advert("x", None, manufacturer={0x0886: b""}))
    assert not recognises(Advert("x", "Movesense 1", manufacturer={0x0886: b""}))
    assert not recognises(Advert("x"))
    assert DRIVER.handling is not None
    assert "60" in (DRIVER.handling.caution or "")
