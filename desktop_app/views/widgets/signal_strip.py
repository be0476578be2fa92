"""The last seconds of the raw signal: that something comes, and how the bar moves."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QResizeEvent

from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, dashed, draw_text
from desktop_app.views.theme import SMALL, TINY, colour
from dsp.samples import FloatArray

WINDOW_S = 10.0
LEAST_SPAN_G = 0.6
"""The signal of a still bar is not blown up to fill the strip."""
STEP_PX = 2.0
"""One least and one greatest value each so many pixels: more cannot be seen."""


class SignalStrip(Pane):
    """Size of the acceleration, g, newest at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._signal_s: FloatArray | None = None
        self._signal_g: FloatArray | None = None
        self._line = QPolygonF()
        self._still_y: float | None = None

    def show_signal(self, signal_s: FloatArray, signal_g: FloatArray) -> None:
        """Both (k,), oldest first."""
        if signal_g is self._signal_g:
            return
        self._signal_s, self._signal_g = signal_s, signal_g
        self.looked()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.looked()

    def looked(self) -> None:
        self._line, self._still_y = QPolygonF(), None
        if self._signal_s is None or self._signal_g is None or len(self._signal_g) < 2:
            return
        area = self._plot()
        x, g = thinned(self._signal_s, self._signal_g, max(int(area.width() / STEP_PX), 2))
        low, high = float(g.min()), float(g.max())
        span = max(high - low, LEAST_SPAN_G)
        middle = (low + high) / 2.0
        xs = area.left() + x * area.width()
        ys = area.center().y() - (g - middle) / span * area.height()
        self._line = QPolygonF([QPointF(float(a), float(b)) for a, b in zip(xs, ys, strict=True)])
        still_y = area.center().y() - (1.0 - middle) / span * area.height()
        self._still_y = still_y if area.top() <= still_y <= area.bottom() else None

    def _plot(self) -> QRectF:
        line = self.look.px(SMALL)
        return QRectF(self.rect()).adjusted(line, line * 1.5, -line, -line)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        title = QRectF(area.left(), area.top(), area.width(), look.px(TINY) * 1.8)
        draw_text(painter, title, words.SIGNAL, palette.dim, look, TINY, TINY * 0.7)
        if self._line.isEmpty():
            draw_text(painter, area, words.NO_SIGNAL, palette.dim, look, SMALL, align=CENTRE)
            return
        if self._still_y is not None:
            painter.setPen(dashed(palette.line, 1.0))
            painter.drawLine(QPointF(area.left(), self._still_y), QPointF(area.right(), self._still_y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(palette.accent), 0))
        painter.drawPolyline(self._line)


def thinned(signal_s: FloatArray, signal_g: FloatArray, buckets: int) -> tuple[FloatArray, FloatArray]:
    """The least and greatest value of each bucket of time, at 0 to 1 of the window that ends with the newest value.

    Peaks survive, however many samples there are.
    """
    share = 1.0 - (signal_s[-1] - signal_s) / WINDOW_S
    within = share >= 0.0
    share, values = share[within], signal_g[within]
    if len(values) <= 2 * buckets:
        return share, values
    slot = np.minimum((share * buckets).astype(np.int64), buckets - 1)
    edges = np.flatnonzero(np.diff(slot, prepend=-1))
    low, high = np.minimum.reduceat(values, edges), np.maximum.reduceat(values, edges)
    return np.repeat(share[edges], 2), np.column_stack([low, high]).ravel()
