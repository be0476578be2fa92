"""The sets of an open recording, one after the other as they are found, each with the rows it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from desktop_app.analysis import Wishes, context_of, rows_of
from dsp.context import SetContext
from dsp.engine import Engine
from dsp.engine_params import EngineParams
from dsp.events import Event, SetSettled
from dsp.limits import LimitTable
from dsp.results import SetResult, Severity
from dsp.samples import Samples, Stamps
from dsp.track import Track, track
from sensor.loaded import LoadedRecording, LoadedSensor, SetInfo

PUSH_ROWS: Final = 256
"""Samples given to the engine at once: about a second, after which opening can be given up."""
AROUND_S: Final = 2.0
"""Shown before the first and after the last movement of a set."""


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """One settled set. number: from 1, in the sensor's stream. rows: of its samples. info: what is known of the set.

    from_s, to_s: the stretch worth showing, movements and a little around them.
    """

    number: int
    rows: slice
    info: SetInfo
    context: SetContext
    result: SetResult
    from_s: float
    to_s: float

    @property
    def worst(self) -> Severity | None:
        """The gravest of its signs."""
        return max((s.severity for s in self.result.signs), key=lambda s: s.rank, default=None)


@dataclass(frozen=True, slots=True)
class Step:
    """How far measuring has come, 0 to 1, and the set that was found just now."""

    share: float
    found: MeasuredSet | None = None


def measured_sets(
    recording: LoadedRecording, sensor: LoadedSensor, wishes: Wishes, limits: LimitTable | None = None
) -> Iterator[Step]:
    """Measure one sensor's sets through the engine, settled, in small steps between which a caller may stop.

    limits: what signs are held to.
    Raises ParameterError (`dsp`) or BaselineError for what the recording or the wishes say and cannot be used.
    """
    number = 0
    for span in recording.sets or (None,):
        part = rows_of(sensor.samples, span)
        info = span.info if span else recording.info
        context = context_of(recording, sensor, wishes, span.info if span else None)
        params = EngineParams(limits=(limits or LimitTable()).of(context.exercise))
        engine = Engine(context, recording.path.name, provisional=False, params=params)
        for start in range(part.start, part.stop, PUSH_ROWS):
            stop = min(start + PUSH_ROWS, part.stop)
            share = stop / len(sensor.samples)
            for result in _settled(engine.push(sensor.samples[start:stop])):
                number += 1
                rows = _around(sensor.samples, slice(part.start, stop), result, params.window.lead_max_s)
                yield Step(share, _made(number, rows, info, context, result, sensor))
            yield Step(share)
        for result in _settled(engine.finish()):
            number += 1
            rows = slice(part.stop - result.samples, part.stop)
            yield Step(part.stop / max(len(sensor.samples), 1), _made(number, rows, info, context, result, sensor))


def track_of(sensor: LoadedSensor, found: MeasuredSet) -> Track:
    """The bar's movement sample by sample through one set. Raises SampleError where no clock can be made."""
    return track(sensor.samples[found.rows], found.context)


def referred(found: Track, result: SetResult) -> Track:
    """The same track with heights above where the reps begin: the lockout, or the floor for lifts that start there."""
    begins = [r.start_s for r in result.reps]
    if not begins or not len(found.time_s):
        return found
    rows = np.searchsorted(found.time_s, begins).clip(0, len(found.time_s) - 1)
    position = found.position_m.copy()
    position[:, 2] -= np.median(position[rows, 2])
    return replace(found, position_m=position)


def times_of(samples: Samples) -> tuple[float, float]:
    """First and last known time; zero and zero where there is none."""
    known = samples.time_s[np.isfinite(samples.time_s)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)


def exact_times(sensor: LoadedSensor) -> bool:
    """Whether each sample has a time of its own."""
    return sensor.stamps is Stamps.SAMPLE


def _settled(events: list[Event]) -> list[SetResult]:
    return [e.result for e in events if isinstance(e, SetSettled) and e.final]


def _moved(result: SetResult) -> list[tuple[float, float]]:
    """Begin and end of every movement, rep or not."""
    return [(m.start_s, m.end_s) for m in result.reps] + [(m.start_s, m.end_s) for m in result.refused]


def _around(samples: Samples, part: slice, result: SetResult, rest_s: float) -> slice:
    """Rows of a set that quiet ended: its movements, and as much rest around them as the engine keeps."""
    moved = _moved(result)
    times = samples.time_s[part]
    inside = (times >= min(a for a, _ in moved) - rest_s) & (times <= max(b for _, b in moved) + rest_s)
    rows = np.flatnonzero(inside) + part.start
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else part


def _made(
    number: int, rows: slice, info: SetInfo, context: SetContext, result: SetResult, sensor: LoadedSensor
) -> MeasuredSet:
    first_s, last_s = times_of(sensor.samples[rows])
    moved = _moved(result)
    if moved:
        first_s = max(first_s, min(a for a, _ in moved) - AROUND_S)
        last_s = min(last_s, max(b for _, b in moved) + AROUND_S)
    known = replace(info, exercise=context.exercise, tempo=context.tempo, load_kg=context.load_kg)
    return MeasuredSet(number, rows, known, context, result, first_s, last_s)
