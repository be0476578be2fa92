"""A headline and a few lines, for when there is nothing to measure."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.session.snapshot import Traffic
from desktop_app.views.painting import LINE_SHARE, Pane, draw_state, draw_text, fitted
from desktop_app.views.theme import HEADLINE, READING, SMALL

SPACE = 0.7
"""Between paragraphs, in heights of their capitals."""


@dataclass(frozen=True, slots=True)
class MessageValue:
    """traffic: the shape beside the headline."""

    title: str
    lines: tuple[str, ...]
    traffic: Traffic


class Message(Pane):
    """Letters as large as let all the lines fit."""

    def show_message(self, title: str, lines: tuple[str, ...], traffic: Traffic = Traffic.WAIT) -> None:
        self.take(MessageValue(title, lines, traffic), " ".join([title, *lines]))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, MessageValue):
            return
        look, palette = self.look, self.look.palette
        inset = look.px(SMALL)
        area = area.adjusted(inset, inset, -inset, -inset)
        side = look.px(HEADLINE) * 1.5
        head = QRectF(area.left(), area.top(), area.width(), look.px(HEADLINE) * 2.2)
        draw_state(painter, QRectF(head.left(), head.center().y() - side / 2.0, side, side), value.traffic, look)
        title = head.adjusted(side * 1.4, 0.0, 0.0, 0.0)
        draw_text(painter, title, value.title, palette.text, look, HEADLINE, READING, bold=True)
        size, y = self._size_px(value, area.width(), area.bottom() - head.bottom()), head.bottom()
        for line in value.lines:
            _, parts = fitted(line, area.width(), 1e6, size, size, bold=False)
            box = QRectF(area.left(), y, area.width(), size * LINE_SHARE * len(parts))
            draw_text(painter, box, line, palette.text, look, size / look.px(look.font_scale), size / look.height_px)
            y = box.bottom() + size * SPACE

    def _size_px(self, value: MessageValue, width: float, height: float) -> float:
        look = self.look
        size = look.px(READING * look.font_scale)
        while size > look.px(SMALL):
            rows = sum(len(fitted(line, width, 1e6, size, size, bold=False)[1]) for line in value.lines)
            if rows * size * LINE_SHARE + len(value.lines) * size * SPACE <= height:
                break
            size *= 0.95
        return size
