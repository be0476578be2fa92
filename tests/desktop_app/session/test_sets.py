"""The list of sets: what was measured stays, what is corrected by hand stands beside it, and can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import EditError
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import (
    AddReps,
    ChangePlan,
    Delete,
    Edit,
    Join,
    SetEntry,
    SetLog,
    Strike,
    Undo,
    edited,
    measured,
    relabelled,
)
from dsp.results import Severity
from tests.desktop_app.session.results import rep, result, sign

PLAN = LiftPlan("Ann", "squat", (), 100.0)
FIRST = SetEntry(1, PLAN, "AA", 0.0, 40.0, result([rep(1), rep(2)], sign("bounce", rep=2)))
SECOND = SetEntry(2, PLAN, "AA", 40.0, 70.0, result([rep(1, start_s=50.0), rep(2, start_s=55.0)], sign("shift")))
LOG = SetLog((FIRST, SECOND))


def test_reps_are_struck_out_and_added() -> None:
    log = edited(edited(LOG, Strike(1, 2)), AddReps(1, 3))
    entry = log.entry(1)
    assert [r.number for r in entry.reps] == [1]
    assert entry.rep_count == 4
    assert entry.result == FIRST.result
    assert edited(log, Strike(1, 2, struck=False)).entry(1).rep_count == 5


def test_two_sets_become_one() -> None:
    log = edited(edited(LOG, Strike(2, 1)), Join(2, 1))
    whole = log.entry(1)
    assert (whole.start_s, whole.end_s) == (0.0, 70.0)
    assert whole.result is not None
    assert [r.number for r in whole.result.reps] == [1, 2, 3, 4]
    assert whole.struck == (3,)
    assert [(s.code, s.rep) for s in whole.result.signs] == [("bounce", 2), ("shift", 3)]
    assert whole.result.summary.reps == 4
    assert [e.id for e in log.counted] == [1]
    with pytest.raises(EditError):
        edited(log, Join(1, 2))


def test_another_lift_keeps_what_was_struck_where_it_still_is() -> None:
    log = edited(edited(LOG, Strike(1, 1)), Strike(1, 2))
    log = edited(log, ChangePlan(1, replace(PLAN, exercise="bench"), result([rep(1)])))
    assert (log.entry(1).plan.exercise, log.entry(1).struck) == ("bench", (1,))
    warm = edited(log, ChangePlan(1, replace(PLAN, warm_up=True)))
    assert warm.entry(1).result == log.entry(1).result


def test_a_set_that_cannot_be_measured_as_another_lift_keeps_only_its_count() -> None:
    log = edited(edited(LOG, Strike(1, 2)), AddReps(1, 3))
    log = edited(log, ChangePlan(1, replace(PLAN, exercise="bench"), unmeasured=True))
    entry = log.entry(1)
    assert (entry.plan.exercise, entry.result, entry.struck, entry.rep_count) == ("bench", None, (), 4)
    assert edited(log, Undo()).entry(1).result == FIRST.result


def test_settled_again_as_what_it_is_no_longer_taken_for_changes_no_measurement() -> None:
    anew = result([rep(1)])
    log = edited(LOG, ChangePlan(1, replace(PLAN, exercise="bench"), anew))
    log = measured(log, replace(FIRST, end_s=45.0))
    assert (log.entry(1).end_s, log.entry(1).result) == (45.0, anew)
    gone = edited(LOG, ChangePlan(1, replace(PLAN, exercise="bench"), unmeasured=True))
    assert measured(gone, FIRST).entry(1).rep_count == 2


def test_a_set_relabelled_while_it_goes_on_is_so_after_an_undo_too() -> None:
    bench = replace(PLAN, exercise="bench")
    log = relabelled(edited(LOG, Strike(1, 1)), 1, bench)
    assert (log.entry(1).plan, log.entry(2).plan) == (bench, PLAN)
    assert edited(log, Undo()).entry(1).plan == bench


def test_measured_anew_nothing_by_hand_is_lost_nor_comes_back() -> None:
    log = edited(LOG, Strike(1, 1))
    anew = result([rep(1), rep(2), rep(3)])
    log = measured(log, replace(FIRST, end_s=45.0, result=anew))
    assert (log.entry(1).struck, log.entry(1).rep_count, log.entry(1).end_s) == ((1,), 2, 45.0)
    back = edited(log, Undo())
    assert (back.entry(1).struck, back.entry(1).result) == ((), anew)
    assert [e.id for e in measured(log, replace(FIRST, id=3)).entries] == [1, 2, 3]


@pytest.mark.parametrize(
    "edit", [Strike(9, 1), Strike(1, 9), AddReps(1, -1), AddReps(1, 101), Join(1, 1), Join(1, 9), Delete(9), Undo()]
)
def test_what_cannot_be_done(edit: Edit) -> None:
    with pytest.raises(EditError) as error:
        edited(LOG, edit)
    assert error.value.advice


def test_an_edit_that_changes_nothing_is_none() -> None:
    assert edited(LOG, Delete(1, deleted=False)) is LOG


EDITS = st.one_of(
    st.builds(Strike, st.integers(1, 2), st.integers(1, 2), st.booleans()),
    st.builds(AddReps, st.integers(1, 2), st.integers(0, 5)),
    st.builds(Delete, st.integers(1, 2), st.booleans()),
    st.builds(Join, st.integers(1, 2), st.integers(1, 2)),
    st.builds(ChangePlan, st.integers(1, 2), st.sampled_from([PLAN, LiftPlan("Bea", "bench")])),
)


@given(st.lists(EDITS, max_size=12))
def test_everything_can_be_taken_back(edits: list[Edit]) -> None:
    log, before = LOG, [LOG.entries]
    for edit in edits:
        try:
            log = edited(log, edit)
        except EditError:
            continue
        if log.entries != before[-1]:
            before.append(log.entries)
    while len(before) > 1:
        assert log.entries == before.pop()
        log = edited(log, Undo())
    assert log.entries == LOG.entries


def test_a_set_that_was_ended_for_pain_stays_so() -> None:
    log = measured(SetLog(), replace(FIRST, ended_for_pain=True))
    assert measured(log, FIRST).entry(1).ended_for_pain
    joined = edited(measured(log, SECOND), Join(1, 2))
    assert joined.entry(1).ended_for_pain
    assert Severity.WARN in {s.severity for s in joined.entry(1).result.signs}  # type: ignore[union-attr]


def test_what_a_result_does_not_tell_goes_with_its_reps() -> None:
    first = replace(FIRST, further=({"tilt_rad": 0.1},) * 2)
    log = edited(SetLog((first, SECOND)), Join(1, 2))
    assert log.entry(1).further == ({"tilt_rad": 0.1}, {"tilt_rad": 0.1}, {}, {})
    assert edited(LOG, Join(1, 2)).entry(1).further == ()
    fresh = replace(first, further=({"tilt_rad": 0.2},) * 2)
    assert measured(SetLog((first,)), fresh).entry(1).further == fresh.further
    changed = edited(SetLog((first,)), ChangePlan(1, PLAN, first.result, ({"yaw_rad": 0.2},) * 2))
    assert changed.entry(1).further == ({"yaw_rad": 0.2},) * 2
    assert edited(SetLog((first,)), ChangePlan(1, replace(PLAN, load_kg=90.0))).entry(1).further == first.further
