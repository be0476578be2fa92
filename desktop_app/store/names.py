"""When two names are one lifter's."""

from __future__ import annotations

import unicodedata

from desktop_app.names import without_joiners


def name_key(name: str) -> str:
    """What makes two names the same: not capitals, not how accents were typed, not blanks around."""
    return without_joiners(unicodedata.normalize("NFKC", name).casefold()).strip()
