"""Text set in lines: any script and direction, as plain text. Lengths are CSS pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop_app.report.svg import DIM, TEXT, cleaned

LEADING: Final = 1.32
"""Distance of lines, over the font's size."""


@dataclass(frozen=True, slots=True)
class Style:
    size: float = 14.0
    bold: bool = False
    colour: str = TEXT


BODY: Final = Style()
BOLD: Final = Style(bold=True)
FAINT: Final = Style(12.5, colour=DIM)
SMALL: Final = Style(11.5, colour=DIM)
TITLE: Final = Style(27.0, bold=True)
WHO: Final = Style(18.0, bold=True)
PART: Final = Style(19.0, bold=True)
SECTION: Final = Style(15.0, bold=True)
FIGURE: Final = Style(17.0, bold=True)
ROW: Final = Style(12.5)
HEAD: Final = Style(11.0, bold=True, colour=DIM)


@lru_cache(maxsize=64)
def font_of(style: Style) -> QFont:
    """The system's own sans, its letters as wide as they are drawn: nothing is fitted to a screen's dots."""
    font = QFont()
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setBold(style.bold)
    font.setPixelSize(round(style.size))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class Text:
    """Runs of text one after the other, in lines of a width. height: of all lines."""

    def __init__(
        self, runs: Sequence[tuple[str, Style]], width: float, *, right: bool = False, most_lines: int = 400
    ) -> None:  # fmt: skip
        runs = [(cleaned(text).replace("\n", " ").replace("\r", " "), style) for text, style in runs if text]
        self._layout = QTextLayout("".join(text for text, _ in runs), font_of(runs[0][1] if runs else BODY))
        self._layout.setFormats(_formats(runs))
        self._layout.setTextOption(_option(right=right))
        size = max((style.size for _, style in runs), default=BODY.size)
        self.height = 0.0
        self._layout.beginLayout()
        for _ in range(most_lines):
            line = self._layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(width, 1.0))
            line.setPosition(QPointF(0.0, self.height + (LEADING * size - line.height()) / 2.0))
            self.height += LEADING * size
        self._layout.endLayout()

    @property
    def width(self) -> float:
        """Of the widest line."""
        lines = (self._layout.lineAt(k) for k in range(self._layout.lineCount()))
        return max((line.naturalTextWidth() for line in lines), default=0.0)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QColor(TEXT))
        self._layout.draw(painter, QPointF(x, y))


def _formats(runs: Sequence[tuple[str, Style]]) -> list[QTextLayout.FormatRange]:
    formats, start = [], 0
    for text, style in runs:
        each = QTextLayout.FormatRange()
        # Qt counts in units of UTF-16.
        each.start, each.length = start, len(text.encode("utf-16-le")) // 2
        look = QTextCharFormat()
        look.setFont(font_of(style))
        look.setForeground(QColor(style.colour))
        each.format = look
        formats.append(each)
        start += each.length
    return formats


def _option(*, right: bool) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setUseDesignMetrics(True)
    if right:
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    return option
