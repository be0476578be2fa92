"""What surrounds the history's pages: who it is of, the list of pages, and a line that says how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import words_history as words
from desktop_app.views.elided import Elided
from desktop_app.views.history_style import FOOT, HEAD, RAIL
from desktop_app.views.key_combo import KeyCombo
from desktop_app.views.key_list import ITS_OWN
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from datetime import tzinfo

    from desktop_app.diary.looking import People, Person


class Head(QWidget):
    """The lifter, how much is kept of them, and what can be done. `chosen`: another lifter's identity."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.who, self.facts = KeyCombo(), Elided()
        self.report, self.add = QPushButton(words.REPORT), QPushButton(words.ADD)
        self._ids: list[str] = []
        self.who.setObjectName("who")
        self.who.setAccessibleName(words.LIFTER)
        self.facts.setObjectName("hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.who)
        row.addWidget(self.facts, stretch=1)
        row.addWidget(self.report)
        row.addWidget(self.add)
        self.who.activated.connect(lambda row: self.chosen.emit(self._ids[row]))

    def set_look(self, look: Look) -> None:
        self.setFixedHeight(round(look.px(HEAD * max(look.font_scale, 1.0))))

    def show_people(self, people: People, chosen: str | None) -> None:
        self._ids = [line.lifter.id for line in people.lifters]
        self.who.clear()
        self.who.addItems([line.lifter.name for line in people.lifters])
        self.who.setCurrentIndex(self._ids.index(chosen) if chosen in self._ids else -1)
        self.who.setVisible(bool(self._ids))

    def show_person(self, person: Person | None, zone: tzinfo | None) -> None:
        self.report.setEnabled(person is not None and bool(person.history.sessions))
        if person is None:
            self.facts.setText(words.NOBODY)
            return
        sessions = person.history.sessions
        if not sessions:
            self.facts.setText(words.NO_SETS.format(person.history.lifter.name))
            return
        sets = person.history.sets
        since = words.month(words.day(sessions[0].started_unix_s, zone))
        counts = (len(sessions), len(sets), sum(one.reps for one in sets))
        self.facts.setText(words.FACTS.format(*(words.thousands(count) for count in counts), since))


class Rail(QListWidget):
    """The pages; Up and Down go through them."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(words.TITLE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        for number, name in enumerate(words.SECTIONS, start=1):
            self.addItem(words.SECTION_LINE.format(number, name))

    def set_look(self, look: Look) -> None:
        self.setFixedWidth(round(RAIL * 16.0 / 9.0 * look.px(1.0) * max(look.font_scale, 0.9)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Letters and digits belong to the page."""
        if Qt.Key(event.key()) in ITS_OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()


class Foot(QWidget):
    """What was done or went wrong; without that, the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.keys = Elided(), Elided(words.KEYS)
        self.keys.setObjectName("hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.keys, stretch=1)
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.hide()

    def set_look(self, look: Look) -> None:
        self.setFixedHeight(round(look.px(FOOT * max(look.font_scale, 1.0))))

    def tell(self, text: str, *, wrong: bool = False) -> None:
        self.line.setObjectName("wrong" if wrong else "name")
        self.line.style().polish(self.line)
        self.line.setText(text)
        self.line.setVisible(bool(text))
        # What is told needs the room more than keys that are on the buttons too.
        self.keys.setVisible(not text)


def arranged(view: QWidget, head: Head, rail: Rail, choice: QWidget, pages: QStackedWidget, foot: Foot) -> None:
    """Head above, pages at the left of what they show, the line at the foot."""
    right = QVBoxLayout()
    right.addWidget(choice)
    right.addWidget(pages, stretch=1)
    beside = QHBoxLayout()
    beside.addWidget(rail)
    beside.addLayout(right, stretch=1)
    rows = QVBoxLayout(view)
    rows.addWidget(head)
    rows.addLayout(beside, stretch=1)
    rows.addWidget(foot)
