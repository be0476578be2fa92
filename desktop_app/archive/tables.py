"""The four tables people ask: made of the parts and of where the recordings lie now, always in the same order.

    files.parquet  sets.parquet  reps.parquet  signs.parquet  broken.json  archive.json

Each is replaced whole. They bear the mark of the run that they are of; `archive.json` is written last, so that
tables of two runs, as a kill between them leaves, are never taken for one.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.archive.columns import FILES, KEPT, RECORDINGS, TABLES
from desktop_app.archive.engine_id import SCHEMA, EngineId
from desktop_app.archive.finding import Unreadable, shown_path
from desktop_app.archive.jobs import Job
from desktop_app.archive.parts import PART, Measured, Parts, schema_of
from sensor.files import private_file, write_private

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MARK: Final = "rackside.run"
"""Of all tables of one run, in their metadata."""
SUMMARY: Final = "archive.json"
BROKEN: Final = "broken.json"
_UNREADABLE: Final = {"status": "broken", "problem": "unreadable"}
"""What could not even be looked into; tried again by every run."""
MEMORY: Final = "1GB"
"""What sorting may take before it goes on in a file."""
ROWS: Final = 20_000
_ORDER: Final = {"sets": "t.set_number", "reps": "t.rep", "signs": "t.sign"}
"""Of rows within a set."""


@dataclass(frozen=True, slots=True)
class Line:
    """A recording as it lies now. measured: where its rows are; None for one that was not kept, with the answer why."""

    job: Job
    measured: Measured | None
    passing: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in the tables."""

    files: int
    measured: int
    broken: int
    sets: int
    reps: int
    signs: int


def write_tables(
    out: Path, parts: Parts, lines: Sequence[Line], unreadable: Sequence[Unreadable], engine: EngineId
) -> Counts:
    """Make the tables of what the run saw, and nothing else. Raises OutputError."""
    lines = sorted(lines, key=lambda line: shown_path(line.job.path))
    mark = _mark(lines, unreadable, engine)
    known = _summary(out)
    if known is not None and known.get("run") == mark and all((out / f"{n}.parquet").is_file() for n in TABLES):
        return Counts(**known["counts"])
    with tempfile.TemporaryDirectory(dir=out, prefix=".sorting-") as room, closing(sorting_base(Path(room))) as base:
        _register(base, parts, lines, unreadable)
        metadata = {MARK: mark, **{f"rackside.engine_{k}": v for k, v in asdict(engine).items()}}
        queries = _queries(engine)
        counts = {name: _write(base, queries[name], out, name, metadata) for name in TABLES}
        broken = _broken(base, queries["files"])
    counted = Counts(counts["files"], counts["files"] - len(broken), len(broken), *(counts[n] for n in _ORDER))
    _write_json(out / BROKEN, broken)
    named = {**asdict(engine), "fingerprint": engine.fingerprint}
    _write_json(out / SUMMARY, {"schema": SCHEMA, "run": mark, "engine": named, "counts": asdict(counted)})
    return counted


def broken_of(out: Path) -> list[dict[str, str]]:
    """Every file that was not measured: path, problem, reason and advice, in the order of the paths."""
    found: list[dict[str, str]] = json.loads((out / BROKEN).read_text(encoding="utf-8"))
    return found


def _mark(lines: Sequence[Line], unreadable: Sequence[Unreadable], engine: EngineId) -> str:
    """The same for the same files in the same state, measured by the same engine in the same parts."""
    digest = hashlib.sha256(engine.fingerprint.encode())
    for line in lines:
        part = None if line.measured is None else line.measured.part
        digest.update(json.dumps([asdict(line.job), part, line.passing]).encode())
    for one in unreadable:
        digest.update(json.dumps(asdict(one)).encode())
    return digest.hexdigest()


