"""`rackside archive`: thousands of recordings measured again, runs compared, questions answered."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.exits import ExitCode, complain
from desktop_app.cli.options import wrong
from desktop_app.cli.progress import watched
from desktop_app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.archive.fleet import Tls
    from desktop_app.archive.run import Heard

LINE_S: Final = 10.0
"""How often a line is written where no bar can be drawn."""
MOST_WORKERS: Final = 256
GB: Final = 1 << 30
FEW_ROWS: Final = 40

app = typer.Typer(
    help="Thousands of recordings run again through the present engine, compared between engines, and asked about.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FileOption = Annotated[
    Path | None, typer.Option(metavar="FILE.pem", help="For --scheduler tls://…; all three.", show_default=False)
]


@app.command()
def analyze(
    places: Annotated[
        list[Path], typer.Argument(metavar="DIR", help="Folders of recordings, with all that is below them.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of results; runs go on in it.")],
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=MOST_WORKERS, help="Processes; one a core without it.", show_default=False
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="A Dask cluster, as tcp://host:8786, that sees the same files.", show_default=False
        ),
    ] = None,
    tls_ca: FileOption = None,
    tls_cert: FileOption = None,
    tls_key: FileOption = None,
    time_limit: Annotated[
        float, typer.Option(metavar="S", min=1.0, help="A recording that takes longer is listed as broken.")
    ] = 300.0,
    memory_gb: Annotated[
        float, typer.Option(metavar="GB", min=0.5, help="What measuring one recording may take.")
    ] = 4.0,
    again: Annotated[bool, typer.Option("--again", help="Also measure again what was broken before.")] = False,
    json: JsonOption = False,
) -> int:
    """Measure every recording that is new or changed, and write files, sets, reps and signs as Parquet.

    A run that is stopped or killed loses nothing: the same command goes on from there. Broken files stop nothing;
    they are listed at the end and in broken.json, and the exit status is then 1.
    """
    from desktop_app.archive.errors import ClusterError
    from desktop_app.archive.fleet import Workforce
    from desktop_app.archive.jobs import WorkLimits
    from desktop_app.archive.run import Orders, analyze_archive
    from desktop_app.archive.tables import broken_of
    from desktop_app.cli import archive_tables as tables
    from desktop_app.cli.stopping import Stop

    if scheduler is not None and workers is not None:
        raise wrong("--workers", workers, "A cluster has its own workers: leave it out with --scheduler.")
    tls = _tls(scheduler, tls_ca, tls_cert, tls_key)
    force = Workforce(workers or _cores(), scheduler, tls)
    limits = WorkLimits(time_s=time_limit, memory_bytes=int(memory_gb * GB))
    try:
        with Stop() as stop, _told() as heard:
            ran = analyze_archive(Orders(tuple(places), out, force, limits, again), heard, lambda: stop.asked)
    except ClusterError as error:
        complain(error.message, error.advice)
        return ExitCode.SOME_FAILED
    if ran.counts is None:
        complain(f"stopped: {ran.fresh} recordings were measured and are kept", "The same command goes on from there.")
        return ExitCode.STOPPED
    broken = broken_of(out)
    tables.put_out(tables.run_json(ran, broken)) if json else tables.show_run(ran, out)
    for one in broken:
        complain(f"{one['path']}: {one['reason']}", one["advice"])
    if not broken:
        return ExitCode.DONE
    return ExitCode.SOME_FAILED if ran.counts.measured else ExitCode.BAD_INPUT


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help="Results of a run.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Results of another, as of a newer engine.")],
    speed_ms: Annotated[
        float, typer.Option(metavar="M/S", min=0.0, help="Smaller differences of speeds are none.")
    ] = 0.005,
    duration_s: Annotated[float, typer.Option(metavar="S", min=0.0, help="The same for times and durations.")] = 0.01,
    travel_m: Annotated[float, typer.Option(metavar="M", min=0.0, help="The same for lengths.")] = 0.005,
    rows: Annotated[int, typer.Option(metavar="N", min=0, help="Changes that are shown one by one.")] = FEW_ROWS,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where anything changed, as diff does.")
    ] = False,
    json: JsonOption = False,
) -> int:
    """Say what changed between two runs, rep by rep: the same recordings by content, the same reps by time."""
    from desktop_app.archive.compare import compare as compared
    from desktop_app.archive.matching import Tolerance
    from desktop_app.archive.opened import open_archive
    from desktop_app.cli import archive_tables as tables

    tolerance = Tolerance(speed_ms=speed_ms, duration_s=duration_s, travel_m=travel_m)
    runs = open_archive(before), open_archive(after)
    with watched(f"{before} and {after}") as progress:
        found = compared(*runs, tolerance, lambda share: progress("comparing", share))
    if json:
        tables.put_out(tables.compared_json(runs, found, tolerance))
    else:
        tables.show_compared(runs, found, rows)
    return ExitCode.SOME_FAILED if exit_code and not found.same else ExitCode.DONE


@app.command()
def query(
    question: Annotated[
        str | None, typer.Argument(metavar="SQL", help="A SELECT; without it, tables and columns are listed.")
    ] = None,
    folder: Annotated[Path, typer.Option("--in", metavar="DIR", help="Results of a run.")] = Path(),
    rows: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help=f"Rows shown; {FEW_ROWS} without it in a table, all as CSV or JSON.",
            show_default=False,
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    json: JsonOption = False,
) -> None:
    """Answer a question in SQL (DuckDB's) from the tables files, sets, reps and signs.

    Nothing else can be read, and nothing written.
    """
    from desktop_app.archive.opened import open_archive
    from desktop_app.archive.query import asked
    from desktop_app.cli import archive_tables as tables

    if csv and json:
        raise AppError("--csv and --json exclude each other", "Choose one of them.")
    if question is None:
        tables.show_columns()
        return
    with asked(open_archive(folder), question) as answer:
        if json:
            tables.put_json_rows(answer, rows)
        elif csv:
            tables.put_csv_rows(answer, rows)
        else:
            tables.show_rows(answer, rows or FEW_ROWS)


def _tls(scheduler: str | None, ca: Path | None, cert: Path | None, key: Path | None) -> Tls | None:
    """The three files of certificates. Raises BadParameter where one is missing, or none of them is of any use."""
    from desktop_app.archive.fleet import Tls

    if ca is None and cert is None and key is None:
        return None
    if ca is None or cert is None or key is None:
        raise wrong("--tls-ca, --tls-cert, --tls-key", "one alone", "Give all three.")
    if scheduler is None:
        raise wrong("--tls-ca", ca, "It is for --scheduler tls://host:8786.")
    for path in (ca, cert, key):
        if not path.is_file():
            raise wrong("--tls-ca, --tls-cert, --tls-key", str(path), "There is no such file.")
    return Tls(ca, cert, key)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _told() -> Iterator[Callable[[Heard], None]]:
    """A bar on a terminal, a line now and then elsewhere; both on standard error."""
    began_s = said_s = time.monotonic()
    with watched("archive") as progress:

        def heard(now: Heard) -> None:
            nonlocal said_s
            if now.total is None:
                progress(f"{now.answered} recordings found", None)
                return
            broken = f", {now.broken} broken" if now.broken else ""
            text = f"{now.answered} of {now.total}{broken}"
            progress(text, now.answered / now.total)
            at_s = time.monotonic()
            if not sys.stderr.isatty() and at_s - said_s >= LINE_S:
                said_s = at_s
                typer.echo(f"{text}, {at_s - began_s:.0f} s", err=True)

        yield heard
