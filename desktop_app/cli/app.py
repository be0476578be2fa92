"""All commands in one place."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop_app import __version__
from desktop_app.cli import (
    analyze,
    archive,
    broker_config,
    calibrate,
    coach,
    convert,
    demo,
    history,
    record,
    report,
    scan,
    simulate,
    station,
    track,
)
from desktop_app.cli.exits import ExitCode, complain

app = typer.Typer(
    name="rackside",
    help="Watches a barbell with an inertial sensor: finds the repetitions and the signs of lost control. "
    "It is no medical device.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rackside {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def rackside(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Show the version and end."),
    ] = False,
) -> None:
    """Without a command it opens the window; where there is no screen, it says so and lists the commands."""
    if context.invoked_subcommand is None:
        from desktop_app.app import open_window
        from desktop_app.errors import ScreenError

        try:
            code = open_window()
        except ScreenError as error:
            complain(error.message, error.advice)
            typer.echo(context.get_help())
            code = ExitCode.DONE
        raise typer.Exit(code)


app.command()(demo.demo)
app.command()(scan.scan)
app.command()(record.record)
app.command()(calibrate.calibrate)
app.command()(analyze.analyze)
app.command()(track.track)
app.command()(convert.convert)
app.command()(simulate.simulate)
app.add_typer(history.app, name="history")
app.add_typer(archive.app, name="archive")
app.command()(report.report)
app.command()(station.station)
app.command()(coach.coach)
app.command("broker-config")(broker_config.broker_config)
