"""`rackside convert`: one kind of recording into the other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desktop_app.cli.options import ExerciseOption, LoadOption, TempoOption, read_exercise, read_load, read_tempo
from desktop_app.cli.progress import watched


def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Recording: CSV, CSV.GZ or MCAP.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="What to write: .csv, .csv.gz or .mcap.")],
    exercise: ExerciseOption = None,
    tempo: TempoOption = None,
    load_kg: LoadOption = None,
) -> None:
    """Write a recording as CSV or MCAP.

    Exercise, tempo and load are kept in the MCAP that is made from a CSV: later
    commands then need not be told again. MCAP to MCAP keeps every packet that can
    be read, so it mends a cut file.
    """
    from desktop_app.cli.terminal import harmless, one_line
    from sensor.convert import convert as write
    from sensor.loaded import SetInfo

    info = SetInfo(exercise=read_exercise(exercise), tempo=read_tempo(tempo), load_kg=read_load(load_kg))
    with watched(source.name) as progress:
        recording, written = write(source, target, info=info, progress=lambda share: progress("reading", share))
    for sensor in recording.sensors:
        for warning in sensor.warnings:
            typer.echo(harmless(f"warning {warning.code}: {warning.text}"), err=True)
    # A CSV holds one sensor, an MCAP all of them.
    paths = written if len(written) == len(recording.sensors) else written * len(recording.sensors)
    for path, sensor in zip(paths, recording.sensors, strict=True):
        name = one_line(sensor.identity.name or sensor.identity.id)
        typer.echo(harmless(f"{path}: {len(sensor.samples)} samples of {name}"))
