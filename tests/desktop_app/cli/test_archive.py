"""`rackside archive`: what it prints, its exit codes, and that it loads nothing heavy before it is needed."""

from __future__ import annotations

import csv
import io
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desktop_app.archive.making import altered, write_broken, write_sets
from tests.desktop_app.cli.conftest import Ended, Run

ASKING_S = 3.0
"""Until a question that was started is being answered."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good recordings and seven broken ones; another place with good ones alone."""
    folder = tmp_path_factory.mktemp("archive")
    write_sets(folder / "mixed", 2)
    write_broken(folder / "mixed")
    write_sets(folder / "good", 2)
    return folder


def test_a_run_lists_what_is_broken_and_ends_with_1(run: Run, folder: Path) -> None:
    ended = run("archive", "analyze", folder / "mixed", "--out", folder / "out", "--workers", 1)
    assert ended.code == 1
    assert "9 recordings, 2 measured, 7 broken" in ended.out
    assert _complaints(ended).count(f"rackside: {folder / 'mixed'}") == 7
    assert len(_complaints(ended).splitlines()) == 7
    again = run("archive", "analyze", folder / "mixed", "--out", folder / "out", "--json")
    assert again.code == 1
    assert (again.json["measured_now"], again.json["known_before"]) == (0, 9)
    assert [Path(one["path"]).name for one in again.json["broken"]][:2] == ["cut.mcap", "empty.csv"]


def _complaints(ended: Ended) -> str:
    """What was said on standard error, without the lines that tell how far it is on a slow machine."""
    return "".join(line + "\n" for line in ended.err.splitlines() if line.startswith("rackside: "))


def test_good_ones_alone_end_with_0_and_broken_ones_alone_with_2(run: Run, folder: Path) -> None:
    good = run("archive", "analyze", folder / "good", "--out", folder / "good_out", "--workers", 1)
    assert (good.code, _complaints(good)) == (0, "")
    alone = run("archive", "analyze", folder / "mixed" / "cut.mcap", "--out", folder / "cut_out", "--workers", 1)
    assert alone.code == 2


def test_bad_usage_is_one_line(run: Run, folder: Path, tmp_path: Path) -> None:
    analyze = ("archive", "analyze", folder / "good", "--out", tmp_path / "out")
    assert "its own workers" in run(*analyze, "--workers", 2, "--scheduler", "tcp://127.0.0.1:1").complaint
    assert "Give all three" in run(*analyze, "--scheduler", "tls://127.0.0.1:1", "--tls-ca", "ca.pem").complaint
    nothing = run("archive", "analyze", tmp_path, "--out", tmp_path / "out")
    assert (nothing.code, "there is no recording" in nothing.complaint) == (2, True)
    assert not (tmp_path / "out").exists()
    for command in (("compare", tmp_path, tmp_path), ("query", "SELECT 1", "--in", tmp_path)):
        ended = run("archive", *command)
        assert (ended.code, "holds no results" in ended.complaint) == (2, True)


