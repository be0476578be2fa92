"""Normal or a problem: each point of article B's lists, alone, with the entries behind it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.health import words
from desktop_app.health.checkin import CheckIn, Kind, Moment, Place, Remark, Side
from desktop_app.health.done import SetDone
from desktop_app.health.normal_or_problem import (
    NORMAL_POINTS,
    Says,
    Verdict,
    Which,
    normal_or_problem,
    same_spot_running,
)
from tests.desktop_app.health.making import NOW, checkin, done


def spot(pain: int, days: float, **said: Any) -> CheckIn:
    said = {"place": Place.LOWER_BACK, "side": Side.LEFT, "session": f"d{days:g}", "exercise": "squat"} | said
    return checkin(pain, days=days, **said)


def says(checkins: list[CheckIn], sets: list[SetDone] | None = None) -> set[Says]:
    return {p.says for p in judged(checkins, sets).points}


def judged(checkins: list[CheckIn], sets: list[SetDone] | None = None) -> Verdict:
    return normal_or_problem(NOW, checkins, sets or [])


@pytest.mark.parametrize(
    ("days", "changed", "running"),
    [
        ((15, 8, 1), {}, True),
        ((8, 1), {}, False),
        ((15, 8, 1), {8: {"side": Side.RIGHT}}, False),
        ((15, 8, 1), {8: {"side": Side.BOTH}}, True),
        ((15, 8, 1), {8: {"side": None}}, True),
        ((15, 8, 1), {8: {"side": Side.BOTH}, 1: {"side": Side.RIGHT}}, False),
        ((15, 8, 1), {8: {"place": Place.KNEE}}, False),
        ((15, 8, 1), {8: {"pain": 0}}, False),
        ((15, 8, 1), {8: {"place": None, "side": None}}, False),
        ((22, 15, 8, 1), {1: {"pain": 0}}, False),
        ((22, 15, 8, 1), {22: {"pain": 0}}, True),
    ],
)
def test_the_same_place_and_side_three_sessions_running(
    days: tuple[int, ...], changed: dict[int, dict[str, Any]], running: bool
) -> None:
    said = [spot(**({"pain": 2, "days": day} | changed.get(day, {}))) for day in days]
    found = same_spot_running(said, 3)
    assert bool(found) is running
    assert len(found) == (3 if running else 0)
    assert (Says.SAME_SPOT in says(said)) is running


def test_sessions_of_another_lift_do_not_break_the_row_of_one() -> None:
    squats = [spot(2, days) for days in (15, 8, 1)]
    bench = [spot(0, days, exercise="bench", place=None, side=None) for days in (12, 5)]
    assert same_spot_running([*squats, *bench], 3) == tuple(squats)


@pytest.mark.parametrize(
    ("checkins", "expected"),
    [
        pytest.param([spot(1, 10), spot(4, 2)], Says.SHARPER, id="1 rises to 4 from week to week"),
        pytest.param([spot(2, 10), spot(3, 2)], None, id="one point is no rise"),
        pytest.param(
            [spot(3, 20, kind=Kind.ACHY), spot(3, 10, kind=Kind.SHARP)], Says.SHARPER, id="an ache turned sharp"
        ),
        pytest.param([spot(3, 20, kind=Kind.SHARP), spot(3, 10, kind=Kind.ACHY)], None, id="sharp turned an ache"),
        pytest.param([spot(2, 5, remarks=frozenset({Remark.PROTECTIVE}))], Says.PROTECTIVE, id="guarded"),
        pytest.param([spot(2, 5, remarks=frozenset({Remark.SHAPES_WEEK}))], Says.SHAPES_WEEK, id="shapes the week"),
        pytest.param([spot(2, 5, remarks=frozenset({Remark.CHANGES_LIFT}))], Says.CHANGES_LIFT, id="changes the lift"),
        pytest.param(
            [spot(0, 20), spot(2, 9, place=Place.KNEE), spot(2, 5)], Says.MORE_FREQUENT, id="twice after never"
        ),
        pytest.param([spot(0, 20), spot(2, 5)], None, id="once after never"),
        pytest.param([spot(2, 9, place=Place.KNEE), spot(2, 5)], None, id="nobody was asked before"),
        pytest.param([spot(2, 6), spot(2, 4, session=None), spot(2, 2.9, session=None)], Says.LINGERING, id="lingers"),
        pytest.param([spot(2, 6), spot(2, 4)], None, id="two days are not lingering"),
    ],
)
def test_points_of_a_problem(checkins: list[CheckIn], expected: Says | None) -> None:
    problems = says(checkins) - NORMAL_POINTS
    assert problems == ({expected} if expected else set())
    assert (judged(checkins).which is Which.PROBLEM) == (expected is not None)


HIP = {"place": Place.HIP_FLEXOR, "kind": Kind.DULL}


@pytest.mark.parametrize(
    ("checkins", "expected"),
    [
        pytest.param([spot(4, 5, **HIP), spot(1, 3, **HIP)], Says.IMPROVES, id="improves within 72 hours"),
        pytest.param([spot(4, 5, **HIP), checkin(0, days=3)], Says.IMPROVES, id="gone within 72 hours"),
        pytest.param([spot(4, 5, **HIP), spot(4, 3, **HIP)], None, id="no better"),
        pytest.param([spot(4, 6.5, **HIP), spot(1, 3, **HIP)], None, id="better after 84 hours"),
        pytest.param([spot(4, 5), spot(1, 3)], None, id="a back is not legs or hips"),
        pytest.param([spot(3, 5, remarks=frozenset({Remark.WORKED}))], Says.WORKED, id="worked, not threatened"),
        pytest.param([spot(5, 5, remarks=frozenset({Remark.WORKED}))], None, id="not mild"),
        pytest.param([spot(3, 5, remarks=frozenset({Remark.BETTER_WARM}))], Says.BETTER_WARM, id="better warm"),
        pytest.param([spot(3, 10), spot(3, 5)], Says.NOT_RISING, id="not rising"),
        pytest.param([spot(3, 10), spot(4, 5)], None, id="a little more"),
    ],
)
def test_points_of_normal_soreness(checkins: list[CheckIn], expected: Says | None) -> None:
    assert says(checkins) == ({expected} if expected else set())
    assert judged(checkins).which is (Which.NORMAL if expected else Which.UNCLEAR)


def test_a_problem_outweighs_what_is_normal() -> None:
    verdict = judged([spot(3, 10), spot(3, 5, remarks=frozenset({Remark.PROTECTIVE, Remark.BETTER_WARM}))])
    assert verdict.which is Which.PROBLEM
    assert {p.says for p in verdict.points} == {Says.PROTECTIVE, Says.BETTER_WARM, Says.NOT_RISING}


def test_nothing_is_said_of_no_pain_or_of_long_ago() -> None:
    assert judged([]) == Verdict(Which.NOT_ANSWERED, words.VERDICTS["not_answered"])
    assert judged([spot(0, 3)]) == Verdict(Which.NOTHING, words.VERDICTS["nothing"])
    assert judged([spot(0, 3), spot(9, 40)]).which is Which.NOTHING
    assert judged([spot(9, 40)]).which is Which.NOT_ANSWERED


@pytest.mark.parametrize(
    ("variation", "changed"), [(("box",), True), (("goblet",), True), ((), False), (("box", "way_back"), False)]
)
def test_another_variation_in_sessions_with_pain(variation: tuple[str, ...], changed: bool) -> None:
    sets = [done(20), done(15), done(8, variation=variation, session="d8")]
    verdict = judged([spot(3, 8)], sets)
    point = next((p for p in verdict.points if p.says is Says.CHANGES_LIFT), None)
    assert (point is not None) is changed
    if point is not None:
        assert point.sets == (sets[-1],)


def test_a_lifter_who_always_boxes_has_changed_nothing() -> None:
    sets = [done(20, variation=("box",)), done(8, variation=("box",), session="d8")]
    assert Says.CHANGES_LIFT not in says([spot(3, 8)], sets)


@given(
    st.lists(
        st.builds(
            spot,
            st.integers(0, 10),
            st.floats(0.0, 40.0),
            place=st.sampled_from(Place),
            side=st.sampled_from([None, *Side]),
            kind=st.sampled_from([None, *Kind]),
            remarks=st.frozensets(st.sampled_from(Remark)),
            moment=st.sampled_from(Moment),
        ),
        max_size=12,
        unique_by=lambda c: c.at,
    )
)
def test_every_point_has_entries_of_the_lifters_own(checkins: list[CheckIn]) -> None:
    verdict = judged(checkins)
    assert verdict == judged(checkins[::-1])
    for point in verdict.points:
        assert point.checkins
        assert set(point.checkins) <= set(checkins)
    assert (verdict.which is Which.PROBLEM) == any(p.says not in NORMAL_POINTS for p in verdict.points)
