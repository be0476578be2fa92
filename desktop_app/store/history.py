"""What was lifted over the years, as lists and trends need it: few queries, no reps taken apart."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, func, select

from desktop_app.health.done import SetDone
from desktop_app.health.limiters import SessionSigns
from desktop_app.store.health import StoredCheckIn, find_check_ins
from desktop_app.store.records import Lifter
from desktop_app.store.rows import sign_of
from desktop_app.store.tables import sessions, sets, signs
from dsp.results import Severity, Sign

AFTER_S: Final = 72 * 3600.0
"""Soreness shows within three days (`dsp/signs/README.md`): pain of so long is shown beside a session."""
DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class SetLine:
    """One set as lists and trends show it: medians of the reps that count, None where unknown.

    by_hand: without a sensor. variation: tags joined by +. notes, warns, stops: how many signs of each level.
    rom_spread_m: greatest less smallest travel.
    """

    id: str
    session_id: str
    number: int
    started_unix_s: float
    exercise: str | None
    variation: str
    load_kg: float | None
    tempo: str | None
    warm_up: bool
    by_hand: bool
    ended_for_pain: bool
    reps: int
    notes: int
    warns: int
    stops: int
    speed_loss_percent: float | None
    descent_s: float | None
    late_ratio: float | None
    turnaround_acc_ms2: float | None
    rom_m: float | None
    rom_spread_m: float | None
    forward_m: float | None
    drive_speed_ms: float | None
    best_drive_speed_ms: float | None

    @property
    def tonnage_kg(self) -> float | None:
        """Load times reps; None where the load is not known."""
        return None if self.load_kg is None else self.load_kg * self.reps


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of one lifter. sets: in order. pain_after: each answer of the three days after it, in order of time.

    tonnage_kg: of the sets whose load is known.
    """

    id: str
    started_unix_s: float
    sets: tuple[SetLine, ...]
    tonnage_kg: float
    pain_after: tuple[int, ...]

    @property
    def signs(self) -> int:
        """Signs of level warn and stop."""
        return sum(one.warns + one.stops for one in self.sets)


@dataclass(frozen=True, slots=True)
class History:
    """Everything of one lifter, the oldest first."""

    lifter: Lifter
    sessions: tuple[SessionLine, ...]
    check_ins: tuple[StoredCheckIn, ...]

    @property
    def sets(self) -> tuple[SetLine, ...]:
        return tuple(one for session in self.sessions for one in session.sets)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """monday: the week's first day. unknown: sets whose load is not known, so not in the tonnage."""

    monday: date
    tonnage_kg: float
    sets: int
    reps: int
    unknown: int


@dataclass(frozen=True, slots=True)
class LifterLine:
    """A lifter and how much is kept of them."""

    lifter: Lifter
    sessions: int
    sets: int
    last_unix_s: float | None


_COMPUTED: Final = MappingProxyType(
    {"variation": sets.c.variation_key, "by_hand": (sets.c.sensor_id == "") & sets.c.measured_json.is_(None)}
)
_LINE: Final = tuple({**sets.c, **_COMPUTED}[f.name].label(f.name) for f in fields(SetLine))


def history(connection: Connection, lifter: Lifter, since_unix_s: float | None = None) -> History:
    """What is to be seen of a lifter: sets that count, by session, and the answers after them."""
    query = select(*_LINE).where(sets.c.lifter_id == lifter.id, sets.c.counts)
    if since_unix_s is not None:
        query = query.where(sets.c.started_unix_s >= since_unix_s)
    by_session: dict[str, list[SetLine]] = defaultdict(list)
    # All at once: one row after the other takes twice as long.
    for row in connection.execute(query.order_by(sets.c.started_unix_s, sets.c.number)).all():
        line = SetLine(*row)
        by_session[line.session_id].append(line)
    started = _started(connection, lifter, by_session)
    answers = find_check_ins(connection, lifter.id, since_unix_s)
    after = [(one.check_in.at.timestamp(), one.check_in.pain) for one in answers]
    lines = (
        SessionLine(
            session_id,
            started[session_id],
            tuple(found),
            sum(one.tonnage_kg or 0.0 for one in found),
            tuple(pain for at, pain in after if found[-1].started_unix_s <= at <= found[-1].started_unix_s + AFTER_S),
        )
        for session_id, found in by_session.items()
    )
    return History(lifter, tuple(sorted(lines, key=lambda s: s.started_unix_s)), tuple(answers))


def weeks(lines: Iterable[SetLine], zone: tzinfo | None = None) -> list[WeekLine]:
    """Sums by week, the oldest first, weeks without a set between them included. zone: None is that of this machine."""
    by_week: dict[date, list[SetLine]] = defaultdict(list)
    for line in lines:
        day = datetime.fromtimestamp(line.started_unix_s, UTC).astimezone(zone).date()
        by_week[day - timedelta(days=day.weekday())].append(line)
    if not by_week:
        return []
    first, last = min(by_week), max(by_week)
    count = (last - first).days // 7 + 1
    return [_week(monday, by_week.get(monday, [])) for monday in (first + timedelta(weeks=k) for k in range(count))]


