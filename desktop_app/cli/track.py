"""`rackside track`: where the bar was, sample by sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop_app.cli.options import (
    ClipOption,
    ExerciseOption,
    ForwardOption,
    read_clip,
    read_exercise,
    read_forward,
    wrong,
)
from desktop_app.cli.progress import watched

if TYPE_CHECKING:
    from sensor.loaded import LoadedRecording, LoadedSensor


def track(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Recording: CSV, CSV.GZ or MCAP.")],
    out: Annotated[Path, typer.Option("--out", metavar="OUT.csv", help="CSV to write.")],
    exercise: ExerciseOption = None,
    forward: ForwardOption = None,
    clip: ClipOption = None,
    sensor: Annotated[
        str | None,
        typer.Option(
            metavar="NAME_OR_ID", help="Of several sensors, this one; the first otherwise.", show_default=False
        ),
    ] = None,
) -> None:
    """Write where the bar was: position, velocity, roll and tilt for each sample.

    Columns: time_s, x_m, y_m, z_m, vx_ms, vy_ms, vz_ms, roll_deg, tilt_deg, still
    (1 at rest). x points right along the bar, y forward, z up; an empty cell is
    unknown.

    Where a recording has times of arrival, the rows are those of the uniform
    clock rebuilt from them; it may begin a little before zero.
    """
    from desktop_app.analysis import Wishes, context_of
    from desktop_app.cli.terminal import harmless, one_line
    from desktop_app.track_csv import at_samples, write_track
    from dsp.samples import Stamps
    from dsp.track import track as measure
    from sensor.opening import open_recording

    wishes = Wishes(exercise=read_exercise(exercise), forward=read_forward(forward), clip=read_clip(clip))
    with watched(file.name) as progress:
        recording = open_recording(file, progress=lambda share: progress("reading", share))
        chosen = _chosen(recording, sensor)
        progress("measuring", None)
        info = recording.sets[0].info if recording.sets else None
        found = measure(chosen.samples, context_of(recording, chosen, wishes, info))
        if chosen.stamps is Stamps.SAMPLE:
            found = at_samples(found, chosen.samples.time_s)
        write_track(out, found, progress=lambda share: progress("writing", share))
    for warning in chosen.warnings:
        typer.echo(harmless(f"warning {warning.code}: {warning.text}"), err=True)
    name = one_line(chosen.identity.name or chosen.identity.id)
    typer.echo(harmless(f"{out}: {len(found.time_s)} samples of {name}"))


def _chosen(recording: LoadedRecording, wanted: str | None) -> LoadedSensor:
    if wanted is None:
        return recording.sensors[0]
    for sensor in recording.sensors:
        if wanted in (sensor.identity.id, sensor.identity.name, sensor.identity.address):
            return sensor
    names = ", ".join(s.identity.name or s.identity.id for s in recording.sensors)
    raise wrong("--sensor", wanted, f"{recording.path} has: {names}.")
