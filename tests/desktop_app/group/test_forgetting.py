"""A person deleted for good is in no file of the group on this machine either, whoever has it open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.group.forgetting import Cleared, clear_group, delete_person
from desktop_app.group.ledger import Ledger
from desktop_app.group.outbox import Outbox
from desktop_app.group.sets import set_to_send
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from tests.desktop_app.group.making import RUN
from tests.desktop_app.store.making import PLAN, entry, log, session

NOW = 2e9
SOON_S = 0.05
BOB = replace(PLAN, athlete="Bob")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "group"


@pytest.fixture
def outbox(folder: Path) -> Iterator[Outbox]:
    """One that is open, with two sets of Ann's and one of Bob's."""
    made = Outbox(folder / "outbox-rack1.sqlite3")
    for number in (1, 2):
        made.put(session(), entry(number), NOW)
    made.put(session(), entry(3, BOB), NOW)
    yield made
    made.close()


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    made = Ledger(folder / "coach.sqlite3")
    made.put("rack1", set_to_send(session(), entry(1)), NOW)
    made.put("rack2", set_to_send(session("b"), entry(1, BOB)), NOW)
    yield made
    made.close()


def _holding(folder: Path, name: str) -> list[str]:
    """Files, logs of databases too, in which a name stands."""
    return [path.name for path in folder.iterdir() if f'"{name}"'.encode() in path.read_bytes()]


def test_a_lifter_is_overwritten_in_files_that_are_open(folder: Path, outbox: Outbox, ledger: Ledger) -> None:
    assert _holding(folder, "Ann")
    assert clear_group(folder, " ANN ") == Cleared(3, ())
    assert _holding(folder, "Ann") == []
    (left,) = outbox.due(RUN, NOW)
    assert b'"Bob"' in left.payload
    assert [came.done.plan.lifter for came in ledger.sets()] == ["Bob"]
    assert outbox.put(session(), entry(4, BOB), NOW), "whoever has it open goes on"
    assert clear_group(folder, "Ann") == Cleared(0, ())


def test_what_goes_of_itself_is_overwritten_too(folder: Path, outbox: Outbox) -> None:
    outbox.put(session(), replace(entry(1), plan=BOB), NOW)
    outbox.put(session(), replace(entry(2), plan=BOB), NOW)
    outbox.close()
    assert _holding(folder, "Ann") == []


def test_where_there_is_no_file_there_is_nothing_to_do(folder: Path) -> None:
    assert clear_group(folder, "Ann") == Cleared()
    assert not folder.exists()
    folder.mkdir()
    (folder / "coach.sqlite3").touch()
    assert clear_group(folder, "Ann") == Cleared()
    assert (folder / "coach.sqlite3").stat().st_size <= 4096


def test_a_damaged_file_is_named_and_the_others_are_cleared(folder: Path, outbox: Outbox) -> None:
    damaged = folder / "coach.sqlite3"
    damaged.write_bytes(b"Ann " * 2000)
    assert clear_group(folder, "Ann") == Cleared(2, (str(damaged),))
    assert damaged.read_bytes() == b"Ann " * 2000


@pytest.mark.parametrize(("begin", "cleared"), [("BEGIN IMMEDIATE", 0), ("BEGIN", 2)])
def test_a_file_that_somebody_holds_is_named(folder: Path, outbox: Outbox, begin: str, cleared: int) -> None:
    path = folder / "outbox-rack1.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(begin)
        other.execute("SELECT count(*) FROM sets").fetchone()
        assert clear_group(folder, "Ann", patience_s=SOON_S) == Cleared(cleared, (str(path),))
    assert clear_group(folder, "Ann", patience_s=SOON_S) == Cleared(2 - cleared, ())
    assert _holding(folder, "Ann") == []


def test_sets_that_are_not_understood_stay(folder: Path, outbox: Outbox) -> None:
    with closing(sqlite3.connect(folder / "outbox-rack1.sqlite3")) as other, other:
        for number, payload in enumerate((b"\xff", b"[]", b'{"plan": {"lifter": 5}}', b"[" * 100_000)):
            other.execute("INSERT INTO sets VALUES (?, 1, ?, 0, 0, '')", (f"strange{number}", payload))
    assert clear_group(folder, "Ann") == Cleared(2, ())
    assert len(outbox.due(RUN, NOW)) == 5


def test_a_person_is_deleted_here_and_there_under_an_earlier_name_too(
    tmp_path: Path, folder: Path, outbox: Outbox, ledger: Ledger
) -> None:
    place = StorePlace(tmp_path / "history", tmp_path / "recordings", group=folder)
    with Store.open(place) as store:
        store.put_log(session(), log(1, 2))
        store.rename_lifter("Ann", "Anna")
        done = delete_person(store, "Anna")
        assert (done.sets, done.group_sets, done.not_cleared) == (2, 3, ())
        assert store.lifters() == []
    assert _holding(folder, "Ann") == []


def test_a_history_without_a_group_is_deleted_from(sqlite_place: StorePlace) -> None:
    with Store.open(sqlite_place) as store:
        store.put_log(session(), log(1))
        done = delete_person(store, "Ann")
        assert (done.sets, done.group_sets, done.not_cleared) == (1, 0, ())
