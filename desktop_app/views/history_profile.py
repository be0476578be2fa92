"""The load-speed profile as a picture, and the estimate over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from desktop_app.diary.load_speed import Estimate
from desktop_app.health.profile_1rm import PROFILE, LoadSpeed, Profile
from desktop_app.views import words_history as words
from desktop_app.views.history_plot import Plot, dot, titled
from desktop_app.views.history_scales import Scale, ticks
from desktop_app.views.history_style import BAND_OPACITY, FINE, LINE_PX, NAME, TEXT
from desktop_app.views.painting import CENTRE, RIGHT, dashed, draw_text
from desktop_app.views.theme import colour, faded

TICKS: Final = 6
OLDEST: Final = 0.25
"""Opacity of the oldest set that counts; the newest is solid."""


class ProfilePlot(Plot):
    """Each dot is the best drive of a set; the line runs on, dashed, to the speed of a single."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Profile | None = None
        self._now_unix_s = 0.0
        self._dots: list[tuple[LoadSpeed, QPointF]] = []
        self._line, self._beyond = QLineF(), QLineF()

    def show_profile(self, found: Profile | None, now_unix_s: float) -> None:
        if found is not self._found:
            self._found, self._now_unix_s = found, now_unix_s
            self.looked()
            self.setAccessibleName(words.estimate_said(found, self.units))
            self.update()

    def made(self, area: QRectF) -> None:
        self._dots, self._line, self._beyond = [], QLineF(), QLineF()
        found = self._found
        if found is None or not found.points:
            return
        fine, name = self.look.px(FINE * self.look.font_scale), self.look.px(NAME * self.look.font_scale)
        room = self.room(area, name * 1.7 + fine * 2.8, below=4.2)
        loads = [point.load_kg for point in found.points]
        ends = [*loads, *(kg for kg in (found.one_rm_kg, found.high_kg) if kg is not None)]
        span = max(max(ends) - min(ends), 10.0)
        self.across = Scale(max(min(ends) - 0.12 * span, 0.0), max(ends) + 0.06 * span, room.left(), room.right())
        self.up = Scale(0.0, 1.1 * max(point.speed_ms for point in found.points), room.bottom(), room.top())
        self._dots = [(p, QPointF(self.across.px(p.load_kg), self.up.px(p.speed_ms))) for p in found.points]
        if found.slope_ms_kg is not None and found.intercept_ms is not None:
            self._line = self._between(found, min(loads), max(loads))
            if found.one_rm_kg is not None:
                self._beyond = self._between(found, max(loads), max(found.one_rm_kg, *loads))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette, found = self.look, self.look.palette, self._found
        titled(painter, look, area, words.STRENGTH_TITLE, words.STRENGTH_SPEED, NAME)
        if found is None or not self._dots:
            text = "" if found is None else words.NO_BEST
            draw_text(painter, area, text, palette.dim, look, TEXT, FINE, align=CENTRE)
            return
        self.left_scale(painter, TICKS)
        self._loads(painter)
        self._single(painter, found)
        for point, at in self._dots:
            age = min(max((self._now_unix_s - point.lifted_unix_s) / PROFILE.age_most_s, 0.0), 1.0)
            dot(painter, at, look.px(0.0062), faded(palette.accent, 1.0 - (1.0 - OLDEST) * age))
        self._lines(painter)

    def _between(self, found: Profile, first_kg: float, last_kg: float) -> QLineF:
        slope, intercept = found.slope_ms_kg or 0.0, found.intercept_ms or 0.0
        ends = [QPointF(self.across.px(kg), self.up.px(intercept + slope * kg)) for kg in (first_kg, last_kg)]
        return QLineF(*ends)

    def _loads(self, painter: QPainter) -> None:
        unit = self.units.kg
        found = ticks(self.across.low / unit, self.across.high / unit, 2 * TICKS)
        self.foot(painter, [(value * unit, f"{value:g}") for value in found])
        fine, plot = self.look.px(FINE * self.look.font_scale), self.plot
        box = QRectF(plot.left(), plot.bottom() + fine * 2.3, plot.width(), fine * 1.9)
        draw_text(
            painter,
            box,
            words.STRENGTH_LOAD.format(self.units),
            self.look.palette.dim,
            self.look,
            FINE,
            FINE,
            align=CENTRE,
        )

    def _lines(self, painter: QPainter) -> None:
        palette = self.look.palette
        painter.setPen(QPen(colour(palette.text), LINE_PX))
        painter.drawLine(self._line)
        painter.setPen(dashed(palette.text, LINE_PX * 0.8))
        painter.drawLine(self._beyond)

    def _single(self, painter: QPainter, found: Profile) -> None:
        """The speed of a single, and the loads at which the line meets it."""
        look, palette, plot = self.look, self.look.palette, self.plot
        if found.least is None:
            return
        y = self.up.px(found.least.speed_ms)
        painter.setPen(dashed(palette.dim, 1.3))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        tall = look.px(FINE * look.font_scale) * 1.9
        box = QRectF(plot.left() + tall * 0.3, y, plot.width(), tall)
        draw_text(painter, box, words.STRENGTH_LEAST.format(found.least.speed_ms), palette.dim, look, FINE, FINE)
        if found.one_rm_kg is None or found.low_kg is None or found.high_kg is None:
            return
        low, high, middle = (self.across.px(kg) for kg in (found.low_kg, found.high_kg, found.one_rm_kg))
        painter.fillRect(QRectF(low, plot.top(), high - low, plot.height()), faded(palette.steady, BAND_OPACITY))
        painter.setPen(QPen(colour(palette.steady), LINE_PX * 1.6))
        painter.drawLine(QPointF(low, y), QPointF(high, y))
        cap = look.px(0.008)
        for x in (low, high):
            painter.drawLine(QPointF(x, y - cap), QPointF(x, y + cap))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.steady))
        painter.drawEllipse(QPointF(middle, y), cap, cap)
        head = QRectF(middle - 6.0 * tall, plot.top(), 12.0 * tall, tall * 1.2)
        draw_text(
            painter,
            head,
            words.load(round(found.one_rm_kg), self.units),
            palette.text,
            look,
            TEXT,
            FINE,
            bold=True,
            align=CENTRE,
        )


