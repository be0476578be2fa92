"""Movella DOT, formerly Xsens DOT: one sample a notification, 60 a second at most, each with its time in microseconds.

Source: Movella DOT BLE Service Specification, XD0506P revision C (2023); recorded bytes of mode 6 and of the device
control from public examples. No recording of the modes used here, 26 and 21, is public: they follow the specification.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.samples import FloatArray
from sensor.drivers.base import Decoded, Driver, nothing_decoded
from sensor.drivers.counters import Unwrapper
from sensor.drivers.course import Course, course
from sensor.drivers.device_info import plain_text
from sensor.drivers.handling import (
    Advert,
    Answer,
    Ask,
    Handling,
    Listen,
    Question,
    Read,
    SetUp,
    Step,
    Subscribe,
    TearDown,
    Write,
)
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import GattError, PacketError, SetupError
from sensor.packets import Packet


def _uuid(short: int) -> str:
    return f"1517{short:04x}-4947-11e9-8646-d663bd873d93"


DEVICE_INFO: Final = _uuid(0x1001)
DEVICE_CONTROL: Final = _uuid(0x1002)
MEASUREMENT: Final = _uuid(0x2001)
LONG_PAYLOAD: Final = _uuid(0x2002)
MEDIUM_PAYLOAD: Final = _uuid(0x2003)
BATTERY: Final = _uuid(0x3001)
COMPANY: Final = 0x0886
NAMES: Final = ("xsens dot", "movella dot")

MODE: Final = "mode"
"""Name in `Settings.values` of the payload mode."""

RATES_HZ: Final = (1, 4, 10, 12, 15, 20, 30, 60)
ACC_RANGE_G: Final = 16.0
GYRO_RANGE_DPS: Final = 2000.0
"""Of the user manual; no recorded bytes show them."""

_TIME_BITS: Final = 32
_CONTROL: Final = struct.Struct("<BBB4BB16sHB5x")
_VISIT_RATE: Final = 0x10
_INFO: Final = struct.Struct("<6s3BH5BIQ6s")
_UPDATE: Final = "Update the sensor's firmware with the Movella DOT app, and try again."


@dataclass(frozen=True, slots=True)
class Mode:
    """A payload mode. number: as the sensor counts them. layout: of what it uses of its characteristic's length.

    characteristic, channel: where it comes. bytes: the characteristic's length, filled up with zeros.
    acc_at: index of the first acceleration among the values, the rates follow.
    """

    number: int
    layout: struct.Struct
    characteristic: str
    channel: str
    bytes: int
    acc_at: int


CUSTOM_5: Final = Mode(26, struct.Struct("<I10f"), LONG_PAYLOAD, "long", 63, 5)
"""Time, attitude w x y z, acceleration with gravity (m/s^2), turn rate (dps)."""

RATE_QUANTITIES: Final = Mode(21, struct.Struct("<I6f"), MEDIUM_PAYLOAD, "medium", 40, 1)
"""Time, acceleration with gravity (m/s^2), turn rate (dps)."""

MODES: Final = (CUSTOM_5, RATE_QUANTITIES)
"""In the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class DotParams:
    """What is believed, and how long is waited.

    quaternion_slack: by how much the length of an attitude may differ from 1. beyond: values past the range by this
        factor are no readings. least_g: where the median acceleration of a first look is less, it is no acceleration:
        old firmware sends attitudes, whose values are below 1, whatever mode is asked for.
    start_s: from the start command to the first sample at the lowest rates. listen_s: for the first look.
    """

    quaternion_slack: float = 0.1
    beyond: float = 1.25
    least_g: float = 0.3
    start_s: float = 2.0
    listen_s: float = 0.4


PARAMS: Final = DotParams()


@dataclass(frozen=True, slots=True)
class DotSample:
    """One notification. time_us: modulo 2^32. acc_ms2: with gravity, sensor axes. gyro_dps: sensor axes."""

    time_us: int
    acc_ms2: tuple[float, ...]
    gyro_dps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """The device control characteristic. timeouts: minutes and seconds until it saves power, advertising and connected.

    filter: 0 general, 1 dynamic; of the attitude alone, which is not used here.
    """

    timeouts: tuple[int, int, int, int]
    tag: str | None
    rate_hz: int
    filter: int


