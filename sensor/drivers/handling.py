"""How a sensor is handled over Bluetooth: recognised, set up, asked, stopped. Steps only; `sensor.ble` takes them.

A driver's conversation is a generator that yields steps and is sent the answers, so that it is as pure as its codec:
a test plays the sensor with a few lines and no radio, and no driver imports bleak or asyncio.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sensor.drivers.settings import Settings, Wanted

ANSWER_TIMEOUT_S: Final = 2.0
"""A connected sensor answers within a few connection intervals; 150 ms is ordinary, stalls of 240 ms happen."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Have notifications (or indications) of a characteristic come as packets of a channel. Answer: nothing."""

    characteristic: str
    channel: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic. Answer: its value, or nothing where the sensor does not have it."""

    characteristic: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write a characteristic; response: have the sensor acknowledge it. Answer: nothing."""

    characteristic: str
    payload: bytes
    response: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Write, then wait for a notification on a channel. Answer: the first that `answers` takes, or nothing in time.

    tries: how often to write before giving up; timeout_s: for each.
    """

    characteristic: str
    payload: bytes
    channel: str
    answers: Callable[[bytes], bool]
    response: bool = False
    timeout_s: float = ANSWER_TIMEOUT_S
    tries: int = 2


@dataclass(frozen=True, slots=True)
class Listen:
    """Let time pass. Answer: the notifications that came on the channel meanwhile, in order.

    channel: None only waits.
    """

    channel: str | None
    seconds: float


Step: TypeAlias = Subscribe | Read | Write | Ask | Listen
Answer: TypeAlias = tuple[bytes, ...]
"""Payloads; empty where there is no answer."""

SetUp: TypeAlias = Generator[Step, Answer, Settings]
Question: TypeAlias = Generator[Step, Answer, float | None]
TearDown: TypeAlias = Generator[Step, Answer, None]
"""Conversations. A step that the radio cannot do throws GattError into them; their own errors are SetupErrors."""


@dataclass(frozen=True, slots=True)
class Advert:
    """What a device says of itself to everyone in range.

    service_uuids: lower case, 128 bit. manufacturer: data by company id. rssi_dbm: signal, None if unknown.
    """

    address: str
    name: str | None = None
    service_uuids: frozenset[str] = frozenset()
    manufacturer: Mapping[int, bytes] = field(default_factory=dict)
    rssi_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """How a kind of sensor is handled.

    label: what to call it to the user ("WitMotion WT901BLE").
    recognises: whether an advert is this kind's.
    set_up: after connecting, up to streaming. tear_down: before disconnecting, given how it was set up.
    battery: asked every minute while it streams: 0 to 1, None where it cannot be told.
    caution: what the user must know before buying or using it (no gyroscope, 60 Hz), or None.
    """

    label: str
    recognises: Callable[[Advert], bool]
    set_up: Callable[[Wanted], SetUp]
    tear_down: Callable[[Settings], TearDown]
    battery: Callable[[Settings], Question]
    caution: str | None = None


def uuid16(short: int) -> str:
    """The 128-bit form of a 16-bit identifier on the Bluetooth SIG's base (Core Specification, Vol 3 Part B 2.5.1)."""
    return f"0000{short:04x}-0000-1000-8000-00805f9b34fb"


BATTERY_LEVEL: Final = uuid16(0x2A19)


def battery_level(_: Settings) -> Question:
    """The standard battery service: one byte, percent."""
    answer = yield Read(BATTERY_LEVEL)
    return answer[0][0] / 100 if answer and len(answer[0]) >= 1 and answer[0][0] <= 100 else None


def nothing_to_stop(_: Settings) -> TearDown:
    """For sensors that stop by themselves once nobody listens."""
    yield from ()