class StepsPlot(Plot):
    """The estimate every four weeks, with its range; nothing where there was too little to say."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: Sequence[Estimate] = ()
        self._bands: list[QPolygonF] = []
        self._lines: list[QPolygonF] = []

    def show_steps(self, steps: Sequence[Estimate]) -> None:
        if steps != self._steps:
            self._steps = tuple(steps)
            self.looked()
            self.setAccessibleName(words.STRENGTH_STEPS)
            self.update()

    def made(self, area: QRectF) -> None:
        self._bands, self._lines = [], []
        known = [step for step in self._steps if step.one_rm_kg is not None]
        if len(known) < 2:
            return
        room = self.room(area, self.look.px(NAME * self.look.font_scale) * 2.4)
        lows, highs = [s.low_kg or 0.0 for s in known], [s.high_kg or 0.0 for s in known]
        margin = 0.06 * (max(highs) - min(lows)) + 1.0
        self.across = Scale(known[0].at_unix_s, self._steps[-1].at_unix_s, room.left(), room.right())
        self.up = Scale(min(lows) - margin, max(highs) + margin, room.bottom(), room.top())
        piece: list[Estimate] = []
        for step in (*self._steps, Estimate(0.0, None, None, None)):
            if step.one_rm_kg is not None:
                piece.append(step)
            elif piece:
                self._add(piece)
                piece = []

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        titled(painter, look, area, words.STRENGTH_STEPS, "", NAME)
        if not self._lines:
            draw_text(painter, area, words.STRENGTH_NO_STEPS, palette.dim, look, TEXT, FINE, align=CENTRE)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(palette.steady, BAND_OPACITY))
        for band in self._bands:
            painter.drawPolygon(band)
        self.left_scale(painter, 4, factor=1.0 / self.units.kg)
        self.foot(painter, self.months())
        for line in self._lines:
            self.stroke(painter, line, colour(palette.steady))
            if line.count():
                dot(painter, line.at(line.count() - 1), look.px(0.005), colour(palette.steady))
        unit = QRectF(area.left(), area.top(), area.width(), look.px(NAME * look.font_scale) * 1.7)
        draw_text(painter, unit, str(self.units), palette.dim, look, FINE, FINE, align=RIGHT)

    def _add(self, piece: list[Estimate]) -> None:
        def at(step: Estimate, kg: float | None) -> QPointF:
            return QPointF(self.across.px(step.at_unix_s), self.up.px(kg or 0.0))

        self._lines.append(QPolygonF([at(step, step.one_rm_kg) for step in piece]))
        outline = [at(step, step.high_kg) for step in piece] + [at(step, step.low_kg) for step in reversed(piece)]
        self._bands.append(QPolygonF(outline))
