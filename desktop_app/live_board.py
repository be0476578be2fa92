"""What several sensors say while a recording goes on, folded into what there is to show of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.live_set import LiveSet
from dsp.events import Event, SetSettled


@dataclass(slots=True)
class LiveBoard:
    """The set at hand of each sensor, by id; another one begins with the first event after a set is over."""

    sets: dict[str, LiveSet] = field(default_factory=dict)
    fresh: list[tuple[str, Event]] = field(default_factory=list)

    def take(self, sensor_id: str, events: list[Event]) -> None:
        """Take in what a sensor's engine said at once."""
        self.fresh.extend((sensor_id, event) for event in events)
        batch: list[Event] = []
        for event in events:
            if self.of(sensor_id).settled is not None and not isinstance(event, SetSettled):
                self.sets[sensor_id] = LiveSet()
            batch.append(event)
            if isinstance(event, SetSettled) and event.final:
                self.of(sensor_id).take(batch)
                batch = []
        if batch:
            self.of(sensor_id).take(batch)

    def of(self, sensor_id: str) -> LiveSet:
        """The set at hand of one sensor."""
        return self.sets.setdefault(sensor_id, LiveSet())

    def news(self) -> list[tuple[str, Event]]:
        """What was said since this was asked last."""
        fresh, self.fresh = self.fresh, []
        return fresh
