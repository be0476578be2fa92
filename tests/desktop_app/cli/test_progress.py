"""The progress bar: only on a terminal, only for long work, and gone at the end."""

from __future__ import annotations

import pytest

from desktop_app.cli.progress import Watched, watched


def test_nothing_is_drawn_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with watched("set.csv") as progress:
        progress("reading", 0.5)
    assert capsys.readouterr() == ("", "")


def test_short_work_draws_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Watched("set.csv", seen=True, now=lambda: 0.0)
    progress("reading", 0.5)
    progress.stop()
    assert capsys.readouterr() == ("", "")


def test_long_work_says_on_standard_error_what_is_being_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    times = iter([0.0, 1.0, 2.0, 3.0])
    progress = Watched("set[1].csv", seen=True, now=lambda: next(times))
    progress("reading", 0.25)
    progress("measuring", None)
    progress.stop()
    said = capsys.readouterr()
    assert said.out == ""
    assert "set[1].csv" in said.err
