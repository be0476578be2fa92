"""Conversations with Polar sensors: which measurements they have, which settings, start and stop."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Final

from sensor.drivers.device_info import DeviceInfo, device_info
from sensor.drivers.handling import Answer, Ask, Read, SetUp, Step, Subscribe, TearDown
from sensor.drivers.polar.control import (
    ALREADY,
    CHANNELS,
    CONTROL,
    CONTROL_CHANNEL,
    DATA,
    DATA_CHANNEL,
    GET_SDK_SETTINGS,
    GET_SETTINGS,
    IN_CHARGER,
    OK,
    RANGE,
    RATE,
    RESOLUTION,
    SDK_MODE,
    START,
    STATUS,
    STOP,
    Offered,
    Reply,
    command,
    factor,
    features,
    reply,
    unpack_settings,
)
from sensor.drivers.polar.decoding import ACC_FACTOR, GYRO_FACTOR, GYRO_HZ
from sensor.drivers.polar.frames import ACC, AXES, GYRO
from sensor.drivers.settings import Settings, Wanted
from sensor.errors import PacketError, SetupError

SDK_ON: Final = "sdk_mode"
"""Name in `Settings.values`: 1 where the sensor is in its SDK mode, which is then left again."""

_WRONG_RATE: Final = 8
_H10_OFFERS: Final[Offered] = {RATE: (25, 50, 100, 200), RESOLUTION: (16,), RANGE: (2, 4, 8)}
"""What the maker documents, where the sensor does not list it."""


@dataclass(frozen=True, slots=True)
class PolarParams:
    """start_s: a start may take 25 to 30 s. stop_s: for each command on the way out, and on clearing
    up before; a link that ends waits no longer than 3 s for all of them.

    tested_hz, most_hz: rates above the first are untested on a computer and taken only where at least the second is
    asked for; above that frames are known to be lost.
    """

    start_s: float = 35.0
    stop_s: float = 0.9
    tested_hz: int = 104
    most_hz: int = 208


PARAMS: Final = PolarParams()


@dataclass(frozen=True, slots=True)
class _Started:
    rate_hz: float
    range: float
    factor: float | None


def set_up_verity(wanted: Wanted) -> SetUp:
    """Acceleration and turn rate in SDK mode, or in the normal mode where that is refused."""
    info = yield from _greeted({ACC, GYRO}, "it has no gyroscope", "Use a Polar Verity Sense.")
    for kind in (ACC, GYRO):
        yield from _stopped(kind)
    switched = yield from _asked(START, SDK_MODE)
    sdk = switched is not None and switched.status in {OK, ALREADY}
    most_hz = PARAMS.most_hz if wanted.rate_hz >= PARAMS.most_hz else PARAMS.tested_hz
    rate_hz = min(wanted.rate_hz, most_hz)
    acc = yield from _started(ACC, (yield from _offered(ACC, rate_hz, sdk=sdk)), rate_hz, wanted.acc_range_g)
    offered = yield from _offered(GYRO, acc.rate_hz, sdk=sdk)
    gyro = yield from _started(GYRO, offered, acc.rate_hz, wanted.gyro_range_dps)
    values: dict[str, float | str] = {SDK_ON: float(sdk), GYRO_HZ: gyro.rate_hz}
    values |= {ACC_FACTOR: acc.factor} if acc.factor is not None else {}
    values |= {GYRO_FACTOR: gyro.factor} if gyro.factor is not None else {}
    return Settings(
        rate_hz=acc.rate_hz,
        acc_range_g=acc.range,
        gyro_range_dps=gyro.range,
        model=info.model,
        firmware=info.firmware,
        serial=info.serial,
        values=values,
        warnings=_verity_warnings(acc, sdk=sdk),
    )


def _verity_warnings(acc: _Started, *, sdk: bool) -> tuple[str, ...]:
    said = []
    if not sdk:
        said.append("The sensor refused its SDK mode: update its firmware (1.1.5 or later) with the Polar Flow app.")
    if acc.rate_hz > PARAMS.tested_hz:
        said.append(f"{acc.rate_hz:.0f} samples a second are untested with this kind of sensor.")
    elif acc.rate_hz < PARAMS.tested_hz:
        said.append(f"The sensor takes {acc.rate_hz:.0f} samples a second; peak speeds come out a little low.")
    return tuple(said)


NO_GYROSCOPE: Final = "It has no gyroscope: how the bar turns is unknown, and speeds are wrong once it does."
OFF_THE_SKIN: Final = "It switches off about 45 s after its electrodes leave the skin."


def set_up_h10(wanted: Wanted) -> SetUp:
    """Acceleration, as fast and as far as it goes."""
    info = yield from _greeted({ACC}, "it does not give its acceleration", "Use a Polar H10.")
    yield from _stopped(ACC)
    listed = yield from _listed(GET_SETTINGS, ACC)
    acc = yield from _started(ACC, listed or _H10_OFFERS, wanted.rate_hz, wanted.acc_range_g)
    return Settings(
        rate_hz=acc.rate_hz,
        acc_range_g=acc.range,
        model=info.model,
        firmware=info.firmware,
        serial=info.serial,
        values={ACC_FACTOR: acc.factor} if acc.factor is not None else {},
        warnings=(NO_GYROSCOPE, OFF_THE_SKIN),
    )


def tear_down_verity(settings: Settings) -> TearDown:
    for kind in (GYRO, ACC):
        yield from _stopped(kind)
    if settings.values.get(SDK_ON):
        yield from _stopped(SDK_MODE)


def tear_down_h10(_: Settings) -> TearDown:
    """It would go on sending until its battery is empty."""
    yield from _stopped(ACC)


def _greeted(needed: set[int], lacking: str, advice: str) -> Generator[Step, Answer, DeviceInfo]:
    """Listen to it, and see that it has what is needed. A sensor that is not paired refuses here; the link says so."""
    yield Subscribe(CONTROL, CONTROL_CHANNEL)
    yield Subscribe(DATA, DATA_CHANNEL)
    answer = yield Read(CONTROL)
    has = features(answer[0]) if answer else None
    if has is not None and not needed <= has:
        raise SetupError(f"this Polar sensor cannot be used: {lacking}", advice)
    return (yield from device_info())


def _asked(
    operation: int, kind: int, chosen: Mapping[int, int] | None = None, timeout_s: float = 2.0, tries: int = 2
) -> Generator[Step, Answer, Reply | None]:
    """A command and its reply; None where none comes."""
    answer = yield Ask(
        CONTROL,
        command(operation, kind, chosen),
        CONTROL_CHANNEL,
        answers=lambda payload: reply(payload, operation, kind) is not None,
        response=True,
        timeout_s=timeout_s,
        tries=tries,
    )
    return reply(answer[0], operation, kind) if answer else None


def _stopped(kind: int) -> Generator[Step, Answer, None]:
    """Stop a stream; one that is not running says so, which is as good."""
    yield from _asked(STOP, kind, timeout_s=PARAMS.stop_s, tries=1)


def _listed(operation: int, kind: int) -> Generator[Step, Answer, Offered | None]:
    """What the sensor says it can do; None where it does not say."""
    said = yield from _asked(operation, kind)
    if said is None or said.status != OK:
        return None
    try:
        offered = unpack_settings(said.settings)
    except PacketError:
        return None
    return offered if offered.get(RATE) and offered.get(RANGE) else None


def _offered(kind: int, rate_hz: float, *, sdk: bool) -> Generator[Step, Answer, Offered]:
    """What can be had. Some firmware lists what its SDK mode adds only when that is asked for by name."""
    offered = yield from _listed(GET_SETTINGS, kind)
    if sdk and (offered is None or max(offered[RATE]) < rate_hz):
        offered = (yield from _listed(GET_SDK_SETTINGS, kind)) or offered
    if offered is None:
        raise SetupError("the sensor does not say what it can measure", "Switch it off and on, and try again.")
    return offered


def _started(kind: int, offered: Offered, rate_hz: float, most: float) -> Generator[Step, Answer, _Started]:
    """Start a stream at the rate nearest to the one wanted; at the next lower one where the sensor refuses it.

    most: full scale that is wanted, in the sensor's units. Raises SetupError where it refuses.
    """
    nearest_hz = min(offered[RATE], key=lambda offer: abs(offer - rate_hz))
    full = min((r for r in offered[RANGE] if r >= most), default=max(offered[RANGE]))
    said: Reply | None = None
    for rate in sorted((r for r in offered[RATE] if r <= nearest_hz), reverse=True):
        chosen = {RANGE: int(full), RATE: int(rate), RESOLUTION: int(max(offered.get(RESOLUTION, (16,))))}
        if offered.get(CHANNELS):
            chosen[CHANNELS] = AXES
        said = yield from _asked(START, kind, chosen, timeout_s=PARAMS.start_s, tries=1)
        if said is not None and said.status == OK:
            return _Started(float(rate), float(full), factor(said.settings))
        if said is None or said.status != _WRONG_RATE:
            break
    raise _refusal(said)


def _refusal(said: Reply | None) -> SetupError:
    if said is None:
        return SetupError("the sensor did not start measuring", "Switch it off and on, and bring it nearer.")
    if said.status == IN_CHARGER:
        return SetupError("the sensor is in its charger", "Take it out of the charger, and try again.")
    why = STATUS.get(said.status, f"error {said.status}")
    return SetupError(f"the sensor refused to measure: {why}", "Close other apps that use it, switch it off and on.")
