"""Questions: answered from the tables, and from nothing else on this machine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from desktop_app.archive import opened
from desktop_app.archive.columns import TABLES, Kind
from desktop_app.archive.errors import ArchiveFolderError, QueryError
from desktop_app.archive.opened import open_archive
from desktop_app.archive.query import asked
from tests.desktop_app.archive.making import altered


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with asked(open_archive(folder), sql) as answer:
        return list(answer.rows)


def test_tables_can_be_asked_together(whole: Path) -> None:
    rows = _rows(
        whole / "out",
        "SELECT s.exercise, count(*), min(drive_mean_speed_ms) > 0 FROM reps JOIN sets s USING (set_id) "
        "WHERE s.load_kg IS NULL OR s.load_kg > 10 GROUP BY 1 ORDER BY 1",
    )
    assert [name for name, *_ in rows] == ["bench", "hip_thrust", "squat", None]
    assert all(count > 0 and known for _, count, known in rows)
    assert _rows(whole / "out", "SELECT count(*) FROM files WHERE status = 'broken'") == [(7,)]


def test_every_column_has_the_type_it_is_said_to_have(whole: Path) -> None:
    for name, columns in TABLES.items():
        told = _rows(whole / "out", f"SELECT column_name, column_type FROM (DESCRIBE {name})")  # noqa: S608
        assert [(column, kind.replace('"', "")) for column, kind in told] == [(c.name, c.kind.value) for c in columns]
    lists = {Kind.GAPS, Kind.REFUSED, Kind.WARNINGS, Kind.TEXTS}
    assert {column.kind for columns in TABLES.values() for column in columns} >= lists


def test_values_are_those_json_can_hold(whole: Path) -> None:
    (row,) = _rows(
        whole / "out",
        "SELECT 'nan'::DOUBLE, DATE '2026-11-21', {'a': [1, NULL]}, 1.5::DECIMAL, max(began_utc), max(gaps) FROM sets",
    )
    assert json.loads(json.dumps(row, allow_nan=False))[:4] == [None, "2026-11-21", {"a": [1, None]}, 1.5]
    assert row[4] == "2023-11-14T22:13:20"


def test_columns_of_one_name_are_told_apart(whole: Path) -> None:
    with asked(open_archive(whole / "out"), "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a") as answer:
        assert answer.columns == ("a", "a_2", "a_2_2", "a_3")


def test_what_does_not_fit_is_said_without_advice_that_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(opened._SHUT, "memory_limit", "50MB")
    with pytest.raises(QueryError) as told:
        _rows(whole / "out", "SELECT list(range) FROM range(1000000000)")
    assert "SET " not in told.value.message
    assert "LIMIT" in told.value.advice


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM '/etc/hosts'",
        "SELECT * FROM read_text('/etc/hosts')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('files.parquet')",
        "SELECT * FROM whole",
        "COPY sets TO 'here.csv'",
        "ATTACH 'here.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "DELETE FROM files",
        "CREATE TABLE mine AS SELECT 1",
        "PRAGMA version",
        "SELECT 1; SELECT 2",
        "SELECT nothing",
        "SELEC",
        "",
        "SELECT now()",
    ],
)  # fmt: skip
def test_everything_else_is_refused_in_one_line(
    whole: Path, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError) as told:
        _rows(whole / "out", sql)
    assert "\n" not in told.value.message
    assert told.value.advice.endswith((".", "lists tables and columns."))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_name_is_a_pattern_is_only_a_name(whole: Path, tmp_path: Path) -> None:
    strange = tmp_path / "o*t [1] 'a'; --"
    shutil.copytree(whole / "out", strange)
    assert _rows(strange, "SELECT count(*) FROM files") == [(17,)]


def test_tables_of_two_runs_are_not_taken_for_one(whole: Path, tmp_path: Path) -> None:
    out = altered(whole / "out", tmp_path / "out", "reps", lambda rows: rows)
    summary = json.loads((out / "archive.json").read_text())
    (out / "archive.json").write_text(json.dumps({**summary, "run": "another"}))
    with pytest.raises(ArchiveFolderError, match="of another run"):
        open_archive(out)


def test_what_is_no_archive_is_said(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveFolderError, match="holds no results"):
        open_archive(tmp_path)
    out = tmp_path / "out"
    shutil.copytree(whole / "out", out)
    for name, data in {"sets.parquet": b"PAR1", "archive.json": b"[1", "reps.parquet": None}.items():
        kept = (out / name).read_bytes()
        (out / name).unlink() if data is None else (out / name).write_bytes(data)
        with pytest.raises(ArchiveFolderError, match="missing or damaged"):
            open_archive(out)
        (out / name).write_bytes(kept)
    (out / "archive.json").write_text('{"schema": "rackside.archive/9"}')
    with pytest.raises(ArchiveFolderError, match="another version"):
        open_archive(out)
