"""A box to choose from that takes the keys it moves by, and leaves all others to the page it is on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox

from desktop_app.views.key_list import ITS_OWN

OPENS: Final = frozenset({Qt.Key.Key_F4, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class KeyCombo(QComboBox):
    """As wide as what is in it. Up and Down choose, Enter or Space opens it; letters and digits are the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        if key in OPENS:
            self.showPopup()
        elif key in ITS_OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()
