"""How many reps are done, as large as the screen allows."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, draw_text
from desktop_app.views.theme import FAR, HUGE, READING


class RepNumber(Pane):
    """The number of the last rep that was completed."""

    def show_number(self, number: int) -> None:
        self.take(number, f"{words.REP} {number}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        split = area.top() + area.height() * 0.78
        figure = QRectF(area.left(), area.top(), area.width(), split - area.top())
        draw_text(
            painter, figure, str(self._value), self.look.palette.text, self.look, HUGE, FAR, bold=True, align=CENTRE
        )
        word = QRectF(area.left(), split, area.width(), area.bottom() - split)
        text = words.REP if self._value == 1 else words.REPS
        draw_text(painter, word, text, self.look.palette.dim, self.look, READING * 1.4, READING, align=CENTRE)
