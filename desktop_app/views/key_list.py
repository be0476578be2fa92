"""A list that takes the keys it moves by, and leaves all others to the page it is on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

ITS_OWN: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Space,
    }
)


AROUND: Final = 1.0
"""What is left and right of a row's text, in heights of its letters: more than any style sheet here puts there."""


class Wrapped(QStyledItemDelegate):
    """Rows high enough for their text: Qt measures it as if what the style sheet puts around it took no width."""

    def sizeHint(  # noqa: N802 (Qt's name)
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        narrower = QStyleOptionViewItem(option)
        narrower.rect.setWidth(max(option.rect.width() - round(AROUND * option.fontMetrics.height()), 1))
        return super().sizeHint(narrower, index)


class KeyList(QListWidget):
    """Rows of several lines, never wider than it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("large")
        self.setWordWrap(True)
        self.setItemDelegate(Wrapped(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if Qt.Key(event.key()) in ITS_OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()
