"""How the lifter is: normal or a problem with the entries behind it, past answers, ways back, profile, reminder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.diary.feeling import Feeling, Kept, Way, days_of
from desktop_app.health import words as health
from desktop_app.health.answer import Level
from desktop_app.health.checklist import Condition
from desktop_app.health.limiters import SELF_CHECKS, Limiter
from desktop_app.health.normal_or_problem import Which
from desktop_app.health.reminder import Day, Reminder
from desktop_app.health.when import Ask
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words
from desktop_app.views import words_feeling as said
from desktop_app.views.health_parts import GO_ON, Scrolled, StateShape, label, show_text
from desktop_app.views.key_list import KeyList
from desktop_app.views.theme import HEADLINE, READING, Look, style_sheet
from desktop_app.views.widgets.choice_row import ChoiceRow
from desktop_app.views.widgets.pain_days import PainDays
from desktop_app.views.widgets.pain_scale import traffic_of

STATES: Final = {
    Which.NOT_ANSWERED: Traffic.WAIT,
    Which.NOTHING: Traffic.STEADY,
    Which.NORMAL: Traffic.STEADY,
    Which.UNCLEAR: Traffic.UNCERTAIN,
    Which.PROBLEM: Traffic.CAREFUL,
}
PICTURE: Final = 0.25
"""Height of the picture, as a share of the window's."""
SIDEWAYS: Final = {Qt.Key.Key_Left: Qt.Key.Key_Up, Qt.Key.Key_Right: Qt.Key.Key_Down}
"""Up and Down are the list's."""
ENTRIES: Final = 0.26
"""Height of the entries at least; where the letters are large the page scrolls."""
MOST_KEPT: Final = 200
"""So many past answers are listed, the newest first."""
MARKS: Final = {Traffic.STEADY: "●", Traffic.CAREFUL: "▲", Traffic.STOP: "■"}
"""Before a past answer, what the scale's shapes say."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an entry of the list opens: a question, a way back, an answer, a limiter's self-check, or a new check-in."""

    ask: Ask | None = None
    way: Way | None = None
    kept: Kept | None = None
    limiter: Limiter | None = None


