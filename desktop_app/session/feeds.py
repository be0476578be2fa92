"""Where a session's items come from: what every feed is, and that of a sensor by radio. Others: `played_feeds.py`.

Each feed has a core and brings it what comes; the session's thread calls it, and nothing else does.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.session import words
from desktop_app.session.core import SessionCore
from desktop_app.session.measuring import Keep, Measure
from desktop_app.session.page import OpenPage, Page
from desktop_app.session.plan import LiftPlan
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.sets import SetLog
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import save_sets, sets_file
from desktop_app.session.snapshot import Notice
from dsp.limits import LimitTable
from dsp.results import Severity
from sensor.ble.found import Found, SensorWish
from sensor.errors import OutputError, SensorError
from sensor.files import PRIVATE_FOLDER
from sensor.loaded import UNKNOWN_MOUNTING, Mounting
from sensor.recorder import Recorder
from sensor.recording.marks import Header
from sensor.session import FindCalibration, RecordingSession

if TYPE_CHECKING:
    pass

NS: Final = 1_000_000_000
WAIT_S: Final = 0.02
"""So long nothing more is due at most, so that what the lifter asks for is done at once."""
POLL_S: Final = 0.005
"""How often it is looked whether a sensor has sent something."""
SAME_SECOND: Final = 100
"""Recordings that may begin in the same second."""


class Feed(Protocol):
    """What the session's thread asks of it."""

    core: SessionCore
    recording: Path | None
    """The file being written; None where nothing is recorded."""

    def now_ns(self) -> int:
        """Host time on the items' clock."""

    def step(self) -> float:
        """Bring what has come, without waiting; gives how long nothing more is due, s, at most `WAIT_S`."""

    def close(self) -> None:
        """No more will come: settle, and close the recording."""


class RadioFeed:
    """A sensor by radio, recorded into a folder under the time of day.

    A folder that cannot be written is a notice; the set goes on unrecorded. open_page: of the history, which keeps the
    sets either way.
    """

    def __init__(
        self,
        desk: RadioDesk,
        wish: SensorWish,
        plan: LiftPlan,
        *,
        folder: Path,
        clock_ns: Callable[[], int],
        limits: LimitTable,
        find_calibration: FindCalibration,
        mounting: Mounting = UNKNOWN_MOUNTING,
        open_page: OpenPage | None = None,
        unix_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._line, self._wish, self.now_ns = desk.line(), wish, clock_ns
        started_ns = unix_ns()
        token = secrets.token_hex(8)
        header = Header(replace(plan.info, limits=limits.of(plan.exercise)), started_ns, token)
        self.recording: Path | None = _free(folder, started_ns)
        failed: Notice | None = None

        def page(recording: str | None) -> Page | None:
            return None if open_page is None else open_page(token, started_ns / NS, recording)

        def session(path: Path | None) -> Measure:
            return lambda listener, sampled: self._measured_by(
                RecordingSession(
                    path, header, mounting=mounting, listener=listener, sampled=sampled,
                    find_calibration=find_calibration,
                )
            )  # fmt: skip

        def core(recording: Path | None) -> SessionCore:
            self._page = page(None if recording is None else recording.name)
            keep = keeping(recording, started_ns, self._page)
            name = None if recording is None else recording.name
            return SessionCore(
                session(recording), plan, limits=limits, keep=keep, look_up=self._page, send=self._send, recording=name
            )

        try:
            _make_folder(folder)
            self.core = core(self.recording)
        except OutputError as error:
            self.recording = None
            failed = Notice(words.NOT_RECORDED.format(error.message), error.advice, Severity.WARN)
            self.core = core(None)
        self.core.session_id = None if self._page is None else self._page.session_id
        if failed is not None:
            self.core.notices["recording"] = failed
        self._recorder = Recorder(self._session, clock_ns)
        self._recorder.__enter__()
        self._looking = Notice(words.LOOKING_FOR.format(wish.name_or_address), "")
        self._connecting: Future[Found | None] | None = self._line.connect(wish, self._recorder.put)

    def step(self) -> float:
        batch = self._recorder.batch(0.0)
        if self._connecting is not None and self._connecting.done():
            connecting, self._connecting = self._connecting, None
            self._connected(connecting)
        elif self._connecting is not None:
            self.core.notices["connect"] = self._line.trouble or self._looking
        if batch:
            self.core.take(batch, self.now_ns())
        self._tell_of_history()
        return 0.0 if batch else POLL_S

    def close(self) -> None:
        self._line.disconnect()
        self._recorder.__exit__(None, None, None)
        self.core.take(self._recorder.rest(), self.now_ns())
        self.core.end(self.now_ns())
        if self.recording is not None and self._session.recorded == 0:
            self.recording = None
        if self._page is not None:
            self.core.adopted = lambda: self._page.adopted if self._page is not None else None
            self._page.end(self.recording)

    def _tell_of_history(self) -> None:
        notice = self._page.notice if self._page is not None else None
        if notice is not None:
            self.core.notices["history"] = notice
        else:
            self.core.notices.pop("history", None)

    def _connected(self, connecting: Future[Found | None]) -> None:
        self.core.notices.pop("connect", None)
        error = connecting.exception()
        if isinstance(error, SensorError):
            self.core.notices["connect"] = Notice(error.message, error.advice, Severity.WARN)
        elif error is not None:
            raise error

    def _measured_by(self, session: RecordingSession) -> RecordingSession:
        self._session = session
        return session

    def _send(self, item: object) -> None:
        self._recorder.put(item)  # type: ignore[arg-type]


def keeping(recording: Path | None, started_ns: int, page: Page | None = None) -> Keep:
    """Puts the list of sets beside a recording, and into the history."""

    def keep(log: SetLog) -> Notice | None:
        def beside() -> Notice | None:
            if recording is None:
                return None
            try:
                save_sets(sets_file(recording), SessionSets(recording.name, started_ns / NS, log))
            except OutputError as error:
                return Notice(words.SETS_NOT_KEPT.format(error.message), error.advice, Severity.WARN)
            return None

        return beside() if page is None else page.keep(log, beside)

    return keep


def _free(folder: Path, unix_ns: int) -> Path:
    """A file named after the time of day: two sensors may begin in the same second."""
    stem = f"{datetime.fromtimestamp(unix_ns // NS, UTC).astimezone():%Y-%m-%d_%H-%M-%S}"
    names = (f"{stem}.mcap", *(f"{stem}_{number}.mcap" for number in range(2, SAME_SECOND)))
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[-1])


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError.of(folder, error) from error
