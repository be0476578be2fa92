"""What a scan tells, and which sensor is started, over the rig."""

from __future__ import annotations

import pytest

from sensor.ble.found import SensorWish
from sensor.ble.params import LINK
from sensor.ble.thread import RadioThread
from sensor.errors import NotFoundError, RadioError, SetupError
from tests.rig.rig import near
from tests.sensor.ble.making import QUICK, QUICK_WT, Heard, needs_rig, quick_rig, some_wt

pytestmark = needs_rig


def test_everything_near_is_told_strongest_first() -> None:
    devices = [some_wt(rssi=-58), near("thingy", rssi=-40), near("television", rssi=-90), near("nameless", rssi=-74)]
    with quick_rig(*devices) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        found = radio.scan(0.5)
        assert [f.address for f in found] == [rig.addresses[n] for n in (1, 0, 3, 2)]
        thingy, wt, nameless, television = found
        assert (wt.driver, wt.label, wt.caution, wt.unusable) == ("quick", "Quick WT", "for tests only", None)
        assert (wt.name, wt.battery, wt.connected) == ("WT901BLE67", None, False)
        assert wt.rssi_dbm == pytest.approx(-58, abs=8)
        assert (thingy.driver, thingy.label) == (None, "Nordic Thingy:52")
        assert "2 g" in str(thingy.unusable)
        assert television.label == nameless.label == "not understood"
        assert nameless.name is None


def test_batteries_are_read_one_after_the_other() -> None:
    with (
        quick_rig(some_wt(battery=50, rssi=-40), some_wt(battery=75), near("television")) as rig,
        RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio,
    ):
        found = radio.scan(0.3, batteries=True)
        assert [f.battery for f in found] == [pytest.approx(0.5, abs=0.02), pytest.approx(0.75, abs=0.02), None]
        assert not any(rig.control("state", address=address)["connected"] for address in rig.addresses)
        assert rig.control("service")["overlapping_connects"] == 0


def test_a_battery_that_cannot_be_read_is_unknown() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        rig.control("never_resolve", on=True)
        assert [f.battery for f in radio.scan(0.2, batteries=True)] == [None]


def test_a_sensor_in_use_is_in_the_scan_with_the_battery_it_told() -> None:
    with quick_rig(some_wt(battery=50)) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait(lambda: any(s.battery is not None for s in heard.statuses()), "the battery")
        frames = heard.frames()
        found = {f.address: f for f in radio.scan(0.3, batteries=True)}
        assert all(f.battery == pytest.approx(0.5, abs=0.02) for f in found.values())
        heard.wait(lambda: heard.frames() > frames, "frames after the scan")
        assert heard.set_ups(rig.addresses[0]) == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("nothing", "no sensor named 'nothing' is in range"),
        ("WT901", "fits several sensors"),
        ("wt901ble67", "fits several sensors"),
        ("", "no sensor named ''"),
    ],
)
def test_a_name_that_fits_none_or_several(asked: str, message: str) -> None:
    with quick_rig(some_wt(), some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        with pytest.raises(NotFoundError, match=message) as caught:
            radio.start([SensorWish(asked)], Heard())
        assert all(address in caught.value.message + caught.value.advice for address in rig.addresses)


def test_what_cannot_be_used_is_said_with_the_reason() -> None:
    with quick_rig("thingy", "television") as _, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        with pytest.raises(SetupError, match="Thingy:52, its accelerometer ends at 2 g"):
            radio.start([SensorWish("thingy")], Heard())
        with pytest.raises(SetupError, match="not understood"):
            radio.start([SensorWish("[TV] living")], Heard())


def test_a_driver_can_be_named_for_a_device_that_hides_what_it_is() -> None:
    with quick_rig(some_wt(name="bar left")) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        found = radio.start([SensorWish(rig.addresses[0].lower(), driver="quick")], heard)
        assert (found[0].address, found[0].driver) == (rig.addresses[0], "quick")
        heard.wait_streaming(rig.addresses[0])


def test_a_sensor_is_started_once() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        with pytest.raises(NotFoundError, match="asked for twice"):
            radio.start([SensorWish("WT901"), SensorWish(rig.addresses[0])], Heard())
        radio.start([SensorWish("WT901")], Heard())
        with pytest.raises(SetupError, match="in use already"):
            radio.start([SensorWish("WT901")], Heard())
        radio.stop_links()
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_streaming(rig.addresses[0])


@pytest.mark.parametrize(
    ("fault", "message"),
    [("power", "Bluetooth is switched off"), ("remove_adapter", "there is no Bluetooth adapter"), ("deny", "may not")],
)
def test_bluetooth_that_cannot_be_used(fault: str, message: str) -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        rig.control(fault, **({"on": False} if fault == "power" else {}))
        with pytest.raises(RadioError, match=message):
            radio.scan(0.1)
        with pytest.raises(RadioError, match=message):
            radio.start([SensorWish("WT901")], Heard())


def test_no_bluetooth_service() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        rig.kill_bluez()
        with pytest.raises(RadioError, match="service is not running"):
            radio.scan(0.1)


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "unix:path=/dev/null", "garbage"])
def test_no_message_bus(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    with RadioThread(params=LINK, drivers=[QUICK_WT]) as radio, pytest.raises(RadioError, match="D-Bus"):
        radio.scan(0.1)
