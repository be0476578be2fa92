"""Lifters, their sessions, and the limits of their own, within a transaction."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from desktop_app.names import NAME_MAX_CHARS, is_name, name_key
from desktop_app.store.errors import BadRecordError, NameTakenError, UnknownRecordError
from desktop_app.store.plain import dumped, limits_from_plain, limits_to_plain
from desktop_app.store.records import Lifter, Session, new_id
from desktop_app.store.rows import checked_id
from desktop_app.store.tables import lifters, limits, sessions
from dsp.limits import LimitTable


def checked_name(name: str) -> str:
    """A name as it is kept. Raises BadRecordError."""
    bare = unicodedata.normalize("NFC", name).strip()
    if not is_name(bare):
        raise BadRecordError(
            f"{name[:20]!r} is no name of a lifter", f"Give 1 to {NAME_MAX_CHARS} characters that can be printed."
        )
    return bare


def find_lifter(connection: Connection, name: str) -> Lifter | None:
    """By name, capitals forgiven."""
    row = connection.execute(select(lifters).where(lifters.c.name_key == name_key(name))).mappings().first()
    return None if row is None else _lifter(row)


def the_lifter(connection: Connection, name_or_id: str) -> Lifter:
    """By name or identity. Raises UnknownRecordError."""
    found = find_lifter(connection, name_or_id)
    if found is None:
        row = connection.execute(select(lifters).where(lifters.c.id == name_or_id)).mappings().first()
        found = None if row is None else _lifter(row)
    if found is None:
        raise UnknownRecordError(
            f"no lifter {name_or_id[:NAME_MAX_CHARS]!r} is kept", "See `rackside history list` for the names."
        )
    return found


def ensure_lifter(connection: Connection, name: str, now_unix_s: float) -> Lifter:
    """The lifter of that name, a new one where there is none yet. Raises BadRecordError."""
    name = checked_name(name)
    found = find_lifter(connection, name)
    if found is not None:
        return found
    lifter = Lifter(new_id(), name, now_unix_s)
    put_lifter(connection, lifter)
    return lifter


def put_lifter(connection: Connection, lifter: Lifter) -> None:
    """A lifter as they are, whatever was kept of them. Raises BadRecordError, NameTakenError."""
    name = checked_name(lifter.name)
    other = find_lifter(connection, name)
    if other is not None and other.id != lifter.id:
        raise NameTakenError(f"there is another lifter called {other.name!r}", "Choose another name.")
    values = {"name": name, "name_key": name_key(name), "created_unix_s": lifter.created_unix_s}
    upsert(connection, lifters, {"id": checked_id(lifter.id, "a lifter")}, values)


def all_lifters(connection: Connection) -> list[Lifter]:
    """By name."""
    rows = connection.execute(select(lifters).order_by(lifters.c.name_key)).mappings()
    return [_lifter(row) for row in rows]


def put_session(connection: Connection, session: Session) -> None:
    """Raises BadRecordError."""
    values = {"started_unix_s": float(session.started_unix_s), "recording_name": session.recording_name}
    upsert(connection, sessions, {"id": checked_id(session.id, "a session")}, values)


def find_session(connection: Connection, session_id: str) -> Session | None:
    row = connection.execute(select(sessions).where(sessions.c.id == session_id)).mappings().first()
    return None if row is None else Session(**row)


def get_limits(connection: Connection, lifter_id: str) -> LimitTable:
    """A lifter's own; the defaults where there are none."""
    found = connection.execute(select(limits.c.limits_json).where(limits.c.lifter_id == lifter_id)).scalar()
    return LimitTable() if found is None else limits_from_plain(json.loads(found))


def put_limits(connection: Connection, lifter_id: str, table: LimitTable) -> None:
    upsert(connection, limits, {"lifter_id": lifter_id}, {"limits_json": dumped(limits_to_plain(table))})


def upsert(connection: Connection, table: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Make a row, or bring the one that is there up to date; one statement, so that nobody comes between."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table).values(**key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


def _lifter(row: Any) -> Lifter:
    return Lifter(row["id"], row["name"], row["created_unix_s"])


def has_lifter(connection: Connection, lifter_id: str) -> bool:
    return connection.execute(select(lifters.c.id).where(lifters.c.id == lifter_id)).first() is not None
