"""Lifters' names: which characters they, and any text that others read, may hold, and when two are one lifter's."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"
"""They join letters and emoji or keep them apart: Persian and family emoji are not written without them.

What turns the direction of writing (U+202A to U+202E, U+2066 to U+2069) makes a name look like another, and upsets the
text beside it; with everything else that cannot be printed, it may be in no name.
"""
NAME_MAX_CHARS: Final = 200
_WITHOUT: Final = str.maketrans("", "", JOINERS)


def without_joiners(text: str) -> str:
    """What of it takes room."""
    return text.translate(_WITHOUT)


def is_shown(text: str) -> bool:
    """Whether every character is one that is shown as it is, or joins such."""
    return without_joiners(text).isprintable()


def is_name(text: str) -> bool:
    """Whether it can be a name: not too long, shown, and not of blanks alone."""
    return len(text) <= NAME_MAX_CHARS and is_shown(text) and bool(without_joiners(text).strip())


def name_key(name: str) -> str:
    """What makes two names the same: not capitals, not how accents were typed, not blanks around."""
    return without_joiners(unicodedata.normalize("NFKC", name).casefold()).strip()
