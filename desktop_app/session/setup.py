"""Set-up of a sensor on its bar: is it placed as it should, which way is forward, and its calibration.

    desk = SetupDesk(keep=store.save)
    desk.open(mounting)                  # the window: from now on samples are looked at
    desk.take(sensor, samples)           # the session's thread, as they come
    desk.shown                           # the window: the newest state, whole and frozen
    desk.mark_forward(), desk.calibrate(), desk.stop_task(), desk.close()

While it is closed it costs nothing. Any thread may ask. Nothing here knows of a window.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import numpy as np

from desktop_app.calibrating import CalibrationWalk, Progress, Stage, WalkParams
from desktop_app.session import words
from desktop_app.session.snapshot import Notice
from dsp.calibration_fit import CalibrationError
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.forward_mark import Marked, MarkStage, find_forward
from dsp.placement import Check, Seen, Verdict, check_placement
from dsp.results import Severity
from dsp.samples import Samples, Stamps
from sensor.calibrations import StoredCalibration
from sensor.errors import OutputError
from sensor.loaded import UNKNOWN_MOUNTING, Mounting
from sensor.session import LiveSensor


class Task(StrEnum):
    """What is being done."""

    CHECK = "check"
    FORWARD = "forward"
    CALIBRATE = "calibrate"


@dataclass(frozen=True, slots=True)
class SetupParams:
    """window_s: of samples that are looked at: a gesture and its rests. every_s: how often.

    lead_s: of what came before marking was asked for, for the rest that a gesture begins with.
    repeated: share of samples with the time of the one before, from which times are those of arrival.
    """

    window_s: float = 12.0
    every_s: float = 0.2
    lead_s: float = 1.0
    repeated: float = 0.2
    walk: WalkParams = field(default_factory=WalkParams)


SETUP: Final = SetupParams()
REMEMBERED: Final = frozenset({Check.FIRM, Check.GRAVITY})
"""What only a turn or a rest tells stays told until the next one; the others hold of the last seconds alone."""
KeepCalibration = Callable[[StoredCalibration], object]
"""Puts a calibration by; may raise OutputError."""


@dataclass(frozen=True, slots=True)
class SetupShown:
    """All there is to show.

    serial: counts up. name: of the sensor; None before its first samples. findings: in the order of `Check`.
    marked: how the marking of forward stands, or what it found last. progress: of the calibration under way.
    stored: the calibration made last. problem: why nothing came of it.
    """

    serial: int = 0
    task: Task = Task.CHECK
    name: str | None = None
    findings: tuple[Seen, ...] = ()
    marked: Marked | None = None
    progress: Progress | None = None
    stored: StoredCalibration | None = None
    problem: Notice | None = None


class SetupDesk:
    """State of the set-up. keep: puts a calibration by. unix_s: wall time, for its date."""

    def __init__(
        self, keep: KeepCalibration, params: SetupParams = SETUP, *, unix_s: Callable[[], float] = time.time
    ) -> None:
        self._keep, self._params, self._unix_s = keep, params, unix_s
        self._lock = threading.Lock()
        self._opened = False
        self._mounting = UNKNOWN_MOUNTING
        self._sensor_id: str | None = None
        self._acc_range_g: float | None = None
        self._recent: deque[Samples] = deque()
        self._told: dict[Check, Seen] = {}
        self._looked_s = -np.inf
        self._marking_from_s = np.inf
        self._walk: CalibrationWalk | None = None
        self.shown = SetupShown()
        """The newest state."""

    def open(self, mounting: Mounting) -> None:
        """Look at samples from now on. mounting: what is known of the sensor's place."""
        with self._lock:
            self._opened, self._mounting = True, mounting
            self._begin_anew()
            self._show(SetupShown())

    def close(self) -> None:
        """Look no longer; what was under way is dropped."""
        with self._lock:
            self._opened, self._walk = False, None
            self._begin_anew()
            self._show(replace(self.shown, task=Task.CHECK, progress=None))

    def set_mounting(self, mounting: Mounting) -> None:
        """What is said of the sensor's place."""
        with self._lock:
            self._mounting = mounting
            self._look()

    def mark_forward(self) -> None:
        """The next gesture says which way is forward."""
        with self._lock:
            self._marking_from_s = self._newest_s - self._params.lead_s
            marked = Marked(MarkStage.UNREST)
            self._show(replace(self.shown, task=Task.FORWARD, marked=marked, stored=None, problem=None))

    def calibrate(self) -> None:
        """Begin a calibration; samples until it is done are its."""
        with self._lock:
            self._walk = CalibrationWalk(self._params.walk)
            progress = self._walk.progress
            self._show(replace(self.shown, task=Task.CALIBRATE, progress=progress, stored=None, problem=None))

    def stop_task(self) -> None:
        """Back to the checks; nothing is changed."""
        with self._lock:
            self._walk = None
            self._show(replace(self.shown, task=Task.CHECK, marked=None, progress=None, problem=None))

    def take(self, sensor: LiveSensor, samples: Samples) -> None:
        """Samples of a sensor, as they come, corrected by its calibration."""
        with self._lock:
            if not self._opened or not len(samples):
                return
            leapt = bool(self._recent) and float(samples.time_s[0]) < self._newest_s - self._params.window_s
            if sensor.id != self._sensor_id or leapt:
                self._begin_anew()
                self._sensor_id = sensor.id
            self._recent.append(samples)
            while float(self._recent[0].time_s[-1]) < self._newest_s - self._params.window_s:
                self._recent.popleft()
            if self._walk is not None:
                self._walk_on(self._walk, sensor, samples)
            if self._newest_s - self._looked_s >= self._params.every_s:
                self._show(replace(self.shown, name=sensor.title))
                self._acc_range_g = sensor.settings.acc_range_g
                self._look()

    @property
    def _newest_s(self) -> float:
        return float(self._recent[-1].time_s[-1]) if self._recent else -np.inf

    def _begin_anew(self) -> None:
        self._recent.clear()
        self._told.clear()
        self._sensor_id, self._looked_s, self._marking_from_s = None, -np.inf, -np.inf

    def _show(self, shown: SetupShown) -> None:
        self.shown = replace(shown, serial=self.shown.serial + 1)

    def _look(self) -> None:
        if not self._recent:
            return
        self._looked_s = self._newest_s
        samples, mounting = Samples.joined(list(self._recent)), self._mounting
        findings = check_placement(samples, clip=mounting.clip, forward=mounting.forward, acc_range_g=self._acc_range_g)
        self._told |= {f.check: f for f in findings if f.check in REMEMBERED and f.verdict is not Verdict.UNSEEN}
        known = tuple(self._told.get(f.check, f) for f in findings)
        shown = replace(self.shown, findings=known)
        if shown.task is Task.FORWARD:
            first = int(np.searchsorted(samples.time_s, self._marking_from_s))
            marked = find_forward(samples[first:], self._stamps(samples))
            done = marked.stage is MarkStage.FOUND
            shown = replace(shown, marked=marked, task=Task.CHECK if done else Task.FORWARD)
        self._show(shown)

    def _stamps(self, samples: Samples) -> Stamps:
        repeated = len(samples) > 1 and float((np.diff(samples.time_s) <= 0.0).mean()) > self._params.repeated
        return Stamps.ARRIVAL if repeated else Stamps.SAMPLE

    def _walk_on(self, walk: CalibrationWalk, sensor: LiveSensor, samples: Samples) -> None:
        if sensor.identity is None or sensor.stream is None:
            # It is played or simulated: nothing of it stays.
            self._end_walk(problem=Notice(words.NO_CALIBRATION, words.NO_CALIBRATION_ADVICE))
            return
        raw = samples
        if sensor.calibration is not None:
            acc, gyro = sensor.calibration.uncorrected(samples.acc_ms2, samples.gyro_rads)
            raw = Samples(samples.time_s, acc, gyro)
        walk.push(raw)
        progress = walk.progress
        if progress.stage is not Stage.DONE:
            if progress != self.shown.progress:
                self._show(replace(self.shown, progress=progress))
            return
        try:
            stored = self._fitted(walk, sensor)
            self._keep(stored)
        except (CalibrationError, OutputError) as error:
            self._end_walk(problem=Notice(error.message, error.advice, Severity.WARN))
        else:
            self._end_walk(stored=stored)

    def _fitted(self, walk: CalibrationWalk, sensor: LiveSensor) -> StoredCalibration:
        range_g, identity = sensor.settings.acc_range_g, sensor.identity
        fit = walk.fit(None if range_g is None else range_g * STANDARD_GRAVITY_MS2)
        return StoredCalibration(
            driver=identity.driver if identity is not None else "",
            identity=sensor.settings.serial or sensor.id,
            made_unix_s=self._unix_s(),
            fit=fit,
            name=identity.name if identity is not None else None,
        )

    def _end_walk(self, *, stored: StoredCalibration | None = None, problem: Notice | None = None) -> None:
        self._walk = None
        self._show(replace(self.shown, task=Task.CHECK, progress=None, stored=stored, problem=problem))
