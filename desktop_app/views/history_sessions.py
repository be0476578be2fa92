"""The sessions: a list and a calendar side by side, and the sets of the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.session.plates import Units
from desktop_app.views import words_history as words
from desktop_app.views.history_calendar import CalendarPane
from desktop_app.views.history_session_list import SessionList
from desktop_app.views.history_set_table import SetTable
from desktop_app.views.history_style import LIST
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from desktop_app.diary.looking import Person, SetRow
    from desktop_app.store.history import SessionLine

WHOLE: Final = 100


class SessionsPage(QWidget):
    """`wanted`: the sets of this session are to be looked up. `opened`: this set is to be replayed."""

    wanted = Signal(str)
    opened = Signal(object)

    def __init__(self, units: Units) -> None:
        super().__init__()
        self._units = units
        self._zone: tzinfo | None = None
        self._person: Person | None = None
        self.list, self.calendar, self.table, self.title = SessionList(), CalendarPane(), SetTable(), QLabel()
        self.title.setObjectName("name")
        right = QVBoxLayout()
        right.addWidget(self.calendar, stretch=10)
        right.addWidget(self.title)
        right.addWidget(self.table, stretch=9)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.list, stretch=round(WHOLE * LIST))
        beside.addLayout(right, stretch=round(WHOLE * (1.0 - LIST)))
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._chosen)
        self.calendar.chosen.connect(self._day_chosen)
        self.table.opened.connect(self.opened.emit)

    def set_look(self, look: Look) -> None:
        for part in (self.list, self.calendar, self.table):
            part.set_look(look)

    def set_units(self, units: Units) -> None:
        self._units = units
        self.list.set_units(units)
        self._name(self.session)

    def show_person(self, person: Person | None, now: datetime) -> None:
        """The session that was chosen stays so, where it is still there."""
        before = self.list.session
        same = person is not None and self._person is not None and _same(person, self._person)
        self._person, self._zone = person, now.tzinfo
        self.calendar.show_days({} if person is None else person.days, now.date())
        self._name(None)
        self.table.show_sets((), (), self._units)
        self.list.show_sessions(() if person is None else person.history.sessions, now.tzinfo)
        if same and before is not None:
            self.list.choose(before.id)

    @property
    def session(self) -> SessionLine | None:
        """The one that is chosen."""
        return self.list.session

    def choose(self, session_id: str) -> None:
        self.list.choose(session_id)

    def show_sets(self, session_id: str, rows: Sequence[SetRow]) -> None:
        """The sets that were looked up, unless another session is chosen meanwhile."""
        session = self.session
        if session is not None and session.id == session_id:
            self.table.show_sets(rows, session.sets, self._units)

    def _chosen(self, session_id: str) -> None:
        session = self.session
        if session is not None:
            self._name(session)
            self.calendar.show_day(words.day(session.started_unix_s, self._zone))
            self.wanted.emit(session_id)

    def _day_chosen(self, day: date) -> None:
        found = self._person.days.get(day) if self._person is not None else None
        if found is not None:
            self.list.choose(found.sessions[-1])

    def _name(self, session: SessionLine | None) -> None:
        if session is None:
            self.title.setText(words.NO_SESSION)
            return
        day = words.whole_day(words.day(session.started_unix_s, self._zone))
        facts = words.SETS_LINE.format(len(session.sets), words.tonnage(session.tonnage_kg, self._units))
        self.title.setText(f"{day}{words.SEPARATOR}{facts}")


def _same(one: Person, other: Person) -> bool:
    return one.history.lifter.id == other.history.lifter.id
