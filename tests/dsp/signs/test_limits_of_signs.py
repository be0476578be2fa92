"""Each sign just within and just beyond its limit, from each source the limit can have."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dsp.constants import RAD_PER_DEG
from dsp.context import Baseline, SetContext, Spread, Tempo
from dsp.features import Measured, StartFeatures
from dsp.results import LimitSource, Severity, Sign
from dsp.signs import CODES
from tests.dsp.signs.making import after_two, rep, signs

PRESCRIBED, BASELINE, FIRST, FALLBACK = LimitSource
NOTE, WARN, STOP = Severity


@dataclass(frozen=True)
class Case:
    """One limit: `within` gives no sign, `beyond` gives one with this limit, source and severity."""

    code: str
    lift: str
    feature: str
    within: float
    beyond: float
    limit: float
    unit: str
    source: LimitSource
    severity: Severity
    tempo: str | None = None
    own: float | None = None
    """Median of the feature in the lifter's baseline, with its spread."""
    spread: float = 0.01
    rom_m: float | None = None
    stop_percent: float | None = None
    first: bool = False

    @property
    def context(self) -> SetContext:
        return SetContext(
            exercise=self.lift, tempo=Tempo.parse(self.tempo) if self.tempo else None,
            baseline=None if self.own is None else Baseline({self.feature: Spread(self.own, self.spread)}, 20),
            prescribed_rom_m=self.rom_m,
            speed_loss_stop_percent=self.stop_percent,
        )  # fmt: skip

    def judged(self, value: float) -> list[Sign]:
        number = 1 if self.first else 3
        changed = rep(number, **{self.feature: value})
        reps = [changed] if self.first else after_two(changed)
        return [s for s in signs(reps, self.context, self.code) if s.rep in {number, None}]


