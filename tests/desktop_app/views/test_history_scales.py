"""Round numbers and dates beside pictures."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.views.history_scales import Scale, digits_of, month_ticks, ticks

DAY_S = 86_400.0
NOW_UNIX_S = 1_795_000_000.0


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (0.0, 10.0, 5, [0, 2, 4, 6, 8, 10]),
        (1.32, 2.16, 4, [1.5, 1.75, 2.0]),
        (0.0, 26.5, 6, [0, 5, 10, 15, 20, 25]),
        (-0.3, 0.3, 3, [-0.2, 0.0, 0.2]),
        (5.0, 5.0, 3, []),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, found: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(found)


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4), st.integers(1, 12))
def test_ticks_lie_within_the_scale_and_are_told_apart_by_their_digits(low: float, span: float, most: int) -> None:
    high = low + span
    found = ticks(low, high, most)
    assume(len(found) > 1)
    assert len(found) <= most + 1
    assert all(low - 1e-6 * span <= value <= high + 1e-6 * span for value in found)
    texts = [f"{value:.{digits_of(found)}f}" for value in found]
    assert len(set(texts)) == len(texts)
    assert all(
        abs(float(text) - value) < 1e-6 * max(abs(value), span) for text, value in zip(texts, found, strict=True)
    )


@given(st.integers(3, 4000), st.integers(1, 15))
def test_months_begin_on_the_first_and_leave_each_other_room(days: int, most: int) -> None:
    found = month_ticks(NOW_UNIX_S - days * DAY_S, NOW_UNIX_S, most, UTC)
    assert len(found) <= most + 1
    assert all(datetime.fromtimestamp(at, UTC).day == 1 for at, _ in found)
    assert all(NOW_UNIX_S - days * DAY_S <= at <= NOW_UNIX_S for at, _ in found)
    assert all(later > at for (at, _), (later, _) in pairwise(found))
    for at, text in found:
        moment = datetime.fromtimestamp(at, UTC)
        assert text == (str(moment.year) if moment.month == 1 else f"{moment:%b}")


def test_what_lies_beyond_a_scale_is_drawn_at_its_end() -> None:
    scale = Scale(0.0, 10.0, 100.0, 0.0)
    assert [scale.px(value) for value in (-5.0, 0.0, 2.5, 10.0, 99.0)] == [100.0, 100.0, 75.0, 0.0, 0.0]
    assert Scale(3.0, 3.0, 0.0, 10.0).px(3.0) == 5.0
