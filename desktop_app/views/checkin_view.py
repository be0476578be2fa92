"""One check-in on one page: how much it hurts, and where it does the rest. One key says that nothing hurts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.diary.pages import Question
from desktop_app.health import words as health
from desktop_app.health.checkin import (
    LONGEST_NOTE,
    Change,
    CheckIn,
    Flag,
    Kind,
    Modification,
    Moment,
    Place,
    Remark,
    Side,
)
from desktop_app.views import words
from desktop_app.views import words_checkin as said
from desktop_app.views.health_parts import GO_ON, Scrolled, label, show_text
from desktop_app.views.theme import Look, style_sheet
from desktop_app.views.widgets.choice_row import ChoiceRow, step_focus
from desktop_app.views.widgets.pain_scale import PainScale

SCALE: Final = 0.23
SCALE_ALONE: Final = 0.5
"""Height of the scale, as a share of the window's, beside the other lines and before any of them is shown."""


class CheckInView(QWidget):
    """Up and Down go from line to line, Enter keeps, + adds another place, Esc is not now."""

    answered = Signal(object)
    """`Question` and a list of `CheckIn`, one a place; a tuple of both."""
    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self._at = datetime.now().astimezone()
        self._made: list[CheckIn] = []
        self._look: Look | None = None
        self.title, self.subtitle, self.keys, self.wrong, self.so_far = (
            label(kind) for kind in ("title", "field", "hint", "wrong", "field")
        )
        self.scale = PainScale()
        self.exercise = ChoiceRow(said.ASK_EXERCISE, [])
        self.kind = ChoiceRow(health.ASK_KIND, _named(health.KINDS, Kind))
        self.place = ChoiceRow(health.ASK_PLACE, _named(health.PLACES, Place))
        self.side = ChoiceRow(said.ASK_SIDE, _named(health.SIDES, Side))
        self.other, self.note = QLineEdit(), QLineEdit()
        self.change = ChoiceRow(health.ASK_CHANGE, _named(health.BETTER_OR_WORSE, Change))
        self.since = ChoiceRow(health.ASK_SINCE, said.SINCE)
        self.flags = ChoiceRow(health.ASK_FLAGS, _named(health.FLAGS, Flag), several=True)
        self.remarks = ChoiceRow(health.ASK_REMARKS, _named(health.REMARKS, Remark), several=True)
        self.tried = ChoiceRow(health.ASK_TRIED, _named(health.TRIED, Modification), several=True)
        self._rows: tuple[QWidget, ...] = (
            self.place, self.other, self.side, self.kind, self.flags, self.change, self.since, self.exercise,
            self.remarks, self.tried, self.note,
        )  # fmt: skip
        self._area = Scrolled(self._rows)
        self._area.column.setSpacing(0)
        self._arrange()
        self.scale.picked.connect(self._picked)
        self.scale.nothing.connect(self._keep)
        self.place.picked.connect(self._picked)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self._look = look
        self._picked()
        for row in (self.scale, *self._rows):
            if isinstance(row, (PainScale, ChoiceRow)):
                row.set_look(look)

    def ask(self, question: Question, at: datetime, today: datetime) -> None:
        """Begin with a question. at: what time an answer is of."""
        self._question, self._at, self._made = question, at, []
        moment = question.ask.moment
        self.title.setText(said.title(moment, question.ask.day, today.date()))
        self.subtitle.setText(said.SUBTITLES[moment])
        names = [(words.EXERCISES[name], name) for name in question.exercises]
        self.exercise.set_choices(names, question.exercises[:1] if len(names) == 1 else ())
        self._begin_spot(question.tried)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        rows = (self.scale, *self._rows)
        if key == Qt.Key.Key_Escape:
            self.skipped.emit()
        elif key in GO_ON:
            self._keep()
        elif key == Qt.Key.Key_Plus and self.scale.pain is not None:
            self._another()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            if step_focus(self, rows, 1 if key == Qt.Key.Key_Down else -1):
                focused = self.focusWidget()
                if focused is not self.scale:
                    self._area.ensureWidgetVisible(focused)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        self.scale.setFocus()

    def _keep(self) -> None:
        if self._question is None:
            return
        made = self._made if self.scale.pain is None else [*self._made, self._checkin(self.scale.pain)]
        if not made:
            self._say(said.CHOOSE)
            self.scale.setFocus()
            return
        question, self._question = self._question, None
        self.answered.emit((question, made))

    def _another(self) -> None:
        """This place is answered; another one hurts too."""
        if self.scale.pain is not None:
            self._made.append(self._checkin(self.scale.pain))
            self._begin_spot(frozenset(self.tried.values))

    def _begin_spot(self, tried: frozenset[Modification]) -> None:
        self.scale.show_pain(None)
        for row in (self.kind, self.place, self.side, self.change, self.since, self.flags, self.remarks):
            row.choose(())
        self.tried.choose(tuple(tried))
        self.other.clear()
        self.note.clear()
        show_text(self.so_far, said.so_far(self._made))
        self._say("")
        self._picked()
        self._area.to_top()
        self.scale.setFocus()

    def _checkin(self, pain: int) -> CheckIn:
        question = self._question
        since, place = self.since.value, self.place.value
        hurts = pain > 0
        blank = CheckIn(self._at, Moment.AFTER if question is None else question.ask.moment, pain)
        found = replace(
            blank,
            session=None if question is None else question.session,
            exercise=self.exercise.value,
            flags=frozenset(self.flags.values),
            tried=frozenset(self.tried.values),
            note=self.note.text().strip() or None,
        )
        if not hurts:
            return found
        return replace(
            found,
            kind=self.kind.value,
            place=place,
            side=None if place is None else self.side.value,
            other=(self.other.text().strip() or None) if place is Place.OTHER else None,
            change=self.change.value,
            since=None if since is None else self._at - timedelta(days=since),
            remarks=frozenset(self.remarks.values),
        )

    def _picked(self) -> None:
        """Only what may matter is asked: where nothing hurts, no more than the flags."""
        pain = self.scale.pain
        hurts = pain is not None and pain > 0
        only_if_hurts = (self.kind, self.place, self.side, self.change, self.since, self.remarks, self.tried)
        for row in only_if_hurts:
            row.setVisible(hurts)
        self.side.setVisible(hurts and self.place.value is not None)
        self.other.setVisible(hurts and self.place.value is Place.OTHER)
        self.exercise.setVisible(hurts and len(self._question.exercises if self._question else ()) > 1)
        self.flags.setVisible(pain is not None)
        self.note.setVisible(pain is not None)
        if self._look is not None:
            self.scale.setFixedHeight(round(self._look.px(SCALE_ALONE if pain is None else SCALE)))
        self.keys.setText(said.KEYS_FIRST if pain is None else said.KEYS_MORE)
        self._say("")

    def _say(self, text: str) -> None:
        show_text(self.wrong, text)

    def _arrange(self) -> None:
        for box, name in ((self.other, said.OTHER_PLACE), (self.note, said.NOTE)):
            box.setPlaceholderText(name)
            box.setAccessibleName(name)
            box.setMaxLength(LONGEST_NOTE)
        page = QVBoxLayout(self)
        for widget in (self.title, self.subtitle, self.so_far, self.scale):
            page.addWidget(widget)
        page.addWidget(self._area, stretch=1)
        page.addWidget(self.wrong)
        page.addWidget(self.keys)


def _named(names: Mapping[str, str], kind: Any) -> list[tuple[str, Any]]:
    """What each member is called, and the member."""
    return [(names[member.value], member) for member in kind]
