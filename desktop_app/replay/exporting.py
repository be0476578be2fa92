"""What is exported, as jobs for the background."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_app.replay.measured import MeasuredSet, exact_times, track_of
from desktop_app.replay.opened import Told
from desktop_app.replay.opening import Job
from desktop_app.replay.reps_csv import write_reps
from desktop_app.track_csv import at_samples, write_track
from sensor.loaded import LoadedSensor


def reps_job(path: Path, sets: Sequence[MeasuredSet], said: str) -> Job:
    """Write the reps of the sets as a table. said: what is told then, with {0} reps and {1} file."""

    def job() -> Told:
        return Told(said.format(write_reps(path, sets), path))

    return job


def track_job(path: Path, sensor: LoadedSensor, found: MeasuredSet, said: str) -> Job:
    """Write a set's track, a row a sample; on the rebuilt clock where samples have no times of their own.

    said: what is told then, with {0} samples and {1} file.
    """

    def job() -> Told:
        track = track_of(sensor, found)
        if exact_times(sensor):
            track = at_samples(track, sensor.samples.time_s[found.rows])
        write_track(path, track)
        return Told(said.format(len(track.time_s), path))

    return job
