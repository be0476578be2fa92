"""A set measured anew from its recording, as another exercise or tempo than was thought when it was lifted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import numpy as np

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, further_of, joined_further, joined_result
from dsp.context import Baseline
from dsp.engine import Engine
from dsp.engine_params import EngineParams
from dsp.events import SetSettled
from dsp.limits import LimitTable
from dsp.results import SetResult
from sensor.loaded import LoadedRecording
from sensor.opening import open_recording


@dataclass(frozen=True, slots=True)
class Remeasured:
    """As in a set's entry."""

    result: SetResult
    further: tuple[Mapping[str, float], ...]


def measured_again(recording: Path, entry: SetEntry, plan: LiftPlan, limits: LimitTable) -> Remeasured | None:
    """The set as what the plan says; None where the recording has nothing of it.

    Raises InputError (`sensor`) for a recording that cannot be used, ParameterError (`dsp`) for an unknown exercise.
    """
    opened = open_recording(recording)
    sensor = next((s for s in opened.sensors if s.identity.id == entry.sensor_id), None)
    if sensor is None:
        return None
    samples = sensor.samples
    rows = np.flatnonzero((samples.time_s >= entry.start_s) & (samples.time_s <= entry.end_s))
    if not len(rows):
        return None
    context = opened.context(sensor, replace(plan.info, baseline=_baseline(opened, entry, plan)))
    params = EngineParams(limits=limits.of(plan.exercise))
    engine = Engine(context, str(recording), provisional=False, params=params)
    events = [*engine.push(samples[int(rows[0]) : int(rows[-1]) + 1]), *engine.finish()]
    parts = [event for event in events if isinstance(event, SetSettled) and event.final]
    parts = [part for part in parts if part.result.reps] or parts[:1]
    result = reduce(joined_result, [part.result for part in parts], None)
    further = joined_further(*((part.result, further_of(part.features)) for part in parts))
    return None if result is None else Remeasured(result, further)


def _baseline(opened: LoadedRecording, entry: SetEntry, plan: LiftPlan) -> Baseline | None:
    """What the set was held against when it was lifted, where that is of the lift it is taken for now."""
    spans = [span.info for span in opened.sets if span.start_s < entry.end_s]
    info = spans[-1] if spans else opened.info
    same = (info.athlete, info.exercise, info.variation) == (plan.athlete, plan.exercise, plan.variation)
    return info.baseline if same else None
