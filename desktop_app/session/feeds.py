"""Where a session's items come from: a sensor by radio, a recording played as if live, or a simulated lifter.

Each feed has a core and brings it what comes; the session's thread calls it, and nothing else does.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.session import words
from desktop_app.session.core import SessionCore
from desktop_app.session.measuring import Keep, Measure
from desktop_app.session.own import Known, Own, key_of
from desktop_app.session.page import OpenPage, Page
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played import Played, PlayedChunk, PlayedSensor
from desktop_app.session.radio_desk import RadioDesk
from desktop_app.session.sets import SetLog
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import save_sets, sets_file
from desktop_app.session.snapshot import Notice
from dsp.limits import LimitTable
from dsp.results import Severity
from sensor.ble.found import Found, SensorWish
from sensor.ble.status import LinkState, LinkStatus
from sensor.clock import Clock, RealClock
from sensor.errors import OutputError, SensorError
from sensor.loaded import UNKNOWN_MOUNTING, LoadedRecording, Mounting
from sensor.recorder import Recorder
from sensor.recording.marks import Header
from sensor.replay import replay
from sensor.session import FindCalibration, RecordingSession

if TYPE_CHECKING:
    from desktop_app.session.endless_lifter import SimulatedSet

NS: Final = 1_000_000_000
WAIT_S: Final = 0.02
"""So long nothing more is due at most, so that what the lifter asks for is done at once."""
POLL_S: Final = 0.005
"""How often it is looked whether a sensor has sent something."""
AT_ONCE: Final = 8
"""Played chunks measured before anything else is looked after: about half a second of a sensor's."""
SETS_OF_ONE: Final = 1000
"""Simulated lifters share no set with each other before one of them has done so many; even, since every other tires."""
OUT_OF_STEP_S: Final = 3.7
SAME_SECOND: Final = 100
"""Recordings that may begin in the same second."""
PRIVATE_FOLDER: Final = 0o700


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


class ReplayFeed:
    """The first sensor of a recording as if it were lifted now; at its end the session is over."""

    recording: Path | None = None

    def __init__(
        self, opened: LoadedRecording, *, banner: str, limits: LimitTable | None = None, clock: Clock | None = None
    ) -> None:
        sensor = opened.sensors[0]
        info = opened.sets[0].info if opened.sets else opened.info
        # What held when it was lifted holds again.
        table = (limits or LimitTable()) if info.limits is None else LimitTable(info.limits)
        info = replace(info, limits=table.of(info.exercise))
        plan = LiftPlan.of(info)
        played = PlayedSensor(sensor.identity, sensor.mounting, sensor.stamps)
        start_s = float(sensor.chunks.arrival_s[0]) if len(sensor.chunks) else 0.0
        self._clock = clock or RealClock(start_s)
        self.core = SessionCore(
            lambda listener, sampled: Played([played], info, listener, sampled, opened.path.name),
            plan,
            limits=table,
            look_up=Known(Own(key_of(plan), info.baseline)),
            banner=banner,
        )
        self._pace = Pace(
            PlayedChunk(sensor.identity.id, c.samples, c.arrival_s) for c in replay([sensor], _Arrived(self._clock))
        )
        name = sensor.identity.name or sensor.identity.id
        self._status: LinkStatus | None = _streaming(played, start_s, name)

    def now_ns(self) -> int:
        return round(self._pace.now_s(self._clock.now()) * NS)

    def step(self) -> float:
        due = self._pace.due(self._clock.now())
        if self._status is not None:
            self.core.take([self._status], self.now_ns())
            self._status = None
        if due:
            self.core.take(due, self.now_ns())
        if self._pace.over:
            self.close()
        return self._pace.wait_s(self._clock.now())

    def close(self) -> None:
        if not self.core.over:
            self.core.end(self.now_ns())
            self.core.over = True


