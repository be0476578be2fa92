"""`rackside report`: which file it writes, and what it says when it cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.store.place import own_place
from desktop_app.store.store import Store
from tests.desktop_app.cli.conftest import Run
from tests.desktop_app.store.making import HURTS, log, session


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, which is where the command runs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.delenv("RACKSIDE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ann() -> str:
    """The identity of a session of Ann's."""
    with Store.open(own_place({})) as store:
        store.put_log(session(), log(1, 2))
        store.add_check_in("Ann", HURTS)
    return session().id


def test_the_last_session_here_named_by_lifter_and_day(run: Run, ann: str, home: Path) -> None:
    ended = run("report", "ann")
    assert (ended.code, ended.err) == (0, "")
    (path,) = home.glob("report-Ann-2026-11-*.html")
    assert ended.out.strip() == path.name
    assert path.stat().st_mode & 0o777 == 0o600
    told = path.read_text(encoding="utf-8")
    assert "Training session" in told
    assert "Pain" not in told


@pytest.mark.parametrize("wish", [("--last",), ("--session", session().id[:6]), ("--month", "2026-11")])
def test_each_wish_as_html_and_pdf(qapp: object, run: Run, ann: str, home: Path, wish: tuple[str, ...]) -> None:
    # The application that windows of other tests need is there before the command would make its own.
    for name in ("a.html", "a.pdf", "b.PDF"):
        assert run("report", "Ann", *wish, "--symptoms", "--out", home / name).code == 0
    assert "Pain 6 of 10" in (home / "a.html").read_text(encoding="utf-8")
    assert (home / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert (home / "b.PDF").read_bytes().startswith(b"%PDF-")


def test_a_file_that_is_there_is_replaced_only_when_told(run: Run, ann: str, home: Path) -> None:
    out = home / "a.html"
    out.write_text("mine", encoding="utf-8")
    ended = run("report", "Ann", "--out", out)
    assert ended.code == 2
    assert "--force" in ended.complaint
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("report", "Ann", "--out", out, "--force").code == 0
    assert "Ann" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Bob",), "no lifter 'Bob'"),
        (("Ann", "--month", "2020-01"), "has no session in 2020-01"),
        (("Ann", "--month", "January"), "2026-11"),
        (("Ann", "--session", "2020-01-01"), "has no session"),
        (("Ann", "--last", "--month", "2026-11"), "Choose one"),
        (("Ann", "--out", "a.docx"), "html or .pdf"),
        (("Ann", "--out", "none/a.pdf"), "no folder"),
        (("Ann", "--paper", "a3"), "a4 or letter"),
        (("Ann", "--units", "stone"), "kg or lb"),
        (("none.mcap",), "there is no such file"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(run: Run, ann: str, arguments: tuple[str, ...], said: str) -> None:
    ended = run("report", *arguments)
    assert ended.code == 2
    assert said in ended.complaint


def test_a_server_that_is_not_there(run: Run) -> None:
    ended = run("report", "Ann", "--database", "postgresql://nobody@127.0.0.1:9/none")
    assert ended.code == 1
    assert "127.0.0.1" in ended.complaint


def test_a_recording_in_no_history_with_its_paths(run: Run, falls_apart: Path, home: Path) -> None:
    assert run("report", falls_apart, "--out", home / "a.html").code == 0
    told = (home / "a.html").read_text(encoding="utf-8")
    assert "Bar from the side" in told
    assert "Fast descent" in told
    assert not (home / "data").exists(), "nothing is kept of it"
    assert "as a whole" in run("report", falls_apart, "--month", "2026-11").complaint
    (home / "bad.mcap").write_bytes(b"not one")
    assert run("report", home / "bad.mcap").code == 2


def test_paths_come_from_the_recording_that_is_kept(run: Run, controlled: Path, home: Path) -> None:
    assert run("history", "recover", controlled, "--lifter", "Ann").code == 0
    assert run("report", "Ann", "--out", home / "a.html").code == 0
    assert "Bar from the side" in (home / "a.html").read_text(encoding="utf-8")
    for path in (home / "data").rglob("*.mcap"):
        path.write_bytes(b"damaged")
    assert run("report", "Ann", "--out", home / "b.html").code == 0, "its pictures do without"
    assert "Bar from the side" not in (home / "b.html").read_text(encoding="utf-8")


def test_a_pdf_needs_no_screen(ann: str, home: Path) -> None:
    """In a process of its own, where Qt is not running and no screen is named."""
    code = "import sys; from desktop_app.cli.main import main; sys.exit(main(['report', 'Ann', '--out', 'a.pdf']))"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": "/usr/bin", "PYTHONPATH": ":".join(p for p in sys.path if p), "XDG_DATA_HOME": f"{home / 'data'}"},
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (home / "a.pdf").read_bytes().startswith(b"%PDF-")
