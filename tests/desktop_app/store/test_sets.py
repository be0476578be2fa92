"""Sets in the store: as they were given, once each, with all their reps and signs or not at all."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import AddReps, Delete, Join, SetEntry, Strike, edited
from desktop_app.store.errors import BadRecordError, ChangedMeanwhileError, UnknownRecordError
from desktop_app.store.manual import add_by_hand
from desktop_app.store.records import new_id, set_id_of
from desktop_app.store.rows import rep_rows, set_row, sign_rows, stored_set
from desktop_app.store.store import Store
from dsp.results import Bottom, Descent, Quality, Rep, Sign
from tests.desktop_app.session.results import rep
from tests.desktop_app.store.making import PLAN, entry, log, measured, session, stored

numbers = st.floats(allow_nan=False, allow_infinity=False)


def test_a_set_comes_back_as_it_was_given(store: Store) -> None:
    store.put_session(session())
    given_set = replace(stored(), entry=replace(entry(), further=({"dwell_s": 0.4, "tilt_rad": -0.01}, {}, {})))
    kept = store.put_set(given_set)
    assert kept == replace(given_set, revision=1)
    assert store.set(given_set.id) == kept


@given(
    st.lists(
        st.builds(
            Rep,
            descent=st.none() | st.from_type(Descent),
            bottom=st.none() | st.from_type(Bottom),
            quality=st.sampled_from(Quality),
        ),
        max_size=3,
    ),
    st.lists(st.from_type(Sign), max_size=3),
)
def test_nothing_is_lost_between_a_set_and_its_rows(reps: list[Rep], signs: list[Sign]) -> None:
    found = replace(measured(), reps=tuple(reps), signs=tuple(signs))
    before = replace(stored(), entry=entry(found=found))
    rows = rep_rows(before)
    after = stored_set({**set_row(before, None), "revision": 0}, "Ann", rows, sign_rows(before))
    wanted = [[_finite(value) for value in _flat(rep)] for rep in reps]
    assert after.entry.result is not None
    assert [_flat(rep) for rep in after.entry.result.reps] == wanted
    assert [_flat(sign) for sign in after.entry.result.signs] == [[_finite(v) for v in _flat(s)] for s in signs]


def _flat(value: object) -> list[object]:
    if hasattr(value, "__dataclass_fields__"):
        return [each for name in value.__dataclass_fields__ for each in _flat(getattr(value, name))]
    return [value]


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def test_the_same_set_twice_is_one(store: Store) -> None:
    first = store.put_log(session(), log(1, 2))
    again = store.put_log(session(), log(1, 2))
    assert again == first
    assert [one.revision for one in again] == [1, 1]
    assert [one.id for one in store.sets_of_session(session().id)] == [set_id_of(session().id, n) for n in (1, 2)]


def test_corrections_are_kept_beside_what_was_measured(store: Store) -> None:
    before = log(1, 2, 3)
    store.put_log(session(), before)
    after = edited(edited(edited(edited(before, Strike(1, 2)), AddReps(1, 4)), Join(1, 2)), Delete(3))
    store.put_log(session(), after)
    kept = [one.entry for one in store.sets_of_session(session().id)]
    assert kept == list(after.entries)
    (line,) = store.history("ann").sets
    assert (line.number, line.reps) == (1, 5 + 4)


def test_a_change_counts_and_takes_the_place_of_what_was(store: Store) -> None:
    store.put_session(session())
    kept = store.put_set(stored())
    changed = store.put_set(replace(kept, entry=replace(kept.entry, result=measured(5))), expected=1)
    assert changed.revision == 2
    assert store.set(kept.id) == changed
    assert store.history("Ann").sets[0].reps == 5


def test_a_change_of_what_was_changed_meanwhile_is_refused(store: Store) -> None:
    store.put_session(session())
    kept = store.put_set(stored())
    store.put_set(replace(kept, entry=replace(kept.entry, added=1)), expected=kept.revision)
    with pytest.raises(ChangedMeanwhileError):
        store.put_set(replace(kept, entry=replace(kept.entry, added=2)), expected=kept.revision)
    found = store.change_set(kept.id, lambda s: replace(s, entry=replace(s.entry, added=s.entry.added + 1)))
    assert (found.entry.added, found.revision) == (2, 3)


def test_a_session_does_not_take_back_what_was_confirmed_or_adopted(store: Store) -> None:
    store.put_log(session(), log(1))
    set_id = set_id_of(session().id, 1)
    store.confirm_fast(set_id)
    store.put_log(session(), edited(log(1), AddReps(1, 1)))
    found = store.set(set_id)
    assert found is not None
    assert found.fast_is_wanted
    assert found.entry.added == 1


def test_a_set_of_no_session_and_a_change_of_no_set_are_refused(store: Store) -> None:
    with pytest.raises(UnknownRecordError):
        store.put_set(stored())
    with pytest.raises(UnknownRecordError):
        store.change_set(new_id(), lambda s: s)
    with pytest.raises(UnknownRecordError):
        store.confirm_fast(new_id())
    assert store.lifters() == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(stored(), id="7"),
        replace(stored(), entry=entry(plan=replace(PLAN, load_kg=-1.0))),
        replace(stored(), entry=entry(plan=replace(PLAN, exercise="juggling"))),
        replace(stored(), entry=entry(plan=replace(PLAN, athlete="\x00"))),
        replace(stored(), entry=entry(plan=replace(PLAN, athlete="\ud800"))),
        replace(stored(), entry=replace(entry(), further=({"tilt_rad": math.nan}, {}, {}))),
        replace(stored(), entry=replace(entry(), further=({"tilt_rad": 0.1},))),
    ],
)
def test_what_means_nothing_is_refused_and_nothing_of_it_stays(store: Store, wrong: object) -> None:
    store.put_session(session())
    with pytest.raises(BadRecordError):
        store.put_set(wrong)  # type: ignore[arg-type]
    assert store.sets_of_session(session().id) == []
    assert store.lifters() == []


def test_unknown_values_are_none_never_zero(store: Store) -> None:
    store.put_session(session())
    bare = replace(rep(1), descent=None, drive=None, rom_m=math.nan, quality=Quality.UNRESOLVED)
    store.put_set(replace(stored(), entry=entry(found=replace(measured(), reps=(bare,), signs=()))))
    (line,) = store.history("Ann").sets
    values = (line.descent_s, line.rom_m, line.drive_speed_ms, line.best_drive_speed_ms, line.speed_loss_percent)
    assert values == (None,) * 5


def test_a_set_by_hand_counts_in_the_tonnage(store: Store) -> None:
    plan = LiftPlan("Ann", "deadlift", (), 120.0)
    one = add_by_hand(store, plan, 5, session().started_unix_s)
    two = add_by_hand(store, plan, 3, session().started_unix_s + 60.0)
    assert one.session_id == two.session_id
    assert one.by_hand
    assert store.set(one.id) == one
    (only,) = store.history("Ann").sessions
    assert only.tonnage_kg == 8 * 120.0
    assert [line.by_hand for line in only.sets] == [True, True]
    with pytest.raises(BadRecordError):
        add_by_hand(store, plan, 0, session().started_unix_s)


def test_names_of_lifters_forgive_capitals_and_accents(store: Store) -> None:
    store.put_log(session(), log(1, plan=replace(PLAN, athlete="Zoë")))
    store.put_log(session("b"), log(1, plan=replace(PLAN, athlete=" ZOE\u0308 ")))
    assert [one.name for one in store.lifters()] == ["Zoë"]
    assert len(store.history("zoë").sessions) == 2
    store.rename_lifter("zoë", "Zoe A.")
    assert {one.entry.plan.athlete for one in store.sets_of_session(session().id)} == {"Zoe A."}


def test_sets_of_nobody_can_be_given_to_somebody(store: Store) -> None:
    store.put_log(session(), log(1, 2, plan=replace(PLAN, athlete=None)))
    assert store.lifters() == []
    assert store.nobodys_sessions() == [(session().id, 2)]
    assert store.assign(session().id, "Ann") == 2
    assert len(store.history("Ann").sets) == 2
    assert store.nobodys_sessions() == []


def test_an_entry_without_reps_or_result_is_kept(store: Store) -> None:
    store.put_session(session())
    bare = SetEntry(4, LiftPlan(), "AA", 0.0, 1.0)
    kept = store.put_set(replace(stored(), entry=bare))
    assert store.set(kept.id) == kept
