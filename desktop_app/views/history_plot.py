"""What the history's pictures share: a plot with a scale at the left and time or values at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.session.plates import Units
from desktop_app.views.history_scales import Scale, digits_of, month_ticks, ticks
from desktop_app.views.history_style import FINE, LINE_PX
from desktop_app.views.painting import CENTRE, LEFT, RIGHT, Pane, draw_text
from desktop_app.views.theme import Look, colour, faded

NOWHERE = Scale(0.0, 1.0, 0.0, 1.0)


class Plot(Pane):
    """across, up: the scales of what is drawn; made by `made`, whenever the values, the size or the look change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.units = Units.KG
        self.zone: tzinfo | None = None
        self.across, self.up = NOWHERE, NOWHERE

    def set_units(self, units: Units) -> None:
        if units is not self.units:
            self.units = units
            self.looked()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.looked()

    def looked(self) -> None:
        if self.width() > 10 and self.height() > 10:
            self.made(self.content())

    def made(self, area: QRectF) -> None:
        """Scales, lines and dots for this room."""

    @property
    def plot(self) -> QRectF:
        """The room between the scales."""
        return QRectF(QPointF(self.across.from_px, self.up.to_px), QPointF(self.across.to_px, self.up.from_px))

    def room(self, area: QRectF, above: float, *, left: float = 4.2, below: float = 2.3) -> QRectF:
        """The plot's room within the area: above in pixels, the rest in heights of fine letters."""
        fine = self.look.px(FINE * self.look.font_scale)
        return area.adjusted(fine * left, above, -fine * 0.8, -fine * below)

    def left_scale(
        self, painter: QPainter, most: int, *, factor: float = 1.0, values: Sequence[float] | None = None
    ) -> None:
        """Hair lines with numbers: these, or round ones. factor: from the scale's unit to the one that is written."""
        look, palette = self.look, self.look.palette
        found = ticks(self.up.low * factor, self.up.high * factor, most) if values is None else values
        digits = digits_of(found)
        tall, plot = look.px(FINE) * 2.0, self.plot
        for value in found:
            y = self.up.px(value / factor)
            painter.setPen(QPen(colour(palette.trough), 1.0))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            box = QRectF(0.0, y - tall / 2.0, plot.left() - look.px(FINE) * 0.6, tall)
            draw_text(painter, box, f"{value:.{digits}f}", palette.dim, look, FINE, FINE, align=RIGHT)

    def foot(self, painter: QPainter, marks: Sequence[tuple[float, str]], *, lines: bool = False) -> None:
        """Names at the foot, each at its place on the scale."""
        look, palette, plot = self.look, self.look.palette, self.plot
        wide, tall = look.px(FINE) * 8.0, look.px(FINE) * 2.0
        for value, text in marks:
            x = self.across.px(value)
            painter.setPen(QPen(colour(palette.trough), 1.0))
            painter.drawLine(
                QPointF(x, plot.top() if lines else plot.bottom()), QPointF(x, plot.bottom() + tall * 0.15)
            )
            box = QRectF(x - wide / 2.0, plot.bottom() + tall * 0.12, wide, tall)
            draw_text(painter, box, text, palette.dim, look, FINE, FINE, align=CENTRE)

    def months(self) -> list[tuple[float, str]]:
        """Marks for a scale of time."""
        most = max(int((self.across.to_px - self.across.from_px) / (self.look.px(FINE) * 5.5)), 1)
        return month_ticks(self.across.low, self.across.high, most, self.zone)

    def draw_cursor(self, painter: QPainter, x: float) -> None:
        """An upright line at a place that is looked at."""
        plot = self.plot
        painter.setPen(QPen(faded(self.look.palette.text, 0.55), 1.2))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))

    def stroke(self, painter: QPainter, line: QPolygonF, ink: QColor, width_px: float = LINE_PX) -> None:
        pen = QPen(ink, width_px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)

    def dot_px(self, count: int) -> float:
        """Radius of dots, so that many of them leave each other room."""
        each = (self.across.to_px - self.across.from_px) / max(count, 1)
        return min(max(each * 0.32, 1.7), self.look.px(0.0042))


def dot(painter: QPainter, at: QPointF, radius: float, ink: QColor, *, hollow: bool = False) -> None:
    """A filled dot; hollow for what is not sure."""
    if hollow:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, max(radius * 0.5, 1.1)))
        painter.drawEllipse(at, radius * 0.9, radius * 0.9)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(at, radius, radius)


def one_line(
    painter: QPainter, box: QRectF, text: str, ink: str, look: Look, size: float, align: Qt.AlignmentFlag = LEFT
) -> None:
    """A line that ends in dots where it is too long."""
    painter.setFont(look.font(size))
    painter.setPen(colour(ink))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, align | Qt.TextFlag.TextDontClip, shown)


def line_of(points: Sequence[tuple[float, float]], x: Scale, y: Scale) -> QPolygonF:
    return QPolygonF([QPointF(x.px(a), y.px(b)) for a, b in points])


def upright_bar(box: QRectF, corner: float) -> QPainterPath:
    """A bar with a round head and a flat foot."""
    path = QPainterPath()
    corner = min(corner, box.width() / 2.0, box.height())
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(box, corner, corner)
    path.addRect(QRectF(box.left(), box.bottom() - corner, box.width(), corner))
    return path.simplified()


def titled(painter: QPainter, look: Look, area: QRectF, title: str, hint: str, size: float) -> float:
    """A title with a hint under it; how much room they took, pixels."""
    tall = look.px(size * look.font_scale) * 1.7
    box = QRectF(area.left(), area.top(), area.width(), tall)
    draw_text(painter, box, title, look.palette.text, look, size, size * 0.7, bold=True)
    if not hint:
        return tall
    under = look.px(FINE * look.font_scale) * 1.8
    draw_text(painter, QRectF(area.left(), box.bottom(), area.width(), under), hint, look.palette.dim, look, FINE, FINE)
    return tall + under
