"""Before the set: on a first run who lifts and with which sensor, then what is lifted."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.names import is_name
from desktop_app.session.commands import Commands
from desktop_app.session.settings import SIMULATED, Settings
from desktop_app.views import words
from desktop_app.views.keys import Action
from desktop_app.views.lift_form import LiftForm
from desktop_app.views.sensor_picker import SensorPicker
from desktop_app.views.theme import Look, style_sheet

ELSEWHERE: Final = (Action.HISTORY, Action.FEELING, Action.GROUP, Action.REPLAY, Action.END)


class StartView(QWidget):
    """Two pages; nothing needs the mouse: Tab moves, Enter goes on."""

    identified = Signal(object)
    """The settings, with the lifter and the sensor in them."""
    chosen = Signal(object)
    """The plan of the next set."""
    elsewhere = Signal(object)
    """The `Action` of another page that is asked for."""

    def __init__(self, commands: Commands, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.picker, self.name = SensorPicker(commands, settings.sensor), QLineEdit(settings.athlete or "")
        self.form = LiftForm(settings)
        self.wrong, self.who = QLabel(), QLabel()
        self.notice = QLabel()
        self.pages = QStackedWidget()
        self.who_page, self.lift_page = QWidget(), QWidget()
        self._arrange()
        self.set_settings(settings)
        self.show_who(shown=settings.first_run)

    def set_settings(self, settings: Settings) -> None:
        """What is remembered, from now on; who lifts is asked again where it is forgotten."""
        before, self._settings = self._settings, settings
        if settings.athlete is None and before.athlete is not None:
            self.name.clear()
            self.pages.setCurrentWidget(self.who_page)
        self.form.set_settings(settings)
        sensor = words.SIMULATED_SHORT if settings.sensor == SIMULATED else settings.sensor_name or settings.sensor
        self.who.setText(words.CHANGE_SENSOR.format(settings.athlete, sensor))

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))

    def show_notice(self, text: str) -> None:
        """A line that says what is wrong."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def show_who(self, *, shown: bool) -> None:
        """The page of lifter and sensor, or that of the lift."""
        self.pages.setCurrentWidget(self.who_page if shown else self.lift_page)
        (self.name if shown else self.form.exercises).setFocus()

    def leave_who(self) -> bool:
        """Back from the page of lifter and sensor to that of the lift, where there is anything to go back to."""
        if self.pages.currentWidget() is not self.who_page or self._settings.first_run:
            return False
        self.show_who(shown=False)
        return True

    def confirm(self) -> None:
        """Go on from the page that is shown."""
        if self.pages.currentWidget() is self.who_page:
            self._identify()
            return
        plan = self.form.plan()
        if plan is not None:
            self.chosen.emit(plan)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirm()
        elif event.key() == Qt.Key.Key_F5:
            self.picker.search()
        else:
            super().keyPressEvent(event)

    def _identify(self) -> None:
        name, sensor = " ".join(self.name.text().split()), self.picker.sensor
        if not is_name(name):
            self._say(words.NAME_MISSING)
            self.name.setFocus()
            return
        if sensor is None:
            self._say(words.SENSOR_MISSING)
            self.picker.list.setFocus()
            return
        self._say("")
        known = self._settings.sensor_name if sensor == self._settings.sensor else None
        called = self.picker.name or known
        self.identified.emit(replace(self._settings, athlete=name, sensor=sensor, sensor_name=called))
        self.show_who(shown=False)

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def _arrange(self) -> None:
        self.wrong.setObjectName("wrong")
        self.notice.setObjectName("hint")
        self.notice.setWordWrap(True)
        self.who.setObjectName("hint")
        self.who.setWordWrap(True)
        self.name.setAccessibleName(words.NAME)
        self.name.setMaxLength(60)
        onward, go = QPushButton(words.CONTINUE), QPushButton(words.GO)
        onward.clicked.connect(self.confirm)
        go.clicked.connect(self.confirm)
        _column(
            self.who_page,
            _label(words.FIRST_TITLE, "title"),
            _label(words.NAME, "field"),
            self.name,
            _label(words.NAME_HINT, "hint"),
            _label(words.SENSOR, "field"),
            self.picker,
            self.wrong,
            onward,
        )
        _column(self.lift_page, _label(words.START_TITLE, "title"), self.form, self.who, go, self._others())
        self.pages.addWidget(self.who_page)
        self.pages.addWidget(self.lift_page)
        self.notice.hide()
        self.wrong.hide()
        _column(self, self.notice, self.pages)

    def _others(self) -> QWidget:
        """The pages that are not about the next set."""
        row = QWidget()
        columns = QHBoxLayout(row)
        columns.setContentsMargins(0, 0, 0, 0)
        for action, text in zip(ELSEWHERE, words.ELSEWHERE, strict=True):
            button = QPushButton(text)
            button.setObjectName("quiet")
            button.clicked.connect(lambda _, action=action: self.elsewhere.emit(action))
            columns.addWidget(button)
        return row


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(kind)
    return label


def _column(parent: QWidget, *widgets: QWidget) -> None:
    rows = QVBoxLayout(parent)
    for widget in widgets:
        rows.addWidget(widget)