def unpack_sample(payload: bytes, mode: Mode) -> DotSample:
    """One sample. Raises PacketError for what this mode cannot have sent."""
    if len(payload) != mode.bytes or any(payload[mode.layout.size :]):
        raise PacketError(f"{len(payload)} bytes are no payload of mode {mode.number}", _UPDATE)
    values = mode.layout.unpack_from(payload)
    acc, gyro = values[mode.acc_at : mode.acc_at + 3], values[mode.acc_at + 3 :]
    # NaN fails every comparison.
    if not all(abs(a) <= PARAMS.beyond * ACC_RANGE_G * STANDARD_GRAVITY_MS2 for a in acc):
        raise PacketError("an acceleration beyond what the sensor measures", _UPDATE)
    if not all(abs(g) <= PARAMS.beyond * GYRO_RANGE_DPS for g in gyro):
        raise PacketError("a turn rate beyond what the sensor measures", _UPDATE)
    attitude = values[1 : mode.acc_at]
    if attitude and not abs(sum(q * q for q in attitude) - 1.0) <= 2.0 * PARAMS.quaternion_slack:
        raise PacketError("an attitude that is none", _UPDATE)
    return DotSample(values[0], acc, gyro)


def unpack_control(payload: bytes) -> Control:
    """The device control characteristic's value. Raises PacketError where it is too short."""
    if len(payload) < _CONTROL.size:
        raise PacketError(f"the sensor's settings have {len(payload)} bytes, not {_CONTROL.size}", _UPDATE)
    _, _, _, *timeouts, length, tag, rate_hz, profile = _CONTROL.unpack_from(payload)
    minute, second, connected_minute, connected_second = timeouts
    text = plain_text(tag[: min(length, len(tag))])
    return Control((minute, second, connected_minute, connected_second), text, rate_hz, profile)


def pack_rate(rate_hz: int) -> bytes:
    """What is written to device control to set the rate, and nothing else; refused while measuring."""
    return _CONTROL.pack(_VISIT_RATE, 0, 0, 0, 0, 0, 0, 0, b"", rate_hz, 0)


def measure(mode: int, *, on: bool) -> bytes:
    """The command that starts or stops measuring."""
    return bytes([1, on, mode])


class DotDecoder:
    """Notifications to samples, one each; losses are found by their times.

    Without settings the mode is told by the length, and the rate is taken to be 60 Hz, the factory's.
    """

    def __init__(self, settings: Settings) -> None:
        number = settings.values.get(MODE)
        known = {mode.bytes: mode for mode in MODES if number in {None, float(mode.number)}}
        self._modes = known or {mode.bytes: mode for mode in MODES}
        told = settings.rate_hz is not None and settings.rate_hz > 0
        self._rate_hz = settings.rate_hz if told and settings.rate_hz is not None else float(RATES_HZ[-1])
        self._unwrap = Unwrapper(_TIME_BITS)
        self._last_s: float | None = None

    def push(self, packets: Sequence[Packet]) -> Decoded:
        rows: list[tuple[float, ...]] = []
        counts = np.zeros(len(packets), dtype=np.int64)
        refused = lost = 0
        for k, packet in enumerate(packets):
            sample = self._sample(packet.payload)
            if sample is None:
                refused += 1
                continue
            time_s = self._unwrap(sample.time_us) * 1e-6
            way = course(self._last_s, time_s)
            if way is Course.LATE:
                continue
            if way is Course.ON and self._last_s is not None:
                lost += max(0, round((time_s - self._last_s) * self._rate_hz) - 1)
            self._last_s = time_s
            counts[k] = 1
            rows.append((time_s, *sample.acc_ms2, *sample.gyro_dps))
        if not rows:
            return nothing_decoded(len(packets), refused)
        table: FloatArray = np.array(rows)
        return Decoded(table[:, 0], table[:, 1:4], table[:, 4:] * RAD_PER_DEG, counts, refused, lost)

    def _sample(self, payload: bytes) -> DotSample | None:
        mode = self._modes.get(len(payload))
        try:
            return None if mode is None else unpack_sample(payload, mode)
        except PacketError:
            return None


def set_up(wanted: Wanted) -> SetUp:
    """Stop, set the rate, start the first mode that gives what it should.

    The timeouts after which it saves power are left as they are: they are kept in the sensor, and it neither lies
    still nor stops measuring for half an hour during training. Raises SetupError where no mode works.
    """
    info = yield Read(DEVICE_INFO)
    # It may still be measuring since a connection that broke; then no setting can be written.
    yield from _stopped(CUSTOM_5)
    rate_hz = yield from _rate_set(wanted)
    mode = yield from _started(wanted, rate_hz)
    settings = Settings(
        rate_hz=float(rate_hz),
        acc_range_g=ACC_RANGE_G,
        gyro_range_dps=GYRO_RANGE_DPS,
        model="Movella DOT",
        values={MODE: float(mode.number)},
        warnings=_warnings(rate_hz, mode),
    )
    return _with_info(settings, info[0] if info else b"")


