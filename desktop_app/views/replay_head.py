"""The head of the replay: what is open, how far opening has come, which sensor and lift, and one line of news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop_app.replay.opened import Opened, OpenSensor, Told
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_replay as words
from desktop_app.views.painting import Pane, draw_state, draw_text
from desktop_app.views.replay_controls import Act
from desktop_app.views.replay_style import DESK, FINE
from desktop_app.views.words import EXERCISES


@dataclass(frozen=True, slots=True)
class NewsShown:
    """traffic: how grave; None for plain words."""

    text: str
    traffic: Traffic | None


class News(Pane):
    """One line: what went wrong and what to do, else what makes the set uncertain, else the keys."""

    inset = 0.5

    def show_news(self, told: Told | None, warning: str) -> None:
        """warning: what makes the figures of the set less certain."""
        if told is not None:
            shown = NewsShown(words.told_line(told), Traffic.STOP if told.wrong else Traffic.STEADY)
        elif warning:
            shown = NewsShown(warning, Traffic.UNCERTAIN)
        else:
            shown = NewsShown(words.KEYS_LINE, None)
        self.setToolTip(shown.text if shown.traffic is not None else "")
        self.take(shown, shown.text)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, NewsShown):
            return
        palette, side = self.look.palette, area.height() * 0.7
        if value.traffic is not None:
            box = QRectF(area.left(), area.center().y() - side / 2.0, side, side)
            draw_state(painter, box, value.traffic, self.look)
            area = area.adjusted(side * 1.5, 0.0, 0.0, 0.0)
        ink = palette.dim if value.traffic is None else palette.text
        draw_text(painter, area, value.text, ink, self.look, DESK, FINE)


class Head(QWidget):
    """`asked`: an act. `cancelled`: give up opening. `lift`, `sensor`: chosen anew."""

    asked = Signal(object)
    cancelled = Signal()
    lift = Signal(object)
    sensor = Signal(int)

    def __init__(self, *, live: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.title, self.facts = QLabel(words.TITLE), QLabel()
        self.title.setObjectName("title")
        self.facts.setObjectName("facts")
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar, self.cancel = QProgressBar(), QPushButton(words.CANCEL)
        self.bar.setRange(0, 100)
        self.cancel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cancel.clicked.connect(self.cancelled)
        self.lifts, self.sensors = QComboBox(), QComboBox()
        self.lifts.addItem(words.AS_RECORDED, None)
        for name, text in EXERCISES.items():
            self.lifts.addItem(text, name)
        self.lifts.setToolTip(words.LIFT_TIP)
        self.lifts.activated.connect(lambda k: self.lift.emit(self.lifts.itemData(k)))
        self.sensors.setToolTip(words.SENSOR_TIP)
        self.sensors.activated.connect(self.sensor)
        self.open = self._button(words.OPEN, Act.OPEN)
        self.live = self._button(words.AS_IF_LIVE, Act.LIVE)
        self.live.setToolTip(words.AS_IF_LIVE_TIP)
        self.live.setVisible(live)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 6, 2)
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addWidget(self.facts, 1)
        for each in (self.bar, self.cancel, self.lifts, self.sensors, self.live, self.open):
            row.addWidget(each)

    def show_opened(
        self, opened: Opened | None, set_line: str, exercise: str | None, sensor: OpenSensor | None
    ) -> None:
        """set_line: who lifted what in the set that is shown. exercise: what the user said that it was."""
        known = opened is not None and bool(opened.sensors)
        self.title.setText(words.TITLE if opened is None else opened.path.name)
        self.facts.setText("" if opened is None else "   ·   ".join(filter(None, [words.facts(opened), set_line])))
        self.facts.setToolTip(self.facts.text())
        busy = opened is not None and opened.busy
        self.bar.setVisible(busy)
        self.bar.setMinimumWidth(self.bar.fontMetrics().horizontalAdvance(words.WIDEST_PROGRESS))
        self.cancel.setVisible(busy)
        if opened is not None and busy:
            self.bar.setFormat(words.progress(opened))
            self.bar.setValue(round(100.0 * opened.share))
        self.lifts.setVisible(known)
        self.live.setEnabled(known)
        with QSignalBlocker(self.lifts):
            self.lifts.setCurrentIndex(max(self.lifts.findData(exercise), 0))
        names = tuple(words.sensor_choice(s) for s in opened.sensors) if opened is not None else ()
        self._show_sensors(names, opened.sensors.index(sensor) if opened is not None and sensor is not None else -1)

    def _show_sensors(self, names: Sequence[str], place: int) -> None:
        self.sensors.setVisible(len(names) > 1)
        with QSignalBlocker(self.sensors):
            if tuple(names) != self._names:
                self._names = tuple(names)
                self.sensors.clear()
                self.sensors.addItems(list(names))
            self.sensors.setCurrentIndex(place)

    def _button(self, text: str, act: Act) -> QPushButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.asked.emit(act))
        return button
