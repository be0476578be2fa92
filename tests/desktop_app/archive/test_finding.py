"""What is a recording, what belongs together, and what cannot be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_app.archive.errors import NothingFoundError
from desktop_app.archive.finding import Unreadable, find_recordings, job_of, shown_path
from desktop_app.archive.jobs import Job


def _written(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def _names(folder: Path) -> list[tuple[str, ...]]:
    found = find_recordings([folder])
    return [tuple(str(path.relative_to(folder)) for path in files) for files in found.recordings]


def test_recordings_are_told_by_the_ends_of_their_names(tmp_path: Path) -> None:
    _written(tmp_path, "b.csv", "a.MCAP", "c.csv.gz", "below/d.mcap", "notes.txt", ".hidden.csv", ".git/e.csv", "x.gz")
    assert _names(tmp_path) == [("a.MCAP",), ("b.csv",), ("below/d.mcap",), ("c.csv.gz",)]
    assert find_recordings([tmp_path]).others == 3


def test_a_named_file_is_one_whatever_its_name_and_only_once(tmp_path: Path) -> None:
    _written(tmp_path, "a.dat", "b.csv")
    found = find_recordings([tmp_path / "a.dat", tmp_path / "b.csv", tmp_path])
    assert [files[0].name for files in found.recordings] == ["a.dat", "b.csv"]


def test_a_pair_is_one_recording(tmp_path: Path) -> None:
    _written(
        tmp_path, "A_Accelerometer_100Hz.csv", "A_Gyroscope_50Hz.csv", "B_Accelerometer.csv", "other/A_Gyroscope.csv"
    )
    pair = ("A_Accelerometer_100Hz.csv", "A_Gyroscope_50Hz.csv")
    assert _names(tmp_path) == [pair, ("B_Accelerometer.csv",), ("other/A_Gyroscope.csv",)]
    named = find_recordings([tmp_path / "A_Gyroscope_50Hz.csv"])
    assert [tuple(p.name for p in files) for files in named.recordings] == [pair]


def test_content_tells_recordings_apart(tmp_path: Path) -> None:
    for name, text in {"a.csv": "one", "b.csv": "one", "c.csv": "two"}.items():
        (tmp_path / name).write_text(text)
    a, b, c = (job_of((tmp_path / name,)) for name in ("a.csv", "b.csv", "c.csv"))
    pair, other = (job_of((tmp_path / one, tmp_path / two)) for one, two in (("a.csv", "c.csv"), ("c.csv", "a.csv")))
    assert isinstance(a, Job)
    assert isinstance(b, Job)
    assert a.content == b.content
    assert len({one.content for one in (a, c, pair, other) if isinstance(one, Job)}) == 4
    assert Job.from_line(a.to_line()) == a


@pytest.mark.skipif(sys.platform == "win32", reason="no such names")
def test_hostile_names_are_carried_and_shown(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\n\x1b[31m'; DROP TABLE sets; --.csv"
    with open(raw, "wb") as file:  # noqa: PTH123
        file.write(b"x")
    ((path,),) = find_recordings([tmp_path]).recordings
    job = job_of((path,))
    assert isinstance(job, Job)
    assert os.fsencode(Job.from_line(job.to_line()).path) == raw
    assert shown_path(job.path).endswith("/\\xff\n\x1b[31m'; DROP TABLE sets; --.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "circle").symlink_to(tmp_path)
    told = [job_of(files) for files in find_recordings([tmp_path]).recordings]
    assert [one.reason for one in told if isinstance(one, Unreadable)] == [
        "there is no such file", "is not a regular file",
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads every file")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    _written(tmp_path, "shut/a.csv", "b.csv")
    (tmp_path / "shut").chmod(0)
    (tmp_path / "b.csv").chmod(0)
    try:
        found = find_recordings([tmp_path])
        (shut,) = found.unreadable
        assert (Path(shut.path).name, shut.reason) == ("shut", "may not be read")
        told = job_of(found.recordings[0])
        assert isinstance(told, Unreadable)
        assert told.reason == "may not be read"
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_folder_set_apart_is_not_searched(tmp_path: Path) -> None:
    _written(tmp_path, "a.csv", "notes.txt", "out/b.csv", "out/files.parquet", "out/parts/c.csv", "outer/d.csv")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    for apart in (tmp_path / "out", tmp_path / "outer" / ".." / "out", tmp_path / "link"):
        found = find_recordings([tmp_path], apart=apart)
        assert [files[0].name for files in found.recordings] == ["a.csv", "d.csv"]
        assert found.others == 1


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError, match="no such file or folder"):
        find_recordings([tmp_path, tmp_path / "nowhere"])
