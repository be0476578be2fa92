"""Movesense sensors by their GATT SensorData Protocol (GSP), part of the default firmware since 2.3.0.

A notification is a kind, the reference of the subscription, and a body. A body of `/Meas/IMU6/RATE` is the time of its
first sample (u32, ms), then all accelerations (m/s^2), then all turn rates (dps), as 32-bit floats; what is longer
than 150 bytes comes in parts. Sources: Movesense's specification of the protocol and its device library; recorded
bytes: sensein/movesense-py. 52 Hz is known from recordings, 104 Hz from the maker's example, 208 Hz is untested.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG
from dsp.samples import FloatArray
from sensor.drivers.base import Decoded, Driver, nothing_decoded
from sensor.drivers.block_clock import BlockClock
from sensor.drivers.counters import Unwrapper
from sensor.drivers.device_info import plain_text
from sensor.drivers.handling import (
    Advert,
    Answer,
    Ask,
    Handling,
    Listen,
    Question,
    SetUp,
    Step,
    Subscribe,
    TearDown,
    Write,
)
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError, SetupError
from sensor.packets import Packet

SERVICE: Final = "34802252-7185-4d5d-b431-630e7050e8f0"
WRITE: Final = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY: Final = "34800002-7185-4d5d-b431-630e7050e8f0"

DATA: Final = "data"
HELLO, SUBSCRIBE, UNSUBSCRIBE, GET = 0, 1, 2, 4
RESULT, WHOLE, PART_2, PART_3 = 1, 2, 3, 4
IMU_REFERENCE: Final = 1
HELLO_REFERENCE: Final = 100
RANGE_REFERENCE: Final = 101
BATTERY_REFERENCE: Final = 102
OK: Final = 200
BATTERY_PATH: Final = "/System/Energy/Level"
RANGE_PATH: Final = "/Meas/IMU/Config"

RATES_HZ: Final = (208, 104, 52)
"""In the order in which they are tried, from the one wanted on."""
UNTESTED_FROM_HZ: Final = 208

ACC_RANGE_G: Final = 8.0
GYRO_RANGE_DPS: Final = 2000.0
"""Where the sensor does not tell: inferred from the steps of recorded values, 0.244 mg and 0.07 dps."""

_STAMP: Final = struct.Struct("<I")
_STAMP_BITS: Final = 32
_ROW_BYTES: Final = 12
_OTHER: Final = "Use a Movesense sensor with firmware 2.3.0 or later."


@dataclass(frozen=True, slots=True)
class MovesenseParams:
    """What is believed of a packet.

    part_bytes: lengths that only the first parts of a longer body have (150; 148 where the header counts).
    samples_max: 16 come at 208 Hz; more makes no sense. blocks_hz: the sensor sends 13 packets a second at each of its
    rates up to 208 Hz. doubt_s: a second part that comes so long after the first may belong to another packet; it is
    held until the next packet tells. doubt_share: the next packet is the very next if its time is less than so many
    packets' later.
    listen_s: for a first look at the data. untested_listen_s, untested_share: a rate that nobody tested is kept if
    so large a share of its samples comes.
    """

    part_bytes: tuple[int, int] = (148, 150)
    samples_max: int = 64
    blocks_hz: float = 13.0
    doubt_s: float = 0.04
    doubt_share: float = 1.5
    listen_s: float = 0.4
    untested_listen_s: float = 1.5
    untested_share: float = 0.8


PARAMS: Final = MovesenseParams()


def command(kind: int, reference: int, path: str = "", *, ended: bool = True) -> bytes:
    """What is written to the sensor; ended: with a zero after the path, as most programs send it."""
    return bytes([kind, reference]) + path.encode() + (b"\0" if path and ended else b"")


def body_values(body: bytes, streams: int) -> tuple[int, FloatArray]:
    """Time of the first sample, ms, and the values (streams, n, 3) of a body: 2 streams of IMU6, 1 of Acc or Gyro.

    Raises PacketError where the length does not fit, or a value is no number.
    """
    count, over = divmod(len(body) - _STAMP.size, streams * _ROW_BYTES)
    if over or not 1 <= count <= PARAMS.samples_max:
        raise PacketError(f"a packet of {len(body)} bytes is none of {streams} streams", _OTHER)
    with np.errstate(invalid="ignore"):
        values = np.frombuffer(body, dtype="<f4", offset=_STAMP.size).astype(np.float64)
    if not np.isfinite(values).all():
        raise PacketError("a packet holds values that are no numbers", _OTHER)
    return _STAMP.unpack_from(body)[0], values.reshape(streams, count, 3)


def result(payload: bytes, reference: int) -> tuple[int, bytes] | None:
    """Status and data of the reply to a command; None for another notification."""
    if len(payload) < 4 or payload[0] != RESULT or payload[1] != reference:
        return None
    return int.from_bytes(payload[2:4], "little"), payload[4:]


class _Joiner:
    """Bodies out of notifications: parts are joined, and a body whose part is missing is dropped whole.

    Two notifications lost in a row, a second part and the next first one, would leave parts of two packets that fit by
    their lengths. These come a packet's time apart, so a pair that came slowly is held until the next packet's time
    tells whether one is missing.
    """

    def __init__(self, params: MovesenseParams = PARAMS) -> None:
        self._params = params
        self._open = b""
        self._next_kind = WHOLE
        self._open_ns = 0
        self._doubted: bytes | None = None

    def take(self, kind: int, body: bytes, arrival_ns: int) -> tuple[list[bytes], int]:
        """Bodies that are whole now, and how many had to be dropped."""
        done: list[bytes] = []
        dropped = 0
        if kind == WHOLE:
            dropped = int(bool(self._open))
            if self._doubted is not None:
                follows = self._follows(self._doubted, body)
                done += [self._doubted] if follows else []
                dropped += not follows
                self._doubted = None
            self._open, self._next_kind, self._open_ns = b"", WHOLE, arrival_ns
        if kind != self._next_kind:
            self._open, self._next_kind = b"", WHOLE
            return done, dropped + 1
        self._open += body
        if self._params.part_bytes[0] <= len(body) <= self._params.part_bytes[1] and kind < PART_3:
            self._next_kind = kind + 1
            return done, dropped
        whole, self._open, self._next_kind = self._open, b"", WHOLE
        if kind != WHOLE and arrival_ns - self._open_ns > self._params.doubt_s * 1e9:
            self._doubted = whole
        else:
            done.append(whole)
        return done, dropped

    def _follows(self, body: bytes, following: bytes) -> bool:
        """Whether a body is the very next after another."""
        if len(body) < _STAMP.size or len(following) < _STAMP.size:
            return False
        earlier_ms, later_ms = (int(_STAMP.unpack_from(b)[0]) for b in (body, following))
        return (later_ms - earlier_ms) % (1 << _STAMP_BITS) < self._params.doubt_share * 1000.0 / self._params.blocks_hz


class MovesenseDecoder:
    """Notifications to samples, timed by the packets' own times without their rounding to milliseconds."""

    def __init__(self, settings: Settings) -> None:
        self._rate_hz = settings.rate_hz if settings.rate_hz is not None and settings.rate_hz > 0 else None
        self._joiner = _Joiner()
        self._unwrap = Unwrapper(_STAMP_BITS)
        self._clock: BlockClock | None = None

    def push(self, packets: Sequence[Packet]) -> Decoded:
        blocks: list[tuple[FloatArray, FloatArray, FloatArray]] = []
        counts = np.zeros(len(packets), dtype=np.int64)
        refused = lost = 0
        for k, packet in enumerate(packets):
            bodies, dropped = self._bodies(packet)
            refused += dropped
            for body in bodies:
                try:
                    stamp_ms, values = body_values(body, streams=2)
                except PacketError:
                    refused += 1
                    continue
                time_s, missing = self._times(stamp_ms, values.shape[1])
                lost += missing
                counts[k] += len(time_s)
                if len(time_s):
                    blocks.append((time_s, values[0], values[1]))
        if not blocks:
            return nothing_decoded(len(packets), refused)
        time_s, acc_ms2, gyro_dps = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        return Decoded(time_s, acc_ms2, gyro_dps * RAD_PER_DEG, counts, refused, lost)

    def _bodies(self, packet: Packet) -> tuple[list[bytes], int]:
        payload = packet.payload
        if len(payload) > 2 and payload[0] == RESULT:
            return [], 0  # the reply to a question, such as how full the battery is
        if len(payload) <= 2 or not WHOLE <= payload[0] <= PART_3 or payload[1] != IMU_REFERENCE:
            return [], 1
        return self._joiner.take(payload[0], payload[2:], packet.arrival_ns)

    def _times(self, stamp_ms: int, count: int) -> tuple[FloatArray, int]:
        """Times of a packet's samples, and how many are missing before; no times for a packet that is late."""
        if self._clock is None:
            self._clock = BlockClock(self._rate_hz or count * PARAMS.blocks_hz)
        placed = self._clock.place(self._unwrap(stamp_ms) * 1e-3, count)
        if placed is None:
            return np.empty(0), 0
        return np.asarray(placed.start_s + np.arange(count) * placed.period_s), placed.lost


