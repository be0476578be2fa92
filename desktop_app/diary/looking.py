"""What the history view asks of the store: each function is the work of one question to the desk, and gives one page.

    desk.ask(lambda store: looking.person(store, "Ann", now))

Everything that has to be computed is computed here, in the desk's thread, which also loads the database's modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.diary.best import BestSets, best_sets
from desktop_app.diary.lifts import Choice, Lift, LoadBand, first_band, lifts, load_bands
from desktop_app.diary.load_speed import LoadSpeeds, drives, load_speeds
from desktop_app.diary.months import Day, days
from desktop_app.diary.symptoms import Symptoms, symptoms
from desktop_app.diary.tonnage import Week, weekly
from desktop_app.diary.trends import Trends, trends
from desktop_app.health.profile_1rm import own_least_speed
from desktop_app.health.together import together

if TYPE_CHECKING:
    from desktop_app.store.history import History, LifterLine
    from desktop_app.store.records import Band, StoredSet
    from desktop_app.store.store import Store


@dataclass(frozen=True, slots=True)
class Nobodys:
    """A session with sets of which nobody said whose they are."""

    session_id: str
    started_unix_s: float
    sets: int


@dataclass(frozen=True, slots=True)
class People:
    """Who is kept, by name, and what is nobody's."""

    lifters: tuple[LifterLine, ...]
    nobodys: tuple[Nobodys, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One lifter's history with what every page of it needs at once."""

    history: History
    days: Mapping[date, Day]
    weeks: tuple[Week, ...]
    lifts: tuple[Lift, ...]


@dataclass(frozen=True, slots=True)
class LiftPage:
    """One lift: its bands, what control did, strength, best sets. own_least_ms: the lifter's own speed of a single."""

    choice: Choice
    bands: tuple[LoadBand, ...]
    trends: Trends
    strength: LoadSpeeds
    best: BestSets
    own_least_ms: float | None


@dataclass(frozen=True, slots=True)
class SetRow:
    """A set of a session with the recording it is in; None where there is none any more."""

    stored: StoredSet
    recording: Path | None


def opened(store: Store, name: str | None, now: datetime) -> tuple[People, Person | None]:
    """Who is kept, and the lifter of that name or identity; without one, who lifted last."""
    found = people(store)
    mine = next((line for line in found.lifters if name in {line.lifter.name, line.lifter.id}), None)
    mine = mine or max(found.lifters, key=lambda line: line.last_unix_s or 0.0, default=None)
    return found, None if mine is None else person(store, mine.lifter.id, now)


def people(store: Store) -> People:
    found = []
    for session_id, count in store.nobodys_sessions():
        session = store.session(session_id)
        if session is not None:
            found.append(Nobodys(session_id, session.started_unix_s, count))
    return People(tuple(store.lifter_lines()), tuple(sorted(found, key=lambda each: -each.started_unix_s)))


def person(store: Store, name: str, now: datetime) -> Person:
    """Raises UnknownRecordError."""
    from desktop_app.store.history import weeks

    found = store.history(name)
    sets = found.sets
    return Person(
        found, days(found.sessions, now.tzinfo), weekly(weeks(sets, now.tzinfo), now.date()), lifts(sets)
    )  # fmt: skip


def lift_page(store: Store, history: History, choice: Choice, now: datetime, *, own_band: bool) -> LiftPage:
    """own_band: take the lift's most usual band, whatever is chosen."""
    from desktop_app.store.set_reps import set_reps

    sets, lift, lifter = history.sets, choice.lift, history.lifter
    bands = load_bands(sets, lift)
    if own_band:
        choice = replace(choice, band=first_band(sets, bands, lift))
    reps = store.database.read(lambda c: set_reps(c, lifter.id, lift.exercise))
    learned = None if choice.band is None else store.learned(band_in_store(history, lift, choice.band))
    least = store.least_speeds(lifter.id).get(lift.exercise)
    at = now.timestamp()
    own = None if least is None else own_least_speed(least)
    return LiftPage(
        choice,
        bands,
        trends(sets, reps, choice, learned, at, store.limits(lifter.id).of(lift.exercise)),
        load_speeds(drives(sets, reps, lift), lift, at, own),
        best_sets(sets, reps, lift),
        least,
    )


def band_in_store(history: History, lift: Lift, band: LoadBand) -> Band:
    """As the store names it."""
    from desktop_app.store.records import Band

    return Band(history.lifter.id, lift.exercise, lift.tags, band.low_kg, band.high_kg)


def symptoms_of(store: Store, history: History) -> Symptoms:
    return symptoms(together(store.sets_done(history.lifter.id), [one.check_in for one in history.check_ins]))


def session_sets(store: Store, history: History, session_id: str) -> tuple[SetRow, ...]:
    """A lifter's sets of one session that count, in order."""
    session = store.session(session_id)
    named = (
        None if session is None or session.recording_name is None else store.place.recordings / session.recording_name
    )
    rows = []
    for stored in store.sets_of_session(session_id):
        mine = stored.entry.plan.athlete == history.lifter.name
        if mine and stored.entry.counts:
            path = named if stored.recording_sha256 is None else store.path_of(stored.recording_sha256)
            rows.append(SetRow(stored, path if path is not None and path.is_file() and not stored.by_hand else None))
    return tuple(rows)
