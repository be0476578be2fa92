"""The history as people and scripts read it: tables on a terminal, and JSON (`rackside.history/1`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from desktop_app.cli.tables import DASH, console_for, show_set
from desktop_app.cli.terminal import one_line
from desktop_app.counting import counted
from desktop_app.health.learning import Learned
from desktop_app.health.learning import baseline_json as file_json
from desktop_app.store.archive import Exported, Imported
from desktop_app.store.forgetting import Deleted
from desktop_app.store.history import History, LifterLine, SessionLine, SetLine, WeekLine
from desktop_app.store.person import set_to_plain
from desktop_app.store.plain import to_plain
from desktop_app.store.records import Band, Lifter, StoredSet
from desktop_app.store.recovery import Offered

SCHEMA: Final = "rackside.history/1"
DAY_S: Final = 86_400.0
SHOWN_ID: Final = 8


def put_out(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def plain(done: Exported | Imported | Deleted) -> dict[str, Any]:
    return {"schema": SCHEMA, **to_plain(done)}


def lifters_json(lines: Sequence[LifterLine], nobodys: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "lifters": [
            {**to_plain(one.lifter), "sessions": one.sessions, "sets": one.sets, "last": _iso(one.last_unix_s)}
            for one in lines
        ],
        "nobodys": [{"session": session, "sets": count} for session, count in nobodys],
    }


def show_lifters(lines: Sequence[LifterLine], nobodys: Sequence[tuple[str, int]]) -> None:
    table = _table("lifter", "sessions", "sets", "last")
    for one in lines:
        table.add_row(one_line(one.lifter.name), str(one.sessions), str(one.sets), _day(one.last_unix_s))
    _print(table if lines else "Nobody is kept yet.")
    for session, count in nobodys:
        are = "is" if count == 1 else "are"
        _print(f"{counted(count, 'set')} of session {session} {are} nobody's: `rackside history assign` says whose.")


def sessions_json(found: History) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "lifter": to_plain(found.lifter),
        "sessions": [
            {
                "id": one.id,
                "started": _iso(one.started_unix_s),
                "tonnage_kg": one.tonnage_kg,
                "signs": one.signs,
                "pain_after": list(one.pain_after),
                "sets": [_line_json(line) for line in one.sets],
            }
            for one in found.sessions
        ],
    }


def show_sessions(found: History) -> None:
    table = _table("day", "session", "sets", "reps", "tonnage kg", "signs", "pain after", left=2)
    for one in found.sessions:
        reps = sum(line.reps for line in one.sets)
        pain = " ".join(str(each) for each in one.pain_after) or DASH
        table.add_row(
            _day(one.started_unix_s), _lifts(one), str(len(one.sets)), str(reps), f"{one.tonnage_kg:.0f}",
            str(one.signs), pain,
        )  # fmt: skip
    _print(table if found.sessions else "No session is kept.")


def sets_json(sets: Sequence[StoredSet]) -> dict[str, Any]:
    return {"schema": SCHEMA, "sets": [set_to_plain(one) for one in sets]}


def show_sets(sets: Sequence[StoredSet]) -> None:
    console = console_for(sys.stdout)
    for one in sets:
        entry, plan = one.entry, one.entry.plan
        load = "" if plan.load_kg is None else f", {plan.load_kg:g} kg"
        told = [] if entry.counts else ["does not count"]
        told += ["by hand"] if one.by_hand else []
        told += ["ended for pain"] if entry.ended_for_pain else []
        head = f"{_iso(one.started_unix_s)}, {plan.athlete or 'nobody named'}: {plan.exercise or 'no exercise'}{load}"
        title = one_line(", ".join([f"{head}, {counted(entry.rep_count, 'rep')}", *told]))
        if entry.result is None:
            console.print(Text(title, style="bold"))
        else:
            show_set(console, entry.result, title)


def weeks_json(lines: Sequence[WeekLine]) -> dict[str, Any]:
    return {"schema": SCHEMA, "weeks": [{**to_plain(_without_day(one)), "monday": f"{one.monday}"} for one in lines]}


def show_weeks(lines: Sequence[WeekLine]) -> None:
    table = _table("week of", "tonnage kg", "sets", "reps", "load unknown")
    for one in lines:
        table.add_row(f"{one.monday}", f"{one.tonnage_kg:.0f}", str(one.sets), str(one.reps), str(one.unknown or DASH))
    _print(table if lines else "No set is kept.")


def baseline_json(band: Band, learned: Learned) -> dict[str, Any]:
    """A baseline file where there is a baseline; else what is missing."""
    if learned.baseline is not None:
        return file_json(band.exercise, learned.baseline)
    return {"schema": SCHEMA, "baseline": None, "reps": learned.reps, "missing": learned.missing}


def show_baseline(band: Band, learned: Learned, now_unix_s: float) -> None:
    age_s = learned.age_s(now_unix_s)
    age = "" if age_s is None else f", the newest {counted(round(age_s / DAY_S), 'day')} old"
    pinned = ", pinned" if learned.pinned else ""
    _print(
        f"{band.exercise}, {band.low_kg:g} to {band.high_kg:g} kg: "
        f"{counted(learned.reps, 'controlled rep')} of {counted(learned.sessions, 'session')}{age}{pinned}"
    )
    if learned.too_fast:
        _print(f"Left out as too fast until confirmed as wanted: {counted(learned.too_fast, 'rep')}.")
    if learned.baseline is None:
        _print(f"No baseline yet: {learned.missing}")
        return
    table = _table("value", "median", "spread")
    for name, spread in sorted(learned.baseline.values.items()):
        table.add_row(name, f"{spread.median:.3f}", f"{spread.spread:.3f}")
    _print(table)


def offers_json(offers: Sequence[Offered]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "recovered": [
            {
                "name": one.unfinished.name,
                "recording": None if one.unfinished.recording is None else str(one.unfinished.recording),
                "session": one.session.id,
                "started": _iso(one.session.started_unix_s),
                "sets": [set_to_plain(each) for each in one.sets],
                "known": one.known,
                "failed": one.failed,
            }
            for one in offers
        ],
    }


def show_offers(offers: Sequence[Offered], *, kept: bool) -> None:
    table = _table("recording", "of", "sets", "reps", "kept before")
    for one in offers:
        reps = sum(each.entry.rep_count for each in one.sets)
        sets = "could not be read" if one.failed is not None else str(len(one.sets))
        table.add_row(one_line(one.unfinished.name), _day(one.session.started_unix_s), sets, str(reps), str(one.known))
    _print(table if offers else "Nothing is left over.")
    if offers and not kept:
        _print("Nothing was kept: leave out --dry-run for that.")


def exported(done: Exported, out: Path) -> str:
    return one_line(f"{out}: {done.lifter.name}, {counted(done.sets, 'set')}, {counted(done.recordings, 'recording')}")


def imported(done: Imported) -> str:
    new = f"{done.new} of {counted(done.sets, 'set')} new"
    return one_line(f"{done.lifter.name}: {new}, {counted(done.recordings, 'recording')}")


NOT_CLEARED_ADVICE: Final = "They are damaged or in use: remove them when nothing uses them."


def deleted(done: Deleted) -> str:
    what = f"{done.sets} sets, {done.check_ins} answers, {done.recordings} recordings"
    lines = [f"{done.lifter.name} is deleted: {what}, {done.backups} copies of the database"]
    if done.group_sets:
        lines.append(f"{done.group_sets} sets for a coach, or that came to one, are deleted too")
    if done.shared:
        lines.append(f"{len(done.shared)} recordings stay, because other lifters' sets are in them too")
    if done.damaged:
        lines.append(f"damaged databases may hold more, and are yours to remove: {', '.join(done.damaged)}")
    if done.unclaimed:
        lines.append(f"recordings of no set that is kept may be theirs too: {', '.join(done.unclaimed)}")
    return "\n".join(one_line(line) for line in lines)


def ask_delete(lifter: Lifter) -> str:
    return one_line(f"Delete {lifter.name} for good, with all sets, answers and recordings?")


def _line_json(line: SetLine) -> dict[str, Any]:
    values = {each.name: getattr(line, each.name) for each in fields(SetLine) if each.name != "session_id"}
    return {**values, "started": _iso(line.started_unix_s), "tonnage_kg": line.tonnage_kg}


def _without_day(week: WeekLine) -> dict[str, Any]:
    return {each.name: getattr(week, each.name) for each in fields(WeekLine) if each.name != "monday"}


def _lifts(session: SessionLine) -> str:
    names = dict.fromkeys((line.exercise or "not named").replace("_", " ") for line in session.sets)
    return one_line(", ".join(names))


def _table(*columns: str, left: int = 1) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < left else "right")
    return table


def _print(*parts: Table | str) -> None:
    console = console_for(sys.stdout)
    for part in parts:
        console.print(part if isinstance(part, Table) else Text(part))


def _iso(unix_s: float | None) -> str | None:
    return None if unix_s is None else _local(unix_s).isoformat(timespec="seconds")


def _day(unix_s: float | None) -> str:
    return DASH if unix_s is None else f"{_local(unix_s).date()}"


def _local(unix_s: float) -> datetime:
    return datetime.fromtimestamp(unix_s, UTC).astimezone()
