"""Pain from 0 to 10, as rising bars: figures and arrows choose."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen

from desktop_app.health.answer import SAFE_MOST
from desktop_app.health.checkin import MOST_PAIN
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_checkin as words
from desktop_app.views.painting import CENTRE, Pane, draw_state, draw_text
from desktop_app.views.theme import GAP, HAIR, HEADLINE, READING, SMALL, colour

LEAST_BAR: Final = 0.10
"""Height of the bar of 0, as a share of the room."""


def traffic_of(pain: int) -> Traffic:
    """The state whose colour and shape tell how grave a number is."""
    if pain == 0:
        return Traffic.STEADY
    return Traffic.CAREFUL if pain <= SAFE_MOST else Traffic.STOP


class PainScale(Pane):
    """One number, or none yet."""

    picked = Signal()
    nothing = Signal()
    """0 was typed first: nothing hurts, and nothing more is to be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.pain: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_pain(None)

    def show_pain(self, pain: int | None) -> None:
        self.pain = pain
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key, figure = event.key(), event.key() - Qt.Key.Key_0
        if 0 <= figure <= 9:
            self._typed(figure)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            by = 1 if key == Qt.Key.Key_Right else -1
            self._pick(0 if self.pain is None else min(max(self.pain + by, 0), MOST_PAIN))
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        for pain, cell in enumerate(self._cells(self.content())):
            if cell.left() <= event.position().x() < cell.right():
                self._pick(pain)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusOutEvent(event)
        self._show()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        cells = self._cells(area)
        foot = look.px(SMALL * look.font_scale) * 1.7
        figures = look.px(READING) * 1.9
        for pain, cell in enumerate(cells):
            state, chosen = traffic_of(pain), pain == self.pain
            room = cell.adjusted(cell.width() * 0.12, look.px(GAP), -cell.width() * 0.12, -foot - figures)
            height = room.height() * (LEAST_BAR + (1.0 - LEAST_BAR) * pain / MOST_PAIN)
            bar = QRectF(room.left(), room.bottom() - height, room.width(), height)
            ink = palette.of(state)
            painter.setPen(QPen(colour(ink), max(look.px(HAIR), 1.0)))
            painter.setBrush(colour(ink if chosen else palette.trough))
            painter.drawRoundedRect(bar, 3.0, 3.0)
            if chosen:
                side = min(bar.width() * 0.6, bar.height() * 0.8)
                shape = QRectF(bar.center().x() - side / 2.0, bar.center().y() - side / 2.0, side, side)
                draw_state(painter, shape, state, look, palette.on_state)
            figure = QRectF(cell.left(), room.bottom(), cell.width(), figures)
            size = HEADLINE * 0.62 if chosen else READING * 0.85
            draw_text(
                painter, figure, str(pain), palette.text if chosen else palette.dim, look, size, SMALL,
                bold=chosen, align=CENTRE,
            )  # fmt: skip
        self._draw_zones(painter, cells, area.bottom() - foot, foot)
        if self.hasFocus():
            painter.setPen(QPen(colour(palette.accent), max(look.px(HAIR) * 2.0, 2.0)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-2.0, -2.0, 2.0, 2.0), 6.0, 6.0)

    def _draw_zones(self, painter: QPainter, cells: list[QRectF], top: float, height: float) -> None:
        look, palette = self.look, self.look.palette
        zones = ((words.ZONE_NONE, 0, 0), (words.ZONE_SAFE, 1, SAFE_MOST), (words.ZONE_MORE, SAFE_MOST + 1, MOST_PAIN))
        for text, first, last in zones:
            room = QRectF(cells[first].left(), top, cells[last].right() - cells[first].left(), height)
            ink = colour(palette.of(traffic_of(last)))
            painter.setPen(QPen(ink, max(look.px(HAIR) * 1.5, 1.0)))
            y = room.top() + 1.0
            painter.drawLine(QPointF(room.left() + 4.0, y), QPointF(room.right() - 4.0, y))
            draw_text(
                painter,
                room.adjusted(2.0, 2.0, -2.0, 0.0),
                text,
                palette.text,
                look,
                SMALL * 0.8,
                SMALL * 0.5,
                align=CENTRE,
            )

    def _typed(self, figure: int) -> None:
        if figure == 0 and self.pain is None:
            self._pick(0)
            self.nothing.emit()
        else:
            # 1 and then 0 is ten: no other figure is followed by one.
            self._pick(MOST_PAIN if figure == 0 and self.pain == 1 else figure)

    def _pick(self, pain: int) -> None:
        self.pain = pain
        self._show()
        self.picked.emit()

    def _show(self) -> None:
        said = words.PAIN_NONE_YET if self.pain is None else words.PAIN_SAID.format(self.pain)
        self.take((self.pain, self.hasFocus()), said)

    def _cells(self, area: QRectF) -> list[QRectF]:
        width = area.width() / (MOST_PAIN + 1)
        return [QRectF(area.left() + k * width, area.top(), width, area.height()) for k in range(MOST_PAIN + 1)]
