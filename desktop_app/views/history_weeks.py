"""Tonnage by week as bars, each beside the mean of the four weeks before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.diary.lifts import Span
from desktop_app.diary.tonnage import Week
from desktop_app.session.plates import Units
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_history as words
from desktop_app.views.elided import Elided
from desktop_app.views.history_plot import Plot, titled, upright_bar
from desktop_app.views.history_scales import Scale
from desktop_app.views.history_style import FIGURE, FINE, NAME, TEXT
from desktop_app.views.key_combo import KeyCombo
from desktop_app.views.painting import CENTRE, RIGHT, draw_state, draw_text, hatched
from desktop_app.views.theme import Look, colour, faded

TICKS: Final = 6
WEEK_S: Final = 7 * 86_400.0
STEPS: Final = MappingProxyType(
    {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -4, Qt.Key.Key_PageDown: 4}
)
FILL: Final = 0.72
"""Width of a bar, of the room it has."""
MARK_PX: Final = 7.0
"""A bar that is narrower has no mark."""


class WeeksPlot(Plot):
    """`pointed`: the mouse is at the week of this place."""

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._weeks: Sequence[Week] = ()
        self._at: int | None = None
        self._bars: list[tuple[Week, QRectF, QPainterPath]] = []
        self.setMouseTracking(True)

    def show_weeks(self, weeks: Sequence[Week]) -> None:
        self._weeks, self._at = tuple(weeks), None
        self.looked()
        self._say()
        self.update()

    def point_at(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._say()
            self.update()

    @property
    def week(self) -> Week | None:
        """The one that is looked at; without that the newest."""
        if not self._weeks:
            return None
        return self._weeks[-1 if self._at is None else self._at]

    def made(self, area: QRectF) -> None:
        self._bars = []
        if not self._weeks:
            return
        look = self.look
        room = self.room(area, look.px(FIGURE * look.font_scale) * 1.6 + look.px(FINE * look.font_scale) * 3.2)
        starts = [_unix_s(week, self.zone) for week in self._weeks]
        most = max(max(week.line.tonnage_kg, week.usual_kg or 0.0) for week in self._weeks) or 1.0
        self.across = Scale(starts[0], starts[-1] + WEEK_S, room.left(), room.right())
        self.up = Scale(0.0, 1.06 * most, room.bottom(), room.top())
        each = room.width() / len(starts)
        for week, start in zip(self._weeks, starts, strict=True):
            left = self.across.px(start) + each * (1.0 - FILL) / 2.0
            top = self.up.px(week.line.tonnage_kg)
            box = QRectF(left, top, each * FILL, room.bottom() - top)
            self._bars.append((week, box, upright_bar(box, look.px(0.004))))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        if self._bars:
            x = event.position().x()
            self.pointed.emit(min(range(len(self._bars)), key=lambda k: abs(self._bars[k][1].center().x() - x)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        unit, unit_kg = words.tonnage_unit(self.units)
        titled(painter, look, area, words.WEEKS_TITLE, words.WEEKS_HINT.format(unit), NAME)
        if not self._bars:
            draw_text(painter, area, words.NO_BEST, palette.dim, look, TEXT, FINE, align=CENTRE)
            return
        self.left_scale(painter, TICKS, factor=1.0 / unit_kg)
        self.foot(painter, self.months())
        shown = self.week
        for week, box, path in self._bars:
            painter.setPen(Qt.PenStyle.NoPen)
            ink = colour(palette.accent) if week is shown else faded(palette.accent, 0.55)
            painter.setBrush(hatched(palette.accent) if week.going_on and week is not shown else ink)
            painter.drawPath(path)
            if week.jump and box.width() >= MARK_PX:
                side = min(box.width(), look.px(0.016))
                mark = QRectF(box.center().x() - side / 2.0, box.top() - side * 1.3, side, side)
                draw_state(painter, mark, Traffic.CAREFUL, look)
        self._usual(painter)
        self._figure(painter, area, shown)

    def _usual(self, painter: QPainter) -> None:
        painter.setPen(QPen(colour(self.look.palette.text), 2.0))
        reach = 0.5 * (1.0 / FILL - 1.0)
        for week, box, _ in self._bars:
            if week.usual_kg is not None:
                y = self.up.px(week.usual_kg)
                painter.drawLine(
                    QPointF(box.left() - reach * box.width(), y), QPointF(box.right() + reach * box.width(), y)
                )

    def _figure(self, painter: QPainter, area: QRectF, week: Week | None) -> None:
        if week is None:
            return
        look, palette = self.look, self.look.palette
        tall = look.px(FIGURE * look.font_scale) * 1.5
        box = QRectF(area.left(), area.top(), area.width(), tall)
        text = words.tonnage(week.line.tonnage_kg, self.units)
        draw_text(painter, box, text, palette.text, look, FIGURE, TEXT, bold=True, align=RIGHT)
        under = QRectF(area.left(), box.bottom(), area.width(), look.px(TEXT * look.font_scale) * 1.9)
        draw_text(painter, under, words.week_line(week, self.units), palette.dim, look, TEXT, FINE, align=RIGHT)

    def _say(self) -> None:
        week = self.week
        said = (
            ""
            if week is None
            else f", {words.tonnage(week.line.tonnage_kg, self.units)}, {words.week_line(week, self.units)}"
        )
        self.setAccessibleName(words.WEEKS_TITLE + said)


class WeeksPage(QWidget):
    """Left and Right look at one week after the other."""

    def __init__(self, units: Units) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._weeks: Sequence[Week] = ()
        self._shown: Sequence[Week] = ()
        self.at: int | None = None
        self.plot, self.spans = WeeksPlot(), KeyCombo()
        self.plot.units = units
        self.spans.addItems([words.SPANS[span] for span in Span])
        self.spans.setCurrentIndex(list(Span).index(Span.YEAR))
        self.spans.setAccessibleName(words.SPAN)
        label, legend = QLabel(words.SPAN), Elided(words.WEEK_LEGEND)
        label.setObjectName("hint")
        legend.setObjectName("hint")
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.spans)
        row.addWidget(legend, stretch=1)
        legend.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(row)
        rows.addWidget(self.plot, stretch=1)
        self.spans.activated.connect(lambda _: self._show())
        self.plot.pointed.connect(self._point)

    def set_look(self, look: Look) -> None:
        self.plot.set_look(look)

    def set_units(self, units: Units) -> None:
        self.plot.set_units(units)

    def show_weeks(self, weeks: Sequence[Week], now: datetime) -> None:
        self._weeks = tuple(weeks)
        self.plot.zone = now.tzinfo
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self._shown:
            event.ignore()
            return
        last = len(self._shown) - 1
        self._point(min(max((last if self.at is None else self.at) + step, 0), last))

    def _show(self) -> None:
        span = list(Span)[self.spans.currentIndex()]
        self._shown = self._weeks if span.value is None else self._weeks[-(span.value // 7) :]
        self.at = None
        self.plot.show_weeks(self._shown)

    def _point(self, place: int) -> None:
        self.at = place
        self.plot.point_at(place)


def _unix_s(week: Week, zone: tzinfo | None) -> float:
    return datetime.combine(week.line.monday, time(), zone).timestamp()
