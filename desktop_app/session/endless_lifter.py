"""A simulated lifter who does set after set for ever, as the plan says: for a first look, and for demonstrations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from desktop_app.session.plan import LiftPlan
from desktop_app.session.played import PlayedChunk, PlayedSensor
from desktop_app.simulated import IDENTITY, controlled_plan
from dsp.errors import ParameterError
from dsp.samples import Samples, Stamps
from sensor.loaded import Mounting
from sensor.simulator import SetPlan, simulate
from sensor.simulator.examples import LINK, SENSOR

DEFAULT_LIFT: Final = "squat"


@dataclass(frozen=True, slots=True)
class LifterHabits:
    """reps: in a set, where the plan does not say. rest_s: between sets. ready_s: of it, at the bar for the next one.

    tired_share: every other set ends with reps whose descent takes only this share of its time: something to see.
    tired_reps: how many of them.
    """

    reps: int = 5
    rest_s: float = 25.0
    ready_s: float = 4.0
    tired_share: float = 0.55
    tired_reps: int = 2


HABITS: Final = LifterHabits()
SIMULATED_SENSOR: Final = PlayedSensor(IDENTITY, Mounting(), Stamps.SAMPLE)


@dataclass(frozen=True, slots=True)
class SimulatedSet:
    """chunks: in order of arrival, from zero seconds. length_s: after which the next set can follow."""

    chunks: tuple[PlayedChunk, ...]
    length_s: float

    def from_s(self, start_s: float) -> tuple[PlayedChunk, ...]:
        """The same, beginning at start_s."""
        return tuple(
            replace(c, arrival_s=c.arrival_s + start_s, samples=_moved(c.samples, start_s)) for c in self.chunks
        )


def simulated_set(plan: LiftPlan, number: int, habits: LifterHabits = HABITS) -> SimulatedSet:
    """The set of that number, from 1, always the same for a plan. Takes about a second to compute."""
    sim = simulate(_planned(plan, number, habits), SENSOR, LINK, number)
    chunks = tuple(
        PlayedChunk(IDENTITY.id, sim.samples[part], float(at_s))
        for part, at_s in zip(sim.chunks, sim.arrival_s, strict=True)
    )
    return SimulatedSet(chunks, float(np.ceil(sim.arrival_s[-1])))


def _planned(plan: LiftPlan, number: int, habits: LifterHabits) -> SetPlan:
    exercise, count = plan.exercise or DEFAULT_LIFT, plan.target_reps or habits.reps
    try:
        planned = controlled_plan(exercise, count, number, plan.tempo)
    except ParameterError:
        # A tempo quicker than a bar can move: the lifter does what can be done.
        planned = controlled_plan(exercise, count, number)
    reps = list(planned.reps)
    if number % 2 == 0:
        for k in range(max(len(reps) - habits.tired_reps, 1), len(reps)):
            reps[k] = replace(reps[k], descent_s=habits.tired_share * reps[k].descent_s)
    return replace(planned, reps=tuple(reps), rest_before_s=habits.ready_s, rest_after_s=habits.rest_s)


def _moved(samples: Samples, by_s: float) -> Samples:
    return Samples(samples.time_s + by_s, samples.acc_ms2, samples.gyro_rads)
