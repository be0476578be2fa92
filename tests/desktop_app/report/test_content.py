"""What a report tells, and what it keeps to itself."""

from __future__ import annotations

from datetime import UTC, date

import pytest

from desktop_app.report.composing import document_of
from desktop_app.report.content import Wish, make_report, month_of
from desktop_app.report.errors import NothingToReportError
from desktop_app.report.html import html_page
from desktop_app.session.plates import Units
from desktop_app.store.store import Store
from tests.desktop_app.report.making import EVERY_DAYS, LOADS, NOVEMBER, SESSIONS
from tests.desktop_app.store.making import session

LAST_SESSION = session("Ann9", 9 * EVERY_DAYS)
LAST = Wish("Ann", session=LAST_SESSION.id, zone=UTC)
MONTH = Wish("Ann", month=NOVEMBER, zone=UTC)


def page(store: Store, wish: Wish) -> str:
    return html_page(document_of(make_report(store, wish)))


def test_the_last_session_is_told_of_without_a_wish(ann: Store) -> None:
    (lift,) = make_report(ann, Wish("ann")).lifts
    assert lift.exercise == "deadlift"
    assert "No sensor" in page(ann, Wish("ann"))


def test_a_session_by_identity_its_beginning_or_its_day(ann: Store) -> None:
    found = make_report(ann, LAST)
    assert [len(lift.sets) for lift in found.lifts] == [len(LOADS)]
    assert make_report(ann, Wish("Ann", session=found.sessions[0].id[:8])).sessions == found.sessions
    assert make_report(ann, Wish("Ann", session=f"{found.begun.date()}", zone=UTC)).sessions == found.sessions


def test_a_month_holds_its_days_alone(ann: Store) -> None:
    november, december = make_report(ann, MONTH), make_report(ann, Wish("Ann", month=date(2026, 12, 1), zone=UTC))
    assert {november.at(s.started_unix_s).month for s in november.sessions} == {11}
    assert len(november.sessions) + len(december.sessions) == SESSIONS + 1


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish("Ann", session="2020-01-01"), "no session '2020-01-01'"),
        (Wish("Ann", session="abc"), "no session"),
        (Wish("Ann", month=date(2020, 1, 1)), "no session in 2020-01"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(ann: Store, wish: Wish, said: str) -> None:
    with pytest.raises(NothingToReportError, match=said) as caught:
        make_report(ann, wish)
    assert "2026-11" in caught.value.advice


def test_nothing_of_pain_unless_it_is_ticked(ann: Store) -> None:
    """Neither the answers nor that a set ended for pain, in words, in pictures or in what nobody sees."""
    for wish in (LAST, MONTH):
        assert "ended_for_pain=True" not in f"{make_report(ann, wish)}"
        told = page(ann, wish).lower().replace("back pain", "").replace("causes of pain in the hip thrust", "")
        for word in ("pain", "symptom", "sharp", "red flag", "evaluated"):
            assert word not in told, word


def test_ticked_symptoms_are_told_red_flags_first(ann: Store) -> None:
    told = page(ann, Wish("Ann", session=LAST.session, symptoms=True, zone=UTC))
    assert "Stop this movement and have it evaluated by a qualified professional." in told
    assert told.index("Red flag") < told.index("Pain 6 of 10, lower back (left)")
    assert "ended for pain" in told


def test_uncertain_and_unknown_are_told_as_such(ann: Store) -> None:
    report = make_report(ann, LAST)
    assert report.uncertain == (1, 13)
    told = page(ann, LAST)
    assert "down not known" in told
    assert "rep 2: down 2.0 s, up 0.50 m/s, uncertain" in told
    assert ">2 ?<" in told, "in the table too"


def test_signs_of_struck_reps_are_not_told(ann: Store) -> None:
    told = page(ann, LAST)
    assert "rep 4: 1.10 s" in told
    assert "9.87" not in told
    assert "9.9 m/s²" not in told


def test_trends_stand_beside_the_lifters_own_range(ann: Store) -> None:
    (lift,) = make_report(ann, LAST).lifts
    descent = next(t for t in lift.trends if t.figure == "descent_s")
    assert len(descent.points) == SESSIONS
    assert [p.here for p in descent.points] == [False] * (SESSIONS - 1) + [True]
    assert descent.usual is not None
    assert descent.usual.low <= 2.0 <= descent.usual.high


def test_loads_in_pounds(ann: Store) -> None:
    told = page(ann, Wish("Ann", session=LAST.session, units=Units.LB, zone=UTC))
    assert "220.46 lb" in told
    assert " kg" not in told.partition("<main>")[2].replace("10 cm", "")


def test_a_session_of_two_lifters_tells_of_the_one(ann: Store) -> None:
    from desktop_app.session.plan import LiftPlan
    from desktop_app.store.manual import by_hand

    ann.put_set(by_hand(LAST_SESSION, LiftPlan("Bob", "row", (), 50.0), 8, LAST_SESSION.started_unix_s, 99))
    assert [lift.exercise for lift in make_report(ann, LAST).lifts] == ["squat"]


@pytest.mark.parametrize("text", ["2026", "11-2026", "2026-13", "2026-11-01", "last", "²²²²-1"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        month_of(text)
