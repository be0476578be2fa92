"""What a report tells, from the history, before it is put into words: frozen values, no Qt.

    report = make_report(store, Wish("Ann"))                        # her last session
    report = make_report(store, Wish("Ann", month=date(2026, 11, 1), symptoms=True))

What the lifter did not tick is not in the report at all: not in a count, not in a picture, not hidden in the file.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from desktop_app.diary.lifts import Lift as Chosen
from desktop_app.diary.load_speed import drives
from desktop_app.health.checkin import CheckIn
from desktop_app.health.learning import Learned, band_of
from desktop_app.health.normal_or_problem import LOOKS_BACK, Verdict, normal_or_problem
from desktop_app.health.profile_1rm import PROFILE, Profile, own_least_speed, profile
from desktop_app.health.together import Together, together
from desktop_app.health.when import COST_WINDOW
from desktop_app.report.errors import NothingToReportError
from desktop_app.report.trends import Trend, trends_of
from desktop_app.session.plates import Units
from desktop_app.store.history import History, SessionLine, SetLine
from desktop_app.store.records import Band, Lifter, StoredSet
from desktop_app.store.rows import variation_key
from desktop_app.store.set_reps import set_reps
from dsp.results import Quality, Severity, Sign

if TYPE_CHECKING:
    from desktop_app.health.done import SetDone
    from desktop_app.replay.overlay import RepPath
    from desktop_app.store.store import Store

ID_LEAST: Final = 4
"""So many characters of a session's identity, at least, name it."""
BEFORE_SESSION: Final = timedelta(hours=12)
"""Answers of so long before a session belong to it too."""

Paths: TypeAlias = Mapping[str, tuple["RepPath", ...]]
"""By identity of the set, the path of each of its reps, in order."""
NO_PATHS: Final[Paths] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wish:
    """What the report is to be of.

    lifter: name or identity. session: identity, the beginning of one, or a day; month: its first day; neither: the
    last session. symptoms: answers about health too. zone: of the times; None: this machine's.
    """

    lifter: str
    session: str | None = None
    month: date | None = None
    symptoms: bool = False
    units: Units = Units.KG
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class SetShown:
    """One set. learned: the baseline of its lift and load; None where the load or the lift is not known."""

    stored: StoredSet
    learned: Learned | None

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Of the set and of the reps that count, the gravest first."""
        entry = self.stored.entry
        told = entry.result.signs if entry.result is not None else ()
        return tuple(sorted((s for s in told if s.rep not in entry.struck), key=lambda s: -s.severity.rank))

    @property
    def warned(self) -> int:
        """How many signs of level warn and stop."""
        return sum(s.severity is not Severity.NOTE for s in self.signs)


@dataclass(frozen=True, slots=True)
class Lift:
    """One exercise and variation. band_kg: the loads that its trends are of. profile: in the report of a month."""

    exercise: str | None
    variation: tuple[str, ...]
    sets: tuple[SetShown, ...]
    band_kg: tuple[float, float] | None
    learned: Learned | None
    trends: tuple[Trend, ...]
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Symptoms:
    """What the lifter answered, ticked to be told. verdict: of the four weeks before `until`."""

    check_ins: tuple[CheckIn, ...]
    earlier: tuple[CheckIn, ...]
    verdict: Verdict
    together: Together
    until: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A session, or with `month` all of a month's. sessions, lifts: in the order of time.

    symptoms: None unless they were ticked. source: the recording's name, of a report of one that is in no history.
    """

    lifter: Lifter
    units: Units
    made: datetime
    begun: datetime
    ended: datetime
    sessions: tuple[SessionLine, ...]
    lifts: tuple[Lift, ...]
    month: date | None = None
    symptoms: Symptoms | None = None
    paths: Paths = field(default_factory=lambda: NO_PATHS)
    source: str | None = None

    @property
    def sets(self) -> tuple[SetShown, ...]:
        """All of them, in the order of time."""
        every = (one for lift in self.lifts for one in lift.sets)
        return tuple(sorted(every, key=lambda one: (one.stored.started_unix_s, one.stored.entry.id)))

    @property
    def lines(self) -> tuple[SetLine, ...]:
        return tuple(line for session in self.sessions for line in session.sets)

    @property
    def uncertain(self) -> tuple[int, int]:
        """Measured reps that are uncertain or not resolved, and all measured reps."""
        reps = [rep for one in self.sets for rep in one.stored.entry.reps]
        return sum(rep.quality is not Quality.GOOD for rep in reps), len(reps)

    def at(self, unix_s: float) -> datetime:
        """A time as it is shown."""
        return datetime.fromtimestamp(unix_s, UTC).astimezone(self.begun.tzinfo)