def set_up(wanted: Wanted) -> SetUp:
    """Greet, learn the ranges, subscribe at the rate wanted or the next lower one that works."""
    yield Subscribe(NOTIFY, DATA)
    # A connection that broke may have left its subscription behind. What is answered comes before the greeting.
    yield Write(WRITE, command(UNSUBSCRIBE, IMU_REFERENCE), response=True)
    hello = yield Ask(
        WRITE,
        command(HELLO, HELLO_REFERENCE),
        DATA,
        answers=lambda said: said[:2] == bytes([RESULT, HELLO_REFERENCE]),
        response=True,
    )
    if not hello:
        raise SetupError("the sensor does not speak the Movesense GATT SensorData Protocol", _OTHER)
    # After the header: the protocol's version, then texts that end on zero each.
    texts = [plain_text(text) for text in hello[0][3:].split(b"\0")] + [None] * 5
    acc_range_g, gyro_range_dps = yield from _ranges()
    rate_hz = yield from _started(wanted)
    return Settings(
        rate_hz=float(rate_hz),
        acc_range_g=acc_range_g or ACC_RANGE_G,
        gyro_range_dps=gyro_range_dps or GYRO_RANGE_DPS,
        model=texts[1],
        firmware=texts[4],
        serial=texts[0],
        values={"ranges": "told" if acc_range_g else "inferred"},
        warnings=_warnings(rate_hz, acc_range_g),
    )