def test_an_unreachable_scheduler_ends_with_1(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("archive", "analyze", folder / "good", "--out", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1")
    assert (ended.code, "cannot be reached" in ended.complaint) == (1, True)


@pytest.mark.parametrize(
    "address",
    ["bla", "127.0.0.1:8786", "nonsense://x:1", "tcp://", "tcp://host", "tcp://host:0", "tcp://host:99999",
     "tcp://host:x", "tcp://host:1/path", "tcp://host:1?a=b", "tls://127.0.0.1:1"],
)  # fmt: skip
def test_what_is_no_schedulers_address_is_bad_usage(run: Run, folder: Path, tmp_path: Path, address: str) -> None:
    ended = run("archive", "analyze", folder / "good", "--out", tmp_path / "out", "--scheduler", address)
    assert (ended.code, "tcp://host:8786" in ended.complaint) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("address", "code"), [("bla", 2), ("tcp://127.0.0.1:1", 1)])
def test_a_wrong_scheduler_ends_with_one_line(
    folder: Path, tmp_path: Path, project: Path, address: str, code: int
) -> None:
    """As a program of its own: what Dask leaves behind would only be seen at its end."""
    command = ("archive", "analyze", folder / "good", "--out", tmp_path / "out", "--scheduler", address)
    ended = subprocess.run(
        [sys.executable, "-m", "desktop_app", *map(str, command)],
        cwd=project, capture_output=True, text=True, check=False, timeout=14,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (code, "", 1)


def test_questions_are_answered_as_table_csv_and_json(run: Run, folder: Path, at_width: Callable[[int], None]) -> None:
    test_a_run_lists_what_is_broken_and_ends_with_1(run, folder)
    at_width(120)
    ask = ("archive", "query", "SELECT path, rep_count, began_utc FROM files ORDER BY path", "--in", folder / "out")
    shown = run(*ask, "--rows", 3)
    assert shown.code == 0
    assert "and more than these 3" in shown.out
    rows = list(csv.DictReader(io.StringIO(run(*ask, "--csv").out)))
    assert len(rows) == 9
    assert [row["rep_count"] for row in rows] == [""] * 5 + ["2"] * 2 + [""] * 2
    objects = run(*ask, "--json").json
    assert (objects[0]["rep_count"], objects[5]["began_utc"]) == (None, "2023-11-14T22:13:20")
    assert run("archive", "query", "SELECT 1 WHERE false", "--in", folder / "out", "--json").json == []
    assert "descent_mean_speed_ms" in run("archive", "query").out
    tall = run("archive", "query", "SELECT * FROM reps ORDER BY ALL", "--in", folder / "out", "--rows", 2).out
    assert "row 2" in tall
    assert re.search(r"^  drive_mean_speed_ms +0\.\d+$", tall, re.MULTILINE)
    refused = run("archive", "query", "DROP TABLE files", "--in", folder / "out")
    assert (refused.code, "only read" in refused.complaint) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_ctrl_c_ends_a_long_question(run: Run, folder: Path, project: Path) -> None:
    run("archive", "analyze", folder / "good", "--out", folder / "asked", "--workers", 1)
    long = "SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range * b.range % 7 = 3"
    command = [sys.executable, "-m", "desktop_app", "archive", "query", long, "--in", str(folder / "asked")]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
        try:
            time.sleep(ASKING_S)
            asking.send_signal(signal.SIGINT)
            assert (asking.communicate(timeout=30), asking.returncode) == (("", ""), 130)
        finally:
            asking.kill()


def test_a_comparison_is_told_and_ends_with_1_where_that_is_asked(run: Run, folder: Path, tmp_path: Path) -> None:
    out = folder / "compared"
    run("archive", "analyze", folder / "good", "--out", out, "--workers", 1)
    other = altered(out, tmp_path / "other", "reps", lambda rows: [{**rows[0], "rom_m": 0.1}, *rows[2:]])
    same = run("archive", "compare", out, out, "--exit-code")
    assert (same.code, "Nothing changed" in same.out) == (0, True)
    told = run("archive", "compare", out, other)
    assert told.code == 0
    assert "reps changed: 1, reps vanished: 1" in told.out
    assert "rom_m" in told.out
    assert run("archive", "compare", out, other, "--exit-code").code == 1
    found = run("archive", "compare", out, other, "--json").json
    assert found["counts"] == {"reps changed": 1, "reps vanished": 1}
    assert found["figures"]["rom_m"]["reps"] == 1
    assert found["tolerance"]["travel_m"] == 0.005
    assert run("archive", "compare", out, other, "--json", "--travel-m", 10).json["counts"] == {"reps vanished": 1}


def test_help_loads_nothing_heavy(project: Path) -> None:
    script = (
        "import sys; from desktop_app.cli.main import main; main(['archive', 'analyze', '--help']); "
        "heavy = {'numpy', 'distributed', 'dask', 'pyarrow', 'duckdb', 'rich.table'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert ended.stderr.strip() in {"[]", "['rich.table']"}
