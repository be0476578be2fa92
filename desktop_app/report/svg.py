"""Small pictures as SVG text: what browsers and Qt both draw, with a title and a description for those who do not see.

Plain shapes and presentation attributes only: no style sheet, no script, nothing from elsewhere. Every text goes
through `escaped`. Sizes are CSS pixels.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

Point: TypeAlias = tuple[float, float]

TEXT: Final = "#0e141a"
DIM: Final = "#47535f"
LINE: Final = "#9aa6b2"
HAIR: Final = "#dde3e9"
PAPER: Final = "#ffffff"
DOWN: Final = "#2b6ca3"
"""What goes down; and what goes up."""
UP: Final = "#00725c"
BAND: Final = "#e3edf5"
"""Where a lifter usually is."""
LETTERS: Final = 11.0
SMALL: Final = 9.5
"""Of scales and values."""
GLYPH_SHARE: Final = 0.56
"""Width of a letter over the font's size, about: SVG does not measure."""
ELLIPSIS: Final = "…"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Mark(StrEnum):
    """A state, each with a shape and a colour of its own."""

    NOTE = "note"
    WARN = "warn"
    STOP = "stop"
    UNCERTAIN = "uncertain"
    STEADY = "steady"


COLOURS: Final = MappingProxyType(
    {
        Mark.NOTE: "#56626e",
        Mark.WARN: "#956300",
        Mark.STOP: "#8c0a1e",
        Mark.UNCERTAIN: "#5b3fb0",
        Mark.STEADY: "#00725c",
    }
)
"""They differ in lightness too, so that they differ to every kind of eye, and on grey paper."""


@dataclass(frozen=True, slots=True)
class Svg:
    """A picture. title: what it is; told: what it shows, in words. body: elements, escaped already."""

    width: float
    height: float
    title: str
    told: str
    body: str

    def markup(self, key: str) -> str:
        """The element. key: unique on its page."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}" viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="{key}-t {key}-d" '
            f'font-family="sans-serif" font-size="{_n(LETTERS)}">'
            f'<title id="{key}-t">{escaped(self.title)}</title><desc id="{key}-d">{escaped(self.told)}</desc>'
            f"{self.body}</svg>"
        )


def cleaned(text: str) -> str:
    """Text without the characters that no XML file may hold."""
    return _NOT_XML.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Text as it stands in an element or in an attribute's quotes."""
    return escape(cleaned(text), {'"': "&quot;", "'": "&#39;"})


def text_width(text: str, size: float = LETTERS) -> float:
    """About how wide a text will be."""
    return GLYPH_SHARE * size * len(text)


def fitted(text: str, width: float, size: float = LETTERS) -> str:
    """As much of a text as there is room for."""
    most = max(int(width / (GLYPH_SHARE * size)), 1)
    return text if len(text) <= most else text[: most - 1] + ELLIPSIS


@dataclass(frozen=True, slots=True)
class Scale:
    """Values along a stretch of the picture. at_low, at_high: where low and high stand."""

    low: float
    high: float
    at_low: float
    at_high: float

    def at(self, value: float) -> float:
        """Where a value stands; one beyond the ends stands at the end."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.at_low + min(max(share, 0.0), 1.0) * (self.at_high - self.at_low)


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that divides a span into at most so many steps."""
    if span <= 0.0 or not math.isfinite(span):
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if span / (step * power) <= most + 1e-9)


def nice_scale(values: Iterable[float], at_low: float, at_high: float, *, zero: bool, most: int = 4) -> Scale:
    """A scale with round ends around values. zero: it begins at nothing."""
    known = list(values) or [0.0, 1.0]
    low, high = (min(0.0, *known, 0.0) if zero else min(known)), max(known)
    pad = 0.0 if zero else 0.15 * (high - low) or 0.1 * abs(high) or 1.0
    step = nice_step(high - low + 2.0 * pad or 1.0, most)
    top = math.ceil((high + pad) / step - 1e-9) * step
    bottom = 0.0 if zero else math.floor((low - pad) / step + 1e-9) * step
    return Scale(bottom, top if top > bottom else bottom + step, at_low, at_high)


