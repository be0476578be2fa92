"""Numbers out of lines: a fast way for clean lines, a careful one for the rest."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from dsp.samples import FloatArray, IntArray
from sensor.csv_import.layout import is_comment, split_cells

CAREFUL_LINES: Final = 256
"""Below this many lines a block that the fast way refuses is read cell by cell; above, it is halved and tried again."""


def parse_lines(lines: list[str], delimiter: str, columns: list[int], first_line: int) -> tuple[FloatArray, IntArray]:
    """The cells of the given columns as numbers.

    Returns values (n, len(columns)), NaN where a cell is no number, and the line of each row (n,), from 1.
    Blank lines and comments give no row. With `;` or tabs between cells, a comma within one is a decimal comma.
    """
    numbers = np.arange(first_line, first_line + len(lines), dtype=np.int64)
    keep = [k for k, line in enumerate(lines) if is_comment(line)]
    if keep:
        numbers = np.delete(numbers, keep)
        lines = [line for line in lines if not is_comment(line)]
    if delimiter != ",":
        lines = "\n".join(lines).replace(",", ".").split("\n") if lines else lines
    parts = _parse(lines, delimiter, columns)
    values = np.concatenate(parts) if parts else np.empty((0, len(columns)))
    return values, numbers


def _parse(lines: list[str], delimiter: str, columns: list[int]) -> list[FloatArray]:
    if not lines:
        return []
    try:
        fast = np.loadtxt(lines, float, None, delimiter, usecols=columns, quotechar='"', ndmin=2)
    except ValueError:
        if len(lines) <= CAREFUL_LINES:
            return [np.array([_row(line, delimiter, columns) for line in lines], dtype=float)]
        half = len(lines) // 2
        return [*_parse(lines[:half], delimiter, columns), *_parse(lines[half:], delimiter, columns)]
    if len(fast) != len(lines):
        # An open quote swallowed line ends.
        return [np.array([_row(line, delimiter, columns) for line in lines], dtype=float)]
    return [fast]


def _row(line: str, delimiter: str, columns: list[int]) -> list[float]:
    cells = split_cells(line, delimiter)
    return [_number(cells[k]) if k < len(cells) else math.nan for k in columns]


def _number(cell: str) -> float:
    # Underscores and other alphabets' digits are numbers to Python, but to no program that writes measurements.
    if "_" in cell or not cell.isascii():
        return math.nan
    try:
        return float(cell.replace(",", ".") if cell.count(",") == 1 else cell)
    except ValueError:
        return math.nan
