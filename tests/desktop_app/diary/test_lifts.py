"""What can be chosen: lifts, and bands of loads that hold every set once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diary.lifts import MOST_BANDS, Choice, Lift, first_band, lifts, load_bands
from desktop_app.health.learning import band_of
from tests.desktop_app.diary.lines import line

SQUAT = Lift("squat", "", 0, 0.0)
LOADS = st.lists(st.integers(8, 100).map(lambda n: 2.5 * n), min_size=1, max_size=60)


def test_the_lift_done_most_often_comes_first_and_a_set_of_no_lift_is_none() -> None:
    sets = [line(3), line(2), line(2, 2, variation="box+paused"), line(1, exercise=None)]
    found = lifts(sets)
    assert [(lift.exercise, lift.tags, lift.sets) for lift in found] == [
        ("squat", (), 2),
        ("squat", ("box", "paused"), 1),
    ]
    assert found[0].last_unix_s == sets[1].started_unix_s


@given(LOADS)
def test_bands_hold_each_set_once_and_are_those_a_baseline_is_learned_for(loads: list[float]) -> None:
    sets = [line(float(k), load_kg=kg) for k, kg in enumerate(loads)]
    bands = load_bands(sets, lifts(sets)[0])
    assert [band.load_kg for band in bands] == sorted({band.load_kg for band in bands})
    assert all((band.low_kg, band.high_kg) == band_of(band.load_kg) for band in bands)
    assert sum(band.sets for band in bands) <= len(sets)
    if len(bands) < MOST_BANDS:
        assert sum(band.sets for band in bands) == len(sets)
        assert all(any(kg in band for band in bands) for kg in loads)


def test_a_load_lifted_lately_makes_a_band_before_one_of_long_ago() -> None:
    old = [line(900.0 - k, load_kg=60.0) for k in range(50)]
    new = [line(20.0 - k, load_kg=64.0) for k in range(5)]
    bands = load_bands([*old, *new], lifts([*old, *new])[0])
    assert [band.load_kg for band in bands] == [64.0]


def test_the_first_band_is_that_of_the_work_and_not_of_the_warm_up() -> None:
    sets = [line(k, n, load_kg=kg, warm_up=n < 3) for k in (3.0, 1.0) for n, kg in enumerate((40, 70, 100, 100), 1)]
    lift = lifts(sets)[0]
    bands = load_bands(sets, lift)
    band = first_band(sets, bands, lift)
    assert band is not None
    assert band.load_kg == 100.0
    assert first_band([], (), SQUAT) is None


def test_a_choice_takes_the_lift_in_its_variation_and_the_loads_of_its_band() -> None:
    sets = [line(1, 1), line(1, 2, load_kg=60.0), line(1, 3, variation="box"), line(1, 4, load_kg=None)]
    lift = lifts(sets)[0]
    band = next(band for band in load_bands(sets, lift) if 100.0 in band)
    assert [one.number for one in Choice(lift, None).chosen(sets)] == [1, 2, 4]
    assert [one.number for one in Choice(lift, band).chosen(sets)] == [1]
