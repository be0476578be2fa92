"""Blocks of a document as boxes of a height, ready to be painted anywhere. Lengths are CSS pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from desktop_app.report.pages import (
    Beside,
    Block,
    Card,
    Cell,
    Column,
    Fact,
    Facts,
    Heading,
    Line,
    Lines,
    Paragraph,
    Picture,
    Pictures,
    Table,
    Tone,
)
from desktop_app.report.pdf.letters import BODY, BOLD, FAINT, FIGURE, HEAD, PART, ROW, SECTION, SMALL, Style, Text
from desktop_app.report.svg import COLOURS, DOWN, HAIR, LINE, Mark, Svg, icon

Paint: TypeAlias = Callable[[QPainter, float, float], None]
GAP: Final = 10.0
CARD_PAD: Final = 14.0
MARK_SIZE: Final = 11.0
MARK_ROOM: Final = 18.0
BESIDE_LEAST: Final = 210.0
"""Words beside a picture want so much room; else they stand below."""
SHRINKS_MOST: Final = 0.75
"""Pictures side by side are drawn smaller, down to this, before they are put one below the other."""
CELL_PAD: Final = 5.0
FACTS_PAD: Final = 8.0
LINES_ONE: Final = 1.5
"""A text higher than this, over its font's size, has more than one line."""
WHOLE_MOST: Final = 0.5
"""A card lower than this share of a page is kept on one; a higher one goes on, or a page would be left half empty."""


@dataclass(frozen=True, slots=True)
class Box:
    """paint: with its left upper corner. stays: on the page of the box after it.

    again: stands on top of a page that begins with this one, as a table's head does.
    """

    height: float
    paint: Paint
    stays: bool = False
    again: Box | None = None


def boxes_of(blocks: Iterable[Block], width: float, page: float) -> list[Box]:
    """Boxes from top to bottom. page: height of a page: what is higher than that is not kept together."""
    return [box for block in blocks for box in _boxes(block, width, page)]


def height_of(boxes: Iterable[Box]) -> float:
    return sum(box.height for box in boxes)


def _boxes(block: Block, width: float, page: float) -> list[Box]:
    if isinstance(block, Heading):
        return [_heading(block, width)]
    if isinstance(block, Paragraph):
        return [_paragraph(block, width)]
    if isinstance(block, Facts):
        return [_facts(block.facts, width)]
    if isinstance(block, Lines):
        return [*(_line(line, width) for line in block.lines), _space(GAP)]
    if isinstance(block, Picture):
        return _rows([block], width)
    if isinstance(block, Pictures):
        return _rows(block.pictures, width)
    if isinstance(block, Beside):
        return _beside(block, width, page)
    if isinstance(block, Table):
        return [*_table(block, width), _space(GAP)]
    return _card(block, width, page)


def _space(height: float) -> Box:
    return Box(height, lambda *_: None)


def _heading(block: Heading, width: float) -> Box:
    part = block.level == 1
    note = Style(13.0, colour=FAINT.colour)
    text = Text([(block.text, PART if part else SECTION), (f"   {block.note}" if block.note else "", note)], width)
    above = 22.0 if part else 4.0

    def paint(painter: QPainter, x: float, y: float) -> None:
        if part:
            _rule(painter, x, y + 10.0, width, LINE, 1.0)
        text.paint(painter, x, y + above)

    return Box(above + text.height + 6.0, paint, stays=True)


def _paragraph(block: Paragraph, width: float) -> Box:
    framed = block.tone in {Tone.BOXED, Tone.ALERT}
    pad = 10.0 if framed else 0.0
    style = {Tone.FAINT: FAINT, Tone.ALERT: BOLD}.get(block.tone, BODY)
    text = Text([(block.text, style)], width - 2.0 * pad)

    def paint(painter: QPainter, x: float, y: float) -> None:
        box = QRectF(x, y, width, text.height + 2.0 * pad)
        if block.tone is Tone.BOXED:
            painter.fillRect(box, QColor("#f1f6fa"))
            painter.fillRect(QRectF(x, y, 4.0, box.height()), QColor(DOWN))
        elif block.tone is Tone.ALERT:
            painter.fillRect(box, QColor("#fbf0f1"))
            _frame(painter, box, COLOURS[Mark.STOP], 2.0)
        text.paint(painter, x + pad, y + pad)

    return Box(text.height + 2.0 * pad + GAP, paint)


