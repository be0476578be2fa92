"""The whole recording in one strip: the signal's outline, the sets, their gravest signs, gaps, and the playhead."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop_app.replay.opened import OpenSensor
from desktop_app.views import words_replay as words
from desktop_app.views.painting import CENTRE, draw_state, draw_text, hatched
from desktop_app.views.replay_style import DESK, FINE
from desktop_app.views.replay_time_pane import TimePane
from desktop_app.views.theme import SEVERITY_TRAFFIC, colour, faded
from dsp.results import Severity

LEAST_SWING_G = 0.25
"""Full scale of a bar that hardly moves."""
STROKES = 0.4
"""Buckets a pixel from which upright strokes, which are drawn quickly, look like the outline itself."""
STILL_G = 0.06
"""A bucket that swings less shows a bar at rest."""
USUAL_PERCENT = 85.0
"""Of the buckets of a moving bar that fit the scale; what is beyond, shocks above all, is cut off."""


class Overview(TimePane):
    """Click or drag to go anywhere; the set that is shown below is framed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sensor: OpenSensor | None = None
        self._shown: int | None = None
        self._window = (0.0, 0.0)
        self._outline = QPolygonF()
        self._strokes: list[QLineF] = []
        self._stroke_px = 1.0
        self.setAccessibleName(words.OVERVIEW)

    def show_sensor(self, sensor: OpenSensor | None, shown: int | None) -> None:
        """shown: index of the set that is shown below."""
        if sensor is self._sensor and shown == self._shown:
            return
        same = sensor is not None and self._sensor is not None and sensor.envelope_g is self._sensor.envelope_g
        self._sensor, self._shown = sensor, shown
        if sensor is not None:
            self.set_span(sensor.start_s, sensor.end_s)
        if not same:
            self.looked()
        self.update()

    def show_window(self, start_s: float, end_s: float) -> None:
        """The stretch that the curves show."""
        if (start_s, end_s) != self._window:
            self._window = (start_s, end_s)
            self.update()

    def looked(self) -> None:
        self._outline, self._strokes = QPolygonF(), []
        if self._sensor is None or self.width() < 10:
            return
        level = self._sensor.envelope_g.between(*self._span, most=max(self.width(), 100) * 2)
        known = np.isfinite(level.low) & np.isfinite(level.high)
        if not known.any():
            return
        low, high = level.low[known], level.high[known]
        swings = np.maximum(high - 1.0, 1.0 - low)
        moving = swings[swings > STILL_G]
        swing_g = max(float(np.percentile(moving, USUAL_PERCENT)) if len(moving) else 0.0, LEAST_SWING_G)
        area = self._signal()
        middle, half = area.center().y(), area.height() / 2.0
        left, scale = self.x_of(self._span[0]), self.x_of(self._span[1]) - self.x_of(self._span[0])
        x = left + (level.time_s[known] - self._span[0]) / (self._span[1] - self._span[0]) * scale
        top = middle - half * np.clip((high - 1.0) / swing_g, -1.0, 1.0) - 0.5
        foot = middle - half * np.clip((low - 1.0) / swing_g, -1.0, 1.0) + 0.5
        if len(x) > STROKES * self.width():
            self._stroke_px = float(np.ceil(scale / len(x)))
            lines = zip(x.tolist(), top.tolist(), foot.tolist(), strict=True)
            self._strokes = [QLineF(a, b, a, c) for a, b, c in lines]
            return
        corners = zip(np.append(x, x[::-1]).tolist(), np.append(top, foot[::-1]).tolist(), strict=True)
        self._outline = QPolygonF([QPointF(a, b) for a, b in corners])

    @property
    def drawn(self) -> bool:
        """Whether there is an outline to see."""
        return bool(self._strokes) or not self._outline.isEmpty()

    def _signal(self) -> QRectF:
        mark = self.look.px(DESK) * 2.2
        return QRectF(0.0, mark, self.width(), max(self.height() - mark - self.look.px(FINE), 1.0))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        palette, look = self.look.palette, self.look
        if self._sensor is None:
            draw_text(painter, area, words.NOT_OPENED, palette.dim, look, DESK, align=CENTRE)
            return
        for k, found in enumerate(self._sensor.sets):
            self._draw_set(painter, k, found.measured.from_s, found.measured.to_s)
        painter.setPen(Qt.PenStyle.NoPen)
        for gap in self._sensor.gaps:
            left, right = self.x_of(gap.start_s), self.x_of(gap.end_s)
            painter.fillRect(QRectF(left, 0.0, max(right - left, 1.0), self.height()), hatched(palette.uncertain))
        self._draw_signal(painter)
        for k, found in enumerate(self._sensor.sets):
            self._draw_name(painter, k, found.measured.number, found.measured.worst)
        self._draw_window(painter)
        self.draw_playhead(painter)

    def _draw_signal(self, painter: QPainter) -> None:
        ink = colour(self.look.palette.dim)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(self._outline)
        if self._strokes:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(QPen(ink, self._stroke_px))
            painter.drawLines(self._strokes)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _draw_set(self, painter: QPainter, k: int, from_s: float, to_s: float) -> None:
        palette = self.look.palette
        box = QRectF(self.x_of(from_s), 2.0, max(self.x_of(to_s) - self.x_of(from_s), 3.0), self.height() - 4.0)
        painter.setPen(QPen(colour(palette.accent), 2.0) if k == self._shown else Qt.PenStyle.NoPen)
        painter.setBrush(faded(palette.accent, 0.28 if k == self._shown else 0.14))
        painter.drawRoundedRect(box, 4.0, 4.0)

    def _draw_name(self, painter: QPainter, k: int, number: int, worst: Severity | None) -> None:
        """The set's number and, as far as there is room, the shape of its gravest sign."""
        if self._sensor is None:
            return
        look, found = self.look, self._sensor.sets[k].measured
        left, right = self.x_of(found.from_s), self.x_of(found.to_s)
        tall = look.px(DESK) * 1.7
        box = QRectF(left + 3.0, 4.0, max(right - left - 6.0, tall * 1.4), tall)
        draw_text(painter, box, str(number), look.palette.text, look, DESK, FINE, bold=k == self._shown)
        if worst is not None and worst is not Severity.NOTE and right - left > tall * 2.2:
            side = tall * 0.8
            draw_state(painter, QRectF(right - side - 4.0, 5.0, side, side), SEVERITY_TRAFFIC[worst], look)

    def _draw_window(self, painter: QPainter) -> None:
        start_s, end_s = self._window
        if end_s <= start_s:
            return
        left, right = self.x_of(max(start_s, self._span[0])), self.x_of(min(end_s, self._span[1]))
        y = self.height() - 2.5
        painter.setPen(QPen(colour(self.look.palette.text), 3.0))
        painter.drawLine(QPointF(left, y), QPointF(max(right, left + 3.0), y))
