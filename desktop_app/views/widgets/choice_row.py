"""A question on one row with its choices as chips: arrows move, Space or a figure chooses, Up and Down leave it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.views.painting import CENTRE, LEFT, LINE_SHARE, Pane, draw_text, fitted
from desktop_app.views.theme import HAIR, SMALL, Look, colour

LABEL_SHARE: Final = 0.17
"""Of the width; the chips have the rest."""
LETTERS: Final = SMALL * 0.95
PAD: Final = 0.55
"""Beside and above a chip's letters, in heights of their capitals."""
FIGURES: Final = 9
"""So many choices have a figure as their key."""


class ChoiceRow(Pane):
    """One of several, or any number of them.

    The choices' values are kept here beside their names: Qt is given none.
    """

    inset = 1.0
    picked = Signal()
    """What is chosen was changed by the lifter."""

    def __init__(self, label: str, choices: Sequence[tuple[str, Any]], *, several: bool = False) -> None:
        super().__init__()
        self._label, self._several = label, several
        self._choices: tuple[tuple[str, Any], ...] = ()
        self._chosen: frozenset[int] = frozenset()
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, Any]], chosen: Sequence[Any] = ()) -> None:
        """Other choices; what was chosen is forgotten."""
        self._choices, self._cursor = tuple(choices), 0
        self.choose(chosen)
        self.updateGeometry()

    def choose(self, values: Sequence[Any]) -> None:
        """Choose these, asking nobody."""
        self._chosen = frozenset(k for k, (_, value) in enumerate(self._choices) if value in values)
        first = min(self._chosen, default=0)
        self._cursor = first if not self._several else self._cursor
        self._show()

    @property
    def values(self) -> tuple[Any, ...]:
        """What is chosen, in the order of the choices."""
        return tuple(value for k, (_, value) in enumerate(self._choices) if k in self._chosen)

    @property
    def value(self) -> Any:
        """The one that is chosen; None where none is."""
        return next(iter(self.values), None)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 (Qt's name)
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 (Qt's name)
        chips = self._laid(QRectF(0.0, 0.0, width - 6.0 * self._gap, 1e6))
        return round(chips[-1].bottom() + 4.0 * self._gap) if chips else 0

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        width = self.width() or 800
        return QSize(width, self.heightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key, steps = event.key(), {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        figure = key - Qt.Key.Key_1
        if key in steps:
            self._cursor = (self._cursor + steps[Qt.Key(key)]) % max(len(self._choices), 1)
            self._show()
        elif key == Qt.Key.Key_Space:
            self._toggle(self._cursor)
        elif 0 <= figure < min(len(self._choices), FIGURES):
            self._toggle(figure)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        for k, chip in enumerate(self._laid(self.content())):
            if chip.contains(event.position()):
                self._toggle(k)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusOutEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.updateGeometry()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        chips = self._laid(area)
        if not chips:
            return
        first = QRectF(area.left(), chips[0].top(), area.width() * LABEL_SHARE, max(chips[0].height(), area.height()))
        label = QRectF(first.left(), area.top(), first.width() - 2.0 * self._gap, area.height())
        draw_text(painter, label, self._label, palette.dim, look, LETTERS, SMALL * 0.7)
        for k, chip in enumerate(chips):
            self._draw_chip(painter, chip, k)

    def _draw_chip(self, painter: QPainter, chip: QRectF, k: int) -> None:
        look, palette = self.look, self.look.palette
        chosen, here = k in self._chosen, k == self._cursor and self.hasFocus()
        edge = max(look.px(HAIR) * (2.2 if here else 1.0), 1.0)
        painter.setPen(QPen(colour(palette.text if here else palette.accent if chosen else palette.line), edge))
        painter.setBrush(colour(palette.accent if chosen else palette.trough))
        painter.drawRoundedRect(chip, chip.height() * 0.3, chip.height() * 0.3)
        ink = palette.on_accent if chosen else palette.text
        size = self._size
        mark = QRectF(chip.left() + size * PAD, chip.top(), size * 1.3, chip.height())
        if chosen:
            draw_tick(painter, QRectF(mark.left(), mark.center().y() - size * 0.55, size * 1.1, size * 1.1), ink)
        elif k < FIGURES:
            draw_text(painter, mark, str(k + 1), palette.dim, look, LETTERS * 0.75, SMALL * 0.6, align=CENTRE)
        text = QRectF(mark.right() + size * 0.25, chip.top(), chip.right() - mark.right() - size * 0.5, chip.height())
        draw_text(painter, text, self._choices[k][0], ink, look, LETTERS, SMALL * 0.7, align=LEFT)

    def _toggle(self, k: int) -> None:
        if not self._choices:
            return
        self._cursor = k
        if self._several:
            self._chosen = self._chosen ^ {k}
        else:
            self._chosen = frozenset() if k in self._chosen else frozenset({k})
        self._show()
        self.picked.emit()

    def _show(self) -> None:
        names = [name for name, _ in self._choices]
        chosen = [names[k] for k in sorted(self._chosen)]
        here = names[self._cursor] if names and self.hasFocus() else ""
        self.take((tuple(names), self._chosen, self._cursor, self.hasFocus()), f"{self._label} {here}: {chosen}")

    def _laid(self, area: QRectF) -> list[QRectF]:
        """Where the chips are: in lines from the left."""
        size, gap = self._size, self._gap * 2.0
        left = area.left() + area.width() * LABEL_SHARE
        room, height = area.right() - left, size * (LINE_SHARE + 2.0 * PAD)
        x, y = 0.0, area.top()
        chips: list[QRectF] = []
        metrics = QFontMetricsF(self.look.font(LETTERS))
        for name, _ in self._choices:
            wide = metrics.horizontalAdvance(name) + size * (2.0 * PAD + 2.1)
            lines = len(fitted(name, max(room - size * 2.6, 1.0), 1e6, size, size, bold=False)[1]) if wide > room else 1
            wide = min(wide, room)
            if x > 0.0 and x + wide > room:
                x, y = 0.0, chips[-1].bottom() + gap
            chips.append(QRectF(left + x, y, wide, height + (lines - 1) * size * LINE_SHARE))
            x += wide + gap
        return chips

    @property
    def _size(self) -> float:
        return self.look.px(LETTERS * self.look.font_scale)

    @property
    def _gap(self) -> float:
        return self.look.px(0.006)


def draw_tick(painter: QPainter, area: QRectF, ink: str) -> None:
    """What is chosen or done, told by shape too."""
    path = QPainterPath()
    path.moveTo(area.left(), area.center().y())
    path.lineTo(area.left() + area.width() * 0.38, area.bottom() - area.height() * 0.12)
    path.lineTo(area.right(), area.top() + area.height() * 0.12)
    pen = QPen(colour(ink), max(area.height() * 0.16, 1.5))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def step_focus(page: QWidget, rows: Sequence[QWidget], by: int) -> bool:
    """The keyboard to the next row that is shown, or the one before; False where there is none."""
    shown = [row for row in rows if row.isVisibleTo(page)]
    here = next((k for k, row in enumerate(shown) if row.hasFocus()), None)
    following = 0 if here is None else here + by
    if not 0 <= following < len(shown):
        return False
    shown[following].setFocus(Qt.FocusReason.TabFocusReason)
    return True
