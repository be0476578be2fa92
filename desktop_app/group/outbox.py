"""The sets that a station has for the coach, on its disk until the coach says that it has them, and a while longer.

A set goes in when it is lifted, with the identity it has in every history, and again when it is corrected: as the next
revision. It goes out until the coach has that revision. To a coach that begins anew all sets of the day go out again,
which changes nothing where they are known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop_app.group.own_file import OwnFile
from desktop_app.group.sets import is_worth_sending, set_to_send
from desktop_app.group.wire import encode
from desktop_app.session.sets import SetEntry
from desktop_app.store.records import Session, set_id_of

HOUR_S: Final = 3600.0
SESSION_S: Final = 18 * HOUR_S
"""A coach that begins anew is sent what is not older."""
SENT_KEPT_S: Final = 7 * 24 * HOUR_S
UNSENT_KEPT_S: Final = 90 * 24 * HOUR_S
"""After so long nobody waits for it; it is in the history."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sets (
    set_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, payload BLOB NOT NULL, changed_unix_s REAL NOT NULL,
    kept_revision INTEGER NOT NULL DEFAULT 0, kept_by TEXT NOT NULL DEFAULT '') STRICT;
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A set as it goes out."""

    set_id: str
    revision: int
    payload: bytes


class Outbox:
    """One file; any thread may call. What is put is on the disk when `put` returns. Raises GroupFileError."""

    def __init__(self, path: Path) -> None:
        self._file = OwnFile(path, _SCHEMA, durable=True)

    def close(self) -> None:
        self._file.close()

    def put(self, session: Session, entry: SetEntry, now_unix_s: float) -> bool:
        """Have a set as it stands now; whether it is another than before."""
        set_id = set_id_of(session.id, entry.id)
        before = self._file.rows("SELECT revision, payload FROM sets WHERE set_id = ?", set_id)
        if not before:
            if not is_worth_sending(entry):
                return False
            done = set_to_send(session, entry)
            self._file.do(
                "INSERT INTO sets (set_id, revision, payload, changed_unix_s) VALUES (?, ?, ?, ?)",
                set_id, done.revision, encode(done), now_unix_s,
            )  # fmt: skip
            return True
        revision = _whole(before[0][0])
        done = set_to_send(session, entry, revision)
        if encode(done) == before[0][1]:
            return False
        done = replace(done, revision=revision + 1)
        self._file.do(
            "UPDATE sets SET revision = ?, payload = ?, changed_unix_s = ? WHERE set_id = ?",
            done.revision, encode(done), now_unix_s, set_id,
        )  # fmt: skip
        return True

    def due(self, coach: str, now_unix_s: float) -> list[Letter]:
        """What this run of the coach's program has not got, the oldest first."""
        rows = self._file.rows(
            "SELECT set_id, revision, payload FROM sets "
            "WHERE kept_revision < revision OR (kept_by <> ? AND changed_unix_s >= ?) ORDER BY changed_unix_s, set_id",
            coach, now_unix_s - SESSION_S,
        )  # fmt: skip
        return [Letter(str(row[0]), _whole(row[1]), row[2]) for row in rows if isinstance(row[2], bytes)]

    def kept(self, set_id: str, revision: int, coach: str) -> None:
        """The coach has a set, at this revision."""
        self._file.do(
            "UPDATE sets SET kept_revision = ?, kept_by = ? WHERE set_id = ? AND revision >= ? AND "
            "(kept_revision <= ? OR kept_by <> ?)",
            revision, coach, set_id, revision, revision, coach,
        )  # fmt: skip

    @property
    def waiting(self) -> int:
        """Sets that no coach has in their newest revision."""
        return _whole(self._file.rows("SELECT count(*) FROM sets WHERE kept_revision < revision")[0][0])

    def forget(self, now_unix_s: float) -> None:
        """Leave out what is long done with."""
        self._file.do(
            "DELETE FROM sets WHERE changed_unix_s < ? OR (kept_revision = revision AND changed_unix_s < ?)",
            now_unix_s - UNSENT_KEPT_S, now_unix_s - SENT_KEPT_S,
        )  # fmt: skip


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
