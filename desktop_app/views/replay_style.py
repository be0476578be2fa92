"""Sizes and colours of the replay, which is read at the desk: letters are smaller than at the rack."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtGui import QColor

from desktop_app.replay.marks import Phase
from desktop_app.views.theme import Look, Palette

DESK: Final = 0.0125
"""Height of capitals, as a share of the window's: read from an arm's length."""
FINE: Final = 0.0105
"""Of numbers on scales and of units."""
FIGURE: Final = 0.024
"""Of the numbers at the playhead."""

HEAD: Final = 0.055
"""Heights as shares of the view's: title, message, overview, time line, table, controls."""
MESSAGE: Final = 0.036
OVERVIEW: Final = 0.115
TIME_LINE: Final = 0.12
TABLE: Final = 0.235
SIDE: Final = 0.235
"""Width of the column with numbers and path, as a share of the view's."""
AXIS: Final = 0.052
"""Width of the scales at the left, as a share of the view's width: the time line begins where the curves do."""
LINE_PX: Final = 1.6
"""Width of a curve; of the one that is looked at it is twice that."""
PLAYHEAD_PX: Final = 2.0


def phase_colours(palette: Palette) -> MappingProxyType[Phase, str]:
    """The time line tells phases by shape as well: falling, low, rising, high."""
    return MappingProxyType(
        {
            Phase.DESCENT: palette.accent,
            Phase.BOTTOM: palette.dim,
            Phase.DRIVE: palette.steady,
            Phase.TOP: palette.line,
            Phase.REST: palette.line,
        }
    )


REP_COLOURS: Final = MappingProxyType(
    {
        True: ("#6f8bff", "#b06cf0", "#ec5f9f", "#ff9a4d", "#fff04d"),
        False: ("#1b2a8f", "#7a1fa8", "#bf2f6f", "#d05a10", "#a88400"),
    }
)
"""From the first rep of a set to the last, on a dark ground and on a light one: by hue and lightness."""


def rep_colour(palette: Palette, place: int, count: int) -> QColor:
    """The colour of one rep among those of a set."""
    steps = REP_COLOURS[QColor(palette.pane).lightnessF() < 0.5]
    at = (place / (count - 1) if count > 1 else 0.0) * (len(steps) - 1)
    k = min(int(at), len(steps) - 2)
    return mixed(QColor(steps[k]), QColor(steps[k + 1]), at - k)


def mixed(first: QColor, last: QColor, share: float) -> QColor:
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in zip(_rgb(first), _rgb(last), strict=True)))


def desk_sheet(look: Look) -> str:
    """For buttons, lists, tables and progress."""
    p = look.palette
    size = max(round(look.px(DESK * look.font_scale) / 0.7), 8)
    pad = max(round(look.px(0.004)), 2)
    marked = mixed(QColor(p.pane), QColor(p.accent), 0.28).name()
    return f"""
    QWidget {{ background: {p.ground}; color: {p.text}; font-size: {size}px; }}
    QLabel#title {{ font-size: {round(size * 1.25)}px; font-weight: bold; }}
    QLabel#facts, QLabel#keys {{ color: {p.dim}; }}
    QLabel#time {{ font-size: {round(size * 1.25)}px; font-weight: bold; }}
    QPushButton, QComboBox {{
        background: {p.trough}; color: {p.text}; border: 1px solid {p.line}; border-radius: {pad}px;
        padding: {pad}px {pad * 2}px; font-size: {size}px; font-weight: normal;
    }}
    QPushButton:hover, QComboBox:hover {{ border-color: {p.accent}; }}
    QPushButton:checked, QPushButton#main {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; }}
    QPushButton:disabled, QPushButton#main:disabled, QComboBox:disabled {{ background: {p.ground}; color: {p.line};
        border-color: {p.line}; }}
    QPushButton:focus, QComboBox:focus {{ border: 2px solid {p.accent}; }}
    QComboBox QAbstractItemView {{ background: {p.pane}; color: {p.text}; selection-background-color: {p.accent};
        selection-color: {p.on_accent}; }}
    QProgressBar {{ background: {p.trough}; border: 1px solid {p.line}; border-radius: {pad}px; text-align: center; }}
    QProgressBar::chunk {{ background: {p.accent}; }}
    QTableView {{ background: {p.pane}; alternate-background-color: {p.ground}; border: 1px solid {p.line};
        gridline-color: {p.trough}; selection-background-color: {marked}; selection-color: {p.text}; }}
    QTableView::item {{ padding: 0px {pad}px; }}
    QHeaderView::section {{ background: {p.trough}; color: {p.dim}; border: none; padding: {pad}px;
        font-weight: normal; }}
    QTableCornerButton::section {{ background: {p.trough}; border: none; }}
    QScrollBar:vertical {{ background: {p.trough}; width: {pad * 3}px; }}
    QScrollBar:horizontal {{ background: {p.trough}; height: {pad * 3}px; }}
    QScrollBar::handle {{ background: {p.line}; border-radius: {pad}px; min-height: {pad * 6}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
    QToolTip {{ background: {p.pane}; color: {p.text}; border: 1px solid {p.line}; }}
    """


def _rgb(ink: QColor) -> tuple[float, float, float]:
    return ink.redF(), ink.greenF(), ink.blueF()
