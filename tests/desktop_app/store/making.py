"""Sets, sessions and answers, made by hand; a place for a store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from desktop_app.health.checkin import CheckIn, Flag, Kind, Moment, Place, Remark, Side
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.store.records import Session, StoredSet, session_id_of
from desktop_app.store.store import as_stored
from dsp.context import Tempo
from dsp.results import SetResult, Severity
from tests.desktop_app.session.results import rep, result, sign

START_UNIX_S: Final = 1_795_000_000.0
DAY_S: Final = 86_400.0
PLAN: Final = LiftPlan("Ann", "squat", (), 100.0, Tempo.parse("3-1-X-0"), 0.5, 20.0)
HURTS: Final = CheckIn(
    datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
    Moment.LATER,
    6,
    kind=Kind.SHARP,
    place=Place.LOWER_BACK,
    side=Side.LEFT,
    since=datetime(2026, 11, 20, tzinfo=UTC),
    flags=frozenset({Flag.NUMB, Flag.RADIATING}),
    remarks=frozenset({Remark.PROTECTIVE}),
    exercise="squat",
    note="=worse on stairs",
)


def session(name: str = "a", days: float = 0.0) -> Session:
    return Session(session_id_of(name), START_UNIX_S + days * DAY_S)


def measured(reps: int = 3, *, warned: tuple[int, ...] = (), drive_ms: float = 0.5) -> SetResult:
    signs = [sign("fast_descent", rep=number) for number in warned]
    made = [rep(number, drive_ms=drive_ms - 0.01 * number) for number in range(1, reps + 1)]
    return result(made, *signs, sign("slowing", Severity.NOTE, rep=reps))


def entry(number: int = 1, plan: LiftPlan = PLAN, found: SetResult | None = None) -> SetEntry:
    return SetEntry(number, plan, "AA:BB", 60.0 * number, 60.0 * number + 40.0, found or measured())


def stored(number: int = 1, of: Session | None = None, plan: LiftPlan = PLAN) -> StoredSet:
    return as_stored(of or session(), entry(number, plan))


def log(*numbers: int, plan: LiftPlan = PLAN) -> SetLog:
    return SetLog(tuple(entry(number, plan) for number in numbers))
