"""Everything about health in one page of the window: asked, answered, read, before a set, the way back, the overview.

    pages = HealthPages(desk, settings)
    pages.wanted.connect(lambda: window.go(pages))   # there is something to show
    pages.over.connect(...)                          # an Occasion: nothing more to ask, go on
    pages.begin(Occasion.LIFT, plan=plan, session=session_id)

`begin` returns at once; `wanted` or `over` follows, `over` at once where nothing is to be asked and nothing is waited
for. After `over(Occasion.LIFT)` the set to lift is `pages.plan`: the way back's step may have been taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.feeling import Way, time_of, visits_of
from desktop_app.diary.flow import HealthFlow
from desktop_app.diary.offering import offer
from desktop_app.diary.pages import AnswerPage, BeforePage, CheckInPage, Occasion, Page, RedFlagPage, WayBackPage
from desktop_app.health.answer import Level
from desktop_app.health.checkin import Moment
from desktop_app.health.limiters import SELF_CHECKS, Limiter, Question
from desktop_app.health.when import COST_WINDOW, Ask
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Notice
from desktop_app.store.decided import Decision
from desktop_app.views import words_feeling as words
from desktop_app.views.answer_view import AnswerView
from desktop_app.views.before_view import BeforeView, LimiterView
from desktop_app.views.checkin_view import CheckInView
from desktop_app.views.diary_pages import local_now
from desktop_app.views.feeling_view import FeelingView, Opened
from desktop_app.views.health_parts import GO_ON
from desktop_app.views.red_flag_view import READING_TIME, Reading, RedFlagView
from desktop_app.views.theme import Look, style_sheet
from desktop_app.views.way_back_view import WayBackView

POLL_MS: Final = 40
"""So often is looked whether the history has answered, while it is waited for."""
PATIENCE_MS: Final = 600
"""So long nothing is shown of the waiting."""


class HealthPages(QStackedWidget):
    """The flow's pages, one at a time, and the overview. now: the time with its zone."""

    wanted = Signal()
    """There is a page to show."""
    over = Signal(object)
    """An `Occasion` whose pages are done."""
    changed = Signal(object)
    """The `Settings`, with the reminder in them."""

    def __init__(
        self,
        desk: DiaryDesk,
        settings: Settings,
        now: Callable[[], datetime] = local_now,
        reading: Reading = READING_TIME,
    ) -> None:
        super().__init__()
        self.flow = HealthFlow(desk)
        self._settings, self._now = settings, now
        self._shown = False
        self.check_in, self.answer, self.red_flag = CheckInView(), AnswerView(), RedFlagView(reading)
        self.before, self.limiter = BeforeView(settings), LimiterView()
        self.way_back, self.feeling, self.waiting = WayBackView(settings), FeelingView(settings), _Waiting()
        self._views: tuple[Any, ...] = (
            self.waiting, self.check_in, self.answer, self.red_flag, self.before, self.limiter, self.way_back,
            self.feeling,
        )  # fmt: skip
        for view in self._views:
            view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.addWidget(view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._polling, self._patience = QTimer(self), QTimer(self)
        self._polling.setInterval(POLL_MS)
        self._polling.timeout.connect(self._go_on)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self._show(self.waiting))
        self._connect()

    @property
    def plan(self) -> LiftPlan | None:
        """The set to lift after `over(Occasion.LIFT)`."""
        return self.flow.plan

    @property
    def closed(self) -> bool:
        """Whether a red flag is unread: no set begins."""
        return self.flow.closed

    @property
    def notice(self) -> Notice | None:
        """What is wrong with the history."""
        return self.flow.notice

    def begin(self, occasion: Occasion, *, plan: LiftPlan | None = None, session: str | None = None) -> None:
        """Ask what is to be asked. session: the identity of the one going on, or over; None before there is one."""
        self._begin(occasion, plan=plan, session=session)

    def overview(self) -> None:
        """Show how the lifter is: normal or a problem, past answers, ways back, profile, reminder."""
        self._begin(Occasion.ADD)

    def set_look(self, look: Look) -> None:
        for view in self._views:
            view.set_look(look)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        for view in (self.before, self.way_back, self.feeling):
            view.set_settings(settings)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        page = self.currentWidget()
        if page is not None:
            page.setFocus()

    def _begin(self, occasion: Occasion, **asked: Any) -> None:
        self._shown = False
        self.flow.begin(occasion, self._settings.athlete, self._now(), **asked)
        self._go_on()

    def _go_on(self) -> None:
        """The next page, as soon as it is known; what was asked for goes on where there is none."""
        if self.flow.waiting:
            if not self._polling.isActive():
                self._polling.start()
                self._patience.start()
            return
        self._polling.stop()
        self._patience.stop()
        occasion, page = self.flow.occasion, self.flow.next(self._now())
        if page is not None:
            self._show_page(page)
        elif occasion is Occasion.ADD:
            self._show_feeling()
        elif occasion is not None:
            self.over.emit(occasion)

    def _show_page(self, page: Page) -> None:
        now = self._now()
        if isinstance(page, CheckInPage):
            sets = self.flow.feeling(now).remembered.sets
            self.check_in.ask(page.question, time_of(page.question.ask, now, sets), now)
            self._show(self.check_in)
        elif isinstance(page, RedFlagPage):
            self.red_flag.show_kept(page.kept)
            self._show(self.red_flag)
        elif isinstance(page, AnswerPage):
            self._show_answer(page)
        elif isinstance(page, WayBackPage):
            if page.way is not None:
                self.way_back.show_way(page.way)
            elif page.offered is not None:
                self.way_back.show_offer(page.offered, self.flow.feeling(now).remembered)
            self._show(self.way_back)
        elif isinstance(page, BeforePage):
            self.before.show_before(page.before)
            self._show(self.before)

    def _show_answer(self, page: AnswerPage) -> None:
        """A past answer may be a red flag that was read, or none at all."""
        level = page.kept.told.answer.level
        if level is Level.RED_FLAG:
            self.red_flag.show_kept(page.kept)
            self._show(self.red_flag)
        elif level is Level.NOTHING:
            self._then(self.flow.pass_answer)
        else:
            self.answer.show_page(page, self.flow.tried)
            self._show(self.answer)

    def _show_feeling(self) -> None:
        if self._settings.athlete is None:
            self.feeling.show_nobody()
        else:
            self.feeling.show_feeling(self.flow.feeling(self._now()))
        self._show(self.feeling)

    def _show(self, view: QWidget) -> None:
        self.setCurrentWidget(view)
        if not self._shown:
            self._shown = True
            self.wanted.emit()
        view.setFocus()

    def _connect(self) -> None:
        flow = self.flow
        self.waiting.skipped.connect(lambda: self._then(flow.go_on_without))
        self.check_in.skipped.connect(lambda: self._then(flow.skip))
        self.check_in.answered.connect(lambda said: self._then(lambda: self._answered(*said)))
        self.red_flag.read.connect(lambda kept: self._then(lambda: flow.read(kept, self._now())))
        self.answer.passed.connect(lambda tried: self._then(lambda: flow.pass_answer(tried)))
        self.answer.way_back.connect(lambda tried: self._then(lambda: self._offer(tried)))
        self.before.gone_on.connect(lambda: self._then(flow.skip))
        self.before.step_taken.connect(lambda plan: self._then(lambda: flow.take_step(plan)))
        self.before.asked.connect(self._ask_limiter)
        self.limiter.kept.connect(lambda said: self._then(lambda: self._self_check(*said)))
        self.limiter.skipped.connect(self._go_on_or_back)
        self.way_back.begun.connect(lambda plan: self._then(lambda: flow.begin_way_back(plan)))
        self.way_back.decided.connect(lambda said: self._then(lambda: self._decide(*said)))
        self.way_back.skipped.connect(lambda: self._then(flow.skip))
        self.feeling.opened.connect(self._open)
        self.feeling.deleted.connect(lambda kept: self._then(lambda: flow.delete(kept)))
        self.feeling.profiled.connect(flow.profile)
        self.feeling.reminded.connect(lambda reminder: self.changed.emit(replace(self._settings, reminder=reminder)))

    def _then(self, work: Callable[[], object]) -> None:
        """What a page asked for, then the next page."""
        work()
        self._go_on_or_back()

    def _go_on_or_back(self) -> None:
        if self.flow.occasion is None:
            self._show_feeling()
        else:
            self._go_on()

    def _answered(self, question: Any, checkins: list[Any]) -> None:
        """As of now, where it is about today: the page may have been open for a while."""
        now = self._now()
        at = time_of(question.ask, now, self.flow.feeling(now).remembered.sets)
        self.flow.answered(question, [replace(checkin, at=at) for checkin in checkins], now)

    def _decide(self, way: Way, decision: Decision, step: int) -> None:
        self.flow.decide(way, decision, step, self._now())

    def _offer(self, tried: Any) -> None:
        page, now = self.flow.page, self._now()
        offered = None
        if isinstance(page, AnswerPage):
            checkin = page.kept.told.checkin
            offered = offer(
                self.flow.feeling(now).remembered, checkin.exercise or "", now,
                place=checkin.place, tried=frozenset(tried), units=self._settings.units,
            )  # fmt: skip
        self.flow.pass_answer(tried, offered)

    def _ask_limiter(self, question: Question) -> None:
        self.limiter.ask(question)
        self._show(self.limiter)

    def _self_check(self, question: Question, ticked: tuple[int, ...]) -> None:
        self.flow.self_check(question.limiter, ticked, self._now())

    def _open(self, entry: Opened) -> None:
        """What was chosen in the overview."""
        if entry.limiter is not None:
            self._ask_limiter(_question(entry.limiter))
        elif entry.way is not None:
            self._begin(Occasion.ADD, way=entry.way.stored.id)
        elif entry.kept is not None:
            self._begin(Occasion.ADD, answer=entry.kept.id)
        else:
            self._begin(Occasion.ADD, wanted=entry.ask or self._now_asked())

    def _now_asked(self) -> Ask:
        """Something hurts now: of the sessions of the 72 hours before."""
        now = self._now()
        visits = visits_of(self.flow.feeling(now).remembered.sets)
        recent = tuple(visit.id for visit in visits if timedelta(0) <= now - visit.ended_at <= COST_WINDOW)
        return Ask(Moment.LATER, now.date(), recent)


class _Waiting(QLabel):
    """The history takes its time; nobody has to wait for it."""

    skipped = Signal()

    def __init__(self) -> None:
        super().__init__(words.LOOKING)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("field")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() in GO_ON or event.key() == Qt.Key.Key_Escape:
            self.skipped.emit()
        else:
            super().keyPressEvent(event)


def _question(limiter: Limiter) -> Question:
    """A self-check that no pattern of the bar asks for."""
    check = next(each for each in SELF_CHECKS if each.limiter is limiter)
    return Question(limiter, words.SELF_CHECK.format(check.name), (), (), check.looks_like)
