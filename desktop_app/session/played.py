"""Samples that no link brings, measured as if they came now: replays and the simulated sensor. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.session.measuring import Chunk
from dsp.engine import Engine
from dsp.events import SetSettled
from dsp.samples import Samples, Stamps
from sensor.errors import OutputError
from sensor.loaded import Mounting, SensorIdentity, SetInfo, set_context
from sensor.session import Item, Listener, LiveSensor, NewSet, SampleListener
from sensor.set_engines import MakeEngine, Mark, SetEngines


@dataclass(frozen=True, slots=True)
class PlayedSensor:
    """What is known of a sensor whose samples are played."""

    identity: SensorIdentity
    mounting: Mounting
    stamps: Stamps


@dataclass(frozen=True, slots=True)
class PlayedChunk:
    """Samples that come at once."""

    sensor_id: str
    samples: Samples
    arrival_s: float


class Played:
    """Measures chunks; marks part them as they part a recording. Host time counts from the samples' own zero."""

    zero_ns = 0
    failed: OutputError | None = None

    def __init__(
        self,
        sensors: Sequence[PlayedSensor],
        info: SetInfo,
        listener: Listener,
        sampled: SampleListener,
        source: str,
    ) -> None:
        self._listener, self._sampled = listener, sampled
        self.sensors: Mapping[str, LiveSensor] = {
            sensor.identity.id: LiveSensor(
                sensor.identity.id,
                identity=sensor.identity,
                engines=SetEngines(_maker(sensor, source), info),
            )
            for sensor in sensors
        }

    def measure(self, items: Iterable[Item | Chunk]) -> None:
        """Take in chunks and marks."""
        for item in items:
            if isinstance(item, NewSet):
                for sensor in self.sensors.values():
                    if sensor.engines is not None:
                        sensor.engines.mark(Mark(item.at_ns * 1e-9, item.info))
            elif isinstance(item, PlayedChunk) and len(item.samples):
                self._push(self.sensors[item.sensor_id], item.samples)

    def end(self) -> None:
        """Settle what is at hand."""
        for sensor in self.sensors.values():
            self._tell(sensor, None)

    def _push(self, sensor: LiveSensor, samples: Samples) -> None:
        sensor.samples += len(samples)
        sensor.last_s = float(samples.time_s[-1])
        self._sampled(sensor.id, samples)
        self._tell(sensor, samples)

    def _tell(self, sensor: LiveSensor, samples: Samples | None) -> None:
        engines = sensor.engines
        if engines is None:
            return
        for events in engines.finish() if samples is None else engines.push(samples):
            sensor.stretch = engines.stretch
            sensor.sets.extend(e.result for e in events if isinstance(e, SetSettled) and e.final)
            if events:
                self._listener(sensor.id, events)


def _maker(sensor: PlayedSensor, source: str) -> MakeEngine:
    def make(info: SetInfo) -> Engine:
        context = set_context(info, sensor.mounting, sensor.stamps)
        return Engine(context, source)

    return make
