"""`rackside history`: what was lifted over the years, for people and for scripts."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from desktop_app.cli.exits import ExitCode, complain
from desktop_app.cli.opened_store import DatabaseOption, opened_store
from desktop_app.cli.options import (
    ExerciseOption,
    LoadOption,
    TempoOption,
    read_exercise,
    read_load,
    read_tempo,
    wrong,
)
from desktop_app.cli.progress import watched
from desktop_app.errors import AppError
from dsp.exercises import VARIATIONS

if TYPE_CHECKING:
    from desktop_app.store.store import Store

MOST_REPS: Final = 100

app = typer.Typer(
    help="What was lifted: lists, tonnage, baselines; a person's data out, in and deleted; what a crash left.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

LifterArgument = Annotated[str, typer.Argument(metavar="LIFTER", help="A lifter's name, or identity.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SinceOption = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="From this day on.", show_default=False)]
VariationOption = Annotated[
    list[str] | None,
    typer.Option("--variation", metavar="TAG", help=f"One of {', '.join(sorted(VARIATIONS))}; once for each."),
]


def _read_variation(tags: list[str] | None) -> tuple[str, ...]:
    """Tags by name, hyphens and capitals forgiven. Raises BadParameter where one is not known."""
    read = tuple(tag.strip().lower().replace("-", "_").replace(" ", "_") for tag in tags or ())
    for tag, given in zip(read, tags or (), strict=True):
        if tag not in VARIATIONS:
            raise wrong("--variation", given, f"Choose of: {', '.join(sorted(VARIATIONS))}.")
    return read


@app.callback()
def history(
    context: typer.Context,
    database: DatabaseOption = None,
) -> None:
    """What was lifted over the years."""
    context.obj = database


@app.command("list")
def list_(
    context: typer.Context,
    lifter: Annotated[
        str | None, typer.Argument(metavar="LIFTER", help="Whose sessions; without it, who is kept.")
    ] = None,
    since: SinceOption = None,
    json: JsonOption = False,
) -> None:
    """The lifters, or the sessions of one."""
    from desktop_app.cli import history_tables as tables

    since_unix_s = _unix_s("--since", since)
    with _opened(context) as store:
        if lifter is None:
            lines, nobodys = store.lifter_lines(), store.nobodys_sessions()
            tables.put_out(tables.lifters_json(lines, nobodys)) if json else tables.show_lifters(lines, nobodys)
        else:
            found = store.history(lifter, since_unix_s)
            tables.put_out(tables.sessions_json(found)) if json else tables.show_sessions(found)


@app.command()
def show(
    context: typer.Context,
    identity: Annotated[str, typer.Argument(metavar="ID", help="A session or a set, as `list --json` names it.")],
    json: JsonOption = False,
) -> None:
    """The sets of a session, or one set, with reps and signs."""
    from desktop_app.cli import history_tables as tables
    from desktop_app.store.errors import UnknownRecordError

    with _opened(context) as store:
        one = store.set(identity)
        sets = store.sets_of_session(identity) if one is None else [one]
        if not sets:
            raise UnknownRecordError(
                f"no session and no set {identity!r} is kept", "See `rackside history list LIFTER --json`."
            )
        tables.put_out(tables.sets_json(sets)) if json else tables.show_sets(sets)


@app.command()
def assign(
    context: typer.Context,
    session: Annotated[str, typer.Argument(metavar="SESSION", help="A session, as `list` names it.")],
    lifter: LifterArgument,
) -> None:
    """Say whose a session's sets are that name nobody."""
    from desktop_app.store.errors import UnknownRecordError

    with _opened(context) as store:
        count = store.assign(session, lifter) if store.session(session) is not None else 0
        if not count:
            raise UnknownRecordError(f"no set of session {session!r} is nobody's", "See `rackside history list`.")
    typer.echo(f"{count} sets")


@app.command()
def weeks(context: typer.Context, lifter: LifterArgument, since: SinceOption = None, json: JsonOption = False) -> None:
    """Tonnage, sets and reps of each week, sets without a sensor included."""
    from desktop_app.cli import history_tables as tables
    from desktop_app.store.history import weeks as weekly

    since_unix_s = _unix_s("--since", since)
    with _opened(context) as store:
        lines = weekly(store.history(lifter, since_unix_s).sets)
    tables.put_out(tables.weeks_json(lines)) if json else tables.show_weeks(lines)