def _facts(facts: Sequence[Fact], width: float) -> Box:
    """Side by side, all of one height."""
    gap = 8.0
    wide = (width - gap * (len(facts) - 1)) / max(len(facts), 1)
    inner = wide - 2.0 * FACTS_PAD
    parts = [
        (
            Text([(f.name, SMALL)], inner),
            _in_one_line(f.value, inner - (MARK_ROOM if f.mark else 0.0)),
            Text([(f.note, SMALL)], inner) if f.note else None,
        )
        for f in facts
    ]
    height = max((n.height + v.height + (t.height if t else 0.0) for n, v, t in parts), default=0.0) + 2.0 * FACTS_PAD

    def paint(painter: QPainter, x: float, y: float) -> None:
        for fact, (name, value, note) in zip(facts, parts, strict=True):
            box = QRectF(x, y, wide, height)
            painter.fillRect(box, QColor("#f8fafb"))
            _frame(painter, box, HAIR, 1.0, 4.0)
            left, top = x + FACTS_PAD, y + FACTS_PAD
            name.paint(painter, left, top)
            top += name.height
            if fact.mark is not None:
                _shape(painter, fact.mark, left, top + (value.height - 13.0) / 2.0, 13.0)
            value.paint(painter, left + (MARK_ROOM if fact.mark else 0.0), top)
            if note is not None:
                note.paint(painter, left, top + value.height)
            x += wide + gap

    return Box(height + GAP, paint)


def _in_one_line(value: str, width: float) -> Text:
    """A figure, as large as there is room for."""
    text = Text([(value, FIGURE)], width)
    size = FIGURE.size
    while text.height > size * LINES_ONE and size > SMALL.size:
        size -= 1.0
        text = Text([(value, Style(size, bold=True))], width)
    return text


def _line(line: Line, width: float) -> Box:
    indent = MARK_ROOM if line.mark is not None else 0.0
    text = Text([(line.text, BOLD), (f" {line.detail}" if line.detail else "", BODY)], width - indent)
    note = Text([(line.note, SMALL)], width - indent) if line.note else None

    def paint(painter: QPainter, x: float, y: float) -> None:
        if line.mark is not None:
            _shape(painter, line.mark, x, y + 4.0, MARK_SIZE)
        text.paint(painter, x + indent, y)
        if note is not None:
            note.paint(painter, x + indent, y + text.height)

    return Box(text.height + (note.height if note else 0.0) + 4.0, paint)


def _rows(pictures: Sequence[Picture], width: float) -> list[Box]:
    """As many in a row as there is room for, drawn a little smaller where one more fits then."""
    gap, used = 16.0, 0.0
    rows: list[list[Picture]] = []
    row: list[Picture] = []
    for picture in pictures:
        wide = picture.svg.width
        if row and SHRINKS_MOST * (used + gap + wide) > width:
            rows.append(row)
            row, used = [], 0.0
        used += wide + (gap if row else 0.0)
        row.append(picture)
    rows += [row] if row else []
    return [_row(each, width, gap) for each in rows]


def _row(pictures: Sequence[Picture], width: float, gap: float) -> Box:
    every = sum(p.svg.width for p in pictures) + gap * (len(pictures) - 1)
    scale = min(1.0, width / every)
    captions = [
        Text([(p.caption, SMALL)], max(scale * p.svg.width, width if len(pictures) == 1 else 0.0))
        if p.caption
        else None
        for p in pictures
    ]
    drawn = [QSvgRenderer(QByteArray(p.svg.markup("s").encode())) for p in pictures]
    height = max(scale * p.svg.height + (c.height + 2.0 if c else 0.0) for p, c in zip(pictures, captions, strict=True))

    def paint(painter: QPainter, x: float, y: float) -> None:
        for picture, caption, renderer in zip(pictures, captions, drawn, strict=True):
            wide, high = scale * picture.svg.width, scale * picture.svg.height
            renderer.render(painter, QRectF(x, y, wide, high))
            if caption is not None:
                caption.paint(painter, x, y + high + 2.0)
            x += wide + scale * gap

    return Box(height + GAP, paint)


