"""`rackside report`: a session or a month as one file to send to a coach or a physical therapist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.opened_store import DatabaseOption, opened_store
from desktop_app.cli.options import wrong
from desktop_app.cli.progress import watched
from desktop_app.errors import AppError

if TYPE_CHECKING:
    from desktop_app.cli.progress import Watched
    from desktop_app.report.content import Wish
    from desktop_app.report.writing import Prepared

RECORDINGS: Final = (".mcap", ".csv", ".gz")
PAPERS: Final = ("a4", "letter")
UNITS: Final = ("kg", "lb")


def report(
    lifter: Annotated[
        str, typer.Argument(metavar="LIFTER|FILE", help="A lifter's name or identity; or a recording in no history.")
    ],
    session: Annotated[
        str | None,
        typer.Option(
            metavar="ID|DAY",
            help="A session by its identity, its beginning, or its day: 2026-11-21.",
            show_default=False,
        ),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="The last session; so it is without a wish.")] = False,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="All sessions of a month.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.html|FILE.pdf",
            help="Where to; without it, an HTML file here, named by lifter and day.",
            show_default=False,
        ),
    ] = None,
    symptoms: Annotated[
        bool, typer.Option("--symptoms", help="Tell what was answered about pain too; else nothing of it is in it.")
    ] = False,
    units: Annotated[str, typer.Option(metavar="kg|lb", help="Unit of the loads.")] = "kg",
    paper: Annotated[str, typer.Option(metavar="a4|letter", help="Size of the PDF's pages.")] = "a4",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    database: DatabaseOption = None,
) -> None:
    """A session or a month as one HTML file or PDF, fit to send to a coach or a physical therapist."""
    if sum((session is not None, last, month is not None)) > 1:
        raise AppError("--session, --last and --month exclude each other", "Choose one of them.")
    if paper.lower() not in PAPERS:
        raise wrong("--paper", paper, "Choose a4 or letter.")
    from desktop_app.report.paper import Paper
    from desktop_app.report.saving import checked_target, suggested_name
    from desktop_app.report.writing import prepared, written

    target = None if out is None else checked_target(out, force=force)
    wish = _wish(lifter, session, month, units, symptoms=symptoms)
    with watched("report") as progress:
        path = Path(lifter)
        if path.suffix.lower() in RECORDINGS:
            found = _of_recording(path, wish, progress)
        else:
            with opened_store(database) as store:
                found = prepared(store, wish)
        told = found.report
        if target is None:
            day = f"{told.month:%Y-%m}" if told.month is not None else f"{told.begun:%Y-%m-%d}"
            name = suggested_name(told.source or told.lifter.name, day, ".html")
            target = checked_target(Path(name), force=force)
        written(found, target, Paper(paper.lower()), lambda share: progress("drawing", share))
    typer.echo(str(target))


def _wish(lifter: str, session: str | None, month: str | None, units: str, *, symptoms: bool) -> Wish:
    from desktop_app.report.content import Wish, month_of
    from desktop_app.session.plates import Units

    if units.lower() not in UNITS:
        raise wrong("--units", units, "Choose kg or lb.")
    try:
        first = None if month is None else month_of(month)
    except ValueError:
        raise wrong("--month", month, "Write it as 2026-11.") from None
    return Wish(lifter, session, first, symptoms, Units(units.lower()))


def _of_recording(path: Path, wish: Wish, progress: Watched) -> Prepared:
    from dataclasses import replace

    from desktop_app.report.recording import recording_report
    from desktop_app.report.words import NOBODY

    if wish.session is not None or wish.month is not None:
        raise wrong("--session, --month", str(path), "A recording is told of as a whole.")
    return recording_report(path, replace(wish, lifter=NOBODY), progress)