def sets_done(connection: Connection, lifter_id: str, since_unix_s: float) -> list[SetDone]:
    """Sets as the rules about health look at them, the oldest first; those without an exercise are left out."""
    query = select(
        sets.c.id, sets.c.session_id, sets.c.started_unix_s, sets.c.start_s, sets.c.end_s, sets.c.exercise,
        sets.c.variation_key, sets.c.load_kg, sets.c.reps, sets.c.warm_up, sets.c.measured_json.is_not(None).label("m"),
        sets.c.rom_m, sets.c.ended_for_pain, sets.c.entry_json,
    ).where(
        sets.c.lifter_id == lifter_id, sets.c.counts, sets.c.exercise.is_not(None),
        sets.c.started_unix_s >= since_unix_s,
    )  # fmt: skip
    rows = connection.execute(query.order_by(sets.c.started_unix_s, sets.c.number)).mappings().all()
    told = _codes(connection, lifter_id, since_unix_s)
    return [_done(row, told[row["id"]]) for row in rows]


def session_signs(
    connection: Connection, lifter_id: str, exercises: Collection[str], since_unix_s: float
) -> list[SessionSigns]:
    """Signs of each session's measured sets of these lifts, sessions in order of time; also those without any."""
    those = (
        sets.c.lifter_id == lifter_id, sets.c.counts, sets.c.exercise.in_(exercises),
        sets.c.started_unix_s >= since_unix_s, sets.c.measured_json.is_not(None),
    )  # fmt: skip
    began = select(sets.c.session_id, func.min(sets.c.started_unix_s)).where(*those).group_by(sets.c.session_id)
    found: dict[str, list[Sign]] = {row[0]: [] for row in sorted(connection.execute(began), key=lambda row: row[1])}
    query = select(sets.c.session_id, signs).join(sets, signs.c.set_id == sets.c.id).where(*those)
    for row in connection.execute(query.order_by(sets.c.started_unix_s, signs.c.place)).mappings():
        found[row["session_id"]].append(sign_of(row))
    return [SessionSigns(session_id, tuple(told)) for session_id, told in found.items()]


def lifter_lines(connection: Connection, found: Sequence[Lifter]) -> list[LifterLine]:
    """How much is kept of each lifter."""
    query = (
        select(
            sets.c.lifter_id,
            func.count(sets.c.session_id.distinct()),
            func.count(),
            func.max(sets.c.started_unix_s),
        )
        .where(sets.c.counts)
        .group_by(sets.c.lifter_id)
    )
    by_id = {row[0]: row[1:] for row in connection.execute(query)}
    return [LifterLine(lifter, *by_id.get(lifter.id, (0, 0, None))) for lifter in found]


def _started(connection: Connection, lifter: Lifter, found: Iterable[str]) -> dict[str, float]:
    query = select(sessions.c.id, sessions.c.started_unix_s).where(
        sessions.c.id.in_(select(sets.c.session_id).where(sets.c.lifter_id == lifter.id))
    )
    known = {row[0]: row[1] for row in connection.execute(query)}
    return {session_id: known[session_id] for session_id in found}


def _week(monday: date, lines: list[SetLine]) -> WeekLine:
    known = [line.tonnage_kg for line in lines if line.tonnage_kg is not None]
    return WeekLine(monday, sum(known), len(lines), sum(line.reps for line in lines), len(lines) - len(known))


def _codes(connection: Connection, lifter_id: str, since_unix_s: float) -> dict[str, list[tuple[str, str]]]:
    """Code and level of each sign, by set."""
    query = (
        select(signs.c.set_id, signs.c.code, signs.c.severity)
        .join(sets, signs.c.set_id == sets.c.id)
        .where(sets.c.lifter_id == lifter_id, sets.c.started_unix_s >= since_unix_s)
        .order_by(signs.c.set_id, signs.c.place)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for set_id, code, severity in connection.execute(query):
        found[set_id].append((code, severity))
    return found


def _done(row: Any, told: list[tuple[str, str]]) -> SetDone:
    plan = json.loads(row["entry_json"])["plan"]
    ended_unix_s = row["started_unix_s"] + row["end_s"] - row["start_s"]
    return SetDone(
        session=row["session_id"],
        at=datetime.fromtimestamp(ended_unix_s, UTC),
        exercise=row["exercise"],
        variation=tuple(plan["variation"]),
        load_kg=row["load_kg"],
        reps=row["reps"],
        target_reps=plan.get("target_reps"),
        warm_up=row["warm_up"],
        measured=row["m"],
        warns=tuple(code for code, level in told if level != Severity.NOTE),
        notes=tuple(code for code, level in told if level == Severity.NOTE),
        travel_m=row["rom_m"],
        ended_for_pain=row["ended_for_pain"],
    )
