"""What the pages about health share: labels that never take markup, a column that scrolls, a state's shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.session.snapshot import Traffic
from desktop_app.views import words
from desktop_app.views.painting import Pane, draw_state

GO_ON: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
SCROLL: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -4, Qt.Key.Key_PageDown: 4}
STEP: Final = 3
"""Single steps that one key scrolls."""


def label(kind: str = "", text: str = "") -> QLabel:
    """A line of text that wraps. kind: as the style sheet names it: title, field, hint, wrong."""
    made = QLabel(text)
    made.setObjectName(kind)
    made.setWordWrap(True)
    # A lifter's own words are no markup.
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def show_text(shown: QLabel, text: str) -> None:
    """A text, and no gap where there is none."""
    shown.setText(text)
    shown.setVisible(bool(text))


class Scrolled(QScrollArea):
    """Widgets under one another; what does not fit is scrolled by the page's keys."""

    def __init__(self, widgets: Sequence[QWidget], *, spread: bool = False) -> None:
        super().__init__()
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.column.addWidget(widget)
        if not spread:
            self.column.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        # Arrows are the page's: they go from line to line, or scroll.
        event.ignore()

    def scroll_by(self, key: Qt.Key) -> bool:
        """Whether the key is one that scrolls; then it did."""
        if key not in SCROLL:
            return False
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + SCROLL[key] * STEP * bar.singleStep())
        return True

    def to_top(self) -> None:
        self.verticalScrollBar().setValue(0)


class StateShape(Pane):
    """How grave it is, in one shape."""

    def show_state(self, traffic: Traffic) -> None:
        self.take(traffic, words.TRAFFIC[traffic])

    def draw(self, painter: QPainter, area: QRectF) -> None:
        if isinstance(self._value, Traffic):
            painter.fillRect(QRectF(self.rect()), self.look.palette.ground)
            draw_state(painter, area, self._value, self.look)
