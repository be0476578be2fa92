"""The calendar, the weeks and the symptoms, ready to be drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diary.months import SHADES, days, months, near
from desktop_app.diary.symptoms import Heap, symptoms
from desktop_app.diary.tonnage import weekly
from desktop_app.health.together import Dot, Together
from desktop_app.store.history import WeekLine
from tests.desktop_app.diary.lines import line, session

MONDAY = date(2026, 9, 7)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_months_hold_every_day_once_under_its_weekday(first: date, count: int) -> None:
    found = months(first, first + timedelta(days=count))
    held = [day for month in found for week in month.weeks for day in week if day is not None]
    assert held == [held[0] + timedelta(days=k) for k in range(len(held))]
    assert held[0] == first.replace(day=1)
    assert held[-1] >= first + timedelta(days=count)
    assert all(
        day.weekday() == place for month in found for week in month.weeks for place, day in enumerate(week) if day
    )


def test_a_day_has_all_of_its_sessions() -> None:
    morning = session(line(1.3, warns=2), line(1.3, 2, stops=1), pain_after=(1, 3))
    evening = session(line(1.1, by_hand=True))
    other = session(line(8, reps=1))
    by_hand = session(line(12, by_hand=True))
    found = days([other, morning, evening, by_hand], UTC)
    day = found[datetime.fromtimestamp(morning.started_unix_s, UTC).date()]
    assert (day.sessions, day.signs, day.pain, day.sets) == ((morning.id, evening.id), 3, 3, 3)
    assert day.tonnage_kg == 1500.0
    assert day.shade == SHADES
    quiet = found[datetime.fromtimestamp(by_hand.started_unix_s, UTC).date()]
    assert (quiet.signs, quiet.pain) == (None, None)
    assert found[datetime.fromtimestamp(other.started_unix_s, UTC).date()].shade == 1


def test_days_are_those_of_the_zone() -> None:
    one = session(line(0.0))
    at = datetime.fromtimestamp(one.started_unix_s, UTC)
    assert list(days([one], UTC)) == [at.date()]
    later = at.astimezone(UTC) + timedelta(hours=14)
    assert list(days([one], timezone(timedelta(hours=14)))) == [later.date()]


@pytest.mark.parametrize(("step", "found"), [(1, 10), (-1, 3), (7, 20), (-7, 3), (28, None), (-28, None)])
def test_a_step_goes_to_the_next_day_with_a_session(step: int, found: int | None) -> None:
    kept = {date(2026, 9, n): None for n in (3, 10, 20)}
    here = date(2026, 9, 10) if step in {7, -7} else date(2026, 9, 5)
    wanted = None if found is None else date(2026, 9, found)
    assert near(kept, here, step) == wanted  # type: ignore[arg-type]


def _weeks(*tonnages: float) -> list[WeekLine]:
    return [WeekLine(MONDAY + timedelta(weeks=k), kg, 3, 15, 0) for k, kg in enumerate(tonnages)]


def test_a_week_stands_beside_the_mean_of_the_four_before() -> None:
    found = weekly(_weeks(1000, 2000, 3000, 2000, 3001, 2000), MONDAY + timedelta(weeks=5, days=2))
    assert [week.usual_kg for week in found] == [None] * 4 + [2000.0, pytest.approx(2500.25)]
    assert [week.jump for week in found] == [False] * 4 + [True, False]
    assert [week.going_on for week in found] == [False] * 5 + [True]


def test_a_week_after_four_empty_ones_is_no_jump() -> None:
    assert not weekly(_weeks(0, 0, 0, 0, 5000), MONDAY)[-1].jump
    assert weekly([], MONDAY) == ()


def test_alike_dots_are_one_heap_and_half_known_ones_stay_apart() -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    dots = tuple(Dot(str(k), at, *pair) for k, pair in enumerate([(0, 0), (0, 0), (3, 5), (None, 2), (3, None)]))
    found = symptoms(Together(dots, None, ""))
    assert found.heaps == (Heap(0, 0, 2), Heap(3, 5, 1), Heap(None, 2, 1), Heap(3, None, 1))
    assert found.most_signs == 3
    assert sum(heap.sessions for heap in found.heaps) == len(dots)
