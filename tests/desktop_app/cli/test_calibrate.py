"""`rackside calibrate` through the real Bluetooth library: a sensor that is laid on its six sides."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop_app.calibrating import WalkParams
from desktop_app.cli.calibrate import Calibrating
from desktop_app.cli.calibrate_view import view_for
from desktop_app.cli.stopping import Stop
from desktop_app.paths import calibrations_folder
from dsp.calibration import UNIT, Calibration
from dsp.calibration_fit import FIT
from dsp.samples import Samples
from dsp.still_stretches import StillParams
from sensor.calibrations import CalibrationStore
from sensor.opening import open_recording
from tests.desktop_app.cli.conftest import Run
from tests.desktop_app.cli.live_rig import Program, motion_file
from tests.dsp.positions import UP, G, lying, turning
from tests.rig.rig import Rig, near
from tests.sensor.ble.making import needs_rig

ADDRESS = "C0:FF:EE:00:00:77"
HOME_MADE = near("rackside", ADDRESS)
TRUTH = Calibration((0.2, -0.1, 0.3), UNIT, (0.01, 0.0, -0.02))
QUICK = WalkParams(rest_s=1.6, still=StillParams(block_s=0.1, least_s=0.5), fit=replace(FIT, rest_s=1.5))
"""The whole walk within nine seconds."""


def walk() -> Samples:
    parts: list[Samples] = []
    at_s = 0.0
    rng = np.random.default_rng(1)
    for k, up in enumerate(UP.values()):
        seconds = 2.8 if k == 5 else 0.9
        parts.append(lying(up, seconds, first_s=at_s, truth=TRUTH, noise_ms2=0.02, rng=rng, rate_hz=200.0))
        if k < 5:
            parts.append(turning(0.2, first_s=at_s + seconds, rate_hz=200.0))
        at_s += 0.2 + seconds
    return Samples.joined(parts)


@needs_rig
def test_a_walk_is_kept_and_the_next_recording_uses_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], run: Run
) -> None:
    out = tmp_path / "set.mcap"
    store = CalibrationStore(calibrations_folder())
    with Rig(HOME_MADE) as rig:
        rig.control("play", path=str(motion_file(tmp_path / "walk.npz", walk())), delay_s=1.0)
        with Stop() as stop:
            code = Calibrating(stop, QUICK, as_json=True).run(ADDRESS)
        said = capsys.readouterr()
        found = json.loads(said.out)
        assert not rig.control("state", address=ADDRESS)["connected"]
        recorded = run("record", "--out", out, "--sensor", ADDRESS, "--seconds", "2")
    assert (code, recorded.code) == (0, 0)
    assert [line for line in said.err.splitlines() if line.startswith("  ")] == [
        f"  {n} of 6: {side} up seen" for n, side in enumerate(UP, 1)
    ]
    (stored,) = store.all()[0]
    np.testing.assert_allclose(stored.calibration.acc_bias_ms2, TRUTH.acc_bias_ms2, atol=0.03)
    np.testing.assert_allclose(stored.calibration.gyro_bias_rads, TRUTH.gyro_bias_rads, atol=0.002)
    assert (found["schema"], found["driver"], found["path"]) == (
        "rackside.calibration/1", "rackside", str(store.path_of(stored.driver, stored.identity)),
    )  # fmt: skip
    (sensor,) = open_recording(out).sensors
    assert sensor.calibration == stored.calibration
    # It lies where the walk ended, and reads one g now.
    np.testing.assert_allclose(sensor.samples.acc_ms2.mean(axis=0), [0, 0, -G], atol=0.05)
    assert store.delete(stored.driver, stored.identity)


@needs_rig
def test_ctrl_c_changes_nothing() -> None:
    with Rig(HOME_MADE) as rig, Program("calibrate", "--sensor", ADDRESS) as program:
        assert program.process.stderr is not None
        while b"lay it on any side" not in (line := program.process.stderr.readline()):
            assert line
        done = program.end(signal.SIGINT)
        assert not rig.control("state", address=ADDRESS)["connected"]
    assert (done.code, done.out) == (130, "")
    assert done.err == "stopped; nothing was changed\n"
    assert CalibrationStore(calibrations_folder()).all() == ([], [])


@needs_rig
def test_no_bluetooth(run: Run) -> None:
    with Rig(HOME_MADE) as rig:
        rig.control("remove_adapter")
        done = run("calibrate", "--sensor", ADDRESS)
    assert done.code == 1
    assert "there is no Bluetooth adapter" in done.complaint


@pytest.mark.parametrize("arguments", [("--rest", "5"), ("--rest", "x"), ("more",)])
def test_bad_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("calibrate", *arguments).code == 2


def test_a_sensor_with_an_odd_name(capsys: pytest.CaptureFixture[str]) -> None:
    with view_for(sys.stderr, "[/bar]\n\x1b[31mone"):
        pass
    assert capsys.readouterr().err.startswith("[/bar] [31mone: lay it on each of its six sides")


def test_a_folder_that_cannot_be_written_is_told_before_the_walk(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setattr("desktop_app.paths.user_data_path", lambda *_, **__: tmp_path / "file")
    done = run("calibrate")
    assert done.code == 2
    assert str(tmp_path / "file" / "calibrations") in done.complaint
