"""Which key does what: one table for the window."""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.views import words
from desktop_app.views.painting import Pane, draw_text
from desktop_app.views.theme import HEADLINE, READING, SMALL


class Action(Enum):
    """What a key asks for."""

    CONFIRM = auto()
    PAIN = auto()
    MARK = auto()
    MUTE = auto()
    LOUDER = auto()
    SOFTER = auto()
    NEXT_VIEW = auto()
    THEME = auto()
    REPLAY = auto()
    SETS = auto()
    HISTORY = auto()
    FEELING = auto()
    GROUP = auto()
    END = auto()
    SETTINGS = auto()
    SENSOR = auto()
    SET_UP = auto()
    FULL_SCREEN = auto()
    BACK = auto()
    HELP = auto()


KEYS: Final = MappingProxyType(
    {
        Qt.Key.Key_Return: Action.CONFIRM,
        Qt.Key.Key_Enter: Action.CONFIRM,
        Qt.Key.Key_P: Action.PAIN,
        Qt.Key.Key_M: Action.MARK,
        Qt.Key.Key_S: Action.MUTE,
        Qt.Key.Key_Plus: Action.LOUDER,
        Qt.Key.Key_Equal: Action.LOUDER,
        Qt.Key.Key_Minus: Action.SOFTER,
        Qt.Key.Key_V: Action.NEXT_VIEW,
        Qt.Key.Key_Tab: Action.NEXT_VIEW,
        Qt.Key.Key_L: Action.THEME,
        Qt.Key.Key_R: Action.REPLAY,
        Qt.Key.Key_E: Action.SETS,
        Qt.Key.Key_H: Action.HISTORY,
        Qt.Key.Key_F6: Action.HISTORY,
        Qt.Key.Key_F7: Action.FEELING,
        Qt.Key.Key_F9: Action.REPLAY,
        Qt.Key.Key_F8: Action.GROUP,
        Qt.Key.Key_F10: Action.END,
        Qt.Key.Key_F2: Action.SETTINGS,
        Qt.Key.Key_F3: Action.SENSOR,
        Qt.Key.Key_F4: Action.SET_UP,
        Qt.Key.Key_F11: Action.FULL_SCREEN,
        Qt.Key.Key_Escape: Action.BACK,
        Qt.Key.Key_Question: Action.HELP,
        Qt.Key.Key_F1: Action.HELP,
    }
)
RACK_ONLY: Final = frozenset(
    {Action.CONFIRM, Action.PAIN, Action.MARK, Action.MUTE, Action.LOUDER, Action.SOFTER, Action.NEXT_VIEW}
)
"""These mean something only at the rack; elsewhere they may be letters that are typed."""
COLUMNS: Final = 2


class KeysView(Pane):
    """All keys on one page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.take(words.KEYS, words.KEYS_TITLE)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802 (Qt's)
        return False

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        head = look.px(HEADLINE) * 2.0
        title = QRectF(area.left(), area.top(), area.width(), head)
        draw_text(painter, title, words.KEYS_TITLE, palette.text, look, HEADLINE * 0.8, READING, bold=True)
        rows = -(-len(words.KEYS) // COLUMNS)
        step, width = (area.height() - head * 1.4) / rows, area.width() / COLUMNS
        for k, (key, text) in enumerate(words.KEYS):
            left, top = area.left() + (k // rows) * width, title.bottom() + (k % rows) * step
            box = QRectF(left, top, width * 0.2, step)
            draw_text(painter, box, key, palette.accent, look, READING, SMALL * 0.8, bold=True)
            draw_text(
                painter, QRectF(box.right(), top, width * 0.78, step), text, palette.text, look, READING, SMALL * 0.8
            )
        foot = QRectF(area.left(), area.bottom() - head * 0.4, area.width(), head * 0.4)
        draw_text(painter, foot, words.KEYS_CLOSE, palette.dim, look, SMALL, SMALL * 0.7)
