"""What goes wrong with Bluetooth, in the words of each operating system.

bleak raises its own errors, those of D-Bus, of the system, and at times its own slips where a connection breaks in the
middle of a call. Every call of bleak goes through `asked`, so that only SensorErrors come out of it.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from sensor.ble.waiting import within
from sensor.errors import GattError, NotFoundError, RadioError, SensorError

T = TypeVar("T")


class Platform(StrEnum):
    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


class Trouble(StrEnum):
    """Kinds of trouble; each has its own words."""

    OFF = "off"
    ABSENT = "absent"
    NO_CENTRAL = "no_central"
    DENIED = "denied"
    NO_SERVICE = "no_service"
    NO_BUS = "no_bus"
    BUSY = "busy"
    PAIR_FIRST = "pair_first"
    NOT_IN_RANGE = "not_in_range"
    NO_ANSWER = "no_answer"
    BROKE = "broke"
    MISSING = "missing"
    REFUSED = "refused"


_RADIO: Final = frozenset(
    {Trouble.OFF, Trouble.ABSENT, Trouble.NO_CENTRAL, Trouble.DENIED, Trouble.NO_SERVICE, Trouble.NO_BUS, Trouble.BUSY}
)

_MESSAGE: Final[Mapping[Trouble, str]] = {
    Trouble.OFF: "Bluetooth is switched off",
    Trouble.ABSENT: "there is no Bluetooth adapter",
    Trouble.NO_CENTRAL: "the Bluetooth adapter knows no Bluetooth Low Energy",
    Trouble.DENIED: "Bluetooth may not be used by this program",
    Trouble.NO_SERVICE: "the Bluetooth service is not running",
    Trouble.NO_BUS: "the system's message bus (D-Bus) cannot be reached",
    Trouble.BUSY: "the Bluetooth adapter is busy",
    Trouble.PAIR_FIRST: "asks to be paired with this computer first",
    Trouble.NOT_IN_RANGE: "is not in range",
    Trouble.NO_ANSWER: "did not answer in time",
    Trouble.BROKE: "broke the connection",
    Trouble.MISSING: "lacks a part that its kind of sensor has",
    Trouble.REFUSED: "refused",
}

_ANYWHERE: Final[Mapping[Trouble, str]] = {
    Trouble.NO_CENTRAL: "Plug in a Bluetooth adapter of version 4.0 or later.",
    Trouble.BUSY: "Close other programs that scan or connect, and try again.",
    Trouble.NOT_IN_RANGE: "Wake the sensor, bring it nearer, and close other programs or phones that hold it.",
    Trouble.NO_ANSWER: "Bring the sensor nearer, or switch it off and on.",
    Trouble.BROKE: "Bring the sensor nearer, and check its battery.",
    Trouble.MISSING: "Check the kind of sensor, and update its firmware.",
    Trouble.REFUSED: "Switch the sensor off and on, and try again.",
}

_ADVICE: Final[Mapping[Platform, Mapping[Trouble, str]]] = {
    Platform.LINUX: {
        Trouble.OFF: "Switch Bluetooth on: `rfkill unblock bluetooth`, then `bluetoothctl power on`.",
        Trouble.ABSENT: (
            "Plug in a Bluetooth adapter, and see that `bluetoothctl list` shows it and `systemctl status bluetooth` "
            "runs."
        ),
        Trouble.DENIED: (
            "Add yourself to the group bluetooth (`sudo usermod -aG bluetooth $USER`), log in again, or ask the "
            "administrator for D-Bus access to org.bluez."
        ),
        Trouble.NO_SERVICE: "Start it: `sudo systemctl start bluetooth` (package bluez).",
        Trouble.NO_BUS: "Start D-Bus and BlueZ, or run Rackside outside the container or sandbox.",
        Trouble.PAIR_FIRST: "Pair it: `bluetoothctl pair ADDRESS`, then try again.",
    },
    Platform.WINDOWS: {
        Trouble.OFF: "Switch Bluetooth on in Settings, Bluetooth & devices.",
        Trouble.ABSENT: "Plug in a Bluetooth adapter, and see that Device Manager shows it without a warning.",
        Trouble.DENIED: (
            "Close other programs that use the sensor, and allow Bluetooth for apps in Settings, Privacy & security, "
            "Radios."
        ),
        Trouble.NO_SERVICE: "Start the Bluetooth Support Service in Services (services.msc).",
        Trouble.NO_BUS: "Start the Bluetooth Support Service in Services (services.msc).",
        Trouble.PAIR_FIRST: "Pair it in Settings, Bluetooth & devices, Add device, then try again.",
    },
    Platform.MACOS: {
        Trouble.OFF: "Switch Bluetooth on in System Settings, Bluetooth.",
        Trouble.ABSENT: "Plug in a Bluetooth adapter that macOS supports.",
        Trouble.DENIED: (
            "Allow the terminal, or whatever starts Rackside, in System Settings, Privacy & Security, Bluetooth; "
            "without it macOS may end the program with exit code 134."
        ),
        Trouble.NO_SERVICE: "Switch Bluetooth off and on in System Settings, Bluetooth.",
        Trouble.NO_BUS: "Switch Bluetooth off and on in System Settings, Bluetooth.",
        Trouble.PAIR_FIRST: "Accept the pairing request that macOS shows, then try again.",
    },
}

_REASONS: Final[Mapping[BleakBluetoothNotAvailableReason, Trouble]] = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: Trouble.ABSENT,
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: Trouble.NO_CENTRAL,
    BleakBluetoothNotAvailableReason.POWERED_OFF: Trouble.OFF,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: Trouble.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: Trouble.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: Trouble.DENIED,
}

_DBUS: Final[Mapping[str, Trouble]] = {
    "org.freedesktop.DBus.Error.ServiceUnknown": Trouble.NO_SERVICE,
    "org.freedesktop.DBus.Error.NameHasNoOwner": Trouble.NO_SERVICE,
    "org.freedesktop.DBus.Error.NoReply": Trouble.NO_SERVICE,
    "org.freedesktop.DBus.Error.TimedOut": Trouble.NO_SERVICE,
    "org.freedesktop.DBus.Error.Disconnected": Trouble.NO_BUS,
    "org.freedesktop.DBus.Error.AccessDenied": Trouble.DENIED,
    "org.freedesktop.DBus.Error.AuthFailed": Trouble.DENIED,
    "org.freedesktop.DBus.Error.UnknownObject": Trouble.NOT_IN_RANGE,
    "org.freedesktop.DBus.Error.UnknownMethod": Trouble.NOT_IN_RANGE,
    "org.bluez.Error.DoesNotExist": Trouble.NOT_IN_RANGE,
    "org.bluez.Error.NotReady": Trouble.OFF,
    "org.bluez.Error.NotAvailable": Trouble.BROKE,
    "org.bluez.Error.NotConnected": Trouble.BROKE,
    "org.bluez.Error.InProgress": Trouble.BUSY,
    "org.bluez.Error.NotAuthorized": Trouble.PAIR_FIRST,
    "org.bluez.Error.AuthenticationFailed": Trouble.PAIR_FIRST,
    "org.bluez.Error.AuthenticationCanceled": Trouble.PAIR_FIRST,
    "org.bluez.Error.AuthenticationRejected": Trouble.PAIR_FIRST,
    "org.bluez.Error.AuthenticationTimeout": Trouble.PAIR_FIRST,
    "org.bluez.Error.NotSupported": Trouble.MISSING,
}

_PAIRING_CODES: Final = frozenset({0x05, 0x08, 0x0C, 0x0F})
"""ATT errors: insufficient authentication, authorization, key size, encryption (Core Specification, Vol 3 Part F)."""

_PHRASES: Final[tuple[tuple[str, Trouble], ...]] = (
    ("not paired", Trouble.PAIR_FIRST),
    ("insufficient auth", Trouble.PAIR_FIRST),
    ("insufficient encryption", Trouble.PAIR_FIRST),
    ("access denied", Trouble.DENIED),
    ("not authorized", Trouble.DENIED),
    ("is bluetooth turned on", Trouble.OFF),
    ("turned off", Trouble.OFF),
    ("no bluetooth adapter", Trouble.ABSENT),
    ("not connected", Trouble.BROKE),
    ("disconnected", Trouble.BROKE),
    ("unreachable", Trouble.BROKE),
    ("service discovery has not", Trouble.BROKE),
    ("not found", Trouble.NOT_IN_RANGE),
    ("connection timed out", Trouble.NO_ANSWER),
    ("le-connection", Trouble.NO_ANSWER),
)
"""Beginnings of what bleak and the systems say where no type or code says it, the first that fits."""

_WINDOWS_CODES: Final[Mapping[int, Trouble]] = {
    0x800710DF: Trouble.OFF,
    0x80070005: Trouble.DENIED,
    0x8007001F: Trouble.ABSENT,
    0x80070422: Trouble.NO_SERVICE,
    0x80650005: Trouble.PAIR_FIRST,
    0x8065000F: Trouble.PAIR_FIRST,
}
"""HRESULTs: device not ready, access denied, device not working, service disabled, ATT errors 5 and 15."""


def _failures() -> tuple[type[Exception], ...]:
    """What bleak is known to raise; KeyError, AttributeError and AssertionError where a connection breaks midway,
    InvalidAddressError where the environment's address of the bus is none.
    """
    known: tuple[type[Exception], ...] = (BleakError, OSError, EOFError, AssertionError, AttributeError, KeyError)
    if sys.platform != "linux":
        return known
    from dbus_fast.errors import DBusError, InvalidAddressError

    return (*known, DBusError, InvalidAddressError)


FAILURES: Final = _failures()


def this_platform() -> Platform:
    """The operating system this runs on; what is neither Windows nor macOS speaks as Linux."""
    return {"win32": Platform.WINDOWS, "darwin": Platform.MACOS}.get(sys.platform, Platform.LINUX)


async def asked(work: Coroutine[Any, Any, T], timeout_s: float, subject: str) -> T:
    """What a call of bleak returns. Raises SensorError only, TimeoutError included; subject: the sensor's title."""
    try:
        return await within(work, timeout_s)
    except FAILURES as error:
        raise told(error, subject) from error


