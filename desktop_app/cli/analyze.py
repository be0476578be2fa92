"""`rackside analyze`: a table a set, or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop_app.cli.exits import ExitCode, complain
from desktop_app.cli.options import (
    ClipOption,
    ExerciseOption,
    ForwardOption,
    LoadOption,
    TempoOption,
    read_clip,
    read_exercise,
    read_forward,
    read_load,
    read_tempo,
)
from desktop_app.cli.progress import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.analysis import RecordingAnalysis, Wishes


def analyze(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", readable=False, help="Recordings: CSV, CSV.GZ or MCAP.")
    ],
    exercise: ExerciseOption = None,
    tempo: TempoOption = None,
    load_kg: LoadOption = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.json",
            help="The lifter's own figures for this lift (rackside.baseline/1).",
            show_default=False,
        ),
    ] = None,
    forward: ForwardOption = None,
    clip: ClipOption = None,
    live: Annotated[
        bool, typer.Option("--live", metavar="", help="Show what was known while the set went on, and when.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", metavar="", help="Print JSON: one object for one file, an array for several, in the order given."
        ),
    ] = False,
) -> int:
    """Measure the sets of recordings: their reps, and the signs of lost control.

    Of several files the good ones are answered even if others cannot be read; the exit status is then 1.
    """
    from desktop_app.analysis import Wishes
    from desktop_app.baseline import read_baseline

    wishes = Wishes(
        exercise=read_exercise(exercise),
        tempo=read_tempo(tempo),
        load_kg=read_load(load_kg),
        baseline=read_baseline(baseline) if baseline else None,
        forward=read_forward(forward),
        clip=read_clip(clip),
        live=live,
    )
    run = _Run(files, wishes)
    if as_json:
        _print_json(run)
    else:
        _print_tables(run)
    if not run.failed:
        return ExitCode.DONE
    return ExitCode.SOME_FAILED if run.answered else ExitCode.BAD_INPUT


class _Run:
    """The files one after the other; counts those answered and complains of the others at once."""

    def __init__(self, files: list[Path], wishes: Wishes) -> None:
        self.files, self.wishes = files, wishes
        self.answered = self.failed = 0

    def __iter__(self) -> Iterator[RecordingAnalysis]:
        from desktop_app.analysis import analyze_file
        from desktop_app.errors import AppError
        from dsp.errors import DspError
        from sensor.errors import SensorError

        read_already: set[Path] = set()
        for path in self.files:
            # Both halves of a pair of files are one recording; a single file named twice is answered twice.
            if path.resolve() in read_already:
                continue
            try:
                with watched(path.name) as progress:
                    found = analyze_file(path, self.wishes, progress)
            except (AppError, DspError, SensorError) as error:
                self.failed += 1
                complain(error.message if str(path) in error.message else f"{path}: {error.message}", error.advice)
                continue
            self.answered += 1
            if len(found.files) > 1:
                read_already.update(file.resolve() for file in found.files)
            yield found


def _print_json(run: _Run) -> None:
    import json

    found = [analysis.to_json() for analysis in run]
    if not found:
        return
    json.dump(found[0] if len(run.files) == 1 else found, sys.stdout, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def _print_tables(run: _Run) -> None:
    from desktop_app.cli.tables import console_for, show

    console = console_for(sys.stdout)
    for analysis in run:
        show(console, analysis, live=run.wishes.live)
