"""Sizes and colours of the history, which is read at the desk, at an arm's length."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor

from desktop_app.diary.months import SHADES
from desktop_app.views.replay_style import desk_sheet, mixed
from desktop_app.views.theme import Look, Palette

TEXT: Final = 0.0128
"""Heights of capitals, as shares of the window's: lines of text,"""
FINE: Final = 0.0108
"""scales and units,"""
NAME: Final = 0.0150
"""titles of pictures,"""
FIGURE: Final = 0.025
"""and the number that a picture is about."""
HERO: Final = 0.052

RAIL: Final = 0.138
"""Width of the list of pages, as a share of the view's."""
HEAD: Final = 0.07
"""Heights of head, foot, a row of sessions and a row of sets, as shares of the window's."""
FOOT: Final = 0.04
SESSION_ROW: Final = 0.069
SET_ROW: Final = 0.034
LIST: Final = 0.40
"""Width of the list of sessions, as a share of the page's."""
LINE_PX: Final = 2.2
BAND_OPACITY: Final = 0.16
PALE: Final = 0.45


def shade(palette: Palette, step: int) -> QColor:
    """The ground of a calendar's day: 0 for none, up to `SHADES` for the fullest."""
    if step <= 0:
        return QColor(palette.trough)
    return mixed(QColor(palette.pane), QColor(palette.accent), 0.22 + 0.78 * step / SHADES)


def history_sheet(look: Look) -> str:
    """For lists, fields and buttons; the pictures are drawn."""
    p = look.palette
    size = max(round(look.px(TEXT * look.font_scale) / 0.7), 8)
    pad = max(round(look.px(0.005)), 2)
    marked = mixed(QColor(p.pane), QColor(p.accent), 0.28).name()
    return (
        desk_sheet(look)
        + f"""
    QWidget {{ font-size: {size}px; }}
    QLabel#title {{ font-size: {round(size * 1.45)}px; font-weight: bold; }}
    QLabel#name {{ font-size: {round(size * 1.12)}px; font-weight: bold; }}
    QLabel#hint {{ color: {p.dim}; }}
    QLabel#wrong {{ color: {p.stop}; font-weight: bold; }}
    QFrame#card {{ background: {p.pane}; border-radius: {pad * 2}px; }}
    QFrame#card QLabel {{ background: {p.pane}; }}
    QFrame#card QCheckBox {{ background: {p.pane}; }}
    QComboBox#who {{ font-size: {round(size * 1.45)}px; font-weight: bold; padding: {pad}px {pad * 3}px; }}
    QPushButton, QComboBox {{ padding: {pad}px {pad * 3}px; font-size: {size}px; }}
    QPushButton#danger {{ border-color: {p.stop}; color: {p.stop}; }}
    QPushButton#danger:disabled {{ color: {p.line}; border-color: {p.line}; }}
    QLineEdit, QListWidget, QListView, QTableView {{
        background: {p.pane}; border: 1px solid {p.line}; border-radius: {pad}px; padding: {pad}px;
        selection-background-color: {p.accent}; selection-color: {p.on_accent}; outline: none;
    }}
    QTableView {{ selection-background-color: {marked}; selection-color: {p.text}; }}
    QListView, QTableView {{ padding: 0px; }}
    QLineEdit:focus, QListWidget:focus, QListView:focus, QTableView:focus {{ border: 2px solid {p.accent}; }}
    QListWidget#rail, QListWidget#rail:focus {{ background: {p.ground}; border: none; padding: 0px;
        font-size: {round(size * 1.12)}px; }}
    QListWidget#rail::item {{ padding: {pad * 2}px {pad}px; border-left: {pad}px solid {p.ground}; color: {p.dim}; }}
    QListWidget#rail::item:selected {{ background: {p.trough}; color: {p.text}; border-left: {pad}px solid {p.line}; }}
    QListWidget#rail::item:selected:focus {{ border-left: {pad}px solid {p.accent}; }}
    QListWidget::item {{ padding: {pad}px; }}
    """
    )
