"""A number with its noun, as everything that counts for people says it."""

from __future__ import annotations


def counted(count: int, name: str) -> str:
    """`1 set`, `2 sets`; for nouns that take an s."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
