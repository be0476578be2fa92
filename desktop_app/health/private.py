"""How an answer about health looks where something is printed, logged or told in an error: not at all."""

from __future__ import annotations


def hidden(answer: object) -> str:
    """In place of `repr` of whatever holds an answer."""
    return f"<{type(answer).__name__}: private>"
