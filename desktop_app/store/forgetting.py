"""A person deleted for good: rows, recordings, and the copies that were made before upgrades."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, inspect, select, text, union
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.session.sets_store import ENDING
from desktop_app.store import files, people, sets
from desktop_app.store.database import told
from desktop_app.store.migrating import backup_schemas
from desktop_app.store.records import Lifter
from desktop_app.store.store import Store
from desktop_app.store.tables import (
    baselines,
    check_ins,
    health_profiles,
    least_speeds,
    lifters,
    limits,
    recordings,
    self_checks,
    sessions,
    way_backs,
)
from desktop_app.store.tables import sets as sets_table


@dataclass(frozen=True, slots=True)
class Deleted:
    """What is no more. shared: recordings that stay, because sets of other lifters are in them too.

    backups: copies of the database that held the person too, and are gone with them. damaged: databases that were put
    aside because they cannot be read; they may hold the person still, and what others have lost, so they are left.
    unclaimed: recordings and lists that no set kept is of, as after a crash: nobody knows whom they name.
    group_sets: in the group's files. not_cleared: other files of this machine that may name the person still.
    """

    lifter: Lifter
    sets: int
    check_ins: int
    recordings: int
    shared: tuple[str, ...]
    backups: int
    damaged: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()
    group_sets: int = 0
    not_cleared: tuple[str, ...] = ()


def delete_person(store: Store, name_or_id: str) -> Deleted:
    """Delete a lifter and all that the history keeps of them. Raises StoreError; then it can be done again.

    `group.forgetting` does it for the group's files too.

    What was deleted is overwritten in an SQLite file, whose log is emptied; on a server its pages are freed (VACUUM).
    """
    deleted, hashes = store.database.write(lambda c: _delete(c, people.the_lifter(c, name_or_id)))
    # The rows are gone: a file that is left now is known to nobody, and found by `recovery`.
    for sha256 in hashes:
        files.remove(store.path_of(sha256))
    backups = _delete_backups(store)
    _overwrite(store)
    damaged = sorted(store.place.folder.glob(f"{store.place.file.name}.damaged.*"))
    return replace(
        deleted, backups=backups, damaged=tuple(str(path) for path in damaged), unclaimed=tuple(_unclaimed(store))
    )


def set_ids_of(store: Store, lifter: Lifter) -> list[str]:
    """Identities of all sets that are kept of a lifter."""
    return store.database.read(lambda c: _set_ids(c, lifter))


def _set_ids(connection: Connection, lifter: Lifter) -> list[str]:
    return list(connection.execute(select(sets_table.c.id).where(sets_table.c.lifter_id == lifter.id)).scalars())


def _delete(connection: Connection, lifter: Lifter) -> tuple[Deleted, list[str]]:
    mine = sets_table.c.lifter_id == lifter.id
    own = _set_ids(connection, lifter)
    visited = _visited(connection, lifter)
    hashes = {row[0] for row in connection.execute(select(sets_table.c.recording_sha256).where(mine)) if row[0]}
    sets.delete_sets(connection, own)
    answered = connection.execute(delete(check_ins).where(check_ins.c.lifter_id == lifter.id)).rowcount
    for table in (health_profiles, self_checks, way_backs, limits, least_speeds, baselines):
        connection.execute(delete(table).where(table.c.lifter_id == lifter.id))
    connection.execute(delete(lifters).where(lifters.c.id == lifter.id))
    left = select(sets_table.c.recording_sha256).where(sets_table.c.recording_sha256.is_not(None))
    shared = hashes & {row[0] for row in connection.execute(left)}
    gone = sorted(hashes - shared)
    files.forget_recordings(connection, gone)
    _delete_empty(connection, visited)
    return Deleted(lifter, len(own), answered, len(gone), tuple(sorted(shared)), 0), gone


def _visited(connection: Connection, lifter: Lifter) -> list[str]:
    """Sessions in which a lifter did something, be it that they only answered."""
    tables = (sets_table, check_ins)
    found = union(*(select(table.c.session_id).where(table.c.lifter_id == lifter.id) for table in tables))
    return [session_id for session_id in connection.execute(found).scalars() if session_id is not None]


def _delete_empty(connection: Connection, session_ids: list[str]) -> None:
    """Sessions in which nobody did anything any more."""
    for session_id in session_ids:
        used = [
            select(sets_table.c.id).where(sets_table.c.session_id == session_id),
            select(recordings.c.sha256).where(recordings.c.session_id == session_id),
            select(check_ins.c.id).where(check_ins.c.session_id == session_id),
        ]
        if not any(connection.execute(query.limit(1)).first() for query in used):
            connection.execute(delete(sessions).where(sessions.c.id == session_id))


def _unclaimed(store: Store) -> list[str]:
    """Files beside the recordings of sets that are kept. Raises StoreAccessError."""
    claimed = select(sets_table.c.recording_sha256).where(sets_table.c.recording_sha256.is_not(None)).distinct()
    known = {store.path_of(sha256).name for sha256 in store.database.read(lambda c: c.execute(claimed).scalars().all())}
    folder = store.place.recordings
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise files.cannot_read(folder, error) from error
    return [str(path) for path in found if path.name.endswith((".mcap", ENDING)) and path.name not in known]


def _delete_backups(store: Store) -> int:
    if store.database.is_sqlite:
        found = sorted(store.place.folder.glob(f"{store.place.file.name}.*.backup"))
        for path in found:
            files.remove(path)
        return len(found)

    def work(connection: Connection) -> int:
        names = backup_schemas(inspect(connection))
        for name in names:
            connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))
        return len(names)

    return store.database.write(work)


def _overwrite(store: Store) -> None:
    """Let nothing of it lie about. Where others are at work at this moment, the log is emptied when they are done."""
    database = store.database
    try:
        if not database.is_sqlite:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
            return
        raw = database.engine.raw_connection()
        try:
            with suppress(sqlite3.OperationalError):  # what was deleted is overwritten in any case
                for command in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    raw.cursor().execute(command)
        finally:
            raw.close()
    except SQLAlchemyError as error:
        raise told(database.name, error) from None
