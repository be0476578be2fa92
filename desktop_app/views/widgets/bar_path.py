"""The bar's path of the last rep from the side, forward to the right where it is known which side that is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QResizeEvent

from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, dashed, draw_text
from desktop_app.views.theme import SMALL, STROKE, TINY, colour
from dsp.samples import FloatArray

LEAST_SPAN_M = 0.3
"""A path of a few centimetres is not blown up to fill the picture."""


class BarPath(Pane):
    """Both directions have one scale."""

    def __init__(self) -> None:
        super().__init__()
        self._path_m: FloatArray | None = None
        self._signed = False
        self._line = QPolygonF()
        self._widest_cm = 0.0

    def show_path(self, path_m: FloatArray, *, signed: bool) -> None:
        """path_m: (n, 2) forward and up, m."""
        if path_m is self._path_m and signed == self._signed:
            return
        self._path_m, self._signed = path_m, signed
        self.setAccessibleName(words.PATH)
        self.looked()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.looked()

    def looked(self) -> None:
        self._line = QPolygonF()
        if self._path_m is None or len(self._path_m) < 2:
            return
        area = self._plot()
        self._widest_cm = 100.0 * widest_m(self._path_m, signed=self._signed)
        low, high = self._path_m.min(axis=0), self._path_m.max(axis=0)
        span_m = max(float((high - low).max()), LEAST_SPAN_M)
        scale = min(area.width(), area.height()) / span_m
        middle = (low + high) / 2.0
        x = area.center().x() + (self._path_m[:, 0] - middle[0]) * scale
        y = area.center().y() - (self._path_m[:, 1] - middle[1]) * scale
        self._line = QPolygonF([QPointF(float(a), float(b)) for a, b in zip(x, y, strict=True)])

    def _plot(self) -> QRectF:
        line = self.look.px(SMALL) * 2.0
        return QRectF(self.rect()).adjusted(line * 0.8, line * 1.6, -line * 0.8, -line * 2.0)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        line = look.px(SMALL) * 2.0
        draw_text(
            painter,
            QRectF(area.left(), area.top(), area.width(), line),
            words.PATH,
            palette.dim,
            look,
            SMALL,
            TINY * 0.7,
        )
        if self._line.isEmpty():
            draw_text(painter, area, words.NO_PATH, palette.dim, look, SMALL, align=CENTRE)
            return
        plot = self._plot()
        start = self._line.at(0)
        painter.setPen(dashed(palette.line, 1.0))
        painter.drawLine(QPointF(start.x(), plot.top()), QPointF(start.x(), plot.bottom()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(colour(palette.accent), look.px(STROKE))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(self._line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text))
        painter.drawEllipse(start, look.px(STROKE) * 1.6, look.px(STROKE) * 1.6)
        self._forward(painter, QRectF(area.left(), area.bottom() - line, area.width(), line))

    def _forward(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        if not self._signed:
            draw_text(
                painter,
                area,
                words.FORWARD_UNKNOWN.format(self._widest_cm),
                palette.uncertain,
                look,
                SMALL,
                TINY * 0.6,
                align=CENTRE,
            )
            return
        draw_text(
            painter,
            area,
            words.FORWARD.format(self._widest_cm),
            palette.dim,
            look,
            SMALL,
            TINY,
            align=Qt.AlignmentFlag.AlignLeft,
        )
        painter.setPen(QPen(colour(palette.dim), look.px(STROKE) * 0.5))
        y, head = area.center().y(), area.height() * 0.25
        painter.drawLine(QPointF(area.right() - area.width() * 0.25, y), QPointF(area.right(), y))
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(area.right() - head, y - head),
                    QPointF(area.right(), y),
                    QPointF(area.right() - head, y + head),
                ]
            )
        )


def widest_m(path_m: FloatArray, *, signed: bool) -> float:
    """How far the path goes forward of its start, to either side where forward is not known, m."""
    aside_m = path_m[:, 0] - path_m[0, 0]
    return float(max(aside_m.max(), 0.0) if signed else abs(aside_m).max())
