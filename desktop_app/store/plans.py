"""What was decided after answers about health, within a transaction: red flags read, ways back, self-checks.

And the least speeds that a lifter set for the load-speed profile.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from desktop_app.health.checkin import Place
from desktop_app.health.errors import PlanError
from desktop_app.health.limiters import Limiter
from desktop_app.health.way_back import WayBack
from desktop_app.store.decided import Decision, Move, StoredSelfCheck, StoredWayBack
from desktop_app.store.errors import BadRecordError, UnknownRecordError
from desktop_app.store.people import upsert
from desktop_app.store.plain import dumped, read
from desktop_app.store.rows import checked_id
from desktop_app.store.sets import portions
from desktop_app.store.tables import check_ins, least_speeds, red_flag_reads, self_checks, way_back_moves, way_backs


def put_read(connection: Connection, check_in_id: str, read_unix_s: float) -> None:
    """Keep when a red-flag screen was read; what was read before stays. Raises UnknownRecordError."""
    if connection.execute(select(check_ins.c.id).where(check_ins.c.id == check_in_id)).first() is None:
        raise UnknownRecordError("this answer is not kept", "It was deleted before.")
    known = select(red_flag_reads.c.read_unix_s).where(red_flag_reads.c.check_in_id == check_in_id)
    if connection.execute(known).first() is None:
        upsert(connection, red_flag_reads, {"check_in_id": check_in_id}, {"read_unix_s": read_unix_s})


def find_reads(connection: Connection, lifter_id: str) -> dict[str, float]:
    """By check-in of a lifter, when its red-flag screen was read; those unread are left out."""
    query = (
        select(red_flag_reads.c.check_in_id, red_flag_reads.c.read_unix_s)
        .join(check_ins, check_ins.c.id == red_flag_reads.c.check_in_id)
        .where(check_ins.c.lifter_id == lifter_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def forget_read(connection: Connection, check_in_id: str) -> None:
    """An answer that was corrected has to be read anew."""
    connection.execute(delete(red_flag_reads).where(red_flag_reads.c.check_in_id == check_in_id))


def put_way_back(connection: Connection, stored: StoredWayBack) -> None:
    """Keep a way back with all its moves; those of an earlier one of the same identity go. Raises BadRecordError."""
    stored_id = checked_id(stored.id, "a way back")
    values = {
        "lifter_id": stored.lifter_id,
        "exercise": stored.plan.exercise,
        "begun_unix_s": stored.plan.begun_at.timestamp(),
        "plan_json": dumped(way_back_to_plain(stored.plan)),
    }
    upsert(connection, way_backs, {"id": stored_id}, values)
    connection.execute(delete(way_back_moves).where(way_back_moves.c.way_back_id == stored_id))
    for number, move in enumerate(stored.moves):
        _put_move(connection, stored_id, number, move)


def add_move(connection: Connection, way_back_id: str, move: Move) -> None:
    """Keep a decision after those that are kept. Raises UnknownRecordError, PlanError for no step of the plan."""
    stored = _find(connection, way_backs.c.id == way_back_id)
    if not stored:
        raise UnknownRecordError("this way back is not kept", "Begin a new one.")
    stored[0].plan.moved_to(move.step, move.at)
    query = select(func.max(way_back_moves.c.number)).where(way_back_moves.c.way_back_id == way_back_id)
    last = connection.execute(query).scalar()
    _put_move(connection, way_back_id, 0 if last is None else last + 1, move)


def find_way_backs(connection: Connection, lifter_id: str) -> list[StoredWayBack]:
    """A lifter's, ended ones too, the oldest first."""
    return _find(connection, way_backs.c.lifter_id == lifter_id)


def put_self_check(connection: Connection, stored: StoredSelfCheck) -> None:
    """Raises BadRecordError."""
    values = {
        "lifter_id": stored.lifter_id,
        "at_unix_s": stored.at.timestamp(),
        "limiter": str(stored.limiter),
        "answers_json": dumped({"ticked": sorted(stored.ticked)}),
    }
    upsert(connection, self_checks, {"id": checked_id(stored.id, "a self-check")}, values)


def find_self_checks(connection: Connection, lifter_id: str) -> list[StoredSelfCheck]:
    """The oldest first."""
    query = select(self_checks).where(self_checks.c.lifter_id == lifter_id)
    rows = connection.execute(query.order_by(self_checks.c.at_unix_s, self_checks.c.id)).mappings()
    return [
        StoredSelfCheck(
            row["id"],
            row["lifter_id"],
            time_of(row["at_unix_s"], "at_unix_s"),
            read(Limiter, row["limiter"], "limiter"),
            read(tuple[int, ...], json.loads(row["answers_json"])["ticked"], "ticked"),
        )
        for row in rows
    ]


