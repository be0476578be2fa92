"""What was recorded and did not get into the store, as after a crash: found, measured, offered, and kept if wanted.

    for unfinished in find_unfinished(store):
        offered = offer(store, unfinished)         # measures what nobody measured; keeps nothing
        accept(store, offered)                     # or leave it: it is found again the next time

A recording is finished once it lies in the recordings' folder under the hash of its content and the store knows it.
Every step up to there can be killed and begun anew: sets have the identities they had when they were lifted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from desktop_app.analysis import rows_of
from desktop_app.errors import SessionFileError
from desktop_app.health.learning import band_of
from desktop_app.session.found_sets import found_sets
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import ENDING, load_sets, sets_file
from desktop_app.store import files
from desktop_app.store.errors import UnknownRecordError
from desktop_app.store.records import Band, RecordingFile, Session, StoredSet, session_id_of
from desktop_app.store.store import Store, as_stored
from dsp.context import SetContext
from dsp.engine import Engine
from dsp.engine_params import EngineParams
from dsp.events import SetSettled
from dsp.exercises import EXERCISES
from dsp.limits import LimitTable, SignLimits
from sensor.errors import InputError
from sensor.files import is_held
from sensor.loaded import LoadedRecording, LoadedSensor, SetInfo, SetSpan
from sensor.opening import open_recording

QUIET_S: Final = 10.0
"""A recording that goes on is written to twice a second. One left alone for so long is over, unless a program holds it
open, whose sensor is away; not every system tells that.
"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One session's files. recording: None where only the list of sets is left. sets: None where there is no list.

    goes_on: it was written to a moment ago; another program may be recording it.
    """

    name: str
    recording: Path | None
    sets: Path | None
    size_bytes: int
    modified_unix_s: float
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """What would be kept. sets: those that the store lacks, in order. known: how many it has already.

    failed: why the recording could not be read, in a line; it is left where it is then.
    """

    unfinished: Unfinished
    session: Session
    sets: tuple[StoredSet, ...]
    known: int
    failed: str | None = None


def find_unfinished(store: Store) -> list[Unfinished]:
    """What lies in the recordings' folder and is not in the store, the oldest first. Raises StoreError."""
    folder = store.place.recordings
    known = {recording.file_name for recording in store.recordings()}
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        names = {path.name for path in paths}
        recordings = [path for path in paths if path.suffix == ".mcap" and path.name not in known]
        alone = [p for p in paths if p.name.endswith(ENDING) and p.name.removesuffix(ENDING) + ".mcap" not in names]
        now_unix_s = store.now_unix_s()
        found = [_unfinished(path, now_unix_s) for path in (*recordings, *alone) if not path.name.startswith(".")]
    except OSError as error:
        raise files.cannot_read(folder, error) from error
    return sorted(found, key=lambda one: one.modified_unix_s)


def of_file(store: Store, path: Path) -> Unfinished:
    """A recording from anywhere, to be taken in as if it had been made here. Raises StoreAccessError."""
    try:
        return _unfinished(path, store.now_unix_s())
    except OSError as error:
        raise files.cannot_read(path, error) from error


def offer(store: Store, unfinished: Unfinished, progress: Callable[[float], None] | None = None) -> Offered:
    """Its sets: from its list as they were corrected, and measured now where there is none. Raises StoreError."""
    kept = _kept_list(unfinished)
    loaded, failed = _loaded(unfinished, progress)
    session = _session(unfinished, kept, loaded)
    stored = store.sets_of_session(session.id)
    entries = list(kept.log.entries) if kept is not None else []
    known = {one.entry.id for one in stored}
    fresh = [entry for entry in entries if entry.id not in known]
    if loaded is not None:
        fresh += _measured(store, loaded, [*(one.entry for one in stored), *fresh])
    return Offered(unfinished, session, tuple(as_stored(session, entry) for entry in fresh), len(known), failed)


def for_lifter(offered: Offered, name: str) -> Offered:
    """The same, with sets that name nobody as those of a lifter."""
    named = (
        one if one.entry.plan.athlete is not None
        else replace(one, entry=replace(one.entry, plan=replace(one.entry.plan, athlete=name)))
        for one in offered.sets
    )  # fmt: skip
    return replace(offered, sets=tuple(named))


