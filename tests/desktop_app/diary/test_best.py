"""Best sets: the greatest of each kind, and what was best until then."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diary.best import LOAD_STEP, MOST_LOADS, BestSets, Kind, best_sets
from desktop_app.diary.lifts import Lift
from desktop_app.store.history import SetLine
from desktop_app.store.set_reps import SetReps
from tests.desktop_app.diary.lines import line

LIFT = Lift("squat", "", 1, 0.0)
SETS = st.lists(st.tuples(st.integers(8, 60).map(lambda n: 2.5 * n), st.integers(1, 15)), min_size=1, max_size=50)


def _best(sets: list[SetLine], reps: dict[str, SetReps] | None = None) -> BestSets:
    return best_sets(sets, reps or {}, LIFT)


def _of(found: BestSets, kind: Kind) -> float | None:
    return next((each.value for each in found.firsts if each.kind is kind), None)


def test_each_kind_has_its_best() -> None:
    sets = [
        line(30, load_kg=100.0, reps=5),
        line(20, load_kg=110.0, reps=3),
        line(10, load_kg=80.0, reps=9),
        line(5, load_kg=None, reps=20),
    ]
    reps = {
        sets[0].id: SetReps(good=5, controlled=5, best_drive_ms=0.5),
        sets[1].id: SetReps(good=3, controlled=1, best_drive_ms=0.4),
        sets[2].id: SetReps(good=9, controlled=8, best_drive_ms=0.7),
    }
    found = _best(sets, reps)
    assert _of(found, Kind.HEAVIEST) == 110.0
    assert _of(found, Kind.FASTEST) == 0.4
    assert _of(found, Kind.CONTROLLED) == 8
    assert _of(found, Kind.WORK) == 720.0
    assert found.firsts[0].before == 100.0
    assert found.firsts[0].session_id == sets[1].session_id


def test_what_came_later_is_not_what_was_best_before() -> None:
    found = _best([line(30, load_kg=110.0), line(10, load_kg=105.0)])
    assert found.firsts[0].value == 110.0
    assert found.firsts[0].before is None


def test_of_equal_loads_that_of_more_reps_is_best_then_the_first() -> None:
    sets = [line(30, reps=3), line(20, reps=5), line(10, reps=5)]
    assert _best(sets).firsts[0].set_id == sets[1].id


def test_a_set_that_ended_for_pain_or_of_another_lift_is_no_best() -> None:
    sets = [line(3, ended_for_pain=True), line(2, variation="box"), line(1, exercise="bench"), line(1, 2, reps=0)]
    assert _best(sets) == BestSets((), (), ())


def test_a_set_by_hand_counts_and_is_marked() -> None:
    found = _best([line(3, by_hand=True)])
    assert found.firsts[0].by_hand
    assert _of(found, Kind.CONTROLLED) is None


@given(SETS)
def test_more_reps_are_never_heavier_and_loads_shown_are_apart(done: list[tuple[float, int]]) -> None:
    sets = [line(float(k), load_kg=kg, reps=reps) for k, (kg, reps) in enumerate(done)]
    found = _best(sets, {one.id: SetReps(good=1, best_drive_ms=0.5) for one in sets})
    heights = [each.value for _, each in found.by_reps]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == max(kg for kg, _ in done)
    loads = [kg for kg, _ in found.by_load]
    assert 1 <= len(loads) <= MOST_LOADS
    assert all(light <= LOAD_STEP * heavy for light, heavy in pairwise(loads))
