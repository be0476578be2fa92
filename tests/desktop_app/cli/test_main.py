"""The command as a process: exit status, signals, pipes, and what it loads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop_app.cli.conftest import Run

RACKSIDE = [sys.executable, "-m", "desktop_app"]


def _process(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RACKSIDE, *map(str, arguments)], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_help_and_version(run: Run) -> None:
    listed = run()
    assert listed.code == 0
    for command in ("demo", "analyze", "track", "convert", "simulate"):
        assert command in listed.out
        assert run(command, "--help").code == 0
    assert run("--version").out.startswith("rackside ")
    assert "fly" in run("fly").complaint
    assert "Did you mean 'analyze'? See" in run("analyz").complaint
    assert run("history").complaint == "rackside: no command is named. See rackside history --help."


def test_the_paragraphs_of_a_help_are_as_wide_as_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    told = run("demo", "--help").out
    lines = [line.strip() for line in told[told.index("It opens") : told.index("╭")].strip().splitlines()]
    assert len(lines) > 3
    assert all(len(line) > 40 for line in lines[:-1]), lines


def test_a_csv_is_analysed_without_loading_what_it_does_not_need(project: Path, controlled_csv: Path) -> None:
    script = (
        "import sys; from desktop_app.cli.main import main; "
        f"assert main(['analyze', {str(controlled_csv)!r}, '-e', 'squat']) == 0; "
        "heavy = {'scipy.signal', 'scipy.interpolate', 'scipy.ndimage', 'mcap', 'PySide6', 'bleak', 'asyncio'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == "[]"


def test_ctrl_c_ends_with_130_and_no_word(project: Path) -> None:
    with subprocess.Popen(
        [*RACKSIDE, "demo"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""


def test_a_reader_who_has_had_enough_is_no_error_message(project: Path, falls_apart: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [*RACKSIDE, "analyze", str(falls_apart)], cwd=project, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert ended.stderr == b""
    assert ended.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_said(project: Path, falls_apart: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*RACKSIDE, "analyze", str(falls_apart)], cwd=project, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no such redirection")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_output_is_no_fault(project: Path, closed: str) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m desktop_app --version {closed}', sys.executable],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
