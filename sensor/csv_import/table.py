"""One CSV file as a table in SI units, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dsp.samples import BoolArray, FloatArray, IntArray
from sensor.csv_import.header import Column, Quantity
from sensor.csv_import.layout import Layout, find_layout
from sensor.csv_import.limits import CsvLimits
from sensor.csv_import.lines import Block, LineSource, Progress
from sensor.csv_import.numbers import parse_lines
from sensor.errors import ColumnError, FormatError, LimitError, ValuesError


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file, unreadable cells as NaN.

    time_s: (n,) seconds. acc_ms2, rate_rads: (n, 3), None where the file has no such columns.
    epoch_s: (n,) times since 1970 beside the file's own, None without such a column.
    line: (n,) the line of each row, from 1, as 32-bit integers.
    bad_rows: rows with at least one unreadable cell; first_bad_line: where the first is, None without any.
    cut: the compressed file ended early. notes: what was assumed.
    """

    path: Path
    time_s: FloatArray
    acc_ms2: FloatArray | None
    rate_rads: FloatArray | None
    epoch_s: FloatArray | None
    line: NDArray[np.int32]
    bad_rows: int
    first_bad_line: int | None
    cut: bool
    notes: tuple[str, ...]


def read_table(path: Path, limits: CsvLimits, progress: Progress | None = None, *, rates_alone: bool = False) -> Table:
    """Read a CSV, plain or gzipped. rates_alone: one without acceleration will do.

    Raises InputError: each bad file has its own kind and one clear line.
    """
    source = LineSource(path, limits, progress)
    blocks = source.blocks()
    first = next(blocks, None)
    if first is None:
        if source.cut:
            raise FormatError(path, "the compressed data are damaged from the start", "Export or copy the file again.")
        raise FormatError(path, "is empty", "Export the recording again.")
    layout = find_layout(path, first.lines[: limits.header_lines])
    if layout.acc is None and not rates_alone:
        raise ColumnError(
            path,
            "there is angular rate but no acceleration",
            "Name the acceleration columns ax_g,ay_g,az_g, or lay its _Accelerometer file beside this one.",
            layout.header_line,
        )
    parts, lines = _parsed(path, layout, limits, _after_header(first, layout, blocks))
    rows = sum(len(p) for p in parts)
    if rows == 0:
        raise ValuesError(path, "holds a header but no samples", "Export the recording again.", layout.header_line)
    table = _assembled(path, layout, parts, lines, rows, source.cut, limits)
    _check_share(table, limits)
    return table


def _after_header(first: Block, layout: Layout, rest: Iterator[Block]) -> Iterator[Block]:
    yield Block(first.lines[layout.header_line :], first.first_line + layout.header_line)
    yield from rest


def _parsed(
    path: Path, layout: Layout, limits: CsvLimits, blocks: Iterator[Block]
) -> tuple[list[FloatArray], list[IntArray]]:
    columns = [c.index for c in layout.used]
    parts: list[FloatArray] = []
    lines: list[IntArray] = []
    rows = 0
    for block in blocks:
        values, numbers = parse_lines(block.lines, layout.delimiter, columns, block.first_line)
        rows += len(values)
        if rows > limits.rows_max:
            raise LimitError(
                path, f"holds more than {limits.rows_max:,} rows", "Cut it into shorter recordings.", int(numbers[-1])
            )
        parts.append(values)
        lines.append(numbers)
    return parts, lines


def _assembled(
    path: Path, layout: Layout, parts: list[FloatArray], lines: list[IntArray], rows: int, cut: bool, limits: CsvLimits
) -> Table:
    time_s = np.empty(rows)
    acc = np.empty((rows, 3)) if layout.acc else None
    rate = np.empty((rows, 3)) if layout.rate else None
    epoch = np.empty(rows) if layout.epoch else None
    line = np.empty(rows, dtype=np.int32)
    start, bad_rows, first_bad = 0, 0, None
    parts.reverse()
    lines.reverse()
    # Each part is let go once copied, so that a long file is held once, not twice.
    while parts:
        values, numbers = parts.pop(), lines.pop()
        part = slice(start, start + len(values))
        bad = _to_si(values, layout.used, limits)
        time_s[part], line[part] = values[:, 0], numbers
        at = 1
        for target in (acc, rate):
            if target is not None:
                target[part] = values[:, at : at + 3]
                at += 3
        if epoch is not None:
            epoch[part] = values[:, at]
        if bad.any():
            bad_rows += int(bad.sum())
            first_bad = first_bad if first_bad is not None else int(numbers[int(np.argmax(bad))])
        start += len(values)
    return Table(path, time_s, acc, rate, epoch, line, bad_rows, first_bad, cut, layout.notes)


def _to_si(values: FloatArray, columns: tuple[Column, ...], limits: CsvLimits) -> BoolArray:
    """Scale in place, put NaN for what is no measurement; True for each row that has such a cell."""
    largest = {
        Quantity.TIME: limits.time_max_s,
        Quantity.ACC: limits.acc_max_ms2,
        Quantity.RATE: limits.rate_max_rads,
    }
    bad = np.zeros(len(values), dtype=np.bool_)
    with np.errstate(over="ignore"):
        for k, column in enumerate(columns):
            value = values[:, k]
            if column.factor is not None and column.factor != 1.0:
                value *= column.factor
            if column.divisor is not None and column.divisor != 1.0:
                value /= column.divisor
            # NaN compares false, so this takes in NaN and infinity too.
            wrong = ~(np.abs(value) <= largest[column.quantity or Quantity.TIME])
            value[wrong] = np.nan
            bad |= wrong
    return bad


def _check_share(table: Table, limits: CsvLimits) -> None:
    rows = len(table.time_s)
    if table.bad_rows > limits.bad_share_max * rows:
        raise ValuesError(
            table.path,
            f"{table.bad_rows} of {rows} rows hold cells that are no numbers, this the first",
            "Check the delimiter, the decimal sign and the columns.",
            table.first_bad_line,
        )
    if rows - table.bad_rows < limits.rows_min:
        raise ValuesError(
            table.path,
            f"holds only {rows - table.bad_rows} usable samples",
            "Record a whole set, with two seconds of rest before it.",
            int(table.line[-1]),
        )
