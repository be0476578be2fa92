"""Sets put, found and changed within a transaction: always with all their reps and signs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from desktop_app.store.errors import ChangedMeanwhileError, UnknownRecordError
from desktop_app.store.people import ensure_lifter
from desktop_app.store.records import StoredSet
from desktop_app.store.rows import rep_rows, set_row, sign_rows, stored_set
from desktop_app.store.tables import lifters, reps, sessions, sets, signs


def put_set(connection: Connection, stored: StoredSet, now_unix_s: float, expected: int | None = None) -> StoredSet:
    """Keep a set as it is given; as it is kept. What is there already is left as it is.

    expected: the revision that it was made from; None: whatever there is is replaced, but for the recording and for
    what the lifter confirmed. Raises ChangedMeanwhileError, BadRecordError, UnknownRecordError for the session.
    """
    if connection.execute(select(sessions.c.id).where(sessions.c.id == stored.session_id)).first() is None:
        raise UnknownRecordError("the session of this set is not kept", "Keep the session first.")
    lifter_id = _lifter_id(connection, stored, now_unix_s)
    before = _locked(connection, stored.id)
    if before is None:
        if expected is not None:
            raise UnknownRecordError("this set is not kept any more", "It was deleted meanwhile.")
        _insert(connection, set_row(stored, lifter_id) | {"revision": 1}, stored)
        return replace(stored, revision=1)
    if expected is None:
        stored = replace(
            stored,
            recording_sha256=stored.recording_sha256 or before["recording_sha256"],
            fast_is_wanted=stored.fast_is_wanted or before["fast_is_wanted"],
        )
    elif before["revision"] != expected:
        raise ChangedMeanwhileError("this set was changed meanwhile by another program", "Look at it again.")
    return _replaced(connection, before, set_row(stored, lifter_id), stored)


def find_set(connection: Connection, set_id: str) -> StoredSet | None:
    found = find_sets(connection, sets.c.id == set_id)
    return found[0] if found else None


def find_sets(connection: Connection, *where: Any) -> list[StoredSet]:
    """Whole sets, in the order they were lifted."""
    joined = sets.outerjoin(lifters, sets.c.lifter_id == lifters.c.id)
    ordered = (sets.c.started_unix_s, sets.c.number, sets.c.id)
    query = select(sets, lifters.c.name.label("lifter_name")).select_from(joined).where(*where).order_by(*ordered)
    rows = connection.execute(query).mappings().all()
    ids = [row["id"] for row in rows]
    by_set = {table.name: _parts(connection, table, ids) for table in (reps, signs)}
    return [stored_set(row, row["lifter_name"], by_set["reps"][row["id"]], by_set["signs"][row["id"]]) for row in rows]


def confirm_fast(connection: Connection, set_id: str, wanted: bool) -> None:
    """Whether fast descents of this set are as wanted. Raises UnknownRecordError."""
    values = {"fast_is_wanted": wanted, "revision": sets.c.revision + 1}
    if connection.execute(update(sets).where(sets.c.id == set_id).values(values)).rowcount == 0:
        raise UnknownRecordError("this set is not kept", "See `rackside history list`.")


def assign(connection: Connection, session_id: str, lifter_id: str) -> int:
    """Give a session's sets that are nobody's to a lifter; how many."""
    nobodys = (sets.c.session_id == session_id, sets.c.lifter_id.is_(None))
    values = {"lifter_id": lifter_id, "revision": sets.c.revision + 1}
    return int(connection.execute(update(sets).where(*nobodys).values(values)).rowcount)


def nobodys_sessions(connection: Connection) -> list[tuple[str, int]]:
    """Sessions with sets of which nobody said whose they are, and how many."""
    query = select(sets.c.session_id, func.count()).where(sets.c.lifter_id.is_(None), sets.c.counts)
    return [(row[0], row[1]) for row in connection.execute(query.group_by(sets.c.session_id))]


def owners(connection: Connection, set_ids: Sequence[str]) -> set[str]:
    """Identities of the lifters whose these sets are, as far as they are kept and somebody's."""
    mine = select(sets.c.lifter_id).where(sets.c.lifter_id.is_not(None)).distinct()
    found = (connection.execute(mine.where(sets.c.id.in_(part))).scalars() for part in portions(set_ids))
    return {lifter_id for part in found for lifter_id in part}


def delete_sets(connection: Connection, set_ids: Sequence[str]) -> None:
    """With their reps and signs."""
    for part in portions(set_ids):
        for table in (reps, signs):
            connection.execute(delete(table).where(table.c.set_id.in_(part)))
        connection.execute(delete(sets).where(sets.c.id.in_(part)))


def _lifter_id(connection: Connection, stored: StoredSet, now_unix_s: float) -> str | None:
    name = stored.entry.plan.athlete
    return None if name is None else ensure_lifter(connection, name, now_unix_s).id


def _locked(connection: Connection, set_id: str) -> Any:
    """The row, which nobody else can change before this transaction ends."""
    return connection.execute(select(sets).where(sets.c.id == set_id).with_for_update()).mappings().first()


def _insert(connection: Connection, row: dict[str, Any], stored: StoredSet) -> None:
    connection.execute(insert(sets).values(row))
    _insert_parts(connection, stored)


def _insert_parts(connection: Connection, stored: StoredSet) -> None:
    for table, rows in ((reps, rep_rows(stored)), (signs, sign_rows(stored))):
        if rows:
            connection.execute(insert(table), rows)


def _replaced(connection: Connection, before: Any, row: dict[str, Any], stored: StoredSet) -> StoredSet:
    """The set in place of the one before; nothing is written where both are the same."""
    (kept,) = find_sets(connection, sets.c.id == stored.id)
    if not stored.entry.further and kept.entry.result == stored.entry.result:
        stored = replace(stored, entry=replace(stored.entry, further=kept.entry.further))
    same_row = all(before[name] == value for name, value in row.items())
    same = (kept.entry.result, kept.entry.further) == (stored.entry.result, stored.entry.further)
    if same_row and same:
        return replace(stored, revision=before["revision"])
    revision = before["revision"] + 1
    connection.execute(update(sets).where(sets.c.id == stored.id).values(row | {"revision": revision}))
    for table in (reps, signs):
        connection.execute(delete(table).where(table.c.set_id == stored.id))
    _insert_parts(connection, stored)
    return replace(stored, revision=revision)


def _parts(connection: Connection, table: Table, set_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Rows of reps or signs by set, in order."""
    found: dict[str, list[Any]] = defaultdict(list)
    order = table.c.number if table is reps else table.c.place
    for part in portions(set_ids):
        query = select(table).where(table.c.set_id.in_(part)).order_by(table.c.set_id, order)
        for row in connection.execute(query).mappings():
            found[row["set_id"]].append(row)
    return found


def portions(ids: Sequence[str], most: int = 500) -> Iterable[Sequence[str]]:
    """So many at once as any database takes."""
    return (ids[k : k + most] for k in range(0, len(ids), most))