DEG, ROLL = RAD_PER_DEG, "bottom_roll_rate_rads"
CASES = [
    # prescribed first, then baseline, then first reps, then the fallback figure
    Case("fast_descent", "squat", "tempo_eccentric_s", 2.51, 2.49, 2.5, "s", PRESCRIBED, WARN, tempo="3-0-X-0"),
    Case("fast_descent", "squat", "tempo_eccentric_s", 4.26, 4.24, 4.25, "s", PRESCRIBED, WARN, tempo="5-0-X-0"),
    Case("fast_descent", "deadlift", "tempo_eccentric_s", 2.51, 2.49, 2.5, "s", PRESCRIBED, WARN, tempo="3-0-X-0"),
    Case("fast_descent", "row", "tempo_eccentric_s", 2.51, 2.49, 2.5, "s", PRESCRIBED, WARN, tempo="3-0-X-0"),
    Case("fast_descent", "bench", "descent_s", 2.26, 2.24, 2.25, "s", BASELINE, WARN, own=3.0),
    Case("fast_descent", "squat", "descent_s", 1.51, 1.49, 1.5, "s", FIRST, WARN),
    Case("fast_descent", "squat", "descent_speed_ms", 0.79, 0.81, 0.8, "m/s", FALLBACK, NOTE, first=True),
    Case("fast_descent", "bench", "descent_speed_ms", 0.69, 0.71, 0.7, "m/s", FALLBACK, NOTE, first=True),
    Case("fast_descent", "hip_thrust", "descent_speed_ms", 0.59, 0.61, 0.6, "m/s", FALLBACK, NOTE, first=True),
    Case("late_rush", "squat", "late_ratio", 0.79, 0.81, 0.8, "ratio", FIRST, WARN),
    Case("late_rush", "squat", "late_ratio", 0.79, 0.81, 0.8, "ratio", FALLBACK, NOTE, first=True),
    Case("late_rush", "bench", "late_ratio", 0.89, 0.91, 0.9, "ratio", BASELINE, WARN, own=0.6),
    Case("bounce", "squat", "turnaround_acc_ms2", 4.49, 4.51, 4.5, "m/s^2", FIRST, WARN),
    Case("bounce", "hip_thrust", "turnaround_acc_ms2", 5.99, 6.01, 6.0, "m/s^2", BASELINE, WARN, own=4.0),
    Case("bounce", "bench", "tempo_bottom_s", 0.71, 0.69, 0.7, "s", PRESCRIBED, WARN, tempo="2-1-X-0"),
    Case("lost_tension", "squat", "second_sink_m", 0.019, 0.021, 0.02, "m", FIRST, WARN),
    Case("lost_tension", "squat", "second_sink_m", 0.019, 0.021, 0.02, "m", FALLBACK, NOTE, first=True),
    Case("lost_tension", "squat", "second_sink_m", 0.019, 0.021, 0.02, "m", BASELINE, WARN, own=0.002, first=True),
    Case("lost_tension", "squat", "second_sink_m", 0.019, 0.021, 0.02, "m", FALLBACK, NOTE, own=0.03),
    Case("lost_tension", "bench", "late_drop_s", 0.059, 0.061, 0.06, "s", FIRST, WARN),
    Case("bottom_unstable", "squat", "bottom_wobble_acc_ms2", 0.19, 0.21, 0.2, "m/s^2", FIRST, WARN),
    Case("bottom_unstable", "bench", "bottom_wobble_rads", 0.099, 0.101, 0.1 / DEG, "deg/s", FIRST, WARN),
    Case("bottom_unstable", "squat", "bottom_wobble_acc_ms2", 0.59, 0.61, 0.6, "m/s^2", BASELINE, WARN, own=0.3),
    Case("position_change", "squat", "bottom_step_m", 0.029, 0.031, 0.03, "m", FIRST, WARN),
    Case("position_change", "squat", "bottom_step_m", 0.029, 0.031, 0.03, "m", FALLBACK, NOTE, first=True),
    Case("position_change", "front_squat", ROLL, 79 * DEG, 81 * DEG, 80.0, "deg/s", FIRST, WARN),
    Case("position_change", "squat", ROLL, 99 * DEG, 101 * DEG, 100.0, "deg/s", BASELINE, WARN, own=40 * DEG),
    Case("shift", "row", "tilt_rad", 2.9 * DEG, 3.1 * DEG, 2.0, "deg", FIRST, WARN),
    Case("shift", "squat", "tilt_rad", -0.9 * DEG, -1.1 * DEG, 2.0, "deg", FIRST, WARN),
    Case("shift", "bench", "yaw_rad", 3.4 * DEG, 3.6 * DEG, 3.0, "deg", FIRST, WARN),
    Case("shift", "bench", "yaw_rad", -3.4 * DEG, -3.6 * DEG, 3.0, "deg", FIRST, WARN),
    Case("shift", "hip_thrust", "sideways_m", 0.039, 0.041, 0.03, "m", FIRST, WARN),
    Case("shift", "squat", "tilt_rad", -0.1 * DEG, 0.1 * DEG, 2.0, "deg", BASELINE, WARN, own=-2 * DEG),
    Case("forward_drift", "squat", "forward_descent_m", 0.059, 0.061, 0.04, "m", FIRST, WARN),
    Case("forward_drift", "deadlift", "forward_drive_m", 0.069, 0.071, 0.04, "m", FIRST, WARN),
    Case("forward_drift", "squat", "forward_descent_m", 0.079, 0.081, 0.06, "m", BASELINE, WARN, own=0.02, spread=0.03),
    Case("rushed_reps", "squat", "tempo_top_s", 0.61, 0.59, 0.6, "s", FIRST, WARN),
    Case("rushed_reps", "bench", "tempo_top_s", 1.01, 0.99, 1.0, "s", BASELINE, WARN, own=2.0),
    Case("rushed_reps", "squat", "tempo_top_s", 1.51, 1.49, 1.5, "s", PRESCRIBED, WARN, tempo="2-0-X-2"),
    Case("tempo_missed", "row", "tempo_concentric_s", 1.51, 1.49, 1.5, "s", PRESCRIBED, WARN, tempo="X-X-2-X"),
    Case("short_rom", "hip_thrust", "rom_m", 0.451, 0.449, 0.45, "m", FIRST, WARN),
    # A tenth of 0.2 m is less than 2.5 cm: the distance decides.
    Case("short_rom", "hip_thrust", "rom_m", 0.176, 0.174, 0.175, "m", BASELINE, WARN, own=0.2, first=True),
    Case("short_rom", "squat", "rom_m", 0.541, 0.539, 0.54, "m", PRESCRIBED, WARN, rom_m=0.6),
    Case("overshoot", "hip_thrust", "overshoot_m", 0.024, 0.026, 0.025, "m", FIRST, WARN),
    Case("overshoot", "hip_thrust", "overshoot_m", 0.024, 0.026, 0.025, "m", FALLBACK, NOTE, first=True),
    Case("no_lockout_hold", "hip_thrust", "lockout_still_s", 1.71, 1.69, 1.7, "s", PRESCRIBED, NOTE, tempo="2-0-X-2"),
    Case("rest_at_bottom", "hip_thrust", "floor_rest_s", 0.99, 1.01, 1.0, "s", FALLBACK, NOTE),
    Case("rest_at_bottom", "hip_thrust", "floor_rest_s", 2.99, 3.01, 3.0, "s", PRESCRIBED, NOTE, tempo="2-2-X-0"),
    Case("floor_impact", "hip_thrust", "contact_speed_ms", 0.59, 0.61, 0.6, "m/s", FIRST, NOTE),
    Case("slowing", "squat", "drive_speed_ms", 0.401, 0.399, 20.0, "percent", FIRST, NOTE),
    Case("slowing", "squat", "drive_speed_ms", 0.9, 0.349, 30.0, "percent", FIRST, WARN),
    Case("slowing", "bench", "drive_speed_ms", 0.9, 0.299, 40.0, "percent", PRESCRIBED, STOP, stop_percent=40.0),
    Case("slowing", "bench", "drive_speed_ms", 0.9, 0.349, 30.0, "percent", FIRST, WARN, stop_percent=40.0),
    Case("slowing", "bench", "drive_speed_ms", 0.451, 0.449, 10.0, "percent", PRESCRIBED, STOP, stop_percent=10.0),
    Case("depth_varies", "squat", "rom_m", 0.441, 0.439, 0.06, "m", FALLBACK, NOTE),
    Case("depth_varies", "bench", "rom_m", 0.559, 0.561, 0.06, "m", FALLBACK, NOTE),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.code}-{c.lift}-{c.feature}-{c.source}-{c.limit:.3g}")
