"""How many reps are done, as large as the screen allows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, draw_text
from desktop_app.views.theme import FAR, HUGE, READING


@dataclass(frozen=True, slots=True)
class Done:
    """Reps so far, and how many are wished; None where nobody said."""

    number: int
    target: int | None


class RepNumber(Pane):
    """The number of the last rep that was completed, and small, of how many."""

    def show_number(self, number: int, target: int | None = None) -> None:
        wished = "" if target is None else f" {words.reps_done(number, target)}"
        self.take(Done(number, target), f"{words.REP} {number}{wished}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        done = self._value
        if not isinstance(done, Done):
            return
        split = area.top() + area.height() * 0.78
        figure = QRectF(area.left(), area.top(), area.width(), split - area.top())
        palette, look = self.look.palette, self.look
        draw_text(painter, figure, str(done.number), palette.text, look, HUGE, FAR, bold=True, align=CENTRE)
        word = QRectF(area.left(), split, area.width(), area.bottom() - split)
        text = words.reps_done(done.number, done.target)
        draw_text(painter, word, text, palette.dim, look, READING * 1.4, READING, align=CENTRE)
