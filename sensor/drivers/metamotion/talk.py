"""How a MetaMotion is recognised, set up, asked and stopped."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from sensor.drivers.handling import Advert, Answer, Ask, Listen, Question, Read, SetUp, Step, Subscribe, TearDown, Write
from sensor.drivers.handling import uuid16 as sig
from sensor.drivers.metamotion.codec import (
    ACC_RANGES_G,
    BANDWIDTH_SHARE,
    BATTERY_READS,
    CHIP_OF,
    CLEAN_UP,
    GYRO_RANGES_DPS,
    PACKED_REVISION,
    PACKED_SAMPLES,
    RATES_HZ,
    Chip,
    Chips,
    Part,
    acc_config,
    battery_share,
    connection_command,
    data_of,
    discover,
    gyro_config,
    is_reply,
    start,
    stop,
    subscribe_packed,
    unsubscribe,
)
from sensor.drivers.metamotion.decoder import CHIP_VALUE, chips_of
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError, SetupError

SERVICE: Final = "326a9000-85cb-9195-d9dd-464cfbbae75a"
COMMAND: Final = "326a9001-85cb-9195-d9dd-464cfbbae75a"
NOTIFY: Final = "326a9006-85cb-9195-d9dd-464cfbbae75a"
NAME: Final = "MetaWear"
"""As it is sold; owners rename it, so the service counts as well."""
MODEL: Final = sig(0x2A24)
SERIAL: Final = sig(0x2A25)
FIRMWARE: Final = sig(0x2A26)
MODEL_NAMES: Final = {"5": "MetaMotion R or RL", "8": "MetaMotion S"}

DATA: Final = "data"

T = TypeVar("T")
Talk: TypeAlias = Generator[Step, Answer, T]


@dataclass(frozen=True, slots=True)
class MetaMotionParams:
    """How the sensor is set up and spoken to.

    rate_max_hz: of both streams. Packed, 100 Hz are 67 notifications a second; the maker's documents say that more
    than 100 Hz cannot be streamed without dropping, and users of two sensors lose packets long before.
    interval_least_ms, interval_most_ms: of the connection. The sensor stops now and then at longer ones, and two
    streams are told apart in time only at short ones; a host that cannot (macOS: 15 ms at least) keeps its own.
    latency: it may sleep through no turn. timeout_ms: the bar may be out of reach behind the lifter for some seconds.
    apart_s: between the starts of the two streams, half a packet: they are told to be in step by their turns, so their
    packets had better not end at the same moment (how long the gyroscope spins up is not known).
    answer_s, tries: for a module to answer; the maker allows 0.15 s.
    measure_s: to see both streams come. rate_tolerance: share of the nominal rate; the chips' clocks are within 1 %.
    """

    rate_max_hz: int = 100
    interval_least_ms: float = 7.5
    interval_most_ms: float = 15.0
    latency: int = 0
    timeout_ms: float = 4000.0
    apart_s: float = 0.015
    answer_s: float = 0.7
    tries: int = 3
    measure_s: float = 1.0
    rate_tolerance: float = 0.15


PARAMS: Final = MetaMotionParams()


def recognises(advert: Advert) -> bool:
    return SERVICE in advert.service_uuids or (advert.name or "").startswith(NAME)


def set_up(wanted: Wanted) -> SetUp:
    """From connected to both streams running. Raises SetupError for boards without them, or that do not start.

    First whatever an earlier connection left behind is stopped: boards that were cut off go on streaming, and some
    then do not start again.
    """
    yield Subscribe(NOTIFY, DATA)
    yield from _written(command for part in Part for command in stop(part))
    yield from _written(CLEAN_UP)
    yield Write(
        COMMAND,
        connection_command(PARAMS.interval_least_ms, PARAMS.interval_most_ms, PARAMS.latency, PARAMS.timeout_ms),
    )
    model, firmware, serial = (yield from _text(MODEL)), (yield from _text(FIRMWARE)), (yield from _text(SERIAL))
    chips = {Part.ACC: (yield from _chip(Part.ACC)), Part.GYRO: (yield from _chip(Part.GYRO))}
    rate_hz = max((hz for hz in RATES_HZ if hz <= min(wanted.rate_hz, PARAMS.rate_max_hz)), default=RATES_HZ[0])
    range_g = next((g for g in ACC_RANGES_G if g >= wanted.acc_range_g), ACC_RANGES_G[-1])
    range_dps = next((dps for dps in GYRO_RANGES_DPS if dps >= wanted.gyro_range_dps), GYRO_RANGES_DPS[-1])
    yield from _written(command for part in Part for command in unsubscribe(part, chips[part]))
    yield from _written([acc_config(chips[Part.ACC], rate_hz, range_g), gyro_config(rate_hz, range_dps)])
    yield from _written(subscribe_packed(part, chips[part]) for part in Part)
    yield from _written(start(Part.GYRO))
    yield Listen(None, PARAMS.apart_s)
    yield from _written(start(Part.ACC))
    warnings = (yield from _measured(rate_hz, chips)) if wanted.before is None else wanted.before.warnings
    return Settings(
        rate_hz=float(rate_hz),
        acc_range_g=float(range_g),
        gyro_range_dps=float(range_dps),
        bandwidth_hz=BANDWIDTH_SHARE * rate_hz,
        model=MODEL_NAMES.get(model or "", model),
        firmware=firmware,
        serial=serial,
        values={CHIP_VALUE[part]: chip.value for part, chip in chips.items()},
        warnings=warnings,
    )


def tear_down(settings: Settings) -> TearDown:
    """Stop everything: a board that is left streaming may not start the next time, and empties its battery."""
    known = chips_of(settings)
    for part in Part:
        yield from _written(stop(part))
        for chip in [known[part]] if part in known else list(Chip):
            yield from _written(unsubscribe(part, chip))


def battery(_: Settings) -> Question:
    for command in BATTERY_READS:
        answer = yield Ask(COMMAND, command, DATA, _is_battery, timeout_s=PARAMS.answer_s, tries=1)
        if answer:
            return battery_share(answer[0])
    return None


def _is_battery(payload: bytes) -> bool:
    return battery_share(payload) is not None


def _written(commands: Iterable[bytes]) -> Talk[None]:
    for command in commands:
        yield Write(COMMAND, command)


def _text(characteristic: str) -> Talk[str | None]:
    answer = yield Read(characteristic)
    return answer[0].decode("utf-8", "replace").strip("\0 ") or None if answer else None


def _chip(part: Part) -> Talk[Chip]:
    """Which chip a part is. Raises SetupError for one that this driver does not know."""
    command = discover(part)
    answer = yield Ask(
        COMMAND, command, DATA, lambda payload: payload[:2] == command, timeout_s=PARAMS.answer_s, tries=PARAMS.tries
    )
    if not answer:
        raise SetupError(
            "the sensor is connected but does not answer", "Take its battery out and put it in again, then try again."
        )
    reply = answer[0]
    chip = CHIP_OF.get((part, reply[2])) if len(reply) >= 4 else None
    if chip is None:
        raise SetupError(
            f"the board's {'accelerometer' if part is Part.ACC else 'gyroscope'} is missing or of another make",
            "Use a MetaMotion R, RL or S.",
        )
    if reply[3] < PACKED_REVISION[chip]:
        raise SetupError(
            "the sensor's firmware is too old to send packed samples", "Update it with the maker's app MetaBase."
        )
    return chip


def _measured(rate_hz: int, chips: Chips) -> Talk[tuple[str, ...]]:
    """See both streams come; what the user should know of them. Raises SetupError where one does not."""
    heard = yield Listen(DATA, PARAMS.measure_s)
    counts = dict.fromkeys(Part, 0)
    for payload in heard:
        if not is_reply(payload):
            part = _packed_part(payload, chips)
            if part is not None:
                counts[part] += PACKED_SAMPLES
    if not all(counts.values()):
        silent = " and ".join("acceleration" if part is Part.ACC else "turn rate" for part in Part if not counts[part])
        raise SetupError(
            f"the sensor sends no {silent}",
            "Reset it with the maker's app MetaBase, or take its battery out for a while.",
        )
    least_hz = min(counts.values()) / PARAMS.measure_s
    if least_hz >= rate_hz * (1.0 - PARAMS.rate_tolerance):
        return ()
    return (f"Of {rate_hz} samples a second {least_hz:.0f} came: bring the sensor nearer, or use fewer at once.",)


def _packed_part(payload: bytes, chips: Chips) -> Part | None:
    try:
        part, samples = data_of(payload, chips)
    except PacketError:
        return None
    return part if len(samples) == PACKED_SAMPLES else None
