"""What the history view is given, from a real store with a made-up lifter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.diary import looking
from desktop_app.diary.lifts import Choice, Span
from desktop_app.diary.trends import Measure
from desktop_app.session.plan import LiftPlan
from desktop_app.store.manual import add_by_hand
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store, as_stored
from tests.desktop_app.diary.years import NOW, keep_years
from tests.desktop_app.store.making import PLAN, entry, session


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three months of Ann, a few sessions of Ben."""
    folder = tmp_path_factory.mktemp("kept")
    with Store.open(StorePlace(folder / "history", folder / "recordings"), now_unix_s=NOW.timestamp) as store:
        keep_years(store, "Ann", sessions=36)
        keep_years(store, "Ben", sessions=4, seed=2)
        yield store


@pytest.fixture
def ann(kept: Store) -> looking.Person:
    return looking.person(kept, "Ann", NOW)


def test_the_named_lifter_is_shown_and_without_a_name_who_lifted_last(kept: Store) -> None:
    people, ben = looking.opened(kept, "Ben", NOW)
    assert [line.lifter.name for line in people.lifters] == ["Ann", "Ben"]
    assert ben is not None
    assert ben.history.lifter.name == "Ben"
    for name in (None, "Nobody"):
        _, found = looking.opened(kept, name, NOW)
        assert found is not None
        last = max(people.lifters, key=lambda line: line.last_unix_s or 0.0)
        assert found.history.lifter == last.lifter


def test_an_empty_store_has_nobody(tmp_path: Path) -> None:
    with Store.open(StorePlace(tmp_path, tmp_path)) as store:
        people, found = looking.opened(store, "Ann", NOW)
    assert (people.lifters, people.nobodys, found) == ((), (), None)


def test_days_weeks_and_lifts_hold_all_of_it(ann: looking.Person) -> None:
    sets = ann.history.sets
    assert sum(day.sets for day in ann.days.values()) == len(sets)
    assert sum(week.line.sets for week in ann.weeks) == len(sets)
    assert sum(lift.sets for lift in ann.lifts) == len(sets)


def test_a_lift_has_its_own_band_its_baseline_and_its_single(kept: Store, ann: looking.Person) -> None:
    squat = next(lift for lift in ann.lifts if lift.exercise == "squat")
    page = looking.lift_page(kept, ann.history, Choice(squat, None, Span.ALL), NOW, own_band=True)
    assert page.choice.band in page.bands
    assert page.trends.learned is not None
    assert page.trends.learned.baseline is not None
    assert all(series.known for series in page.trends.series)
    assert next(s for s in page.trends.series if s.measure is Measure.DESCENT).usual is not None
    assert page.strength.profile.one_rm_kg is not None
    assert page.best.firsts
    assert page.own_least_ms is None
    everything = looking.lift_page(kept, ann.history, Choice(squat, None, Span.ALL), NOW, own_band=False)
    assert everything.choice.band is None
    assert everything.trends.learned is None
    assert len(everything.trends.sessions) >= len(page.trends.sessions)


def test_uncertain_reps_make_a_session_unsure(kept: Store, ann: looking.Person) -> None:
    unsure = set()
    for lift in ann.lifts:
        page = looking.lift_page(kept, ann.history, Choice(lift, None, Span.ALL), NOW, own_band=False)
        unsure |= {point.sure for series in page.trends.series for point in series.points if point.value is not None}
    assert True in unsure


def test_symptoms_have_every_session_of_one_lifter_alone(kept: Store, ann: looking.Person) -> None:
    found = looking.symptoms_of(kept, ann.history)
    assert {dot.session for dot in found.together.dots} == {one.id for one in ann.history.sessions}
    assert sum(heap.sessions for heap in found.heaps) == len(found.together.dots)


def test_a_session_has_its_sets_and_their_recordings(tmp_path: Path) -> None:
    with Store.open(StorePlace(tmp_path / "history", tmp_path / "recordings")) as store:
        of = replace(session(), recording_name="now.mcap")
        store.put_session(of)
        for number, plan in ((1, PLAN), (2, replace(PLAN, athlete="Ben")), (3, PLAN)):
            store.put_set(as_stored(of, replace(entry(number, plan), deleted=number == 3)))
        history = store.history("Ann")
        (row,) = looking.session_sets(store, history, of.id)
        assert row.stored.entry.id == 1
        assert row.recording is None
        store.place.recordings.mkdir(parents=True, exist_ok=True)
        (store.place.recordings / "now.mcap").write_bytes(b"bytes")
        (row,) = looking.session_sets(store, history, of.id)
        assert row.recording == store.place.recordings / "now.mcap"
        store.adopt_recording(store.place.recordings / "now.mcap", of.id)
        (row,) = looking.session_sets(store, history, of.id)
        assert row.recording is not None
        assert row.recording.name.endswith(".mcap")
        assert row.recording.name != "now.mcap"
        by_hand = add_by_hand(store, LiftPlan("Ann", "squat", (), 100.0), 5, NOW.timestamp())
        (row,) = looking.session_sets(store, history, by_hand.session_id)
        assert row.stored.by_hand
        assert row.recording is None


def test_what_is_nobodys_is_named_with_its_day(tmp_path: Path) -> None:
    with Store.open(StorePlace(tmp_path / "history", tmp_path / "recordings")) as store:
        of = session()
        store.put_session(of)
        store.put_set(as_stored(of, entry(1, replace(PLAN, athlete=None))))
        (found,) = looking.people(store).nobodys
        assert (found.session_id, found.started_unix_s, found.sets) == (of.id, of.started_unix_s, 1)
