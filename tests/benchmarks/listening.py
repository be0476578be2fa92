"""The causal path as somebody hears it: the engine fed packet by packet, and when things were truly due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from dsp.context import SetContext
from dsp.engine import Engine
from dsp.events import Event, SetSettled, SignSaid
from dsp.results import SetResult
from sensor.simulator import RepTruth, Simulation

Kind = TypeVar("Kind")
TURN_S: Final = 0.5
"""Time after a turn in which a sign that was waited for may still come."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One run: all events, each with its packet's arrival, s of true time; the settled result."""

    events: list[tuple[Event, float]]
    result: SetResult

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The events of one kind, in order."""
        return [event for event, _ in self.events if isinstance(event, kind)]


def listen(sim: Simulation, context: SetContext | None = None) -> Heard:
    """Feed a simulated recording to the engine as its packets came."""
    engine = Engine(context or sim.context)
    events: list[tuple[Event, float]] = []
    for part, arrival_s in zip(sim.chunks, sim.arrival_s, strict=True):
        events += [(event, float(arrival_s)) for event in engine.push(sim.samples[part])]
    last = [e.result for e in engine.finish() if isinstance(e, SetSettled)]
    settled = [e.result for e, _ in events if isinstance(e, SetSettled)]
    return Heard(events, [*settled, *last][-1])


def bottom_s(sim: Simulation, rep: RepTruth) -> float | None:
    """When the true upward speed first comes to zero after the descent's peak."""
    if rep.descent is None:
        return None
    time_s, speed = sim.truth.time_s, sim.truth.velocity_ms[:, 2]
    first = int(np.searchsorted(time_s, rep.descent.peak_s))
    up = np.flatnonzero(speed[first:] >= 0.0)
    if not len(up):
        return None
    k = first + int(up[0])
    before, after = float(speed[k - 1]), float(speed[k])
    share = 1.0 if after == before else -before / (after - before)
    return float(time_s[k - 1] + share * (time_s[k] - time_s[k - 1]))


@dataclass(frozen=True, slots=True)
class Said:
    """A sign said live: in how many reps it truly shows, its delays after the bottom there, s, and how many more."""

    shown: int = 0
    delays_s: tuple[float, ...] = ()
    extra: int = 0

    def __add__(self, other: Said) -> Said:
        return Said(self.shown + other.shown, self.delays_s + other.delays_s, self.extra + other.extra)


def said_of(sim: Simulation, heard: Heard, code: str, showing: Sequence[RepTruth]) -> Said:
    """The first sign of a code from the start of each rep that shows it to the start of the next one.

    Where the drive comes first the turn ends as the next rep starts: what is said within `TURN_S` is still its own.
    """
    times = [e.sign.said_at_s for e in heard.of(SignSaid) if e.sign.code == code]
    starts = [rep.start_s for rep in sim.truth.reps]
    delays = []
    for rep in showing:
        end_s = min((s for s in starts if s > rep.start_s), default=np.inf)
        turn_s = bottom_s(sim, rep)
        end_s = max(end_s, turn_s + TURN_S) if turn_s is not None else end_s
        mine = [t for t in times if rep.start_s <= t < end_s]
        if mine and turn_s is not None:
            delays.append(mine[0] - turn_s)
    return Said(len(showing), tuple(delays), len(times) - len(delays))
