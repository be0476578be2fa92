"""The notes themselves: their examples decode, their numbers are the code's, and what they link to is there."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from desktop_app.cli.app import app
from sensor.drivers.rackside import codec
from sensor.drivers.rackside.decoder import ACC_SCALE, GYRO_SCALE, RacksideDecoder
from sensor.drivers.registry import driver, driver_names
from sensor.drivers.settings import Settings
from sensor.packets import Packet

SETTINGS = Settings(rate_hz=208.0, values={ACC_SCALE: 0.488, GYRO_SCALE: 70.0})
NAMES = ("README", "profile", "mounting", "calibration", "supported_sensors", "axes")


@pytest.fixture(scope="module")
def profile(notes: Path) -> str:
    return (notes / "profile.md").read_text(encoding="utf-8")


def example(text: str, name: str) -> bytes:
    found = re.search(rf"^```{name}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return bytes.fromhex(found[1])


def test_the_example_packet_is_what_the_page_says(profile: str) -> None:
    packet = codec.unpack(example(profile, "packet"))
    assert (packet.number, packet.time_us, packet.overflow) == (300, 1_500_000, False)
    found = RacksideDecoder(SETTINGS).push([Packet("s", "data", 0, example(profile, "packet"))])
    rows = re.findall(r"^\| (30\d) \| ([-\d.]+) \| ([-\d.]+) \| ([-\d.]+) \| ([-\d.]+) \| ([-\d.]+) \| ([-\d.]+) \|$",
                      profile, re.MULTILINE)  # fmt: skip
    told = np.array(rows, dtype=float)
    assert told[:, 0].tolist() == [300, 301]
    np.testing.assert_allclose(found.acc_ms2 / 9.80665, told[:, 1:4], atol=0.5e-4)
    np.testing.assert_allclose(np.degrees(found.gyro_rads), told[:, 4:], atol=0.5e-2)


def test_the_example_settings_are_what_the_page_says(profile: str) -> None:
    found = codec.unpack_config(example(profile, "config"))
    assert (found.acc_range_g, found.gyro_range_dps, found.bandwidth_hz, found.rate_hz) == (16, 2000, 104, 208.0)
    assert (found.acc_mg_per_count, found.gyro_mdps_per_count) == pytest.approx((0.488, 70.0))


def test_the_example_description_is_what_the_page_says(profile: str) -> None:
    assert codec.unpack_info(example(profile, "info")) == codec.Info("Bar", "1.0", "A1")


def test_page_header_and_driver_name_the_same_characteristics(profile: str, sketch: Path) -> None:
    header = (sketch / "rackside_packet.h").read_text(encoding="utf-8")
    for name in ("SERVICE", "DATA", "CONFIG", "INFO", "CONTROL"):
        uuid = getattr(codec, name)
        assert f"| {name.lower()} | `{uuid}` |" in profile
        assert f'#define RACKSIDE_{name}_UUID "{uuid}"' in header


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(notes: Path, name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (notes / f"{name}.md").read_text(encoding="utf-8")):
        assert (notes / target).exists(), target


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_named_are_there(notes: Path, sketch: Path, project: Path, name: str) -> None:
    text = (notes / f"{name}.md").read_text(encoding="utf-8")
    for path in re.findall(r"`([\w/]+\.(?:md|h|c|cpp|ino|py))\b", text):
        assert any((folder / path).exists() for folder in (notes, sketch, project)), path


@pytest.mark.parametrize("name", NAMES)
def test_commands_that_are_named_exist(notes: Path, name: str) -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named = set(re.findall(r"`rackside (\w+)", (notes / f"{name}.md").read_text(encoding="utf-8")))
    assert named <= known


def test_each_sensor_with_a_driver_is_described(notes: Path) -> None:
    text = (notes / "supported_sensors.md").read_text(encoding="utf-8").lower()
    sensors = {name for name in driver_names() if driver(name).handling is not None}
    words = {name: name.split("_")[-1] for name in sensors} | {"rackside": "home-made"}
    assert {name for name in sensors if words[name] not in text} == set()
