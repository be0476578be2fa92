"""Calibrations on the disk: kept by sensor, private, whole or not at all, and refused where they were meddled with."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.calibration import Calibration
from dsp.calibration_fit import CalibrationFit
from sensor.calibrations import CalibrationStore, StoredCalibration, read_calibration
from sensor.drivers.settings import Settings
from sensor.errors import FileAccessError, FormatError, InputError, OutputError
from sensor.loaded import SensorIdentity

CALIBRATION = Calibration((0.1, -0.2, 0.3), ((1.01, 0.002, 0), (0.002, 0.99, 0), (0, 0, 1.0)), (0.01, 0.0, -0.01))
FIT = CalibrationFit(
    calibration=CALIBRATION,
    stretches=7,
    cross_terms=1,
    before_ms2=0.3,
    residual_ms2=0.01,
    acc_bias_sigma_ms2=(0.01, 0.01, 0.02),
    gain_sigma_share=(0.001, 0.001, 0.002),
    cross_sigma_share=(0.002, 0.01, 0.01),
    gyro_bias_sigma_rads=(0.0002, 0.0002, 0.0003),
    acc_noise_ms2=0.05,
    gyro_noise_rads=0.002,
    rest_s=60.0,
)
STORED = StoredCalibration("witmotion", "FD:08:90:1A:11:47", 1.79e9, FIT, "WT901BLE67")


@pytest.fixture
def store(tmp_path: Path) -> CalibrationStore:
    return CalibrationStore(tmp_path / "calibrations")


def test_kept_and_found_again(store: CalibrationStore) -> None:
    assert store.find("witmotion", STORED.identity) is None
    assert store.all() == ([], [])
    path = store.save(STORED)
    assert store.find("witmotion", STORED.identity) == STORED
    assert store.all() == ([STORED], [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_of_serial_and_address_the_newest_counts(store: CalibrationStore) -> None:
    """On a Mac the address is no part of the sensor, and one that did not tell its serial is kept by it."""
    by_serial = replace(STORED, identity="S1")
    store.save(STORED)
    store.save(by_serial)
    assert store.find("witmotion", "S1", STORED.identity) == by_serial
    assert store.find("witmotion", None, STORED.identity) == STORED
    assert store.find("witmotion", "S2", STORED.identity) == STORED
    again = replace(STORED, made_unix_s=STORED.made_unix_s + 1.0)
    store.save(again)
    assert store.find("witmotion", "S1", STORED.identity) == again


def test_asked_for_a_sensor_that_was_set_up(store: CalibrationStore) -> None:
    sensor = SensorIdentity("AA:01", "witmotion", address="AA:01")
    assert store.of(sensor, Settings(serial=STORED.identity)) is None
    store.save(STORED)
    assert store.of(sensor, Settings(serial=STORED.identity)) == CALIBRATION
    assert store.of(sensor, Settings()) is None


def test_a_folder_that_may_not_be_looked_into(store: CalibrationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", denied)
    with pytest.raises(FileAccessError):
        store.find("witmotion", STORED.identity)


def test_another_kind_of_sensor_with_the_same_serial_is_another(store: CalibrationStore) -> None:
    store.save(STORED)
    assert store.find("movesense", STORED.identity) is None


def test_the_newer_takes_the_place_of_the_older(store: CalibrationStore) -> None:
    store.save(STORED)
    newer = replace(STORED, made_unix_s=1.8e9)
    store.save(newer)
    assert store.all() == ([newer], [])
    assert [p.suffix for p in store.folder.iterdir()] == [".json"]


def test_deleted(store: CalibrationStore) -> None:
    path = store.save(STORED)
    path.write_text("{")
    assert store.delete("witmotion", STORED.identity)
    assert not store.delete("witmotion", STORED.identity)
    assert store.all() == ([], [])


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_name_leads_out_of_the_folder_or_to_another(one: str, other: str) -> None:
    store = CalibrationStore(Path("/somewhere"))
    a, b = store.path_of("polar", one), store.path_of("polar", other)
    assert a.parent == store.folder
    assert a.name == Path(a.name).name
    assert len(a.name) < 100
    assert (a == b) == (one == other)


def test_names_that_differ_in_odd_characters_only(store: CalibrationStore) -> None:
    for identity in ("../../x", "..\\..\\x", "a\0b", "A:B", "a:b", "\ud800"):
        assert store.path_of("rackside", identity).parent == store.folder
    assert store.path_of("rackside", "A:B") != store.path_of("rackside", "A-B")


def meddled(plain: dict[str, Any], path: list[str], value: object) -> dict[str, Any]:
    inner = plain
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return plain


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "rackside.calibration/9"),
        (["driver"], None),
        (["identity"], ""),
        (["identity"], "x" * 501),
        (["made_unix_s"], "today"),
        (["made_unix_s"], 10**400),
        (["calibration"], [1, 2, 3]),
        (["calibration", "acc_bias_ms2"], [5.0, 0.0, 0.0]),
        (["calibration", "acc_bias_ms2"], [0.0, 0.0]),
        (["calibration", "acc_gain"], [[1, 0.2, 0], [0.2, 1, 0], [0, 0, 1]]),
        (["calibration", "acc_gain"], [[1, 0.02, 0], [0, 1, 0], [0, 0, 1]]),
        (["calibration", "acc_gain"], [[1.2, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (["calibration", "gyro_bias_rads"], [True, 0, 0]),
        (["calibration", "gyro_bias_rads"], [float("nan"), 0, 0]),
        (["fit"], {}),
        (["fit", "residual_ms2"], float("inf")),
        (["fit", "stretches"], 6.5),
        (["fit", "acc_bias_sigma_ms2"], 0.1),
    ],
)
def test_what_was_meddled_with_is_refused(store: CalibrationStore, path: list[str], value: object) -> None:
    file = store.save(STORED)
    file.write_text(json.dumps(meddled(json.loads(file.read_text()), path, value)))
    with pytest.raises(FormatError, match="calibration") as caught:
        read_calibration(file)
    assert str(file) in caught.value.message
    good, bad = store.all()
    assert (good, len(bad)) == ([], 1)


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 60_000, b"\xff\xfe", b"null", b" " * 70_000, b"9" * 5000])
def test_junk_is_refused(store: CalibrationStore, raw: bytes) -> None:
    file = store.save(STORED)
    file.write_bytes(raw)
    with pytest.raises(InputError):
        store.find(STORED.driver, STORED.identity)


def test_another_sensors_file_under_this_ones_name(store: CalibrationStore) -> None:
    file = store.save(replace(STORED, identity="other"))
    file.rename(store.path_of("witmotion", "mine"))
    with pytest.raises(FormatError, match="another sensor"):
        store.find("witmotion", "mine")


def test_places_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        CalibrationStore(tmp_path / "file").save(STORED)
    with pytest.raises(FileAccessError):
        read_calibration(tmp_path)
