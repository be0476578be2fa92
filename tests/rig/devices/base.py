"""What every device of the rig has: a GATT table, a crystal, streams of samples, and answers. No D-Bus in here."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from tests.rig.motion import Motion, Reading, SlowSine
from tests.rig.tally import Tally

ATT_NOT_PERMITTED: Final = 0x03
ATT_BAD_LENGTH: Final = 0x0D
ATT_REFUSED: Final = 0x80
WRITTEN_KEPT: Final = 500
STRAY_SAMPLES: Final = 4000
"""A stream that nobody drained for so many samples is cut there: no device has a longer memory."""


class AttError(Exception):
    """The device refuses a read or a write, by code of the Attribute Protocol."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ATT error 0x{code:02x}")
        self.code = code


def uuid16(short: int) -> str:
    return f"0000{short:04x}-0000-1000-8000-00805f9b34fb"


BATTERY_SERVICE: Final = uuid16(0x180F)
BATTERY_LEVEL: Final = uuid16(0x2A19)
DEVICE_INFORMATION: Final = uuid16(0x180A)


@dataclass(frozen=True, slots=True)
class Characteristic:
    uuid: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    uuid: str
    characteristics: tuple[Characteristic, ...]


@dataclass(slots=True)
class Outgoing:
    """One notification on its way.

    stream: whose samples it carries, None for an answer. samples: how many; of a packet in parts the last part carries
    them, and needs the parts before it. spoiled: lost or damaged on purpose. tallies: where it is counted.
    """

    characteristic: str
    payload: bytes
    stream: str | None = None
    samples: int = 0
    needs: tuple[Outgoing, ...] = ()
    spoiled: bool = False
    tallies: tuple[Tally, ...] = ()


@dataclass(slots=True)
class Crystal:
    """The one oscillator that paces a device's samples and its clock.

    ppm: how much it runs fast. boot_s: monotonic time at which the clock read reads_s.
    """

    ppm: float
    boot_s: float
    reads_s: float = 0.0

    def device(self, host_s: float) -> float:
        return self.reads_s + (host_s - self.boot_s) * (1.0 + self.ppm * 1e-6)

    def host(self, device_s: float) -> float:
        return self.boot_s + (device_s - self.reads_s) / (1.0 + self.ppm * 1e-6)


@dataclass(frozen=True, slots=True)
class Sample:
    """time_s: by the device's own clock."""

    time_s: float
    reading: Reading


Pack: TypeAlias = Callable[[list[Sample]], Sequence[Outgoing]]


@dataclass(slots=True)
class Stream:
    """Samples at a fixed rate of the device's clock, gathered into packets of `per_packet`.

    pack: makes the notifications of one packet. taken: samples since it started. next_s: device time of the next one.
    """

    name: str
    rate_hz: float
    per_packet: int
    pack: Pack
    next_s: float
    taken: int = 0
    held: list[Sample] = field(default_factory=list)

    def advance(self, until_s: float, crystal: Crystal, motion: Motion, slowed: float) -> list[Outgoing]:
        """Take the samples due by device time until_s; give the packets they fill. slowed: factor on the rate."""
        step = 1.0 / (self.rate_hz * slowed)
        times: list[float] = []
        while self.next_s <= until_s and len(times) < STRAY_SAMPLES:
            times.append(self.next_s)
            self.next_s += step
        if not times:
            return []
        readings = motion.at([crystal.host(t) for t in times])
        self.held += map(Sample, times, readings)
        self.taken += len(times)
        out: list[Outgoing] = []
        while len(self.held) >= self.per_packet:
            out += self.pack(self.held[: self.per_packet])
            del self.held[: self.per_packet]
        return out


