"""Runs over real schedulers and workers: complete, the same as `analyze --json`, gone on with, killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_app.analysis import Wishes, analyze_file
from desktop_app.archive.columns import REPS, SETS, SIGNS, TABLES
from desktop_app.archive.errors import ArchiveFolderError, ClusterError, NothingFoundError
from desktop_app.archive.fleet import Tls, Workforce
from desktop_app.archive.jobs import WorkLimits
from desktop_app.archive.locking import only_run
from desktop_app.archive.run import Heard, Pace, analyze_archive
from desktop_app.archive.tables import broken_of
from tests.desktop_app.archive.making import (
    BEGAN_UNIX_S,
    as_object,
    orders,
    table,
    write_long,
    write_set,
    write_sets,
)

RACKSIDE = [sys.executable, "-m", "desktop_app", "archive", "analyze"]
MANY = 100
OF_SET = ("set_id", "content", "sensor_number", "sensor_id", "sensor_name", "set_number", "athlete", "began_utc",
          "rep_count", "sign_count")  # fmt: skip


def test_every_file_is_answered_for(whole: Path) -> None:
    files = table(whole / "out", "files")
    assert len(files) == 4 + 3 + 1 + 1 + 1 + 7
    broken = broken_of(whole / "out")
    assert [Path(one["path"]).name for one in broken] == [
        "cut.mcap", "empty.csv", "letter.csv", "no_unit.csv", "noise.mcap", "sheet.csv", "short.csv.gz",
    ]  # fmt: skip
    assert all(one["problem"] == "refused" and one["advice"].endswith(".") for one in broken)
    assert not any("\n" in one["reason"] or one["path"] in one["reason"] for one in broken)
    measured = [row for row in files if row["status"] == "measured"]
    assert all(row["reason"] is None and row["rep_count"] for row in measured)
    (copy,) = [row for row in files if row["duplicate_of"]]
    assert Path(copy["path"]).name == "zz_copy.mcap"
    assert Path(copy["duplicate_of"]).name == "set_001.mcap"


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_what_names_lifters_is_its_owners_alone(whole: Path) -> None:
    out = whole / "out"
    made = [out, *out.rglob("*")]
    assert {path.name for path in made} >= {"files.parquet", "broken.json", "archive.json", "recordings.parquet"}
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_results_are_exactly_those_of_analyze(whole: Path) -> None:
    out = whole / "out"
    sets, reps, signs = (table(out, name) for name in ("sets", "reps", "signs"))
    assert sum(one["sign_count"] for one in sets)
    for row in table(out, "files"):
        if row["status"] != "measured" or row["duplicate_of"]:
            continue
        expected = analyze_file(Path(row["path"]), Wishes()).to_json()
        (found,) = [one for one in sets if one["content"] == row["content"]]
        mine = [rep for rep in reps if rep["set_id"] == found["set_id"]]
        said = [sign for sign in signs if sign["set_id"] == found["set_id"]]
        rebuilt = as_object(SETS, found, *OF_SET)
        rebuilt["summary"]["reps"] = found["rep_count"]
        rebuilt["reps"] = [as_object(REPS, rep, "set_id") for rep in mine]
        rebuilt["signs"] = [as_object(SIGNS, sign, "set_id", "sign") for sign in said]
        assert {"schema": expected["schema"], "source": row["path"], **rebuilt} == expected


def test_a_pair_is_one_recording(whole: Path) -> None:
    (row,) = [one for one in table(whole / "out", "files") if one["partner_path"]]
    assert Path(row["path"]).name.startswith("squat_Accelerometer")
    assert Path(row["partner_path"]).name.startswith("squat_Gyroscope")
    assert (row["status"], row["file_kind"], row["rep_count"]) == ("measured", "csv", 2)


def test_who_lifted_and_when_is_in_the_tables(whole: Path) -> None:
    (row,) = [one for one in table(whole / "out", "sets") if one["athlete"]]
    assert row["athlete"] == "Jürgen"
    assert row["began_utc"].timestamp() - _utc_offset_s(row["began_utc"]) == BEGAN_UNIX_S
    (file,) = [one for one in table(whole / "out", "files") if "Jürgen" in one["path"]]
    assert file["path"].endswith("Übung\n1.mcap")


def _utc_offset_s(naive: Any) -> float:
    offset = naive.astimezone().utcoffset()
    assert offset is not None
    return -float(offset.total_seconds())


def test_a_second_run_does_only_what_is_new_or_changed(whole: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(whole / "in", source)
    shutil.copytree(whole / "out", out)
    before = {name: (out / f"{name}.parquet").stat().st_mtime_ns for name in TABLES}
    assert analyze_archive(orders(whole / "out", whole / "in")).fresh == 0

    moved = analyze_archive(orders(out, source))
    assert (moved.fresh, moved.known) == (0, 16)
    assert all(str(source) in row["path"] for row in table(out, "files"))
    assert all((out / f"{name}.parquet").stat().st_mtime_ns != before[name] for name in TABLES)

    write_set(source / "new.mcap", "new")
    write_set(source / "set_000.mcap", "changed", seed=2)
    (source / "set_002.mcap").unlink()
    ran = analyze_archive(orders(out, source))
    assert (ran.fresh, ran.known) == (2, 14)
    names = {Path(row["path"]).name for row in table(out, "files")}
    assert "new.mcap" in names
    assert "set_002.mcap" not in names
    assert ran.counts is not None
    assert ran.counts.sets == 4 + 2 + 1 + 1 + 1
    assert analyze_archive(orders(out, source, again=True)).fresh == 7


def test_what_another_engine_measured_is_measured_anew(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole / "out", out)
    for part in list((out / "parts").iterdir()):
        part.rename(part.with_name(f"0123456789abcdef-{part.name.rpartition('-')[2]}"))
    ran = analyze_archive(orders(out, whole / "in" / "set_000.mcap"))
    assert (ran.fresh, ran.known) == (1, 0)
    assert [p.name.split("-")[0] for p in (out / "parts").iterdir()] == [ran.engine.fingerprint]


def test_a_damaged_part_is_measured_anew(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole / "out", out)
    for part in (out / "parts").iterdir():
        (part / "reps.parquet").write_bytes(b"PAR1 cut short")
    ran = analyze_archive(orders(out, whole / "in" / "set_000.mcap"))
    assert (ran.fresh, ran.known) == (1, 0)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in"
    write_sets(source, 24)
    killed: list[int] = []

    def heard(now: Heard) -> None:
        if now.total and now.answered >= 2 and len(killed) < 2:
            workers = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
            cells = [cell for worker in workers for cell in worker.children()]
            # First a worker with the process that measures for it, then such a process alone.
            for victim in (cells if killed else workers)[:1]:
                killed.append(victim.pid)
                victim.kill()

    ran = analyze_archive(orders(tmp_path / "out", source, pace=Pace(portion=2)), heard)
    assert len(killed) == 2
    assert ran.counts is not None
    assert (ran.counts.measured, ran.counts.broken, ran.fresh) == (24, 0, 24)
    assert len({row["set_id"] for row in table(tmp_path / "out", "sets")}) == 24


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More sets than go into one part."""
    folder = tmp_path_factory.mktemp("many")
    write_sets(folder, MANY)
    return folder


