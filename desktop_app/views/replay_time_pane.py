"""What every pane along time has in common: a span, a playhead, and scrubbing by mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.views.painting import Pane
from desktop_app.views.replay_style import PLAYHEAD_PX
from desktop_app.views.theme import colour

HEAD_PX = 6.0
"""Half the width of the playhead's head."""


class TimePane(Pane):
    """Time runs from left to right between two margins."""

    scrubbed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = (0.0, 1.0)
        self._at_s: float | None = None
        self._margins = (8.0, 8.0)
        self.setMouseTracking(False)

    @property
    def span(self) -> tuple[float, float]:
        return self._span

    @property
    def at_s(self) -> float | None:
        """Where the playhead is shown."""
        return self._at_s

    def set_margins(self, left: float, right: float) -> None:
        """Room beside the time, pixels."""
        if (left, right) != self._margins:
            self._margins = (left, right)
            self.looked()
            self.update()

    def set_span(self, start_s: float, end_s: float) -> None:
        """Show this stretch."""
        span = (start_s, max(end_s, start_s + 1e-3))
        if span != self._span:
            self._span = span
            self.looked()
            self.update()

    def set_playhead(self, at_s: float | None) -> None:
        """Only the strips where the playhead was and is are drawn again."""
        if at_s == self._at_s:
            return
        before, self._at_s = self._at_s, at_s
        for time_s in (before, at_s):
            if time_s is not None:
                self.update(self._strip(time_s))

    def x_of(self, time_s: float) -> float:
        left, right = self._margins
        start_s, end_s = self._span
        return left + (time_s - start_s) / (end_s - start_s) * (self.width() - left - right)

    def time_of(self, x: float) -> float:
        left, right = self._margins
        start_s, end_s = self._span
        share = (x - left) / max(self.width() - left - right, 1.0)
        return start_s + min(max(share, 0.0), 1.0) * (end_s - start_s)

    def draw_playhead(self, painter: QPainter) -> None:
        """The last thing a pane draws."""
        if self._at_s is None or not self._span[0] <= self._at_s <= self._span[1]:
            return
        x, ink = self.x_of(self._at_s), colour(self.look.palette.text)
        painter.setPen(QPen(ink, PLAYHEAD_PX))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(
            QPolygonF([QPointF(x - HEAD_PX, 0.0), QPointF(x + HEAD_PX, 0.0), QPointF(x, HEAD_PX * 1.4)])
        )

    def clip(self, painter: QPainter) -> None:
        """Nothing is drawn over the margins from here on."""
        left, right = self._margins
        painter.setClipRect(QRectF(left, 0.0, self.width() - left - right, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.looked()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        if event.button() is Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self.time_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self.time_of(event.position().x()))

    def _strip(self, time_s: float) -> QRect:
        return QRect(int(self.x_of(time_s) - HEAD_PX) - 2, 0, int(HEAD_PX * 2) + 4, self.height())
