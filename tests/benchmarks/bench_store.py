"""Five years of one lifter in the history: how long it takes to see them, to keep one more set, to find a baseline.

780 sessions, 12,000 sets, 70,000 reps with all that is measured of each; SQLite, and with --full PostgreSQL too.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio  # noqa: F401 (makes the tests importable)

from desktop_app.health.learning import band_of
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import TOLD_BY_A_REP, SetEntry
from desktop_app.store import people, sets
from desktop_app.store.archive import export_person
from desktop_app.store.history import weeks
from desktop_app.store.place import StorePlace
from desktop_app.store.records import Band, Session, StoredSet, session_id_of
from desktop_app.store.store import Store, as_stored
from dsp.features import MEASURED
from dsp.results import Bottom
from tests.desktop_app.session.results import rep, result, sign
from tests.desktop_app.store.making import DAY_S, START_UNIX_S
from tests.desktop_app.store.postgres import MISSING, binaries, server

SESSIONS: Final = 780
SETS: Final = 12_000
REPS: Final = 70_000
LIFTS: Final = ("squat", "bench", "deadlift", "hip_thrust", "row")
FURTHER: Final = tuple(sorted(MEASURED - TOLD_BY_A_REP))
"""What the engine measures of a rep beyond what a result tells."""
TIMES: Final = 30
BOTTOM: Final = Bottom(0.0, 0.1, 0.1, 0.2, 4.0)
MONTH_S: Final = 28 * DAY_S


def five_years(store: Store) -> tuple[Session, StoredSet]:
    """Keep all but the last set; give that one with its session."""
    rng = random.Random(1)
    number, last = 0, None
    for k in range(SESSIONS):
        session = Session(session_id_of(f"{k}"), START_UNIX_S - (SESSIONS - k) * 2.34 * DAY_S)
        count = SETS * (k + 1) // SESSIONS - SETS * k // SESSIONS
        made = [_set(rng, session, n + 1, number + n) for n in range(count)]
        number += count
        if k == SESSIONS - 1:
            last = made.pop()
        store.database.write(lambda c, s=session, m=made: _put(c, s, m))  # type: ignore[misc]
    assert last is not None
    return session, last


def _put(connection: people.Connection, session: Session, made: list[StoredSet]) -> None:
    people.put_session(connection, session)
    for one in made:
        sets.put_set(connection, one, START_UNIX_S)


def _set(rng: random.Random, session: Session, number: int, of_all: int) -> StoredSet:
    count = REPS * (of_all + 1) // SETS - REPS * of_all // SETS
    reps = [
        replace(rep(n, drive_ms=rng.uniform(0.2, 0.9)), bottom=BOTTOM, rom_m=rng.gauss(0.5, 0.01))
        for n in range(1, count + 1)
    ]  # fmt: skip
    signs = [sign(code, rep=rng.randint(1, count)) for code in ("fast_descent", "shift") if rng.random() < 0.3]
    lift = LIFTS[number % len(LIFTS)]
    plan = LiftPlan("Ann", lift, (), rng.choice((60.0, 80.0, 100.0, 120.0)), warm_up=number < 3)
    further = tuple({name: rng.random() for name in FURTHER} for _ in reps)
    at_s = 180.0 * number
    return as_stored(session, SetEntry(number, plan, "AA:BB", at_s, at_s + 40.0, result(reps, *signs), further=further))


def _median_s(work: Callable[[], object], times: int = TIMES) -> float:
    taken: list[float] = []
    for _ in range(times):
        start_s = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start_s)
    return float(np.median(taken))


def measured(place: StorePlace, name: str) -> None:
    """Print one table."""
    with Store.open(place, now_unix_s=lambda: START_UNIX_S + DAY_S) as store:
        start_s = time.perf_counter()
        session, last = five_years(store)
        made_s = time.perf_counter() - start_s
    opened_s = _median_s(lambda: Store.open(place).close(), 5)
    with Store.open(place, now_unix_s=lambda: START_UNIX_S + DAY_S) as store:
        start_s = time.perf_counter()
        found = store.history("Ann")
        first_s = time.perf_counter() - start_s
        assert (len(found.sessions), len(found.sets)) == (SESSIONS, SETS - 1)
        assert sum(one.reps for one in found.sets) > REPS - 20
        band = Band(found.lifter.id, "squat", (), *band_of(100.0))
        assert len(store.baseline_reps(band)) == 200
        kept: list[float] = []
        for k in range(TIMES):
            one = replace(last, id=session_id_of(f"new {k}"), session_id=session.id)
            start_s = time.perf_counter()
            store.put_set(one)
            kept.append(time.perf_counter() - start_s)
        table = harness.table(f"{name}: 780 sessions, 12,000 sets, 70,000 reps, ms", "what", "measured", "asked")
        rows: list[tuple[str, float, float | None]] = [
            ("opened, sound from end to end", opened_s, None),
            ("history, first time", first_s, 1.0),
            ("history, median", _median_s(lambda: store.history("Ann"), 5), 1.0),
            ("tonnage by week", _median_s(lambda: weeks(found.sets), 5), None),
            ("a new set kept, median", float(np.median(kept)), 0.05),
            ("a new set kept, worst", max(kept), 0.05),
            ("baseline query, median", _median_s(lambda: store.baseline_reps(band)), 0.02),
            ("baseline learned, median", _median_s(lambda: store.learned(band)), None),
            ("four weeks of sets for rules", _median_s(lambda: store.sets_done("Ann", START_UNIX_S - MONTH_S)), None),
            ("all of it exported", _median_s(lambda: export_person(store, "Ann", place.folder / "ann.zip"), 1), None),
            ("five years kept", made_s, None),
        ]  # fmt: skip
        for what, taken_s, asked_s in rows:
            asked = None if asked_s is None else 1000.0 * asked_s
            table.add_row(what, harness.against(1000.0 * taken_s, asked, 1), "" if asked is None else f"{asked:g}")
        harness.show(table)
        if place.url is None:
            harness.show(f"file: {place.file.stat().st_size / 1e6:.0f} MB")


def main() -> None:
    chosen = harness.options(__doc__, 1, 1, processes=1)
    with tempfile.TemporaryDirectory() as folder:
        measured(StorePlace(Path(folder) / "history", Path(folder) / "recordings"), "SQLite")
    if chosen.full:
        if binaries() is None:
            harness.show(MISSING)
            return
        with server() as found, tempfile.TemporaryDirectory() as folder:
            place = StorePlace(Path(folder) / "history", Path(folder) / "recordings", found.new_database())
            place.folder.mkdir()
            measured(place, "PostgreSQL")
    harness.show(harness.MARK)


if __name__ == "__main__":
    main()
