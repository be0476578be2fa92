"""Answers about health, within a transaction: in tables of their own, never in a message or a log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, select

from desktop_app.health.checkin import CheckIn
from desktop_app.health.private import hidden
from desktop_app.store.errors import UnknownRecordError
from desktop_app.store.people import upsert
from desktop_app.store.plain import check_in_from_plain, check_in_to_plain, dumped
from desktop_app.store.plans import forget_read
from desktop_app.store.rows import checked_id
from desktop_app.store.sets import portions
from desktop_app.store.tables import check_ins, health_profiles


@dataclass(frozen=True, slots=True, repr=False)
class StoredCheckIn:
    """One answer of one lifter; `check_in.session` is a session's identity in the store."""

    id: str
    lifter_id: str
    check_in: CheckIn

    __repr__ = hidden


def put_check_in(connection: Connection, stored: StoredCheckIn) -> None:
    """Keep an answer, or correct it: what it says has then to be read anew. Raises BadRecordError."""
    check_in, stored_id = stored.check_in, checked_id(stored.id, "a check-in")
    answers = dumped(check_in_to_plain(check_in))
    values = {
        "lifter_id": stored.lifter_id,
        "session_id": check_in.session,
        "at_unix_s": check_in.at.timestamp(),
        "pain_0_10": check_in.pain,
        "answers_json": answers,
    }
    before = connection.execute(select(check_ins.c.answers_json).where(check_ins.c.id == stored_id)).scalar()
    upsert(connection, check_ins, {"id": stored_id}, values)
    if before is not None and before != answers:
        forget_read(connection, stored_id)


def find_check_ins(connection: Connection, lifter_id: str, since_unix_s: float | None = None) -> list[StoredCheckIn]:
    """A lifter's answers, the oldest first."""
    query = select(check_ins).where(check_ins.c.lifter_id == lifter_id)
    if since_unix_s is not None:
        query = query.where(check_ins.c.at_unix_s >= since_unix_s)
    rows = connection.execute(query.order_by(check_ins.c.at_unix_s, check_ins.c.id)).mappings()
    return [_stored(row) for row in rows]


def owners(connection: Connection, check_in_ids: Sequence[str]) -> set[str]:
    """Identities of the lifters whose these answers are, as far as they are kept."""
    whose = select(check_ins.c.lifter_id).distinct()
    found = (connection.execute(whose.where(check_ins.c.id.in_(part))).scalars() for part in portions(check_in_ids))
    return {lifter_id for part in found for lifter_id in part}


def delete_check_in(connection: Connection, check_in_id: str) -> None:
    """Raises UnknownRecordError."""
    if connection.execute(delete(check_ins).where(check_ins.c.id == check_in_id)).rowcount == 0:
        raise UnknownRecordError("this answer is not kept", "It was deleted before.")


def get_profile(connection: Connection, lifter_id: str) -> tuple[str, ...]:
    """Names of the conditions that a lifter has told of."""
    query = select(health_profiles.c.profile_json).where(health_profiles.c.lifter_id == lifter_id)
    found = connection.execute(query).scalar()
    return () if found is None else tuple(str(each) for each in json.loads(found)["conditions"])


def put_profile(connection: Connection, lifter_id: str, conditions: tuple[str, ...]) -> None:
    text = dumped({"conditions": list(conditions)})
    upsert(connection, health_profiles, {"lifter_id": lifter_id}, {"profile_json": text})


def _stored(row: Any) -> StoredCheckIn:
    check_in = check_in_from_plain(json.loads(row["answers_json"]))
    return StoredCheckIn(row["id"], row["lifter_id"], replace(check_in, session=row["session_id"]))
