"""The walk through a calibration: it knows by itself where the sensor is, and what is left to do."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from desktop_app.calibrating import CalibrationWalk, Progress, Stage, WalkParams
from desktop_app.cli.calibrate_view import WalkView, instruction, show_fit
from dsp.calibration import UNIT, Calibration
from dsp.calibration_fit import CalibrationError
from dsp.samples import Samples
from dsp.still_stretches import Side
from sensor.ble.status import LinkState, LinkStatus
from sensor.calibrations import StoredCalibration
from tests.dsp.positions import UP, lying, turning

TRUTH = Calibration((0.2, -0.1, 0.3), UNIT, (0.01, 0.0, -0.02))


def laid(walk: CalibrationWalk, up: np.ndarray, seconds: float, at_s: float) -> float:
    """Pick the sensor up, and lay it down; the time after."""
    walk.push(turning(1.0, first_s=at_s))
    rng = np.random.default_rng(int(at_s))
    walk.push(lying(up, seconds, first_s=at_s + 1.0, truth=TRUTH, rng=rng))
    return at_s + 1.0 + seconds


def stages(walk: CalibrationWalk, order: list[str], rest_s: float) -> list[Progress]:
    at_s, found = 0.0, []
    for k, name in enumerate(order):
        at_s = laid(walk, UP[name], rest_s if k == len(order) - 1 else 5.1, at_s)
        found.append(walk.progress)
    return found


def test_a_walk_from_the_first_side_to_the_fit() -> None:
    walk = CalibrationWalk(WalkParams())
    assert walk.progress == Progress(Stage.TURN, None, (), 0.0, 3.0)
    order = ["+z", "-x", "+y", "+x", "-z", "-y"]
    found = stages(walk, order, 62.0)
    assert [p.stage for p in found] == [Stage.TURN] * 5 + [Stage.DONE]
    assert [len(p.sides) for p in found] == [1, 2, 3, 4, 5, 6]
    assert [p.side for p in found] == [Side(name) for name in order]
    fit = walk.fit(157.0)
    np.testing.assert_allclose(fit.calibration.acc_bias_ms2, TRUTH.acc_bias_ms2, atol=0.03)
    np.testing.assert_allclose(fit.calibration.gyro_bias_rads, TRUTH.gyro_bias_rads, atol=1e-3)


def test_the_minute_may_come_first() -> None:
    walk = CalibrationWalk(WalkParams())
    at_s = laid(walk, UP["+z"], 62.0, 0.0)
    for name in ("-x", "+y", "+x", "-z", "-y"):
        assert walk.progress.stage is Stage.TURN
        at_s = laid(walk, UP[name], 5.1, at_s)
    assert walk.progress.stage is Stage.DONE


def test_a_minute_that_was_disturbed_begins_anew() -> None:
    walk = CalibrationWalk(WalkParams())
    found = stages(walk, ["+z", "-x", "+y", "+x", "-z", "-y"], 40.0)
    assert found[-1].stage is Stage.REST
    laid(walk, UP["-y"], 40.0, 80.0)
    assert walk.progress.stage is Stage.REST
    assert walk.progress.still_s == pytest.approx(39.0, abs=1.0)


def test_the_same_side_twice_is_one_side() -> None:
    walk = CalibrationWalk(WalkParams())
    assert [len(p.sides) for p in stages(walk, ["+z", "+z", "+z"], 5.1)] == [1, 1, 1]


def test_a_side_that_is_only_just_down_is_to_be_held() -> None:
    walk = CalibrationWalk(WalkParams())
    laid(walk, UP["+z"], 2.1, 0.0)
    progress = walk.progress
    assert (progress.stage, progress.sides) == (Stage.HOLD, ())
    assert instruction(progress) == "still for 2 s of 3 ..."


def test_an_edge_is_told_and_used() -> None:
    walk = CalibrationWalk(WalkParams())
    at_s = laid(walk, UP["+z"], 5.1, 0.0)
    laid(walk, np.array([1.0, 1.0, 1.0]), 5.1, at_s)
    assert instruction(walk.progress).startswith("an edge: it helps too; 5 sides left (+x up, -x up,")
    assert len(walk.stretches) == 2


def test_ending_too_early_is_refused() -> None:
    walk = CalibrationWalk(WalkParams())
    with pytest.raises(CalibrationError):
        walk.fit(None)


class TestView:
    def test_lines_where_there_is_no_terminal(self) -> None:
        walk, out = CalibrationWalk(WalkParams()), StringIO()
        at_s = 0.0
        with WalkView(Console(file=out, width=120), "WT901BLE67 (C0:FF)") as view:
            for k, name in enumerate(UP):
                samples = Samples.joined([turning(1.0, first_s=at_s), lying(UP[name], 5.0, first_s=at_s + 1.0)])
                for start in range(0, len(samples), 10):
                    walk.push(samples[start : start + 10])
                    view.show(walk.progress)
                at_s += 6.0
                if k == 1:
                    view.link(LinkStatus("C0:FF", LinkState.LOST, 0, "broke the connection; trying again"))
            rest = lying(UP["-z"], 70.0, first_s=at_s)
            for start in range(0, len(rest), 100):
                walk.push(rest[start : start + 100])
                view.show(walk.progress)
        first, *lines = out.getvalue().splitlines()
        assert first.startswith("WT901BLE67 (C0:FF): lay it on each of its six sides")
        assert lines == [
            "lay it on any side",
            "  1 of 6: +x up seen",
            "turn it to another side; 5 left (-x up, +y up, -y up, +z up, -z up)",
            "  2 of 6: -x up seen",
            "turn it to another side; 4 left (+y up, -y up, +z up, -z up)",
            "lost: broke the connection; trying again",
            "  3 of 6: +y up seen",
            "turn it to another side; 3 left (-y up, +z up, -z up)",
            "  4 of 6: -y up seen",
            "turn it to another side; 2 left (+z up, -z up)",
            "  5 of 6: +z up seen",
            "turn it to another side; 1 left (-z up)",
            "  6 of 6: -z up seen",
            "all sides seen: leave it alone now, 4 s of 60",
        ]

    def test_drawn_on_a_terminal(self) -> None:
        walk, out = CalibrationWalk(WalkParams()), StringIO()
        laid(walk, UP["+z"], 5.1, 0.0)
        with WalkView(Console(file=out, width=120, force_terminal=True), "WT901BLE67") as view:
            view.show(walk.progress)
        assert "\a" in out.getvalue()
        assert "turn it to another side" in out.getvalue()

    def test_how_good_it_is(self) -> None:
        walk, out = CalibrationWalk(WalkParams()), StringIO()
        stages(walk, list(UP), 62.0)
        stored = StoredCalibration("witmotion", "S1", 1.79e9, walk.fit(None), "WT901BLE67")
        show_fit(Console(file=out, width=120), stored)
        lines = out.getvalue().splitlines()
        assert lines[0] == "WT901BLE67: calibrated"
        axis, bias_mg, _, sigma_mg, *_ = lines[2].split()
        assert axis == "x"
        assert float(bias_mg) == pytest.approx(20.4, abs=3 * float(sigma_mg))
        assert "mg now (6 positions)" in out.getvalue()
        assert "standard" in lines[-1]
