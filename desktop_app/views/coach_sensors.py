"""Sensors near this laptop, to be added; and which bar is which, found by shaking it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.group.local import Crew
from desktop_app.views import words_coach
from desktop_app.views.sensor_picker import SensorPicker


class SensorsNearby(QWidget):
    """The list of a search, and the two buttons."""

    chosen = Signal(str)
    """Address of a sensor, or `SIMULATED`."""
    found = Signal(str)
    """Key of the bar that was shaken."""

    def __init__(self, crew: Crew) -> None:
        super().__init__()
        self._crew = crew
        self._told: str | None = None
        self.picker = SensorPicker(crew, None)
        self.add, self.shake, self.said = QPushButton(words_coach.ADD), QPushButton(words_coach.SHAKE), QLabel()
        self.said.setWordWrap(True)
        title = QLabel(words_coach.ADD_TITLE)
        title.setObjectName("field")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        for widget in (title, self.picker, self.add, self.shake, self.said):
            rows.addWidget(widget)
        self.add.clicked.connect(self._add)
        self.shake.clicked.connect(self._shake)
        self.picker.list.itemActivated.connect(lambda _: self._add())

    def begin(self) -> None:
        """It is shown now."""
        self.said.setText("")

    def end(self) -> None:
        """It is shown no longer; nobody looks for a shaken bar."""
        self._crew.shaking.end()
        self.shake.setText(words_coach.SHAKE)

    def allow(self, more: bool) -> None:
        """Whether another one can be added."""
        self.add.setEnabled(more)
        self.add.setText(words_coach.ADD if more else words_coach.FULL)

    def refresh(self, bars: Mapping[str, tuple[int, str]]) -> None:
        """How the search for the shaken bar stands. bars: number and lifter, by key."""
        shown = self._crew.shaking.shown
        if not shown.running or shown.shaken is None or shown.shaken not in bars:
            return
        number, lifter = bars[shown.shaken]
        self.end()
        self.said.setText(words_coach.SHAKEN.format(number, lifter))
        self.found.emit(shown.shaken)

    def _shake(self) -> None:
        if self._crew.shaking.shown.running:
            self.end()
            self.said.setText("")
            return
        self._crew.shaking.begin()
        self.shake.setText(words_coach.SHAKE_STOP)
        self.said.setText(words_coach.SHAKING)

    def _add(self) -> None:
        sensor = self.picker.sensor
        if sensor is not None and self.add.isEnabled():
            self.chosen.emit(sensor)
