"""Cells of the tables that are written as CSV: safe to open in a spreadsheet, numbers still numbers."""

from __future__ import annotations

import unicodedata
from itertools import dropwhile
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes text that begins so for a formula, and would run it; the last four are the wide forms."""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; all other text is left as it is.

    Blanks and what is not seen before a formula do not hide it. Numbers are no text: they do not come through here.
    """
    seen = "".join(dropwhile(_unseen, text))
    return "'" + text if text.startswith(FORMULA) or seen.startswith(FORMULA) else text


def _unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Cc", "Cf"}
