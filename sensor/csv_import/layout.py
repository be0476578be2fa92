"""Which column of a file is which value: the header found, the delimiter told, the columns chosen."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sensor.csv_import.header import EPOCH_RANK, Column, Quantity, columns_of, known
from sensor.errors import ColumnError, FormatError

DELIMITERS: Final = (",", ";", "\t")
COMMENTS: Final = ("#", "//", "%")
EXACT_HEADER: Final = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
"""The header this program writes itself, and advises."""

_AXES: Final = "xyz"
_UNIT_ADVICE: Final = {
    Quantity.TIME: "_s, _ms, _us or _ns",
    Quantity.ACC: "_g, _mg or _ms2",
    Quantity.RATE: "_dps or _rads",
}
_COLUMNS_ADVICE: Final = f"Name the columns {EXACT_HEADER} (units may also be _mg or _ms2, _rads, _ms, _us or _ns)."


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the values are in each row.

    delimiter: between cells. header_line: counted from 1.
    time: its column. acc, rate: the three columns in the order x, y, z, None where the file has none of them.
    notes: what was assumed, in plain words.
    """

    delimiter: str
    header_line: int
    time: Column
    acc: tuple[Column, Column, Column] | None
    rate: tuple[Column, Column, Column] | None
    epoch: Column | None
    notes: tuple[str, ...]

    @property
    def used(self) -> tuple[Column, ...]:
        """The columns to read, in this order."""
        return (self.time, *(self.acc or ()), *(self.rate or ()), *((self.epoch,) if self.epoch else ()))


def find_layout(path: Path, lines: list[str]) -> Layout:
    """Find the header among the first lines of a file and choose the columns.

    lines: as decoded for parsing (latin-1); names are read as UTF-8 where they are that.
    Raises ColumnError (no header, a missing column, a unit that cannot be told) or FormatError (nothing but blanks).
    """
    best: tuple[int, int, str, list[Column]] | None = None
    best_is_comment = False
    first: tuple[int, str] | None = None
    for number, raw in enumerate(lines, start=1):
        line = _as_utf8(raw)
        if not line.strip() or line.lower().startswith("sep="):
            continue
        comment = is_comment(line)
        if comment:
            # Some programs, numpy among them, write the header as a comment.
            line = line.strip().lstrip("#/% ")
        else:
            first = first or (number, line)
        for delimiter in DELIMITERS:
            columns = columns_of(split_cells(line, delimiter))
            # A data line after the header has no names, so the first best line is the header; a comment is one only
            # where no line beside it is as good.
            told = known(columns)
            if best is None or told > best[0] or (told == best[0] > 0 and best_is_comment and not comment):
                best, best_is_comment = (told, number, delimiter, columns), comment
    if best is None or (first is None and best[0] == 0):
        raise FormatError(path, "holds no data, not even a header", "Export the recording again.")
    if best[0] == 0 and first is not None:
        best = (0, first[0], *_most_cells(first[1]))
    return _chosen(path, *best[1:])


def is_comment(line: str) -> bool:
    """True for blank lines and lines that start with a comment sign."""
    text = line.strip()
    return not text or text.startswith(COMMENTS)


def split_cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line; quotes are honoured, and a line the csv module refuses is taken as it is."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _as_utf8(line: str) -> str:
    try:
        return line.encode("latin-1").decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return line


def _most_cells(line: str) -> tuple[str, list[Column]]:
    delimiter = max(DELIMITERS, key=lambda d: len(split_cells(line, d)))
    return delimiter, columns_of(split_cells(line, delimiter))


def _chosen(path: Path, header_line: int, delimiter: str, columns: list[Column]) -> Layout:
    names = [c.name for c in columns]
    if not any(c.quantity for c in columns):
        if names and all(_is_number(n) for n in names):
            raise ColumnError(path, "the first line holds numbers, not names of columns", _COLUMNS_ADVICE, header_line)
        told = ", ".join(repr(n[:30]) for n in names[:8])
        raise ColumnError(path, f"no column is known by its name; the header is {told}", _COLUMNS_ADVICE, header_line)
    notes: list[str] = []
    acc = _triple(path, header_line, columns, Quantity.ACC, notes)
    rate = _triple(path, header_line, columns, Quantity.RATE, notes)
    if acc is None and rate is None:
        raise _none_at_all(path, header_line, columns)
    time, epoch = _times(path, header_line, columns)
    return Layout(delimiter, header_line, time, acc, rate, epoch, tuple(notes))


def _times(path: Path, line: int, columns: list[Column]) -> tuple[Column, Column | None]:
    times = [c for c in columns if c.quantity is Quantity.TIME]
    told = sorted((c for c in times if c.factor is not None), key=lambda c: c.rank)
    if told:
        return told[0], told[-1] if told[-1].rank == EPOCH_RANK and len(told) > 1 else None
    if times:
        raise _no_unit(path, line, times[0])
    raise ColumnError(path, "there is no column of times", "Name it time_s, time_ms, time_us or time_ns.", line)


def _triple(
    path: Path, line: int, columns: list[Column], quantity: Quantity, notes: list[str]
) -> tuple[Column, Column, Column] | None:
    """The three columns of one quantity; None where the file has no such column at all."""
    mine = [c for c in columns if c.quantity is quantity]
    if not mine:
        return None
    found: list[Column] = []
    for axis in range(3):
        of_axis = [c for c in mine if c.axis == axis]
        told = [c for c in of_axis if c.factor is not None]
        if not told and of_axis:
            raise _no_unit(path, line, of_axis[0])
        if not told:
            there = ", ".join(_AXES[c.axis] for c in mine)
            message = f"there is {quantity.value} along {there} but none along {_AXES[axis]}"
            raise ColumnError(path, message, _COLUMNS_ADVICE, line)
        if len(told) > 1:
            notes.append(f"of the columns {', '.join(c.name for c in told)} the first was taken")
        found.append(told[0])
    return found[0], found[1], found[2]


def _no_unit(path: Path, line: int, column: Column) -> ColumnError:
    quantity = column.quantity or Quantity.TIME
    letter = {Quantity.ACC: "a", Quantity.RATE: "g"}.get(quantity)
    stem = "time" if letter is None else letter + _AXES[column.axis]
    first, *rest = _UNIT_ADVICE[quantity].replace(" or", ",").split(", ")
    names = [stem + first, *(stem + r for r in rest)]
    return ColumnError(
        path,
        f"the unit of column {column.name[:60]!r} cannot be told",
        f"Rename it {', '.join(names[:-1])} or {names[-1]}, whichever it is.",
        line,
    )


def _none_at_all(path: Path, line: int, columns: list[Column]) -> ColumnError:
    if any(c.without_gravity for c in columns):
        return ColumnError(
            path,
            "only acceleration with gravity already removed is there",
            "Export the acceleration with gravity: the tilt of the sensor is found from it.",
            line,
        )
    return ColumnError(path, "there is no column of acceleration", _COLUMNS_ADVICE, line)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
