"""`rackside history`: what people read, what scripts read, and exit statuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from desktop_app.baseline import read_baseline
from desktop_app.group.outbox import Outbox
from desktop_app.paths import group_folder, settings_file
from desktop_app.session.settings import Settings
from desktop_app.session.settings_store import SettingsStore
from desktop_app.store.place import own_place
from desktop_app.store.store import Store
from tests.desktop_app.cli.conftest import Run
from tests.desktop_app.store.making import HURTS, START_UNIX_S, entry, log, session


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("RACKSIDE_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def ann() -> str:
    """The identity of a session of Ann's."""
    with Store.open(own_place({})) as store:
        store.put_log(session(), log(1, 2))
        store.add_check_in("Ann", HURTS)
    return session().id


def test_nothing_is_kept_at_first(run: Run) -> None:
    assert "Nobody" in run("history", "list").out
    assert run("history", "list", "--json").json == {"schema": "rackside.history/1", "lifters": [], "nobodys": []}
    assert "Nothing is left over" in run("history", "recover").out


def test_lists(run: Run, ann: str) -> None:
    assert "Ann" in run("history", "list").out
    assert "squat" in run("history", "list", "ann").out
    (found,) = run("history", "list", "Ann", "--json").json["sessions"]
    assert found["id"] == ann
    assert found["tonnage_kg"] == 600.0
    assert [one["reps"] for one in found["sets"]] == [3, 3]
    assert run("history", "list", "Ann", "--since", "2040-01-01", "--json").json["sessions"] == []
    shown = run("history", "show", ann)
    assert shown.out.count("2026-11") == 2
    (first, _) = run("history", "show", ann, "--json").json["sets"]
    assert first["measured"]["schema"] == "rackside.set/1"
    assert run("history", "show", first["id"], "--json").json["sets"] == [first]


def test_sets_by_hand_are_in_the_weeks(run: Run) -> None:
    added = run("history", "add", "Ann", "--reps", 5, "-e", "deadlift", "--load-kg", 120, "--at", "2026-11-18T18:00")
    assert added.code == 0
    run("history", "add", "Ann", "--reps", 5, "-e", "row", "--at", "2026-11-19")
    (week,) = run("history", "weeks", "Ann", "--json").json["weeks"]
    assert week == {"monday": "2026-11-16", "tonnage_kg": 600.0, "sets": 2, "reps": 10, "unknown": 1}
    assert "600" in run("history", "weeks", "Ann").out
    assert run("history", "show", added.out.strip(), "--json").json["sets"][0]["measured"] is None


def test_a_baseline_is_a_file_for_analyze(run: Run, controlled: Path, home: Path) -> None:
    for number in range(3):
        copy = home / f"{number}.mcap"
        shutil.copy(controlled, copy)
        with copy.open("ab") as file:
            file.write(bytes(number))
        assert run("history", "recover", copy, "--lifter", "Ann").code == 0
    asked = ("history", "baseline", "Ann", "-e", "squat", "--load-kg", 100)
    assert "controlled reps" in run(*asked).out
    (home / "b.json").write_text(run(*asked, "--json").out)
    assert read_baseline(home / "b.json").exercise == "squat"
    reset = run(*asked, "--reset", "--json")
    assert (reset.code, reset.json["reps"], reset.err) == (0, 0, "")
    none = run(*asked, "--json")
    assert none.code == 2
    assert none.json == {"schema": "rackside.history/1", "baseline": None, "reps": 0, "missing": none.json["missing"]}
    assert none.json["missing"].rstrip(".") in none.complaint
    assert run(*asked).code == 0
    assert run(*asked, "--pin").code == 2
    assert run(*asked, "--pin", "--reset").code == 2
    assert run("history", "baseline", "Ann").code == 2


def test_out_gone_and_in_again(run: Run, ann: str, home: Path) -> None:
    out = home / "ann.zip"
    assert "2 sets" in run("history", "export", "Ann", out).out
    assert zipfile.is_zipfile(out)
    assert "--force" in run("history", "export", "Ann", out).complaint
    assert "2 sets" in run("history", "export", "Ann", out, "--force").out
    assert "--yes" in run("history", "delete", "Ann").complaint
    assert "there is no such file" in run("history", "import", home / "none.zip").complaint
    assert "Name a file in it" in run("history", "import", home).complaint
    assert run("history", "delete", "ann", "--yes", "--json").json["sets"] == 2
    assert run("history", "list", "Ann").code == 2
    assert "2 of 2 sets new" in run("history", "import", out).out
    assert run("history", "import", out, "--json").json["new"] == 0
    assert "'Ann'" in run("history", "import", out, "--as", "Bob").complaint
    assert len(run("history", "list", "--json").json["lifters"]) == 1
    run("history", "delete", "Ann", "--yes")
    assert "2 of 2" in run("history", "import", out, "--as", "Bob").out
    assert len(run("history", "list", "Bob", "--json").json["sessions"]) == 1


