"""Databases that are new, old, newer, damaged or something else; and where they lie."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from desktop_app.store.database import Database, Patience
from desktop_app.store.errors import (
    ForeignStoreError,
    NewerStoreError,
    StoreAccessError,
    StoreBusyError,
    StoreUnreachableError,
)
from desktop_app.store.migrating import SCRIPTS, backup_schemas
from desktop_app.store.place import StorePlace, own_place
from desktop_app.store.store import Store
from desktop_app.store.tables import HEAD, REVISIONS, VERSION_TABLE, metadata
from tests.desktop_app.conftest import NewPlace
from tests.desktop_app.store.making import log, session
from tests.desktop_app.store.postgres import Server

SINCE_THE_FIRST = (
    "red_flag_reads", "check_ins", "health_profiles", "way_back_moves", "way_backs", "self_checks", "least_speeds"
)  # fmt: skip
"""Tables that the first version did not have."""
SOON = Patience(lock_s=0.05, most_s=0.2, connect_s=1)


def _run(place: StorePlace, *statements: str) -> None:
    engine = sa.create_engine(place.database_url())
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _older(place: StorePlace) -> None:
    """A database with a session, as the first version left it."""
    with Store.open(place) as store:
        store.put_log(session(), log(1))
    _run(
        place,
        *(f"DROP TABLE {name}" for name in SINCE_THE_FIRST),
        f"UPDATE {VERSION_TABLE} SET version_num = '{REVISIONS[0]}'",  # noqa: S608
    )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_steps_lead_to_the_tables_as_they_are(store: Store) -> None:
    with store.database.engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(found, metadata) == []
    scripts = ScriptDirectory(str(SCRIPTS))
    assert scripts.get_current_head() == HEAD
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


def test_an_older_database_is_copied_and_upgraded(place: StorePlace) -> None:
    _older(place)
    with Store.open(place) as store:
        upgraded = store.opened.upgraded
        assert upgraded is not None
        assert upgraded.before == REVISIONS[0]
        assert upgraded.backup is not None
        assert len(store.history("Ann").sets) == 1
        assert store.check_ins("Ann") == []
        if place.url is not None:
            with store.database.engine.connect() as connection:
                assert backup_schemas(sa.inspect(connection)) == [upgraded.backup]
                count = connection.exec_driver_sql(f'SELECT count(*) FROM "{upgraded.backup}".sets').scalar()  # noqa: S608
                assert count == 1
        else:
            copy = Path(upgraded.backup)
            assert _mode(copy) == 0o600
            with closing(sqlite3.connect(copy)) as old:
                assert old.execute("SELECT count(*) FROM sets").fetchone() == (1,)
                assert old.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() == (REVISIONS[0],)  # noqa: S608
    with Store.open(place) as store:
        assert store.opened.upgraded is None


def test_an_upgrade_that_fails_leaves_the_older_database(place: StorePlace) -> None:
    _older(place)
    _run(place, "CREATE TABLE health_profiles (lifter_id TEXT)")
    with pytest.raises(Exception, match="did not do it"):
        Store.open(place)
    _run(place, "DROP TABLE health_profiles")
    with Store.open(place) as store:
        assert len(store.history("Ann").sets) == 1


def test_a_newer_database_is_refused_and_left_alone(place: StorePlace) -> None:
    Store.open(place).close()
    _run(place, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608
    with pytest.raises(NewerStoreError, match="newer version of Rackside") as told:
        Store.open(place)
    assert told.value.advice == "Update Rackside."
    _run(place, f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'")  # noqa: S608
    Store.open(place).close()


def test_another_programs_database_is_refused_and_left_alone(sqlite_place: StorePlace) -> None:
    sqlite_place.folder.mkdir()
    with closing(sqlite3.connect(sqlite_place.file)) as other, other:
        other.execute("CREATE TABLE songs (name TEXT)")
    before = sqlite_place.file.read_bytes()
    with pytest.raises(ForeignStoreError):
        Store.open(sqlite_place)
    assert sqlite_place.file.read_bytes() == before


def test_tables_of_the_same_names_on_a_server_are_refused(postgres: Server, tmp_path: Path) -> None:
    place = StorePlace(tmp_path, tmp_path, postgres.new_database())
    _run(place, "CREATE TABLE sets (id int)")
    with pytest.raises(ForeignStoreError):
        Store.open(place)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"\x00" * len(data),
        lambda data: b"no database at all",
        lambda data: data[: len(data) // 2],
        lambda data: data[:8192] + os.urandom(4096) * 4 + data[8192 + 4 * 4096 :],
    ],
)
def test_a_damaged_database_is_put_aside_and_never_written_over(sqlite_place: StorePlace, damage: Any) -> None:
    with Store.open(sqlite_place) as store:
        store.put_log(session(), log(*range(1, 30)))
    broken = damage(sqlite_place.file.read_bytes())
    sqlite_place.file.write_bytes(broken)
    with Store.open(sqlite_place) as store:
        aside = store.opened.put_aside
        assert aside is not None
        assert aside.read_bytes() == broken
        assert store.lifters() == []
        store.put_log(session(), log(1))
    with Store.open(sqlite_place) as store:
        assert store.opened.put_aside is None
        assert len(store.history("Ann").sets) == 1
    assert len(list(sqlite_place.folder.glob("*.damaged.*"))) == 1


def test_what_is_not_yet_in_the_file_but_in_its_log_is_there_after_a_crash(sqlite_place: StorePlace) -> None:
    with Store.open(sqlite_place) as store:
        store.put_log(session(), log(1, 2))
        crashed = sqlite_place.folder.parent / "crashed"
        crashed.mkdir()
        for path in sqlite_place.folder.iterdir():
            if not path.name.endswith("-shm"):
                (crashed / path.name).write_bytes(path.read_bytes())
    with Store.open(StorePlace(crashed, sqlite_place.recordings)) as store:
        assert len(store.history("Ann").sets) == 2


def test_only_its_owner_can_read_it(sqlite_place: StorePlace) -> None:
    before = os.umask(0)
    try:
        with Store.open(sqlite_place) as store:
            store.put_log(session(), log(1))
            modes = {path.name: _mode(path) for path in sqlite_place.folder.iterdir()}
    finally:
        os.umask(before)
    assert _mode(sqlite_place.folder) == 0o700
    assert {f"{sqlite_place.file.name}{end}" for end in ("", "-wal", "-shm")} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_a_folder_open_to_others_is_closed(sqlite_place: StorePlace) -> None:
    Store.open(sqlite_place).close()
    sqlite_place.folder.chmod(0o755)
    sqlite_place.file.chmod(0o644)
    Store.open(sqlite_place).close()
    assert (_mode(sqlite_place.folder), _mode(sqlite_place.file)) == (0o700, 0o600)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("")
    with pytest.raises(StoreAccessError, match="history"):
        Store.open(StorePlace(tmp_path / "history", tmp_path))


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    url = "postgresql://ann:secret@127.0.0.1:1/gym"
    with pytest.raises(StoreUnreachableError) as told:
        Store.open(StorePlace(tmp_path, tmp_path, url), SOON)
    assert "secret" not in told.value.message
    assert "127.0.0.1:1/gym" in told.value.message


def test_a_database_that_is_not_on_the_server_is_told(postgres: Server, tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match="nowhere"):
        Store.open(StorePlace(tmp_path, tmp_path, postgres.url("nowhere")), SOON)


@pytest.mark.parametrize("url", ["gym", "mysql://ann@host/gym", "postgresql://host", "sqlite:///x.db"])
def test_urls_of_something_else_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreAccessError):
        Store.open(StorePlace(tmp_path, tmp_path, url))


def test_the_environment_names_a_server() -> None:
    assert own_place({}).url is None
    assert own_place({"RACKSIDE_DATABASE_URL": "postgresql://h/d"}).url == "postgresql://h/d"


def test_who_waits_too_long_is_told_and_nothing_is_half_done(sqlite_place: StorePlace) -> None:
    with Store.open(sqlite_place) as store, Store.open(sqlite_place, SOON) as other:
        with closing(sqlite3.connect(sqlite_place.file, isolation_level=None)) as hog:
            hog.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusyError):
                other.put_log(session(), log(1))
        assert store.lifters() == []


def test_errors_repeat_nothing_that_was_stored(new_place: NewPlace) -> None:
    with Store.open(new_place()) as store:
        database: Database = store.database

        def work(connection: sa.Connection) -> None:
            table = metadata.tables["check_ins"]
            connection.execute(
                sa.insert(table).values(
                    id="x", lifter_id=None, at_unix_s=0.0, pain_0_10=7, answers_json="numb in the left foot"
                )
            )

        with pytest.raises(Exception, match="did not do it") as told:
            database.write(work)
        shown = f"{told.value} {told.value.__cause__}"
        assert not re.search("numb|foot", shown)
