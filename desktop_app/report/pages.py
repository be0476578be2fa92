"""What stands on a report's pages, before anybody knows whether it becomes HTML or PDF: frozen blocks, no Qt.

    document = Document("Session report", "Ann", "21 November 2026", (Heading("Squat"), Table(...), Picture(svg)))
    html_page(document)          # `report.html`
    pdf_bytes(document, paper)   # `report.pdf`

Texts are plain: whatever stands in them is shown as it is, never run and never taken for markup. A state is told by
shape, colour and word (`Mark`). Unknown is the writer's business: write it in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from desktop_app.report.svg import Mark, Svg


class Tone(StrEnum):
    """How a paragraph is meant. BOXED: important. ALERT: to be read first."""

    PLAIN = "plain"
    FAINT = "faint"
    BOXED = "boxed"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 begins a part, 2 a section of it. note: beside it, in small letters."""

    text: str
    level: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure to be seen at a glance."""

    name: str
    value: str
    note: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures side by side."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """text: what is so; detail: its figures, after it; note: where it comes from, below it and small."""

    text: str
    detail: str = ""
    note: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, as wide as it says where there is room for it. caption: below it."""

    svg: Svg
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Drawings side by side, as many in a row as there is room for."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Drawings with words beside them where there is room for both, else below."""

    pictures: tuple[Picture, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """share: of the table's width, against the other columns. right: figures, set to the right."""

    head: str
    share: float = 1.0
    right: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """faint: said in passing, as what is not known."""

    text: str
    mark: Mark | None = None
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """rows: a cell for each column. title: what it is a table of, for those who cannot see it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Blocks that belong together, in a frame, on one page where they fit on one."""

    blocks: tuple[Block, ...]


Block: TypeAlias = Heading | Paragraph | Facts | Lines | Picture | Pictures | Beside | Table | Card


@dataclass(frozen=True, slots=True)
class Document:
    """title: what it is; who: of whom; when: of which time. made: when and by what it was written. foot: last word."""

    title: str
    who: str
    when: str
    made: str
    blocks: tuple[Block, ...]
    foot: str = ""
