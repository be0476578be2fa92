"""What there is to show of a recording while it is opened and once it is: frozen values, the newest one last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np

from desktop_app.replay.envelope import Envelope, Level, envelope_of
from desktop_app.replay.marks import SetMarks, Stretch, marks_of
from desktop_app.replay.measured import MeasuredSet, times_of
from dsp.constants import STANDARD_GRAVITY_MS2
from sensor.loaded import LoadedRecording, LoadedSensor, SensorIdentity
from sensor.recording.glance import Rough

GAP_S: Final = 0.5
"""Longer without samples is shown as a gap in the whole recording; what is missing within sets the engine tells."""


class Stage(StrEnum):
    """How far the opening has come."""

    READING = "reading"
    MEASURING = "measuring"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Told:
    """A line for the user: what happened and what to do. wrong: something did not work."""

    text: str
    advice: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A set and what the time line shows of it."""

    measured: MeasuredSet
    marks: SetMarks


@dataclass(frozen=True, slots=True)
class OpenSensor:
    """One sensor. envelope_g: of the size of its acceleration, in g. sets: those found so far, in order.

    done: no more sets will be found.
    """

    identity: SensorIdentity
    start_s: float
    end_s: float
    envelope_g: Envelope
    gaps: tuple[Stretch, ...]
    warnings: tuple[str, ...]
    sets: tuple[OpenSet, ...] = ()
    done: bool = False

    def set_at(self, time_s: float) -> int | None:
        """Index of the set that is shown at a time: the one around it, else the nearest; None without sets."""
        if not self.sets:
            return None

        def away_s(k: int) -> float:
            found = self.sets[k].measured
            return max(found.from_s - time_s, time_s - found.to_s, 0.0)

        return min(range(len(self.sets)), key=away_s)

    def with_set(self, found: MeasuredSet) -> OpenSensor:
        return replace(self, sets=(*self.sets, OpenSet(found, marks_of(found.result))))


@dataclass(frozen=True, slots=True)
class Opened:
    """serial: counts up with each change. share: of the whole opening that is done, 0 to 1.

    duration_s: known from the file's end before its packets are read. recording: once it was read; until then
    the sensors, if any, are sketches of what a few packets say.
    told: the newest line for the user. tracks: how many tracks became known or failed, so that a view asks again.
    """

    path: Path
    serial: int = 0
    stage: Stage = Stage.READING
    share: float = 0.0
    size_bytes: int | None = None
    duration_s: float | None = None
    recording: LoadedRecording | None = None
    sensors: tuple[OpenSensor, ...] = ()
    told: Told | None = None
    tracks: int = 0

    @property
    def busy(self) -> bool:
        return self.stage in (Stage.READING, Stage.MEASURING)


def sensor_sketched(rough: Rough, duration_s: float) -> OpenSensor:
    """A sensor before its packets are read: an outline from a few of them."""
    level = Level(rough.time_s, rough.low_ms2 / STANDARD_GRAVITY_MS2, rough.high_ms2 / STANDARD_GRAVITY_MS2)
    identity = SensorIdentity(rough.sensor_id, rough.driver)
    return OpenSensor(identity, 0.0, duration_s, Envelope((level,)), (), ())


def sensor_opened(sensor: LoadedSensor) -> OpenSensor:
    """A sensor before its sets are measured."""
    start_s, end_s = times_of(sensor.samples)
    known = np.isfinite(sensor.samples.time_s)
    # Where a file's times go back, the picture shows them in the order in which they came.
    time_s = np.maximum.accumulate(sensor.samples.time_s[known])
    acc = sensor.samples.acc_ms2[known]
    size_g = np.sqrt(np.einsum("ij,ij->i", acc, acc)) / STANDARD_GRAVITY_MS2
    late = np.flatnonzero(np.diff(time_s) > GAP_S)
    return OpenSensor(
        sensor.identity,
        start_s,
        end_s,
        envelope_of(time_s, size_g),
        tuple(Stretch(float(time_s[k]), float(time_s[k + 1])) for k in late.tolist()),
        tuple(w.text for w in sensor.warnings),
    )
