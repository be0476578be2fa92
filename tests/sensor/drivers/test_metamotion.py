"""MetaMotion: documented bytes, two streams that lose packets, and a board that must be stopped before it starts."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensor.drivers.base import Decoded
from sensor.drivers.handling import Advert, Ask, Listen, Question, Read, Step, Subscribe, Write
from sensor.drivers.metamotion.codec import (
    BATTERY_READS,
    Chip,
    Part,
    acc_config,
    acc_scale_ms2,
    battery_share,
    connection_command,
    counts_of,
    data_of,
    gyro_config,
    gyro_scale_rads,
)
from sensor.drivers.metamotion.decoder import MetaMotionDecoder
from sensor.drivers.metamotion.merge import PARAMS as MERGE
from sensor.drivers.metamotion.talk import (
    COMMAND,
    FIRMWARE,
    MODEL,
    NOTIFY,
    SERIAL,
    SERVICE,
    battery,
    recognises,
    set_up,
    tear_down,
)
from sensor.drivers.registry import driver
from sensor.drivers.settings import UNKNOWN_SETTINGS, Settings, Wanted
from sensor.errors import PacketError, SetupError
from sensor.packets import Packet
from tests.sensor.drivers.playing import play

G_MS2 = 9.80665
R = Settings(
    rate_hz=100.0, acc_range_g=16.0, gyro_range_dps=2000.0, values={"acc_chip": "bmi160", "gyro_chip": "bmi160"}
)
S = replace(R, values={"acc_chip": "bmi270", "gyro_chip": "bmi270"})
CHIPS = {chip: dict.fromkeys(Part, chip) for chip in Chip}


@pytest.mark.parametrize(
    ("payload", "chip", "range_g", "expected_g"),
    [
        ("030416c494a22ad0", "bmi160", 4, [[-1.872, -2.919, -1.495]]),
        ("030416c494a22ad0", "bmi270", 4, [[-1.872, -2.919, -1.495]]),
        (
            "031c62b7530de9fd16d04d0e57028affa1050a01", "bmi160", 8,
            [[-4.539, 0.833, -0.131], [-2.995, 0.894, 0.146], [-0.029, 0.352, 0.065]],
        ),
        (
            "030562b7530de9fd16d04d0e57028affa1050a01", "bmi270", 8,
            [[-4.539, 0.833, -0.131], [-2.995, 0.894, 0.146], [-0.029, 0.352, 0.065]],
        ),
    ],
)  # fmt: skip
def test_acceleration_as_the_makers_tests_have_it(
    payload: str, chip: str, range_g: float, expected_g: list[list[float]]
) -> None:
    for chips in (CHIPS[Chip(chip)], {}):
        part, counts = data_of(bytes.fromhex(payload), chips)
        assert part is Part.ACC
        np.testing.assert_allclose(counts * acc_scale_ms2(range_g) / G_MS2, expected_g, atol=6e-4)


@pytest.mark.parametrize(
    ("payload", "range_dps", "expected_dps"),
    [
        ("13053e43ff7f0080", 500, [[262.409, 499.497, -499.512]]),
        (
            "13070915ad2608de8a1a0d2665e48d20ac2773ec", 1000,
            [[164.177, 301.86, -265.122], [207.134, 296.982, -215.457], [254.055, 309.634, -152.591]],
        ),
    ],
)  # fmt: skip
def test_turn_rates_as_the_makers_tests_have_them(
    payload: str, range_dps: float, expected_dps: list[list[float]]
) -> None:
    for chips in (CHIPS[Chip.BMI160], {}):
        part, counts = data_of(bytes.fromhex(payload), chips)
        assert part is Part.GYRO
        np.testing.assert_allclose(np.degrees(counts * gyro_scale_rads(range_dps)), expected_dps, atol=1e-3)


def test_one_register_means_two_things() -> None:
    """13 05: single samples of a BMI160, packed samples of a BMI270."""
    single, packed = bytes.fromhex("1305") + bytes(6), bytes.fromhex("1305") + bytes(18)
    assert data_of(single, CHIPS[Chip.BMI160])[1].shape == (1, 3)
    assert data_of(packed, CHIPS[Chip.BMI270])[1].shape == (3, 3)
    for payload, chip in ((packed, Chip.BMI160), (single, Chip.BMI270)):
        with pytest.raises(PacketError):
            data_of(payload, CHIPS[chip])


def test_processors_send_the_same_numbers() -> None:
    """Not used here, for 100 single samples a second would be needed, but their bytes are documented, too."""
    accounter = bytes.fromhex("090300a6330d00c100b12419cd")
    assert int.from_bytes(accounter[3:7], "little") == 865190
    np.testing.assert_allclose(
        counts_of(accounter[7:]) * acc_scale_ms2(2) / G_MS2, [[0.0118, 0.573, -0.795]], atol=5e-4
    )
    fuser = bytes.fromhex("0903041e020000f40d3c3999110180d691d367")
    assert int.from_bytes(fuser[3:7], "little") == 542
    assert counts_of(fuser[7:]).tolist() == [[3572, 14652, 4505], [-32767, -28202, 26579]]
    for payload in (accounter, fuser):
        with pytest.raises(PacketError):
            data_of(payload, {})


def test_commands_as_the_makers_tests_have_them() -> None:
    assert acc_config(Chip.BMI160, 200, 8).hex() == "03032908"
    assert acc_config(Chip.BMI160, 100, 16).hex() == "0303280c"
    assert acc_config(Chip.BMI270, 100, 16).hex() == "0303a803"
    assert acc_config(Chip.BMI270, 200, 8).hex() == "0303a902"
    assert gyro_config(200, 2000).hex() == "13032900"
    assert connection_command(750, 1000, 128, 16384).hex() == "1109580220038000" + "6606"
    assert battery_share(bytes.fromhex("118c633410")) == 0.99
    assert battery_share(bytes.fromhex("118cff3410")) is None
    assert battery_share(bytes.fromhex("0380")) is None


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


# The board.


@dataclass
class Board:
    """A board that answers as the real ones do, and streams only what was configured, subscribed, and started.

    left_running: as after a connection that broke. dead: parts that do not start.
    """

    impl: dict[int, bytes] = field(default_factory=lambda: {0x03: b"\x01\x01", 0x13: b"\x00\x01"})
    packed: dict[int, int] = field(default_factory=lambda: {0x03: 0x1C, 0x13: 0x07})
    running: set[tuple[int, str]] = field(default_factory=set)
    dead: frozenset[int] = frozenset()
    share: float = 1.0
    battery_command: bytes = BATTERY_READS[0]
    configs: dict[int, bytes] = field(default_factory=dict)
    log: list[bytes] = field(default_factory=list)

    def __call__(self, step: Step) -> list[bytes]:
        match step:
            case Subscribe():
                assert step.characteristic == NOTIFY
            case Read():
                return [{MODEL: b"5", FIRMWARE: b"1.7.3", SERIAL: b"0532A1\0"}[step.characteristic]]
            case Write() | Ask():
                assert step.characteristic == COMMAND
                return self._told(step.payload)
            case Listen():
                return self._streamed(step.seconds)
        return []

    def _told(self, command: bytes) -> list[bytes]:
        self.log.append(command)
        module, register, body = command[0], command[1], command[2:]
        if register == 0x80:
            return [command + self.impl.get(module, b"")]
        if command == self.battery_command:
            return [b"\x03\x1c" + bytes(18), b"\x11\x8c\x63\x34\x10"]
        switches = {0x01: "start", 0x02: "enable", self.packed.get(module, -1): "packed"}
        if module in self.packed and register == 0x03:
            assert not self.streams(module), "configured while it runs"
            self.configs[module] = body
        elif module in self.packed and register in switches:
            (self.running.add if body[0] else self.running.discard)((module, switches[register]))
        return []

    def streams(self, module: int) -> bool:
        return {(module, what) for what in ("start", "enable", "packed")} <= self.running and module not in self.dead

    def _streamed(self, seconds: float) -> list[bytes]:
        sent = [bytes([m, r]) + bytes(18) for m, r in self.packed.items() if self.streams(m) and m in self.configs]
        return sent * int(seconds * 100 / 3 * self.share)


def bmi270() -> Board:
    return Board(impl={0x03: b"\x04\x00", 0x13: b"\x01\x00"}, packed={0x03: 0x05, 0x13: 0x05})


@pytest.mark.parametrize(("make", "chip", "acc"), [(Board, "bmi160", "280c"), (bmi270, "bmi270", "a803")])
def test_set_up_as_wanted(make: Callable[[], Board], chip: str, acc: str) -> None:
    board = make()
    got = play(set_up(Wanted()), board).result
    assert got == Settings(
        rate_hz=100.0, acc_range_g=16.0, gyro_range_dps=2000.0, bandwidth_hz=40.0, model="MetaMotion R or RL",
        firmware="1.7.3", serial="0532A1", values={"acc_chip": chip, "gyro_chip": chip},
    )  # fmt: skip
    assert {module: body.hex() for module, body in board.configs.items()} == {0x03: acc, 0x13: "2800"}
    assert board.streams(0x03)
    assert board.streams(0x13)
    assert bytes.fromhex("110906000c0000009001") in board.log


def test_what_was_left_running_is_stopped_first() -> None:
    board = Board(running={(module, what) for module in (0x03, 0x13) for what in ("start", "enable", "packed")})
    play(set_up(Wanted()), board)
    log = [command.hex() for command in board.log]
    stops = ["030100", "03020001", "130100", "13020001", "0908", "0a05", "0b0a"]
    assert log[: len(stops)] == stops
    assert log.index("031c00") < log.index("0303280c") < log.index("031c01") < log.index("030101")


@pytest.mark.parametrize("make", [Board, bmi270])
def test_tear_down_stops_everything(make: Callable[[], Board]) -> None:
    board = make()
    got = play(set_up(Wanted()), board).result
    play(tear_down(got), board)
    assert not board.running
    play(set_up(Wanted()), board)
    play(tear_down(UNKNOWN_SETTINGS), board)
    assert not board.running


@pytest.mark.parametrize(
    ("wanted", "acc", "gyro", "expected"),
    [
        (Wanted(50, 8, 1000), "2708", "2701", (50.0, 8.0, 1000.0)),
        (Wanted(1, 1, 1), "2603", "2604", (25.0, 2.0, 125.0)),
        (Wanted(1e9, 1e9, 1e9), "280c", "2800", (100.0, 16.0, 2000.0)),
        (Wanted(99, 3, 300), "2705", "2702", (50.0, 4.0, 500.0)),
    ],
)
def test_the_nearest_that_it_can_do(wanted: Wanted, acc: str, gyro: str, expected: tuple[float, ...]) -> None:
    board = Board()
    got = play(set_up(wanted), board).result
    assert {module: body.hex() for module, body in board.configs.items()} == {0x03: acc, 0x13: gyro}
    assert (got.rate_hz, got.acc_range_g, got.gyro_range_dps) == expected


@pytest.mark.parametrize(
    ("impl", "match"),
    [
        ({0x03: b"\x01\x01"}, "gyroscope is missing"),
        ({0x03: b"\x00\x01", 0x13: b"\x00\x01"}, "accelerometer is missing or of another make"),
        ({0x03: b"\x01\x00", 0x13: b"\x00\x01"}, "too old"),
        ({}, "accelerometer is missing"),
    ],
)
def test_boards_that_cannot_be_used(impl: dict[int, bytes], match: str) -> None:
    with pytest.raises(SetupError, match=match):
        play(set_up(Wanted()), Board(impl=impl))


def test_a_board_that_does_not_answer() -> None:
    with pytest.raises(SetupError, match="does not answer"):
        play(set_up(Wanted()), lambda _: [])


def test_a_part_that_does_not_start() -> None:
    with pytest.raises(SetupError, match="sends no turn rate") as caught:
        play(set_up(Wanted()), Board(dead=frozenset({0x13})))
    assert "Reset" in caught.value.advice


def test_a_weak_link_is_told() -> None:
    got = play(set_up(Wanted()), Board(share=0.6)).result
    assert len(got.warnings) == 1
    assert "Of 100 samples a second" in got.warnings[0]


def test_a_second_connection_measures_nothing() -> None:
    before = play(set_up(Wanted()), Board()).result
    played = play(set_up(Wanted(before=before)), Board())
    assert played.result == before
    assert not [step for step in played.steps if isinstance(step, Listen) and step.channel is not None]


@pytest.mark.parametrize("command", BATTERY_READS)
def test_the_battery(command: bytes) -> None:
    assert play(_subscribed(), Board(battery_command=command)).result == 0.99
    assert play(_subscribed(), Board(battery_command=b"")).result is None


def _subscribed() -> Question:
    yield Subscribe(NOTIFY, "data")
    return (yield from battery(R))


def test_the_driver() -> None:
    found = driver("metamotion")
    assert found.handling is not None
    assert found.handling.recognises is recognises
    assert recognises(Advert("a", "MetaWear"))
    assert recognises(Advert("a", "my bar", frozenset({SERVICE})))
    assert not recognises(Advert("a", "WT901BLE68"))