class FeelingView(QWidget):
    """Up and Down go through the entries, Enter opens one, Tab goes to profile and reminder."""

    opened = Signal(object)
    """`Opened`."""
    deleted = Signal(object)
    """The `Kept` to be deleted for good."""
    profiled = Signal(object)
    """The conditions of the profile: a tuple of `Condition`."""
    reminded = Signal(object)
    """The `Reminder` as it is wanted."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._entries: list[Opened] = []
        self._sure: int | None = None
        self.title, self.points, self.keys, self.wrong = (label(kind) for kind in ("title", "", "hint", "wrong"))
        self.shape, self.picture, self.list = StateShape(), PainDays(), KeyList()
        self.list.setAccessibleName(said.TITLE)
        self.list.setObjectName("")
        conditions = [(said.condition_text(each.value), each) for each in Condition]
        self.conditions = ChoiceRow(said.CONDITIONS, conditions, several=True)
        self.reminder = ChoiceRow(said.REMINDER, [(said.OFF, None), *((said.DAYS[day], day) for day in Day)])
        self.every = ChoiceRow(said.EVERY_ROW, [(said.EVERY.format(minutes), minutes) for minutes in said.MINUTES])
        self._area = Scrolled((self.points,))
        self._arrange()
        self.set_settings(settings)
        self.list.itemActivated.connect(lambda _: self._open())
        self.list.currentRowChanged.connect(lambda _: self._unsure())
        self.conditions.picked.connect(lambda: self.profiled.emit(self.conditions.values))
        for row in (self.reminder, self.every):
            row.picked.connect(self._remind)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.points.setStyleSheet(f"font-size: {round(look.px(READING * look.font_scale * 0.85))}px;")
        self.title.setStyleSheet(f"font-size: {round(look.px(READING * 1.5))}px;")
        self.picture.setFixedHeight(round(look.px(PICTURE * max(look.font_scale, 1.0))))
        self.list.setMinimumHeight(round(look.px(ENTRIES)))
        side = round(look.px(HEADLINE * 1.3))
        self.shape.setFixedSize(side, side)
        for pane in (self.shape, self.picture, self.conditions, self.reminder, self.every):
            pane.set_look(look)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        reminder = settings.reminder
        self.reminder.choose([reminder.day if reminder.on else None])
        self.every.choose([min(said.MINUTES, key=lambda minutes: abs(minutes - reminder.every_min))])
        self.every.setVisible(reminder.on)

    def show_feeling(self, feeling: Feeling) -> None:
        """Show how it stands now."""
        verdict = feeling.verdict
        self.title.setText(verdict.text)
        self.shape.show_state(STATES[verdict.which])
        lines = [said.point_text(point) for point in verdict.points]
        self.points.setText("\n\n".join([*lines, health.NO_DIAGNOSIS]))
        self._area.to_top()
        self.picture.show_days(days_of(feeling.remembered, feeling.now))
        self.conditions.choose(feeling.remembered.conditions)
        self._list(feeling)

    def show_nobody(self) -> None:
        """Nobody has said who lifts."""
        self.title.setText(said.NOBODY)
        self.shape.show_state(Traffic.WAIT)
        self.points.clear()
        self.picture.show_days(())
        self._entries = []
        self.list.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        if key in GO_ON and self.list.hasFocus():
            self._open()
        elif key == Qt.Key.Key_Delete and self.list.hasFocus():
            self._delete()
        elif key in GO_ON:
            self.list.setFocus()
        elif key in SIDEWAYS and self.list.hasFocus():
            self._area.scroll_by(SIDEWAYS[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        self.list.setFocus()

    def _list(self, feeling: Feeling) -> None:
        entries: list[tuple[str, Opened]] = [(said.NEW, Opened())]
        entries += [(said.ask_text(ask), Opened(ask=ask)) for ask in (*feeling.due, *reversed(feeling.late))]
        entries += [(_way_text(way), Opened(way=way)) for way in feeling.ways]
        kept = list(reversed(feeling.kept))[:MOST_KEPT]
        entries += [(_kept_text(each), Opened(kept=each)) for each in kept]
        entries += [(said.SELF_CHECK.format(each.name), Opened(limiter=each.limiter)) for each in SELF_CHECKS]
        self._entries = [opened for _, opened in entries]
        with QSignalBlocker(self.list):
            row = max(self.list.currentRow(), 0)
            self.list.clear()
            for text, _ in entries:
                QListWidgetItem(text, self.list)
            self.list.setCurrentRow(min(row, len(entries) - 1))
        self._unsure()

    def _open(self) -> None:
        entry = self._at_hand()
        if entry is not None:
            self.opened.emit(entry)

    def _delete(self) -> None:
        """Asked twice: it is gone for good."""
        entry, row = self._at_hand(), self.list.currentRow()
        if entry is None or entry.kept is None:
            return
        if self._sure == row:
            self._unsure()
            self.deleted.emit(entry.kept)
        else:
            self._sure = row
            show_text(self.wrong, said.SURE)

    def _unsure(self) -> None:
        self._sure = None
        show_text(self.wrong, "")

    def _at_hand(self) -> Opened | None:
        row = self.list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _remind(self) -> None:
        day, every_min = self.reminder.value, self.every.value
        before = self._settings.reminder
        on = day is not None
        wanted = Reminder(on, day if on else before.day, before.every_min if every_min is None else every_min)
        self._settings = replace(self._settings, reminder=wanted)
        self.every.setVisible(on)
        self.reminded.emit(wanted)

    def _arrange(self) -> None:
        self.keys.setText(said.KEYS)
        head, beside = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.shape)
        head.addWidget(self.title, stretch=1)
        beside.addWidget(self._area, stretch=1)
        beside.addWidget(self.list, stretch=1)
        reminding = QHBoxLayout()
        reminding.addWidget(self.reminder, stretch=1)
        reminding.addWidget(self.every, stretch=1)
        body = QWidget()
        parts = QVBoxLayout(body)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.addWidget(self.picture)
        parts.addLayout(beside, stretch=1)
        parts.addWidget(self.conditions)
        parts.addLayout(reminding)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(Scrolled((body,), spread=True), stretch=1)
        rows.addWidget(self.wrong)
        rows.addWidget(self.keys)


def _way_text(way: Way) -> str:
    text = said.WAY_ASKS if way.asks else said.WAY
    return text.format(words.EXERCISES[way.plan.exercise], way.plan.step + 1, len(way.plan.steps))


def _kept_text(kept: Kept) -> str:
    red = kept.told.answer.level is Level.RED_FLAG
    mark = MARKS[Traffic.STOP if red else traffic_of(kept.told.checkin.pain)]
    return f"{mark} {said.entry_text(kept.told.checkin)}"
