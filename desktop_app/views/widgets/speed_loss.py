"""Loss of drive speed since the best rep, against the stop that the lifter chose."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.session.snapshot import Traffic
from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, draw_state, draw_text
from desktop_app.views.theme import FAR, LOSS_SCALE_PERCENT, SMALL, TINY, colour

STOP_AT = 0.75
"""Where on the scale the chosen stop is."""


@dataclass(frozen=True, slots=True)
class LossValue:
    """Per cent; None where not known or not chosen."""

    loss_percent: float | None
    stop_percent: float | None


class SpeedLoss(Pane):
    """The figure, and how much of the way to the stop is used up."""

    def show_loss(self, loss_percent: float | None, stop_percent: float | None) -> None:
        value = LossValue(None if loss_percent is None else round(loss_percent), stop_percent)
        self.take(value, f"{words.LOSS} {words.loss(value.loss_percent)}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, LossValue):
            return
        look, palette = self.look, self.look.palette
        line = look.px(SMALL) * 2.0
        title = QRectF(area.left(), area.top(), area.width(), line)
        draw_text(painter, title, words.loss_title(value.stop_percent), palette.dim, look, SMALL, TINY * 0.7)
        gauge = QRectF(area.left(), area.bottom() - line * 0.75, area.width(), line * 0.6)
        figure = QRectF(area.left(), area.top() + line, area.width(), gauge.top() - area.top() - line)
        ink = palette.text
        stopped = value.stop_percent is not None and (value.loss_percent or 0.0) >= value.stop_percent
        if stopped:
            ink = palette.stop
        draw_text(painter, figure, words.loss(value.loss_percent), ink, look, FAR * 0.8, SMALL, bold=True, align=CENTRE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.trough))
        painter.drawRect(gauge)
        full = LOSS_SCALE_PERCENT if value.stop_percent is None else value.stop_percent / STOP_AT
        used = min(max((value.loss_percent or 0.0) / full, 0.0), 1.0)
        painter.setBrush(colour(palette.stop if stopped else palette.accent))
        painter.drawRect(QRectF(gauge.left(), gauge.top(), gauge.width() * used, gauge.height()))
        if value.stop_percent is not None:
            side = gauge.height() * 1.7
            mark = QRectF(
                gauge.left() + gauge.width() * STOP_AT - side / 2.0, gauge.center().y() - side / 2.0, side, side
            )
            draw_state(painter, mark, Traffic.STOP, look)
