"""One measure over the sessions: dots, their line, and the lifter's own usual range shaded behind them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QPolygonF

from desktop_app.diary.trends import Measure, Point, Series, Trends
from desktop_app.views import words_history as words
from desktop_app.views.history_plot import Plot, dot, line_of, titled
from desktop_app.views.history_scales import Scale
from desktop_app.views.history_style import BAND_OPACITY, FIGURE, FINE, NAME, PALE, TEXT
from desktop_app.views.painting import CENTRE, RIGHT, dashed, draw_text
from desktop_app.views.theme import colour, faded

TICKS: Final = 4


class Multiple(Plot):
    """`pointed`: the mouse is at the session of this place."""

    pointed = Signal(int)

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self.measure = measure
        self._trends: Trends | None = None
        self._series: Series | None = None
        self._at: int | None = None
        self._lines: list[QPolygonF] = []
        self._dots: list[tuple[Point, QPointF]] = []
        self.setMouseTracking(True)

    def show_trends(self, trends: Trends | None) -> None:
        if trends is not self._trends:
            self._trends, self._at = trends, None
            found = [] if trends is None else [s for s in trends.series if s.measure is self.measure]
            self._series = found[0] if found else None
            self.looked()
            self.setAccessibleName(self._said(None if self._series is None else self._series.last))
            self.update()

    def point_at(self, place: int | None) -> None:
        """The session that is looked at, by its place; None: the newest."""
        if place != self._at:
            self._at = place
            self.setAccessibleName(self._said(self._shown()))
            self.update()

    def made(self, area: QRectF) -> None:
        self._lines, self._dots = [], []
        if self._trends is None or self._series is None:
            return
        fine, name = self.look.px(FINE * self.look.font_scale), self.look.px(NAME * self.look.font_scale)
        room = self.room(area, name * 1.7 + fine * 2.8)
        self.across = Scale(self._trends.first_unix_s, self._trends.last_unix_s, room.left(), room.right())
        self.up = Scale(self._series.bottom, self._series.top, room.bottom(), room.top())
        self._lines = [line_of(run, self.across, self.up) for run in self._series.runs]
        self._dots = [
            (point, QPointF(self.across.px(point.at_unix_s), self.up.px(point.value)))
            for point in self._series.points
            if point.value is not None
        ]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        if self._trends is None or not self._trends.sessions:
            return
        x = event.position().x()
        places = range(len(self._trends.sessions))
        sessions = self._trends.sessions
        self.pointed.emit(min(places, key=lambda k: abs(self.across.px(sessions[k][1]) - x)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette, series = self.look, self.look.palette, self._series
        title = words.MEASURES[self.measure][0]
        titled(painter, look, area.adjusted(0.0, 0.0, -area.width() * 0.42, 0.0), title,
               words.MEASURE_HINTS[self.measure], NAME)  # fmt: skip
        if series is None or self._trends is None:
            return
        if not series.known:
            needs_load = self.measure is Measure.SPEED and self._trends.choice.band is None
            text = words.SPEED_NEEDS_LOAD if needs_load else words.NOT_KNOWN
            draw_text(painter, area, text, palette.dim, look, TEXT, FINE, align=CENTRE)
            return
        self._usual(painter, series)
        self.left_scale(painter, TICKS, factor=words.MEASURES[self.measure][2])
        self.foot(painter, self.months())
        radius = self.dot_px(len(self._dots))
        ink, pale = faded(palette.accent, 0.6), faded(palette.uncertain, PALE + 0.2)
        for point, at in self._dots:
            dot(painter, at, radius, ink if point.sure else pale, hollow=not point.sure)
        for line in self._lines:
            self.stroke(painter, line, colour(palette.accent))
        self._figure(painter, area, series)

    def _usual(self, painter: QPainter, series: Series) -> None:
        palette, plot = self.look.palette, self.plot
        if series.usual is not None:
            top, foot = self.up.px(series.usual.high), self.up.px(series.usual.low)
            painter.fillRect(QRectF(plot.left(), top, plot.width(), foot - top), faded(palette.steady, BAND_OPACITY))
            middle = self.up.px(series.usual.middle)
            painter.setPen(QPen(faded(palette.steady, 0.8), 1.2))
            painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
        if series.limit is not None and self.up.holds(series.limit):
            y = self.up.px(series.limit)
            painter.setPen(dashed(palette.careful, 1.5))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            tall = self.look.px(FINE) * 1.8
            box = QRectF(plot.left(), y - tall, plot.width(), tall)
            draw_text(painter, box, words.LIMIT, palette.careful, self.look, FINE, FINE, align=RIGHT)

    def _figure(self, painter: QPainter, area: QRectF, series: Series) -> None:
        """The newest session's value, or that of the one looked at, with its place in the usual range."""
        look, palette = self.look, self.look.palette
        point = self._shown()
        if point is None:
            return
        if self._at is not None:
            self.draw_cursor(painter, self.across.px(point.at_unix_s))
            if point.value is not None:
                at = QPointF(self.across.px(point.at_unix_s), self.up.px(point.value))
                dot(painter, at, look.px(0.0062), colour(palette.text), hollow=not point.sure)
        wide = area.width() * 0.5
        tall = look.px(FIGURE * look.font_scale) * 1.35
        box = QRectF(area.right() - wide, area.top() - look.px(FINE) * 0.3, wide, tall)
        ink = palette.text if point.sure or point.value is None else palette.uncertain
        draw_text(
            painter, box, words.measured(self.measure, point.value), ink, look, FIGURE, TEXT, bold=True, align=RIGHT
        )
        under = QRectF(box.left(), box.bottom(), wide, look.px(FINE * look.font_scale) * 1.8)
        told = words.against_usual(series, point) or words.NOT_KNOWN
        draw_text(painter, under, told, palette.dim, look, FINE, FINE, align=RIGHT)

    def _shown(self) -> Point | None:
        if self._series is None or not self._series.points:
            return None
        if self._at is None:
            return self._series.last
        return self._series.points[min(self._at, len(self._series.points) - 1)]

    def _said(self, point: Point | None) -> str:
        title = words.MEASURES[self.measure][0]
        if point is None or self._series is None:
            return f"{title}, {words.NOT_KNOWN}"
        return f"{title}, {words.measured(self.measure, point.value)}, {words.against_usual(self._series, point)}"
