"""Sets that were done without a sensor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import MOST_ADDED, SetEntry
from desktop_app.store.errors import BadRecordError
from desktop_app.store.records import NO_SENSOR, Session, StoredSet, new_id, session_id_of
from desktop_app.store.store import Store

LAST_UNIX_S: Final = 4_102_444_800.0
"""The year 2100: a later time is a slip."""


def by_hand(
    session: Session, plan: LiftPlan, reps: int, at_unix_s: float, number: int = 0, set_id: str | None = None
) -> StoredSet:
    """A set that no sensor saw, to be put into the store. Raises BadRecordError."""
    if not 1 <= reps <= MOST_ADDED:
        raise BadRecordError(f"{reps} reps cannot be kept", f"Give 1 to {MOST_ADDED}.")
    if not 0.0 <= at_unix_s <= LAST_UNIX_S:
        raise BadRecordError("the time of the set means nothing", "Give a day and a time.")
    entry = SetEntry(number, plan, NO_SENSOR, 0.0, 0.0, added=reps)
    return StoredSet(set_id or new_id(), session.id, at_unix_s, entry)


def add_by_hand(store: Store, plan: LiftPlan, reps: int, at_unix_s: float, set_id: str | None = None) -> StoredSet:
    """Keep a set that no sensor saw, in a session of its lifter's day. Raises StoreError."""
    session = day_session(plan.athlete or "", at_unix_s)
    stored = by_hand(session, plan, reps, at_unix_s, set_id=set_id)
    if store.session(session.id) is None:
        store.put_session(session)
    return store.put_set(stored)


def day_session(lifter: str, at_unix_s: float) -> Session:
    """The session that takes a lifter's sets by hand of one day, of this machine's time zone."""
    day = datetime.fromtimestamp(at_unix_s, UTC).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return Session(session_id_of(f"by hand {lifter.strip().casefold()} {day:%Y-%m-%d}"), at_unix_s)
