"""Measured tempo digits beside a prescription, and the tempo of a set."""

from __future__ import annotations

import pytest

from dsp.context import Tempo
from dsp.errors import ParameterError
from dsp.limits import SignLimits
from dsp.tempo import compare, summary_tempo, tolerance_s
from tests.dsp.signs.making import rep

LIMITS = SignLimits()


@pytest.mark.parametrize(("prescribed_s", "expected_s"), [(0.0, 0.5), (1.0, 0.5), (3.3, 0.5), (4.0, 0.6), (10.0, 1.5)])
def test_the_tolerance_is_half_a_second_or_a_share(prescribed_s: float, expected_s: float) -> None:
    assert tolerance_s(prescribed_s, LIMITS) == pytest.approx(expected_s)


def test_each_digit_is_beside_its_own_prescription_and_x_holds_nobody() -> None:
    measured = rep(1, tempo_eccentric_s=2.9, tempo_bottom_s=1.1, tempo_concentric_s=0.8, tempo_top_s=0.4)
    found = compare(measured, Tempo.parse("3-1-X-0"), LIMITS)
    assert [(d.phase, d.prescribed_s, d.measured.value if d.measured else None) for d in found] == [
        ("descent", 3.0, 2.9), ("bottom", 1.0, 1.1), ("top", 0.0, 0.4)
    ]  # fmt: skip


def test_long_phases_get_a_second_or_their_tolerance() -> None:
    short, long = (compare(rep(1), Tempo.parse(t), LIMITS)[0] for t in ("3-X-X-X", "10-X-X-X"))
    assert (short.shortest_s, short.longest_s) == (2.5, 4.0)
    assert (long.shortest_s, long.longest_s) == (8.5, 11.5)


def test_a_digit_that_was_not_measured_stays_unknown() -> None:
    (digit,) = compare(rep(1, tempo_top_s=None), Tempo.parse("X-X-X-1"), LIMITS)
    assert digit.measured is None


def test_the_tempo_of_a_set_is_the_median_of_each_digit() -> None:
    reps = [
        rep(n, tempo_eccentric_s=e, tempo_bottom_s=0.2, tempo_concentric_s=1.0, tempo_top_s=t)
        for n, e, t in ((1, 3.0, 0.8), (2, 3.1, 0.8), (3, 9.0, None))
    ]
    assert summary_tempo(reps) == "3.1-0.2-1.0-0.8"


def test_an_unknown_digit_is_marked_and_never_a_zero() -> None:
    assert summary_tempo([rep(1, tempo_top_s=None)]) == "2.1-0.5-1.1-?"


def test_a_set_without_digits_has_no_tempo() -> None:
    nothing = dict.fromkeys(("tempo_eccentric_s", "tempo_bottom_s", "tempo_concentric_s", "tempo_top_s"))
    assert summary_tempo([rep(1, **nothing)]) is None
    assert summary_tempo([]) is None


def test_a_pause_measured_below_zero_is_shown_as_none() -> None:
    assert summary_tempo([rep(1, tempo_bottom_s=-0.04)]) == "2.1-0.0-1.1-1.2"


@pytest.mark.parametrize("text", ["", "3-1", "3-1-X-0-0", "-1-1-1-1", "a-b-c-d", "100-0-0-0", "\u0663-1-1-1"])
def test_what_is_not_four_plain_figures_is_no_tempo(text: str) -> None:
    with pytest.raises(ParameterError):
        Tempo.parse(text)