def make_report(store: Store, wish: Wish) -> Report:
    """Everything that a report of this wish tells. Raises StoreError, NothingToReportError."""
    history = store.history(wish.lifter)
    chosen = _chosen(history, wish)
    made = datetime.fromtimestamp(store.now_unix_s(), UTC).astimezone(wish.zone)
    begun = datetime.fromtimestamp(chosen[0].started_unix_s, UTC).astimezone(wish.zone)
    kept = {s.id: s for session in chosen for s in store.sets_of_session(session.id)}
    sets = [kept[line.id] for session in chosen for line in session.sets if line.id in kept]
    ended = max((_ended(one) for one in sets), default=begun).astimezone(wish.zone)
    symptoms = None
    if wish.symptoms:
        done = store.sets_done(history.lifter.id, begun.timestamp() - LOOKS_BACK.span.total_seconds())
        symptoms = _symptoms(history, chosen, done, begun, ended, made)
    else:
        chosen, sets = tuple(_without_pain(s) for s in chosen), [_silent(s) for s in sets]
    lifts = _lifts(store, history, sets, [s.id for s in chosen])
    if wish.month is not None:
        own = store.least_speeds(history.lifter.id)
        lifts = tuple(replace(x, profile=_profile(store, history, x, own, ended)) for x in lifts)
    return Report(
        history.lifter, wish.units, made, begun, ended, chosen, lifts, wish.month, symptoms
    )  # fmt: skip


def _chosen(history: History, wish: Wish) -> tuple[SessionLine, ...]:
    if not history.sessions:
        raise NothingToReportError(f"nothing is kept of {history.lifter.name}", "Lift first, or name another lifter.")
    if wish.month is not None:
        month = wish.month
        found = [s for s in history.sessions if (_day(s, wish).year, _day(s, wish).month) == (month.year, month.month)]
        if not found:
            raise NothingToReportError(f"{history.lifter.name} has no session in {month:%Y-%m}", _has(history, wish))
        return tuple(found)
    if wish.session is None:
        return (history.sessions[-1],)
    return (_session(history, wish, wish.session),)


