"""Series of control: unknown is a gap, unsure is pale, the line is a median, the band is the baseline's."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diary.lifts import Choice, Lift, LoadBand, Span
from desktop_app.diary.trends import BAND_SPREADS, Measure, Series, Trends, scale_of, trends, usual_of
from desktop_app.health.learning import Learned
from desktop_app.store.history import SetLine
from desktop_app.store.set_reps import SetReps
from dsp.context import Baseline, Spread
from dsp.limits import SignLimits
from tests.desktop_app.diary.lines import NOW_UNIX_S, SURE, UNSURE, line, sure

LIFT = Lift("squat", "", 1, NOW_UNIX_S)
BAND = LoadBand(90.0, 110.0, 100.0, 1)
LEARNED = Learned(Baseline({"descent_s": Spread(2.0, 0.1), "late_ratio": Spread(0.45, 0.05)}, 60), 60, 6)


def _trends(
    sets: list[SetLine],
    reps: dict[str, SetReps] | None = None,
    band: LoadBand | None = BAND,
    span: Span = Span.ALL,
    learned: Learned | None = None,
) -> Trends:
    return trends(
        sets, sure(*sets) if reps is None else reps, Choice(LIFT, band, span), learned, NOW_UNIX_S, SignLimits()
    )


def _series(found: Trends, measure: Measure = Measure.DESCENT) -> Series:
    return next(series for series in found.series if series.measure is measure)


def test_a_point_is_a_session_with_the_median_and_ends_of_its_sets() -> None:
    sets = [line(5, n, descent_s=value) for n, value in enumerate((1.8, 2.4, 2.0), 1)]
    (point,) = _series(_trends(sets)).points
    assert (point.value, point.low, point.high, point.sets, point.sure) == (2.0, 1.8, 2.4, 3, True)


def test_unknown_has_no_value_and_breaks_the_line() -> None:
    values = [2.0, 2.1, None, 2.2, 2.0, 2.1]
    sets = [line(20.0 - 2 * k, descent_s=value) for k, value in enumerate(values)]
    series = _series(_trends(sets))
    assert [point.value for point in series.points] == values
    assert [len(run) for run in series.runs] == [2, 3]
    assert not any(point.value == 0.0 for point in series.points)


def test_an_unsure_session_is_a_point_but_not_part_of_the_line() -> None:
    sets = [line(20.0 - 2 * k) for k in range(4)] + [line(10.0, descent_s=9.0), line(8.0)]
    reps = {one.id: UNSURE if one.descent_s == 9.0 else SURE for one in sets}
    series = _series(_trends(sets, reps))
    assert [point.sure for point in series.points] == [True] * 4 + [False, True]
    assert all(value == 2.0 for run in series.runs for _, value in run)
    assert series.last is not None
    assert series.last.value == 2.0


def test_one_sure_set_counts_for_more_than_unsure_ones_beside_it() -> None:
    sets = [line(5, 1, descent_s=2.0), line(5, 2, descent_s=3.0), line(5, 3, descent_s=3.1)]
    reps = {sets[0].id: SURE, sets[1].id: UNSURE, sets[2].id: UNSURE}
    (point,) = _series(_trends(sets, reps)).points
    assert (point.value, point.sure) == (2.0, True)


def test_no_line_runs_over_a_long_pause() -> None:
    sets = [line(days) for days in (100, 98, 96, 20, 18)]
    assert [len(run) for run in _series(_trends(sets)).runs] == [3, 2]


@given(st.lists(st.floats(0.5, 5.0), min_size=2, max_size=40))
def test_the_line_is_the_median_of_the_sessions_around_each(values: list[float]) -> None:
    sets = [line(2.0 * (len(values) - k), descent_s=value) for k, value in enumerate(values)]
    (run,) = _series(_trends(sets)).runs
    for k, (_, value) in enumerate(run):
        assert value == median(values[max(k - 2, 0) : k + 3])
    assert min(values) <= min(value for _, value in run) <= max(value for _, value in run) <= max(values)


def test_the_usual_range_is_the_baselines_median_and_two_spreads() -> None:
    usual = usual_of(Measure.DESCENT, LEARNED)
    assert usual is not None
    assert (usual.low, usual.middle, usual.high) == (2.0 - 0.1 * BAND_SPREADS, 2.0, 2.0 + 0.1 * BAND_SPREADS)
    assert 2.0 in usual
    assert 2.3 not in usual
    assert usual_of(Measure.BOUNCE, LEARNED) is None
    assert usual_of(Measure.DESCENT, None) is None
    assert usual_of(Measure.DESCENT, Learned(None, 3, 1, missing="more")) is None


def test_the_paths_usual_range_is_that_of_the_phase_that_reaches_farther() -> None:
    values = {"forward_descent_m": Spread(0.02, 0.005), "forward_drive_m": Spread(0.04, 0.01)}
    usual = usual_of(Measure.FORWARD, Learned(Baseline(values, 60), 60, 6))
    assert usual is not None
    assert usual.middle == 0.04


def test_speed_is_of_one_load_and_other_loads_make_no_gap() -> None:
    loads = (100.0, 92.5, 101.0, 100.0)
    sets = [line(10.0 - 2 * k, load_kg=kg, drive_speed_ms=0.5 + 0.01 * k) for k, kg in enumerate(loads)]
    found = _trends(sets)
    series = _series(found, Measure.SPEED)
    assert [point.value for point in series.points] == [0.5, None, 0.52, 0.53]
    assert [len(run) for run in series.runs] == [3]
    assert len(series.points) == len(found.sessions)
    assert not _series(_trends(sets, band=None), Measure.SPEED).known


@pytest.mark.parametrize(("span", "sessions"), [(Span.MONTHS, 1), (Span.YEAR, 2), (Span.ALL, 3)])
def test_a_span_shows_what_lies_in_it(span: Span, sessions: int) -> None:
    found = _trends([line(800.0), line(200.0), line(10.0)], span=span)
    assert len(found.sessions) == sessions
    assert all(found.first_unix_s <= at <= found.last_unix_s for _, at in found.sessions)


def test_a_young_history_fills_the_picture() -> None:
    found = _trends([line(40.0), line(10.0)], span=Span.YEAR)
    assert found.first_unix_s == NOW_UNIX_S - 40.0 * 86_400.0


def test_all_series_have_the_same_sessions_in_order_of_time() -> None:
    sets = [line(float(20 - k), n, late_ratio=None) for k in range(6) for n in (1, 2)]
    found = _trends(sets)
    assert [session for session, _ in found.sessions] == list(dict.fromkeys(one.session_id for one in sets))
    for series in found.series:
        assert [point.session_id for point in series.points] == [session for session, _ in found.sessions]


@given(st.lists(st.floats(-5.0, 5.0), max_size=200), st.lists(st.floats(-5.0, 5.0), max_size=3))
def test_a_scale_holds_nearly_all_values_and_all_that_is_kept(values: list[float], kept: list[float]) -> None:
    low, high = scale_of(values, kept)
    assert low < high
    assert all(low <= value <= high for value in kept)
    assert sum(not low <= value <= high for value in values) <= 0.04 * len(values)


def test_no_set_is_no_series_and_no_error() -> None:
    found = _trends([])
    assert found.sessions == ()
    assert all(series.points == () and series.last is None and not series.known for series in found.series)


def test_depth_has_the_limit_of_its_sign() -> None:
    series = _series(_trends([line(1)], learned=LEARNED), Measure.DEPTH)
    assert series.limit == SignLimits().depth_varies_spread_m
    assert series.bottom <= series.limit <= series.top
