"""Sets on both disks: each is sent until it is kept, and kept once, whatever comes twice, late or from elsewhere."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.group.errors import GroupFileError
from desktop_app.group.ledger import Ledger, Verdict
from desktop_app.group.outbox import SESSION_S, Outbox
from desktop_app.group.sets import set_to_send
from desktop_app.group.wire import parse
from tests.desktop_app.group.making import RUN
from tests.desktop_app.store.making import entry, measured, session

NOW = 2e9
OTHER = "fedcba9876543210"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "deep" / "outbox.sqlite3")
    yield made
    made.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "ledger.sqlite3")
    yield made
    made.close()


def test_a_set_is_due_until_its_newest_revision_is_kept(outbox: Outbox) -> None:
    assert outbox.put(session(), entry(1), NOW)
    assert not outbox.put(session(), entry(1), NOW), "nothing has changed"
    (letter,) = outbox.due(RUN, NOW)
    assert outbox.put(session(), replace(entry(1), struck=(2,)), NOW)
    outbox.kept(letter.set_id, letter.revision, RUN)
    (again,) = outbox.due(RUN, NOW)
    assert (again.set_id, again.revision) == (letter.set_id, 2)
    assert outbox.waiting == 1
    outbox.kept(again.set_id, 2, RUN)
    outbox.kept(again.set_id, 1, RUN)
    assert outbox.due(RUN, NOW) == []
    assert outbox.waiting == 0


def test_a_coach_that_begins_anew_is_sent_the_day_and_no_more(outbox: Outbox) -> None:
    for number in (1, 2):
        outbox.put(session(), entry(number), NOW - SESSION_S * number)
        (letter,) = [one for one in outbox.due(RUN, NOW) if one.revision == 1 and one.set_id][-1:]
        outbox.kept(letter.set_id, 1, RUN)
    outbox.put(session("older"), entry(9), NOW - 2 * SESSION_S)
    assert len(outbox.due(OTHER, NOW - SESSION_S / 2)) == 2, "one of the day, and one that nobody has"
    outbox.forget(NOW + 365 * 86_400.0)
    assert outbox.due(OTHER, NOW) == []


def test_what_was_put_outlives_the_program_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    first = Outbox(path)
    first.put(session(), entry(1, found=measured(7)), NOW)
    second = Outbox(path)
    (letter,) = second.due(RUN, NOW)
    assert parse("rackside/1/a/up/set", letter.payload)[1] == set_to_send(session(), entry(1, found=measured(7)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first.close()
    second.close()


def test_a_file_that_is_none_is_an_error_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    path.write_bytes(b"junk" * 1000)
    with pytest.raises(GroupFileError) as caught:
        Outbox(path)
    assert str(path) in caught.value.message
    assert caught.value.advice


def test_repeats_and_reordering_change_nothing(ledger: Ledger) -> None:
    first = set_to_send(session(), entry(1), 1)
    third = set_to_send(session(), replace(entry(1), struck=(1, 2)), 3)
    for done, verdict in (
        (first, Verdict.NEW),
        (third, Verdict.CHANGED),
        (first, Verdict.KNOWN),
        (third, Verdict.KNOWN),
    ):
        assert ledger.verdict("rack1", done) is verdict
        assert ledger.put("rack1", done, NOW) is (verdict in {Verdict.NEW, Verdict.CHANGED})
    (came,) = ledger.sets()
    assert came.done == third


def test_a_set_stays_that_of_its_station(ledger: Ledger) -> None:
    first = set_to_send(session(), entry(1), 1)
    ledger.put("rack1", first, NOW)
    forged = replace(first, revision=2, deleted=True)
    assert ledger.verdict("rack2", forged) is Verdict.FOREIGN
    assert not ledger.put("rack2", forged, NOW)
    assert ledger.sets()[0].done == first
    ledger.forget(NOW + 1.0)
    assert ledger.sets() == []