def _session(history: History, wish: Wish, text: str) -> SessionLine:
    """By identity or the beginning of one, or the last one of a day. Raises NothingToReportError."""
    on_day = [s for s in history.sessions if _day(s, wish).isoformat() == text]
    if on_day:
        return on_day[-1]
    found = [s for s in history.sessions if len(text) >= ID_LEAST and s.id.startswith(text.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise NothingToReportError(f"{len(found)} sessions begin with {text!r}", "Give more of the identity.")
    raise NothingToReportError(f"{history.lifter.name} has no session {text[:40]!r}", _has(history, wish))


def _has(history: History, wish: Wish) -> str:
    first, last = _day(history.sessions[0], wish), _day(history.sessions[-1], wish)
    return f"There are sessions from {first} to {last}: see `rackside history list LIFTER --json`."


def _day(session: SessionLine, wish: Wish) -> date:
    return datetime.fromtimestamp(session.started_unix_s, UTC).astimezone(wish.zone).date()


def _ended(stored: StoredSet) -> datetime:
    length_s = stored.entry.end_s - stored.entry.start_s
    return datetime.fromtimestamp(stored.started_unix_s + max(length_s, 0.0), UTC)


def _without_pain(session: SessionLine) -> SessionLine:
    lines = tuple(replace(line, ended_for_pain=False) for line in session.sets)
    return replace(session, sets=lines, pain_after=())


def _silent(stored: StoredSet) -> StoredSet:
    return replace(stored, entry=replace(stored.entry, ended_for_pain=False))


def _symptoms(
    history: History, chosen: Sequence[SessionLine], done: Sequence[SetDone], begun: datetime, ended: datetime,
    made: datetime,
) -> Symptoms:  # fmt: skip
    every = [one.check_in for one in history.check_ins]
    ids = {s.id for s in chosen}
    first, last = begun - BEFORE_SESSION, ended + COST_WINDOW
    mine = tuple(c for c in every if c.session in ids or first <= c.at <= last)
    until = min(last, made)
    dots = together((d for d in done if d.session in ids), every)
    return Symptoms(mine, tuple(every), normal_or_problem(until, every, done), dots, until)


def _lifts(store: Store, history: History, sets: Sequence[StoredSet], chosen: Sequence[str]) -> tuple[Lift, ...]:
    groups: dict[tuple[str | None, str], list[StoredSet]] = {}
    for stored in sets:
        plan = stored.entry.plan
        groups.setdefault((plan.exercise, variation_key(plan.variation)), []).append(stored)
    known: dict[Band, Learned] = {}
    return tuple(_lift(store, history, found, chosen, known) for found in groups.values())


def _lift(
    store: Store, history: History, sets: Sequence[StoredSet], chosen: Sequence[str], known: dict[Band, Learned]
) -> Lift:
    plan = sets[0].entry.plan
    variation = tuple(sorted(set(plan.variation)))

    def learned(load_kg: float | None) -> Learned | None:
        if plan.exercise is None or load_kg is None:
            return None
        band = Band(history.lifter.id, plan.exercise, variation, *band_of(load_kg))
        if band not in known:
            known[band] = store.learned(band)
        return known[band]

    working = [s for s in sets if not s.entry.plan.warm_up] or list(sets)
    top_kg = max((s.entry.plan.load_kg for s in working if s.entry.plan.load_kg is not None), default=None)
    band_kg = None if top_kg is None else band_of(top_kg)
    usual = learned(top_kg)
    trends = trends_of(history.sessions, plan.exercise, variation_key(variation), band_kg, chosen, usual)
    shown = tuple(SetShown(s, learned(s.entry.plan.load_kg)) for s in sets)
    return Lift(plan.exercise, variation, shown, band_kg, usual, trends)


def _profile(
    store: Store, history: History, lift: Lift, own_ms: Mapping[str, float], ended: datetime
) -> Profile | None:  # fmt: skip
    """Drive speed against load as of the report's end, from the weeks before it."""
    exercise = lift.exercise
    if exercise is None:
        return None
    now_unix_s = ended.timestamp()
    recent = [x for x in history.sets if 0.0 <= now_unix_s - x.started_unix_s <= PROFILE.age_most_s]
    chosen = Chosen(exercise, variation_key(lift.variation), len(lift.sets), now_unix_s)
    reps = store.database.read(lambda c: set_reps(c, history.lifter.id, exercise))
    least = own_least_speed(own_ms[exercise]) if exercise in own_ms else None
    return profile(exercise, drives(recent, reps, chosen), now_unix_s, least)


def month_of(text: str) -> date:
    """`2026-11` as the month's first day. Raises ValueError."""
    year, _, month = text.partition("-")
    if len(year) != 4 or not year.isdigit() or not month.isdigit() or len(month) > 2:
        raise ValueError(text)
    return date(int(year), int(month), 1)


def days_of(month: date) -> int:
    """How many days a month has."""
    return calendar.monthrange(month.year, month.month)[1]
