"""A person deleted for good, the group's files of this machine included: sets put by for a coach, and those that came.

A station elsewhere, and a coach elsewhere, keep theirs until they delete the person too, or until their time is over.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop_app.names import name_key
from desktop_app.store import forgetting
from desktop_app.store.store import Store

PATTERN: Final = "*.sqlite3"
"""Outboxes and the coach's ledger; all have their sets in a table of one shape."""
PATIENCE_S: Final = 3.0
"""So long is waited for a program that is at work on a file: it writes for milliseconds."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """sets: so many are no more. left: files that may hold the lifter still, being damaged, shut or in use."""

    sets: int = 0
    left: tuple[str, ...] = ()


def delete_person(store: Store, name_or_id: str, patience_s: float = PATIENCE_S) -> forgetting.Deleted:
    """Delete a lifter from the group's files, then from the history. Raises StoreError; then it can be done again."""
    lifter = store.lifter(name_or_id)
    own = frozenset(forgetting.set_ids_of(store, lifter))
    folder = store.place.group
    cleared = Cleared() if folder is None else clear_group(folder, lifter.name, own, patience_s)
    return replace(forgetting.delete_person(store, lifter.id), group_sets=cleared.sets, not_cleared=cleared.left)


def clear_group(folder: Path, name: str, set_ids: Collection[str] = (), patience_s: float = PATIENCE_S) -> Cleared:
    """Overwrite a lifter's sets in all files of a folder, which need not exist.

    set_ids: sets that are known to be theirs, whatever name they bore when they were sent.
    """
    count, left = 0, []
    for path in sorted(folder.glob(PATTERN)):
        try:
            with closing(_opened(path, name, set_ids, patience_s)) as connection:
                count += _deleted(connection)
                whole = _overwritten(connection)
        except sqlite3.Error:
            whole = False
        if not whole:
            left.append(str(path))
    return Cleared(count, tuple(left))


def _opened(path: Path, name: str, set_ids: Collection[str], patience_s: float) -> sqlite3.Connection:
    """A file that is there, with what says whose a set is."""
    key = name_key(name)
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=patience_s, isolation_level=None)
    connection.execute("PRAGMA secure_delete = ON")
    connection.create_function("is_theirs", 2, lambda id_, payload: id_ in set_ids or _key_in(payload) == key)
    return connection


def _deleted(connection: sqlite3.Connection) -> int:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sets'").fetchone() is None:
        return 0
    return connection.execute("DELETE FROM sets WHERE is_theirs(set_id, payload)").rowcount


def _overwritten(connection: sqlite3.Connection) -> bool:
    """Whether what was deleted is in the file and its log no more; not while somebody else reads an older state."""
    connection.execute("VACUUM")
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _key_in(payload: object) -> str | None:
    """Whose set it is; None for nobody's, and for what another version wrote and this one does not understand."""
    try:
        lifter = json.loads(payload)["plan"]["lifter"] if isinstance(payload, bytes | str) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return name_key(lifter) if isinstance(lifter, str) else None
