"""What goes wrong is told in the words of each operating system, and as the right kind of error."""

from __future__ import annotations

import asyncio

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from sensor.ble.trouble import FAILURES, Platform, Trouble, asked, kind_of, told, trouble_error
from sensor.errors import GattError, NotFoundError, RadioError, SensorError

SUBJECT = "WT901 (C0:FF:EE:00:00:01)"


def unavailable(reason: BleakBluetoothNotAvailableReason) -> BleakBluetoothNotAvailableError:
    return BleakBluetoothNotAvailableError("no", reason)


def windows(code: int) -> OSError:
    error = OSError(22, "The device is not ready for use")
    error.winerror = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (unavailable(BleakBluetoothNotAvailableReason.NO_BLUETOOTH), Trouble.ABSENT),
        (unavailable(BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE), Trouble.NO_CENTRAL),
        (unavailable(BleakBluetoothNotAvailableReason.POWERED_OFF), Trouble.OFF),
        (unavailable(BleakBluetoothNotAvailableReason.DENIED_BY_USER), Trouble.DENIED),
        (unavailable(BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM), Trouble.DENIED),
        (unavailable(BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN), Trouble.DENIED),
        (unavailable(BleakBluetoothNotAvailableReason.UNKNOWN), Trouble.ABSENT),
        (FileNotFoundError(2, "No such file or directory"), Trouble.NO_BUS),
        (ConnectionRefusedError(111, "Connection refused"), Trouble.NO_BUS),
        (EOFError(), Trouble.NO_BUS),
        (PermissionError(13, "Permission denied"), Trouble.DENIED),
        (TimeoutError(), Trouble.NO_ANSWER),
        (
            BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["The name is not activatable"]),
            Trouble.NO_SERVICE,
        ),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["Rejected send message"]), Trouble.DENIED),
        (BleakDBusError("org.freedesktop.DBus.Error.UnknownObject", ["/org/bluez/hci0"]), Trouble.NOT_IN_RANGE),
        (BleakDBusError("org.bluez.Error.NotReady", ["Resource Not Ready"]), Trouble.OFF),
        (BleakDBusError("org.bluez.Error.InProgress", ["Operation already in progress"]), Trouble.BUSY),
        (BleakDBusError("org.bluez.Error.NotConnected", ["Not Connected"]), Trouble.BROKE),
        (BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"]), Trouble.NO_ANSWER),
        (BleakDBusError("org.bluez.Error.Failed", ["Connection timed out"]), Trouble.NO_ANSWER),
        (BleakDBusError("org.bluez.Error.Failed", ["Software caused connection abort"]), Trouble.REFUSED),
        (BleakDBusError("org.bluez.Error.NotPermitted", ["Not paired"]), Trouble.PAIR_FIRST),
        (BleakDBusError("org.bluez.Error.AuthenticationFailed", []), Trouble.PAIR_FIRST),
        (BleakGATTProtocolError(0x05), Trouble.PAIR_FIRST),
        (BleakGATTProtocolError(0x0F), Trouble.PAIR_FIRST),
        (BleakGATTProtocolError(0x03), Trouble.REFUSED),
        (BleakGATTProtocolError(0x91), Trouble.REFUSED),
        (BleakDeviceNotFoundError("C0", "Device with address C0 was not found."), Trouble.NOT_IN_RANGE),
        (BleakError("device 'dev_C0_FF_EE_00_00_01' not found"), Trouble.NOT_IN_RANGE),
        (BleakError("Not connected"), Trouble.BROKE),
        (BleakError("failed to discover services, device disconnected"), Trouble.BROKE),
        (BleakError("Service Discovery has not been performed yet"), Trouble.BROKE),
        (BleakError("Could not read characteristic handle 3: Access Denied"), Trouble.DENIED),
        (BleakError("Could not get GATT services: Unreachable"), Trouble.BROKE),
        (BleakError("Failed to start scanner. Is Bluetooth turned on?"), Trouble.OFF),
        (BleakError("something new"), Trouble.REFUSED),
        (BleakCharacteristicNotFoundError("ffe4"), Trouble.MISSING),
        (windows(-2147020577), Trouble.OFF),
        (windows(-2147024891), Trouble.DENIED),
        (windows(5), Trouble.DENIED),
        (windows(-2140864507), Trouble.PAIR_FIRST),
        (windows(1), Trouble.REFUSED),
        (AssertionError(), Trouble.BROKE),
        (KeyError("/org/bluez/hci0"), Trouble.BROKE),
    ],
)
def test_the_kind_of_trouble(error: Exception, trouble: Trouble) -> None:
    assert kind_of(error) is trouble
    assert isinstance(error, FAILURES)


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_words_on_every_system(trouble: Trouble, platform: Platform) -> None:
    error = trouble_error(trouble, SUBJECT, platform)
    assert "\n" not in error.message + error.advice
    assert error.advice.endswith(".")
    assert ("C0:FF:EE:00:00:01" in error.message) is not isinstance(error, RadioError)


@pytest.mark.parametrize(
    ("platform", "off", "denied", "pair"),
    [
        (Platform.LINUX, "rfkill unblock bluetooth", "group bluetooth", "bluetoothctl pair C0:FF:EE:00:00:01"),
        (Platform.WINDOWS, "Settings, Bluetooth & devices", "Privacy & security", "Add device"),
        (Platform.MACOS, "System Settings, Bluetooth", "exit code 134", "pairing request"),
    ],
)
def test_the_words_of_each_system(platform: Platform, off: str, denied: str, pair: str) -> None:
    advice = {
        trouble: told(error, SUBJECT, platform).advice
        for trouble, error in {
            Trouble.OFF: unavailable(BleakBluetoothNotAvailableReason.POWERED_OFF),
            Trouble.DENIED: unavailable(BleakBluetoothNotAvailableReason.DENIED_BY_USER),
            Trouble.PAIR_FIRST: BleakGATTProtocolError(0x05),
        }.items()
    }
    assert off in advice[Trouble.OFF]
    assert denied in advice[Trouble.DENIED]
    assert pair in advice[Trouble.PAIR_FIRST]


def test_the_kinds_of_errors() -> None:
    assert isinstance(told(unavailable(BleakBluetoothNotAvailableReason.POWERED_OFF), SUBJECT), RadioError)
    assert isinstance(told(BleakDeviceNotFoundError("C0"), SUBJECT), NotFoundError)
    assert isinstance(told(TimeoutError(), SUBJECT), GattError)
    refused = told(BleakGATTProtocolError(0x0D), SUBJECT)
    assert refused.message == f"{SUBJECT} refused: GATT Protocol Error: Invalid Attribute Value Length"


@pytest.mark.parametrize("failure", [TimeoutError(), BleakError("x"), KeyError("x"), OSError(5, "x"), EOFError()])
def test_only_sensor_errors_come_out_of_a_call(failure: Exception) -> None:
    async def failing() -> None:
        await asyncio.sleep(0)
        raise failure

    with pytest.raises(SensorError) as caught:
        asyncio.run(asked(failing(), 1.0, SUBJECT))
    assert caught.value.__cause__ is failure


def test_faults_of_ours_are_not_hidden() -> None:
    async def faulty() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(asked(faulty(), 1.0, SUBJECT))
