"""Files that cannot be used: each gives one clear line that names it, and advice."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sensor.csv_import.limits import CSV_LIMITS
from sensor.errors import ColumnError, FileAccessError, FormatError, InputError, LimitError, ValuesError
from sensor.opening import open_recording

HEADER = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps\n"
ROW = "{:.2f},0,0,1,0,0,0\n"


def table(count: int = 20, header: str = HEADER, time: Callable[[int], float] = lambda k: k / 100) -> str:
    return header + "".join(ROW.format(time(k)) for k in range(count))


def refused(path: Path, content: bytes | str) -> InputError:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as caught:
        open_recording(path)
    error = caught.value
    assert str(path) in str(error)
    assert "\n" not in str(error)
    assert error.advice.endswith(".")
    return error


CASES: list[tuple[str, bytes | str, type[InputError], str]] = [
    ("empty", b"", FormatError, "empty"),
    ("blank", "\n\n  \n", FormatError, "no data"),
    ("only a mark", b"\xef\xbb\xbf", FormatError, "empty|no data"),
    ("header only", HEADER, ValuesError, "no samples"),
    ("two samples", table(2), ValuesError, "2 usable samples"),
    ("no header", table(20, header=""), ColumnError, "numbers, not names"),
    ("nothing known", "a,b,c\n1,2,3\n", ColumnError, "no column is known"),
    ("prose", "Dear coach,\nthis is a letter.\n", ColumnError, "no column is known"),
    ("missing axis", table().replace("ay_g", "note"), ColumnError, "x, z but none along y"),
    ("missing rate axis", table().replace("gz_dps", "note"), ColumnError, "none along z"),
    ("no acceleration", table().replace("_g,", "_q,"), ColumnError, "no acceleration"),
    ("rates only", "time_s,gx_dps,gy_dps,gz_dps\n0,1,2,3\n", ColumnError, "no acceleration"),
    ("no time", table().replace("time_s", "number"), ColumnError, "no column of times"),
    ("no unit", table().replace("ax_g", "ax"), ColumnError, "unit of column 'ax'"),
    ("no unit of time", table().replace("time_s", "time"), ColumnError, "unit of column 'time'"),
    ("no unit of rate", table().replace("gy_dps", "gy"), ColumnError, "unit of column 'gy'"),
    ("without gravity", "time_s,linear acceleration x (m/s^2)\n0,1\n", ColumnError, "gravity already removed"),
    ("all times equal", table(time=lambda _: 5.0), ValuesError, "all times are equal"),
    ("time runs back", table(time=lambda k: -k / 100), ValuesError, "time goes back"),
    ("clock starts again", table(40, time=lambda k: k % 20 / 100), ValuesError, "time goes back from 0.19 s to 0 s"),
    ("all text", HEADER + "a,b,c,d,e,f,g\n" * 20, ValuesError, "20 of 20 rows"),
    ("ragged", HEADER + "1,2,3\n" * 20, ValuesError, "20 of 20 rows"),
    ("binary", bytes(range(256)) * 20, FormatError, "binary"),
    ("binary later", table().encode() + b"\0\0\0\n", FormatError, "binary"),
    ("utf-16", table().encode("utf-16"), FormatError, "UTF-16"),
    ("zip", b"PK\x03\x04" + bytes(100), FormatError, "zip"),
    ("pdf", b"%PDF-1.7\n", FormatError, "PDF"),
    ("database", b"SQLite format 3\0" + bytes(50), FormatError, "database"),
    ("one endless line", b"9" * 200_000, FormatError, "line is longer"),
    ("gzip of nothing", gzip.compress(b""), FormatError, "empty"),
    ("gzip cut at once", gzip.compress(table().encode())[:12], FormatError, "damaged"),
    ("gzip of an mcap", gzip.compress(b"\x89MCAP0\r\n" + bytes(99)), FormatError, "gzipped MCAP"),
    ("gzip of junk", b"\x1f\x8b" + bytes(range(2, 250)), FormatError, "damaged"),
    ("nan times", HEADER + "nan,0,0,1,0,0,0\n" * 20, ValuesError, "20 of 20 rows"),
    ("times beyond all dates", table(time=lambda k: 1e15 + k), ValuesError, "20 of 20 rows"),
]


@pytest.mark.parametrize(("content", "kind", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_one_clear_line(tmp_path: Path, content: bytes | str, kind: type[InputError], words: str) -> None:
    import re

    error = refused(tmp_path / "set.csv", content)
    assert type(error) is kind
    assert re.search(words, str(error))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (table().replace("ax_g", "ax"), 1),
        ("# a note\n\n" + table().replace("ax_g", "ax"), 3),
        (table(40, time=lambda k: k % 20 / 100), 22),
        (table(10) + "x\n" * 10, 12),
        (table(2), 3),
    ],
)
def test_the_line_to_blame_is_named(tmp_path: Path, content: str, line: int) -> None:
    error = refused(tmp_path / "set.csv", content)
    assert error.line == line
    assert f"line {line}:" in str(error)


def test_a_unit_that_cannot_be_told_says_how_to_name_it(tmp_path: Path) -> None:
    error = refused(tmp_path / "set.csv", table().replace("ay_g", "accY"))
    assert "ay_g, ay_mg or ay_ms2" in error.advice


def test_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="no such file"):
        open_recording(tmp_path / "none.csv")


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="is a directory"):
        open_recording(tmp_path)


def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError):
        open_recording(tmp_path / ("x" * 5000))


def test_a_device_is_no_recording() -> None:
    with pytest.raises(FileAccessError, match="not a regular file"):
        open_recording("/dev/zero")


def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(table())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root reads every file")
    with pytest.raises(FileAccessError, match="may not be read"):
        open_recording(path)


def test_too_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(table(200))
    with pytest.raises(LimitError, match="more than 100 rows"):
        open_recording(path, limits=replace(CSV_LIMITS, rows_max=100))


@pytest.mark.parametrize("fill", [b"\n", b"0,0,0,0,0,0,0\n"])
def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path, fill: bytes) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() + fill * 400_000))
    with pytest.raises(LimitError, match="unpacks to more"):
        open_recording(path, limits=replace(CSV_LIMITS, unpacked_max_bytes=200_000, block_bytes=50_000))
