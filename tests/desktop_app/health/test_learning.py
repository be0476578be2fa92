"""Baselines: learned from controlled reps alone, with number and age, and readable as a baseline file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.baseline import read_baseline
from desktop_app.health.learning import (
    LEARNING,
    Hold,
    LearnedFrom,
    band_of,
    baseline_json,
    controlled,
    is_too_fast,
    learn,
    session_medians,
    spread_of,
    values_of_rep,
)
from desktop_app.session.sets import TOLD_BY_A_REP, further_of
from dsp.features import MEASURED, values_of
from dsp.results import LimitSource, Quality, Severity, Sign
from dsp.signs.table import CODES
from tests.desktop_app.session.results import rep as result_rep
from tests.dsp.signs.making import rep

DAY = 86400.0
NOW_S = 1000.0 * DAY


@dataclass(frozen=True)
class Kept:
    session_id: str = "a"
    lifted_unix_s: float = NOW_S - DAY
    fast_is_wanted: bool = False
    values: Mapping[str, float] = field(default_factory=lambda: {"descent_speed_ms": 0.3, "rom_m": 0.5})


def many(count: int, sessions: int = 2, days: float = 1.0, speed_ms: float = 0.3, **said: bool) -> list[LearnedFrom]:
    return [
        Kept(f"s{days:g}-{n % sessions}", NOW_S - days * DAY + n, values={"descent_speed_ms": speed_ms}, **said)
        for n in range(count)
    ]


def sign(code: str, severity: Severity = Severity.WARN, rep_number: int | None = 3) -> Sign:
    return Sign(code, rep_number, None, 1.0, "s", 0.5, LimitSource.FIRST_REPS, severity, 0.0, None, "A")


@pytest.mark.parametrize("code", sorted(CODES))
def test_controlled_is_without_a_warning_of_descent_position_or_range(code: str) -> None:
    in_control_groups = CODES[code].group.value in {"D", "P", "R"}
    assert controlled(Quality.GOOD, 3, [sign(code)]) is not in_control_groups
    assert controlled(Quality.GOOD, 3, [sign(code, Severity.NOTE)])
    assert controlled(Quality.GOOD, 3, [sign(code, rep_number=2), sign(code, rep_number=None)])
    assert not controlled(Quality.UNCERTAIN, 3, [])
    assert not controlled(Quality.UNRESOLVED, 3, [])


@pytest.mark.parametrize(
    ("exercise", "values", "fast"),
    [
        ("squat", {"descent_speed_ms": 0.8}, False),
        ("squat", {"descent_speed_ms": 0.801}, True),
        ("bench", {"descent_speed_ms": 0.71}, True),
        ("hip_thrust", {"descent_speed_ms": 0.61}, True),
        ("hip_thrust", {"rom_m": 0.3}, True),
        ("deadlift", {"descent_speed_ms": 3.0}, False),
        ("deadlift", {}, False),
    ],
)
def test_too_fast_is_the_fallbacks_figure(exercise: str, values: dict[str, float], fast: bool) -> None:
    assert is_too_fast(exercise, values) is fast


def test_a_lifter_who_always_drops_has_no_baseline_until_that_is_confirmed() -> None:
    dropped = learn("squat", many(40, speed_ms=1.2), NOW_S)
    assert dropped.baseline is None
    assert dropped.too_fast == 40
    wanted = learn("squat", many(40, speed_ms=1.2, fast_is_wanted=True), NOW_S)
    assert wanted.baseline is not None
    assert wanted.baseline.values["descent_speed_ms"].median == pytest.approx(1.2)
    mixed = learn("squat", [*many(10), *many(40, speed_ms=1.2)], NOW_S)
    assert mixed.baseline is not None
    assert mixed.baseline.values["descent_speed_ms"].median == pytest.approx(0.3)


@pytest.mark.parametrize(("count", "sessions", "enough"), [(8, 2, True), (7, 2, False), (8, 1, False)])
def test_too_little_says_what_is_missing(count: int, sessions: int, enough: bool) -> None:
    learned = learn("squat", many(count, sessions), NOW_S)
    assert (learned.baseline is not None) == enough == (learned.missing is None)
    assert (learned.reps, learned.sessions) == (count, sessions)


def test_old_reps_and_those_before_a_reset_are_forgotten() -> None:
    reps = [*many(8, days=130.0), *many(8, days=50.0), *many(8, days=10.0)]
    learned = learn("squat", reps, NOW_S)
    assert learned.reps == 16
    assert learned.oldest_unix_s == NOW_S - 50.0 * DAY
    assert learned.age_s(NOW_S) == pytest.approx(10.0 * DAY, abs=10.0)
    assert learn("squat", reps, NOW_S, Hold(reset_unix_s=NOW_S - 20.0 * DAY)).reps == 8
    assert learn("squat", reps, NOW_S, Hold(reset_unix_s=NOW_S)).baseline is None


def test_a_pinned_baseline_stays_as_it_is() -> None:
    pinned = learn("squat", many(8), NOW_S)
    assert learn("squat", many(40, speed_ms=0.6), NOW_S + 500 * DAY, Hold(pinned=pinned)) == pinned


def test_the_newest_reps_are_taken_and_their_order_does_not_matter() -> None:
    reps = [*many(200, days=20.0, speed_ms=0.2), *many(LEARNING.reps_most, days=2.0, speed_ms=0.4)]
    learned = learn("squat", reps, NOW_S)
    assert learned.baseline is not None
    assert learned.baseline.values["descent_speed_ms"].median == pytest.approx(0.4)
    assert learned == learn("squat", reps[::-1], NOW_S)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=30), st.floats(1e3, 1e6))
def test_spread_is_robust_and_moves_with_the_values(values: list[float], outlier: float) -> None:
    found = spread_of(values)
    moved = spread_of([v + 1.0 for v in values])
    assert found.spread >= 0.0
    assert moved.median == pytest.approx(found.median + 1.0, abs=1e-9)
    assert moved.spread == pytest.approx(found.spread, abs=1e-9)
    if len(values) >= 5:
        assert abs(spread_of([*values, outlier]).median) <= 10.0


def test_spread_is_the_standard_deviation_of_normal_values() -> None:
    from statistics import NormalDist

    grid = [NormalDist(2.0, 0.3).inv_cdf((n + 0.5) / 1000) for n in range(1000)]
    assert spread_of(grid).spread == pytest.approx(0.3, rel=0.01)


def test_a_value_that_few_reps_have_is_left_out() -> None:
    reps = [*many(8), Kept("s1-0", values={"descent_speed_ms": 0.3, "late_ratio": 0.5})]
    learned = learn("squat", reps, NOW_S)
    assert learned.baseline is not None
    assert set(learned.baseline.values) == {"descent_speed_ms"}


def test_medians_of_the_last_six_sessions_travel() -> None:
    travels = [(f"s{n}", 0.4 + 0.01 * n + off) for n in range(8) for off in (-0.02, 0.0, 0.05)]
    assert session_medians(travels) == pytest.approx([0.4 + 0.01 * n for n in range(8)])
    learned = learn("squat", many(8), NOW_S, travels=travels)
    assert learned.baseline is not None
    assert learned.baseline.session_medians_rom_m == pytest.approx([0.42, 0.43, 0.44, 0.45, 0.46, 0.47])


def test_it_reads_back_as_a_baseline_file(tmp_path: Path) -> None:
    reps = [Kept(f"s{n % 3}", NOW_S - n, values=values_of(rep(n, descent_s=2.0 + 0.01 * n))) for n in range(12)]
    learned = learn("squat", reps, NOW_S)
    assert learned.baseline is not None
    assert set(learned.baseline.values) == MEASURED
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(baseline_json("squat", learned.baseline)), encoding="utf-8")
    found = read_baseline(path)
    assert found.exercise == "squat"
    assert found.baseline == learned.baseline


@pytest.mark.parametrize(("load_kg", "band"), [(100.0, (90.0, 110.0)), (20.0, (15.0, 25.0)), (2.0, (0.0, 7.0))])
def test_load_bands(load_kg: float, band: tuple[float, float]) -> None:
    assert band_of(load_kg) == pytest.approx(band)


def test_values_of_a_result_have_the_same_names() -> None:
    values = values_of_rep(result_rep(1))
    assert set(values) <= MEASURED
    assert "drive_speed_ms" in values


def test_what_a_result_tells_is_not_kept_twice() -> None:
    (further,) = further_of([rep(1)])
    assert set(further) == set(values_of(rep(1))) - TOLD_BY_A_REP
    assert set(values_of_rep(result_rep(1))) <= TOLD_BY_A_REP
