"""What lists and trends show; baselines; answers about health; limits of one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import count

import pytest

from desktop_app.health.learning import Hold, band_of, values_of_rep
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import TOLD_BY_A_REP
from desktop_app.store.baselines import COLUMNS
from desktop_app.store.errors import BadRecordError, NameTakenError, UnknownRecordError
from desktop_app.store.history import weeks
from desktop_app.store.manual import add_by_hand
from desktop_app.store.records import Band, new_id
from desktop_app.store.store import Store, as_stored
from dsp.limits import LimitTable, SignLimits
from dsp.results import Bottom, Quality
from tests.desktop_app.session.results import rep, result
from tests.desktop_app.store.making import DAY_S, HURTS, PLAN, START_UNIX_S, entry, log, measured, session

NOW_UNIX_S = START_UNIX_S + 10 * DAY_S


def _trained(store: Store, days: int = 4, load_kg: float = 100.0) -> Band:
    plan = replace(PLAN, load_kg=load_kg)
    for day in range(days):
        of = session(f"{load_kg} day {day}", days=day)
        store.put_session(of)
        store.put_set(as_stored(of, entry(1, plan, measured(3, warned=(2,)))))
    return Band(store.lifter("Ann").id, "squat", (), *band_of(load_kg))


def test_sessions_come_in_order_with_the_pain_of_the_three_days_after(store: Store) -> None:
    store.put_log(session("b", days=7), log(1))
    store.put_log(session("a"), log(1, 2))
    for hours, pain in ((-1, 9), (10, 2), (70, 5), (80, 7)):
        at = HURTS.at.fromtimestamp(START_UNIX_S, UTC) + timedelta(hours=hours)
        store.add_check_in("Ann", replace(HURTS, at=at, since=None, pain=pain))
    found = store.history("ann")
    assert [(one.started_unix_s, len(one.sets)) for one in found.sessions] == [
        (START_UNIX_S, 2),
        (START_UNIX_S + 7 * DAY_S, 1),
    ]
    assert found.sessions[0].pain_after == (2, 5)
    assert found.sessions[0].tonnage_kg == 2 * 3 * 100.0
    assert len(store.history("Ann", START_UNIX_S + DAY_S).sessions) == 1
    with pytest.raises(UnknownRecordError):
        store.history("Bob")


def test_figures_are_medians_of_the_reps_that_count(store: Store) -> None:
    reps = [replace(rep(n), rom_m=rom_m) for n, rom_m in ((1, 0.50), (2, 0.58), (3, 0.52), (4, 0.90))]
    of = session()
    store.put_session(of)
    store.put_set(as_stored(of, replace(entry(found=result(reps)), struck=(4,))))
    (line,) = store.history("Ann").sets
    assert (line.rom_m, line.reps) == (0.52, 3)
    assert line.rom_spread_m == pytest.approx(0.08)


def test_weeks_without_a_set_are_there_and_unknown_loads_are_no_zeros(store: Store) -> None:
    monday = date(2026, 11, 16)
    for plan, days in ((LiftPlan("Ann", "row", (), 60.0), 0.0), (LiftPlan("Ann", "row"), 0.1), (PLAN, 15.0)):
        add_by_hand(store, plan, 10, START_UNIX_S + days * DAY_S)
    found = weeks(store.history("Ann").sets, UTC)
    assert [one.monday for one in found] == [monday + timedelta(weeks=k) for k in range(3)]
    assert [(one.tonnage_kg, one.sets, one.reps, one.unknown) for one in found] == [
        (600.0, 2, 20, 1),
        (0.0, 0, 0, 0),
        (1000.0, 1, 10, 0),
    ]


def test_sets_are_given_to_the_rules_as_these_look_at_them(store: Store) -> None:
    _trained(store, 1)
    add_by_hand(store, LiftPlan("Ann", "squat", (), 60.0, warm_up=True, target_reps=6), 5, NOW_UNIX_S)
    first, second = store.sets_done("Ann")
    assert (first.warns, first.notes, first.measured, first.reps) == (("fast_descent",), ("slowing",), True, 3)
    assert (second.warns, second.measured, second.warm_up, second.travel_m) == ((), False, True, None)
    assert (first.target_reps, second.target_reps, second.reached) == (None, 6, False)
    assert store.sets_done("Ann", NOW_UNIX_S) == [second]


def test_a_baseline_is_learned_from_controlled_reps_of_the_band(store: Store) -> None:
    band = _trained(store)
    _trained(store, 2, load_kg=60.0)
    of = session("bad", days=5)
    store.put_session(of)
    uncertain = result([rep(1, quality=Quality.UNCERTAIN), rep(2), rep(3)])
    store.put_set(as_stored(of, replace(entry(found=uncertain), struck=(3,), deleted=False)))
    store.put_set(as_stored(of, replace(entry(2), deleted=True)))
    reps = store.baseline_reps(band)
    assert [r.number for r in reps] == [2, *([1, 3] * 4)]
    assert reps[0].lifted_unix_s > reps[-1].lifted_unix_s
    assert dict(reps[0].values)["descent_s"] == 2.0
    assert {r.load_kg for r in reps} == {100.0}
    assert len(store.baseline_reps(band, most=3)) == 3
    assert store.baseline_reps(replace(band, variation=("box",))) == []


def test_more_is_known_of_a_rep_where_more_was_given(store: Store) -> None:
    of = session()
    store.put_session(of)
    store.put_set(as_stored(of, replace(entry(), further=({"tilt_rad": 0.02, "descent_s": 1.9}, {}, {}))))
    band = Band(store.lifter("Ann").id, "squat")
    first, second, _ = store.baseline_reps(band)
    assert dict(first.values)["tilt_rad"] == 0.02
    assert dict(first.values)["descent_s"] == 1.9
    assert "tilt_rad" not in second.values


def test_a_baseline_can_be_pinned_and_reset_for_the_loads_around(store: Store) -> None:
    clock = count(NOW_UNIX_S)
    store.now_unix_s = lambda: next(clock)
    band = _trained(store, 6)
    learned = store.learned(band)
    assert learned.baseline is not None
    assert learned.reps == 12
    store.pin_baseline(band, learned)
    near = replace(band, low_kg=92.0, high_kg=113.0)
    far = replace(band, low_kg=130.0, high_kg=150.0)
    assert store.learned(near) == replace(learned, pinned=True)
    assert store.hold(far) == Hold()
    store.pin_baseline(near, None)
    assert store.learned(band) == learned
    store.reset_baseline(band)
    assert store.baseline_reps(band) == []
    assert store.learned(near).baseline is None
    with pytest.raises(BadRecordError):
        store.reset_baseline(replace(band, low_kg=120.0))


def test_travel_of_the_last_sessions_at_any_load(store: Store) -> None:
    band = _trained(store, 8)
    travels = store.session_travels(band)
    assert len({of for of, _ in travels}) == 6
    assert travels[-1] == (session("100.0 day 7").id, 0.5)
    assert store.session_travels(replace(band, low_kg=1.0, high_kg=2.0)) == travels


def test_answers_come_back_as_they_were_given(store: Store) -> None:
    store.put_log(session(), log(1))
    about = replace(HURTS, session=session().id)
    kept = store.add_check_in("Ann", about)
    assert store.check_ins("ann") == [kept]
    assert store.check_ins("ann")[0].check_in == about
    later = replace(about, pain=2, flags=frozenset())
    store.add_check_in("Ann", later, kept.id)
    assert [one.check_in for one in store.check_ins("Ann")] == [later]
    assert store.check_ins("Ann", about.at.timestamp() + 1.0) == []
    store.delete_check_in(kept.id)
    assert store.check_ins("Ann") == []
    with pytest.raises(UnknownRecordError):
        store.delete_check_in(kept.id)
    with pytest.raises(UnknownRecordError):
        store.add_check_in("Bob", HURTS, new_id())


def test_conditions_and_limits_are_kept_by_lifter(store: Store) -> None:
    store.ensure_lifter("Ann")
    store.ensure_lifter("Bob")
    assert store.limits("Ann") == LimitTable()
    own = LimitTable(SignLimits(late_rush_ratio=0.9), {"squat": {"lost_tension_sink_m": 0.03}})
    store.put_limits("Ann", own)
    store.put_profile("Ann", ("disc", "knee"))
    assert store.limits("Ann") == own
    assert store.limits("Bob") == LimitTable()
    assert (store.profile("Ann"), store.profile("Bob")) == (("disc", "knee"), ())
    with pytest.raises(NameTakenError):
        store.rename_lifter("Bob", "ANN")


def test_how_much_is_kept_of_each(store: Store) -> None:
    store.put_log(session("a"), log(1, 2))
    store.put_log(session("b", 1.0), log(1))
    store.ensure_lifter("bob")
    found = {one.lifter.name: (one.sessions, one.sets, one.last_unix_s) for one in store.lifter_lines()}
    assert found == {"Ann": (2, 3, START_UNIX_S + DAY_S + 60.0), "bob": (0, 0, None)}


def test_what_a_baseline_reads_of_a_rep_is_what_its_result_tells(store: Store) -> None:
    of = session()
    store.put_session(of)
    full = [replace(rep(n), bottom=Bottom(0.0, 0.1, 0.1, 0.2, 4.0)) for n in (1, 2)]
    store.put_set(as_stored(of, replace(entry(), result=replace(measured(), reps=tuple(full), signs=()))))
    found = store.baseline_reps(Band(store.lifter("Ann").id, "squat"))
    assert [dict(one.values) for one in found] == [values_of_rep(one) for one in full]
    assert set(COLUMNS) == TOLD_BY_A_REP
