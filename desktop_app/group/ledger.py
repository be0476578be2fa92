"""The sets that came to the coach, each once: what is there already, or newer, is not touched by what comes again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop_app.group.messages import ROOT, DoneSet
from desktop_app.group.own_file import OwnFile
from desktop_app.group.wire import RefusedError, encode, parse

DAY_S: Final = 86_400.0
KEPT_S: Final = 14 * DAY_S
"""A summary is asked for on the day, or on the days after; for longer there is the history."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sets (
    set_id TEXT PRIMARY KEY, station TEXT NOT NULL, revision INTEGER NOT NULL, came_unix_s REAL NOT NULL,
    payload BLOB NOT NULL) STRICT;
"""


class Verdict(StrEnum):
    """What a set was that came."""

    NEW = "new"
    CHANGED = "changed"
    """A later revision of one that was there."""
    KNOWN = "known"
    """This revision, or a later one, was there: nothing was changed."""
    FOREIGN = "foreign"
    """It belongs to another station: nothing was changed."""


@dataclass(frozen=True, slots=True)
class CameSet:
    """A set and whose it is."""

    station: str
    done: DoneSet
    came_unix_s: float


class Ledger:
    """One file; any thread may call. Raises GroupFileError throughout.

    A commit may be lost when the power fails, and not otherwise: a coach that begins anew is sent everything again.
    """

    def __init__(self, path: Path) -> None:
        self._file = OwnFile(path, _SCHEMA, durable=False)

    def close(self) -> None:
        self._file.close()

    def verdict(self, station: str, done: DoneSet) -> Verdict:
        """What it is, against what is there."""
        before = self._file.rows("SELECT station, revision FROM sets WHERE set_id = ?", done.set_id)
        if not before:
            return Verdict.NEW
        owner, revision = before[0]
        if owner != station:
            return Verdict.FOREIGN
        return Verdict.CHANGED if isinstance(revision, int) and revision < done.revision else Verdict.KNOWN

    def put(self, station: str, done: DoneSet, now_unix_s: float) -> bool:
        """Keep it, if it is news; whether it was."""
        changed = self._file.do(
            "INSERT INTO sets VALUES (?, ?, ?, ?, ?) ON CONFLICT (set_id) DO UPDATE SET revision = excluded.revision, "
            "payload = excluded.payload, came_unix_s = excluded.came_unix_s "
            "WHERE excluded.revision > sets.revision AND excluded.station = sets.station",
            done.set_id, station, done.revision, now_unix_s, encode(done),
        )  # fmt: skip
        return changed > 0

    def sets(self, since_unix_s: float = 0.0) -> list[CameSet]:
        """Those that came since, in the order they were lifted."""
        rows = self._file.rows("SELECT station, payload, came_unix_s FROM sets WHERE came_unix_s >= ?", since_unix_s)
        found = [came for row in rows if (came := _came(*row)) is not None]
        return sorted(found, key=lambda one: (one.done.session_unix_s + one.done.start_s, one.done.set_id))

    def forget(self, before_unix_s: float) -> None:
        """Leave out what came long ago."""
        self._file.do("DELETE FROM sets WHERE came_unix_s < ?", before_unix_s)


def _came(station: object, payload: object, came_unix_s: object) -> CameSet | None:
    """None for what another version wrote and this one does not understand."""
    if not isinstance(station, str) or not isinstance(payload, bytes) or not isinstance(came_unix_s, float):
        return None
    try:
        _, done = parse(f"{ROOT}/{station}/up/set", payload)
    except RefusedError:
        return None
    return CameSet(station, done, came_unix_s) if isinstance(done, DoneSet) else None
