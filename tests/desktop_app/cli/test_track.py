"""`rackside track`: a row a sample, and the same movement that `analyze` measures."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from desktop_app.track_csv import COLUMNS
from sensor.opening import open_recording
from tests.desktop_app.cli.conftest import Run


def _rows(path: Path) -> dict[str, np.ndarray]:
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    assert ",".join(header) == COLUMNS
    cells = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    return dict(zip(header, cells.T, strict=True))


@pytest.fixture
def tracked(run: Run, controlled: Path, tmp_path: Path) -> dict[str, np.ndarray]:
    out = tmp_path / "path.csv"
    ended = run("track", controlled, "--out", out)
    assert ended.code == 0
    assert ended.out.startswith(f"{out}: ")
    return _rows(out)


def test_every_sample_has_its_row(tracked: dict[str, np.ndarray], controlled: Path) -> None:
    samples = open_recording(controlled).sensors[0].samples
    np.testing.assert_allclose(tracked["time_s"], samples.time_s, atol=1e-6)
    assert np.isfinite(tracked["z_m"]).all()
    assert set(tracked["still"]) == {0.0, 1.0}


def test_the_path_is_that_of_the_reps(run: Run, tracked: dict[str, np.ndarray], controlled: Path) -> None:
    for rep in run("analyze", controlled, "--json").json["reps"]:
        down = rep["descent"]
        z = np.interp([down["start_s"], down["end_s"]], tracked["time_s"], tracked["z_m"])
        assert z[0] - z[1] == pytest.approx(rep["rom_m"], abs=0.02)
        inside = (tracked["time_s"] > down["start_s"]) & (tracked["time_s"] < down["end_s"])
        assert -tracked["vz_ms"][inside].min() == pytest.approx(down["peak_speed_ms"], abs=0.02)
        assert not tracked["still"][inside].all()


def test_velocity_is_the_slope_of_the_height(tracked: dict[str, np.ndarray]) -> None:
    moving = tracked["still"] == 0
    slope = np.gradient(tracked["z_m"], tracked["time_s"])
    assert np.sqrt(np.mean((slope - tracked["vz_ms"])[moving] ** 2)) < 0.02


def test_one_sensor_of_several_can_be_asked_for(run: Run, controlled: Path, tmp_path: Path) -> None:
    assert run("track", controlled, "--out", tmp_path / "a.csv", "--sensor", "Simulated sensor").code == 0
    ended = run("track", controlled, "--out", tmp_path / "b.csv", "--sensor", "left")
    assert ended.code == 2
    assert "Simulated sensor" in ended.complaint


def test_a_folder_that_is_not_there_is_said(run: Run, controlled: Path, tmp_path: Path) -> None:
    ended = run("track", controlled, "--out", tmp_path / "no" / "path.csv")
    assert ended.code == 2
    assert list(tmp_path.iterdir()) == []
