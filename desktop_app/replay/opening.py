"""Opening a recording in the background: read, measure set by set, track what is looked at, write what is exported."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from desktop_app.analysis import Wishes
from desktop_app.errors import AppError
from desktop_app.replay.measured import MeasuredSet, measured_sets, referred, track_of
from desktop_app.replay.opened import Opened, Stage, Told, sensor_opened, sensor_sketched
from desktop_app.replay.tracks import ROOM_BYTES, SetKey, Tracks
from dsp.errors import DspError
from dsp.limits import LimitTable
from dsp.track import Track
from sensor.errors import SensorError
from sensor.loaded import FileKind
from sensor.opening import open_recording, sniff
from sensor.recording.glance import glance, rough_outline

READ_SHARE: Final = 0.4
"""Of the whole opening, what reading takes."""
SKETCH_BYTES: Final = 2 << 20
"""A smaller file is read before anybody would miss a picture of it."""
TELL_SHARE: Final = 0.01
"""Progress is told in steps of this size."""

WAY_S: Final = 0.05
"""While somebody scrubs, measuring takes a step each so often: the two share the interpreter."""

Job = Callable[[], Told]
"""Something to do in the background that ends with a line for the user; raises the errors of our own packages."""


class _CancelledError(Exception):
    """Nobody wants the recording any more."""


class Opening:
    """One recording being opened, and what can be done with it then. Used as a context manager, or `close` it.

    `state` is the newest picture, from any thread; everything that takes time happens in a thread of its own.
    Nothing here raises: what goes wrong is a line in `state.told`.
    """

    def __init__(
        self,
        path: Path,
        wishes: Wishes | None = None,
        limits: LimitTable | None = None,
        *,
        room_bytes: int = ROOM_BYTES,
    ) -> None:
        self._changed = threading.Condition()
        self._state = Opened(path)
        self._wishes = wishes or Wishes()
        self._limits = limits
        self._tracks = Tracks(room_bytes)
        self._wanted: deque[SetKey] = deque(maxlen=2)
        self._jobs: deque[Job] = deque()
        self._measure_again = False
        self._way_until_s = 0.0
        self._stop = False
        self._thread = threading.Thread(target=self._run, name=f"replay {path.name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def state(self) -> Opened:
        with self._changed:
            return self._state

    @property
    def wishes(self) -> Wishes:
        with self._changed:
            return self._wishes

    def track(self, key: SetKey) -> Track | None:
        """The track of a set if it is known; else it will be, and the state changes then. None also where it failed."""
        with self._changed:
            found = self._tracks.get(key)
            if found is None:
                # What was asked for last is what is looked at.
                if key not in self._wanted:
                    self._wanted.appendleft(key)
                self._changed.notify_all()
            return found if isinstance(found, Track) else None

    def failure(self, key: SetKey) -> Told | None:
        """Why a set has no track; None where it has, or may still get one."""
        with self._changed:
            found = self._tracks.get(key)
        return Told(found.message, found.advice, wrong=True) if isinstance(found, DspError) else None

    def measure(self, wishes: Wishes) -> None:
        """Measure again, told otherwise; the sets known so far go."""
        with self._changed:
            self._wishes = wishes
            self._measure_again = True
            self._changed.notify_all()

    def make_way(self) -> None:
        """Somebody scrubs just now: measuring goes on more slowly for a moment."""
        self._way_until_s = time.monotonic() + WAY_S

    def later(self, job: Job) -> None:
        """Do something with the recording in the background, before anything else that waits."""
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()

    def cancel(self) -> None:
        """Give up, soon."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()

    def close(self) -> None:
        """Give up and wait until that is done. Safe to call again."""
        self.cancel()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def wait(self, for_: Callable[[Opened], bool], timeout_s: float) -> Opened:
        """Wait until the state is as asked, or time is up; for benchmarks and tests."""
        with self._changed:
            self._changed.wait_for(lambda: for_(self._state), timeout_s)
            return self._state

    def _tell(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, serial=self._state.serial + 1, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()

    def _run(self) -> None:
        ended = False
        try:
            self._read()
            self._work()
            ended = True
        except _CancelledError:
            self._tell(stage=Stage.CANCELLED)
            ended = True
        except (SensorError, DspError, AppError) as error:
            self._tell(stage=Stage.FAILED, told=Told(error.message, error.advice, wrong=True))
            ended = True
        finally:
            if not ended:
                # A fault of this program: its story goes where uncaught errors go, the window stays alive.
                told = Told(f"{self._state.path} could not be opened", "Try again, or convert it first.", wrong=True)
                self._tell(stage=Stage.FAILED, told=told)

    def _read(self) -> None:
        path = self._state.path
        kind = sniff(path)
        size_bytes = path.stat().st_size
        if kind is FileKind.MCAP:
            seen = glance(path)
            self._tell(size_bytes=size_bytes, duration_s=seen.duration_s if seen else None)
            if seen is not None and size_bytes > SKETCH_BYTES:
                sketches = rough_outline(path, seen)
                self._check()
                self._tell(sensors=tuple(sensor_sketched(rough, seen.duration_s) for rough in sketches))
        else:
            self._tell(size_bytes=size_bytes)
        recording = open_recording(path, progress=self._reading)
        self._check()
        sensors = tuple(sensor_opened(s) for s in recording.sensors)
        duration_s = max(s.end_s for s in sensors) - min(s.start_s for s in sensors)
        self._tell(stage=Stage.MEASURING, share=READ_SHARE, recording=recording, sensors=sensors, duration_s=duration_s)

    def _reading(self, share: float) -> None:
        self._check()
        self._tell_share(READ_SHARE * share)

    def _tell_share(self, share: float) -> None:
        if share - self._state.share >= TELL_SHARE:
            self._tell(share=share)

    def _check(self) -> None:
        if self._stop:
            raise _CancelledError

    def _work(self) -> None:
        """What is wanted at once first, then the sets, then tracks that may be wanted; then wait."""
        measuring: Iterator[None] | None = self._measuring()
        while True:
            with self._changed:
                while not (self._stop or self._measure_again or self._jobs or measuring or self._next_track()):
                    self._changed.wait()
                again, self._measure_again = self._measure_again, False
                job = self._jobs.popleft() if self._jobs else None
                key = self._next_track()
                wanted = bool(self._wanted)
            self._check()
            if again:
                measuring = self._measuring()
            elif job is not None:
                self._do(job)
            elif key is not None and (wanted or measuring is None):
                self._make_track(key)
            elif measuring is not None and next(measuring, measuring) is measuring:
                measuring = None
            elif time.monotonic() < self._way_until_s:
                with self._changed:
                    self._changed.wait(WAY_S)

    def _next_track(self) -> SetKey | None:
        """What was asked for, if its set is known; else the next one that still has room."""
        sensors = self._state.sensors
        while self._wanted:
            sensor, number = self._wanted[0]
            if sensor < len(sensors) and number < len(sensors[sensor].sets) and self._wanted[0] not in self._tracks:
                return self._wanted[0]
            self._wanted.popleft()
        if self._tracks.full or self._state.stage is not Stage.READY:
            return None
        every = ((s, k) for s, sensor in enumerate(sensors) for k in range(len(sensor.sets)))
        return next((key for key in every if key not in self._tracks), None)

    def _make_track(self, key: SetKey) -> None:
        recording = self._state.recording
        if recording is None:
            return
        found: Track | DspError
        try:
            measured = self._state.sensors[key[0]].sets[key[1]].measured
            found = referred(track_of(recording.sensors[key[0]], measured), measured.result)
        except DspError as error:
            found = error
        with self._changed:
            self._tracks.put(key, found)
            if key in self._wanted:
                self._wanted.remove(key)
        self._tell(tracks=self._state.tracks + 1)

    def _do(self, job: Job) -> None:
        try:
            told = job()
        except (SensorError, DspError, AppError) as error:
            told = Told(error.message, error.advice, wrong=True)
        self._tell(told=told)

    def _measuring(self) -> Iterator[None]:
        """Measure every sensor's sets in small steps."""
        recording = self._state.recording
        if recording is None:
            return
        with self._changed:
            self._tracks.clear()
            self._wanted.clear()
            wishes = self._wishes
        cleared = tuple(replace(s, sets=(), done=False) for s in self._state.sensors)
        self._tell(stage=Stage.MEASURING, share=READ_SHARE, sensors=cleared)
        count = len(recording.sensors)
        try:
            for place, sensor in enumerate(recording.sensors):
                for step in measured_sets(recording, sensor, wishes, self._limits):
                    self._tell_share(READ_SHARE + (1.0 - READ_SHARE) * (place + step.share) / count)
                    if step.found is not None:
                        self._found(place, step.found)
                    yield
                self._put_sensor(place, done=True)
        except (DspError, AppError) as error:
            self._tell(told=Told(error.message, error.advice, wrong=True))
        self._tell(stage=Stage.READY, share=1.0)

    def _found(self, place: int, found: MeasuredSet) -> None:
        self._put_sensor(place, found=found)

    def _put_sensor(self, place: int, found: MeasuredSet | None = None, *, done: bool = False) -> None:
        sensors = list(self._state.sensors)
        if found is not None:
            sensors[place] = sensors[place].with_set(found)
        sensors[place] = replace(sensors[place], done=done)
        self._tell(sensors=tuple(sensors))
