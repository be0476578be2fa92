"""A set measured anew from its recording, as another exercise or tempo than was thought when it was lifted."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, joined_result
from dsp.engine import Engine
from dsp.engine_params import EngineParams
from dsp.events import SetSettled
from dsp.limits import LimitTable
from dsp.results import SetResult
from sensor.loaded import SetInfo
from sensor.opening import open_recording


def is_measured_otherwise(before: LiftPlan, after: LiftPlan) -> bool:
    """Whether the samples would be judged otherwise: not for another lifter, load or number of reps."""
    return _judged_by(before.info) != _judged_by(after.info)


def measured_again(recording: Path, entry: SetEntry, plan: LiftPlan, limits: LimitTable) -> SetResult | None:
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
    context = opened.context(sensor, plan.info)
    params = EngineParams(limits=limits.of(plan.exercise))
    engine = Engine(context, str(recording), provisional=False, params=params)
    events = [*engine.push(samples[int(rows[0]) : int(rows[-1]) + 1]), *engine.finish()]
    parts = [event.result for event in events if isinstance(event, SetSettled) and event.final]
    with_reps = [part for part in parts if part.reps]
    return reduce(joined_result, with_reps or parts[:1], None)


def _judged_by(info: SetInfo) -> SetInfo:
    return replace(info, athlete=None, load_kg=None, target_reps=None)
