"""A recording played as if live: its chunks through the engine, each when it came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from desktop_app.live_set import LiveSet
from dsp.context import SetContext
from dsp.engine import Engine
from dsp.events import Event, LiveState
from sensor.clock import Clock
from sensor.loaded import LoadedRecording
from sensor.replay import replay


@dataclass(frozen=True, slots=True)
class Moment:
    """What there is to show at one time: the set so far, the events just said, and the newest state."""

    time_s: float
    context: SetContext
    live: LiveSet
    events: list[Event]
    state: LiveState | None


Show: TypeAlias = Callable[[Moment], None]


def play(recording: LoadedRecording, clock: Clock, show: Show) -> LiveSet:
    """Play the first sensor of a recording by a clock, show every moment, and give the set as it ended.

    Raises ParameterError (`dsp`) for an exercise that is not known.
    """
    sensor = recording.sensors[0]
    info = recording.sets[0].info if recording.sets else None
    context = recording.context(sensor, info)
    engine, live = Engine(context, recording.path.name), LiveSet()
    time_s = 0.0
    for chunk in replay([sensor], clock):
        events, time_s = engine.push(chunk.samples), chunk.arrival_s
        live.take(events)
        show(Moment(time_s, context, live, events, engine.state))
    events = engine.finish()
    live.take(events)
    show(Moment(time_s, context, live, events, None))
    return live
