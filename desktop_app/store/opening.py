"""A database opened: made where there is none, upgraded where it is older, put aside where it is damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop_app.store.database import PATIENCE, SQLITE_DAMAGED, Database, Patience
from desktop_app.store.errors import ForeignStoreError, StoreAccessError, StoreBusyError
from desktop_app.store.migrating import Upgraded, upgrade
from desktop_app.store.place import StorePlace, make_private
from desktop_app.store.tables import VERSION_TABLE

SIDE_FILES: Final = ("", "-wal", "-shm")
"""What belongs to one SQLite database."""
PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Opened:
    """upgraded: from an older version. put_aside: where a damaged file was moved to, and an empty history begun."""

    database: Database
    upgraded: Upgraded | None = None
    put_aside: Path | None = None


def open_database(place: StorePlace, patience: Patience = PATIENCE) -> Opened:
    """Raises StoreError: unreachable, newer, something else's, or without rights."""
    url = place.database_url()
    if place.url is not None:
        database = Database(url, patience)
        return Opened(database, _upgraded(database, place.folder))
    make_private(place.folder)
    # Only one program at a time looks whether the file is sound, and moves or upgrades it.
    with _alone(place.folder / f"{place.file.name}.lock", patience):
        put_aside = None if _is_sound(place.file) else _put_aside(place.file)
        _make_private_file(place.file)
        database = Database(url, patience)
        return Opened(database, _upgraded(database, place.folder), put_aside)


def _upgraded(database: Database, backups: Path) -> Upgraded | None:
    try:
        return upgrade(database, backups)
    except BaseException:
        database.close()
        raise


@contextmanager
def _alone(path: Path, patience: Patience) -> Iterator[None]:
    """A lock that ends with the process, on every system: an SQLite database that nobody reads."""
    try:
        _make_private_file(path)
        with closing(sqlite3.connect(path, timeout=patience.most_s, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreBusyError(f"{path.parent} is being opened by another program", "Try again.") from error
        raise StoreAccessError(f"{path} cannot be opened", "Check the folder's rights and the disk.") from error


def _is_sound(path: Path) -> bool:
    """Whether the file can be read as SQLite from end to end, or is not there.

    Raises ForeignStoreError for another program's, StoreAccessError.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return True
        with closing(sqlite3.connect(path, timeout=PATIENCE.lock_s)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return False
            # Before anything of the file is changed, its kind of log included.
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if tables and VERSION_TABLE not in tables:
                raise ForeignStoreError(f"{path} holds something else than a history", "Name another folder.")
            return True
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in SQLITE_DAMAGED:
            return False
        raise StoreAccessError(f"{path} cannot be opened", "Check the folder's rights and the disk.") from error
    except OSError as error:
        raise StoreAccessError(f"{path} cannot be opened", "Check the folder's rights and the disk.") from error


def _put_aside(path: Path) -> Path:
    """Move a damaged database, with all that belongs to it, to a name that nothing has."""
    now = f"{datetime.now(UTC):%Y%m%d_%H%M%S_%f}"
    target = path.with_name(f"{path.name}.damaged.{now}")
    try:
        # The log first: without the file it belongs to it is never read.
        for side in reversed(SIDE_FILES):
            old = path.with_name(path.name + side)
            if old.exists():
                old.rename(target.with_name(target.name + side))
    except OSError as error:
        raise StoreAccessError(f"{path} is damaged and cannot be moved", "Move it to another folder.") from error
    return target


def _make_private_file(path: Path) -> None:
    """Make an empty file before SQLite does: side files take its rights."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), PRIVATE))
        if path.stat().st_mode & 0o077:
            path.chmod(PRIVATE)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreAccessError(f"{path}: {reason}", "Choose a folder that is yours.") from error
