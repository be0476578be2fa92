"""A session fed by hand, and what it said."""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path

from dsp.context import ClipPlace, Forward, Tempo
from dsp.events import Event
from sensor.loaded import Mounting, SetInfo
from sensor.recording.marks import Header
from sensor.session import Item, NewSet, RecordingSession
from tests.sensor.live_items import START_NS, Sender, arrival_ns

INFO = SetInfo("squat", (), 100.0, "Ada", Tempo.parse("3-0-X-1"))
HEADER = Header(INFO, START_NS, "evening")
MOUNTING = Mounting(Forward.PLUS_Y, ClipPlace(0.3, 0.05))
OTHER = SetInfo("front_squat", ("paused",), 60.0, "Bea", loss_stop_percent=20.0)
LEFT, RIGHT = Sender(), Sender("BB:02", "Bar right", "S2", offset_s=40.0, delay_s=(0.03, 0.014))


class Heard:
    """What was said, by sensor."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = defaultdict(list)

    def __call__(self, sensor_id: str, events: list[Event]) -> None:
        self.events[sensor_id].extend(events)


def record(path: Path, items: list[Item], cuts: tuple[int, ...] = (), **how: object) -> tuple[RecordingSession, Heard]:
    heard = Heard()
    session = RecordingSession(path, HEADER, mounting=MOUNTING, listener=heard, **how)  # type: ignore[arg-type]
    edges = [0, *sorted(cuts), len(items)] if cuts else range(len(items) + 1)
    for a, b in itertools.pairwise(edges):
        session.take(items[a:b])
    session.end()
    return session, heard


def marked(items: list[Item], *marks: tuple[float, SetInfo | None]) -> list[Item]:
    """Items with marks where they were made: a twentieth of a second before they hold."""
    out = list(items)
    for at_s, info in marks:
        at_ns = START_NS + round(at_s * 1e9)
        place = sum(arrival_ns(i) < at_ns - 50_000_000 for i in out if not isinstance(i, NewSet))
        place += sum(isinstance(i, NewSet) for i in out)
        out.insert(place, NewSet(at_ns, info))
    return out
