"""Which device an advert is of, and which device a name means."""

from __future__ import annotations

import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from sensor.ble.adverts import advert_of, advert_of_connected
from sensor.ble.choose import choose, fitting, settled
from sensor.ble.found import Found, SensorWish
from sensor.ble.recognise import handled_drivers, recognised
from sensor.drivers.handling import Advert, uuid16
from sensor.errors import NotFoundError
from tests.sensor.ble.making import QUICK_WT

HERE = "C0:FF:EE:00:00:01"


def heard(
    name: str | None = None, uuids: tuple[str, ...] = (), rssi: int = -50, manufacturer: dict[int, bytes] | None = None
) -> AdvertisementData:
    return AdvertisementData(name, manufacturer or {}, {}, list(uuids), None, rssi, ())


def test_what_comes_in_turns_is_put_together() -> None:
    device = BLEDevice(HERE, None, {})
    first = advert_of(device, heard("WT901", rssi=-40, manufacturer={1: b"a"}))
    second = advert_of(device, heard(None, (uuid16(0x180F).upper(),), -127, {2: b"b"}), first)
    assert second == Advert(HERE, "WT901", frozenset({uuid16(0x180F)}), {1: b"a", 2: b"b"}, -40)
    assert advert_of(BLEDevice(HERE, "system's name", {}), heard(rssi=-127)) == Advert(HERE, "system's name")


@pytest.mark.parametrize("details", [None, {}, {"props": {}}, ("peripheral", "manager")])
def test_a_connected_device_may_tell_nothing_but_its_name(details: object) -> None:
    assert advert_of_connected(BLEDevice(HERE, "WT901", details)) == Advert(HERE, "WT901")


def test_a_connected_device_tells_its_services() -> None:
    device = BLEDevice(HERE, None, {"props": {"UUIDs": [uuid16(0x180F).upper()]}})
    assert advert_of_connected(device).service_uuids == {uuid16(0x180F)}


@pytest.mark.parametrize(
    ("advert", "label", "reason"),
    [
        (Advert(HERE, "Thingy"), "Nordic Thingy:52", "2 g"),
        (Advert(HERE, None, frozenset({"ef680100-9b35-4933-9b10-52ffa9740042"})), "Nordic Thingy:52", "2 g"),
        (Advert(HERE, "WTVB01-BT50"), "WitMotion WTVB01", "vibration"),
        (Advert(HERE, "IMU_0007"), "Capture2Go IMU", "no driver"),
        (Advert(HERE, "STB", manufacturer={0x0601: bytes(10)}), "ST BlueST board", "20 to 45"),
        (Advert(HERE, "Bose QC35"), "not understood", "does not know"),
        (Advert(HERE, None, manufacturer={0x004C: bytes(7)}), "not understood", "does not know"),
    ],
)
def test_what_cannot_be_used(advert: Advert, label: str, reason: str) -> None:
    for drivers in ([QUICK_WT], handled_drivers()):
        found = recognised(advert, drivers)
        assert (found.driver, found.label) == (None, label)
        assert reason in str(found.unusable)


def test_a_driver_goes_before_a_guess_and_after_a_certainty() -> None:
    like_bluest = {0x0601: bytes(10)}
    assert recognised(Advert(HERE, "WT901", manufacturer=like_bluest), [QUICK_WT]).driver == "quick"
    assert recognised(Advert(HERE, "WTVB01"), [QUICK_WT]).driver is None


def found(number: int, name: str | None, *, usable: bool = True) -> Found:
    return Found(f"C0:FF:EE:00:00:{number:02X}", name, -50, "quick" if usable else None, "a sensor")


NEAR = [
    found(1, "WT901 left"),
    found(2, "WT901 right"),
    found(3, "WT901"),
    found(4, "WT TV", usable=False),
    found(10, None),
]


@pytest.mark.parametrize(
    ("asked", "addresses"),
    [
        ("c0:ff:ee:00:00:0a", {10}),
        ("wt901", {3}),
        ("LEFT", {1}),
        (" right ", {2}),
        ("WT901 ", {3}),
        ("wt", {1, 2, 3}),
        ("tv", {4}),
        ("polar", set()),
        (" ", set()),
    ],
)
def test_the_best_fit(asked: str, addresses: set[int]) -> None:
    assert {int(f.address[-2:], 16) for f in fitting(asked, NEAR)} == addresses


def test_each_wish_gets_its_own_in_the_order_asked() -> None:
    chosen = choose([SensorWish("right"), SensorWish("left")], NEAR)
    assert [f.address[-2:] for f in chosen] == ["02", "01"]
    with pytest.raises(NotFoundError, match="twice"):
        choose([SensorWish("right"), SensorWish("C0:FF:EE:00:00:02")], NEAR)
    with pytest.raises(NotFoundError, match=r"WT901 left \(C0:FF:EE:00:00:01\), WT901 right"):
        choose([SensorWish("wt90")], NEAR[:2])
    with pytest.raises(NotFoundError) as caught:
        choose([SensorWish("polar")], [])
    assert caught.value.advice.startswith("Wake the sensor")


def test_only_addresses_settle_a_search_early() -> None:
    assert settled([SensorWish("C0:FF:EE:00:00:0a")], NEAR)
    assert not settled([SensorWish("left")], NEAR)
    assert not settled([SensorWish("C0:FF:EE:00:00:0b")], NEAR)