class SimulatedFeed:
    """A simulated lifter who does what the plan says, set after set, with rests in between."""

    recording: Path | None = None

    def __init__(
        self,
        plan: LiftPlan,
        *,
        limits: LimitTable | None = None,
        mounting: Mounting = UNKNOWN_MOUNTING,
        clock: Clock | None = None,
        number: int = 1,
    ) -> None:
        # The simulator takes a while to load, and a session with a sensor does without.
        from desktop_app.session.endless_lifter import SIMULATED_SENSOR, simulated_set

        self._clock, self._made = clock or RealClock(), simulated_set
        self.core = SessionCore(
            lambda listener, sampled: Played(
                [replace(SIMULATED_SENSOR, mounting=mounting)],
                replace(plan.info, limits=(limits or LimitTable()).of(plan.exercise)),
                listener,
                sampled,
                words.SIMULATED_NAME,
            ),
            plan,
            limits=limits,
            banner=words.SIMULATED_BANNER,
        )
        self._number = 0
        self._first_seed = (number - 1) * SETS_OF_ONE
        self._set_over_s = (number - 1) * OUT_OF_STEP_S
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rackside-simulator")
        self._ahead: tuple[LiftPlan, Future[SimulatedSet]] | None = None
        self._pace = Pace(iter(()))
        self.core.take([_streaming(SIMULATED_SENSOR, 0.0, words.SIMULATED_NAME)], 0)

    def now_ns(self) -> int:
        return round(self._pace.now_s(self._clock.now()) * NS)

    def step(self) -> float:
        now_s = self._clock.now()
        if self._pace.over and now_s >= self._set_over_s:
            self._next_set()
        due = self._pace.due(now_s)
        if due:
            self.core.take(due, self.now_ns())
        return self._pace.wait_s(now_s)

    def close(self) -> None:
        self._maker.shutdown(wait=False, cancel_futures=True)
        self.core.end(self.now_ns())

    def _next_set(self) -> None:
        start_s, self._number = self._set_over_s, self._number + 1
        made = self._set(self.core.plan)
        # Made while this one is lifted: nobody waits for it, at this rack or another.
        following = self._first_seed + self._number + 1
        self._ahead = self.core.plan, self._maker.submit(self._made, self.core.plan, following)
        self._pace = Pace(iter(made.from_s(start_s)))
        self._set_over_s = start_s + made.length_s
        if self._number > 1:
            self.core.next_set(round(start_s * NS))

    def _set(self, plan: LiftPlan) -> SimulatedSet:
        """The set that is due, as was made ahead where the plan is still the same."""
        if self._ahead is not None and self._ahead[0] == plan:
            return self._ahead[1].result()
        return self._made(plan, self._first_seed + self._number)


class Pace:
    """Chunks in order, held back until their time has come; not many at once where they come faster than measured."""

    def __init__(self, chunks: Iterator[PlayedChunk]) -> None:
        self._chunks = chunks
        self._next = next(chunks, None)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._next is None

    def now_s(self, clock_s: float) -> float:
        """The time that has come, never later than what has not been given yet."""
        return clock_s if self._next is None else min(clock_s, self._next.arrival_s)

    def due(self, clock_s: float) -> list[PlayedChunk]:
        """The next chunks whose time has come."""
        out: list[PlayedChunk] = []
        while self._next is not None and self._next.arrival_s <= clock_s and len(out) < AT_ONCE:
            out.append(self._next)
            self._next = next(self._chunks, None)
        return out

    def wait_s(self, clock_s: float) -> float:
        """How long to wait for the next, within `WAIT_S`."""
        return WAIT_S if self._next is None else min(max(self._next.arrival_s - clock_s, 0.0), WAIT_S)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A clock that never waits: the feed itself holds back what is not due."""

    clock: Clock

    def now(self) -> float:
        return self.clock.now()

    def sleep_until(self, time_s: float) -> bool:  # noqa: ARG002 (as a clock is asked)
        return True


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


def _streaming(sensor: PlayedSensor, at_s: float, name: str) -> LinkStatus:
    identity = sensor.identity
    return LinkStatus(identity.id, LinkState.STREAMING, max(round(at_s * NS), 0), "", name, identity.driver)
