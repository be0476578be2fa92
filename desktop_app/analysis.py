"""From a recording to its sets: run the engine, and put several sets and sensors into one answer.

The answer for one file is one object of `rackside.set/1`:

- one set, one sensor: the set's own object;
- several sets: the object of the whole, whose `reps`, `refused`, `signs`, `gaps` and `warnings` hold those of all sets
  in order, each rep and sign with the set's number as `set`, and `sets` holding the sets' own objects. What has no
  meaning over several sets (`summary.speed_loss_percent`, `summary.tempo`) is null, and so is whatever differs;
- several sensors: the first sensor's object with `sensors`, the objects of all of them, each with its `sensor`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from desktop_app.baseline import BaselineFile
from desktop_app.errors import BaselineError
from dsp.context import ClipPlace, Forward, SetContext, Tempo
from dsp.engine import Engine
from dsp.events import Event, RepSaid, SetSettled, SignSaid
from dsp.judged import summary_of
from dsp.results import Rep, SetResult, SetWarning, Sign, WarningCode
from dsp.samples import Samples
from sensor.loaded import LoadedRecording, LoadedSensor, SensorIdentity, SetInfo, SetSpan
from sensor.opening import open_recording

Progress: TypeAlias = Callable[[str, float | None], None]
"""Told what is being done and the share of it that is done, 0 to 1, None where that is not known."""


def _silent(stage: str, share: float | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of a recording; None leaves what the recording itself says.

    live: report what was known while the set went on, from the causal path in sensor-sized chunks.
    """

    exercise: str | None = None
    tempo: Tempo | None = None
    load_kg: float | None = None
    baseline: BaselineFile | None = None
    forward: Forward | None = None
    clip: ClipPlace | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class SensorAnalysis:
    """The sets of one sensor, at least one, with the length of its stream.

    infos: what the recording says of each set, in the same order.
    """

    identity: SensorIdentity
    sets: tuple[SetResult, ...]
    duration_s: float
    samples: int
    infos: tuple[SetInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingAnalysis:
    """A recording's sensors, the first one first. files: all that it was read from."""

    source: str
    files: tuple[Path, ...]
    sensors: tuple[SensorAnalysis, ...]

    def to_json(self) -> dict[str, Any]:
        """The object of the contract, as the head of this file describes it."""
        objects = [_sensor_json(sensor) for sensor in self.sensors]
        if len(objects) == 1:
            return objects[0]
        named = [
            {"sensor": {"id": s.identity.id, "name": s.identity.name}, **found}
            for s, found in zip(self.sensors, objects, strict=True)
        ]
        return {**named[0], "sensors": named}


def analyze_file(path: Path, wishes: Wishes, progress: Progress = _silent) -> RecordingAnalysis:
    """Open a recording and analyse every set of every sensor in it.

    Raises InputError (`sensor`), ParameterError (`dsp`) or BaselineError for what cannot be used.
    """
    recording = open_recording(path, progress=lambda share: progress("reading", share))
    return analyze_recording(recording, str(path), wishes, progress)


def analyze_recording(
    recording: LoadedRecording, source: str, wishes: Wishes, progress: Progress = _silent
) -> RecordingAnalysis:
    """Analyse an open recording. Raises ParameterError or BaselineError."""
    sensors = tuple(_sensor(recording, sensor, source, wishes, progress) for sensor in recording.sensors)
    return RecordingAnalysis(source, recording.files, sensors)


def context_of(recording: LoadedRecording, sensor: LoadedSensor, wishes: Wishes, info: SetInfo | None) -> SetContext:
    """What the engine is told: the user's words before the recording's. Raises BaselineError for another lift's."""
    context = recording.context(sensor, info)
    context = replace(
        context,
        exercise=wishes.exercise or context.exercise,
        tempo=wishes.tempo or context.tempo,
        load_kg=wishes.load_kg if wishes.load_kg is not None else context.load_kg,
        forward=wishes.forward or context.forward,
        clip=wishes.clip or context.clip,
    )
    if context.exercise != (info or recording.info).exercise:
        # What the signs were held to belongs to the lift it was recorded as.
        context = replace(context, baseline=None, limits=None)
    held = wishes.baseline
    if held is None:
        return context
    if held.exercise is not None and context.exercise is not None and held.exercise != context.exercise:
        raise BaselineError(
            held.path,
            f"is a baseline for {held.exercise}, and {recording.path} is {context.exercise}",
            f"Name the baseline for {context.exercise}, or leave it out.",
        )
    return replace(context, baseline=held.baseline)


def _sensor(
    recording: LoadedRecording, sensor: LoadedSensor, source: str, wishes: Wishes, progress: Progress
) -> SensorAnalysis:
    spans = recording.sets or (None,)
    results: list[tuple[SetResult, SetInfo]] = []
    for span in spans:
        part = rows_of(sensor.samples, span)
        info = span.info if span else recording.info
        context = context_of(recording, sensor, wishes, info)
        run = _live if wishes.live else _batch
        results.extend((result, info) for result in run(sensor, part, context, source, progress))
    if len(spans) > 1:
        # A session is marked wherever the plan changed: where nothing was lifted in between, there was no set.
        results = [r for r in results if r[0].reps or r[0].refused] or results[:1]
    sets = tuple(replace(r, warnings=_once((*sensor.warnings, *r.warnings))) for r, _ in results)
    infos = tuple(info for _, info in results)
    times = sensor.samples.time_s[np.isfinite(sensor.samples.time_s)]
    length_s = float(times[-1] - times[0]) if len(times) else 0.0
    if recording.sets and len(sets) == 1:
        return SensorAnalysis(sensor.identity, sets, sets[0].duration_s, sets[0].samples, infos)
    # The engine leaves out most of the quiet around a set; the recording is as long as it is.
    return SensorAnalysis(sensor.identity, sets, length_s, len(sensor.samples), infos)


def rows_of(samples: Samples, span: SetSpan | None) -> slice:
    """The rows of one marked set; all of them where none is marked."""
    if span is None:
        return slice(0, len(samples))
    inside = samples.time_s >= span.start_s
    if span.end_s is not None:
        inside &= samples.time_s < span.end_s
    rows = np.flatnonzero(inside)
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)


