"""Times out of order, repeated, or of packets: what is done about each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dsp.results import WarningCode
from dsp.samples import FloatArray, Stamps
from sensor.loaded import LoadedSensor
from sensor.opening import open_recording


def opened(folder: Path, time_s: FloatArray) -> LoadedSensor:
    path = folder / "set.csv"
    rows = [f"{t!r},{k},0,1,0,0,0" for k, t in enumerate(time_s.tolist())]
    path.write_text("\n".join(["time_s,ax_ms2,ay_ms2,az_ms2,gx_dps,gy_dps,gz_dps", *rows]))
    return open_recording(path).sensors[0]


def test_rows_a_little_late_are_sorted_in(tmp_path: Path) -> None:
    time_s = np.arange(100) / 100
    time_s[[30, 31]] = time_s[[31, 30]]
    sensor = opened(tmp_path, time_s)
    assert (np.diff(sensor.samples.time_s) > 0).all()
    assert sensor.samples.acc_ms2[29:33, 0].tolist() == [29, 31, 30, 32]
    (warning,) = sensor.warnings
    assert warning.code is WarningCode.TIME_ORDER
    assert "line 33" in warning.text


def test_a_wrong_stamp_is_left_out(tmp_path: Path) -> None:
    time_s = np.arange(100) / 10
    time_s[60] = 0.0
    sensor = opened(tmp_path, time_s)
    assert np.flatnonzero(np.isnan(sensor.samples.time_s)).tolist() == [60]
    assert {w.code for w in sensor.warnings} == {WarningCode.TIME_ORDER}


def test_uniform_times_are_those_of_samples(tmp_path: Path) -> None:
    sensor = opened(tmp_path, np.arange(200) / 100)
    assert sensor.stamps is Stamps.SAMPLE
    assert sensor.chunks.stop.tolist() == list(range(4, 201, 4))
    np.testing.assert_allclose(sensor.chunks.arrival_s, np.arange(3, 200, 4) / 100)


def test_repeated_times_are_those_of_packets(tmp_path: Path) -> None:
    sensor = opened(tmp_path, np.repeat(np.arange(50) * 0.04, 4))
    assert sensor.stamps is Stamps.ARRIVAL
    assert {w.code for w in sensor.warnings} == {WarningCode.ARRIVAL_TIMES}
    assert sensor.chunks.stop.tolist() == list(range(4, 201, 4))


def test_bursts_without_repeats_are_packets_too(tmp_path: Path) -> None:
    burst = np.arange(4) * 1e-4
    sensor = opened(tmp_path, (np.arange(50)[:, None] * 0.04 + burst).ravel())
    assert sensor.stamps is Stamps.ARRIVAL
    assert len(sensor.chunks) == 50


@pytest.mark.parametrize("jitter", [0.1, 0.4])
def test_jitter_is_not_taken_for_bursts(tmp_path: Path, jitter: float) -> None:
    rng = np.random.default_rng(3)
    steps = 0.02 * (1 + jitter * rng.uniform(-1, 1, 400))
    assert opened(tmp_path, np.cumsum(steps)).stamps is Stamps.SAMPLE


def test_the_stamps_of_the_field_recordings(shared_data: Path) -> None:
    files = sorted((shared_data / "field").glob("*.csv"))
    assert files
    for path in files:
        (sensor,) = open_recording(path).sensors
        expected = Stamps.ARRIVAL if path.name.startswith("wit_") else Stamps.SAMPLE
        assert (path.name, sensor.stamps) == (path.name, expected)
        assert [w.code for w in sensor.warnings] == ([WarningCode.ARRIVAL_TIMES] if expected is Stamps.ARRIVAL else [])
        assert (np.diff(sensor.chunks.arrival_s) >= 0).all()
        assert sensor.chunks.stop[-1] == len(sensor.samples)
        gravity = float(np.median(np.linalg.norm(sensor.samples.acc_ms2, axis=1)))
        assert gravity == pytest.approx(9.8, rel=0.05)


def test_packed_field_recordings_open(shared_data: Path) -> None:
    for path in sorted((shared_data / "broad").glob("??.csv.gz")):
        (sensor,) = open_recording(path).sensors
        assert sensor.stamps is Stamps.SAMPLE
        assert len(sensor.samples) > 50_000


def test_one_long_silence_does_not_make_samples_packets(tmp_path: Path) -> None:
    time_s = np.arange(200) / 100
    time_s[120:] += 1e6
    assert opened(tmp_path, time_s).stamps is Stamps.SAMPLE


def test_a_wrong_stamp_far_ahead_costs_only_its_own_row(tmp_path: Path) -> None:
    time_s = np.arange(200) / 100
    time_s[60] += 1e6
    sensor = opened(tmp_path, time_s)
    assert np.flatnonzero(np.isnan(sensor.samples.time_s)).tolist() == [60]
    (warning,) = sensor.warnings
    assert warning.code is WarningCode.TIME_ORDER
    assert "line 62" in warning.text
