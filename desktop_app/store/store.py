"""The store: what a lifter did and felt, kept for good. One object; every call is one transaction.

    with Store.open(place) as store:
        store.put_session(session)
        store.put_set(stored)              # again, after a crash or by another process: nothing is kept twice
        store.history("Ann"), store.baseline_reps(band), store.check_ins("Ann")

Calls may come from any thread. Each raises StoreError, and then nothing was changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from desktop_app.health.checkin import CheckIn
from desktop_app.health.done import SetDone
from desktop_app.health.learning import Hold, Learned, learn
from desktop_app.health.limiters import SessionSigns
from desktop_app.health.profile_1rm import own_least_speed
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.store import baselines, files, health, history, people, plans, sets
from desktop_app.store.baselines import MOST_REPS
from desktop_app.store.database import PATIENCE, Patience
from desktop_app.store.decided import Move, StoredSelfCheck, StoredWayBack
from desktop_app.store.errors import UnknownRecordError
from desktop_app.store.health import StoredCheckIn
from desktop_app.store.history import History, LifterLine
from desktop_app.store.opening import Opened, open_database
from desktop_app.store.place import StorePlace, make_private
from desktop_app.store.records import (
    Band,
    BaselineRep,
    Lifter,
    RecordingFile,
    Session,
    StoredSet,
    new_id,
    set_id_of,
)
from desktop_app.store.tables import sets as sets_table
from dsp.limits import LimitTable


class Store:
    """now_unix_s: wall time, for what is made. opened: what opening found: an upgrade, a damaged file put aside."""

    def __init__(self, place: StorePlace, opened: Opened, now_unix_s: Callable[[], float] = time.time) -> None:
        self.place, self.opened = place, opened
        self.database = opened.database
        self.now_unix_s = now_unix_s

    @staticmethod
    def open(place: StorePlace, patience: Patience = PATIENCE, now_unix_s: Callable[[], float] = time.time) -> Store:
        """The store at a place, made where there is none, upgraded where it is older. Raises StoreError."""
        return Store(place, open_database(place, patience), now_unix_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    # Lifters.

    def lifters(self) -> list[Lifter]:
        """By name."""
        return self.database.read(people.all_lifters)

    def lifter(self, name_or_id: str) -> Lifter:
        """Raises UnknownRecordError."""
        return self.database.read(lambda c: people.the_lifter(c, name_or_id))

    def ensure_lifter(self, name: str) -> Lifter:
        """The lifter of that name, a new one where there is none yet."""
        return self.database.write(lambda c: people.ensure_lifter(c, name, self.now_unix_s()))

    def rename_lifter(self, name_or_id: str, name: str) -> Lifter:
        """Raises UnknownRecordError, NameTakenError."""

        def work(connection: Connection) -> Lifter:
            lifter = people.the_lifter(connection, name_or_id)
            people.put_lifter(connection, replace(lifter, name=name))
            return people.the_lifter(connection, lifter.id)

        return self.database.write(work)

    def limits(self, name_or_id: str) -> LimitTable:
        """A lifter's own limits of signs; the defaults where there are none."""
        return self.database.read(lambda c: people.get_limits(c, people.the_lifter(c, name_or_id).id))

    def put_limits(self, name_or_id: str, table: LimitTable) -> None:
        self.database.write(lambda c: people.put_limits(c, people.the_lifter(c, name_or_id).id, table))

    # Sessions and sets.

    def put_session(self, session: Session) -> None:
        self.database.write(lambda c: people.put_session(c, session))

    def session(self, session_id: str) -> Session | None:
        return self.database.read(lambda c: people.find_session(c, session_id))

    def put_set(self, stored: StoredSet, expected: int | None = None) -> StoredSet:
        """Keep a set with its reps and signs, as it is given; as it is kept, with its revision.

        expected: the revision that it was made from. None: what is there is replaced, as by the session whose set it
        is. Raises ChangedMeanwhileError, UnknownRecordError for the session, BadRecordError.
        """
        return self.database.write(lambda c: sets.put_set(c, stored, self.now_unix_s(), expected))

    def put_log(self, session: Session, log: SetLog) -> list[StoredSet]:
        """Keep a session and its sets as they stand now, all or none; what is there already is left as it is."""

        def work(connection: Connection) -> list[StoredSet]:
            people.put_session(connection, session)
            now_unix_s = self.now_unix_s()
            return [sets.put_set(connection, as_stored(session, entry), now_unix_s) for entry in log.entries]

        return self.database.write(work)

    def change_set(self, set_id: str, change: Callable[[StoredSet], StoredSet]) -> StoredSet:
        """Change a set from what it is at this moment, whoever else changes it. Raises UnknownRecordError.

        change may be called several times.
        """

        def work(connection: Connection) -> StoredSet:
            before = sets.find_set(connection, set_id)
            if before is None:
                raise UnknownRecordError("this set is not kept", "See `rackside history list`.")
            return sets.put_set(connection, change(before), self.now_unix_s(), before.revision)

        return self.database.write(work)

    def set(self, set_id: str) -> StoredSet | None:
        return self.database.read(lambda c: sets.find_set(c, set_id))

    def sets_of_session(self, session_id: str) -> list[StoredSet]:
        """All of them, deleted and joined ones too, in order."""
        return self.database.read(lambda c: sets.find_sets(c, sets_table.c.session_id == session_id))

    def nobodys_sessions(self) -> list[tuple[str, int]]:
        """Sessions with sets of which nobody said whose they are, and how many."""
        return self.database.read(sets.nobodys_sessions)

    def assign(self, session_id: str, name: str) -> int:
        """Give a session's sets that are nobody's to a lifter, new or known; how many."""
        return self.database.write(
            lambda c: sets.assign(c, session_id, people.ensure_lifter(c, name, self.now_unix_s()).id)
        )

    def confirm_fast(self, set_id: str, wanted: bool = True) -> None:
        """Whether the lifter or coach wants the fast descents of this set. Raises UnknownRecordError."""
        self.database.write(lambda c: sets.confirm_fast(c, set_id, wanted))

    # History.

    def lifter_lines(self) -> list[LifterLine]:
        """Every lifter, and how much is kept of them."""
        return self.database.read(lambda c: history.lifter_lines(c, people.all_lifters(c)))

    def history(self, name_or_id: str, since_unix_s: float | None = None) -> History:
        """Everything to be seen of a lifter. Raises UnknownRecordError."""
        return self.database.read(lambda c: history.history(c, people.the_lifter(c, name_or_id), since_unix_s))

    def sets_done(self, name_or_id: str, since_unix_s: float = 0.0) -> list[SetDone]:
        """Sets as the rules of `desktop_app.health` look at them."""
        return self.database.read(lambda c: history.sets_done(c, people.the_lifter(c, name_or_id).id, since_unix_s))

    def session_signs(
        self, name_or_id: str, exercises: Collection[str], since_unix_s: float = 0.0
    ) -> list[SessionSigns]:
        """The signs of each session's sets of these lifts, sessions in order of time; also those without any sign."""

        def work(connection: Connection) -> list[SessionSigns]:
            lifter = people.the_lifter(connection, name_or_id)
            return history.session_signs(connection, lifter.id, exercises, since_unix_s)

        return self.database.read(work)

    def least_speeds(self, name_or_id: str) -> dict[str, float]:
        """A lifter's own least speeds for the load-speed profile, by exercise, m/s."""
        return self.database.read(lambda c: plans.find_least_speeds(c, people.the_lifter(c, name_or_id).id))

    def put_least_speed(self, name_or_id: str, exercise: str, speed_ms: float | None) -> None:
        """None: the published one again. Raises HealthError for a speed that is none."""
        if speed_ms is not None:
            own_least_speed(speed_ms)
        self.database.write(lambda c: plans.put_least_speed(c, people.the_lifter(c, name_or_id).id, exercise, speed_ms))

    # Baselines.

    def baseline_reps(self, band: Band, most: int = MOST_REPS) -> list[BaselineRep]:
        """Controlled reps that a baseline may be learned from, since its last reset, the newest first."""
        return self.database.read(lambda c: baselines.baseline_reps(c, band, most))

    def session_travels(self, band: Band) -> list[tuple[str, float]]:
        """Session and travel of every good rep of the last sessions, at any load, in order of time, m."""
        return self.database.read(lambda c: baselines.session_travels(c, band))

    def learned(self, band: Band) -> Learned:
        """The band's baseline as of now, or what is missing for one; the pinned one where one is pinned."""

        def work(connection: Connection) -> Learned:
            return learn(
                band.exercise,
                baselines.baseline_reps(connection, band),
                self.now_unix_s(),
                baselines.get_hold(connection, band),
                baselines.session_travels(connection, band),
            )

        return self.database.read(work)

    def hold(self, band: Band) -> Hold:
        """What was decided last about the baseline for loads of this band."""
        return self.database.read(lambda c: baselines.get_hold(c, band))

    def reset_baseline(self, band: Band) -> None:
        """Only reps lifted from now on count; what was pinned is no more."""
        now_unix_s = self.now_unix_s()
        self.database.write(lambda c: baselines.put_hold(c, band, Hold(now_unix_s), now_unix_s))

    def pin_baseline(self, band: Band, learned: Learned | None) -> None:
        """Hold this one, whatever is lifted; None: learn again."""
        pinned = None if learned is None else replace(learned, pinned=True)

        def work(connection: Connection) -> None:
            reset_unix_s = baselines.get_hold(connection, band).reset_unix_s
            baselines.put_hold(connection, band, Hold(reset_unix_s, pinned), self.now_unix_s())

        self.database.write(work)

    # Health.

    def add_check_in(self, name_or_id: str, check_in: CheckIn, check_in_id: str | None = None) -> StoredCheckIn:
        """Keep an answer. check_in_id: made when it was answered; with that of an earlier one, corrects it."""
        made_id = check_in_id or new_id()

        def work(connection: Connection) -> StoredCheckIn:
            stored = StoredCheckIn(made_id, people.the_lifter(connection, name_or_id).id, check_in)
            health.put_check_in(connection, stored)
            return stored

        return self.database.write(work)

    def check_ins(self, name_or_id: str, since_unix_s: float | None = None) -> list[StoredCheckIn]:
        """A lifter's answers, the oldest first."""
        return self.database.read(lambda c: health.find_check_ins(c, people.the_lifter(c, name_or_id).id, since_unix_s))

    def delete_check_in(self, check_in_id: str) -> None:
        """Raises UnknownRecordError."""
        self.database.write(lambda c: health.delete_check_in(c, check_in_id))

    def profile(self, name_or_id: str) -> tuple[str, ...]:
        """Conditions that a lifter has told of."""
        return self.database.read(lambda c: health.get_profile(c, people.the_lifter(c, name_or_id).id))

    def put_profile(self, name_or_id: str, conditions: tuple[str, ...]) -> None:
        self.database.write(lambda c: health.put_profile(c, people.the_lifter(c, name_or_id).id, conditions))

    def read_red_flag(self, check_in_id: str, read_unix_s: float) -> None:
        """The lifter has read what was answered. Raises UnknownRecordError."""
        self.database.write(lambda c: plans.put_read(c, check_in_id, read_unix_s))

    def red_flags_read(self, name_or_id: str) -> dict[str, float]:
        """By check-in, when its screen was read; those unread are not in it."""
        return self.database.read(lambda c: plans.find_reads(c, people.the_lifter(c, name_or_id).id))

    def put_way_back(self, stored: StoredWayBack) -> None:
        """Raises BadRecordError."""
        self.database.write(lambda c: plans.put_way_back(c, stored))

    def move_way_back(self, way_back_id: str, move: Move) -> None:
        """Keep what was decided. Raises UnknownRecordError, PlanError for no step of it."""
        self.database.write(lambda c: plans.add_move(c, way_back_id, move))

    def way_backs(self, name_or_id: str) -> list[StoredWayBack]:
        """A lifter's, ended ones too, the oldest first."""
        return self.database.read(lambda c: plans.find_way_backs(c, people.the_lifter(c, name_or_id).id))

    def put_self_check(self, stored: StoredSelfCheck) -> None:
        """Raises BadRecordError."""
        self.database.write(lambda c: plans.put_self_check(c, stored))

    def self_checks(self, name_or_id: str) -> list[StoredSelfCheck]:
        """A lifter's, the oldest first."""
        return self.database.read(lambda c: plans.find_self_checks(c, people.the_lifter(c, name_or_id).id))

    # Recordings.

    def adopt_recording(self, path: Path, session_id: str | None, *, keep_original: bool = False) -> RecordingFile:
        """Take a finished recording into the recordings' folder under the hash of its content.

        Its old name is removed, and the list of sets beside it, which are to be kept before; unless keep_original.
        Raises StoreAccessError, OutputError (`sensor`).
        """
        from desktop_app.session.sets_store import sets_file

        make_private(self.place.recordings)
        recording = files.adopted_file(path, self.place.recordings, session_id, copy=keep_original)
        self.database.write(lambda c: files.put_recording(c, recording))
        if not keep_original:
            if path.name != recording.file_name:
                files.remove(path)
            files.remove(sets_file(path))
        return recording

    def recordings(self) -> list[RecordingFile]:
        return self.database.read(files.all_recordings)

    def path_of(self, recording: RecordingFile | str) -> Path:
        """The file of an adopted recording, by itself or by its hash."""
        found = recording if isinstance(recording, RecordingFile) else RecordingFile(recording, 0, None)
        return self.place.recordings / found.file_name


def as_stored(session: Session, entry: SetEntry) -> StoredSet:
    """A session's set as it is to be kept: identity and time follow from the session's."""
    return StoredSet(set_id_of(session.id, entry.id), session.id, session.started_unix_s + entry.start_s, entry)
