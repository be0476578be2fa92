"""After a set: how long the rest lasts, and the one thing to change next time."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, draw_text
from desktop_app.views.theme import FAR, HUGE, READING, SMALL


class RestTimer(Pane):
    """Minutes and seconds since the set ended."""

    def show_rest(self, rest_s: float | None) -> None:
        text = words.UNKNOWN if rest_s is None else words.clock(rest_s)
        self.take(text, f"{words.REST} {text}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        split = area.top() + area.height() * 0.74
        figure = QRectF(area.left(), area.top(), area.width(), split - area.top())
        draw_text(
            painter, figure, str(self._value), self.look.palette.text, self.look, HUGE, FAR, bold=True, align=CENTRE
        )
        word = QRectF(area.left(), split, area.width(), area.bottom() - split)
        draw_text(painter, word, words.REST, self.look.palette.dim, self.look, READING * 1.4, READING, align=CENTRE)


class NextLine(Pane):
    """What to change in the next set: one line, as large as fits."""

    def show_next(self, text: str | None) -> None:
        self.take(text or words.NOTHING_TO_CHANGE, f"{words.NEXT_SET}: {text or words.NOTHING_TO_CHANGE}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        title = QRectF(area.left(), area.top(), area.width(), look.px(READING) * 1.8)
        draw_text(painter, title, words.NEXT_SET, palette.dim, look, READING, SMALL)
        text = area.adjusted(0.0, title.height(), 0.0, 0.0)
        draw_text(painter, text, str(self._value), palette.text, look, FAR, READING, bold=True)