def test_a_killed_run_is_gone_on_with(many: Path, tmp_path: Path, project: Path) -> None:
    out = tmp_path / "out"
    command = [*RACKSIDE, str(many), "--out", str(out), "--workers", "2"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        children: list[psutil.Process] = []
        _until(lambda: any(p.name[0] != "." for p in (out / "parts").glob("*")), lambda: process.poll() is None)
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive, "workers outlive the run"
    assert not (out / "archive.json").exists()
    ran = analyze_archive(orders(out, many))
    assert ran.known > 0
    assert ran.known + ran.fresh == MANY
    assert ran.counts is not None
    assert ran.counts.sets == MANY


def test_ctrl_c_ends_in_order(many: Path, tmp_path: Path, project: Path) -> None:
    out = tmp_path / "out"
    command = [*RACKSIDE, str(many), "--out", str(out), "--workers", "2"]
    with subprocess.Popen(
        command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        _until(lambda: any(p.name[0] != "." for p in (out / "parts").glob("*")), lambda: process.poll() is None)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        said, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == ""
    (line,) = err.splitlines()
    assert line.startswith("rackside: stopped: ")
    assert "goes on from there" in line


def _until(true: Any, goes_on: Any) -> None:
    """Wait for something; fails where the other thing ends first."""
    for _ in range(3000):
        if true():
            return
        assert goes_on()
        time.sleep(0.01)
    raise AssertionError("it never came")


def test_a_file_that_takes_too_long_stops_nothing(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    write_sets(source, 2)
    write_long(source / "long.csv")
    ran = analyze_archive(orders(out, source, limits=WorkLimits(time_s=0.5)))
    (one,) = broken_of(out)
    assert (Path(one["path"]).name, one["problem"]) == ("long.csv", "too_slow")
    assert ran.counts is not None
    assert ran.counts.measured == 2


def test_a_recording_that_is_still_written_is_tried_again(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    growing = write_set(source / "growing.mcap", "growing")
    write_set(source / "whole.mcap", "whole")
    # It grows between the look at its content and its measurement.
    ran = analyze_archive(orders(out, source, force=Workforce(1)), stop=_Grow(growing))
    (one,) = broken_of(out)
    assert (Path(one["path"]).name, one["problem"]) == ("growing.mcap", "changed")
    assert ran.counts is not None
    assert (ran.counts.measured, ran.counts.broken) == (1, 1)
    again = analyze_archive(orders(out, source))
    assert (again.fresh, again.known) == (1, 1)


class _Grow:
    """Asked whether to stop; at the second time, a file grows."""

    def __init__(self, path: Path) -> None:
        self.path, self.asked = path, 0

    def __call__(self) -> bool:
        self.asked += 1
        if self.asked == 2:
            with self.path.open("ab") as file:
                file.write(b"more")
        return False


@contextmanager
def _cluster(project: Path, folder: Path) -> Iterator[str]:
    """A scheduler with two workers, each a process of its own, as an administrator would start them."""
    environment = {**os.environ, "PYTHONPATH": str(project), "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]"}
    dask = [sys.executable, "-m", "dask"]
    told = folder / "scheduler.json"

    def started(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*dask, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)  # fmt: skip

    with ExitStack() as stack:
        scheduler = started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file",
                            str(told), "--dashboard-address", "127.0.0.1:0")  # fmt: skip
        stack.callback(_end, scheduler)
        _until(lambda: told.is_file() and told.read_text().endswith("}"), lambda: scheduler.poll() is None)
        address = json.loads(told.read_text())["address"]
        for _ in range(2):
            worker = started("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host",
                             "127.0.0.1", "--dashboard-address", "127.0.0.1:0")  # fmt: skip
            stack.callback(_end, worker)
        yield address


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(20)


def test_a_cluster_elsewhere_does_the_same(whole: Path, tmp_path: Path, project: Path) -> None:
    with _cluster(project, tmp_path) as address:
        force = Workforce(1, scheduler=address)
        ran = analyze_archive(orders(tmp_path / "out", whole / "in", force=force))
    assert ran.fresh == 16
    for name in TABLES:
        assert table(tmp_path / "out", name) == table(whole / "out", name)


def test_what_listens_and_is_no_scheduler_is_said(whole: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        force = Workforce(1, scheduler=f"tcp://127.0.0.1:{silent.getsockname()[1]}", connect_s=0.3)
        with pytest.raises(ClusterError, match="no scheduler answers there"):
            analyze_archive(orders(tmp_path / "out", whole / "in", force=force))


def test_a_scheduler_that_is_not_there_is_said(whole: Path, tmp_path: Path) -> None:
    tls = Tls(tmp_path / "ca.pem", tmp_path / "cert.pem", tmp_path / "key.pem")
    for address, files in (("tcp://127.0.0.1:1", None), ("tls://127.0.0.1:1", tls)):
        force = Workforce(1, scheduler=address, tls=files, connect_s=0.5)
        with pytest.raises(ClusterError, match="cannot be reached") as told:
            analyze_archive(orders(tmp_path / "out", whole / "in", force=force))
        assert "\n" not in told.value.message


def test_a_folder_in_use_is_left_alone(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with only_run(out), pytest.raises(ArchiveFolderError, match="in use by another run"):
        analyze_archive(orders(out, whole / "in"))
    assert [p.name for p in out.iterdir()] == [".lock"]


def test_a_folder_of_other_things_is_left_alone(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(ArchiveFolderError, match=r"letters\.txt"):
        analyze_archive(orders(tmp_path, whole / "in"))
    assert [p.name for p in tmp_path.iterdir()] == ["letters.txt"]


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError, match="no recording"):
        analyze_archive(orders(tmp_path / "out", tmp_path))
    with pytest.raises(NothingFoundError, match="no such file or folder"):
        analyze_archive(orders(tmp_path / "out", tmp_path / "nowhere"))
    assert not (tmp_path / "out").exists()
