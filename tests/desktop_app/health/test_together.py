"""Signs beside pain: dots, unknown halves left open, no coefficient under eight, and no word on why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from desktop_app.health.checkin import Moment
from desktop_app.health.together import SESSIONS_MIN, Together, together
from tests.desktop_app.health.making import checkin, done

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 10)), min_size=SESSIONS_MIN, max_size=20)


def of(pairs: list[tuple[int, int]]) -> Together:
    """One session a week, so many warnings and so much pain the day after."""
    days = [7.0 * (len(pairs) - n) for n in range(len(pairs))]
    sets = [done(day, warns=("bounce",) * signs) for day, (signs, _) in zip(days, pairs, strict=True)]
    said = [checkin(pain, days=day - 1, moment=Moment.LATER) for day, (_, pain) in zip(days, pairs, strict=True)]
    return together(sets, said)


@pytest.mark.parametrize(("sessions", "shown"), [(0, False), (7, False), (8, True)])
def test_no_coefficient_under_eight_sessions(sessions: int, shown: bool) -> None:
    found = of([(n, n) for n in range(sessions)])
    assert len(found.dots) == sessions
    assert (found.coefficient is not None) is shown
    if shown:
        assert found.coefficient == pytest.approx(1.0)


@given(PAIRS)
def test_the_coefficient_is_spearmans(pairs: list[tuple[int, int]]) -> None:
    found = of(pairs)
    signs, pains = zip(*pairs, strict=True)
    if len(set(signs)) == 1 or len(set(pains)) == 1:
        assert found.coefficient is None
    else:
        assert found.coefficient == pytest.approx(spearmanr(signs, pains).statistic, abs=1e-9)
    assert "cause" not in found.text.lower()


def test_the_worst_pain_of_the_72_hours_after_counts() -> None:
    said = [checkin(9, days=10), checkin(2, days=9), checkin(4, days=7), checkin(8, days=6.9), checkin(7, days=10.1)]
    assert together([done(10)], said).dots[0].pain == 4


def test_what_nobody_measured_or_answered_is_open_and_does_not_count() -> None:
    pairs = [(n, n) for n in range(7)]
    found = of(pairs)
    assert all(dot.whole for dot in found.dots)
    open_halves = together([done(20, measured=False), done(10)], [checkin(3, days=19)])
    assert [(dot.signs, dot.pain) for dot in open_halves.dots] == [(None, 3), (0, None)]
    assert not any(dot.whole for dot in open_halves.dots)


def test_one_code_alone_and_sessions_of_several_sets() -> None:
    sets = [done(10, warns=("bounce", "shift")), done(9.99, session="d10", warns=("bounce",), notes=("bounce",))]
    assert together(sets, []).dots[0].signs == 3
    assert together(sets, [], frozenset({"bounce"})).dots[0].signs == 2
