"""The descent speed that the live tone follows."""

from __future__ import annotations

import pytest

from dsp.context import Baseline, SetContext, Spread, Tempo
from dsp.signs import SetJudge
from tests.dsp.signs.making import LIMITS, after_two, rep


def target(context: SetContext, reps: int = 0, rom_m: float | None = None, peak_ms: float = 0.4) -> float | None:
    judge = SetJudge(context, LIMITS)
    for each in [rep(n, descent_peak_ms=peak_ms) for n in range(1, reps + 1)]:
        judge.rep(each)
    return judge.descent_target_ms(rom_m)


def test_nothing_says_how_fast_the_first_rep_should_be() -> None:
    assert target(SetContext("squat")) is None
    assert target(SetContext("squat"), reps=1) is None


def test_the_first_reps_peak_is_the_target_of_the_others() -> None:
    assert target(SetContext("squat"), reps=2) == pytest.approx(0.4)


def test_the_baselines_peak_comes_before_the_first_reps() -> None:
    own = Baseline({"descent_peak_ms": Spread(0.7, 0.1)}, 20)
    assert target(SetContext("squat", baseline=own), reps=2) == pytest.approx(0.7)


def test_a_prescription_comes_first_with_a_usual_ratio_of_peak_to_mean() -> None:
    own = Baseline({"descent_peak_ms": Spread(0.7, 0.1)}, 20)
    context = SetContext("squat", tempo=Tempo.parse("4-0-X-0"), baseline=own)
    assert target(context, rom_m=0.6) == pytest.approx(0.6 / 4 * 1.6)


def test_the_lifters_own_ratio_replaces_the_usual_one() -> None:
    context = SetContext("squat", tempo=Tempo.parse("4-0-X-0"))
    own_ratio = 0.4 * 2.1 / 0.5
    assert target(context, reps=2, rom_m=0.6) == pytest.approx(0.6 / 4 * own_ratio)


def test_a_rushed_rep_does_not_raise_the_target_without_bound() -> None:
    context = SetContext("squat", tempo=Tempo.parse("4-0-X-0"))
    assert target(context, reps=2, rom_m=0.6, peak_ms=2.0) == pytest.approx(0.6 / 4 * LIMITS.target_peak_to_mean_max)


def test_travel_is_the_prescribed_or_the_lifters_own_where_none_is_given() -> None:
    tempo = Tempo.parse("4-0-X-0")
    assert target(SetContext("squat", tempo=tempo)) is None
    assert target(SetContext("squat", tempo=tempo, prescribed_rom_m=0.4)) == pytest.approx(0.4 / 4 * 1.6)
    assert target(SetContext("squat", tempo=tempo), reps=2) == pytest.approx(0.5 / 4 * 0.4 * 2.1 / 0.5)


@pytest.mark.parametrize("tempo", ["X-0-X-0", "0-0-X-0"])
def test_a_descent_as_fast_as_possible_has_no_target(tempo: str) -> None:
    assert target(SetContext("squat", tempo=Tempo.parse(tempo)), reps=2, rom_m=0.6) is None


@pytest.mark.parametrize("exercise", ["deadlift", "row", None])
def test_where_only_a_prescription_counts_nothing_else_gives_a_target(exercise: str | None) -> None:
    own = Baseline({"descent_peak_ms": Spread(0.7, 0.1)}, 20)
    assert target(SetContext(exercise, baseline=own), reps=2) is None
    assert target(SetContext(exercise, tempo=Tempo.parse("2-0-X-0")), rom_m=0.6) == pytest.approx(0.6 / 2 * 1.6)


def test_the_target_does_not_rise_with_reps_that_ran_away() -> None:
    judge = SetJudge(SetContext("squat"), LIMITS)
    for each in after_two(rep(3, descent_peak_ms=2.0), rep(4, descent_peak_ms=2.0)):
        judge.rep(each)
    assert judge.descent_target_ms(None) == pytest.approx(0.4)
