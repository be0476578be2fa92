"""Where text goes that people read: what a sensor or a file calls itself is only ever text there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from desktop_app.names import JOINERS

_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Controls (a terminal's commands begin with one), marks that turn the direction of writing, odd ends of lines."""


class PlainConsole(Console):
    """Shows text as it is: no markup, no emoji by name, no control characters other than rich's own."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(file=stream, highlight=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is drawn, made harmless."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(harmless(segment.text), segment.style)


def harmless(text: str) -> str:
    """Without what a terminal obeys or nobody sees; ends of lines stay."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c == "\n" or c in JOINERS or unicodedata.category(c) not in _UNSEEN)


def one_line(text: str) -> str:
    """A name as it stands within a line."""
    return harmless(" ".join(text.split()))
