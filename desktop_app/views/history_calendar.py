"""A calendar of months: each day as full as its work, with a shape where there were signs or pain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent

from desktop_app.diary.months import SHADES, Day, Month, months, near
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_history as words
from desktop_app.views.history_style import FINE, NAME, TEXT, shade
from desktop_app.views.painting import CENTRE, LEFT, Pane, draw_state, draw_text
from desktop_app.views.theme import colour

STEPS: Final = MappingProxyType({Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7,
                                 Qt.Key.Key_PageUp: -28, Qt.Key.Key_PageDown: 28})  # fmt: skip
"""Days that a key goes."""
COLUMN: Final = 0.165
"""Least width of a month, of the window's height."""
ROW: Final = 0.17
HEAD: Final = 3.0
"""Room for the month's name and the days' letters, in heights of the name."""
SEVERE: Final = 4


class CalendarPane(Pane):
    """As many months as there is room for, up to the one of the chosen day. `chosen`: a day, by key or click."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._days: Mapping[date, Day] = {}
        self._day: date | None = None
        self._last: date | None = None
        self._today: date | None = None
        self._months: list[tuple[Month, QRectF, float]] = []

    def show_days(self, days: Mapping[date, Day], today: date) -> None:
        self._days, self._last, self._today = days, today, today
        self._day = max(days, default=None)
        self.looked()
        self.update()

    def show_day(self, day: date | None) -> None:
        """Frame a day, in its month."""
        if day != self._day:
            self._day = day
            self.setAccessibleName(words.CALENDAR if day is None else f"{words.CALENDAR}, {words.whole_day(day)}")
            if day is not None and not any(_holds(month, day) for month, _, _ in self._months):
                self._last = day
                self.looked()
            self.update()

    @property
    def shown(self) -> tuple[Month, ...]:
        return tuple(month for month, _, _ in self._months)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.looked()

    def looked(self) -> None:
        """Which months, and where: the month of the chosen day is the last but what lies after it, up to today."""
        self._months = []
        if self._last is None:
            return
        area = self._grid()
        columns = max(int(area.width() / self.look.px(COLUMN)), 1)
        rows = max(int(area.height() / self.look.px(ROW)), 1)
        end = self._last
        count = columns * rows
        first = (end.year * 12 + end.month - 1) - count + 1
        wide, tall = area.width() / columns, area.height() / rows
        for k, month in enumerate(months(date(first // 12, first % 12 + 1, 1), end)):
            box = QRectF(area.left() + k % columns * wide, area.top() + k // columns * tall, wide, tall)
            side = min((wide * 0.94) / 7.0, (tall * 0.95 - self.look.px(NAME) * HEAD) / 6.0)
            self._months.append((month, box, side))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        for month, box, side in self._months:
            self._month(painter, month, box, side)
        line = QRectF(area.left(), area.bottom() - self.look.px(FINE) * 2.4, area.width(), self.look.px(FINE) * 2.4)
        self._legend(painter, line)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(self.look.palette.accent), 2.0))
            gap = self.look.px(0.006)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(gap, gap, -gap, -gap), gap * 2.0, gap * 2.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or self._day is None:
            event.ignore()
            return
        self._choose(near(self._days, self._day, step))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        self._choose(self.day_at(event.position()))

    def day_at(self, at: QPointF) -> date | None:
        """The day with a session at a place."""
        for month, box, side in self._months:
            for row, week in enumerate(month.weeks):
                for column, day in enumerate(week):
                    if day in self._days and self._cell(box, side, row, column).contains(at):
                        return day
        return None

    def _choose(self, day: date | None) -> None:
        if day is not None:
            self.show_day(day)
            self.chosen.emit(day)

    def _grid(self) -> QRectF:
        return self.content().adjusted(0.0, 0.0, 0.0, -self.look.px(FINE) * 3.0)

    def _cell(self, box: QRectF, side: float, row: int, column: int) -> QRectF:
        top = box.top() + self.look.px(NAME) * HEAD
        return QRectF(box.left() + column * side, top + row * side, side, side)

    def _month(self, painter: QPainter, month: Month, box: QRectF, side: float) -> None:
        look, palette = self.look, self.look.palette
        name = words.MONTHS[month.month - 1] if month.month > 1 else f"{words.MONTHS[0]} {month.year}"
        title = QRectF(box.left(), box.top(), box.width() * 0.94, look.px(NAME) * 1.8)
        draw_text(painter, title, name, palette.dim, look, TEXT, FINE, bold=True, align=LEFT)
        for column, letter in enumerate(words.DAY_LETTERS):
            cell = self._cell(box, side, 0, column)
            above = QRectF(cell.left(), cell.top() - look.px(FINE) * 1.6, side, look.px(FINE) * 1.5)
            draw_text(painter, above, letter, palette.line, look, FINE * 0.85, FINE * 0.7, align=CENTRE)
        for row, week in enumerate(month.weeks):
            for column, day in enumerate(week):
                if day is not None and (self._today is None or day <= self._today):
                    self._draw_day(painter, day, self._cell(box, side, row, column))

    def _draw_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        look, palette = self.look, self.look.palette
        found = self._days.get(day)
        inner = cell.adjusted(1.2, 1.2, -1.2, -1.2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(palette, 0 if found is None else found.shade))
        painter.drawRoundedRect(inner, look.px(0.004), look.px(0.004))
        if found is not None:
            self._marks(painter, found, inner)
        if day == self._day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(palette.text), max(look.px(0.0032), 2.0)))
            painter.drawRoundedRect(inner.adjusted(-0.5, -0.5, 0.5, 0.5), look.px(0.004), look.px(0.004))

    def _marks(self, painter: QPainter, found: Day, cell: QRectF) -> None:
        """Signs: a dot, low left. Pain: a ring or, over 4, an octagon, high right: both in the pane's ink."""
        ink = self._ink(found.shade)
        side = cell.height()
        painter.setPen(Qt.PenStyle.NoPen)
        if found.signs:
            painter.setBrush(colour(ink))
            painter.drawEllipse(
                QPointF(cell.left() + 0.28 * side, cell.bottom() - 0.28 * side), 0.13 * side, 0.13 * side
            )
        if found.pain:
            box = QRectF(cell.right() - 0.52 * side, cell.top() + 0.08 * side, 0.44 * side, 0.44 * side)
            self._pain(painter, box, found.pain, ink)

    def _pain(self, painter: QPainter, box: QRectF, pain: int, ink: str) -> None:
        if pain > SEVERE:
            draw_state(painter, box, Traffic.STOP, self.look, ink)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(ink), max(box.height() * 0.16, 1.2)))
        inset = box.height() * 0.18
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))

    def _ink(self, step: int) -> str:
        return self.look.palette.on_accent if step > SHADES // 2 else self.look.palette.text

    def _legend(self, painter: QPainter, line: QRectF) -> None:
        look, palette = self.look, self.look.palette
        side = look.px(FINE) * 1.7
        x, y = line.left(), line.center().y() - side / 2.0

        def told(text: str) -> None:
            nonlocal x
            wide = painter.fontMetrics().horizontalAdvance(text)
            painter.setFont(look.font(FINE))
            wide = painter.fontMetrics().horizontalAdvance(text) + 2
            box = QRectF(x, line.top(), wide, line.height())
            draw_text(painter, box, text, palette.dim, look, FINE, FINE, align=LEFT)
            x += wide + side * 0.6

        told(words.LEGEND_LESS)
        for step in range(1, SHADES + 1):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(palette, step))
            painter.drawRoundedRect(QRectF(x, y, side, side), look.px(0.003), look.px(0.003))
            x += side * 1.15
        x += side * 0.4
        told(words.LEGEND_MORE)
        x += side
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text))
        painter.drawEllipse(QPointF(x + side * 0.5, line.center().y()), side * 0.2, side * 0.2)
        x += side * 1.2
        told(words.LEGEND_SIGNS)
        x += side
        for pain in (1, SEVERE + 1):
            self._pain(painter, QRectF(x, y + side * 0.1, side * 0.8, side * 0.8), pain, palette.text)
            x += side * 1.1
        told(words.LEGEND_PAIN)


def _holds(month: Month, day: date) -> bool:
    return (month.year, month.month) == (day.year, day.month)