def ticks(scale: Scale, most: int = 4) -> list[float]:
    """Round values of a scale, ends included where they are round."""
    step = nice_step(scale.high - scale.low, most)
    first = math.ceil(scale.low / step - 1e-9)
    last = math.floor(scale.high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def tick_text(value: float) -> str:
    return f"{value:.6g}".removeprefix("-") if value == 0.0 else f"{value:.6g}"


class Canvas:
    """Shapes one upon the other; `picture` ends it."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def picture(self, title: str, told: str) -> Svg:
        return Svg(self.width, self.height, title, told, "".join(self._parts))

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str = "none", *,
        stroke: str | None = None, dash: str | None = None, corner: float = 0.0,
    ) -> None:  # fmt: skip
        round_ = f' rx="{_n(corner)}"' if corner else ""
        self._add(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0.0))}" height="{_n(max(height, 0.0))}"'
            f'{round_} fill="{fill}"{_stroke(stroke, 1.0, dash)}/>'
        )

    def line(self, a: Point, b: Point, stroke: str = LINE, width: float = 1.0, dash: str | None = None) -> None:
        self._add(
            f'<line x1="{_n(a[0])}" y1="{_n(a[1])}" x2="{_n(b[0])}" y2="{_n(b[1])}"{_stroke(stroke, width, dash)}/>'
        )

    def polyline(self, points: Sequence[Point], stroke: str, width: float = 1.5, dash: str | None = None) -> None:
        if len(points) > 1:
            self._add(f'<polyline points="{_points(points)}" fill="none"{_stroke(stroke, width, dash)}/>')

    def polygon(self, points: Sequence[Point], fill: str, stroke: str | None = None) -> None:
        self._add(f'<polygon points="{_points(points)}" fill="{fill}"{_stroke(stroke, 1.0, None)}/>')

    def circle(
        self, centre: Point, radius: float, fill: str, stroke: str | None = None, *,
        width: float = 1.5, dash: str | None = None,
    ) -> None:  # fmt: skip
        self._add(
            f'<circle cx="{_n(centre[0])}" cy="{_n(centre[1])}" r="{_n(radius)}" fill="{fill}"'
            f"{_stroke(stroke, width, dash)}/>"
        )

    def text(
        self, at: Point, text: str, *, size: float = LETTERS, fill: str = TEXT, anchor: str = "start",
        bold: bool = False,
    ) -> None:  # fmt: skip
        """at: the baseline's begin, middle or end, by anchor."""
        weight = ' font-weight="bold"' if bold else ""
        self._add(
            f'<text x="{_n(at[0])}" y="{_n(at[1])}" font-size="{_n(size)}" fill="{fill}" text-anchor="{anchor}"'
            f"{weight}>{escaped(text)}</text>"
        )

    def hatched(self, x: float, y: float, width: float, height: float, colour: str, gap: float = 5.0) -> None:
        """A box with slanted lines and a dashed edge: what is uncertain. Lines of its own: not all know patterns."""
        self.rect(x, y, width, height, PAPER, stroke=colour, dash="3 2")
        offset = gap
        while offset < width + height:
            a = (x + max(offset - height, 0.0), y + min(offset, height))
            b = (x + min(offset, width), y + max(offset - width, 0.0))
            self.line(a, b, colour, 0.8)
            offset += gap

    def mark(self, at: Point, mark: Mark, size: float = 10.0) -> None:
        """A state's shape about a point: dot, triangle, octagon, dashed ring, or disc."""
        colour, r = COLOURS[mark], size / 2.0
        x, y = at
        if mark is Mark.WARN:
            self.polygon([(x, y - r), (x + r, y + 0.8 * r), (x - r, y + 0.8 * r)], colour)
        elif mark is Mark.STOP:
            turns = [math.pi * (0.125 + 0.25 * k) for k in range(8)]
            self.polygon([(x + r * math.cos(t), y + r * math.sin(t)) for t in turns], colour)
        elif mark is Mark.UNCERTAIN:
            self.circle(at, 0.85 * r, PAPER, colour, dash="2 1.5")
        elif mark is Mark.NOTE:
            self.circle(at, 0.45 * r, colour)
        else:
            self.circle(at, 0.85 * r, colour)

    def _add(self, element: str) -> None:
        self._parts.append(element)


def icon(mark: Mark, size: float = 12.0) -> Svg:
    """A state's shape alone, for lists and tables."""
    canvas = Canvas(size, size)
    canvas.mark((size / 2.0, size / 2.0), mark, 0.9 * size)
    return canvas.picture(mark.value, mark.value)


def _stroke(colour: str | None, width: float, dash: str | None) -> str:
    if colour is None:
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f' stroke="{colour}" stroke-width="{_n(width)}" stroke-linejoin="round"{dashed}'


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A length to a hundredth; whatever is not finite would be drawn nowhere."""
    if not math.isfinite(value):
        raise ValueError("a picture has a place that is not finite")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
