"""Loads as they are typed, and plates that add up to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import LoadError
from desktop_app.session.plates import KG_PER_LB, RACKS, Units, load_text, parse_load, per_side, total


@pytest.mark.parametrize(
    ("text", "units", "load_kg"),
    [
        ("100", Units.KG, 100.0),
        ("100", Units.LB, 45.359237),
        (" 102,5 KG ", Units.LB, 102.5),
        ("225 lbs", Units.KG, 225 * KG_PER_LB),
        ("bar", Units.KG, 20.0),
        ("bar + 20 + 10", Units.KG, 80.0),
        ("15 bar+10 x2 + 1.25", Units.KG, 57.5),
        ("bar + 45 + 45 lb", Units.KG, 225 * KG_PER_LB),
    ],
)
def test_load_is_read_as_typed(text: str, units: Units, load_kg: float) -> None:
    assert parse_load(text, units) == pytest.approx(load_kg)


def test_nothing_typed_is_no_load() -> None:
    assert parse_load("  ", Units.KG) is None


@pytest.mark.parametrize(
    "text", ["0", "-5", "1e3", "heavy", "5000 kg", "bar + ", "bar + 20 x0", "1" * 500, "nan", "١٠"]
)
def test_what_is_no_load_is_refused_with_advice(text: str) -> None:
    with pytest.raises(LoadError) as caught:
        parse_load(text, Units.KG)
    assert "bar + 20 + 10" in caught.value.advice


@given(st.sampled_from(Units), st.lists(st.integers(0, 5), max_size=4))
def test_plates_add_up_to_the_load_they_were_chosen_for(units: Units, picked: list[int]) -> None:
    rack = RACKS[units]
    load = total(rack.bar, [rack.plates[i] for i in picked])
    chosen = per_side(load * units.kg, rack)
    assert chosen is not None
    assert total(rack.bar, chosen) == pytest.approx(load)
    assert list(chosen) == sorted(chosen, reverse=True)


@pytest.mark.parametrize("load_kg", [15.0, 100.7])
def test_no_plates_for_what_they_cannot_make(load_kg: float) -> None:
    assert per_side(load_kg, RACKS[Units.KG]) is None


@given(st.sampled_from(Units), st.integers(1, 1500))
def test_a_load_shown_is_the_load_typed(units: Units, halves: int) -> None:
    load_kg = halves / 2 * units.kg
    if load_kg > 1000.0:
        return
    assert parse_load(load_text(load_kg, units), Units.KG) == pytest.approx(load_kg)
