"""`rackside simulate`: a set that nobody lifted, with its truth."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.options import ExerciseOption, LoadOption, TempoOption, read_exercise, read_load, read_tempo, wrong

if TYPE_CHECKING:
    from dsp.context import Tempo
    from sensor.loaded import LoadedRecording
    from sensor.simulator import Link, SensorModel, SetPlan, Simulation

TRUTH_SCHEMA: Final = "rackside.truth/1"
MOST_REPS: Final = 100
SEED_LIMIT: Final = 2**32
SLOWEST_HZ, FASTEST_HZ = 10.0, 1000.0
"""Rates a sensor may have; the simulated bar moves in steps of a millisecond."""


def simulate(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="What to write: .csv, .csv.gz or .mcap.")],
    exercise: ExerciseOption = None,
    reps: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=MOST_REPS, help="How many reps; otherwise 5.", show_default=False),
    ] = None,
    tempo: TempoOption = None,
    load_kg: LoadOption = None,
    family: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Instead, a random set of one of the benchmarks' families: rest, slow, loss5, dropped, ... "
            "(a wrong name lists them all).",
            show_default=False,
        ),
    ] = None,
    rate_hz: Annotated[
        float | None,
        typer.Option(
            "--rate-hz",
            metavar="HZ",
            min=SLOWEST_HZ,
            max=FASTEST_HZ,
            help="Samples a second; otherwise 100, or the family's.",
            show_default=False,
        ),
    ] = None,
    loss_percent: Annotated[
        float,
        typer.Option(
            "--loss-percent", metavar="PERCENT", min=0.0, max=90.0, help="Share of packets that the radio loses."
        ),
    ] = 0.0,
    seed: Annotated[int, typer.Option(metavar="N", min=0, max=SEED_LIMIT - 1, help="Another number, another set.")] = 1,
    truth: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write what was done, rep by rep.", show_default=False)
    ] = None,
) -> None:
    """Simulate a set: a lifter, a bar, a sensor and a radio. The same options give the same file."""
    from sensor.convert import kind_of

    kind_of(out)
    held = read_tempo(tempo)
    if family is not None and (exercise or reps or held):
        raise wrong("--family", family, "A family chooses exercise, reps and tempo itself: leave those out.")
    plan, sensor, link = (
        _family_set(family, seed) if family is not None else _own_set(read_exercise(exercise), reps, held, seed)
    )
    sensor = replace(sensor, rate_hz=rate_hz) if rate_hz is not None else sensor
    link = replace(link, loss_fraction=loss_percent / 100.0) if loss_percent else link
    simulation, recording = _run(plan, sensor, link, seed, held, read_load(load_kg))
    _write(out, recording)
    typer.echo(
        f"{out}: {plan.exercise.replace('_', ' ')}, {simulation.truth.count} reps, {len(simulation.samples)} samples"
    )
    if truth is not None:
        _write_truth(truth, plan, simulation)
        typer.echo(f"{truth}: what was done")


def _family_set(family: str, seed: int) -> tuple[SetPlan, SensorModel, Link]:
    from sensor.simulator import plan_set

    return plan_set(family, seed)


def _own_set(
    exercise: str | None, reps: int | None, tempo: Tempo | None, seed: int
) -> tuple[SetPlan, SensorModel, Link]:
    import numpy as np

    from desktop_app.simulated import ORDINARY_RATE_HZ, controlled_plan
    from sensor.simulator.families import plain_link, random_sensor

    plan = controlled_plan(exercise or "squat", reps or 5, seed, tempo)
    rng = np.random.default_rng((seed, 1))
    return plan, random_sensor(rng, ORDINARY_RATE_HZ), plain_link(rng)


def _run(
    plan: SetPlan, sensor: SensorModel, link: Link, seed: int, tempo: Tempo | None, load_kg: float | None
) -> tuple[Simulation, LoadedRecording]:
    from desktop_app.simulated import opened
    from sensor.loaded import SetInfo
    from sensor.simulator import simulate as run

    simulation = run(plan, sensor, link, seed)
    return simulation, opened(simulation, info=SetInfo(exercise=plan.exercise, tempo=tempo, load_kg=load_kg))


def _write(out: Path, recording: LoadedRecording) -> None:
    from sensor.convert import kind_of
    from sensor.csv_import.export import write_csv
    from sensor.loaded import FileKind
    from sensor.recording.saving import save_recording

    if kind_of(out) is FileKind.CSV:
        write_csv(out, recording.sensors[0].samples)
    else:
        save_recording(out, recording)


def _write_truth(path: Path, plan: SetPlan, simulation: Simulation) -> None:
    from sensor.files import replacing

    said = {
        "schema": TRUTH_SCHEMA,
        "exercise": plan.exercise,
        "count": simulation.truth.count,
        "reps": [asdict(rep) for rep in simulation.truth.reps],
        "moments": [asdict(moment) for moment in simulation.truth.moments],
    }
    with replacing(path) as part:
        part.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
