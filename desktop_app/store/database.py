"""One database, SQLite or PostgreSQL, as transactions that succeed or leave nothing.

    database.read(lambda c: c.execute(...).all())
    database.write(lambda c: ...)         # run again from its beginning where another process was in the way

SQLite: write-ahead log, so that readers never wait; every write takes its lock at its beginning, so that it cannot fail
half-way for one taken meanwhile; each commit is on the disk before it returns; what is deleted is overwritten.
PostgreSQL: writes are serializable; those that the server refuses for another's sake are run again.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from desktop_app.store.errors import (
    StoreAccessError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreUnreachableError,
)

T = TypeVar("T")

_WRITES: Final = "rackside_writes"
_AS_IF_ALONE: Final = "SERIALIZABLE"
_AS_OF_ONE_MOMENT: Final = "REPEATABLE READ"
_AS_OF_NOW: Final = "READ COMMITTED"
_SQLITE_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
SQLITE_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PG_AGAIN: Final = frozenset({"40001", "40P01", "55P03", "23505"})
"""Serialization failure, deadlock, lock not to be had; and a row that another has just made: it is found next time."""
_PG_FULL: Final = frozenset({"53100", "53200"})
_PG_REFUSED: Final = ("28", "42501", "25006", "3D")
"""Beginnings of: who you are, what you may do, read only, no such database."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long others are waited for, s. lock_s: once, by SQLite itself. most_s: in all. pause_s: between tries."""

    lock_s: float = 5.0
    most_s: float = 30.0
    pause_s: float = 0.005
    pause_most_s: float = 0.2
    connect_s: int = 5


PATIENCE: Final = Patience()


class Database:
    """Transactions on one database. name: for messages; it holds no password."""

    def __init__(self, url: URL, patience: Patience = PATIENCE, wait: Callable[[float], None] = time.sleep) -> None:
        shown = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
        self.name = str(url.database) if is_sqlite(url) else shown
        self.is_sqlite = is_sqlite(url)
        self._patience, self._wait = patience, wait
        self.engine = _sqlite(url, patience) if self.is_sqlite else _postgresql(url, patience)

    def read(self, work: Callable[[Connection], T]) -> T:
        """What work finds, all of it as of one moment. Raises StoreError."""
        return self._tried(work, writes=False, isolation=_AS_OF_ONE_MOMENT)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Done wholly or not at all, and not before it is safe. Work may be run several times. Raises StoreError."""
        return self._tried(work, writes=True, isolation=_AS_IF_ALONE)

    def write_locked(self, work: Callable[[Connection], T]) -> T:
        """The same for work that first takes a lock, and must see what was done while it waited for it."""
        return self._tried(work, writes=True, isolation=_AS_OF_NOW)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _tried(self, work: Callable[[Connection], T], *, writes: bool, isolation: str) -> T:
        until_s = time.monotonic() + self._patience.most_s
        pause_s = self._patience.pause_s
        while True:
            try:
                return self._once(work, writes, isolation)
            except SQLAlchemyError as error:
                if not is_in_the_way(error) or time.monotonic() > until_s:
                    raise told(self.name, error) from _cause(error)
            self._wait(pause_s * random.uniform(0.5, 1.5))  # noqa: S311 (so that two do not meet again)
            pause_s = min(2.0 * pause_s, self._patience.pause_most_s)

    def _once(self, work: Callable[[Connection], T], writes: bool, isolation: str) -> T:
        options: dict[str, Any] = {_WRITES: writes}
        if not self.is_sqlite:
            options["isolation_level"] = isolation
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            return work(connection)


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def is_in_the_way(error: SQLAlchemyError) -> bool:
    """Whether somebody else was, so that the same may succeed if tried again."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) in _SQLITE_BUSY
    return getattr(error.orig, "sqlstate", None) in _PG_AGAIN


def is_damaged(error: SQLAlchemyError) -> bool:
    """Whether an SQLite file is none any more."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    return isinstance(orig, sqlite3.Error) and _sqlite_code(orig) in SQLITE_DAMAGED


def told(name: str, error: SQLAlchemyError) -> StoreError:
    """An error of the database in the user's words; what was stored is not repeated."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    if is_in_the_way(error):
        return StoreBusyError(f"{name} is kept busy by another program", "End the others and try again.")
    if isinstance(orig, sqlite3.Error):
        return _told_sqlite(name, orig)
    state = getattr(orig, "sqlstate", None) or ""
    if state in _PG_FULL:
        return StoreFullError(f"{name} has no room left", "Free some space on the database's server.")
    if state.startswith(_PG_REFUSED):
        return StoreUnreachableError(f"{name} refuses: {_first_line(orig)}", "Check user, password and rights.")
    if not state or state.startswith(("08", "57", "53")):
        return StoreUnreachableError(
            f"{name} cannot be reached: {_first_line(orig or error)}", "Check the address and that the server runs."
        )
    return StoreError(f"{name} did not do it: {type(orig).__name__} {state}", "Please report it.")


def _told_sqlite(name: str, orig: sqlite3.Error) -> StoreError:
    code = _sqlite_code(orig)
    if code in SQLITE_DAMAGED:
        return StoreDamagedError(
            f"{name} is damaged", "Start Rackside again: the file is put aside, and recordings are offered anew."
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError(f"{name} has no room left", "Free some space, or move the history to another disk.")
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}:
        return StoreAccessError(f"{name} cannot be opened or written", "Check the folder's rights and the disk.")
    return StoreError(f"{name} did not do it: {orig.sqlite_errorname}", "Please report it.")


def _cause(error: SQLAlchemyError) -> SQLAlchemyError | None:
    """What may be seen behind a message: not the server's complaint about a row, which repeats the row."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    return None if (getattr(orig, "sqlstate", None) or "").startswith(("22", "23")) else error


def _sqlite_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _first_line(error: BaseException | None) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__


def _sqlite(url: URL, patience: Patience) -> Engine:
    engine = sqlalchemy.create_engine(
        url, hide_parameters=True, connect_args={"timeout": patience.lock_s, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        # Transactions are begun below, not by the driver.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL, patience: Patience) -> Engine:
    # What it warns of beside an error that it raises would stand on the user's terminal, though the work is done again.
    quiet = logging.getLogger("psycopg")
    if not quiet.handlers:
        quiet.addHandler(logging.NullHandler())
    return sqlalchemy.create_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=2, connect_args={"connect_timeout": patience.connect_s}
    )
