"""What `rackside record` takes from the history, and what it keeps there: the lifter's own values, the sets."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.exits import complain
from desktop_app.errors import AppError
from desktop_app.session.own import Own, key_of
from desktop_app.session.plan import LiftPlan
from dsp.events import Event, SetSettled
from sensor.errors import SensorError

if TYPE_CHECKING:
    from desktop_app.store.store import Store
    from sensor.loaded import SetInfo
    from sensor.session import RecordingSession


@dataclass(frozen=True, slots=True)
class KeptSets:
    """What went into the history. session: its identity there. lifter: None where nobody was named."""

    count: int
    session: str
    lifter: str | None


@dataclass
class SettledSets:
    """Gathers each sensor's sets as they are settled, beside whoever else listens."""

    listener: Callable[[str, list[Event]], None]
    by_sensor: dict[str, list[SetSettled]] = field(default_factory=dict)

    def take(self, sensor_id: str, events: list[Event]) -> None:
        """Take in what a sensor's engine said at once."""
        found = [event for event in events if isinstance(event, SetSettled) and event.final]
        self.by_sensor.setdefault(sensor_id, []).extend(found)
        self.listener(sensor_id, events)


def own_values(info: SetInfo) -> Own:
    """What the history knows of the lifter; nothing, with a line on standard error, where it cannot be asked."""
    own = Own(key_of(LiftPlan.of(info)))
    if info.athlete is None:
        return own
    from desktop_app.diary.keeping import own_of

    try:
        with _opened() as store:
            return own_of(store, own.of)
    except AppError as error:
        complain(f"the history is not asked for a baseline: {error.message}", error.advice)
        return own


def keep_sets(
    session: RecordingSession, settled: SettledSets, token: str, started_unix_s: float, info: SetInfo
) -> KeptSets | None:
    """Keep what was found, with a copy of the recording; None where nothing was found. Raises AppError, SensorError."""
    from desktop_app.session.found_sets import found_sets
    from desktop_app.session.sets import SetEntry, SetLog
    from desktop_app.store.records import Session, session_id_of

    entries: list[SetEntry] = []
    for sensor in session.sensors.values():
        found = settled.by_sensor.get(sensor.id, [])
        last_s = sensor.last_s or 0.0
        entries += found_sets(found, LiftPlan.of(info), sensor.id, 0.0, last_s, len(entries) + 1)
    if not entries:
        return None
    kept = Session(session_id_of(token), started_unix_s)
    with _opened() as store:
        store.put_log(kept, SetLog(tuple(entries)))
        store.adopt_recording(session.path, kept.id, keep_original=True)
    return KeptSets(len(entries), kept.id, info.athlete)


def later(path: Path, error: AppError | SensorError) -> None:
    """Say that nothing was kept, and how it can be."""
    complain(f"the history does not have it: {error.message}", f"`rackside history recover {path}` takes it in.")


def _opened() -> Store:
    from desktop_app.store.place import own_place
    from desktop_app.store.store import Store

    return Store.open(own_place(os.environ))
