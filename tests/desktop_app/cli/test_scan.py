"""`rackside scan` through the real Bluetooth library, against a fake service."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.desktop_app.cli.conftest import Run
from tests.rig.rig import BUS_VARIABLE, Rig, near
from tests.sensor.ble.making import needs_rig


@needs_rig
def test_sensors_strangers_and_those_that_cannot_be_used(run: Run) -> None:
    with Rig(near("witmotion", name="WT901BLE67", rssi=-40, battery=64), "thingy", "television", "nameless") as rig:
        done = run("scan", "--timeout", "1.5")
        assert done.code == 0
        lines = done.out.splitlines()
        assert lines[0].split() == ["name", "kind", "address", "signal", "battery"]
        assert lines[1].startswith("WT901BLE67 ")
        assert rig.addresses[0] in lines[1]
        assert " dBm" in lines[1]
        assert " %" in lines[1]
        assert "Thingy" in lines[2]
        assert lines[2].rstrip().endswith("not usable")
        assert any("cannot be used: its accelerometer ends at 2 g" in line for line in lines)
        assert "Near, but no sensor we know: [TV] Living room" in done.out
        assert "1 more" in done.out
        found = run("scan", "--timeout", "1.5", "--json").json
    by_name = {one["name"]: one for one in found}
    witmotion, thingy = by_name["WT901BLE67"], by_name["Thingy"]
    assert (witmotion["driver"], witmotion["usable"], witmotion["address"]) == ("witmotion", True, rig.addresses[0])
    assert isinstance(witmotion["rssi_dbm"], int)
    assert 0 <= witmotion["battery_percent"] <= 100
    assert (thingy["driver"], thingy["usable"], thingy["battery_percent"]) == (None, False, None)
    assert "2 g" in thingy["unusable"]


@needs_rig
def test_nothing_in_range(run: Run) -> None:
    with Rig():
        done = run("scan", "--timeout", "1")
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("No motion sensor in range. Wake it")
        assert json.loads(run("scan", "--timeout", "1", "--json").out) == []


@needs_rig
def test_bluetooth_that_is_off(run: Run) -> None:
    with Rig("witmotion") as rig:
        rig.control("power", on=False)
        done = run("scan", "--timeout", "1")
    assert done.code == 1
    assert "switched off" in done.complaint
    assert "bluetoothctl power on" in done.complaint


@needs_rig
def test_no_bluetooth_service_at_all(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUS_VARIABLE, "unix:path=/nowhere/at/all")
    done = run("scan", "--timeout", "1")
    assert done.code == 1
    assert done.complaint


@pytest.mark.parametrize("arguments", [("--timeout", "0"), ("--timeout", "9999"), ("--timeout", "x"), ("more",)])
def test_bad_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("scan", *arguments).code == 2


@needs_rig
@pytest.mark.parametrize("columns", [40, 80])
def test_a_long_name_leaves_room_for_the_rest(run: Run, at_width: Callable[[int], None], columns: int) -> None:
    at_width(columns)
    with Rig(near("witmotion", name="[/b]\x1b[31m\nWT " + "very long " * 9)) as rig:
        done = run("scan", "--timeout", "1.5")
    assert "\x1b" not in done.out
    assert " dBm" in done.out
    assert " %" in done.out
    rows = "".join(done.out.splitlines()[:12])
    assert rig.addresses[0] in rows or columns == 40
    assert max(map(len, done.out.splitlines()[:3])) <= columns