def _batch(
    sensor: LoadedSensor, part: slice, context: SetContext, source: str, progress: Progress
) -> Iterable[SetResult]:
    progress("measuring", None)
    engine = Engine(context, source, provisional=False)
    events = [*engine.push(sensor.samples[part]), *engine.finish()]
    return [event.result for event in events if isinstance(event, SetSettled) and event.final]


def _live(
    sensor: LoadedSensor, part: slice, context: SetContext, source: str, progress: Progress
) -> Iterable[SetResult]:
    engine = Engine(context, source)
    said = _Said()
    for chunk, _ in sensor.chunks:
        start, stop = max(chunk.start, part.start), min(chunk.stop, part.stop)
        if start < stop:
            said.take(engine.push(sensor.samples[start:stop]))
            progress("replaying", (stop - part.start) / (part.stop - part.start))
    said.take(engine.finish())
    return said.sets


@dataclass(slots=True)
class _Said:
    """What was said live, gathered set by set."""

    reps: list[Rep] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    sets: list[SetResult] = field(default_factory=list)

    def take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, RepSaid):
                self.reps.append(event.rep)
            elif isinstance(event, SignSaid):
                self.signs.append(event.sign)
            elif isinstance(event, SetSettled) and event.final:
                self.sets.append(_as_said(event.result, tuple(self.reps), tuple(self.signs)))
                self.reps, self.signs = [], []


def _as_said(settled: SetResult, reps: tuple[Rep, ...], signs: tuple[Sign, ...]) -> SetResult:
    """A set with what was said live in place of what was settled afterwards."""
    warnings = tuple(w for w in settled.warnings if not (reps and w.code is WarningCode.NO_REPS))
    return replace(settled, reps=reps, signs=signs, summary=summary_of(reps), warnings=warnings)


def _once(warnings: tuple[SetWarning, ...]) -> tuple[SetWarning, ...]:
    """One warning a code: the reader of the file speaks first, since it knows the line."""
    first: dict[WarningCode, SetWarning] = {}
    for warning in warnings:
        first.setdefault(warning.code, warning)
    return tuple(first.values())


_SHARED: Final = ("exercise", "variation", "tempo", "load_kg")
"""What a whole of several sets says only where all of them agree."""
_GATHERED: Final = ("gaps", "warnings", "reps", "refused", "signs")
"""What it lists of all sets, in order."""


def _sensor_json(sensor: SensorAnalysis) -> dict[str, Any]:
    sets = [result.to_json() for result in sensor.sets]
    if len(sets) == 1:
        return {**sets[0], "duration_s": sensor.duration_s, "samples": sensor.samples}
    whole: dict[str, Any] = dict(sets[0])
    for name in _SHARED:
        whole[name] = sets[0][name] if all(s[name] == sets[0][name] for s in sets) else None
    whole["duration_s"], whole["samples"] = sensor.duration_s, sensor.samples
    for name in _GATHERED:
        whole[name] = _gathered(name, sets)
    summary = summary_of([rep for result in sensor.sets for rep in result.reps])
    whole["summary"] = asdict(replace(summary, speed_loss_percent=None))
    return {**whole, "sets": sets}


def _gathered(name: str, sets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if name in ("reps", "signs"):
        return [{"set": number, **one} for number, found in enumerate(sets, 1) for one in found[name]]
    every = [one for found in sets for one in found[name]]
    return [one for i, one in enumerate(every) if one not in every[:i]] if name == "warnings" else every
