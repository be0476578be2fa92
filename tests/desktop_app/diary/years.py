"""A made-up lifter over the years: strength that rises, control that slips in a bad spell, pain after it, holidays."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from desktop_app.health.checkin import CheckIn, Kind, Moment, Place
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry
from desktop_app.store import people, sets
from desktop_app.store.health import StoredCheckIn, put_check_in
from desktop_app.store.manual import by_hand
from desktop_app.store.records import Session, StoredSet, new_id, session_id_of
from desktop_app.store.store import Store, as_stored
from dsp.results import BarPath, Bottom, Descent, Drive, Quality, Rep, RepSigma, SetResult, Severity, Sign, Top
from tests.desktop_app.session.results import result, sign

NOW: Final = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
DAY_S: Final = 86_400.0
SESSIONS: Final = 780
"""Three a week over five years."""
DAYS_APART: Final = 2.34
REPS_MEAN: Final = 70_000 / 12_000


@dataclass(frozen=True)
class Made:
    """A lift of the made-up lifter: its maximum at the beginning and end, kg, and its travel, m."""

    name: str
    first_kg: float
    last_kg: float
    rom_m: float
    least_ms: float


LIFTS: Final = (
    Made("squat", 105.0, 160.0, 0.62, 0.25),
    Made("bench", 75.0, 112.0, 0.38, 0.17),
    Made("deadlift", 130.0, 190.0, 0.54, 0.20),
    Made("hip_thrust", 110.0, 205.0, 0.36, 0.25),
    Made("row", 60.0, 92.0, 0.42, 0.40),
)
DAYS: Final = ((0, 1, 4), (2, 1, 3), (0, 4, 1))
"""Which lifts are done on the three days of a week."""


def years(
    name: str = "Ann", sessions: int = SESSIONS, seed: int = 1, now: datetime = NOW
) -> Iterator[tuple[Session, list[StoredSet], list[CheckIn]]]:
    """Sessions from the oldest to yesterday's, some sixteen sets each, with the answers after them."""
    rng = random.Random(seed)
    for k in range(sessions):
        back = (sessions - k) * DAYS_APART
        if _away(back):
            continue
        at = now - timedelta(days=back - 1.2, minutes=rng.randrange(90))
        session = Session(session_id_of(f"{name} {k}"), at.timestamp())
        slip = _slip(back)
        share = k / max(sessions - 1, 1)
        made: list[StoredSet] = []
        for place in DAYS[k % len(DAYS)]:
            made += _lift(rng, name, session, LIFTS[place], share**0.7, slip, len(made))
        yield session, made, _answers(rng, session, slip)


def keep_years(store: Store, name: str = "Ann", sessions: int = SESSIONS, seed: int = 1, now: datetime = NOW) -> None:
    """Put all of it into a store, a session at once."""
    store.ensure_lifter(name)
    lifter = store.lifter(name)
    for session, made, answers in years(name, sessions, seed, now):

        def work(
            connection: people.Connection,
            session: Session = session,
            made: list[StoredSet] = made,
            answers: list[CheckIn] = answers,
        ) -> None:
            people.put_session(connection, session)
            for one in made:
                sets.put_set(connection, one, session.started_unix_s)
            for answer in answers:
                put_check_in(connection, StoredCheckIn(new_id(), lifter.id, answer))

        store.database.write(work)


def _away(back_days: float) -> bool:
    """Three weeks off each summer."""
    return 100.0 < back_days % 365.0 < 121.0


def _slip(back_days: float) -> float:
    """How much control is lost, 0 to 1: two spells, one of them this year."""
    return max(math.exp(-(((back_days - centre) / 28.0) ** 2)) for centre in (190.0, 1100.0))


