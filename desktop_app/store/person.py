"""All of one person as plain values and back, within a transaction: what an archive holds (`rackside.person/1`).

{"schema": "rackside.person/1", "lifter": {...}, "sessions": [...], "recordings": [{"sha256", "size_bytes", ...}],
"sets": [{"id", "session_id", "started_unix_s", "recording_sha256", "fast_is_wanted", "entry": {...},
"measured": {"schema": "rackside.set/1", ...} or null, "further": [{...}]}],
"baselines": [...], "limits": {...}, "least_speeds": {"deadlift": 0.15}, "check_ins": [...], "conditions": [...],
"red_flags_read": {check-in's id: time}, "way_backs": [{"id", "plan": {...}, "moves": [...]}], "self_checks": [...]}

What came to be kept later (`least_speeds` and all after `conditions`) may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.analysis import Progress
from desktop_app.health.learning import Hold
from desktop_app.store import baselines, files, health, people, sets
from desktop_app.store.errors import BadRecordError
from desktop_app.store.health import StoredCheckIn
from desktop_app.store.person_after import (
    NOTHING_AFTER,
    AfterAnswers,
    after_from_plain,
    after_to_plain,
    gather_after,
    take_in_after,
)
from desktop_app.store.plain import (
    check_in_from_plain,
    check_in_to_plain,
    entry_from_plain,
    kept_entry_to_plain,
    limits_from_plain,
    limits_to_plain,
    numbers,
    read,
    to_plain,
)
from desktop_app.store.records import Band, Lifter, RecordingFile, Session, StoredSet
from desktop_app.store.rows import checked_id
from desktop_app.store.tables import check_ins as check_ins_table
from desktop_app.store.tables import recordings as recordings_table
from desktop_app.store.tables import sessions as sessions_table
from desktop_app.store.tables import sets as sets_table
from dsp.limits import LimitTable
from dsp.results import SetResult

SCHEMA: Final = "rackside.person/1"


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that is kept of one lifter. holds: with the time of each decision."""

    lifter: Lifter
    sessions: tuple[Session, ...] = ()
    recordings: tuple[RecordingFile, ...] = ()
    sets: tuple[StoredSet, ...] = ()
    holds: tuple[tuple[Band, Hold, float], ...] = ()
    limits: LimitTable | None = None
    check_ins: tuple[StoredCheckIn, ...] = ()
    conditions: tuple[str, ...] = ()
    after: AfterAnswers = NOTHING_AFTER


def gather(connection: Connection, lifter: Lifter) -> Person:
    """Everything that is kept of a lifter."""
    own = sets.find_sets(connection, sets_table.c.lifter_id == lifter.id)
    mine = sets_table.c.lifter_id == lifter.id
    session_ids = select(sets_table.c.session_id).where(mine).union(
        select(check_ins_table.c.session_id).where(check_ins_table.c.lifter_id == lifter.id)
    )  # fmt: skip
    hashes = select(sets_table.c.recording_sha256).where(mine)
    found = connection.execute(select(sessions_table).where(sessions_table.c.id.in_(session_ids))).mappings()
    recorded = connection.execute(
        select(recordings_table.c.sha256, recordings_table.c.size_bytes, recordings_table.c.session_id)
        .where(recordings_table.c.sha256.in_(hashes))
        .order_by(recordings_table.c.sha256)
    )
    return Person(
        lifter=lifter,
        sessions=tuple(sorted((Session(**row) for row in found), key=lambda s: (s.started_unix_s, s.id))),
        recordings=tuple(RecordingFile(*row) for row in recorded),
        sets=tuple(own),
        holds=tuple(baselines.all_holds(connection, lifter.id)),
        limits=people.get_limits(connection, lifter.id),
        check_ins=tuple(health.find_check_ins(connection, lifter.id)),
        conditions=health.get_profile(connection, lifter.id),
        after=gather_after(connection, lifter.id),
    )


def take_in(connection: Connection, person: Person, now_unix_s: float, progress: Progress) -> int:
    """Keep all of a person beside what is kept; what is there already is left as it is. How many sets are new."""
    for session in person.sessions:
        if people.find_session(connection, session.id) is None:
            people.put_session(connection, replace(session, recording_name=None))
    sessions, here = {s.id for s in person.sessions}, {r.sha256 for r in files.all_recordings(connection)}
    for recording in person.recordings:
        if recording.sha256 not in here:
            # One that was taken in twice may be known as that of a session in which this person did nothing.
            known_session = recording.session_id if recording.session_id in sessions else None
            files.put_recording(connection, replace(recording, session_id=known_session))
    new = 0
    for number, stored in enumerate(person.sets):
        progress("sets", number / len(person.sets))
        if sets.find_set(connection, stored.id) is None:
            sets.put_set(connection, stored, now_unix_s)
            new += 1
    known = {band for band, _, _ in baselines.all_holds(connection, person.lifter.id)}
    for band, hold, decided_unix_s in person.holds:
        if band not in known:
            baselines.put_hold(connection, band, hold, decided_unix_s)
    if person.limits is not None and people.get_limits(connection, person.lifter.id) == LimitTable():
        people.put_limits(connection, person.lifter.id, person.limits)
    answered = {one.id for one in health.find_check_ins(connection, person.lifter.id)}
    for check_in in person.check_ins:
        if check_in.id not in answered:
            health.put_check_in(connection, check_in)
    told = health.get_profile(connection, person.lifter.id)
    health.put_profile(connection, person.lifter.id, tuple(dict.fromkeys((*told, *person.conditions))))
    take_in_after(connection, person.lifter.id, person.after)
    return new


