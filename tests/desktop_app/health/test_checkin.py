"""What means nothing is refused, with the field and an advice; a red flag never is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from desktop_app.health.checkin import CheckIn, Flag, Kind, Moment, Place, Side
from desktop_app.health.errors import CheckInError
from tests.desktop_app.health.making import NOW, checkin


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("pain", {"pain": -1}),
        ("pain", {"pain": 11}),
        ("pain", {"pain": 4.0}),
        ("pain", {"pain": True}),
        ("pain", {"pain": None}),
        ("at", {"at": datetime(2026, 3, 1, 12, 0)}),  # noqa: DTZ001 - a time without a zone is what is refused
        ("since", {"since": NOW + timedelta(seconds=1)}),
        ("since", {"since": datetime(2026, 3, 1, 12, 0)}),  # noqa: DTZ001
        ("side", {"side": Side.LEFT}),
        ("other", {"other": "elbow"}),
        ("other", {"other": "elbow", "place": Place.KNEE}),
        ("note", {"note": "x" * 501}),
    ],
)
def test_refused(field: str, said: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"at": NOW, "moment": Moment.AFTER, "pain": 3} | said
    with pytest.raises(CheckInError) as caught:
        CheckIn(**whole)
    assert caught.value.field == field
    assert caught.value.advice.endswith(".")


@pytest.mark.parametrize("pain", range(11))
def test_every_number_goes_with_every_flag_and_kind(pain: int) -> None:
    for kind in (None, *Kind):
        assert checkin(pain, kind=kind, flags=frozenset(Flag)).pain == pain


def test_a_place_in_own_words() -> None:
    assert checkin(2, place=Place.OTHER, other="left elbow", side=Side.LEFT).other == "left elbow"
