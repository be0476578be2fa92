"""The pages about health, each in a state worth looking at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.diary.before import before_of
from desktop_app.diary.feeling import Feeling, Remembered, feeling_of
from desktop_app.diary.offering import offer
from desktop_app.diary.pages import AnswerPage, Occasion, Question, Trail, next_page
from desktop_app.health.checkin import CheckIn, Flag, Kind, Modification, Moment, Place, Side
from desktop_app.health.learning import Learned
from desktop_app.health.limiters import SessionSigns, questions
from desktop_app.health.reminder import Reminder
from desktop_app.health.way_back import WayBack
from desktop_app.health.when import Ask
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings
from desktop_app.store.decided import Decision, Move, StoredWayBack
from desktop_app.views.answer_view import AnswerView
from desktop_app.views.before_view import BeforeView, LimiterView
from desktop_app.views.checkin_view import CheckInView
from desktop_app.views.feeling_view import FeelingView
from desktop_app.views.red_flag_view import RedFlagView
from desktop_app.views.theme import Look
from desktop_app.views.way_back_view import WayBackView
from dsp.context import Baseline
from tests.desktop_app.health.making import NOW, checkin, done
from tests.desktop_app.session.results import sign

PLAN = LiftPlan("Ann", "squat", (), 125.0)
SETS = tuple(
    done(day, 120.0 - day, warns=("late_rush",) if day < 10 else (), travel_m=0.52) for day in range(20, 0, -3)
)
HURT = ((20, 0), (19, 1), (17, 2), (14, 2), (11, 3), (10, 0), (8, 5), (7, 4), (5, 3), (2, 2))
WAY = WayBack(
    "squat", NOW - timedelta(days=12), 60.0, 100.0, start_rom_m=0.4, full_rom_m=0.52, causes=frozenset({"late_rush"}),
    sessions_needed=1,
)  # fmt: skip
SIGNS = [SessionSigns(name, (sign("late_rush"), sign("shift"))) for name in "ab"]


def health_views(settings: Settings, look: Look) -> list[tuple[str, QWidget]]:
    """Every page, with its name."""
    made = [(f"health-{name}", make(settings, look)) for name, make in PAGES.items()]
    for _, view in made:
        view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def _spots() -> list[CheckIn]:
    return [
        checkin(pain, day, place=Place.LOWER_BACK, side=Side.LEFT, exercise="squat", kind=Kind.DULL, session=f"d{day}")
        for day, pain in HURT
    ]


def feeling(*checkins: CheckIn, moved: bool = False) -> Feeling:
    """Four weeks of squats and answers, and a way back."""
    moves = (Move(NOW - timedelta(days=9), Decision.STEP, 3),) if moved else ()
    on_way = [done(8, 60.0, variation=("way_back",), session="w")] if moved else []
    said = (
        [
            checkin(2, 8, place=Place.LOWER_BACK, exercise="squat", session="w"),
            checkin(1, 7, moment=Moment.LATER, place=Place.LOWER_BACK, exercise="squat"),
        ]
        if moved
        else _spots()
    )
    every = sorted((*said, *checkins), key=lambda c: c.at)
    sets = tuple(sorted((*SETS, *on_way), key=lambda s: s.at))
    kept = tuple((str(k), each) for k, each in enumerate(every))
    read = MappingProxyType({name: NOW for name, _ in kept})
    stored = StoredWayBack("x", "a", WAY, moves)
    return feeling_of(Remembered("Ann", kept, read, sets, (stored,)), NOW)


def _check_in(_: Settings, look: Look) -> QWidget:
    view = CheckInView()
    view.set_look(look)
    view.ask(Question(Ask(Moment.LATER, NOW.date(), ("s",)), ("squat", "bench")), NOW, NOW)
    return view


def _check_in_more(settings: Settings, look: Look) -> QWidget:
    view = _check_in(settings, look)
    if isinstance(view, CheckInView):
        view.ask(Question(Ask(Moment.DURING, NOW.date(), ("s",)), ("squat",)), NOW, NOW)
        view.scale.show_pain(6)
        view.place.choose([Place.LOWER_BACK])
        view.kind.choose([Kind.ACHY])
        view.scale.picked.emit()
    return view


def _answer(pain: int, exercise: str, place: Place) -> Callable[[Settings, Look], QWidget]:
    def make(_: Settings, look: Look) -> QWidget:
        said = checkin(pain, place=place, exercise=exercise, session="s", moment=Moment.DURING)
        state = feeling_of(Remembered("Ann", (("a", said),), sets=SETS), NOW)
        page = next_page(state, Trail(Occasion.PAIN, unseen=("a",)))
        view = AnswerView()
        view.set_look(look)
        if isinstance(page, AnswerPage):
            view.show_page(page, (Modification.LESS_LOAD,))
        return view

    return make


def _red_flag(_: Settings, look: Look) -> QWidget:
    said = checkin(7, kind=Kind.SHARP, place=Place.LOWER_BACK, flags=frozenset({Flag.NUMB, Flag.BOWEL_BLADDER}))
    view = RedFlagView()
    view.set_look(look)
    view.show_kept(feeling_of(Remembered("Ann", (("a", said),)), NOW).kept[0])
    return view


def _before(settings: Settings, look: Look) -> QWidget:
    learned = Learned(Baseline({}, 24, ()), 24, 6, newest_unix_s=NOW.timestamp() - 2 * 86400.0)
    view = BeforeView(settings)
    view.set_look(look)
    view.show_before(before_of(feeling(moved=True), PLAN, learned, SIGNS))
    view.lines.tap(0)
    view.lines.tap(1)
    return view


def _before_hip_thrust(settings: Settings, look: Look) -> QWidget:
    view = BeforeView(settings)
    view.set_look(look)
    view.show_before(before_of(feeling(), replace(PLAN, exercise="hip_thrust")))
    return view


def _limiter(_: Settings, look: Look) -> QWidget:
    view = LimiterView()
    view.set_look(look)
    view.ask(questions(SIGNS)[0])
    view.lines.tap(1)
    return view


def _way_back(settings: Settings, look: Look) -> QWidget:
    view = WayBackView(settings)
    view.set_look(look)
    view.show_way(feeling(moved=True).ways[0])
    return view


def _offer(settings: Settings, look: Look) -> QWidget:
    remembered = feeling(moved=True).remembered
    view = WayBackView(settings)
    view.set_look(look)
    plan = offer(remembered, "squat", NOW, tried=frozenset({Modification.SHORTER_RANGE}))
    if plan is not None:
        view.show_offer(replace(plan, start_load_kg=80.0), remembered)
    return view


def _feeling(settings: Settings, look: Look) -> QWidget:
    view = FeelingView(replace(settings, reminder=Reminder(True)))
    view.set_look(look)
    view.show_feeling(feeling())
    return view


PAGES: MappingProxyType[str, Callable[[Settings, Look], QWidget]] = MappingProxyType(
    {
        "checkin": _check_in,
        "checkin-more": _check_in_more,
        "answer-modify": _answer(6, "hip_thrust", Place.LOWER_BACK),
        "answer-safe": _answer(3, "squat", Place.KNEE),
        "red-flag": _red_flag,
        "before": _before,
        "before-hip-thrust": _before_hip_thrust,
        "limiter": _limiter,
        "way-back": _way_back,
        "way-back-offer": _offer,
        "feeling": _feeling,
    }
)
