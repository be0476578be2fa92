"""A person's data as tables for a spreadsheet, safe to open in one. Unknown is an empty cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from desktop_app.csv_cells import harmless
from desktop_app.store.person import Person
from desktop_app.store.plain import check_in_to_plain
from desktop_app.store.records import StoredSet
from desktop_app.store.rows import rep_figures, set_figures, sign_rows


def tables(person: Person) -> Iterator[tuple[str, str]]:
    """File names and contents: sets, reps, signs, sessions, check-ins."""
    sets = person.sets
    yield "sets.csv", table(_set(person, one) for one in sets)
    yield "reps.csv", table(row for one in sets for row in rep_figures(one))
    yield "signs.csv", table(row for one in sets for row in sign_rows(one))
    sessions = person.sessions
    yield "sessions.csv", table({"id": s.id, "started": _shown(s.started_unix_s)} for s in sessions)
    yield "check_ins.csv", table({"id": one.id, **check_in_to_plain(one.check_in)} for one in person.check_ins)


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """A header and a line for each row; text that a spreadsheet would run is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([cell(value) for value in row.values()])
    return out.getvalue()


def cell(value: Any) -> str | float | None:
    """One value as it stands in a cell; numbers stay numbers, below zero too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        value = " ".join(str(each) for each in value)
    return harmless(value if isinstance(value, str) else json.dumps(value))


def _set(person: Person, stored: StoredSet) -> dict[str, Any]:
    return {"lifter": person.lifter.name, "started": _shown(stored.started_unix_s), **set_figures(stored)}


def _shown(unix_s: float) -> str:
    return datetime.fromtimestamp(unix_s, UTC).isoformat(timespec="seconds")
