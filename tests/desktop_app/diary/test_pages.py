"""Which page comes next: each way through, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from desktop_app.diary.before import before_of
from desktop_app.diary.feeling import (
    Feeling,
    Remembered,
    days_of,
    feeling_of,
    merged,
    time_of,
    with_answer,
    with_read,
    without,
    worked_out,
)
from desktop_app.diary.pages import (
    AnswerPage,
    BeforePage,
    CheckInPage,
    Occasion,
    Page,
    Question,
    RedFlagPage,
    Trail,
    WayBackPage,
    key_of,
    next_page,
)
from desktop_app.health.checkin import CheckIn, Flag, Kind, Moment, Place
from desktop_app.health.way_back import Proposal, WayBack
from desktop_app.health.when import Ask
from desktop_app.session.plan import LiftPlan
from desktop_app.store.decided import Decision, Move, StoredWayBack
from tests.desktop_app.health.making import NOW, ago, checkin, done

SQUAT = LiftPlan("Ann", "squat", (), 100.0)
TODAY = done(0.1, session="today")
YESTERDAY = done(1.0, session="y")
LONG_AGO = done(20.0)
RED = checkin(7, 0.2, kind=Kind.SHARP, place=Place.KNEE, exercise="squat", session="today")
NUMB = checkin(0, 0.3, flags=frozenset({Flag.NUMB}))
MILD = checkin(3, 1.0, place=Place.LOWER_BACK, exercise="squat", session="y")
DURING = Question(Ask(Moment.DURING, NOW.date(), ("now",)), ("squat",))


def remembered(*checkins: CheckIn, sets: Any = (), ways: Any = (), read: tuple[int, ...] = ()) -> Remembered:
    made = tuple((str(k), each) for k, each in enumerate(sorted(checkins, key=lambda c: c.at)))
    reads = MappingProxyType({str(k): NOW for k in read})
    return Remembered("Ann", made, reads, tuple(sorted(sets, key=lambda s: s.at)), tuple(ways))


def feeling(*checkins: CheckIn, current: str | None = None, **kept: Any) -> Feeling:
    return feeling_of(remembered(*checkins, **kept), NOW, current)


def moment_of(page: Page | None) -> Moment | None:
    return page.question.ask.moment if isinstance(page, CheckInPage) else None


WAY = WayBack("squat", ago(20), 60.0, 100.0, sessions_needed=1)
EARNED = {
    "sets": [done(8, 60.0, variation=("way_back",), session="w")],
    "ways": [StoredWayBack("x", "a", WAY)],
}
EARNED_SAID = (
    checkin(2, 8, session="w", exercise="squat", place=Place.KNEE),
    checkin(0, 7, moment=Moment.LATER, session="w"),
    checkin(0, 0.05, moment=Moment.BEFORE),
)


@pytest.mark.parametrize(
    ("state", "trail", "expected"),
    [
        # Nobody said anything: only the set-up is shown before a set, and nothing else.
        (feeling(), Trail(Occasion.OPENED), None),
        (feeling(), Trail(Occasion.OVER), None),
        (feeling(), Trail(Occasion.LIFT, SQUAT), BeforePage),
        (feeling(), Trail(Occasion.LIFT, replace(SQUAT, exercise="row")), None),
        (feeling(), Trail(Occasion.LIFT, LiftPlan("Ann")), None),
        # A red flag that is unread comes before all, whatever is asked for.
        *((feeling(RED, sets=[TODAY, YESTERDAY]), Trail(each, SQUAT, wanted=DURING), RedFlagPage) for each in Occasion),
        (feeling(NUMB), Trail(Occasion.LIFT, SQUAT), RedFlagPage),
        (feeling(replace(RED, at=ago(400))), Trail(Occasion.LIFT, SQUAT), RedFlagPage),
        (feeling(RED, read=(0,)), Trail(Occasion.PAIN, SQUAT), None),
        # What is due when the app is opened, before a set, and after a session.
        (feeling(sets=[TODAY]), Trail(Occasion.OPENED), Moment.AFTER),
        (feeling(sets=[TODAY], current="today"), Trail(Occasion.OPENED), None),
        (feeling(sets=[YESTERDAY]), Trail(Occasion.OPENED), Moment.LATER),
        (feeling(sets=[YESTERDAY]), Trail(Occasion.LIFT, SQUAT), Moment.LATER),
        (feeling(sets=[LONG_AGO]), Trail(Occasion.OPENED), None),
        (feeling(checkin(0, 0.05, moment=Moment.LATER), sets=[YESTERDAY]), Trail(Occasion.OPENED), None),
        (feeling(sets=[TODAY]), Trail(Occasion.PAIN), None),
        (feeling(sets=[TODAY]), Trail(Occasion.ADD), None),
        # The key for pain asks, and what was answered is shown before anything else is asked.
        (feeling(sets=[TODAY]), Trail(Occasion.PAIN, SQUAT, wanted=DURING), Moment.DURING),
        (feeling(MILD, sets=[TODAY]), Trail(Occasion.OPENED, unseen=("0",)), AnswerPage),
        # Before a session, where the last answer asks for it; not right after an answer.
        (feeling(MILD), Trail(Occasion.LIFT, SQUAT), Moment.BEFORE),
        (feeling(MILD), Trail(Occasion.OPENED), None),
        (feeling(replace(MILD, at=ago(hours=1))), Trail(Occasion.LIFT, SQUAT), BeforePage),
        (feeling(checkin(0, 1.0)), Trail(Occasion.LIFT, SQUAT), BeforePage),
        # The way back: asked only before its lift, and only while a proposal waits.
        (feeling(*EARNED_SAID, **EARNED), Trail(Occasion.LIFT, SQUAT), WayBackPage),
        (feeling(*EARNED_SAID, **EARNED), Trail(Occasion.LIFT, SQUAT, put_off=frozenset({"x"})), BeforePage),
        (feeling(*EARNED_SAID, **EARNED), Trail(Occasion.LIFT, replace(SQUAT, exercise="bench")), None),
        (feeling(*EARNED_SAID, **EARNED), Trail(Occasion.OPENED), None),
        (feeling(*EARNED_SAID, **EARNED), Trail(Occasion.ADD, shown_way="x"), WayBackPage),
        (feeling(), Trail(Occasion.ADD, offered=WAY), WayBackPage),
    ],
)  # fmt: skip
def test_each_way_through(state: Feeling, trail: Trail, expected: Any) -> None:
    plan = trail.plan
    page = next_page(state, trail, None if plan is None else before_of(state, plan))
    found = moment_of(page) if isinstance(expected, Moment) else None if page is None else type(page)
    assert found == expected


def test_what_was_skipped_is_not_asked_again_and_the_next_comes() -> None:
    state = feeling(MILD, sets=[TODAY, YESTERDAY])
    asked, trail = [], Trail(Occasion.LIFT, SQUAT, "now")
    for _ in range(4):
        page = next_page(state, trail, before_of(state, SQUAT))
        if not isinstance(page, CheckInPage):
            break
        asked.append(page.question.ask.moment)
        trail = replace(trail, skipped=trail.skipped | {key_of(page.question.ask)})
    assert asked == [Moment.AFTER, Moment.LATER, Moment.BEFORE]
    assert isinstance(page, BeforePage)
    trail = replace(trail, seen=frozenset({page.before.about}))
    assert next_page(state, trail, before_of(state, SQUAT)) is None


def test_a_load_that_is_a_jump_is_told_though_the_lift_was_prepared() -> None:
    state = feeling(checkin(0, 0.05), sets=[done(5)])
    seen = frozenset({before_of(state, SQUAT).about})
    heavier = replace(SQUAT, load_kg=120.0)
    trail = Trail(Occasion.LIFT, heavier, seen=seen)
    page = next_page(state, trail, before_of(state, heavier))
    assert isinstance(page, BeforePage)
    assert page.before.load.jumps
    assert next_page(state, Trail(Occasion.LIFT, SQUAT, seen=seen), before_of(state, SQUAT)) is None


def test_the_gravest_of_several_red_flags_is_read_first() -> None:
    urgent = checkin(1, 0.1, flags=frozenset({Flag.BOWEL_BLADDER}))
    state = feeling(RED, urgent)
    assert [kept.told.answer.urgent for kept in state.to_read] == [True, False]


def test_a_question_names_the_movements_of_its_sessions() -> None:
    sets = [TODAY, done(0.11, session="today", exercise="bench")]
    page = next_page(feeling(sets=sets), Trail(Occasion.OPENED))
    assert isinstance(page, CheckInPage)
    assert set(page.question.exercises) == {"squat", "bench"}
    assert page.question.session == "today"


@pytest.mark.parametrize(
    ("moves", "asks"),
    [
        ((), True),
        ((Move(ago(4), Decision.STAY, 0),), False),
        ((Move(ago(7.5), Decision.STAY, 0),), True),
        ((Move(ago(4), Decision.STEP, 1),), False),
    ],
)
def test_a_proposal_waits_until_it_is_decided(moves: tuple[Move, ...], asks: bool) -> None:
    """Earned on the fifth day before, when the 72 hours were over: what was decided before is of another proposal."""
    ways = [StoredWayBack("x", "a", WAY, moves)]
    (way,) = feeling(*EARNED_SAID, sets=EARNED["sets"], ways=ways).ways
    assert way.asks is asks
    assert (way.progress.proposal is Proposal.RAISE) is not any(m.decision is Decision.STEP for m in moves)


def test_an_ended_way_back_is_gone() -> None:
    ways = [StoredWayBack("x", "a", WAY, (Move(ago(1), Decision.END, 0),))]
    assert feeling(ways=ways).ways == ()


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (Ask(Moment.LATER, NOW.date(), ("y",)), NOW),
        (Ask(Moment.AFTER, YESTERDAY.at.date(), ("y",)), YESTERDAY.at + timedelta(minutes=1)),
        (Ask(Moment.LATER, ago(2).date(), ("d3",)), ago(2).replace(hour=12)),
        # A morning's session: the third day's noon is past the 72 hours, so it is their last moment.
        (Ask(Moment.LATER, ago(1).date(), ("early",)), ago(4).replace(hour=6) + timedelta(hours=72)),
    ],
)
def test_a_late_answer_is_of_its_day_and_within_the_72_hours(ask: Ask, expected: Any) -> None:
    early = replace(done(4, session="early"), at=ago(4).replace(hour=6))
    assert time_of(ask, NOW, [YESTERDAY, done(3), early]) == expected


def test_answers_that_were_not_kept_hold_all_the_same() -> None:
    given = with_read(with_answer(Remembered("Ann"), "g", RED), "g", NOW)
    kept = remembered(MILD, ways=[StoredWayBack("x", "a", WAY)])
    both = merged(kept, given)
    assert {checkin_id for checkin_id, _ in both.checkins} == {"0", "g"}
    assert feeling_of(both, NOW).to_read == ()
    assert merged(both, given) == both
    moved = StoredWayBack("x", "a", WAY, (Move(NOW, Decision.STEP, 1),))
    assert merged(kept, replace(given, way_backs=(moved,))).way_backs == (moved,)
    assert without(both, "g").checkins == kept.checkins


def test_a_corrected_answer_has_to_be_read_anew() -> None:
    read = remembered(RED, read=(0,))
    assert feeling_of(read, NOW).to_read == ()
    assert len(feeling_of(with_answer(read, "0", replace(RED, flags=frozenset({Flag.NUMB}))), NOW).to_read) == 1


def test_answers_that_are_worked_out_are_those_that_would_be() -> None:
    """Also when an answer is added or taken away among them."""
    later = replace(MILD, at=ago(hours=3), pain=5)
    plain = remembered(MILD, later)
    ready = worked_out(plain)
    early = replace(MILD, at=ago(4), pain=2)
    for change in (
        lambda r: r,
        lambda r: with_answer(r, "0", replace(MILD, pain=6)),
        lambda r: with_answer(r, "n", early),
        lambda r: without(r, "0"),
    ):
        expected, found = (feeling_of(change(each), NOW).kept for each in (plain, ready))
        assert [(k.id, k.told) for k in found] == [(k.id, k.told) for k in expected]


def test_days_are_those_of_the_lifters_zone() -> None:
    days = days_of(remembered(MILD, replace(MILD, pain=1), sets=[LONG_AGO]), NOW, 28)
    assert len(days) == 28
    assert days[-1].day == NOW.date()
    assert [day.pain for day in days if day.pain is not None] == [3]
    assert [day.day for day in days if day.lifted] == [LONG_AGO.at.date()]