def _answers(reference: int) -> Callable[[bytes], bool]:
    return lambda payload: result(payload, reference) is not None


def _ranges() -> Generator[Step, Answer, tuple[float | None, float | None]]:
    """Full scales, g and dps, where the sensor tells them; they cannot be set by this protocol."""
    question = command(GET, RANGE_REFERENCE, RANGE_PATH)
    answer = yield Ask(WRITE, question, DATA, _answers(RANGE_REFERENCE), response=True, timeout_s=1.0, tries=1)
    status, told = (result(answer[0], RANGE_REFERENCE) if answer else None) or (0, b"")
    if status != OK or len(told) < 3 or not told[0] or not told[1] | told[2]:
        return None, None
    return float(told[0]), float(int.from_bytes(told[1:3], "little"))


def _started(wanted: Wanted) -> Generator[Step, Answer, int]:
    """Subscribe; the rate that it became. Raises SetupError where none does."""
    heard: Answer = ()
    for rate_hz in [rate for rate in RATES_HZ if rate <= wanted.rate_hz] or [RATES_HZ[-1]]:
        if not (yield from _subscribed(rate_hz)):
            continue
        untested = rate_hz >= UNTESTED_FROM_HZ
        if wanted.before is not None and not untested:
            return rate_hz
        listen_s = PARAMS.untested_listen_s if untested else PARAMS.listen_s
        heard = yield Listen(DATA, listen_s)
        came = len(_decoded(heard, rate_hz).acc_ms2)
        # Where nothing came at all the link stalls; whoever watches over it will see.
        if came >= PARAMS.untested_share * rate_hz * listen_s or (not untested and (came or not heard)):
            return rate_hz
        # The answer is awaited: it has the same form as the one to the next subscription.
        stop = command(UNSUBSCRIBE, IMU_REFERENCE)
        yield Ask(WRITE, stop, DATA, _answers(IMU_REFERENCE), response=True, timeout_s=1.0, tries=1)
    if heard:
        raise SetupError(
            "the sensor's packets come cut short or in another form",
            "Use a Bluetooth 4.2 adapter or later, and firmware 2.3.0 or later in the sensor.",
        )
    raise SetupError("the sensor does not give acceleration and turn rate together", _OTHER)