def _summary(out: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def sorting_base(room: Path) -> duckdb.DuckDBPyConnection:
    """A database for our own queries: what is too much for the memory is sorted in files in room."""
    import duckdb

    return duckdb.connect(config={"temp_directory": str(room), "memory_limit": MEMORY, "threads": 1})


def _register(
    base: duckdb.DuckDBPyConnection,
    parts: Parts,
    lines: Sequence[Line],
    unreadable: Sequence[Unreadable],
) -> None:
    import pyarrow.dataset as ds

    for name, columns in KEPT.items():
        schema = schema_of(columns, part=True)
        base.register(f"part_{name}", ds.dataset(parts.files(name), schema=schema, format="parquet"))
    base.register("seen", _seen(lines, unreadable))


def _queries(engine: EngineId) -> dict[str, str]:
    """What each table is made of. A recording's rows are those of the one part that is right about it."""
    named = {**asdict(engine), "fingerprint": engine.fingerprint}
    engines = ", ".join(f"'{value}' AS engine_{name}" for name, value in named.items())
    about = ", ".join(
        f"coalesce(s.{c.name}, r.{c.name}) AS {c.name}" if c.name in _SEEN else f"r.{c.name}" for c in RECORDINGS
    )
    found = {
        "files": f"SELECT s.path, s.partner_path, s.size_bytes, s.duplicate_of, {about}, {engines} FROM seen s "  # noqa: S608
        f"LEFT JOIN part_recordings r ON s.content = r.content AND s.{PART} = r.{PART} ORDER BY s.path"
    }
    wanted = f"JOIN seen w ON w.content = s.content AND w.{PART} = s.{PART} AND w.duplicate_of IS NULL"
    for name, order in _ORDER.items():
        columns = ", ".join(f"t.{column.name}" for column in TABLES[name])
        rows = f"SELECT {columns} FROM part_{name} t JOIN part_sets s USING (set_id, {PART})"  # noqa: S608
        found[name] = f"{rows} {wanted} ORDER BY w.path, s.sensor_number, s.set_number, {order}"
    return found


_SEEN: Final = ("content", "status", "problem", "reason", "advice")
"""Columns of `files` that the run itself may know of, where nothing was kept."""


def _seen(lines: Sequence[Line], unreadable: Sequence[Unreadable]) -> pa.Table:
    """Every file of this run; what is broken in a way that is not kept, with the reason."""
    import pyarrow as pa

    first: dict[str, str] = {}
    rows = []
    for line in lines:
        path = shown_path(line.job.path)
        original = first.setdefault(line.job.content, path)
        files = line.job.files
        about = {} if line.passing is None else line.passing["about"]
        rows.append({
            "path": path,
            "partner_path": shown_path(files[1].path) if len(files) > 1 else None,
            "size_bytes": sum(file.size_bytes for file in files),
            "duplicate_of": original if original != path else None,
            PART: None if line.measured is None else line.measured.part,
            **{name: about.get(name) for name in _SEEN},
            "content": line.job.content,
        })  # fmt: skip
    rows.extend({"path": shown_path(one.path), **_UNREADABLE, "reason": one.reason, "advice": one.advice}
                for one in unreadable)  # fmt: skip
    columns = tuple(c for c in FILES if c.name in {"path", "partner_path", "size_bytes", "duplicate_of", *_SEEN})
    return pa.Table.from_pylist(rows, schema=schema_of(columns, part=True))


def _write(base: duckdb.DuckDBPyConnection, query: str, out: Path, name: str, metadata: dict[str, str]) -> int:
    """One table in place of the one before; how many rows it has."""
    import pyarrow.parquet as pq

    path = out / f"{name}.parquet"
    schema = schema_of(TABLES[name], metadata=metadata)
    count = 0
    with private_file(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in base.sql(query).to_arrow_reader(ROWS):
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    return count


def _broken(base: duckdb.DuckDBPyConnection, files: str) -> list[dict[str, str]]:
    names = ("path", "problem", "reason", "advice")
    query = f"SELECT {', '.join(names)} FROM ({files}) WHERE status = 'broken' ORDER BY path"  # noqa: S608
    return [dict(zip(names, row, strict=True)) for row in base.execute(query).fetchall()]


def _write_json(path: Path, value: Any) -> None:
    write_private(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
