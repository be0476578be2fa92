"""A red flag cannot be passed into a set unread, and stays known to its movement for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_app.health.answer import answer
from desktop_app.health.checkin import CheckIn, Flag, Kind
from desktop_app.health.errors import CheckInError
from desktop_app.health.gate import Told, gate
from tests.desktop_app.health.making import NOW, ago, checkin


def told(said: CheckIn) -> Told:
    return Told(said, answer(said))


SHARP = checkin(2, hours=2, kind=Kind.SHARP, exercise="squat")
BLADDER = checkin(0, hours=1, flags=frozenset({Flag.BOWEL_BLADDER}))


@pytest.mark.parametrize("exercise", ["squat", "bench", None])
def test_unread_closes_every_set(exercise: str | None) -> None:
    closed = gate([told(SHARP)], exercise, NOW)
    assert not closed.open
    assert closed.to_read == (told(SHARP),)


def test_however_old_it_is() -> None:
    assert not gate([told(checkin(2, days=400, kind=Kind.SHARP))], "squat", NOW).open


def test_the_urgent_one_is_read_first_and_each_has_to_be() -> None:
    both = [told(SHARP), told(BLADDER)]
    assert [t.checkin for t in gate(both, None, NOW).to_read] == [BLADDER, SHARP]
    assert not gate([both[0].read(NOW), both[1]], None, NOW).open
    assert gate([t.read(NOW) for t in both], None, NOW).open


def test_read_opens_and_reminds_for_its_movement_alone() -> None:
    read = told(SHARP).read(NOW)
    assert gate([read], "squat", NOW).lines == (
        "You were told to stop squat and have it evaluated by a qualified professional.",
    )
    assert gate([read], "bench", NOW) == gate([], "bench", NOW)
    assert gate([read], "squat", NOW + timedelta(days=20)).lines == ()


def test_pain_without_a_flag_closes_nothing() -> None:
    assert gate([told(checkin(9)), told(checkin(4)), told(checkin(0))], "squat", NOW).open


def test_nothing_is_read_before_it_is_said() -> None:
    with pytest.raises(CheckInError):
        told(SHARP).read(ago(days=1))
    first = told(SHARP).read(ago(hours=1))
    assert first.read(NOW) is first