def test_just_within_is_none_and_just_beyond_is_a_sign(case: Case) -> None:
    assert case.judged(case.within) == []
    (sign,) = case.judged(case.beyond)
    assert (sign.unit, sign.limit_source, sign.severity) == (case.unit, case.source, case.severity)
    assert sign.limit == pytest.approx(case.limit)
    assert sign.value == pytest.approx(sign.limit, rel=0.12), "the value is in the unit of its limit"


def test_every_code_has_a_case() -> None:
    assert {c.code for c in CASES} == set(CODES) - {"form_fading", "unsettled_start"}


@pytest.mark.parametrize(("settle_s", "count"), [(1.01, 0), (0.99, 1)])
def test_the_start_is_held_to_one_second(settle_s: float, count: int) -> None:
    start = StartFeatures(9.0, Measured(settle_s, 0.0), Measured(0.01, 0.0))
    found = signs(after_two(), SetContext(exercise="squat"), "unsettled_start", start=start)
    told = [(s.severity, s.limit_source, s.unit, s.said_at_s, s.rep) for s in found]
    assert told == [(NOTE, FALLBACK, "s", 9.0, None)] * count


@pytest.mark.parametrize(("sway_m", "count"), [(0.0199, 0), (0.0201, 1)])
def test_the_start_is_held_to_the_lifters_own_sway(sway_m: float, count: int) -> None:
    start = StartFeatures(9.0, Measured(3.0, 0.0), Measured(sway_m, 0.0))
    context = SetContext(exercise="squat", baseline=Baseline({"sway_m": Spread(0.01, 0.002)}, 9))
    found = signs([], context, "unsettled_start", start=start)
    assert [(s.limit_source, s.unit) for s in found] == [(BASELINE, "m")] * count


def test_no_sway_is_judged_where_the_lifters_own_is_unknown() -> None:
    start = StartFeatures(9.0, Measured(3.0, 0.0), Measured(1.0, 0.0))
    assert signs([], SetContext(exercise="squat"), start=start) == []


@pytest.mark.parametrize(("median_m", "count"), [(0.559, 0), (0.561, 1), (0.439, 1)])
def test_depth_is_held_against_the_last_sessions_without_a_cue(median_m: float, count: int) -> None:
    baseline = Baseline({}, 30, session_medians_rom_m=(0.9, 0.9, *[median_m] * 6))
    found = signs([rep(1), rep(2), rep(3)], SetContext(exercise="squat", baseline=baseline), "depth_varies")
    assert [(s.limit_source, s.cue, s.rep) for s in found] == [(BASELINE, None, None)] * count


def test_two_sessions_are_too_few_for_a_comparison() -> None:
    baseline = Baseline({}, 9, session_medians_rom_m=(0.7, 0.7))
    assert signs(after_two(), SetContext(exercise="squat", baseline=baseline)) == []


def test_a_range_prescribed_today_is_not_held_against_other_days() -> None:
    baseline = Baseline({}, 30, session_medians_rom_m=(0.7,) * 6)
    assert signs(after_two(), SetContext(exercise="squat", baseline=baseline, prescribed_rom_m=0.5)) == []