def test_a_deleted_lifter_is_in_no_file_of_this_machine(run: Run, ann: str, home: Path) -> None:
    outbox = Outbox(group_folder() / "outbox-rack1.sqlite3")
    outbox.put(session(), entry(1), START_UNIX_S)
    outbox.close()
    settings = SettingsStore(settings_file())
    assert settings.save(Settings(athlete="ann", sensor="AA:BB", board=("Ann", "Bob"))) is None
    done = run("history", "delete", "Ann", "--yes", "--json")
    assert (done.code, done.json["group_sets"], done.json["not_cleared"]) == (0, 1, [])
    assert settings.load() == (Settings(sensor="AA:BB", board=("Bob",)), None)
    texts = {path: path.read_bytes().lower() for path in home.rglob("*") if path.is_file()}
    assert {path.name for path in texts} >= {"history.sqlite3", "outbox-rack1.sqlite3", "settings.json"}
    assert [path for path, text in texts.items() if b'"ann"' in text] == []


def test_a_file_that_cannot_be_cleared_of_a_deleted_lifter_is_named(run: Run, ann: str, home: Path) -> None:
    broken = [group_folder() / "coach.sqlite3", settings_file()]
    for path in broken:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"{Ann" * 1000)
    done = run("history", "delete", "Ann", "--yes", "--json")
    assert done.code == 1
    assert done.json["not_cleared"] == [str(path) for path in broken]
    assert all(str(path) in done.complaint for path in broken)
    assert run("history", "list", "Ann").code == 2


def test_what_a_crash_left_is_found_and_kept(run: Run, falls_apart: Path, home: Path) -> None:
    folder = home / "data" / "rackside" / "recordings"
    folder.mkdir(parents=True)
    left = folder / "2026-11-21_18-30-05.mcap"
    left.write_bytes(falls_apart.read_bytes()[:-3000])
    assert run("history", "recover", "--json").json["recovered"] == []
    os.utime(left, (1e9, 1e9))
    (offered,) = run("history", "recover", "--dry-run", "--json").json["recovered"]
    assert (offered["name"], offered["known"], len(offered["sets"])) == (left.stem, 0, 1)
    assert left.exists()
    assert run("history", "recover", "--lifter", "Ann").code == 0
    assert not left.exists()
    assert run("history", "list", "--json").json["lifters"][0]["sets"] == 1
    (folder / "b.mcap").write_bytes(b"nothing")
    os.utime(folder / "b.mcap", (1e9, 1e9))
    ended = run("history", "recover")
    assert ended.code == 2
    assert "b.mcap" in ended.complaint


def test_sets_of_nobody_are_told_and_given(run: Run, falls_apart: Path) -> None:
    run("history", "recover", falls_apart)
    (nobodys,) = run("history", "list", "--json").json["nobodys"]
    assert "assign" in run("history", "list").out
    assert run("history", "assign", nobodys["session"], "Ann").code == 0
    assert run("history", "assign", nobodys["session"], "Ann").code == 2
    assert len(run("history", "list", "Ann", "--json").json["sessions"]) == 1


def test_exit_statuses_and_one_line(run: Run, home: Path) -> None:
    url = "postgresql://ann:secret@127.0.0.1:1/gym"
    ended = run("history", "--database", url, "list")
    assert ended.code == 1
    assert "secret" not in ended.complaint
    assert run("history", "--database", "mysql://x/y", "list").code == 2
    assert "Carl" in run("history", "list", "Carl").complaint
    assert run("history", "show", "x").code == 2
    assert run("history", "import", home / "x.zip").code == 2
    assert run("history", "weeks", "Ann", "--since", "yesterday").code == 2
    assert run("history", "add", "Ann", "--reps", 0).code == 2
    assert run("history", "add", "Ann", "--reps", 5).code == 2
    assert "touch_and_go" in run("history", "add", "Ann", "--reps", 5, "-e", "row", "--variation", "bx").complaint
    assert run("history", "add", "Ann", "--reps", 5, "-e", "bench", "--variation", "Touch-and-go").code == 0


def test_a_damaged_history_is_told(run: Run, ann: str, home: Path) -> None:
    (home / "data" / "rackside" / "history" / "history.sqlite3").write_bytes(b"nothing of the kind" * 100)
    ended = run("history", "list")
    assert ended.code == 0
    assert "damaged" in ended.complaint
    assert run("history", "list").err == ""


def test_other_commands_do_not_wait_for_the_database(project: Path, controlled_csv: Path) -> None:
    script = (
        "import sys; from desktop_app.cli.main import main; "
        f"assert main(['analyze', {str(controlled_csv)!r}, '-e', 'squat']) == 0; "
        "print(sorted({'sqlalchemy', 'alembic', 'psycopg'} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == "[]"
