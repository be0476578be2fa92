"""Boxes put on pages, and the pages into a PDF, in memory. A page's length is that of the paper, in CSS pixels."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop_app.report.pages import Document
from desktop_app.report.paper import Paper
from desktop_app.report.pdf.boxes import Box, boxes_of
from desktop_app.report.pdf.letters import FAINT, SMALL, TITLE, WHO, Text
from desktop_app.report.svg import PAPER, TEXT, fitted

DPI: Final = 1200
"""Of the paper: fine enough that no line is moved visibly."""
CSS_DPI: Final = 96.0
SCALE: Final = 0.85
"""Everything is printed so much smaller than on a screen: letters of 14 pixels become 9 points."""
MARGIN: Final = 62.0
FOOT: Final = 34.0
"""Room at the foot of each page, inside the margins."""

_SIZES: Final = {Paper.A4: QPageSize.PageSizeId.A4, Paper.LETTER: QPageSize.PageSizeId.Letter}


@dataclass(frozen=True, slots=True)
class _Laid:
    """A document on pages. wide, high: of the paper, width: of what stands on it; CSS pixels before scaling."""

    document: Document
    sheets: list[list[Box]]
    wide: float
    high: float
    width: float

    def paint(self, painter: QPainter, number: int) -> None:
        """One page, the first is 1."""
        y = MARGIN
        for box in self.sheets[number - 1]:
            box.paint(painter, MARGIN, y)
            y += box.height
        _foot(painter, self.document, f"{number} / {len(self.sheets)}", self.width, self.high)


def pdf_bytes(document: Document, paper: Paper) -> bytes:
    """The whole file."""
    _have_qt()
    laid = _laid(document, paper)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    size = QPageSize(_SIZES[paper])
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0.0, 0.0, 0.0, 0.0)))
    writer.setTitle(f"{document.title}, {document.who}, {document.when}")
    writer.setCreator("Rackside")
    painter = QPainter(writer)
    painter.scale(SCALE * DPI / CSS_DPI, SCALE * DPI / CSS_DPI)
    for number in range(1, len(laid.sheets) + 1):
        if number > 1:
            writer.newPage()
        laid.paint(painter, number)
    painter.end()
    buffer.close()
    return bytes(data.data())


def first_page(document: Document, paper: Paper, height_px: int) -> QImage:
    """The first page as it will look."""
    _have_qt()
    laid = _laid(document, paper)
    scale = height_px / laid.high
    image = QImage(max(round(scale * laid.wide), 1), max(height_px, 1), QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    laid.paint(painter, 1)
    painter.end()
    return image


def _laid(document: Document, paper: Paper) -> _Laid:
    inches: QSizeF = QPageSize(_SIZES[paper]).size(QPageSize.Unit.Inch)
    wide, high = (CSS_DPI / SCALE * length for length in (inches.width(), inches.height()))
    width, page = wide - 2.0 * MARGIN, high - 2.0 * MARGIN - FOOT
    sheets = _sheets([*_head(document, width), *boxes_of(document.blocks, width, page)], page)
    return _Laid(document, sheets, wide, high, width)


def _sheets(boxes: Sequence[Box], page: float) -> list[list[Box]]:
    """Boxes by page: those that stay with the next one go with it, a table's head is repeated."""
    sheets: list[list[Box]] = [[]]
    used = 0.0
    for group in _groups(boxes):
        height = sum(box.height for box in group)
        if sheets[-1] and used + height > page:
            again = group[0].again
            sheets.append([again] if again is not None else [])
            used = again.height if again is not None else 0.0
        sheets[-1] += group
        used += height
    return sheets


def _groups(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes that stay together: each that stays with the next one and that one."""
    groups: list[list[Box]] = []
    open_group = False
    for box in boxes:
        if open_group:
            groups[-1].append(box)
        else:
            groups.append([box])
        open_group = box.stays
    return groups


def _head(document: Document, width: float) -> list[Box]:
    made = Text([(document.made, SMALL)], width)
    title = Text([(document.title, TITLE)], width)
    who, when = Text([(document.who, WHO)], width), Text([(document.when, FAINT)], width)
    height = made.height + title.height + who.height + when.height

    def paint(painter: QPainter, x: float, y: float) -> None:
        top = y
        for text in (made, title, who, when):
            text.paint(painter, x, top)
            top += text.height
        painter.fillRect(round(x), round(top + 8.0), round(width), 3, QColor(TEXT))

    return [Box(height + 24.0, paint)]


def _foot(painter: QPainter, document: Document, number: str, width: float, high: float) -> None:
    y = high - MARGIN - 0.5 * FOOT
    said = " · ".join([document.title, fitted(document.who, 0.35 * width), document.when])
    Text([(said, SMALL)], 0.88 * width, most_lines=1).paint(painter, MARGIN, y)
    Text([(number, SMALL)], width, right=True).paint(painter, MARGIN, y)


@cache
def _have_qt() -> QGuiApplication | None:
    """Fonts need Qt's application: the window's, or one of our own that shows nothing."""
    if QGuiApplication.instance() is not None:
        return None
    hidden = ["-platform", "offscreen"] if sys.platform.startswith(("linux", "freebsd")) else []
    return QGuiApplication(["rackside", *hidden])