def _with_info(settings: Settings, payload: bytes) -> Settings:
    """With what the device info characteristic says; as it is where that has another length."""
    if len(payload) < _INFO.size:
        return settings
    _, major, minor, revision, *_, serial, code = _INFO.unpack_from(payload)
    return replace(
        settings,
        firmware=f"{major}.{minor}.{revision}",
        serial=f"{serial:016X}" if serial else None,
        model=" ".join(filter(None, (settings.model, plain_text(code)))),
    )


def _stopped(mode: Mode) -> Generator[Step, Answer, None]:
    try:
        yield Write(MEASUREMENT, measure(mode.number, on=False), response=True)
    except GattError:
        return  # it does not know the mode; if the link broke, the next step says so


def _rate_set(wanted: Wanted) -> Generator[Step, Answer, int]:
    """Set the highest rate up to the one wanted; what the sensor says it is then."""
    rate_hz = max((rate for rate in RATES_HZ if rate <= wanted.rate_hz), default=RATES_HZ[0])
    if (yield from _rate()) == rate_hz:
        return rate_hz
    yield Write(DEVICE_CONTROL, pack_rate(rate_hz), response=True)
    now_hz = yield from _rate()
    return now_hz or rate_hz


def _rate() -> Generator[Step, Answer, int | None]:
    answer = yield Read(DEVICE_CONTROL)
    try:
        return unpack_control(answer[0]).rate_hz if answer else None
    except PacketError:
        return None


def _started(wanted: Wanted, rate_hz: int) -> Generator[Step, Answer, Mode]:
    before = wanted.before.values.get(MODE) if wanted.before is not None else None
    failed: GattError | None = None
    for mode in sorted(MODES, key=lambda mode: mode.number != before):
        failed = None
        try:
            yield Subscribe(mode.characteristic, mode.channel)
            start = measure(mode.number, on=True)
            timeout_s = PARAMS.start_s + 1.0 / rate_hz
            first = yield Ask(
                MEASUREMENT, start, mode.channel, lambda _: True, response=True, timeout_s=timeout_s, tries=1
            )
        except GattError as error:
            first, failed = (), error
        if first:
            heard = yield Listen(mode.channel, PARAMS.listen_s)
            if _looks_right((*first, *heard), mode):
                return mode
        yield from _stopped(mode)
    if failed is not None:
        raise failed  # a link that broke is no fault of the sensor's
    raise SetupError("the sensor does not send acceleration and turn rate in any mode this program knows", _UPDATE)


def _looks_right(payloads: Answer, mode: Mode) -> bool:
    """Whether most of it is what the mode should give."""
    sizes_ms2 = []
    for payload in payloads:
        try:
            sizes_ms2.append(float(np.linalg.norm(unpack_sample(payload, mode).acc_ms2)))
        except PacketError:
            continue
    enough = 2 * len(sizes_ms2) > len(payloads)
    return enough and float(np.median(sizes_ms2)) >= PARAMS.least_g * STANDARD_GRAVITY_MS2


def _warnings(rate_hz: int, mode: Mode) -> tuple[str, ...]:
    said = [f"The sensor takes {rate_hz} samples a second: mean speeds are sound, peaks come out too low."]
    if rate_hz < RATES_HZ[-1]:
        said.append("It can take 60 samples a second; ask for that.")
    if mode is not CUSTOM_5:
        said.append(f"Its firmware is old: payload mode {mode.number} is used; update it with the Movella DOT app.")
    return tuple(said)


def tear_down(settings: Settings) -> TearDown:
    mode = next((mode for mode in MODES if mode.number == settings.values.get(MODE)), CUSTOM_5)
    yield Write(MEASUREMENT, measure(mode.number, on=False), response=True)


def battery(_: Settings) -> Question:
    answer = yield Read(BATTERY)
    return answer[0][0] / 100 if answer and answer[0] and answer[0][0] <= 100 else None


def recognises(advert: Advert) -> bool:
    """By name, whose case differs between firmwares, or by the maker's number where no name is sent."""
    if advert.name:
        return advert.name.lower().startswith(NAMES)
    return COMPANY in advert.manufacturer


DRIVER: Final = Driver(
    "dot",
    DotDecoder,
    Handling(
        label="Movella DOT (Xsens DOT)",
        recognises=recognises,
        set_up=set_up,
        tear_down=tear_down,
        battery=battery,
        caution="It sends 60 samples a second at most: mean speeds are sound, peak speeds come out too low.",
    ),
)
