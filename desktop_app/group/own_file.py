"""A small SQLite file that is its owner's alone: what the network must not lose between two starts of the program."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Final

from desktop_app.group.errors import GroupFileError
from sensor.files import PRIVATE, PRIVATE_FOLDER

PATIENCE_S: Final = 10.0
ADVICE: Final = "Free some space, or choose a folder that is yours."


class OwnFile:
    """schema: statements that make the tables, harmless where they are there. durable: a commit outlives a power cut.

    What is deleted is overwritten. Any thread may call. Raises GroupFileError throughout.
    """

    def __init__(self, path: Path, schema: str, *, durable: bool) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE))
            self._connection = sqlite3.connect(path, timeout=PATIENCE_S, check_same_thread=False, isolation_level=None)
            self.do("PRAGMA journal_mode = WAL")
            self.do("PRAGMA secure_delete = ON")
            self.do(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._connection.executescript(schema)
        except (OSError, sqlite3.Error) as error:
            raise self._wrong(error) from error

    def close(self) -> None:
        """Let go of the file. Safe to call again."""
        with self._lock:
            self._connection.close()

    def do(self, statement: str, *values: object) -> int:
        """Change something; how many rows."""
        try:
            with self._lock:
                return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise self._wrong(error) from error

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Find something."""
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._wrong(error) from error

    def _wrong(self, error: Exception) -> GroupFileError:
        reason = getattr(error, "strerror", None) or str(error)
        return GroupFileError(f"{self.path}: {reason.lower()}", ADVICE)
