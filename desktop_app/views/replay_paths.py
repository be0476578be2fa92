"""Bar paths from the side: one or several laid over each other, and where the bar is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.replay.overlay import RepPath
from desktop_app.views import words_replay as words
from desktop_app.views.painting import CENTRE, Pane, dashed, draw_text
from desktop_app.views.replay_style import DESK, FINE, LINE_PX
from desktop_app.views.theme import colour
from dsp.samples import FloatArray

LEAST_SPAN_M = 0.3
"""A path of a few centimetres is not blown up to fill the picture."""
DOT = 0.007
"""Radius of where the bar is, of the view's height."""
GRID_M = 0.1


@dataclass(frozen=True, slots=True)
class PathShown:
    """One path, its colour, and whether it is the one that is looked at. sure: its rep is known well."""

    path: RepPath
    ink: QColor
    bold: bool = False
    sure: bool = True


class Paths(Pane):
    """Forward to the right where it is known which side that is; both directions have one scale."""

    def __init__(self, title: str = words.PATH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._shown: tuple[PathShown, ...] = ()
        self._lines: list[tuple[PathShown, QPolygonF]] = []
        self._low, self._scale = np.zeros(2), 1.0
        self._extent: tuple[FloatArray, FloatArray] | None = None
        self._at_s: float | None = None
        self.setAccessibleName(title)

    def show_paths(self, shown: Sequence[PathShown], extent: tuple[FloatArray, FloatArray] | None = None) -> None:
        """extent: lowest and highest forward and up, m, to have one scale with another picture."""
        self._shown, self._extent = tuple(s for s in shown if s.path.forward_m is not None), extent
        self.looked()
        self.update()

    def show_now(self, at_s: float | None) -> None:
        """Where on the bold path the bar is at this time."""
        if at_s != self._at_s:
            self._at_s = at_s
            self.update()

    def looked(self) -> None:
        self._lines = []
        if not self._shown or self.width() < 10:
            return
        low, high = self._extent or extent_of([s.path for s in self._shown])
        area = self._plot()
        span = np.maximum(high - low, LEAST_SPAN_M)
        self._scale = min(area.width() / float(span[0]), area.height() / float(span[1]))
        self._low = (low + high) / 2.0
        for each in self._shown:
            if each.path.forward_m is not None:
                x, y = self._placed(each.path.forward_m, each.path.up_m)
                points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
                self._lines.append((each, QPolygonF(points)))
        self._lines.sort(key=lambda line: line[0].bold)

    def _placed(self, forward_m: FloatArray, up_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        centre = self._plot().center()
        return (
            centre.x() + (forward_m - self._low[0]) * self._scale,
            centre.y() - (up_m - self._low[1]) * self._scale,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.looked()

    def _plot(self) -> QRectF:
        line = self.look.px(DESK) * 2.0
        return QRectF(self.rect()).adjusted(line, line * 1.9, -line, -line * 2.2)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        line = look.px(DESK) * 2.0
        title = QRectF(area.left(), area.top(), area.width(), line)
        draw_text(painter, title, self._title, palette.dim, look, DESK, FINE)
        if not self._lines:
            draw_text(painter, area, words.NO_PATH, palette.dim, look, DESK, align=CENTRE)
            return
        self._draw_grid(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for shown, points in self._lines:
            width = LINE_PX * (2.2 if shown.bold else 1.0)
            pen = QPen(shown.ink, width) if shown.sure else dashed(shown.ink.name(), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(points)
        self._draw_now(painter)
        foot = QRectF(area.left(), area.bottom() - line, area.width(), line)
        signed = all(s.path.signed for s in self._shown)
        text = f"{words.FORWARD}  →" if signed else words.SIDE_UNKNOWN
        ink = palette.dim if signed else palette.uncertain
        draw_text(painter, foot, text, ink, look, FINE, FINE * 0.8, align=CENTRE)

    def _draw_grid(self, painter: QPainter) -> None:
        """Lines every ten centimetres, the one where the rep began stronger."""
        palette, plot = self.look.palette, self._plot()
        x0, y0 = self._placed(np.zeros(1), np.zeros(1))
        step = GRID_M * self._scale
        painter.setPen(dashed(palette.trough, 1.0))
        k = int((plot.left() - x0[0]) // step) + 1
        while (x := float(x0[0]) + k * step) <= plot.right():
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            k += 1
        k = int((plot.top() - y0[0]) // step) + 1
        while (y := float(y0[0]) + k * step) <= plot.bottom():
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            k += 1
        painter.setPen(QPen(colour(palette.line), 1.0))
        painter.drawLine(QPointF(float(x0[0]), plot.top()), QPointF(float(x0[0]), plot.bottom()))

    def _draw_now(self, painter: QPainter) -> None:
        bold = next((s for s in self._shown if s.bold), None)
        if bold is None or self._at_s is None or bold.path.forward_m is None:
            return
        time_s = bold.path.time_s
        if not time_s[0] <= self._at_s <= time_s[-1]:
            return
        row = min(int(np.searchsorted(time_s, self._at_s)), len(time_s) - 1)
        x, y = self._placed(bold.path.forward_m[row : row + 1], bold.path.up_m[row : row + 1])
        radius = self.look.px(DOT)
        painter.setPen(QPen(colour(self.look.palette.pane), 2.0))
        painter.setBrush(colour(self.look.palette.text))
        painter.drawEllipse(QPointF(float(x[0]), float(y[0])), radius, radius)


def extent_of(paths: Sequence[RepPath]) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest forward and up of all paths; zeros where there are none."""
    known = [(p.forward_m, p.up_m) for p in paths if p.forward_m is not None and len(p.up_m)]
    if not known:
        return np.zeros(2), np.zeros(2)
    low = np.array([min(float(pair[k].min()) for pair in known) for k in (0, 1)])
    high = np.array([max(float(pair[k].max()) for pair in known) for k in (0, 1)])
    return low, high
