"""How a WitMotion sensor is recognised, set up and asked."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeVar

import numpy as np

from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.drivers.handling import Advert, Answer, Ask, Listen, Question, SetUp, Step, Subscribe, Write
from sensor.drivers.settings import Settings, Wanted
from sensor.drivers.witmotion.codec import (
    ACC_RANGE_G,
    GYRO_RANGE_DPS,
    UNLOCK,
    WitMotionDecoder,
    address_text,
    battery_share,
    long_frames,
    read_register,
    register_words,
    version_text,
    write_register,
)
from sensor.errors import SetupError
from sensor.packets import Packet

SERVICE: Final = "0000ffe5-0000-1000-8000-00805f9a34fb"
NOTIFY: Final = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE: Final = "0000ffe9-0000-1000-8000-00805f9a34fb"
"""Not on the Bluetooth SIG's base, which ends on 9b34fb."""

DATA: Final = "data"

RATE_REGISTER: Final = 0x03
BANDWIDTH_REGISTER: Final = 0x1F
AXES_REGISTER: Final = 0x24
VERSION_REGISTER: Final = 0x2E
BATTERY_REGISTER: Final = 0x64
ADDRESS_REGISTER: Final = 0x66
OUTPUT_REGISTER: Final = 0x96
"""Where it is 1, frames hold displacements and speeds under the same head."""
SIX_AXES: Final = 1

T = TypeVar("T")
Talk: TypeAlias = Generator[Step, Answer, T]


@dataclass(frozen=True, slots=True)
class Rate:
    """code: of the rate register. hz: what it stands for. bandwidth_code, bandwidth_hz: the low-pass that goes with it.

    The low-pass is the widest whose nominal cut-off is at most half the rate: knocks and rattle above that would fold
    into the movement (256 Hz, the widest, lets through all that 200 Hz cannot tell apart), and the factory's 20 Hz
    smears peaks of speed. Cut-offs are the data sheet's, untested; one measurement found 11 Hz for the nominal 20.
    """

    code: int
    hz: float
    bandwidth_code: int
    bandwidth_hz: float


