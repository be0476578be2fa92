"""When two names are one lifter's."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """What makes two names the same: not capitals, not how accents were typed, not blanks around."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
