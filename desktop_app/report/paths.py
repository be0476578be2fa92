"""The bar's path of each rep, measured again from the recordings that are still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dsp.errors import DspError
from sensor.errors import InputError

if TYPE_CHECKING:
    from desktop_app.replay.overlay import RepPath
    from desktop_app.report.content import Report
    from desktop_app.store.records import StoredSet
    from desktop_app.store.store import Store
    from sensor.loaded import LoadedRecording


def with_paths(
    report: Report, file_of: Callable[[StoredSet], Path | None], progress: Callable[[float], None] | None = None
) -> Report:  # fmt: skip
    """The report with the paths of its sets; a set whose recording is gone or cannot be read has none.

    file_of: where a set's recording lies. progress: told the share that is done, 0 to 1.
    """
    from sensor.opening import open_recording

    by_file: dict[Path, list[StoredSet]] = {}
    for one in report.sets:
        path = file_of(one.stored) if one.stored.entry.reps else None
        if path is not None and path.is_file():
            by_file.setdefault(path, []).append(one.stored)
    every, done = sum(len(sets) for sets in by_file.values()), 0
    found: dict[str, tuple[RepPath, ...]] = {}
    for path, sets in by_file.items():
        try:
            loaded = open_recording(path)
        except InputError:
            # The report is about what was kept; its pictures do without.
            continue
        for stored in sets:
            paths = _paths(loaded, stored)
            if paths is not None:
                found[stored.id] = paths
            done += 1
            if progress is not None:
                progress(done / every)
    return replace(report, paths=found)


def recording_of(store: Store) -> Callable[[StoredSet], Path | None]:
    """Where the recording of a set lies: under its hash, or under its session's name while it is not adopted."""
    names: dict[str, str | None] = {}

    def found(stored: StoredSet) -> Path | None:
        if stored.recording_sha256 is not None:
            return store.path_of(stored.recording_sha256)
        if stored.session_id not in names:
            session = store.session(stored.session_id)
            names[stored.session_id] = None if session is None else session.recording_name
        name = names[stored.session_id]
        # A name from elsewhere leads nowhere but into the recordings' folder.
        return None if name is None else store.place.recordings / Path(name).name

    return found


def _paths(loaded: LoadedRecording, stored: StoredSet) -> tuple[RepPath, ...] | None:
    """Of each rep that counts; None where the recording does not hold the set."""
    from desktop_app.analysis import rows_of
    from desktop_app.replay.overlay import path_of
    from dsp.track import track
    from sensor.loaded import SetSpan, set_context

    entry = stored.entry
    sensor = next((s for s in loaded.sensors if s.identity.id == entry.sensor_id), None)
    if sensor is None:
        return None
    info = entry.plan.info
    rows = rows_of(sensor.samples, SetSpan(entry.start_s, entry.end_s, info))
    try:
        found = track(sensor.samples[rows], set_context(info, sensor.mounting, sensor.stamps))
    except DspError:
        return None
    return tuple(path_of(found, rep) for rep in entry.reps)
