"""MetaBase's pair of files becomes one recording, whichever of the two is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.results import WarningCode
from sensor.errors import ColumnError, ValuesError
from sensor.opening import open_recording

START_MS = 1_532_703_573_789


def write(path: Path, unit: str, rate_hz: float, first_s: float, seconds: float, slope: float) -> None:
    """x is slope times the time since START_MS, which straight lines between samples restore exactly."""
    lines = [f"epoch (ms),time (-13:00),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})"]
    for k in range(round(seconds * rate_hz)):
        at_s = round(first_s + k / rate_hz, 3)
        stamp = f"{START_MS + at_s * 1e3:.0f},2018-07-27T14.33.33.789,{at_s - first_s:.3f}"
        lines.append(f"{stamp},{slope * at_s:.6f},0.5,1.0")
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    acc, gyro = tmp_path / "bar_E8C9_Accelerometer.csv", tmp_path / "bar_E8C9_Gyroscope.csv"
    write(acc, "g", 50, 0.1, 4.0, 0.01)
    write(gyro, "deg/s", 100, 0.0, 5.0, 20.0)
    return acc, gyro


@pytest.mark.parametrize("named", [0, 1])
def test_either_file_opens_the_pair(pair: tuple[Path, Path], named: int) -> None:
    recording = open_recording(pair[named])
    (sensor,) = recording.sensors
    assert recording.files == pair
    assert sensor.has_rate
    at_s = 0.1 + sensor.samples.time_s
    np.testing.assert_allclose(sensor.samples.time_s, np.arange(200) / 50, atol=1e-9)
    np.testing.assert_allclose(sensor.samples.acc_ms2[:, 0], 0.01 * at_s * STANDARD_GRAVITY_MS2, atol=1e-4)
    np.testing.assert_allclose(sensor.samples.gyro_rads[:, 0], np.deg2rad(20.0 * at_s), atol=1e-5)
    assert {w.code for w in sensor.warnings} == {WarningCode.ASSUMED}


def test_the_tails_of_the_names_may_differ(tmp_path: Path) -> None:
    acc = tmp_path / "MetaWear_2018_Accelerometer_100.000Hz_1.4.4.csv"
    write(acc, "g", 100, 0, 1, 0.0)
    write(tmp_path / "MetaWear_2018_Gyroscope_50.000Hz_1.4.4.csv", "deg/s", 50, 0, 1, 1.0)
    write(tmp_path / "MetaWear_2019_Gyroscope_50.000Hz_1.4.4.csv", "deg/s", 50, 0, 1, 1.0)
    assert open_recording(acc).sensors[0].has_rate


def test_an_accelerometer_alone_is_taken_as_one(pair: tuple[Path, Path]) -> None:
    pair[1].unlink()
    (sensor,) = open_recording(pair[0]).sensors
    assert not sensor.has_rate
    assert {w.code for w in sensor.warnings} == {WarningCode.NO_GYRO}


def test_a_gyroscope_alone_says_what_is_missing(pair: tuple[Path, Path]) -> None:
    pair[0].unlink()
    with pytest.raises(ColumnError) as caught:
        open_recording(pair[1])
    assert "_Accelerometer" in caught.value.advice


def test_acceleration_beyond_the_rates_is_left_out_and_said(pair: tuple[Path, Path]) -> None:
    write(pair[1], "deg/s", 100, 1.1, 2.0, 20.0)
    (sensor,) = open_recording(pair[0]).sensors
    assert sensor.samples.time_s[0] == pytest.approx(1.0)
    assert sensor.samples.time_s[-1] == pytest.approx(2.98, abs=0.021)
    assert any("no angular rate" in w.text for w in sensor.warnings)


def test_a_gap_in_the_rates_is_not_bridged(pair: tuple[Path, Path]) -> None:
    lines = pair[1].read_text().split("\n")
    pair[1].write_text("\n".join(lines[:101] + lines[201:]))
    (sensor,) = open_recording(pair[0]).sensors
    lost = np.isnan(sensor.samples.gyro_rads[:, 0])
    at_s = 0.1 + sensor.samples.time_s
    np.testing.assert_array_equal(lost, (at_s > 0.991) & (at_s < 1.999))


def test_files_of_different_recordings(pair: tuple[Path, Path]) -> None:
    write(pair[1], "deg/s", 100, 3600.0, 5.0, 20.0)
    with pytest.raises(ValuesError, match="does not overlap"):
        open_recording(pair[0])


def test_repeated_stamps_of_the_rates_are_spread(pair: tuple[Path, Path]) -> None:
    lines = pair[1].read_text().split("\n")
    rows = [line.split(",") for line in lines[1:-1]]
    for k in range(len(rows)):
        # Each packet of four carries the stamp of its last sample.
        rows[k][0] = rows[min(k - k % 4 + 3, len(rows) - 1)][0]
    pair[1].write_text("\n".join([lines[0], *(",".join(r) for r in rows)]))
    (sensor,) = open_recording(pair[0]).sensors
    at_s = 0.1 + sensor.samples.time_s
    np.testing.assert_allclose(sensor.samples.gyro_rads[:, 0], np.deg2rad(20.0 * at_s), atol=np.deg2rad(20 * 1e-3))