def put_least_speed(connection: Connection, lifter_id: str, exercise: str, speed_ms: float | None) -> None:
    """Keep a lifter's own; None: the table's again."""
    if speed_ms is not None:
        upsert(connection, least_speeds, {"lifter_id": lifter_id, "exercise": exercise}, {"speed_ms": speed_ms})
        return
    own = (least_speeds.c.lifter_id == lifter_id, least_speeds.c.exercise == exercise)
    connection.execute(delete(least_speeds).where(*own))


def find_least_speeds(connection: Connection, lifter_id: str) -> dict[str, float]:
    """By exercise, m/s."""
    query = select(least_speeds.c.exercise, least_speeds.c.speed_ms).where(least_speeds.c.lifter_id == lifter_id)
    return {row[0]: row[1] for row in connection.execute(query.order_by(least_speeds.c.exercise))}


def owners(connection: Connection, way_back_ids: Sequence[str], self_check_ids: Sequence[str]) -> set[str]:
    """Identities of the lifters whose these ways back and self-checks are, as far as they are kept."""
    parts = [(table, part) for table, ids in ((way_backs, way_back_ids), (self_checks, self_check_ids))
             for part in portions(ids)]  # fmt: skip
    found = (connection.execute(select(t.c.lifter_id).where(t.c.id.in_(part))).scalars() for t, part in parts)
    return {lifter_id for each in found for lifter_id in each}


def way_back_to_plain(plan: WayBack) -> dict[str, Any]:
    plain = {each.name: getattr(plan, each.name) for each in fields(WayBack)}
    since = plan.step_since
    return {
        **plain,
        "begun_at": plan.begun_at.isoformat(),
        "step_since": None if since is None else since.isoformat(),
        "causes": sorted(plan.causes),
    }


def way_back_from_plain(found: Any) -> WayBack:
    """Raises BadRecordError, which does not repeat what is in it."""
    if not isinstance(found, dict):
        raise _bad()
    given = {each.name: found[each.name] for each in fields(WayBack) if each.name in found}
    try:
        since, place = given.get("step_since"), given.get("place")
        given |= {
            "begun_at": datetime.fromisoformat(given["begun_at"]),
            "step_since": None if since is None else datetime.fromisoformat(since),
            "causes": frozenset(read(tuple[str, ...], given.get("causes", []), "causes")),
            "place": None if place is None else Place(place),
        }
        plan = WayBack(**given)
        if plan.begun_at.utcoffset() is None:
            raise _bad()
    except (PlanError, TypeError, ValueError, KeyError):
        raise _bad() from None
    return plan


def moves_to_plain(moves: Sequence[Move]) -> list[dict[str, Any]]:
    return [{"at_unix_s": m.at.timestamp(), "decision": str(m.decision), "step": m.step} for m in moves]


def moves_from_plain(found: Any, plan: WayBack) -> tuple[Move, ...]:
    """Raises BadRecordError."""
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise _bad()
    moves = tuple(_move(each) for each in found)
    try:
        for move in moves:
            plan.moved_to(move.step, move.at)
    except PlanError:
        raise _bad() from None
    return moves


def time_of(found: Any, place: str) -> datetime:
    """Seconds since 1970 as a time. Raises BadRecordError."""
    try:
        return datetime.fromtimestamp(read(float, found, place), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadRecordError(f"{place} is not understood", "Correct it and try again.") from None


def _find(connection: Connection, which: Any) -> list[StoredWayBack]:
    rows = connection.execute(select(way_backs).where(which).order_by(way_backs.c.begun_unix_s, way_backs.c.id))
    found = rows.mappings().all()
    moves: dict[str, list[Move]] = defaultdict(list)
    query = select(way_back_moves).join(way_backs, way_backs.c.id == way_back_moves.c.way_back_id).where(which)
    for row in connection.execute(query.order_by(way_back_moves.c.number)).mappings():
        moves[row["way_back_id"]].append(_move(row))
    return [
        StoredWayBack(
            row["id"], row["lifter_id"], way_back_from_plain(json.loads(row["plan_json"])), tuple(moves[row["id"]])
        )
        for row in found
    ]


def _put_move(connection: Connection, way_back_id: str, number: int, move: Move) -> None:
    values = {"at_unix_s": move.at.timestamp(), "decision": str(move.decision), "step": move.step}
    upsert(connection, way_back_moves, {"way_back_id": way_back_id, "number": number}, values)


def _move(found: Mapping[Any, Any]) -> Move:
    return Move(
        time_of(found.get("at_unix_s"), "moves.at_unix_s"),
        read(Decision, found.get("decision"), "moves.decision"),
        read(int, found.get("step"), "moves.step"),
    )


def _bad() -> BadRecordError:
    return BadRecordError("a way back is not understood", "Correct it and try again.")
