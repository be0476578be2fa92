"""The worst pain of each day as bars over four weeks; under them the days with a session. No bar: not answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop_app.diary.feeling import DayLine
from desktop_app.health.answer import SAFE_MOST
from desktop_app.health.checkin import MOST_PAIN
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_feeling as words
from desktop_app.views.painting import CENTRE, LEFT, RIGHT, Pane, dashed, draw_state, draw_text
from desktop_app.views.theme import HAIR, SMALL, colour
from desktop_app.views.widgets.pain_scale import traffic_of
from desktop_app.views.words import SEPARATOR

ROWS: Final = 2.1
"""Heights of letters above and below the picture."""


class PainDays(Pane):
    """One column a day."""

    def show_days(self, days: Sequence[DayLine]) -> None:
        answered = [day.pain for day in days if day.pain is not None]
        self.take(tuple(days), words.DAYS_SAID.format(len(answered), max(answered, default=0)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        days = self._value
        if not isinstance(days, tuple) or not days:
            return
        look, palette = self.look, self.look.palette
        row = look.px(SMALL * look.font_scale) * ROWS
        head = QRectF(area.left(), area.top(), area.width(), row)
        legend = words.LIFTED + SEPARATOR + words.NOT_ANSWERED
        half = QRectF(head.left(), head.top(), head.width() * 0.5, row)
        draw_text(painter, half, words.PICTURE, palette.dim, look, SMALL * 0.9, SMALL * 0.6)
        half = QRectF(head.center().x(), head.top(), head.width() * 0.5, row)
        draw_text(painter, half, legend, palette.dim, look, SMALL * 0.8, SMALL * 0.5, align=RIGHT)
        room = QRectF(area.left(), head.bottom(), area.width(), area.height() - 2.6 * row)
        width = room.width() / len(days)
        y = room.bottom() - room.height() * (SAFE_MOST + 0.5) / MOST_PAIN
        painter.setPen(dashed(palette.dim, max(look.px(HAIR), 1.0)))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setPen(QPen(colour(palette.line), max(look.px(HAIR), 1.0)))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        for k, day in enumerate(days):
            column = QRectF(room.left() + k * width, room.top(), width, room.height())
            self._draw_day(painter, column, day, row)
        foot = QRectF(area.left(), area.bottom() - row, area.width(), row)
        draw_text(
            painter, foot, days[0].day.strftime(words.SHORT), palette.dim, look, SMALL * 0.8, SMALL * 0.5, align=LEFT
        )
        draw_text(painter, foot, words.TODAY, palette.dim, look, SMALL * 0.8, SMALL * 0.5, align=RIGHT)

    def _draw_day(self, painter: QPainter, column: QRectF, day: DayLine, row: float) -> None:
        look, palette = self.look, self.look.palette
        painter.setPen(Qt.PenStyle.NoPen)
        if day.lifted:
            side = min(column.width() * 0.4, row * 0.3)
            painter.setBrush(colour(palette.text))
            painter.drawRect(QRectF(column.center().x() - side / 2.0, column.bottom() + side * 0.5, side, side))
        if day.pain is None:
            return
        state = traffic_of(day.pain)
        if day.pain == 0:
            side = column.width() * 0.45
            ring = QRectF(column.center().x() - side / 2.0, column.bottom() - side * 1.1, side, side)
            draw_state(painter, ring, Traffic.STEADY, look)
            return
        height = column.height() * day.pain / MOST_PAIN
        bar = QRectF(column.left() + column.width() * 0.14, column.bottom() - height, column.width() * 0.72, height)
        painter.setBrush(colour(palette.of(state)))
        painter.drawRect(bar)
        above = day.pain < MOST_PAIN - 1
        top = bar.top() - row * 0.9 if above else bar.top()
        figure = QRectF(bar.left() - 4.0, top, bar.width() + 8.0, row * 0.9)
        ink = palette.text if above else palette.on_state
        draw_text(
            painter, figure, str(day.pain), ink, look, SMALL * 0.8, SMALL * 0.6, bold=True, align=CENTRE
        )  # fmt: skip
