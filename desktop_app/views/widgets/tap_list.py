"""Lines to be tapped off: figures or a click; what is done is told by a tick and paler letters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen

from desktop_app.views.painting import CENTRE, Pane, draw_text
from desktop_app.views.theme import HAIR, READING, SMALL, colour
from desktop_app.views.widgets.choice_row import FIGURES, draw_tick

LARGEST_ROW = 0.085
"""Height of a line at most, as a share of the window's."""


class TapList(Pane):
    """One line each, all of them shown; Up, Down and Space work too."""

    tapped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()
        self._done: frozenset[int] = frozenset()
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_lines(self, lines: Sequence[str], done: Sequence[int] = ()) -> None:
        self._lines, self._done, self._cursor = tuple(lines), frozenset(done), 0
        self._show()

    @property
    def lines(self) -> tuple[str, ...]:
        return self._lines

    @property
    def done(self) -> tuple[int, ...]:
        """Places of the lines that were tapped, from 0."""
        return tuple(sorted(self._done))

    @property
    def all_done(self) -> bool:
        return len(self._done) == len(self._lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key, figure = event.key(), event.key() - Qt.Key.Key_1
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self._lines and key in steps:
            self._cursor = (self._cursor + steps[Qt.Key(key)]) % len(self._lines)
            self._show()
        elif self._lines and key == Qt.Key.Key_Space:
            self.tap(self._cursor)
        elif 0 <= figure < min(len(self._lines), FIGURES):
            self.tap(figure)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        for k, row in enumerate(self._rows(self.content())):
            if row.contains(event.position()):
                self.tap(k)

    def tap(self, k: int) -> None:
        self._cursor, self._done = k, self._done ^ {k}
        self._show()
        self.tapped.emit()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        for k, row in enumerate(self._rows(area)):
            done = k in self._done
            side = min(row.height() * 0.62, look.px(READING) * 1.8)
            box = QRectF(row.left() + side * 0.2, row.center().y() - side / 2.0, side, side)
            here = k == self._cursor and self.hasFocus()
            painter.setPen(
                QPen(colour(palette.accent if here else palette.line), max(look.px(HAIR) * (2.0 if here else 1.0), 1.0))
            )
            painter.setBrush(colour(palette.steady if done else palette.trough))
            painter.drawRoundedRect(box, side * 0.2, side * 0.2)
            if done:
                inner = box.adjusted(side * 0.2, side * 0.2, -side * 0.2, -side * 0.2)
                draw_tick(painter, inner, palette.on_state)
            elif k < FIGURES:
                draw_text(painter, box, str(k + 1), palette.text, look, READING * 0.8, SMALL * 0.7, align=CENTRE)
            text = QRectF(box.right() + side * 0.5, row.top(), row.right() - box.right() - side * 0.5, row.height())
            draw_text(painter, text, self._lines[k], palette.dim if done else palette.text, look, READING, SMALL * 0.8)

    def _rows(self, area: QRectF) -> list[QRectF]:
        if not self._lines:
            return []
        step = min(area.height() / len(self._lines), self.look.px(LARGEST_ROW * self.look.font_scale))
        return [QRectF(area.left(), area.top() + k * step, area.width(), step) for k in range(len(self._lines))]

    def _show(self) -> None:
        left = [line for k, line in enumerate(self._lines) if k not in self._done]
        self.take((self._lines, self._done, self._cursor, self.hasFocus()), ". ".join(left))
