"""How control went: six small pictures with one time, and the baseline that they are held against."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.diary.trends import Measure, Trends
from desktop_app.session.plates import Units
from desktop_app.views.history_baseline import BaselineBar
from desktop_app.views.history_multiples import Multiple
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from desktop_app.diary.looking import LiftPage

COLUMNS: Final = 3
STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


class TrendsPage(QWidget):
    """Left and Right look at one session after the other; Enter opens it. `session_wanted`: its identity."""

    session_wanted = Signal(str)

    def __init__(self, units: Units) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.multiples = [Multiple(measure) for measure in Measure]
        self.baseline = BaselineBar(units)
        self._trends: Trends | None = None
        self.at: int | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setSpacing(0)
        for k, each in enumerate(self.multiples):
            grid.addWidget(each, k // COLUMNS, k % COLUMNS)
            each.pointed.connect(self._point)
        rows.addLayout(grid, stretch=1)
        rows.addWidget(self.baseline)

    def set_look(self, look: Look) -> None:
        for each in self.multiples:
            each.set_look(look)
        self.baseline.set_look(look)

    def set_units(self, units: Units) -> None:
        self.baseline.set_units(units)

    def show_page(self, page: LiftPage | None, now: datetime) -> None:
        self._trends = None if page is None else page.trends
        for each in self.multiples:
            each.zone = now.tzinfo
            each.show_trends(self._trends)
        self._point(None)
        self.baseline.show_page(page, now)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        count = 0 if self._trends is None else len(self._trends.sessions)
        if key in STEPS and count:
            before = count if self.at is None else self.at
            self._point(min(max(before + STEPS[key], 0), count - 1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.at is not None and self._trends is not None:
            self.session_wanted.emit(self._trends.sessions[self.at][0])
        else:
            event.ignore()

    def _point(self, place: int | None) -> None:
        self.at = place
        for each in self.multiples:
            each.point_at(place)
        self.baseline.show_day(None if place is None or self._trends is None else self._trends.sessions[place][1])
