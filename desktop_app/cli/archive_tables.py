"""The archive as people read it: how a run went, what changed, answers to questions; and as JSON and CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from desktop_app.archive.columns import TABLES
from desktop_app.archive.compare import CHANGES_MOST, FIGURES, Change, Compared
from desktop_app.archive.engine_id import SCHEMA
from desktop_app.archive.matching import Difference, Tolerance
from desktop_app.archive.opened import Opened
from desktop_app.archive.query import Answer
from desktop_app.archive.run import Ran
from desktop_app.archive.tables import BROKEN
from desktop_app.cli.tables import DASH, console_for
from desktop_app.cli.terminal import harmless, one_line
from desktop_app.counting import counted

DIGITS: Final = 4
CELL_CHARS: Final = 60
"""Of a text in a table; --csv and --json give all of it."""
LEAST_WIDTH: Final = 12
"""Of a column that is still read with ease."""
CHANGE_SCHEMA: Final = "rackside.archive_changes/1"
MAIN: Final = (
    "quality", "descent_duration_s", "descent_mean_speed_ms", "descent_peak_speed_ms", "bottom_pause_s",
    "drive_duration_s", "drive_mean_speed_ms", "drive_peak_speed_ms", "rom_m",
)  # fmt: skip
"""What of a changed rep is told first."""
MAIN_SHOWN: Final = 4


def put_out(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def run_json(ran: Ran, broken: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "engine": {**asdict(ran.engine), "fingerprint": ran.engine.fingerprint},
        "counts": None if ran.counts is None else asdict(ran.counts),
        "measured_now": ran.fresh,
        "known_before": ran.known,
        "duplicates": ran.duplicates,
        "other_files": ran.others,
        "took_s": round(ran.took_s, 3),
        "broken": list(broken),
    }


def show_run(ran: Ran, out: Path) -> None:
    if ran.counts is None:
        return
    counts = ran.counts
    speed = f", {ran.fresh / ran.took_s:.1f} a second" if ran.fresh and ran.took_s > 0 else ""
    facts = [counted(counts.files, "recording"), f"{counts.measured} measured", f"{counts.broken} broken"]
    if ran.duplicates:
        facts.append(f"{ran.duplicates} the same as others")
    _print(", ".join(facts))
    _print(_found(counts.sets, counts.reps, counts.signs))
    others = f"; {counted(ran.others, 'other file')} left alone" if ran.others else ""
    _print(f"{ran.fresh} done now in {ran.took_s:.1f} s{speed}; {ran.known} known before{others}")
    _print(f"{out}: engine {ran.engine.version} ({ran.engine.fingerprint})")
    if counts.broken:
        _print(f"What is broken follows, and is in {out / BROKEN}:")


def show_compared(runs: tuple[Opened, Opened], found: Compared, rows: int) -> None:
    for name, run in zip("AB", runs, strict=True):
        counts = run.counts
        _print(
            f"{name} {run.folder}: engine {run.engine['version']} ({run.engine['fingerprint']}), "
            f"{counted(counts['files'], 'file')}, {_found(counts['sets'], counts['reps'], counts['signs'])}"
        )
    _print(
        f"{counted(found.both, 'recording')} in both, {found.alone[0]} in A alone, {found.alone[1]} in B alone; "
        f"{counted(found.reps_in_both, 'rep')} in both"
    )
    if not found.counts:
        _print("Nothing changed in what both have.")
        return
    _print(", ".join(f"{kind.replace('_', ' ')}: {count}" for kind, count in sorted(found.counts.items())))
    if found.figures:
        _print(_figure_table(found))
    if found.signs:
        table = _table("sign", "vanished", "appeared")
        for code, counts_of in sorted(found.signs.items()):
            table.add_row(one_line(code), str(counts_of["vanished"]), str(counts_of["appeared"]))
        _print(table)
    _show_changes(found, rows)


def _found(sets: int, reps: int, signs: int) -> str:
    return f"{counted(sets, 'set')}, {counted(reps, 'rep')}, {counted(signs, 'sign')}"


def _figure_table(found: Compared) -> Table:
    table = _table("figure of a rep", "reps differ", "median", "largest", "unknown in one")
    for name in FIGURES:
        moved = found.figures.get(name)
        if moved is not None:
            largest = _number(moved.largest, signed=True) if moved.sizes else DASH
            unknown = DASH if name == "quality" else str(moved.unknown or DASH)
            table.add_row(name, str(moved.count), _number(moved.median), largest, unknown)
    return table


def _show_changes(found: Compared, rows: int) -> None:
    if not rows:
        return
    table = _table("recording", "at s", "what", "change", left=4)
    for change in found.changes[:rows]:
        table.add_row(_short_path(change.path), _number(change.at_s, 2), _what(change), _how(change))
    _print(table)
    left = sum(found.counts.values()) - min(rows, len(found.changes))
    if left > 0:
        _print(f"and {left} more: see --rows, or --json.")


def _what(change: Change) -> str:
    numbers = [str(number) for number in dict.fromkeys(change.rep) if number is not None]
    rep = f"rep {' -> '.join(numbers)}" if numbers else ""
    if change.what == "sign":
        return one_line(f"{change.code} {rep}".strip())
    return rep if change.what == "rep" else change.what.replace("_", " ")


def _how(change: Change) -> str:
    if change.came is not None:
        return change.came
    first = [d for name in MAIN for d in change.differences if d.name == name]
    first += [d for d in change.differences if d not in first]
    more = f" and {len(first) - MAIN_SHOWN} more" if len(first) > MAIN_SHOWN else ""
    return one_line(", ".join(_said(each) for each in first[:MAIN_SHOWN]) + more)


def _said(one: Difference) -> str:
    before, after = (v if isinstance(v, str) else _number(v) for v in (one.before, one.after))
    return f"{one.name} {before} -> {after}"


def compared_json(runs: tuple[Opened, Opened], found: Compared, tolerance: Tolerance) -> dict[str, Any]:
    total = sum(found.counts.values())
    return {
        "schema": CHANGE_SCHEMA,
        "before": _run_json(runs[0]),
        "after": _run_json(runs[1]),
        "tolerance": asdict(tolerance),
        "recordings_in_both": found.both,
        "recordings_in_before_alone": found.alone[0],
        "recordings_in_after_alone": found.alone[1],
        "reps_in_both": found.reps_in_both,
        "counts": dict(sorted(found.counts.items())),
        "figures": {
            name: {"reps": one.count, "unknown_in_one": one.unknown, "median": one.median,
                   "largest": one.largest if one.sizes else None}
            for name, one in sorted(found.figures.items())
        },
        "signs": {code: {k: one[k] for k in ("vanished", "appeared")} for code, one in sorted(found.signs.items())},
        "changes": [asdict(change) for change in found.changes],
        "changes_left_out": max(0, total - CHANGES_MOST),
    }  # fmt: skip


def _run_json(run: Opened) -> dict[str, Any]:
    return {"folder": str(run.folder), "engine": dict(run.engine), "counts": dict(run.counts)}


def show_columns() -> None:
    """Every table with its columns."""
    for name, columns in TABLES.items():
        table = _table(name, "type", "", left=3)
        for column in columns:
            table.add_row(column.name, column.kind.value.split("(")[0].lower(), column.text)
        _print(table)


def show_rows(answer: Answer, most: int) -> None:
    """A table; where it is too narrow for the columns, each row as lines of its own."""
    rows = list(islice(answer.rows, most + 1))
    if len(answer.columns) * LEAST_WIDTH > console_for(sys.stdout).width:
        _show_tall(answer.columns, rows[:most])
    else:
        _show_wide(answer.columns, rows[:most])
    if len(rows) > most:
        _print(f"and more than these {most}: see --rows, or --csv.")


def _show_tall(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    names = [one_line(name) for name in columns]
    width = max(map(len, names))
    for number, row in enumerate(rows, 1):
        _print(f"row {number}")
        _print(*(f"  {name:{width}}  {_cell(value)}" for name, value in zip(names, row, strict=True)))


def _show_wide(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    table = _table(*(one_line(name) for name in columns), left=0)
    for index, column in enumerate(table.columns):
        numbers = all(isinstance(row[index], int | float | None) for row in rows)
        column.justify = "right" if numbers else "left"
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    _print(table)


def put_csv_rows(answer: Answer, most: int | None) -> None:
    """CSV on standard output: unknown is an empty cell, lists are JSON."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(answer.columns)
    for row in islice(answer.rows, most):
        out.writerow(["" if v is None else json.dumps(v) if isinstance(v, list | dict) else v for v in row])


def put_json_rows(answer: Answer, most: int | None) -> None:
    """One JSON array of objects, a line each."""
    sys.stdout.write("[")
    for number, row in enumerate(islice(answer.rows, most)):
        line = json.dumps(dict(zip(answer.columns, row, strict=True)), allow_nan=False)
        sys.stdout.write(f"{',' if number else ''}\n{line}")
    sys.stdout.write("\n]\n")


def _cell(value: Any) -> str:
    if value is None:
        return DASH
    if isinstance(value, float):
        return _number(value)
    text = one_line(json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value))
    return text if len(text) <= CELL_CHARS else text[: CELL_CHARS - 3] + "..."


def _short_path(path: str) -> str:
    name = one_line(path)
    return name if len(name) <= CELL_CHARS else "..." + name[3 - CELL_CHARS :]


def _number(value: float | None, digits: int = DIGITS, *, signed: bool = False) -> str:
    if value is None:
        return DASH
    text = f"{value:{'+' if signed else ''}.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _table(*columns: str, left: int = 1) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < left else "right")
    return table


def _print(*parts: Table | str) -> None:
    console = console_for(sys.stdout)
    for part in parts:
        console.print(part if isinstance(part, Table) else Text(harmless(part)))
