"""What is known of a set beforehand: a prescription in four figures, an exercise of the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.context import SetContext, Tempo
from dsp.errors import ParameterError
from dsp.exercises import ANY_LIFT, EXERCISES, REDUCED_ON_PURPOSE, VARIATIONS

FIGURE = st.one_of(st.none(), st.integers(0, 9990).map(lambda n: n / 100))


@given(figures=st.tuples(FIGURE, FIGURE, FIGURE, FIGURE))
def test_a_tempo_survives_being_written_and_read(figures: tuple[float | None, ...]) -> None:
    tempo = Tempo(*figures)
    assert Tempo.parse(str(tempo)) == tempo


def test_a_tempo_may_be_written_loosely() -> None:
    assert Tempo.parse(" 3-1-x-0 ") == Tempo(3.0, 1.0, None, 0.0)
    assert str(Tempo.parse("3.50-0.2-1-X")) == "3.5-0.2-1-X"


@pytest.mark.parametrize(
    "text", ["", "3-1-0", "3-1-X-0-1", "3--X-0", "a-1-X-0", "-3-1-X-0", "1e3-1-X-0", "nan-1-1-1", "3,1,X,0"]
)
def test_what_is_no_tempo_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ParameterError) as error:
        Tempo.parse(text)
    assert "3-1-X-0" in error.value.advice


def test_an_exercise_is_one_of_the_table_or_none() -> None:
    assert SetContext().row is None
    assert SetContext(exercise="bench").row is EXERCISES["bench"]
    with pytest.raises(ParameterError) as error:
        _ = SetContext(exercise="curl").row
    assert all(name in error.value.advice for name in EXERCISES)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_row_of_the_table_holds_together(name: str) -> None:
    row = EXERCISES[name]
    assert row.name == name
    assert 0.1 < row.travel_min_m < 0.5 * row.travel_max_m < 1.0
    assert row.signs >= ANY_LIFT
    assert row.fallback_descent_ms is None or 0.3 < row.fallback_descent_ms < 1.5


def test_a_range_reduced_on_purpose_is_a_variation() -> None:
    assert REDUCED_ON_PURPOSE < VARIATIONS