def _subscribed(rate_hz: int) -> Generator[Step, Answer, bool]:
    """Whether the sensor took a subscription; firmware differs in whether a path ends on zero."""
    path = f"/Meas/IMU6/{rate_hz}"
    for ended in (True, False):
        answer = yield Ask(
            WRITE, command(SUBSCRIBE, IMU_REFERENCE, path, ended=ended), DATA, _answers(IMU_REFERENCE), response=True
        )
        got = result(answer[0], IMU_REFERENCE) if answer else None
        if got is not None and got[0] == OK:
            return True
    return False


def _decoded(heard: Answer, rate_hz: int) -> Decoded:
    decoder = MovesenseDecoder(Settings(rate_hz=float(rate_hz)))
    return decoder.push([Packet("set-up", DATA, 0, payload) for payload in heard])


def _warnings(rate_hz: int, acc_range_g: float | None) -> tuple[str, ...]:
    said = (
        []
        if acc_range_g is not None
        else [f"The sensor does not tell its range; {ACC_RANGE_G:g} g is inferred from the steps of its values."]
    )
    if (acc_range_g or ACC_RANGE_G) <= ACC_RANGE_G:
        said.append("Knocks beyond 8 g, as in re-racking, are cut off.")
    if rate_hz >= UNTESTED_FROM_HZ:
        said.append(f"{rate_hz} samples a second are untested with this kind of sensor.")
    elif rate_hz < RATES_HZ[1]:
        said.append(f"The sensor takes {rate_hz} samples a second; peak speeds come out a little low.")
    return tuple(said)


def tear_down(_: Settings) -> TearDown:
    yield Write(WRITE, command(UNSUBSCRIBE, IMU_REFERENCE), response=True)


def battery(_: Settings) -> Question:
    answer = yield Ask(
        WRITE, command(GET, BATTERY_REFERENCE, BATTERY_PATH), DATA, _answers(BATTERY_REFERENCE), response=True
    )
    status, told = (result(answer[0], BATTERY_REFERENCE) if answer else None) or (0, b"")
    return told[0] / 100 if status == OK and told and told[0] <= 100 else None


def recognises(advert: Advert) -> bool:
    """By name, or by the protocol's service."""
    return (advert.name or "").startswith("Movesense") or SERVICE in advert.service_uuids


DRIVER: Final = Driver(
    "movesense",
    MovesenseDecoder,
    Handling(
        label="Movesense",
        recognises=recognises,
        set_up=set_up,
        tear_down=tear_down,
        battery=battery,
        caution="Its range is 8 g and cannot be set by Bluetooth; it sends 104 samples a second.",
    ),
)
