"""Everything that is lifted goes into the history while it is lifted, and lifters' own values come from there.

    pages = Pages(desk)                         # `Station.open_page`: a page for each sensor that is connected
    page = pages(token, started_unix_s, name)
    page.ask(key), page.answer()                # the lifter's baseline and limits, some milliseconds later
    page.keep(log, beside)                      # whenever the list of sets has changed
    page.end(recording)                         # the recording is closed: the history takes it, after the last set

Nothing waits for the disk: of several changes that come while it is busy, the newest is kept. What could not be kept
is tried again with the next change, at the end, and, from the recording and the list beside it, at the next start.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.diary.desk import DiaryDesk, told
from desktop_app.health.learning import band_of
from desktop_app.session.own import LiftKey, Own
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.sets_store import sets_file
from desktop_app.session.snapshot import Notice
from desktop_app.store.errors import UnknownRecordError
from desktop_app.store.records import Band, Session, session_id_of
from dsp.limits import LimitTable

if TYPE_CHECKING:
    from desktop_app.store.store import Store


@dataclass(frozen=True, slots=True)
class Pages:
    """Opens pages of one history."""

    desk: DiaryDesk

    def __call__(self, token: str, started_unix_s: float, recording: str | None) -> SessionPage:
        if recording is not None:
            self.desk.recording.add(recording)
        return SessionPage(self.desk, Session(session_id_of(token), started_unix_s, recording))


class SessionPage:
    """One session's page (`session.page.Page`). Its calls come from the session's thread, the work is the desk's."""

    def __init__(self, desk: DiaryDesk, session: Session) -> None:
        self.session = session
        self.adopted: Path | None = None
        self._desk = desk
        self._looking: Future[Own] | None = None
        self._lock = threading.Lock()
        self._log = SetLog()
        self._kept: dict[int, SetEntry] = {}
        self._waiting = False
        self._ended: Path | None = None

    @property
    def session_id(self) -> str:
        return self.session.id

    @property
    def notice(self) -> Notice | None:
        return self._desk.notice

    def ask(self, key: LiftKey) -> None:
        self._looking = self._desk.ask(lambda store: own_of(store, key))

    def answer(self) -> Own | None:
        looking = self._looking
        if looking is None or not looking.done():
            return None
        self._looking = None
        if looking.cancelled():
            return None
        error = looking.exception()
        if error is not None:
            self._desk.notice = told(error)
            return None
        return looking.result()

    def keep(self, log: SetLog, beside: Callable[[], Notice | None]) -> Notice | None:
        with self._lock:
            self._log = log
            notice = beside() if self.adopted is None else None
        self._soon()
        return notice

    def end(self, recording: Path | None) -> None:
        with self._lock:
            self._ended = recording
        if recording is not None or self._log.entries:
            self._soon()

    def _soon(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, True
        if not waiting:
            self._desk.tell(self._put)

    def _put(self, store: Store) -> None:
        """What changed since it was kept last; then the recording, where it is closed."""
        with self._lock:
            self._waiting = False
            log, recording = self._log, None if self.adopted is not None else self._ended
        changed = tuple(entry for entry in log.entries if self._kept.get(entry.id) is not entry)
        if changed:
            store.put_log(self.session, SetLog(changed))
            self._kept.update((entry.id, entry) for entry in changed)
        if recording is not None:
            if not log.entries:
                store.put_session(self.session)
            self._adopt(store, recording)

    def _adopt(self, store: Store, recording: Path) -> None:
        adopted = store.path_of(store.adopt_recording(recording, self.session.id))
        with self._lock:
            # A change that came meanwhile was put beside a recording that is no longer there; it waits to be kept.
            self.adopted = adopted
            sets_file(recording).unlink(missing_ok=True)


def own_of(store: Store, key: LiftKey) -> Own:
    """A lifter's baseline and limits for one lift and load, as far as there are any. Raises StoreError."""
    if key.athlete is None:
        return Own(key)
    try:
        lifter = store.lifter(key.athlete)
    except UnknownRecordError:
        return Own(key)
    limits = store.limits(lifter.id)
    baseline = None
    if key.exercise is not None and key.load_kg is not None:
        baseline = store.learned(Band(lifter.id, key.exercise, key.variation, *band_of(key.load_kg))).baseline
    return Own(key, baseline, limits if limits != LimitTable() else None)