class Personality:
    """One device: what it advertises, what its table holds, how it answers and what it streams.

    A subclass overrides `services`, `read`, `write`, `subscribed`, `connected` and `disconnected` as far as it needs.
    All times are of the monotonic clock.
    """

    kind = ""
    default_ppm: float = 0.0

    def __init__(
        self,
        address: str,
        *,
        name: str | None,
        ppm: float | None = None,
        interval_s: float = 0.015,
        mtu: int = 247,
        battery: int = 87,
        rssi: int = -55,
        clock_s: float = 0.0,
    ) -> None:
        self.address = address
        self.name = name
        self.advertised: tuple[str, ...] = ()
        self.manufacturer: dict[int, bytes] = {}
        self.interval_s = interval_s
        self.mtu = mtu
        self.battery = battery
        self.rssi = rssi
        self.motion: Motion = SlowSine()
        self.slowed = 1.0
        self.crystal = Crystal(self.default_ppm if ppm is None else ppm, boot_s=0.0, reads_s=clock_s)
        self.streams: dict[str, Stream] = {}
        self.listened: set[str] = set()
        self.hang_up: Callable[[], None] = lambda: None
        self.stream_started: Callable[[str], None] = lambda _: None
        self.stream_stopped: Callable[[str, int], None] = lambda _, __: None
        self._answers: list[tuple[float, Outgoing]] = []
        self.written: deque[tuple[str, str]] = deque(maxlen=WRITTEN_KEPT)
        self.now_s = 0.0

    # What it is

    def services(self) -> tuple[Service, ...]:
        return ()

    def battery_service(self) -> Service:
        return Service(BATTERY_SERVICE, (Characteristic(BATTERY_LEVEL, ("read", "notify")),))

    # What it is asked

    def read(self, uuid: str) -> bytes:
        """The value of a readable characteristic. Raises AttError."""
        if uuid == BATTERY_LEVEL:
            return bytes([self.battery])
        raise AttError(ATT_NOT_PERMITTED)

    def write(self, uuid: str, data: bytes) -> None:
        """Take a written value in. Raises AttError, which only an acknowledged write tells the writer."""
        raise AttError(ATT_NOT_PERMITTED)

    def subscribed(self, uuid: str, on: bool) -> None:
        """Somebody began or ceased to listen; `listened` is up to date."""

    def connected(self) -> None:
        """A link came up; nobody listens yet."""

    def disconnected(self) -> None:
        """The link is down. Unless overridden, streams stop."""
        for name in list(self.streams):
            self.stop(name)

    def operate(self, what: str, values: Mapping[str, object]) -> object:
        """A control operation of this kind alone. Raises ValueError for what it does not know."""
        raise ValueError(f"a {self.kind} has no operation {what!r}")

    # For subclasses

    def answer(self, uuid: str, payload: bytes, after_s: float = 0.0) -> None:
        """Notify in answer to what was asked, at a connection event not before after_s."""
        self._answers.append((self.now_s + after_s, Outgoing(uuid, payload)))

    def start(self, name: str, rate_hz: float, per_packet: int, pack: Pack) -> None:
        """Begin a stream, or begin it anew."""
        self.stop(name)
        first_s = self.crystal.device(self.now_s) + 1.0 / rate_hz
        self.streams[name] = Stream(name, rate_hz, per_packet, pack, first_s)
        self.stream_started(name)

    def stop(self, name: str) -> None:
        stream = self.streams.pop(name, None)
        if stream is not None:
            self.stream_stopped(name, len(stream.held))

    # For the link

    def power_on(self, now_s: float) -> None:
        """The battery is put in."""
        self.now_s = self.crystal.boot_s = now_s

    def take(self, uuid: str, data: bytes) -> None:
        """Take in what was written, and remember that it was. Raises AttError."""
        self.written.append((uuid, data.hex()))
        self.write(uuid, data)

    def due(self, now_s: float) -> list[Outgoing]:
        """The notifications that are ready by now, in order."""
        self.now_s = now_s
        out = [outgoing for due_s, outgoing in self._answers if due_s <= now_s]
        if out:
            self._answers = [(due_s, outgoing) for due_s, outgoing in self._answers if due_s > now_s]
            out = [outgoing for outgoing in out if outgoing.characteristic in self.listened]
        until_s = self.crystal.device(now_s)
        for stream in list(self.streams.values()):
            out += stream.advance(until_s, self.crystal, self.motion, self.slowed)
        return out

    def forget_answers(self) -> None:
        self._answers.clear()


def steps(value: float, per_unit: float, lowest: int = -32768, highest: int = 32767) -> int:
    """A value in the device's steps, clipped to what its converter can give."""
    return min(max(round(value * per_unit), lowest), highest)


def int16s(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}h", *values)
