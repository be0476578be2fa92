"""A session's set as it is sent, and back as it is kept."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.group.bars import printable
from desktop_app.group.messages import (
    MOST_PARTS,
    MOST_REPS,
    MOST_SIGNS,
    DoneSet,
    plan_of,
    plan_to_send,
    public,
)
from desktop_app.session.sets import SetEntry
from desktop_app.store.records import Session, set_id_of
from dsp.results import SetResult


def is_worth_sending(entry: SetEntry) -> bool:
    """Whether there is anything in it: a set that was ended before its first rep is nobody's business."""
    return entry.added > 0 or (entry.result is not None and len(entry.result.reps) > 0)


def set_to_send(session: Session, entry: SetEntry, revision: int = 1) -> DoneSet:
    """All of a set but why it was ended, and what follows from answers about health."""
    return DoneSet(
        set_id=set_id_of(session.id, entry.id),
        session_id=session.id,
        session_unix_s=session.started_unix_s,
        number=entry.id,
        revision=revision,
        plan=plan_to_send(entry.plan),
        sensor_id=printable(entry.sensor_id, 200),
        start_s=max(entry.start_s, 0.0),
        end_s=max(entry.end_s, entry.start_s, 0.0),
        struck=entry.struck[:MOST_REPS],
        added=entry.added,
        deleted=entry.deleted,
        joined_into=entry.joined_into,
        result=None if entry.result is None else _trimmed(entry.result),
    )


def entry_of(done: DoneSet) -> SetEntry:
    """As a session has it."""
    return SetEntry(
        id=done.number,
        plan=plan_of(done.plan),
        sensor_id=done.sensor_id,
        start_s=done.start_s,
        end_s=done.end_s,
        result=done.result,
        struck=done.struck,
        added=done.added,
        deleted=done.deleted,
        joined_into=done.joined_into,
    )


def session_of(done: DoneSet) -> Session:
    """The session that it is of."""
    return Session(done.session_id, done.session_unix_s)


def _trimmed(result: SetResult) -> SetResult:
    """What fits into a message; a set of any size that was ever lifted does."""
    reps = result.reps[:MOST_REPS]
    return replace(
        result,
        source=printable(result.source, 200),
        variation=public(result.variation),
        gaps=result.gaps[:MOST_PARTS],
        warnings=tuple(replace(w, text=printable(w.text, 300)) for w in result.warnings[:MOST_PARTS]),
        reps=reps,
        refused=result.refused[:MOST_PARTS],
        signs=result.signs[:MOST_SIGNS],
    )
