"""What a lifter did over the years: sessions, trends, strength, weeks, best sets, symptoms, and their data.

    view = HistoryView(desk, settings, now)

Everything is asked of the desk and shown when it is answered; nothing here waits. `replay_wanted`: a recording, and
where in it, s. `report_wanted`: a session's identity. `forgotten`: the name of a lifter who was deleted.
`closed`: back to where one came from.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.diary import looking
from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.lifts import Choice
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Notice
from desktop_app.views import words_history as words
from desktop_app.views.history_add import AddPage
from desktop_app.views.history_asking import Asking
from desktop_app.views.history_best import BestPage
from desktop_app.views.history_choice import ChoiceBar
from desktop_app.views.history_data import DataPage
from desktop_app.views.history_doing import Doing
from desktop_app.views.history_frame import Foot, Head, Rail, arranged
from desktop_app.views.history_sessions import SessionsPage
from desktop_app.views.history_strength import StrengthPage
from desktop_app.views.history_style import history_sheet
from desktop_app.views.history_symptoms import SymptomsPage
from desktop_app.views.history_trends import TrendsPage
from desktop_app.views.history_weeks import WeeksPage
from desktop_app.views.theme import Look
from desktop_app.views.words import sentences

if TYPE_CHECKING:
    from desktop_app.diary.looking import LiftPage, People, Person, SetRow


class Section(IntEnum):
    """The pages, in the order of their list."""

    SESSIONS = 0
    TRENDS = 1
    STRENGTH = 2
    WEEKS = 3
    BEST = 4
    SYMPTOMS = 5
    DATA = 6


OF_A_LIFT: Final = frozenset({Section.TRENDS, Section.STRENGTH, Section.BEST})
OPENING: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right})


class HistoryView(QWidget):
    """now: the time with its zone, which is that of the days shown."""

    replay_wanted = Signal(Path, float)
    report_wanted = Signal(str)
    forgotten = Signal(str)
    closed = Signal()

    def __init__(self, desk: DiaryDesk, settings: Settings, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now, self._settings = now, settings
        self._name: str | None = settings.athlete
        self.person: Person | None = None
        self.lift_page: LiftPage | None = None
        self._has_symptoms = False
        self.asking = Asking(desk, self)
        self.head, self.rail, self.foot = Head(), Rail(), Foot()
        units = settings.units
        self.choice = ChoiceBar(units)
        self.sessions, self.trends, self.strength = SessionsPage(units), TrendsPage(units), StrengthPage(units)
        self.weeks, self.best, self.symptoms, self.data = WeeksPage(units), BestPage(units), SymptomsPage(), DataPage()
        self.add = AddPage(settings, now)
        self.pages = QStackedWidget()
        self._sections: list[QWidget] = [
            self.sessions, self.trends, self.strength, self.weeks, self.best, self.symptoms, self.data
        ]  # fmt: skip
        for page in (*self._sections, self.add):
            self.pages.addWidget(page)
        self.doing = Doing(self.asking, self.foot.tell, self._again, self._ask_lift, self.forgotten.emit)
        arranged(self, self.head, self.rail, self.choice, self.pages, self.foot)
        self.setFocusProxy(self.rail)
        self._connect()
        self.rail.setCurrentRow(Section.SESSIONS)

    # What the window does.

    def set_look(self, look: Look) -> None:
        """Colours and sizes."""
        self.setStyleSheet(history_sheet(look))
        for part in (self.head, self.rail, self.foot, self.add, *self._sections):
            part.set_look(look)  # type: ignore[attr-defined]

    def set_settings(self, settings: Settings) -> None:
        """Units from now on; the lifter where another one was chosen at the rack."""
        before, self._settings = self._settings, settings
        for part in (self.choice, self.sessions, self.trends, self.strength, self.weeks, self.best):
            part.set_units(settings.units)
        self.add.set_settings(settings)
        if settings.athlete != before.athlete:
            self._name = settings.athlete
            if self.isVisible():
                self.refresh()

    def show_lifter(self, name: str | None) -> None:
        """Somebody else's history, from the next time it is shown on where it is not shown now."""
        self._name = name
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Ask for everything anew."""
        name, now = self._name, self._now()
        self.asking.ask("person", lambda store: looking.opened(store, name, now), self._opened)

    def go(self, section: Section) -> None:
        """Show a page."""
        if self.rail.currentRow() != section:
            self.rail.setCurrentRow(section)
        else:
            self._show_section(section)

    @property
    def section(self) -> Section:
        return Section(max(self.rail.currentRow(), 0))

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        adding = self.pages.currentWidget() is self.add
        if key is Qt.Key.Key_Escape:
            self._leave_adding() if adding else self.closed.emit()
        elif adding:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(Section):
            self.go(Section(key - Qt.Key.Key_1))
        elif key is Qt.Key.Key_A:
            self.begin_adding()
        elif key is Qt.Key.Key_P:
            self._report()
        elif key in OPENING and self.rail.hasFocus():
            self._sections[self.section].setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self.refresh()

    def begin_adding(self) -> None:
        """The form for a set without a sensor."""
        self.foot.tell("")
        self.choice.hide()
        self.pages.setCurrentWidget(self.add)
        self.add.begin(self._name if self.person is None else self.person.history.lifter.name)

    def leave_add(self) -> bool:
        """Back from the form; False where it is not shown."""
        if self.pages.currentWidget() is not self.add:
            return False
        self._leave_adding()
        return True

    # Answers.

    def _opened(self, found: tuple[People, Person | None]) -> None:
        people, person = found
        now = self._now()
        self.person = person
        self.lift_page, self._has_symptoms = None, False
        lifter = None if person is None else person.history.lifter
        self._name = self._name if lifter is None else lifter.name
        self.head.show_people(people, None if lifter is None else lifter.id)
        self.head.show_person(person, now.tzinfo)
        self.data.show_name(None if lifter is None else lifter.name)
        self.data.show_nobodys(people.nobodys, now.tzinfo)
        self.choice.show_lifts(() if person is None else person.lifts)
        self.sessions.show_person(person, now)
        self.weeks.show_weeks(() if person is None else person.weeks, now)
        for page in (self.trends, self.strength, self.best):
            page.show_page(None, now)
        self.symptoms.show_symptoms(None, now)
        self._ask_section(self.section)

    def _lift_shown(self, page: LiftPage) -> None:
        self.lift_page = page
        now = self._now()
        self.choice.show_choice(page.choice, page.bands)
        for each in (self.trends, self.strength, self.best):
            each.show_page(page, now)

    def _again(self, name: str | None) -> None:
        """After a change."""
        self._leave_adding()
        self._name = name or self._name
        self.refresh()

    # Questions.

    def _ask_section(self, section: Section) -> None:
        """What the page needs and is not there yet."""
        person = self.person
        if person is None:
            return
        if section in OF_A_LIFT and self.lift_page is None and self.choice.choice is not None:
            self._ask_choice(self.choice.choice, True)
        elif section is Section.SYMPTOMS and not self._has_symptoms:
            self._has_symptoms = True
            history = person.history
            self.asking.ask(
                "symptoms",
                lambda store: looking.symptoms_of(store, history),
                lambda found: self.symptoms.show_symptoms(found, self._now()),
            )

    def _ask_choice(self, choice: Choice, own_band: bool) -> None:
        if self.person is not None:
            history, now = self.person.history, self._now()
            self.asking.ask(
                "lift",
                lambda store: looking.lift_page(store, history, choice, now, own_band=own_band),
                self._lift_shown,
            )

    def _ask_lift(self) -> None:
        """The lift that is shown, anew."""
        if self.lift_page is not None:
            self._ask_choice(self.lift_page.choice, False)

    def _ask_sets(self, session_id: str) -> None:
        if self.person is not None:
            history = self.person.history
            self.asking.ask(
                "sets",
                lambda store: looking.session_sets(store, history, session_id),
                lambda rows: self.sessions.show_sets(session_id, rows),
            )

    # What is asked for on the pages.

    def _connect(self) -> None:
        self.asking.failed.connect(self._failed)
        self.asking.busy.connect(self._busy)
        self.head.chosen.connect(self._lifter_chosen)
        self.head.add.clicked.connect(self.begin_adding)
        self.head.report.clicked.connect(self._report)
        self.rail.currentRowChanged.connect(lambda row: self._show_section(Section(max(row, 0))))
        self.rail.clicked.connect(lambda _: self._show_section(self.section))
        self.choice.changed.connect(self._ask_choice)
        self.sessions.wanted.connect(self._ask_sets)
        self.sessions.opened.connect(self._replay)
        self.add.kept.connect(self.doing.keep)
        for page in (self.trends, self.best):
            page.session_wanted.connect(self._show_session)
        self.trends.baseline.pinned.connect(self._pin)
        self.trends.baseline.reset.connect(self._reset)
        self.strength.least_wanted.connect(self._set_least)
        self.data.wrong.connect(lambda text: self.foot.tell(text, wrong=True))
        self.data.import_wanted.connect(self.doing.take_in)
        self.data.give_wanted.connect(self.doing.give)
        self.data.export_wanted.connect(self._export)
        self.data.delete_wanted.connect(self._delete)

    def _show_section(self, section: Section) -> None:
        self.foot.tell("")
        self.pages.setCurrentWidget(self._sections[section])
        self.choice.setVisible(section in OF_A_LIFT)
        trends = section is Section.TRENDS
        self.choice.set_parts(bands=trends, spans=trends)
        self._ask_section(section)

    def _show_session(self, session_id: str) -> None:
        self.go(Section.SESSIONS)
        self.sessions.choose(session_id)
        self.sessions.setFocus()

    def _leave_adding(self) -> None:
        if self.pages.currentWidget() is self.add:
            self._show_section(self.section)
            self.rail.setFocus()

    def _lifter_chosen(self, lifter_id: str) -> None:
        now = self._now()
        self.asking.ask("person", lambda store: looking.opened(store, lifter_id, now), self._opened)

    def _replay(self, row: SetRow) -> None:
        if row.recording is None:
            self.foot.tell(words.NOT_MEASURED if row.stored.by_hand else words.NO_RECORDING, wrong=True)
        else:
            self.replay_wanted.emit(row.recording, row.stored.entry.start_s)

    def _report(self) -> None:
        session = self.sessions.session
        if session is not None:
            self.report_wanted.emit(session.id)

    def _pin(self, learned: object) -> None:
        if self.person is not None and self.lift_page is not None:
            self.doing.pin(self.person.history, self.lift_page, learned)  # type: ignore[arg-type]

    def _reset(self) -> None:
        if self.person is not None and self.lift_page is not None:
            self.doing.reset(self.person.history, self.lift_page)

    def _set_least(self, speed_ms: float | None) -> None:
        if self.person is not None and self.lift_page is not None:
            self.doing.set_least(self.person.history, self.lift_page, speed_ms)

    def _export(self, target: Path) -> None:
        if self.person is not None:
            self.doing.export(self.person.history.lifter.id, target)

    def _delete(self) -> None:
        if self.person is not None:
            self.doing.delete(self.person.history.lifter.id)

    def _busy(self, busy: bool) -> None:
        if busy and self.person is None:
            self.head.facts.setText(words.LOADING)

    def _failed(self, notice: Notice) -> None:
        if self.person is None:
            self.head.facts.setText("")
        self.foot.tell(sentences(notice), wrong=True)
