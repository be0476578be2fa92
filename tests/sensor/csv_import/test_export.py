"""What is written reads back, and is there whole or not at all."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dsp.samples import Samples
from sensor.csv_import.export import write_csv
from sensor.errors import DiskFullError, OutputError
from sensor.opening import open_recording


def some(count: int = 50) -> Samples:
    rng = np.random.default_rng(2)
    time_s = np.round(np.arange(count) * 0.01, 4)
    acc = np.round(rng.normal(0, 1, (count, 3)), 5) * 9.80665
    return Samples(time_s, acc, np.deg2rad(np.round(rng.normal(0, 90, (count, 3)), 4)))


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz"])
def test_round_trip_to_the_printed_digits(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_csv(path, some())
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if name.endswith("gz") else raw).decode()
    header, first, *_ = text.split("\n")
    assert header == "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
    assert all(len(cell.lstrip("-").partition(".")[2]) <= 5 for cell in first.split(",")[1:])
    back = open_recording(path).sensors[0].samples
    np.testing.assert_array_equal(back.time_s, some().time_s)
    np.testing.assert_array_equal(back.acc_ms2, some().acc_ms2)
    np.testing.assert_allclose(back.gyro_rads, some().gyro_rads, rtol=1e-11)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_unknown_rates_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, some(), has_rate=False)
    assert path.read_text().startswith("time_s,ax_g,ay_g,az_g\n")
    assert not open_recording(path).sensors[0].has_rate


def test_a_bad_value_stays_bad(tmp_path: Path) -> None:
    samples = some()
    samples.acc_ms2[7, 1] = np.nan
    write_csv(tmp_path / "out.csv", samples)
    assert np.flatnonzero(np.isnan(open_recording(tmp_path / "out.csv").sensors[0].samples.acc_ms2)).tolist() == [22]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("precious")
    script = (
        "import resource, sys; from pathlib import Path; import numpy as np\n"
        "from dsp.samples import Samples; from sensor.csv_import.export import write_csv\n"
        "from sensor.errors import DiskFullError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "n = 5000; s = Samples(np.arange(n) / 100, np.ones((n, 3)), np.ones((n, 3)))\n"
        "try: write_csv(Path(sys.argv[1]), s)\n"
        "except DiskFullError as e: print(e.message, e.advice)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert "no room left" in done.stdout
    assert path.read_text() == "precious"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_full_device() -> None:
    with pytest.raises(DiskFullError):
        write_csv(Path("/dev/full"), some())


@pytest.mark.parametrize("place", [".", "missing/out.csv"])
def test_places_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_csv(tmp_path / place, some())
    assert caught.value.advice.endswith(".")