@app.command()
def add(
    context: typer.Context,
    lifter: LifterArgument,
    reps: Annotated[int, typer.Option(min=1, max=MOST_REPS, metavar="N", help="Reps that were done.")],
    exercise: ExerciseOption = None,
    load_kg: LoadOption = None,
    tempo: TempoOption = None,
    variation: VariationOption = None,
    warm_up: Annotated[bool, typer.Option("--warm-up", help="It was a warm-up.")] = False,
    at: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DDTHH:MM", help="When; without it, now.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Keep a set that was done without a sensor: tonnage counts it."""
    from desktop_app.cli import history_tables as tables
    from desktop_app.session.plan import LiftPlan
    from desktop_app.store.errors import BadRecordError
    from desktop_app.store.manual import add_by_hand

    name = read_exercise(exercise)
    if name is None:
        raise BadRecordError("the set has no exercise", "Name it with --exercise.")
    plan = LiftPlan(
        athlete=lifter,
        exercise=name,
        variation=_read_variation(variation),
        load_kg=read_load(load_kg),
        tempo=read_tempo(tempo),
        warm_up=warm_up,
    )
    at_unix_s = _unix_s("--at", at)
    with _opened(context) as store:
        kept = add_by_hand(store, plan, reps, store.now_unix_s() if at_unix_s is None else at_unix_s)
    tables.put_out(tables.sets_json([kept])) if json else typer.echo(kept.id)


@app.command()
def baseline(
    context: typer.Context,
    lifter: LifterArgument,
    exercise: ExerciseOption = None,
    load_kg: LoadOption = None,
    variation: VariationOption = None,
    reset: Annotated[bool, typer.Option("--reset", help="Learn from what is lifted from now on.")] = False,
    pin: Annotated[bool, typer.Option("--pin", help="Hold it as it is now.")] = False,
    unpin: Annotated[bool, typer.Option("--unpin", help="Learn again.")] = False,
    json: JsonOption = False,
) -> int:
    """What a lifter's signs are held against; with --json a file for `analyze --baseline`.

    With --json, where there is none yet, the object says what is missing, and the exit status is 2.
    """
    from desktop_app.cli import history_tables as tables
    from desktop_app.health.learning import band_of
    from desktop_app.store.errors import UnknownRecordError
    from desktop_app.store.records import Band

    name, load, tags = read_exercise(exercise), read_load(load_kg), _read_variation(variation)
    if name is None or load is None:
        raise AppError("a baseline is of one lift at one load", "Name them with --exercise and --load-kg.")
    if reset + pin + unpin > 1:
        raise AppError("--reset, --pin and --unpin exclude each other", "Choose one of them.")
    with _opened(context) as store:
        band = Band(store.lifter(lifter).id, name, tags, *band_of(load))
        learned = store.learned(band)
        if pin and learned.baseline is None:
            raise UnknownRecordError(f"there is no baseline yet: {learned.missing}", "Lift more of it first.")
        if reset:
            store.reset_baseline(band)
        elif pin or unpin:
            store.pin_baseline(band, learned if pin else None)
        learned = store.learned(band) if reset or pin or unpin else learned
        now_unix_s = store.now_unix_s()
    if json:
        tables.put_out(tables.baseline_json(band, learned))
        if learned.baseline is None and not (reset or unpin):
            complain(f"there is no baseline yet: {learned.missing}", "Lift more of it first.")
            return ExitCode.BAD_INPUT
    else:
        tables.show_baseline(band, learned, now_unix_s)
    return ExitCode.DONE


@app.command()
def export(
    context: typer.Context,
    lifter: LifterArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help="The archive to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    json: JsonOption = False,
) -> int:
    """All of a lifter's data as JSON and CSV, with their recordings, in one archive."""
    from desktop_app.cli import history_tables as tables
    from desktop_app.store.archive import export_person
    from sensor.errors import OutputError

    if out.exists() and not force:
        raise OutputError(out, "is there already", "Choose another name, or say --force to replace it.")
    with _opened(context) as store, watched(out.name) as progress:
        done = export_person(store, lifter, out, progress)
    if json:
        tables.put_out(tables.plain(done))
    else:
        typer.echo(tables.exported(done, out))
    return _missing(done.missing)


@app.command("import")
def import_(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What `export` wrote.")],
    name: Annotated[
        str | None,
        typer.Option("--as", metavar="LIFTER", help="Who it is: somebody kept, or a new name.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> int:
    """Take an archive in beside what is kept; doing it again changes nothing."""
    from desktop_app.cli import history_tables as tables
    from desktop_app.store.archive import import_person

    with _opened(context) as store, watched(archive.name) as progress:
        done = import_person(store, archive, name, progress)
    if json:
        tables.put_out(tables.plain(done))
    else:
        typer.echo(tables.imported(done))
    return _missing(done.missing)


@app.command()
def delete(
    context: typer.Context,
    lifter: LifterArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> int:
    """Delete a lifter for good: sets, answers about health, recordings, and copies made before upgrades.

    Sets put by for a coach, or that came to one, and the settings of the
    window are cleared too. The exit status is 1 where a file could not be.
    """
    from desktop_app.cli import history_tables as tables
    from desktop_app.group.forgetting import delete_person
    from desktop_app.paths import settings_file
    from desktop_app.session.settings_store import SettingsStore

    with _opened(context) as store:
        found = store.lifter(lifter)
        if not yes:
            if not sys.stdin.isatty():
                raise AppError(f"{found.name} is not deleted unasked", "Say --yes to delete for good.")
            typer.confirm(tables.ask_delete(found), abort=True, err=True)
        done = delete_person(store, found.id)
    settings = (str(path) for path in SettingsStore(settings_file()).forget(found.name))
    done = replace(done, not_cleared=(*done.not_cleared, *settings))
    if json:
        tables.put_out(tables.plain(done))
    else:
        typer.echo(tables.deleted(done))
    if done.not_cleared:
        complain(f"these may name {found.name} still: {', '.join(done.not_cleared)}", tables.NOT_CLEARED_ADVICE)
        return ExitCode.SOME_FAILED
    return ExitCode.DONE


@app.command()
def recover(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE.mcap", help="Recordings from elsewhere; without any, what a crash left."),
    ] = None,
    lifter: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose sets are that name nobody.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be kept.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Also what may still be being recorded.")] = False,
    json: JsonOption = False,
) -> int:
    """Measure and keep recordings that are not in the history, as after a crash."""
    from desktop_app.cli import history_tables as tables
    from desktop_app.store.recovery import accept, find_unfinished, for_lifter, of_file, offer

    failed = 0
    offers = []
    with _opened(context) as store:
        found = [of_file(store, path) for path in files] if files else find_unfinished(store)
        for unfinished in found:
            if unfinished.goes_on and not all_ and not files:
                continue
            with watched(unfinished.name) as progress:
                offered = offer(store, unfinished, lambda share, told=progress: told("reading", share))  # type: ignore[misc]
            offered = offered if lifter is None else for_lifter(offered, lifter)
            offers.append(offered)
            if offered.failed is not None:
                complain(offered.failed, "It is left where it is.")
                failed += 1
            if not dry_run:
                accept(store, offered)
    tables.put_out(tables.offers_json(offers)) if json else tables.show_offers(offers, kept=not dry_run)
    if not failed:
        return ExitCode.DONE
    return ExitCode.BAD_INPUT if failed == len(offers) else ExitCode.SOME_FAILED


def _opened(context: typer.Context) -> AbstractContextManager[Store]:
    """The history that the options of `rackside history` name."""
    return opened_store(context.obj)


def _unix_s(option: str, text: str | None) -> float | None:
    """A day or a time of this machine's zone. Raises BadParameter."""
    if text is None:
        return None
    from datetime import datetime

    try:
        found = datetime.fromisoformat(text)
        return found.astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        raise wrong(option, text, "Write it as 2026-11-21 or 2026-11-21T18:30.") from None


def _missing(hashes: tuple[str, ...]) -> int:
    if hashes:
        names = ", ".join(f"{sha256[:12]}..." for sha256 in hashes)
        complain(f"recordings that are missing or changed: {names}", "All the rest is there.")
        return ExitCode.SOME_FAILED
    return ExitCode.DONE
