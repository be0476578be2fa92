"""When a lifter is asked, and what can be added late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from desktop_app.health.checkin import CheckIn, Kind, Moment, Place
from desktop_app.health.when import Ask, Visit, ask_before, can_add, due
from tests.desktop_app.health.making import NOW, ago, checkin

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("history", "asks"),
    [
        ([], False),
        ([checkin(0, days=2)], False),
        ([checkin(1, days=2, place=Place.KNEE)], True),
        ([checkin(0, days=2, kind=Kind.SHARP)], True),
        ([checkin(3, days=2, place=Place.KNEE), checkin(0, days=1)], False),
        ([checkin(3, days=2, place=Place.KNEE), checkin(0, days=1, place=Place.KNEE)], False),
        ([checkin(3, days=2, place=Place.KNEE), checkin(0, days=1, place=Place.LOWER_BACK)], True),
        ([checkin(0, days=2), checkin(3, days=1, place=Place.KNEE)], True),
        ([checkin(3, days=9, place=Place.KNEE), checkin(0, days=1, place=Place.LOWER_BACK)], False),
        ([checkin(3, days=900, place=Place.KNEE)], True),
    ],
)
def test_before_the_session_if_the_last_answer_asks_for_it(history: list[CheckIn], asks: bool) -> None:
    assert ask_before(history) is asks
    assert ask_before(history[::-1]) is asks


@pytest.mark.parametrize(
    ("ended", "asked"),
    [
        (ago(hours=1), (Ask(Moment.AFTER, TODAY, ("s",)),)),
        (ago(hours=24), (Ask(Moment.LATER, TODAY, ("s",)),)),
        (ago(hours=72), (Ask(Moment.LATER, TODAY, ("s",)),)),
        (ago(hours=73), ()),
        (ago(hours=-1), ()),
    ],
)
def test_after_and_up_to_72_hours(ended: datetime, asked: tuple[Ask, ...]) -> None:
    assert due(NOW, [Visit("s", ended)], []) == asked


def test_the_day_is_asked_about_once_for_all_its_sessions() -> None:
    visits = [Visit("a", ago(days=2)), Visit("b", ago(days=1))]
    assert due(NOW, visits, []) == (Ask(Moment.LATER, TODAY, ("a", "b")),)
    assert due(NOW, visits, [checkin(2, hours=3, moment=Moment.LATER)]) == ()
    assert due(NOW, visits, [checkin(2, hours=27, moment=Moment.LATER)]) != ()


def test_an_answered_end_is_not_asked_again() -> None:
    assert due(NOW, [Visit("s", ago(hours=1))], [checkin(0, session="s")]) == ()
    assert len(due(NOW, [Visit("s", ago(hours=1))], [checkin(0, session="other")])) == 1


def test_the_past_three_days_can_be_added() -> None:
    visits = [Visit("s", ago(days=3))]
    days = [TODAY - timedelta(days=back) for back in (3, 2, 1)]
    assert can_add(NOW, visits, []) == (
        Ask(Moment.AFTER, days[0], ("s",)),
        Ask(Moment.LATER, days[1], ("s",)),
        Ask(Moment.LATER, days[2], ("s",)),
    )
    answered = [checkin(0, days=3, session="s"), checkin(1, days=2, moment=Moment.LATER)]
    assert can_add(NOW, visits, answered) == (Ask(Moment.LATER, days[2], ("s",)),)


def test_a_day_after_an_older_session_is_offered_while_within_72_hours_of_it() -> None:
    asked = can_add(NOW, [Visit("s", ago(days=5))], [])
    assert [ask.day for ask in asked] == [TODAY - timedelta(days=3), TODAY - timedelta(days=2)]


def test_days_are_those_of_the_lifters_own_zone() -> None:
    late = datetime(2026, 3, 20, 4, 30, tzinfo=UTC)
    in_new_york = datetime(2026, 3, 20, 0, 30, tzinfo=timezone(timedelta(hours=-4)))
    assert late == in_new_york
    visits = [Visit("s", late - timedelta(hours=1))]
    assert due(late, visits, [])[0].moment is Moment.AFTER
    assert due(in_new_york, visits, []) == (Ask(Moment.LATER, date(2026, 3, 20), ("s",)),)
