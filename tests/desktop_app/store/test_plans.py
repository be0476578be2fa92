"""What is decided after answers about health, kept in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.health.checkin import Flag
from desktop_app.health.errors import HealthError, PlanError
from desktop_app.health.limiters import Limiter, questions
from desktop_app.health.way_back import WayBack
from desktop_app.store.decided import Decision, Move, StoredSelfCheck, StoredWayBack
from desktop_app.store.errors import BadRecordError, UnknownRecordError
from desktop_app.store.records import new_id
from desktop_app.store.store import Store
from tests.desktop_app.store.making import HURTS, PLAN, entry, log, measured, session

AT = HURTS.at
PLANNED = WayBack("squat", AT, 60.0, 70.0)


@pytest.fixture
def ann(store: Store) -> Store:
    store.ensure_lifter("Ann")
    return store


def _begun(store: Store) -> StoredWayBack:
    stored = StoredWayBack(new_id(), store.lifter("Ann").id, PLANNED)
    store.put_way_back(stored)
    return stored


def test_a_screen_that_was_read_stays_read_until_its_answer_is_corrected(ann: Store) -> None:
    kept = ann.add_check_in("Ann", HURTS)
    assert ann.red_flags_read("Ann") == {}
    ann.read_red_flag(kept.id, 100.0)
    ann.read_red_flag(kept.id, 200.0)
    ann.add_check_in("Ann", HURTS, kept.id)
    assert ann.red_flags_read("Ann") == {kept.id: 100.0}
    ann.add_check_in("Ann", replace(HURTS, flags=frozenset({Flag.BOWEL_BLADDER})), kept.id)
    assert ann.red_flags_read("Ann") == {}


def test_an_answer_that_is_deleted_takes_its_reading_along(ann: Store) -> None:
    kept = ann.add_check_in("Ann", HURTS)
    ann.read_red_flag(kept.id, 100.0)
    ann.delete_check_in(kept.id)
    assert ann.red_flags_read("Ann") == {}
    with pytest.raises(UnknownRecordError):
        ann.read_red_flag(kept.id, 100.0)


def test_a_way_back_is_where_its_last_step_brought_it(ann: Store) -> None:
    begun = _begun(ann)
    later = [AT + timedelta(days=day) for day in (4, 8, 9)]
    for move in (Move(later[0], Decision.STEP, 1), Move(later[1], Decision.STAY, 1)):
        ann.move_way_back(begun.id, move)
    (kept,) = ann.way_backs("Ann")
    assert (kept.now.step, kept.now.since, kept.ended) == (1, later[0], False)
    ann.move_way_back(begun.id, Move(later[2], Decision.END, 1))
    (kept,) = ann.way_backs("Ann")
    assert [move.decision for move in kept.moves] == ["step", "stay", "end"]
    assert kept.ended


def test_steps_that_are_none_and_plans_that_are_not_kept_are_refused(ann: Store) -> None:
    begun = _begun(ann)
    with pytest.raises(PlanError):
        ann.move_way_back(begun.id, Move(AT, Decision.STEP, 99))
    with pytest.raises(UnknownRecordError):
        ann.move_way_back(new_id(), Move(AT, Decision.STEP, 1))
    with pytest.raises(BadRecordError):
        ann.put_way_back(replace(begun, id="x"))
    assert ann.way_backs("Ann") == [begun]


def test_self_checks_are_kept_in_the_order_of_time(ann: Store) -> None:
    lifter = ann.lifter("Ann").id
    late, early = (
        StoredSelfCheck(new_id(), lifter, AT + timedelta(days=day), each, (0,))
        for day, each in ((3, Limiter.HIP), (1, Limiter.ANKLE))
    )
    for each in (late, early):
        ann.put_self_check(each)
    assert ann.self_checks("Ann") == [early, late]


def test_an_own_least_speed_is_set_and_taken_back(ann: Store) -> None:
    ann.put_least_speed("Ann", "deadlift", 0.15)
    ann.put_least_speed("Ann", "deadlift", 0.2)
    assert ann.least_speeds("Ann") == {"deadlift": 0.2}
    with pytest.raises(HealthError):
        ann.put_least_speed("Ann", "deadlift", 3.0)
    ann.put_least_speed("Ann", "deadlift", None)
    assert ann.least_speeds("Ann") == {}


def test_signs_of_sessions_ask_the_limiters(store: Store) -> None:
    for number, name in enumerate("abc"):
        of = session(name, float(number))
        found = measured(warned=(1,)) if name != "b" else measured()
        store.put_log(of, replace(log(), entries=(entry(1, PLAN, found),)))
    store.put_log(session("row", 4.0), log(1, plan=replace(PLAN, exercise="row")))
    signs = store.session_signs("Ann", {"squat", "front_squat"})
    assert [each.session for each in signs] == [session(name).id for name in "abc"]
    assert [sorted({sign.code for sign in each.signs}) for each in signs] == [
        ["fast_descent", "slowing"], ["slowing"], ["fast_descent", "slowing"],
    ]  # fmt: skip
    assert questions(signs) == ()
    assert store.session_signs("Ann", {"squat"}, session("c", 2.0).started_unix_s)[0].session == session("c").id
