"""Who comes forward, in which order, and that places stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.group.looking import LOOKING, Looking, Places, Urgency, urgency
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.snapshot import Mode, Traffic

FINE = Tile("a", "Ann", Mode.LIFTING, Traffic.STEADY, Reach.HERE)
CAREFUL = replace(FINE, traffic=Traffic.CAREFUL, look="Slow it down")
STOP = replace(FINE, traffic=Traffic.STOP, look="Stop")


@pytest.mark.parametrize(
    ("tile", "wanted"),
    [
        (FINE, Urgency.NONE),
        (CAREFUL, Urgency.CAREFUL),
        (STOP, Urgency.STOP),
        (replace(STOP, look=None), Urgency.NONE),
        (replace(FINE, reach=Reach.STALE, look="not heard"), Urgency.GONE),
        (replace(FINE, reach=Reach.LOST), Urgency.NONE),
        (replace(FINE, mode=Mode.PAIN), Urgency.PAIN),
    ],
)
def test_how_urgent_a_tile_is(tile: Tile, wanted: Urgency) -> None:
    assert urgency(tile) is wanted


def named(key: str, tile: Tile) -> Tile:
    return replace(tile, key=key)


def test_the_most_urgent_is_first_and_of_equals_who_came_first() -> None:
    looking = Looking()
    assert looking.order([named("a", CAREFUL), named("b", FINE), named("c", FINE)], 0.0) == ("a",)
    assert looking.order([named("a", CAREFUL), named("b", FINE), named("c", CAREFUL)], 1.0) == ("a", "c")
    assert looking.order([named("a", CAREFUL), named("b", STOP), named("c", CAREFUL)], 2.0) == ("b", "a", "c")


def test_a_state_that_comes_and_goes_moves_nobody() -> None:
    looking, seen = Looking(), set()
    for k in range(100):
        flickering = STOP if k % 3 == 0 else CAREFUL if k % 3 == 1 else FINE
        seen.add(looking.order([named("a", flickering), named("b", CAREFUL)], 0.1 * k))
    assert seen == {("a", "b")}


def test_who_is_well_again_goes_back_after_a_while() -> None:
    looking = Looking()
    looking.order([STOP], 0.0)
    assert looking.order([FINE], LOOKING.hold_s - 0.1) == ("a",)
    assert looking.order([FINE], LOOKING.hold_s) == ()
    assert looking.order([CAREFUL], LOOKING.hold_s + 1.0) == ("a",)
    assert looking.order([], LOOKING.hold_s + 2.0) == ()


def test_places_stay_and_are_given_again_late() -> None:
    places = Places()
    one, two, three = (named(key, FINE) for key in "xyz")
    assert dict(places.of([one, two], 0.0)) == {"x": 0, "y": 1}
    assert dict(places.of([two, three], 1.0)) == {"y": 1, "z": 2}
    assert dict(places.of([three, two, one], 2.0)) == {"z": 2, "y": 1, "x": 0}
    assert dict(places.of([two], LOOKING.forget_s + 3.0)) == {"y": 1}
    assert dict(places.of([two, named("w", FINE)], LOOKING.forget_s + 4.0)) == {"y": 1, "w": 0}
