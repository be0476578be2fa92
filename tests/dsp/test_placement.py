"""Whether a sensor sits and is set as it should: what was not seen is never said to be good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dsp.constants import STANDARD_GRAVITY_MS2 as G
from dsp.context import ClipPlace, Forward
from dsp.placement import Check, Seen, Verdict, check_placement, clicks
from dsp.samples import Samples
from sensor.opening import open_recording
from sensor.simulator import plan_set, simulate
from tests.dsp.gestures import AWAY, SENSOR, gesture, turned_sensor
from tests.dsp.positions import UP, lying

ROLLED = [(1.2, AWAY * 170.0), (1.2, -AWAY * 170.0)]


def found(samples: Samples, check: Check, **told: object) -> Seen:
    findings = check_placement(samples, **told)  # type: ignore[arg-type]
    assert [f.check for f in findings] == list(Check)
    return findings[list(Check).index(check)]


@pytest.mark.parametrize(
    ("rate_hz", "verdict"),
    [(200.0, Verdict.GOOD), (98.7, Verdict.GOOD), (50.0, Verdict.DOUBTFUL), (25.0, Verdict.BAD), (10.0, Verdict.BAD)],
)
def test_the_rate(rate_hz: float, verdict: Verdict) -> None:
    finding = found(lying(UP["+z"], 4.0, rate_hz=rate_hz), Check.RATE)
    assert finding.verdict is verdict
    assert finding.value == pytest.approx(rate_hz, rel=1e-6)


def test_samples_that_are_lost_lower_the_rate() -> None:
    samples = lying(UP["+z"], 4.0)
    some = Samples(samples.time_s[::2], samples.acc_ms2[::2], samples.gyro_rads[::2])
    assert found(some, Check.RATE).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("size", "verdict"), [(1.0, Verdict.GOOD), (1.04, Verdict.GOOD), (1.06, Verdict.BAD), (0.93, Verdict.BAD)]
)
def test_one_g_at_rest(size: float, verdict: Verdict) -> None:
    finding = found(lying(np.array([1.0, 2.0, -1.0]), 4.0, gravity_ms2=size * G), Check.GRAVITY)
    assert finding.verdict is verdict
    assert finding.value == pytest.approx(size, abs=0.002)


def test_nothing_seen_is_not_good() -> None:
    nothing = Samples.joined([])
    assert {f.verdict for f in check_placement(nothing)} == {Verdict.UNSEEN}
    lifting = gesture(ahead_m=[(0.5, 0.3)] * 8, seconds=7.0)[200:550]
    assert found(lifting, Check.GRAVITY) == Seen(Check.GRAVITY, Verdict.UNSEEN)
    assert found(lying(UP["+z"], 5.0), Check.FIRM).verdict is Verdict.UNSEEN


def test_rows_that_are_no_numbers_are_left_out() -> None:
    samples = lying(UP["+z"], 4.0)
    samples.acc_ms2[100] = np.nan
    assert found(samples, Check.GRAVITY).verdict is Verdict.GOOD


def test_the_limit_of_the_range() -> None:
    samples = lying(UP["+z"], 4.0)
    assert found(samples, Check.LIMIT).verdict is Verdict.GOOD
    assert found(samples, Check.LIMIT, acc_range_g=4.0).verdict is Verdict.DOUBTFUL
    samples.acc_ms2[200:202, 1] = 16.0 * G  # a clank
    assert found(samples, Check.LIMIT).verdict is Verdict.GOOD
    samples.acc_ms2[200:215, 1] = 16.0 * G
    assert found(samples, Check.LIMIT) == Seen(Check.LIMIT, Verdict.BAD, pytest.approx(0.15, abs=0.001))


class TestClip:
    @pytest.mark.parametrize("seed", range(8))
    def test_a_firm_clip_turns_without_a_click(self, seed: int) -> None:
        samples = gesture(roll_deg=ROLLED, sensor=turned_sensor(seed), held_m=0.003, seed=seed)
        assert found(samples, Check.FIRM) == Seen(Check.FIRM, Verdict.GOOD, 0.0)

    @pytest.mark.parametrize(("play_m", "rate_hz"), [(0.002, 100.0), (0.005, 100.0), (0.001, 200.0), (0.005, 200.0)])
    def test_a_clip_with_play_clicks_as_it_falls_over(self, play_m: float, rate_hz: float) -> None:
        sensor = replace(SENSOR, play_m=play_m, rate_hz=rate_hz, bandwidth_hz=0.4 * rate_hz)
        finding = found(gesture(roll_deg=ROLLED, sensor=sensor, held_m=0.003), Check.FIRM)
        assert finding.verdict is Verdict.BAD
        assert finding.value is not None
        assert finding.value >= 2

    def test_one_knock_is_no_loose_clip(self) -> None:
        samples = gesture(roll_deg=ROLLED)
        samples.acc_ms2[260] += 40.0
        assert clicks(samples, 100.0)[0] == 1
        assert found(samples, Check.FIRM) == Seen(Check.FIRM, Verdict.UNSEEN, 1.0)

    def test_few_samples_a_second_do_not_tell(self) -> None:
        slow = replace(SENSOR, rate_hz=50.0, bandwidth_hz=20.0)
        assert found(gesture(roll_deg=ROLLED, sensor=slow), Check.FIRM).verdict is Verdict.UNSEEN

    @pytest.mark.parametrize("seconds", [1.0, 2.0, 3.0])
    def test_turned_faster_or_slower(self, seconds: float) -> None:
        rolled = [(seconds, AWAY * 170.0), (seconds, -AWAY * 170.0)]
        loose = gesture(roll_deg=rolled, sensor=replace(SENSOR, play_m=0.002), seconds=4.0 + 2.0 * seconds)
        assert found(loose, Check.FIRM).verdict is Verdict.BAD

    @pytest.mark.parametrize("family", ["rest", "touch_and_go", "deadlift45", "bench"])
    def test_a_set_says_nothing_of_the_clip(self, family: str) -> None:
        samples = simulate(*plan_set(family, seed=2), seed=2).samples
        for start in range(0, len(samples) - 1200, 400):
            assert found(samples[start : start + 1200], Check.FIRM).verdict is not Verdict.BAD

    def test_real_sets_do_not_look_like_loose_clips(self, shared_data: Path) -> None:
        for path in sorted((shared_data / "field").glob("*.csv")):
            samples = open_recording(path).sensors[0].samples
            for start in range(0, max(len(samples) - 1200, 1), 600):
                assert found(samples[start : start + 1200], Check.FIRM).verdict is not Verdict.BAD, path.name

    def test_a_small_turn_does_not_tell(self) -> None:
        assert found(gesture(roll_deg=[(0.8, 40.0)]), Check.FIRM).verdict is Verdict.UNSEEN

    def test_at_rest_a_loose_clip_reads_as_a_firm_one(self) -> None:
        firm, loose = gesture(), gesture(sensor=replace(SENSOR, play_m=0.003))
        np.testing.assert_allclose(loose.acc_ms2, firm.acc_ms2, atol=0.01)

    def test_the_simulator_moves_the_bar_the_same_with_a_loose_clip(self) -> None:
        plan, sensor, link = plan_set("slow", seed=1)
        firm, loose = simulate(plan, sensor, link, 1), simulate(plan, replace(sensor, play_m=0.003), link, 1)
        np.testing.assert_array_equal(firm.truth.position_m, loose.truth.position_m)
        assert not np.array_equal(firm.samples.acc_ms2, loose.samples.acc_ms2)


@pytest.mark.parametrize(
    ("clip", "sleeve", "off"),
    [
        (None, Verdict.UNSEEN, Verdict.UNSEEN),
        (ClipPlace(0.35, 0.03), Verdict.GOOD, Verdict.GOOD),
        (ClipPlace(-0.60, 0.05), Verdict.GOOD, Verdict.GOOD),
        (ClipPlace(-0.70, 0.03), Verdict.BAD, Verdict.GOOD),
        (ClipPlace(0.0, 0.08), Verdict.GOOD, Verdict.DOUBTFUL),
    ],
)
def test_the_place_that_was_told(clip: ClipPlace | None, sleeve: Verdict, off: Verdict) -> None:
    samples = lying(UP["+z"], 2.0)
    assert found(samples, Check.SLEEVE, clip=clip).verdict is sleeve
    assert found(samples, Check.OFF_AXIS, clip=clip).verdict is off


@pytest.mark.parametrize(
    ("forward", "verdict"),
    [
        (None, Verdict.UNSEEN),
        (Forward.PLUS_Y, Verdict.GOOD),
        (Forward.PLUS_Z, Verdict.DOUBTFUL),
        (Forward.MINUS_Z, Verdict.DOUBTFUL),
    ],
)
def test_an_axis_that_points_up_is_not_forward(forward: Forward | None, verdict: Verdict) -> None:
    assert found(lying(UP["+z"], 3.0), Check.FORWARD, forward=forward).verdict is verdict