def _lift(
    rng: random.Random, name: str, session: Session, lift: Made, share: float, slip: float, before: int
) -> list[StoredSet]:
    most_kg = lift.first_kg + (lift.last_kg - lift.first_kg) * share
    day = rng.gauss(1.0, 0.015)
    made = []
    top, count = ((0.75, 8), (0.81, 5), (0.88, 3), (0.78, 6))[int(session.started_unix_s / (14 * DAY_S)) % 4]
    for n, part in enumerate((0.5, 0.65, top, top, top)):
        number = before + n + 1
        load_kg = max(round(most_kg * part / 2.5) * 2.5, 20.0)
        plan = LiftPlan(name, lift.name, (), load_kg, warm_up=n < 2)
        reps = max(count + rng.choice((-1, 0, 0, 0)), 1) if n > 1 else 6
        at_s = 200.0 * number
        if lift.name == "row" and n == 4 and rng.random() < 0.3:
            made.append(by_hand(session, plan, reps, session.started_unix_s + at_s, number))
            continue
        found = _result(rng, lift, load_kg / (most_kg * day), reps, slip)
        entry = SetEntry(number, plan, "AA:BB", at_s, at_s + 45.0, found)
        made.append(as_stored(session, entry))
    return made


def _result(rng: random.Random, lift: Made, effort: float, count: int, slip: float) -> SetResult:
    hard = max(effort - 0.5, 0.0)
    unsure = rng.random() < 0.05
    reps = [_rep(rng, lift, effort, hard, n, slip, unsure=unsure) for n in range(1, count + 1)]
    signs: list[Sign] = []
    for rep in reps:
        late = rep.descent.late_ratio if rep.descent is not None else None
        if late is not None and late > 0.8:
            signs.append(sign("late_rush", rep=rep.number, value=late))
        if rep.descent is not None and rep.descent.duration_s < 1.25:
            signs.append(sign("fast_descent", rep=rep.number, value=rep.descent.duration_s))
        if rng.random() < 0.02 + 0.1 * slip * hard:
            signs.append(sign("shift", rep=rep.number, value=2.6))
    if effort > 0.75 and rng.random() < 0.2:
        signs.append(sign("slowing", Severity.NOTE, rep=count, value=24.0))
    return result(reps, *signs)


def _rep(rng: random.Random, lift: Made, effort: float, hard: float, n: int, slip: float, *, unsure: bool) -> Rep:
    at_s = 5.0 * n
    down_s = max(rng.gauss(1.55 + 1.3 * hard - 0.5 * slip, 0.12), 0.6)
    drive_ms = max(lift.least_ms + (1.0 - effort) * 1.25 + rng.gauss(-0.008 * n, 0.02), 0.05)
    rom_m = rng.gauss(lift.rom_m - 0.03 * slip, 0.008 + 0.02 * slip)
    late = rng.gauss(0.47 + 0.28 * slip, 0.05) if lift.name in {"squat", "bench"} else None
    up_s = rom_m / drive_ms
    quality = Quality.UNCERTAIN if unsure else Quality.GOOD
    return Rep(
        n, quality, at_s, at_s + down_s + up_s, at_s + down_s + up_s + 0.1,
        Descent(at_s, at_s + down_s, down_s, rom_m / down_s, 1.6 * rom_m / down_s, 0.5, late),
        Bottom(at_s + down_s, at_s + down_s + 0.1, 0.1, 0.2, max(rng.gauss(5.2 + 2.4 * slip, 0.5), 1.0)),
        Drive(at_s + down_s, at_s + down_s + up_s, up_s, drive_ms, 1.5 * drive_ms, None),
        Top(None), rom_m,
        BarPath(max(rng.gauss(0.035 + 0.02 * slip, 0.006), 0.0), 0.01, lift.name in {"squat", "bench"}),
        3.0, None, RepSigma(0.015, 0.02, 0.006, 0.008),
    )  # fmt: skip


def _answers(rng: random.Random, session: Session, slip: float) -> list[CheckIn]:
    """After most sessions somebody answers; in a bad spell there is something to tell."""
    if rng.random() > 0.75:
        return []
    pain = min(max(round(rng.gauss(0.3 + 4.5 * slip, 0.9)), 0), 10)
    at = datetime.fromtimestamp(session.started_unix_s + DAY_S, UTC)
    told = CheckIn(at, Moment.LATER, pain, exercise="squat")
    return [replace(told, kind=Kind.DULL, place=Place.LOWER_BACK) if pain else told]
