"""Sessions, answers and hostile names to report of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from desktop_app.health.checkin import CheckIn, Kind, Moment, Place, Side
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.store.manual import add_by_hand
from desktop_app.store.store import Store
from dsp.context import Tempo
from dsp.results import Quality, SetResult, Severity
from tests.desktop_app.session.results import rep, result, sign
from tests.desktop_app.store.making import DAY_S, START_UNIX_S, session

NAMES: Final = (
    "<script>alert(1)</script>",
    "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "\"quoted\" & 'single' <b>bold</b> &amp; ]]> --> <!--",
    "Zoë 漢字 Ναύτης 🏋",
    "מרים العربية Ann",
    "x" * 200,
    "</title></style><img src=x onerror=alert(1)>",
    "javascript:alert(1) https://example.com/a.png",
)
"""A lifter's name may have 200 characters; a note more."""
NOTE: Final = "</p><script>{{7*7}}</script> " * 12
SESSIONS: Final = 10
EVERY_DAYS: Final = 1.5
"""From 18 November to 1 December 2026."""
NOVEMBER: Final = date(2026, 11, 1)
NOW_UNIX_S: Final = START_UNIX_S + (SESSIONS + 2) * EVERY_DAYS * DAY_S
LOADS: Final = (60.0, 80.0, 100.0, 100.0)


def fill(store: Store, name: str) -> None:
    """A session a day, the last one the worst; a set by hand on the day after it."""
    for k in range(SESSIONS):
        kept = session(f"{name}{k}", EVERY_DAYS * k)
        entries = tuple(_entry(name, n, load_kg, last=k == SESSIONS - 1) for n, load_kg in enumerate(LOADS, 1))
        store.put_log(kept, SetLog(entries))
        store.add_check_in(name, _check_in(kept.started_unix_s, 1 if k < SESSIONS - 1 else 6, kept.id))
    plan = LiftPlan(name, "deadlift", ("=deficit",))
    add_by_hand(store, plan, 5, START_UNIX_S + SESSIONS * EVERY_DAYS * DAY_S)


def _entry(name: str, number: int, load_kg: float, *, last: bool) -> SetEntry:
    plan = LiftPlan(name, "squat", (), load_kg, Tempo.parse("2-0-X-0"), warm_up=load_kg < 100.0)
    worst = last and number == len(LOADS)
    found = _falling_apart() if worst else result([rep(n, drive_ms=1.2 - 0.007 * load_kg) for n in (1, 2, 3)])
    at_s = 200.0 * number
    return SetEntry(number, plan, "AA:BB", at_s, at_s + 40.0, found, struck=(5,) if worst else (), ended_for_pain=worst)


def _falling_apart() -> SetResult:
    reps = [rep(1), rep(2, quality=Quality.UNCERTAIN), replace(rep(3), descent=None), rep(4), rep(5)]
    return result(
        reps, sign("fast_descent", rep=4, value=1.1), sign("slowing", Severity.STOP, rep=4, value=31.0),
        sign("bounce", rep=5, value=9.87), sign("depth_varies", Severity.NOTE, rep=None, value=0.07),
    )  # fmt: skip


def _check_in(at_unix_s: float, pain: int, session_id: str) -> CheckIn:
    at = datetime.fromtimestamp(at_unix_s, UTC) + timedelta(hours=2)
    return CheckIn(
        at, Moment.AFTER, pain, kind=Kind.SHARP if pain > 4 else Kind.DULL, place=Place.LOWER_BACK, side=Side.LEFT,
        session=session_id, exercise="squat", note=NOTE if pain > 4 else None,
    )  # fmt: skip
