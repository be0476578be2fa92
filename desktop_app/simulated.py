"""Simulated sets: an ordinary controlled set of any exercise, and any simulation as an open recording."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from dsp.context import Tempo
from dsp.errors import ParameterError
from sensor.loaded import FileKind, LoadedRecording, LoadedSensor, Mounting, SensorIdentity, SetInfo
from sensor.packets import Chunks
from sensor.simulator import SetPlan, Simulation
from sensor.simulator.families import around_set, base_rep, varied

ORDINARY_RATE_HZ: Final = 100.0
QUICKEST_PHASE_S: Final = 0.2
"""Nobody moves a bar through a whole lift in less."""
IDENTITY: Final = SensorIdentity(id="simulator", driver="simulator", name="Simulated sensor", model="simulator")


def controlled_plan(exercise: str, reps: int, seed: int, tempo: Tempo | None = None) -> SetPlan:
    """An ordinary controlled set; what the tempo leaves open is drawn from the exercise's habits.

    Raises ParameterError for an exercise that is not known, or a phase quicker than a bar can move.
    """
    rng = np.random.default_rng(seed)
    base = base_rep(rng, exercise)
    held = tempo or Tempo(None, None, None, None)
    for phase_s in (held.eccentric_s, held.concentric_s):
        if phase_s and phase_s < QUICKEST_PHASE_S:
            raise ParameterError(
                f"a phase of {phase_s:g} s is quicker than a bar can move",
                f"Give {QUICKEST_PHASE_S:g} s or more, or X for as fast as possible.",
            )
    base = replace(
        base,
        descent_s=held.eccentric_s or base.descent_s,
        drive_s=held.concentric_s or base.drive_s,
        bottom_pause_s=base.bottom_pause_s if held.bottom_s is None else held.bottom_s,
        top_pause_s=base.top_pause_s if held.top_s is None else held.top_s,
    )
    return around_set(rng, exercise, varied(rng, base, reps))


def opened(simulation: Simulation, *, info: SetInfo | None = None, name: str = "simulated") -> LoadedRecording:
    """A simulation as if it had been recorded and opened. info: what the recording says, by default the exercise."""
    context = simulation.context
    sensor = LoadedSensor(
        identity=IDENTITY,
        samples=simulation.samples,
        chunks=Chunks(np.array([c.stop for c in simulation.chunks], dtype=np.int64), simulation.arrival_s),
        stamps=context.stamps,
        mounting=Mounting(context.forward, context.clip),
    )
    info = info or SetInfo(exercise=context.exercise)
    return LoadedRecording(Path(name), (), FileKind.MCAP, (sensor,), info)
