"""Which sensor is taken where none is named."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import typer

from desktop_app.cli.sensors import wished
from sensor.ble.found import Found, SensorWish
from sensor.errors import NotFoundError

ONE = Found("AA:01", "WT901BLE67", -50, "witmotion", "WitMotion")
OTHER = Found("AA:02", "WT901BLE68", -60, "witmotion", "WitMotion")
THINGY = Found("AA:03", "Thingy", -40, None, "Nordic Thingy:52", unusable="it ends at 2 g")
PHONE = Found("AA:04", None, -40, None, "not understood", unusable="Rackside does not know this kind of device")


@dataclass
class Radio:
    """A radio that finds what it is told to."""

    found: list[Found]

    def scan(self, timeout_s: float) -> list[Found]:
        return self.found


def choice(names: list[str] | None, *found: Found) -> list[SensorWish]:
    return wished(Radio(list(found)), names)


def test_those_that_are_named() -> None:
    assert choice(["WT901BLE67", "AA:02"]) == [SensorWish("WT901BLE67"), SensorWish("AA:02")]


def test_the_only_one_whatever_else_is_near() -> None:
    assert choice(None, THINGY, ONE, PHONE) == [SensorWish("AA:01")]


def test_of_several_each_is_listed() -> None:
    with pytest.raises(typer.BadParameter, match=r"WT901BLE67 \(AA:01\), WT901BLE68 \(AA:02\)"):
        choice(None, ONE, OTHER)


def test_none() -> None:
    with pytest.raises(NotFoundError, match="no sensor is in range"):
        choice(None)


def test_none_that_can_be_used() -> None:
    with pytest.raises(NotFoundError, match=r"that can be used \(Thingy \(AA:03\): it ends at 2 g\) is in range"):
        choice(None, THINGY, PHONE)


@pytest.mark.parametrize("names", [[""], ["  "], ["x" * 400], ["AA:01", "aa:01 "]])
def test_names_that_no_search_need_tell_of(names: list[str]) -> None:
    with pytest.raises(typer.BadParameter, match=r"no name of a sensor|given twice"):
        choice(names, ONE)