def told(error: Exception, subject: str, platform: Platform | None = None) -> SensorError:
    """An exception for the user: RadioError of Bluetooth itself, NotFoundError, or GattError of the sensor."""
    trouble = kind_of(error)
    return trouble_error(trouble, subject, platform, said=_said(error) if trouble is Trouble.REFUSED else "")


def trouble_error(trouble: Trouble, subject: str, platform: Platform | None = None, *, said: str = "") -> SensorError:
    """A kind of trouble for the user. said: the system's own words."""
    advice = _ANYWHERE.get(trouble) or _ADVICE[platform or this_platform()][trouble]
    words = _MESSAGE[trouble]
    if trouble in _RADIO:
        return RadioError(words, advice)
    made = NotFoundError if trouble is Trouble.NOT_IN_RANGE else GattError
    message = f"{subject} {words}: {said}" if said else f"{subject} {words}"
    return made(message, advice.replace("ADDRESS", _address_in(subject)))


def kind_of(error: Exception) -> Trouble:
    """Which trouble an exception stands for."""
    match error:
        case BleakBluetoothNotAvailableError():
            return _REASONS.get(error.reason, Trouble.ABSENT)
        case BleakDeviceNotFoundError():
            return Trouble.NOT_IN_RANGE
        case BleakCharacteristicNotFoundError():
            return Trouble.MISSING
        case BleakGATTProtocolError():
            return Trouble.PAIR_FIRST if int(error.code) in _PAIRING_CODES else Trouble.REFUSED
        case BleakDBusError():
            return _phrase(str(error)) or _DBUS.get(error.dbus_error, Trouble.REFUSED)
        case BleakError():
            return _phrase(str(error)) or Trouble.REFUSED
        case TimeoutError():
            return Trouble.NO_ANSWER
        case OSError():
            return _system(error)
        case EOFError():
            return Trouble.NO_BUS
        case _ if type(error).__name__ == "AuthError":
            return Trouble.DENIED
        case AssertionError() | AttributeError() | KeyError():
            return Trouble.BROKE
    return _phrase(str(error)) or Trouble.NO_BUS


def _system(error: OSError) -> Trouble:
    code = getattr(error, "winerror", None)
    if isinstance(code, int):
        known = _WINDOWS_CODES.get(code & 0xFFFFFFFF)
        return known or (Trouble.DENIED if code == 5 else Trouble.REFUSED)
    return Trouble.DENIED if isinstance(error, PermissionError) else Trouble.NO_BUS


def _phrase(text: str) -> Trouble | None:
    low = text.lower()
    return next((trouble for phrase, trouble in _PHRASES if phrase in low), None)


def _said(error: Exception) -> str:
    """The system's own words, one line."""
    text = error.args[-1] if isinstance(error, BleakGATTProtocolError) else str(error)
    return " ".join(str(text).split())[:200]


def _address_in(subject: str) -> str:
    """The address at the end of a title."""
    return subject.rsplit("(", 1)[-1].rstrip(")")
