"""MetaMotion: documented bytes, two streams that lose packets, and a board that must be stopped before it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

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
from tests.sensor.drivers.playing import play

G_MS2 = 9.80665
R = Settings(
    rate_hz=100.0, acc_range_g=16.0, gyro_range_dps=2000.0, values={"acc_chip": "bmi160", "gyro_chip": "bmi160"}
)
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
