"""Set-up help over a session's samples: checks, forward by a gesture, and a calibration that is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop_app.calibrating import Stage
from desktop_app.session.setup import SetupDesk, Task
from dsp.calibration import UNIT, Calibration
from dsp.constants import STANDARD_GRAVITY_MS2 as G
from dsp.context import ClipPlace, Forward
from dsp.forward_mark import MarkStage
from dsp.placement import Check, Verdict
from dsp.samples import Samples, Stamps
from sensor.calibrations import StoredCalibration
from sensor.drivers.registry import driver
from sensor.drivers.settings import Settings
from sensor.errors import OutputError
from sensor.loaded import UNKNOWN_MOUNTING, Mounting, SensorIdentity
from sensor.session import LiveSensor
from sensor.stream import SensorStream
from tests.dsp.gestures import AWAY, SENSOR, gesture
from tests.dsp.positions import UP, lying, turning

IDENTITY = SensorIdentity("AA:01", "rackside", "Bar left", "AA:01")
TRUTH = Calibration((0.6, -0.4, 0.3), UNIT, (0.01, 0.0, -0.02))
AWAY_AND_BACK = [(0.8, AWAY * 70.0), (0.9, -AWAY * 70.0)]


def real_sensor(calibration: Calibration | None = None) -> LiveSensor:
    return LiveSensor(
        "AA:01",
        identity=IDENTITY,
        settings=Settings(rate_hz=100.0, acc_range_g=16.0, serial="S1"),
        calibration=calibration,
        stream=SensorStream(driver("rackside"), 0),
    )


class Desk:
    """A desk fed in pieces, and what it kept."""

    def __init__(self, sensor: LiveSensor | None = None) -> None:
        self.kept: list[StoredCalibration] = []
        self.sensor = sensor or real_sensor()
        self.desk = SetupDesk(self.kept.append, unix_s=lambda: 1.79e9)
        self.at_s = 0.0

    def feed(self, samples: Samples, at_once: int = 8) -> None:
        """Samples that come after those before."""
        later = Samples(samples.time_s - samples.time_s[0] + self.at_s, samples.acc_ms2, samples.gyro_rads)
        for k in range(0, len(later), at_once):
            self.desk.take(self.sensor, later[k : k + at_once])
        self.at_s = float(later.time_s[-1]) + 0.01

    def verdict(self, check: Check) -> Verdict:
        return self.desk.shown.findings[list(Check).index(check)].verdict

    def walk(self, last_s: float = 62.0, truth: Calibration = TRUTH) -> None:
        for k, name in enumerate(UP):
            self.feed(turning(1.0))
            self.feed(lying(UP[name], last_s if k == 5 else 5.1, truth=truth, rng=np.random.default_rng(k)))


def test_closed_it_looks_at_nothing() -> None:
    run = Desk()
    run.feed(lying(UP["+z"], 3.0))
    assert run.desk.shown.serial == 0


def test_checks_come_with_the_samples_and_the_place_that_is_told() -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    run.feed(lying(UP["+z"], 3.0, gravity_ms2=1.1 * G))
    assert run.desk.shown.name == "Bar left"
    assert run.verdict(Check.RATE) is Verdict.GOOD
    assert run.verdict(Check.GRAVITY) is Verdict.BAD
    assert run.verdict(Check.SLEEVE) is Verdict.UNSEEN
    run.desk.set_mounting(Mounting(Forward.PLUS_Z, ClipPlace(0.8, 0.03)))
    assert run.verdict(Check.SLEEVE) is Verdict.BAD
    assert run.verdict(Check.FORWARD) is Verdict.DOUBTFUL


def test_it_forgets_what_is_long_past_and_another_sensor() -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    run.feed(lying(UP["+z"], 3.0, gravity_ms2=1.1 * G))
    run.feed(lying(UP["+z"], 30.0))
    assert run.verdict(Check.GRAVITY) is Verdict.GOOD
    assert sum(map(len, run.desk._recent)) < 1300
    run.sensor = replace(real_sensor(), id="AA:02")
    run.at_s = 0.0
    run.feed(lying(UP["+z"], 3.0, gravity_ms2=1.1 * G))
    assert run.verdict(Check.GRAVITY) is Verdict.BAD


def test_a_loose_clip_stays_told_until_a_turn_shows_that_it_is_firm() -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    rolled = [(1.2, AWAY * 170.0), (1.2, -AWAY * 170.0)]
    run.feed(gesture(roll_deg=rolled, sensor=replace(SENSOR, play_m=0.003)))
    run.feed(lying(UP["+z"], 20.0))
    assert run.verdict(Check.FIRM) is Verdict.BAD
    run.feed(gesture(roll_deg=rolled))
    assert run.verdict(Check.FIRM) is Verdict.GOOD


@pytest.mark.parametrize("stamps", list(Stamps))
def test_forward_is_marked_by_the_next_gesture(stamps: Stamps) -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    run.feed(gesture(roll_deg=[(0.8, -AWAY * 70.0), (0.9, AWAY * 70.0)]))
    run.desk.mark_forward()
    assert run.desk.shown.task is Task.FORWARD
    samples = gesture(roll_deg=AWAY_AND_BACK)
    if stamps is Stamps.ARRIVAL:
        bursts = np.repeat(samples.time_s[7::8], 8)
        samples = Samples(bursts, samples.acc_ms2[: len(bursts)], samples.gyro_rads[: len(bursts)])
    run.feed(samples[:184])
    assert run.desk.shown.marked is not None
    assert run.desk.shown.marked.stage is MarkStage.READY
    run.feed(samples[184:])
    assert run.desk.shown.task is Task.CHECK
    assert run.desk.shown.marked is not None
    assert run.desk.shown.marked.forward is Forward.PLUS_Y


def test_marking_can_be_left() -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    run.desk.mark_forward()
    run.desk.stop_task()
    run.feed(gesture(roll_deg=AWAY_AND_BACK))
    assert (run.desk.shown.task, run.desk.shown.marked) == (Task.CHECK, None)


def test_a_calibration_is_walked_fitted_and_kept() -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    run.desk.calibrate()
    run.walk(40.0)
    progress = run.desk.shown.progress
    assert progress is not None
    assert progress.stage is Stage.REST
    run.feed(lying(UP["-z"], 25.0, truth=TRUTH))
    (stored,) = run.kept
    assert run.desk.shown.stored is stored
    assert (run.desk.shown.task, run.desk.shown.progress) == (Task.CHECK, None)
    assert (stored.driver, stored.identity, stored.name, stored.made_unix_s) == ("rackside", "S1", "Bar left", 1.79e9)
    np.testing.assert_allclose(stored.calibration.acc_bias_ms2, TRUTH.acc_bias_ms2, atol=0.03)


def test_what_a_calibration_corrects_already_is_measured_again_from_the_readings() -> None:
    run = Desk(real_sensor(TRUTH))
    run.desk.open(UNKNOWN_MOUNTING)
    run.desk.calibrate()
    run.walk(truth=Calibration())
    np.testing.assert_allclose(run.kept[0].calibration.acc_bias_ms2, TRUTH.acc_bias_ms2, atol=0.03)
    np.testing.assert_allclose(run.kept[0].calibration.gyro_bias_rads, TRUTH.gyro_bias_rads, atol=1e-3)


def test_a_calibration_that_makes_no_sense_is_told_and_not_kept() -> None:
    run = Desk()
    run.desk.open(UNKNOWN_MOUNTING)
    run.desk.calibrate()
    run.walk(truth=Calibration((3.0, 0.0, 0.0)))
    assert run.kept == []
    assert run.desk.shown.problem is not None
    assert "bias" in run.desk.shown.problem.text


def test_a_full_disk_is_told() -> None:
    def full(_: StoredCalibration) -> None:
        raise OutputError(Path("a.json"), "no space left", "Make room.")

    run = Desk()
    run.desk = SetupDesk(full)
    run.desk.open(UNKNOWN_MOUNTING)
    run.desk.calibrate()
    run.walk()
    assert run.desk.shown.problem is not None
    assert run.desk.shown.problem.advice == "Make room."


def test_a_played_sensor_is_not_calibrated() -> None:
    run = Desk(LiveSensor("simulator", identity=IDENTITY))
    run.desk.open(UNKNOWN_MOUNTING)
    run.desk.calibrate()
    run.feed(lying(UP["+z"], 0.5))
    assert run.desk.shown.task is Task.CHECK
    assert run.desk.shown.problem is not None