def renamed(person: Person, lifter: Lifter) -> Person:
    """The same as another lifter's."""
    return replace(
        person,
        lifter=lifter,
        sets=tuple(
            replace(s, entry=replace(s.entry, plan=replace(s.entry.plan, athlete=lifter.name))) for s in person.sets
        ),
        holds=tuple((replace(band, lifter_id=lifter.id), hold, at) for band, hold, at in person.holds),
        check_ins=tuple(replace(one, lifter_id=lifter.id) for one in person.check_ins),
        after=person.after.of(lifter.id),
    )


def person_to_plain(person: Person) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "lifter": to_plain(person.lifter),
        "sessions": [{"id": s.id, "started_unix_s": s.started_unix_s} for s in person.sessions],
        "recordings": [{**to_plain(r), "file": f"recordings/{r.file_name}"} for r in person.recordings],
        "sets": [set_to_plain(stored) for stored in person.sets],
        "baselines": [
            {**to_plain(band), "reset_unix_s": hold.reset_unix_s, "decided_unix_s": at,
             "pinned": None if hold.pinned is None else baselines.learned_to_plain(hold.pinned)}
            for band, hold, at in person.holds
        ],
        "limits": None if person.limits is None else limits_to_plain(person.limits),
        "check_ins": [{"id": one.id, "answers": check_in_to_plain(one.check_in)} for one in person.check_ins],
        "conditions": list(person.conditions),
        **after_to_plain(person.after),
    }  # fmt: skip


def person_from_plain(found: Any) -> Person:
    """Raises BadRecordError, which names the place."""
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise BadRecordError(f"this is no {SCHEMA}", "Export it again, with a version that is not newer than this one.")
    lifter = read(Lifter, found.get("lifter"), "lifter")
    limits, told = found.get("limits"), found.get("conditions", [])
    return Person(
        lifter=replace(lifter, id=checked_id(lifter.id, "lifter"), name=people.checked_name(lifter.name)),
        sessions=tuple(read(tuple[Session, ...], found.get("sessions"), "sessions")),
        recordings=tuple(read(tuple[RecordingFile, ...], found.get("recordings"), "recordings")),
        sets=tuple(_set_from_plain(each, f"sets[{k}]") for k, each in enumerate(_list(found, "sets"))),
        holds=tuple(_hold(each, lifter.id, f"baselines[{k}]") for k, each in enumerate(_list(found, "baselines"))),
        limits=None if limits is None else limits_from_plain(limits),
        check_ins=tuple(
            StoredCheckIn(
                checked_id(_object(each, "check_ins").get("id", ""), "check_ins"),
                lifter.id,
                check_in_from_plain(each.get("answers")),
            )
            for each in _list(found, "check_ins")
        ),
        conditions=tuple(read(tuple[str, ...], told, "conditions")),
        after=after_from_plain(found, lifter.id),
    )


def set_to_plain(stored: StoredSet) -> dict[str, Any]:
    result = stored.entry.result
    return {
        "id": stored.id,
        "session_id": stored.session_id,
        "started_unix_s": stored.started_unix_s,
        "recording_sha256": stored.recording_sha256,
        "fast_is_wanted": stored.fast_is_wanted,
        "entry": kept_entry_to_plain(stored.entry),
        "measured": None if result is None else result.to_json(),
        "further": [dict(values) for values in stored.entry.further],
    }


def _set_from_plain(found: Any, place: str) -> StoredSet:
    plain = _object(found, place)
    entry = entry_from_plain(plain.get("entry"))
    measured = plain.get("measured")
    result = None if measured is None else read(SetResult, measured, f"{place}.measured")
    further = tuple(numbers(values, f"{place}.further") for values in plain.get("further") or ())
    if further and (result is None or len(further) != len(result.reps)):
        raise BadRecordError(f"{place}.further is not understood", "Export it again.")
    return StoredSet(
        id=checked_id(plain.get("id", ""), place),
        session_id=checked_id(plain.get("session_id", ""), place),
        started_unix_s=read(float, plain.get("started_unix_s"), f"{place}.started_unix_s"),
        entry=replace(entry, result=result, further=further),
        recording_sha256=read(str, plain["recording_sha256"], place) if plain.get("recording_sha256") else None,
        fast_is_wanted=read(bool, plain.get("fast_is_wanted"), f"{place}.fast_is_wanted"),
    )


def _hold(found: Any, lifter_id: str, place: str) -> tuple[Band, Hold, float]:
    plain = _object(found, place)
    pinned, reset_unix_s = plain.get("pinned"), plain.get("reset_unix_s")
    hold = Hold(
        None if reset_unix_s is None else read(float, reset_unix_s, f"{place}.reset_unix_s"),
        None if pinned is None else baselines.learned_from_plain(pinned),
    )
    band = read(Band, {**plain, "lifter_id": lifter_id}, place)
    return band, hold, read(float, plain.get("decided_unix_s"), f"{place}.decided_unix_s")


def _object(found: Any, place: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadRecordError(f"{place} is not understood", "Export it again.")
    return found


def _list(found: dict[str, Any], name: str) -> list[Any]:
    values = found.get(name)
    if not isinstance(values, list):
        raise BadRecordError(f"{name} is not understood", "Export it again.")
    return values
