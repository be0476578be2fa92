"""The measuring process: files that crash it, fill its memory or take too long are answered for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_app.archive.cell import Cell
from desktop_app.archive.engine_id import EngineId, present_engine
from desktop_app.archive.errors import ClusterError
from desktop_app.archive.finding import job_of
from desktop_app.archive.jobs import Job, WorkLimits
from tests.desktop_app.archive.making import write_long, write_set


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cell")
    write_set(folder / "set.mcap", "one")
    write_long(folder / "long.csv")
    return folder


@pytest.fixture(scope="module")
def engine() -> EngineId:
    return present_engine()


def _job(path: Path) -> Job:
    job = job_of((path,))
    assert isinstance(job, Job)
    return job


def _about(cell: Cell, path: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(cell.measure(_job(path)))["about"]
    return about


@pytest.fixture
def killing() -> Iterator[threading.Event]:
    """Kills the measuring process a while after it has begun on something, again and again until it is set."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.02):
            for child in psutil.Process().children():
                with suppress(psutil.NoSuchProcess):
                    if "desktop_app.archive.child" in child.cmdline() and child.cpu_times().user > 1.0:
                        child.kill()

    thread = threading.Thread(target=kill)
    thread.start()
    yield over
    over.set()
    thread.join()


def test_a_file_that_ends_the_process_is_tried_twice(folder: Path, engine: EngineId, killing: threading.Event) -> None:
    with closing(Cell(engine.fingerprint, WorkLimits())) as cell:
        about = _about(cell, folder / "long.csv")
        assert (about["status"], about["problem"]) == ("broken", "crashed")
        assert "2 times of 2" in about["reason"]
        killing.set()
        assert _about(cell, folder / "set.mcap")["status"] == "measured"


def test_a_file_that_fills_the_memory_is_told(folder: Path, engine: EngineId) -> None:
    with closing(Cell(engine.fingerprint, WorkLimits(memory_bytes=320 << 20))) as cell:
        assert _about(cell, folder / "set.mcap")["status"] == "measured"
        # What is written in C ends the process rather than say so.
        assert _about(cell, folder / "long.csv")["problem"] in {"too_large", "crashed"}
        assert _about(cell, folder / "set.mcap")["status"] == "measured"


def test_a_file_that_is_gone_or_changed_is_told(folder: Path, engine: EngineId, tmp_path: Path) -> None:
    path = write_set(tmp_path / "set.mcap", "two")
    job = _job(path)
    with closing(Cell(engine.fingerprint, WorkLimits())) as cell:
        with path.open("ab") as file:
            file.write(b"more")
        assert json.loads(cell.measure(job))["about"]["problem"] == "changed"
        path.unlink()
        assert json.loads(cell.measure(job))["about"]["problem"] == "changed"


def test_another_engine_is_refused(folder: Path) -> None:
    with closing(Cell("another", WorkLimits())) as cell, pytest.raises(ClusterError, match="another engine"):
        cell.measure(_job(folder / "set.mcap"))


def test_its_error_travels_whole() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(ClusterError("what", "do")))  # noqa: S301
    assert (error.message, error.advice) == ("what", "do")
