"""WitMotion: recognised, set up and asked; a sensor that forgets, lies, or is another model."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import pytest

from sensor.drivers.handling import Advert, Ask, Listen, Question, Step, Subscribe, Write
from sensor.drivers.registry import driver
from sensor.drivers.settings import Settings, Wanted
from sensor.drivers.witmotion.codec import (
    UNLOCK,
)
from sensor.drivers.witmotion.talk import NOTIFY, SERVICE, WRITE, battery, recognises, set_up
from sensor.errors import SetupError
from tests.sensor.drivers.playing import play
from tests.sensor.drivers.witmotion_bytes import FIRST


@pytest.mark.parametrize(
    ("name", "services", "known"),
    [
        ("WT901BLE67", (), True),
        ("WTVB01-BT50", (), True),
        (None, (SERVICE,), True),
        (None, (SERVICE.replace("9a34fb", "9b34fb"),), False),
        ("Newton", (), False),
        (None, (), False),
    ],
)
def test_which_adverts_it_takes(name: str | None, services: tuple[str, ...], known: bool) -> None:
    assert recognises(Advert("00:11:22:33:44:55", name, frozenset(services))) is known


@dataclass
class WT901:
    """A sensor that behaves: locked until unlocked, its rate by register, replies between frames.

    hz_of: what it really sends for each code. deaf: registers whose writes it ignores. mute: registers that it does
    not answer for. size: bytes of a frame, 20 but for other models.
    """

    registers: dict[int, int] = field(default_factory=lambda: {0x03: 0x06, 0x1F: 0x04, 0x24: 0, 0x64: 0x0185, 0x96: 0})
    hz_of: dict[int, float] = field(default_factory=lambda: {6: 10.05, 8: 49.45, 9: 99.26, 0x0A: 99.29, 0x0B: 198.43})
    deaf: frozenset[int] = frozenset()
    mute: frozenset[int] = frozenset()
    size: int = 20
    frame: bytes = FIRST[:20]
    unlocked: bool = False
    due: float = 0.0

    def __post_init__(self) -> None:
        self.registers |= {0x2E: 0x0116, 0x2F: 0x89D8, 0x66: 0x1147, 0x67: 0x901A, 0x68: 0xFD08}

    def __call__(self, step: Step) -> list[bytes]:
        match step:
            case Subscribe():
                assert step.characteristic == NOTIFY
            case Write() | Ask():
                assert step.characteristic == WRITE
                return self._told(step.payload)
            case Listen(channel="data"):
                return self._streamed(step.seconds)
            case _:
                pass
        return []

    def _told(self, command: bytes) -> list[bytes]:
        head, register, value = command[:2], command[2], int.from_bytes(command[3:], "little")
        assert head == b"\xff\xaa"
        if register == 0x27:
            words = [self.registers.get(value + k, 0) for k in range(8)]
            reply = b"\x55\x71" + struct.pack("<H8H", value, *words)
            return [FIRST] if value in self.mute else [FIRST, FIRST[:20] + reply]
        assert register != 0, "settings are never saved"
        if register == 0x69:
            self.unlocked = True
        elif self.unlocked and register not in self.deaf:
            self.registers[register] = value
            self.unlocked = False
        return []

    def _streamed(self, seconds: float) -> list[bytes]:
        self.due += seconds * self.hz_of.get(self.registers[0x03], 0.0)
        count, self.due = int(self.due), self.due % 1
        stream = (self.frame + bytes(self.size - 20)) * count
        return [stream[k : k + 4 * self.size] for k in range(0, len(stream), 4 * self.size)]


def test_set_up_as_wanted() -> None:
    sensor = WT901()
    played = play(set_up(Wanted()), sensor)
    measured_hz = played.result.values["measured_hz"]
    assert measured_hz == pytest.approx(198.4, abs=3)
    assert played.result == Settings(
        rate_hz=200.0, acc_range_g=16.0, gyro_range_dps=2000.0, bandwidth_hz=98.0, firmware="10080.1.22",
        serial="FD:08:90:1A:11:47", values={"rate_code": 11, "measured_hz": measured_hz},
    )  # fmt: skip
    assert (sensor.registers[0x03], sensor.registers[0x1F], sensor.registers[0x24]) == (0x0B, 0x02, 1)
    assert played.waited_s < 5


def test_each_write_is_unlocked_and_given_time() -> None:
    steps = play(set_up(Wanted()), WT901()).steps
    writes = [k for k, step in enumerate(steps) if isinstance(step, Write)]
    commands = [steps[k] for k in writes]
    assert [c.payload == UNLOCK for c in commands if isinstance(c, Write)] == [True, False] * (len(writes) // 2)
    assert all(steps[k + 1] == Listen(None, 0.1) for k in writes)


@pytest.mark.parametrize(("wanted_hz", "code", "hz"), [(100, 0x09, 100.0), (60, 0x08, 50.0), (10, 0x08, 50.0)])
def test_other_rates(wanted_hz: float, code: int, hz: float) -> None:
    sensor = WT901()
    assert play(set_up(Wanted(rate_hz=wanted_hz)), sensor).result.rate_hz == hz
    assert sensor.registers[0x03] == code


def test_a_firmware_without_the_200_hz_code() -> None:
    """Its data sheet says 0A for 200 Hz, and 0B is ignored."""
    sensor = WT901(hz_of={6: 10.0, 9: 100.0, 0x0A: 200.0, 0x0B: 10.0})
    got = play(set_up(Wanted()), sensor).result
    assert (got.rate_hz, got.values["rate_code"], got.warnings) == (200.0, 0x0A, ())


def test_falls_back_to_what_it_keeps_and_says_so() -> None:
    sensor = WT901(hz_of={6: 10.0, 8: 50.0, 9: 99.3, 0x0A: 99.3, 0x0B: 99.3})
    got = play(set_up(Wanted()), sensor).result
    assert (got.rate_hz, got.bandwidth_hz, sensor.registers[0x03]) == (100.0, 42.0, 0x09)
    assert len(got.warnings) == 1
    assert "instead of 200" in got.warnings[0]


def test_a_sensor_that_takes_no_writes() -> None:
    sensor = WT901(deaf=frozenset({0x03, 0x1F, 0x24}))
    sensor.registers[0x1F] = 0x03
    got = play(set_up(Wanted()), sensor).result
    assert got.rate_hz == pytest.approx(10, abs=1)
    assert sorted(text[:22] for text in got.warnings) == ["The sensor did not con"] * 3 + ["The sensor sends 10 sa"]


def test_a_sensor_that_answers_no_reads() -> None:
    """It does as told, and the rate is counted: only what it would have said of itself is missing."""
    got = play(set_up(Wanted()), WT901(mute=frozenset({0x03, 0x1F, 0x24, 0x2E, 0x66, 0x96}))).result
    assert (got.rate_hz, got.firmware, got.serial) == (200.0, None, None)
    assert len(got.warnings) == 3


@pytest.mark.parametrize("code", [0x06, 0x01])
def test_another_model_is_refused(code: int) -> None:
    """Before anything is written to it where it streams; where it is too slow to be seen at first, once it is not."""
    sensor = WT901(size=28)
    sensor.registers[0x03] = code
    with pytest.raises(SetupError, match="28 bytes") as caught:
        play(set_up(Wanted()), sensor)
    assert "WT901BLE67" in caught.value.advice
    assert (sensor.registers[0x03] == code) is (code == 0x06)


def test_a_sensor_that_sends_nothing() -> None:
    with pytest.raises(SetupError, match="no data"):
        play(set_up(Wanted()), WT901(hz_of={}))


def test_displacements_are_switched_off() -> None:
    sensor = WT901()
    sensor.registers[0x96] = 1
    got = play(set_up(Wanted()), sensor).result
    assert sensor.registers[0x96] == 0
    assert "displacements" in got.warnings[0]
    stubborn = WT901(deaf=frozenset({0x96}))
    stubborn.registers[0x96] = 1
    with pytest.raises(SetupError, match="displacements"):
        play(set_up(Wanted()), stubborn)


def test_an_acceleration_that_cannot_be() -> None:
    still = b"\x55\x61" + struct.pack("<9h", 0, 0, 300, *[0] * 6)
    got = play(set_up(Wanted()), WT901(frame=still)).result
    assert "0.15 g" in got.warnings[0]


def test_a_second_connection_measures_nothing_and_writes_everything() -> None:
    before = play(set_up(Wanted(rate_hz=100)), WT901()).result
    again = WT901()
    played = play(set_up(Wanted(rate_hz=100, before=before)), again)
    assert played.result == before
    assert (again.registers[0x03], again.registers[0x1F], again.registers[0x24]) == (0x09, 0x03, 1)
    assert not [step for step in played.steps if isinstance(step, Listen) and step.channel is not None]
    assert played.waited_s < 1


def test_the_battery_is_asked() -> None:
    assert play(_subscribed(), WT901()).result == 0.75
    assert play(_subscribed(), WT901(mute=frozenset({0x64}))).result is None


def _subscribed() -> Question:
    yield Subscribe(NOTIFY, "data")
    return (yield from battery(Settings()))


def test_the_driver() -> None:
    found = driver("witmotion")
    assert found.handling is not None
    assert found.handling.recognises(Advert("a", "WT901BLE68"))
    assert list(found.handling.tear_down(Settings())) == []