RATES: Final = (
    Rate(0x0B, 200.0, 0x02, 98.0),
    # One data sheet prints 0A for 200 Hz; a WT901BLE67 sends 99 Hz on it. It is taken only where it measures as 200.
    Rate(0x0A, 200.0, 0x02, 98.0),
    Rate(0x09, 100.0, 0x03, 42.0),
    Rate(0x08, 50.0, 0x04, 20.0),
)
"""In the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class WitMotionParams:
    """How the sensor is spoken to.

    pause_s: after each write (the data sheet's order: unlock, 100 ms, write, 100 ms). answer_s: a reply comes with the
    next notifications; stalls of 0.25 s were seen.
    first_listen_s: some frames at the factory's 10 Hz. measure_s: for the rate; notifications hold up to 8 frames, so
    that 200 Hz is counted to 2-3 %. rate_tolerance: share of the nominal rate; others measured them within 1 %, and
    the next rate is half as much. least_g, most_g: of the median acceleration; a bar that is not thrown is between.
    """

    pause_s: float = 0.1
    answer_s: float = 0.7
    first_listen_s: float = 0.5
    measure_s: float = 1.75
    rate_tolerance: float = 0.15
    least_g: float = 0.5
    most_g: float = 2.0


PARAMS: Final = WitMotionParams()


@dataclass(frozen=True, slots=True)
class _Kept:
    """The rate that the sensor was left at, what was counted of it, the acceleration felt, what to tell the user."""

    rate: Rate
    measured_hz: float
    size_g: float
    warnings: tuple[str, ...]


def recognises(advert: Advert) -> bool:
    """By name, as the maker's own program does, or by service: whether that is advertised is not known.

    Models of other frames (WTVB01, WT901SDCL) are recognised too, so that the set-up can say what is wrong with them.
    """
    return SERVICE in advert.service_uuids or "WT" in (advert.name or "")


def set_up(wanted: Wanted) -> SetUp:
    """From connected to streaming at the rate wanted, or the nearest that it keeps.

    Nothing is saved in the sensor: it is as its owner left it once it has been switched off, its memory is not worn
    by every session, and it is not deaf for the half second that saving takes. The settings found may be anything
    (units come with odd ones), so each is written on every connection. Raises SetupError for another model.
    """
    yield Subscribe(NOTIFY, DATA)
    if wanted.before is None:
        _check_model((yield Listen(DATA, PARAMS.first_listen_s)))
    # The rate first: replies come with the frames, and the sensor may have been left at one in five seconds.
    if wanted.before is not None:
        return (yield from _as_before(wanted.before))
    kept = yield from _rate_kept(wanted.rate_hz)
    contents = yield from _contents_set(kept.size_g)
    version = yield from _registers(VERSION_REGISTER)
    address = yield from _registers(ADDRESS_REGISTER)
    return Settings(
        rate_hz=kept.rate.hz if _is_near(kept.measured_hz, kept.rate.hz) else kept.measured_hz,
        acc_range_g=ACC_RANGE_G,
        gyro_range_dps=GYRO_RANGE_DPS,
        bandwidth_hz=kept.rate.bandwidth_hz,
        firmware=version_text(version),
        serial=address_text(address),
        values={"rate_code": kept.rate.code, "measured_hz": kept.measured_hz},
        warnings=(*kept.warnings, *contents),
    )


def battery(_: Settings) -> Question:
    """By voltage; the reply comes between the frames."""
    words = yield from _registers(BATTERY_REGISTER)
    return battery_share(words[0]) if words else None


def _as_before(before: Settings) -> SetUp:
    """The settings of an earlier connection written again, unmeasured: it may have been off, and has forgotten them."""
    code = before.values.get("rate_code")
    rate = next((rate for rate in RATES if rate.code == code), RATES[0])
    rate_warnings = yield from _rate_written(rate)
    contents = yield from _contents_set(None)
    return replace(before, warnings=tuple(dict.fromkeys((*before.warnings, *rate_warnings, *contents))))


def _registers(register: int) -> Talk[tuple[int, ...]]:
    """The words from a register on; none where the sensor does not say. One by one: reads side by side can hang."""
    answer = yield Ask(
        WRITE,
        read_register(register),
        DATA,
        answers=lambda payload: bool(register_words(payload, register)),
        timeout_s=PARAMS.answer_s,
    )
    return register_words(answer[0], register) if answer else ()


def _register_set(register: int, value: int) -> Talk[bool]:
    """Set a register and read it back: whether it took the value."""
    for command in (UNLOCK, write_register(register, value)):
        yield Write(WRITE, command)
        yield Listen(None, PARAMS.pause_s)
    words = yield from _registers(register)
    return words[:1] == (value,)


def _check_model(heard: Answer) -> None:
    if long_frames(heard):
        raise SetupError(
            "the sensor sends frames of 28 bytes: a WTVB01 or a WT901SDCL, not a WT901BLE",
            "Use a WT901BLE67, WT901BLE68 or WT9011DCL; this model's numbers mean something else.",
        )


def _contents_set(size_g: float | None) -> Talk[tuple[str, ...]]:
    """See to it that frames hold accelerations and turn rates, by six axes; what the user should know of them.

    size_g: of the accelerations heard so far, if any. Firmware without the output register does not answer for it.
    Raises SetupError where something else is sent and goes on being sent.
    """
    warnings: tuple[str, ...] = ()
    words = yield from _registers(OUTPUT_REGISTER)
    if words[:1] not in {(), (0,)}:
        if not (yield from _register_set(OUTPUT_REGISTER, 0)):
            raise SetupError(
                "the sensor sends displacements instead of accelerations and does not leave that mode",
                "Set its output back to acceleration, angular rate and angle with the maker's app.",
            )
        warnings += ("The sensor was set to send displacements; it sends accelerations until it is switched off.",)
    elif size_g is not None and not PARAMS.least_g <= size_g <= PARAMS.most_g:
        text = f"The sensor reads {size_g:.2f} g where about 1 g is felt"
        warnings += (f"{text}: lay it still, calibrate it, or have it checked.",)
    if not (yield from _register_set(AXES_REGISTER, SIX_AXES)):
        warnings += ("The sensor did not confirm its 6-axis mode; its own angles are not used, so nothing is lost.",)
    return warnings


def _rate_kept(wanted_hz: float) -> Talk[_Kept]:
    """Try rates from the nearest to the one wanted downwards: the first that is counted to come.

    The rate is counted, for code 0B is not in every firmware's list, and a weak link does not carry 200 Hz.
    """
    first = min(range(len(RATES)), key=lambda k: abs(math.log(RATES[k].hz / max(wanted_hz, 1.0))))
    for rate in RATES[first:]:
        warnings = yield from _rate_written(rate)
        heard = yield Listen(DATA, PARAMS.measure_s)
        _check_model(heard)
        acc_ms2 = WitMotionDecoder().push([Packet("set-up", DATA, 0, payload) for payload in heard]).acc_ms2
        if not len(acc_ms2):
            raise SetupError(
                "the sensor is connected but sends no data", "Switch it off and on, charge it, and bring it nearer."
            )
        measured_hz = round(len(acc_ms2) / PARAMS.measure_s, 1)
        if _is_near(measured_hz, rate.hz):
            break
    asked_hz = RATES[first].hz
    if not _is_near(measured_hz, asked_hz):
        text = f"The sensor sends {measured_hz:.0f} samples a second instead of {asked_hz:.0f}"
        warnings += (f"{text}: bring it nearer, or bring its firmware up to date with the maker's app.",)
    size_g = float(np.median(np.linalg.norm(acc_ms2, axis=1))) / STANDARD_GRAVITY_MS2
    return _Kept(rate, measured_hz, size_g, warnings)


def _rate_written(rate: Rate) -> Talk[tuple[str, ...]]:
    """Set rate and low-pass; what the user should know of it."""
    warnings: tuple[str, ...] = ()
    if not (yield from _register_set(RATE_REGISTER, rate.code)):
        warnings += (f"The sensor did not confirm its rate of {rate.hz:.0f} samples a second.",)
    if not (yield from _register_set(BANDWIDTH_REGISTER, rate.bandwidth_code)):
        warnings += (f"The sensor did not confirm its low-pass of {rate.bandwidth_hz:.0f} Hz; peaks may be smeared.",)
    return warnings


def _is_near(measured_hz: float, hz: float) -> bool:
    return abs(measured_hz / hz - 1.0) <= PARAMS.rate_tolerance
