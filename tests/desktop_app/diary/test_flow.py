"""The flow over a real store: what is answered holds at once, is kept, and is there the next time."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.flow import HealthFlow
from desktop_app.diary.offering import choices_of, offer, with_range
from desktop_app.diary.pages import AnswerPage, BeforePage, CheckInPage, Occasion, Page, RedFlagPage, WayBackPage
from desktop_app.diary.reminding import Reminding
from desktop_app.health.checkin import CheckIn, Flag, Kind, Modification, Moment, Place, Remark
from desktop_app.health.checklist import Condition
from desktop_app.health.limiters import Limiter
from desktop_app.health.reminder import Day, Reminder
from desktop_app.health.when import Ask
from desktop_app.session.plan import LiftPlan
from desktop_app.session.plates import KG_PER_LB, Units
from desktop_app.store.decided import Decision
from desktop_app.store.manual import add_by_hand
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from tests.desktop_app.health.making import NOW, ago, done
from tests.desktop_app.store.making import log, session

SQUAT = LiftPlan("Ann", "squat", (), 100.0)


@pytest.fixture
def place(tmp_path: Path) -> StorePlace:
    return StorePlace(tmp_path / "history", tmp_path / "recordings")


@pytest.fixture
def desk(place: StorePlace) -> Iterator[DiaryDesk]:
    made = DiaryDesk(place)
    made.start()
    yield made
    made.close()


def kept(desk: DiaryDesk, work: Any) -> Any:
    """What the store has, after everything that was asked before."""
    return desk.ask(work).result(30.0)


def begun(desk: DiaryDesk, occasion: Occasion, now: datetime = NOW, **asked: Any) -> HealthFlow:
    flow = HealthFlow(desk)
    begin(flow, desk, occasion, now, **asked)
    return flow


def begin(flow: HealthFlow, desk: DiaryDesk, occasion: Occasion, now: datetime = NOW, **asked: Any) -> None:
    flow.begin(occasion, asked.pop("lifter", "Ann"), now, **asked)
    kept(desk, lambda _: None)


def answer(flow: HealthFlow, pain: int, now: datetime = NOW, **said: Any) -> Page | None:
    """Answer the check-in that is shown; the page after it."""
    page = flow.next(now)
    assert isinstance(page, CheckInPage)
    question = page.question
    given = CheckIn(now, question.ask.moment, pain, session=question.session, **said)
    flow.answered(question, [given], now)
    return flow.next(now)


def test_the_key_for_pain_asks_answers_and_keeps(desk: DiaryDesk) -> None:
    flow = begun(desk, Occasion.PAIN, plan=SQUAT, session="s")
    page = answer(flow, 3, place=Place.LOWER_BACK, exercise="squat")
    assert isinstance(page, AnswerPage)
    flow.pass_answer({Modification.SLOWER})
    assert flow.next(NOW) is None
    (stored,) = kept(desk, lambda store: store.check_ins("ann"))
    assert (stored.check_in.pain, stored.check_in.session, stored.check_in.moment) == (3, "s", Moment.DURING)
    # The change that was chosen is asked about the next time, in the same session alone.
    begin(flow, desk, Occasion.PAIN, plan=SQUAT, session="s")
    page = flow.next(NOW)
    assert isinstance(page, CheckInPage)
    assert page.question.tried == {Modification.SLOWER}


def test_a_red_flag_closes_every_way_until_it_is_read_also_after_a_restart(desk: DiaryDesk) -> None:
    flow = begun(desk, Occasion.PAIN, plan=SQUAT)
    page = answer(flow, 2, kind=Kind.SHARP, place=Place.KNEE, exercise="squat")
    assert isinstance(page, RedFlagPage)
    flow.skip()
    assert isinstance(flow.next(NOW), RedFlagPage)
    assert flow.closed
    for occasion in Occasion:
        again = begun(desk, occasion, plan=SQUAT)
        assert isinstance(again.next(NOW), RedFlagPage)
    page = again.next(NOW)
    assert isinstance(page, RedFlagPage)
    again.read(page.kept, NOW)
    assert not isinstance(again.next(NOW), RedFlagPage)
    assert not again.closed
    after = begun(desk, Occasion.LIFT, NOW + timedelta(minutes=1), plan=SQUAT)
    page = after.next(NOW + timedelta(minutes=1))
    assert isinstance(page, BeforePage)
    assert page.before.reminders


def test_what_cannot_be_kept_still_closes_the_way(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("no folder")
    desk = DiaryDesk(StorePlace(tmp_path / "history", tmp_path))
    desk.start()
    flow = HealthFlow(desk)
    flow.begin(Occasion.PAIN, "Ann", NOW, plan=SQUAT)
    desk.ask(lambda _: None).exception(30.0)
    assert isinstance(answer(flow, 0, flags=frozenset({Flag.BOWEL_BLADDER})), RedFlagPage)
    assert flow.notice is not None
    flow.begin(Occasion.LIFT, "ANN", NOW, plan=SQUAT)
    desk.ask(lambda _: None).exception(30.0)
    assert isinstance(flow.next(NOW), RedFlagPage)
    # Somebody else is not held up by it.
    flow.begin(Occasion.LIFT, "Bob", NOW, plan=replace(SQUAT, athlete="Bob"))
    desk.ask(lambda _: None).exception(30.0)
    assert isinstance(flow.next(NOW), BeforePage)
    desk.close()


def test_while_the_history_is_not_there_nothing_is_said_and_nobody_has_to_wait(desk: DiaryDesk) -> None:
    busy = Event()
    desk.ask(lambda _: busy.wait(30.0))
    flow = HealthFlow(desk)
    flow.begin(Occasion.LIFT, "Ann", NOW, plan=SQUAT)
    assert flow.waiting
    assert flow.next(NOW) is None
    assert flow.occasion is Occasion.LIFT
    flow.go_on_without()
    assert isinstance(flow.next(NOW), BeforePage)
    busy.set()


def test_a_red_flag_that_the_history_tells_late_closes_the_way_to_the_next_set(desk: DiaryDesk) -> None:
    answer(begun(desk, Occasion.PAIN, plan=SQUAT), 2, kind=Kind.SHARP)
    busy = Event()
    desk.ask(lambda _: busy.wait(30.0))
    flow = HealthFlow(desk)
    flow.begin(Occasion.LIFT, "Ann", NOW, plan=SQUAT)
    flow.go_on_without()
    assert isinstance(flow.next(NOW), BeforePage)
    assert not flow.closed
    busy.set()
    kept(desk, lambda _: None)
    assert flow.closed
    assert isinstance(flow.next(NOW), RedFlagPage)


def test_without_a_lifter_the_pages_are_shown_and_nothing_is_kept(desk: DiaryDesk) -> None:
    flow = begun(desk, Occasion.PAIN, lifter=None)
    assert isinstance(answer(flow, 6, place=Place.NECK), AnswerPage)
    assert kept(desk, lambda store: store.lifters()) == []


def test_several_places_are_several_answers_the_gravest_shown_first(desk: DiaryDesk) -> None:
    flow = begun(desk, Occasion.PAIN, plan=SQUAT)
    page = flow.next(NOW)
    assert isinstance(page, CheckInPage)
    made = [CheckIn(NOW, Moment.DURING, pain, place=where) for pain, where in ((2, Place.KNEE), (6, Place.NECK))]
    flow.answered(page.question, made, NOW)
    shown = []
    while isinstance(page := flow.next(NOW), AnswerPage):
        shown.append(page.kept.told.checkin.pain)
        flow.pass_answer()
    assert shown == [6, 2]


def test_a_session_that_is_over_is_asked_about_and_so_is_the_day_after(desk: DiaryDesk) -> None:
    lifted = session("a", 0.0)
    kept(desk, lambda store: store.put_log(lifted, log(1, 2)))
    end = datetime.fromtimestamp(lifted.started_unix_s, NOW.tzinfo) + timedelta(hours=1)
    flow = begun(desk, Occasion.LIFT, end, plan=SQUAT, session=lifted.id)
    assert isinstance(flow.next(end), BeforePage)
    begin(flow, desk, Occasion.OVER, end, session=lifted.id)
    assert answer(flow, 0, end) is None
    begin(flow, desk, Occasion.OVER, end, session=lifted.id)
    assert flow.next(end) is None
    later = end + timedelta(days=1)
    begin(flow, desk, Occasion.OPENED, later)
    page = flow.next(later)
    assert isinstance(page, CheckInPage)
    assert (page.question.ask.moment, page.question.exercises) == (Moment.LATER, ("squat",))
    flow.skip()
    assert flow.next(later) is None
    begin(flow, desk, Occasion.LIFT, later, plan=SQUAT)
    assert isinstance(flow.next(later), BeforePage)


def test_a_way_back_is_offered_begun_raised_and_ended(desk: DiaryDesk) -> None:
    def lifted(store: Store) -> None:
        store.ensure_lifter("Ann")
        for days in (10, 7, 4):
            add_by_hand(store, replace(SQUAT, target_reps=5), 5, ago(days).timestamp())

    kept(desk, lifted)
    flow = begun(desk, Occasion.PAIN, plan=SQUAT)
    page = answer(flow, 6, place=Place.LOWER_BACK, exercise="squat")
    assert isinstance(page, AnswerPage)
    assert page.can_go_back
    offered = offer(flow.feeling(NOW).remembered, "squat", NOW, place=Place.LOWER_BACK)
    assert offered is not None
    assert (offered.start_load_kg, offered.goal_load_kg, offered.target_reps) == (70.0, 100.0, 5)
    flow.pass_answer((), offered)
    page = flow.next(NOW)
    assert isinstance(page, WayBackPage)
    flow.begin_way_back(replace(offered, sessions_needed=1))
    assert flow.next(NOW) is None
    begin(flow, desk, Occasion.LIFT, plan=SQUAT)
    page = flow.next(NOW)
    assert isinstance(page, BeforePage)
    step = page.before.step
    assert step is not None
    assert (step.load_kg, step.variation) == (70.0, ("way_back",))
    flow.take_step(step)
    page = flow.next(NOW)
    assert isinstance(page, BeforePage)
    assert page.before.step is None
    flow.skip()
    assert flow.next(NOW) is None
    assert flow.plan == step
    (way,) = flow.feeling(NOW).ways
    flow.decide(way, Decision.STEP, 1, NOW + timedelta(days=4))
    assert [one.now.step for one in kept(desk, lambda store: store.way_backs("Ann"))] == [1]
    (way,) = flow.feeling(NOW).ways
    flow.decide(way, Decision.END, 1, NOW + timedelta(days=5))
    assert flow.feeling(NOW).ways == ()
    assert [one.ended for one in kept(desk, lambda store: store.way_backs("Ann"))] == [True]


def test_a_new_way_back_ends_the_one_before(desk: DiaryDesk) -> None:
    kept(desk, lambda store: add_by_hand(store, SQUAT, 5, ago(5).timestamp()))
    flow = begun(desk, Occasion.ADD)
    plan = offer(flow.feeling(NOW).remembered, "squat", NOW)
    assert plan is not None
    flow.begin_way_back(plan)
    flow.begin_way_back(replace(plan, begun_at=NOW + timedelta(days=1)))
    assert [one.ended for one in kept(desk, lambda store: store.way_backs("Ann"))] == [True, False]


def test_profile_self_check_and_deletion_are_kept(desk: DiaryDesk) -> None:
    flow = begun(desk, Occasion.PAIN, plan=SQUAT)
    answer(flow, 3, place=Place.HIP_BONE, exercise="squat")
    flow.profile([Condition.KNEE])
    flow.self_check(Limiter.HIP, (0, 2), NOW)
    feeling = flow.feeling(NOW)
    assert feeling.remembered.conditions == (Condition.KNEE,)
    assert kept(desk, lambda store: store.profile("Ann")) == ("knee",)
    assert [each.ticked for each in kept(desk, lambda store: store.self_checks("Ann"))] == [(0, 2)]
    flow.delete(feeling.kept[0])
    assert flow.feeling(NOW).kept == ()
    assert kept(desk, lambda store: store.check_ins("Ann")) == []
    again = begun(desk, Occasion.LIFT, plan=replace(SQUAT, exercise="hip_thrust"))
    page = again.next(NOW)
    assert isinstance(page, BeforePage)
    assert "the knee" in page.before.lines[-1].text


def test_a_late_answer_is_added_for_its_day(desk: DiaryDesk) -> None:
    kept(desk, lambda store: add_by_hand(store, SQUAT, 5, ago(2).timestamp()))
    flow = begun(desk, Occasion.ADD)
    late = flow.feeling(NOW).late
    assert [ask.moment for ask in late] == [Moment.AFTER, Moment.LATER]
    begin(flow, desk, Occasion.ADD, wanted=late[0])
    answer(flow, 1, place=Place.KNEE)
    assert [ask.moment for ask in flow.feeling(NOW).late] == [Moment.LATER]
    assert Ask(Moment.LATER, NOW.date(), late[1].sessions) in flow.feeling(NOW).due


SECRET = "behind the left kneecap"


def test_answers_about_health_are_in_no_log_and_no_repr(desk: DiaryDesk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    flow = begun(desk, Occasion.PAIN, plan=SQUAT)
    said = {"place": Place.OTHER, "other": SECRET, "note": SECRET, "remarks": frozenset({Remark.PROTECTIVE})}
    page = answer(flow, 7, exercise="squat", flags=frozenset({Flag.NUMB}), **said)
    assert isinstance(page, RedFlagPage)
    logging.getLogger("test").warning("%r %r %s", page, flow.feeling(NOW), flow.feeling(NOW).kept)
    logging.getLogger("test").warning("%r", kept(desk, lambda store: store.check_ins("Ann")))
    kept(desk, lambda store: store.check_ins("Ann"))
    assert "private" in caplog.text
    told = caplog.text.casefold()
    assert not any(word in told for word in (SECRET, "numb", "protective", "pain=", "other="))


PRIVATE = ("desktop_app.health", "desktop_app.store.health", "desktop_app.store.plans", "desktop_app.store.decided")
ANSWERS = ("feeling", "flow", "pages", "before", "remembering", "offering")


def test_nothing_that_is_sent_to_a_group_knows_of_answers(project: Path) -> None:
    found = []
    for path in sorted((project / "desktop_app" / "group").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            of_answers = tuple(f"desktop_app.diary.{name}" for name in ANSWERS)
            found += [f"{path.name}: {name}" for name in names if name.startswith((*PRIVATE, *of_answers))]
    assert found == []


@pytest.mark.parametrize(
    ("units", "start_kg", "step_kg"), [(Units.KG, 70.0, 1.25), (Units.LB, 150 * KG_PER_LB, 2.5 * KG_PER_LB)]
)
def test_an_offered_way_back_can_be_put_on_a_bar(units: Units, start_kg: float, step_kg: float) -> None:
    from desktop_app.diary.feeling import Remembered

    sets = tuple(done(days, 100.0, travel_m=0.5, warns=("late_rush", "slowing")) for days in (9, 6, 3))
    remembered = Remembered("Ann", sets=sets)
    plan = offer(remembered, "squat", NOW, tried=frozenset({Modification.SHORTER_RANGE}), units=units)
    assert plan is not None
    assert plan.start_load_kg == pytest.approx(start_kg, abs=0.01)
    assert plan.step_kg_per_side == pytest.approx(step_kg)
    assert plan.causes == {"late_rush"}
    assert (plan.start_rom_m, plan.full_rom_m) == (0.375, 0.5)
    choices = choices_of(plan, remembered, units)
    assert plan.start_load_kg in choices.starts_kg
    assert max(choices.starts_kg) <= plan.goal_load_kg
    assert choices.roms_m == (None, 0.25, 0.375)
    for rom_m in choices.roms_m:
        assert with_range(plan, rom_m, remembered).start_rom_m == rom_m
    assert offer(remembered, "bench", NOW) is None


def test_the_reminder_is_of_who_sits_and_not_of_who_lifts() -> None:
    reminding, on = Reminding(NOW), Reminder(True, Day.SITTING, 45)
    later = NOW + timedelta(minutes=45)
    assert reminding.line(on, later - timedelta(seconds=1)) is None
    assert reminding.line(on, later) == on.text
    assert reminding.line(Reminder(False), later) is None
    assert reminding.line(on, later, lifting=True) is None
    assert reminding.line(on, later) is None
    reminding.moved(later + timedelta(minutes=45))
    assert reminding.line(on, later + timedelta(minutes=60)) is None