def accept(store: Store, offered: Offered) -> RecordingFile | None:
    """Keep what was offered, and adopt the recording; one that could not be read stays where it is.

    Raises StoreError; then it is found again.
    """
    if offered.sets:
        store.put_log(offered.session, SetLog(tuple(one.entry for one in offered.sets)))
    else:
        store.put_session(offered.session)
    unfinished = offered.unfinished
    if unfinished.recording is None:
        if unfinished.sets is not None:
            files.remove(unfinished.sets)
        return None
    if offered.failed is not None:
        return None
    return store.adopt_recording(
        unfinished.recording, offered.session.id, keep_original=unfinished.recording.parent != store.place.recordings
    )


def _unfinished(path: Path, now_unix_s: float) -> Unfinished:
    if path.name.endswith(ENDING):
        recording, listed = None, path
    else:
        recording, listed = path, sets_file(path)
    found = path.stat()
    name = path.name.removesuffix(ENDING).removesuffix(".mcap")
    goes_on = 0.0 <= now_unix_s - found.st_mtime < QUIET_S or is_held(path)
    return Unfinished(name, recording, listed if listed.is_file() else None, found.st_size, found.st_mtime, goes_on)


def _kept_list(unfinished: Unfinished) -> SessionSets | None:
    """The list of sets beside the recording; one that cannot be read is as none: the sets are measured again."""
    if unfinished.sets is None:
        return None
    try:
        return load_sets(unfinished.sets)
    except SessionFileError:
        return None


def _loaded(
    unfinished: Unfinished, progress: Callable[[float], None] | None
) -> tuple[LoadedRecording | None, str | None]:
    if unfinished.recording is None:
        return None, None
    try:
        return open_recording(unfinished.recording, progress=progress), None
    except InputError as error:
        return None, error.message


def _session(unfinished: Unfinished, kept: SessionSets | None, loaded: LoadedRecording | None) -> Session:
    token = loaded.session if loaded is not None and loaded.session is not None else unfinished.name
    started = loaded.started_unix_s if loaded is not None else None
    if started is None and kept is not None:
        started = kept.started_unix_s
    name = None if unfinished.recording is None else unfinished.recording.name
    return Session(session_id_of(token), unfinished.modified_unix_s if started is None else started, name)


def _measured(store: Store, loaded: LoadedRecording, known: list[SetEntry]) -> list[SetEntry]:
    """Sets of the recording that lie outside of those known."""
    number = max((entry.id for entry in known), default=0)
    found: list[SetEntry] = []
    for sensor in loaded.sensors:
        taken = [(e.start_s, e.end_s) for e in known if e.sensor_id == sensor.identity.id]
        for span in loaded.sets or (None,):
            for entry in _found(store, loaded, sensor, span):
                if any(a < entry.reps[-1].end_s and entry.reps[0].start_s < b for a, b in taken):
                    continue
                number += 1
                found.append(replace(entry, id=number))
    return found


def _found(store: Store, loaded: LoadedRecording, sensor: LoadedSensor, span: SetSpan | None) -> list[SetEntry]:
    """Each set with reps in a stretch of the recording."""
    samples = sensor.samples[rows_of(sensor.samples, span)]
    times = samples.time_s[np.isfinite(samples.time_s)]
    if not len(times):
        return []
    info = span.info if span is not None else loaded.info
    if info.exercise not in EXERCISES:
        # A lift that this version does not know: measured as one that nobody named.
        info = replace(info, exercise=None, baseline=None, limits=None)
    limits, context = _lifters_own(store, info, loaded.context(sensor, info))
    engine = Engine(context, loaded.path.name, provisional=False, params=EngineParams(limits=limits))
    events = [*engine.push(samples), *engine.finish()]
    settled = [event for event in events if isinstance(event, SetSettled)]
    return found_sets(settled, LiftPlan.of(info), sensor.identity.id, float(times[0]), float(times[-1]))


def _lifters_own(store: Store, info: SetInfo, context: SetContext) -> tuple[SignLimits, SetContext]:
    """The lifter's limits, and the context with their baseline, as far as they are known; the recording's own first."""
    table = LimitTable()
    if info.athlete is not None:
        try:
            lifter = store.lifter(info.athlete)
            table = store.limits(lifter.id)
            if info.baseline is None and info.exercise is not None and info.load_kg is not None:
                band = Band(lifter.id, info.exercise, info.variation, *band_of(info.load_kg))
                context = replace(context, baseline=store.learned(band).baseline)
        except UnknownRecordError:
            pass
    return table.of(info.exercise), context
