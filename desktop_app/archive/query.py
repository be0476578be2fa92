"""A question in SQL, answered from the tables and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop_app.archive.columns import TABLES
from desktop_app.archive.errors import QueryError
from desktop_app.archive.opened import Opened, connected

if TYPE_CHECKING:
    import duckdb

_T = TypeVar("_T")
LOOK_S: Final = 0.1
FETCHED: Final = 1000
"""Rows in memory at a time."""
SHOWN_CHARS: Final = 300
"""Of a complaint: DuckDB quotes the whole question."""
_READING: Final = frozenset({"SELECT", "EXPLAIN"})


@dataclass(frozen=True, slots=True)
class Answer:
    """columns: by name. rows: fetched as they are taken; None, numbers, texts, or lists and dicts of them."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def asked(archive: Opened, sql: str) -> Iterator[Answer]:
    """The answer to one question. Raises QueryError, also while rows are taken; KeyboardInterrupt after Ctrl-C."""
    import duckdb

    with closing(connected({name: archive.table(name) for name in TABLES})) as base:
        try:
            statements = base.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError("the question is not one statement", "Ask one SELECT.")
            kind = statements[0].type.name
            if kind not in _READING:
                raise QueryError(f"{kind} is no question", "The tables are only read: ask a SELECT.")
            found = _waited(base, partial(base.execute, statements[0]))
            yield Answer(_names([str(one[0]) for one in found.description or ()]), _rows(base, found))
        except duckdb.Error as error:
            raise _refused(error) from error


def plain(value: Any) -> Any:
    """A value as JSON can hold it; what is no number is not known."""
    if isinstance(value, float):
        return value if value - value == 0.0 else None
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _names(columns: Sequence[str]) -> tuple[str, ...]:
    """Each column's own name: of two tables' columns of one name, the second becomes `name_2`."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return tuple(names)


def _waited(base: duckdb.DuckDBPyConnection, work: Callable[[], _T]) -> _T:
    """What comes of it. In a thread of its own: DuckDB does not always look whether Ctrl-C was pressed."""
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        try:
            while not working.done():
                wait([working], LOOK_S)
        except KeyboardInterrupt:
            base.interrupt()
            raise
        return working.result()


def _rows(base: duckdb.DuckDBPyConnection, found: Any) -> Iterator[tuple[Any, ...]]:
    while rows := _waited(base, partial(found.fetchmany, FETCHED)):
        for row in rows:
            yield tuple(plain(value) for value in row)


def _refused(error: Exception) -> QueryError:
    """DuckDB's complaint in one line, and what there is to ask about."""
    import duckdb

    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = " ".join(line for line in lines if not line.startswith(("LINE ", "^")))
    said = said.partition(" Possible solutions:")[0][:SHOWN_CHARS]
    if "pytz" in said:
        return QueryError("a time with a time zone cannot be shown", "Cast it, as now()::TIMESTAMP.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError(said, "Ask for less at a time, or add a LIMIT.")
    if isinstance(error, duckdb.PermissionException):
        return QueryError("a question reads these tables and nothing else", f"Ask about {', '.join(TABLES)}.")
    return QueryError(said, "`rackside archive query` without a question lists tables and columns.")