def _beside(block: Beside, width: float, page: float) -> list[Box]:
    gap = 20.0
    used = sum(p.svg.width for p in block.pictures) + gap * len(block.pictures)
    if width - used < BESIDE_LEAST:
        return [*_rows(block.pictures, width), *boxes_of(block.blocks, width, page)]
    left, right = _rows(block.pictures, used - gap), boxes_of(block.blocks, width - used, page)

    def paint(painter: QPainter, x: float, y: float) -> None:
        _column(painter, left, x, y)
        _column(painter, right, x + used, y + 20.0)

    return [Box(max(height_of(left), height_of(right) + 20.0), paint)]


def _table(block: Table, width: float) -> list[Box]:
    every = sum(column.share for column in block.columns) or 1.0
    widths = [width * column.share / every for column in block.columns]
    head = _table_row([Cell(c.head) for c in block.columns], block.columns, widths, HEAD, LINE)
    rows = [_table_row(row, block.columns, widths, ROW, HAIR) for row in block.rows]
    head = Box(head.height, head.paint, stays=True)
    return [head, *(Box(row.height, row.paint, again=head) for row in rows)]


def _table_row(
    cells: Sequence[Cell], columns: Sequence[Column], widths: Sequence[float], style: Style, rule: str
) -> Box:  # fmt: skip
    faint = Style(style.size, style.bold, FAINT.colour)
    texts = [
        Text(
            [(c.text, faint if c.faint else style)],
            w - 2.0 * CELL_PAD - (MARK_ROOM if c.mark else 0.0),
            right=column.right,
        )
        for c, column, w in zip(cells, columns, widths, strict=True)
    ]
    height = max((t.height for t in texts), default=0.0) + 2.0 * 2.5

    def paint(painter: QPainter, x: float, y: float) -> None:
        _rule(painter, x, y + height, sum(widths), rule, 1.0)
        for cell, column, wide, text in zip(cells, columns, widths, texts, strict=True):
            left = x + CELL_PAD
            if cell.mark is not None:
                at = left if not column.right else x + wide - CELL_PAD - text.width - MARK_ROOM
                _shape(painter, cell.mark, at, y + 5.5, MARK_SIZE)
            text.paint(painter, left + (MARK_ROOM if cell.mark else 0.0), y + 2.5)
            x += wide

    return Box(height, paint)


def _card(block: Card, width: float, page: float) -> list[Box]:
    inner = boxes_of(block.blocks, width - 2.0 * CARD_PAD, page)
    height = height_of(inner) + 2.0 * CARD_PAD - GAP
    if height > WHOLE_MOST * page:
        parts = [_framed(box, width) for box in inner]
        return [
            _edge(width),
            *parts[:-1],
            replace(parts[-1], stays=True),
            replace(_edge(width), stays=False),
            _space(GAP),
        ]

    def paint(painter: QPainter, x: float, y: float) -> None:
        _frame(painter, QRectF(x, y, width, height), HAIR, 1.0, 6.0)
        _column(painter, inner, x + CARD_PAD, y + CARD_PAD)

    return [Box(height + GAP, paint)]


def _edge(width: float) -> Box:
    """Upper or lower end of a card that goes on over pages."""
    return Box(6.0, lambda painter, x, y: _rule(painter, x, y + 3.0, width, HAIR, 1.0), stays=True)


def _framed(box: Box, width: float) -> Box:
    """A part of such a card."""

    def paint(painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QPen(QColor(HAIR), 1.0))
        for side in (x, x + width):
            painter.drawLine(QPointF(side, y), QPointF(side, y + box.height))
        box.paint(painter, x + CARD_PAD, y)

    return Box(box.height, paint, box.stays, None if box.again is None else _framed(box.again, width))


def _column(painter: QPainter, boxes: Iterable[Box], x: float, y: float) -> None:
    for box in boxes:
        box.paint(painter, x, y)
        y += box.height


def _shape(painter: QPainter, mark: Mark, x: float, y: float, size: float) -> None:
    drawing: Svg = icon(mark)
    QSvgRenderer(QByteArray(drawing.markup("s").encode())).render(painter, QRectF(x, y, size, size))


def _rule(painter: QPainter, x: float, y: float, width: float, colour: str, thick: float) -> None:
    painter.setPen(QPen(QColor(colour), thick))
    painter.drawLine(QPointF(x, y), QPointF(x + width, y))


def _frame(painter: QPainter, box: QRectF, colour: str, thick: float, corner: float = 0.0) -> None:
    painter.setPen(QPen(QColor(colour), thick))
    painter.drawRoundedRect(box, corner, corner)
