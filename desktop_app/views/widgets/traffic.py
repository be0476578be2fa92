"""The state of control in one sign: colour, shape and word."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.session.snapshot import Traffic
from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, draw_state, draw_text
from desktop_app.views.theme import FAR

SHAPE_SHARE = 0.6
"""Of the height; the word has the rest."""


class TrafficSign(Pane):
    """Circle: steady. Triangle: careful. Octagon: stop. Dashed ring: could not be measured. Dots: nothing to judge."""

    def show_traffic(self, traffic: Traffic) -> None:
        self.take(traffic, words.TRAFFIC[traffic])

    def draw(self, painter: QPainter, area: QRectF) -> None:
        if not isinstance(self._value, Traffic):
            return
        split = area.top() + area.height() * SHAPE_SHARE
        draw_state(painter, QRectF(area.left(), area.top(), area.width(), split - area.top()), self._value, self.look)
        word = QRectF(area.left(), split, area.width(), area.bottom() - split)
        draw_text(
            painter,
            word,
            words.TRAFFIC[self._value],
            self.look.palette.text,
            self.look,
            FAR,
            FAR,
            bold=True,
            align=CENTRE,
        )
