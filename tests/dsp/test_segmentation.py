"""Which movements are reps, and why the others are not."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.exercises import EXERCISES, StartPhase
from dsp.movements import Movement, MovementParams, movements
from dsp.results import RefusalReason
from dsp.segmentation import Segmentation, SegmentParams, least_travel_m, segment
from tests.dsp.making import Course, course

PARAMS, MOVES = SegmentParams(), MovementParams()
DOWN, UP = (1.5, -0.5), (1.0, 0.5)
TOP = (0.8, 0.0)
REST = (3.0, 0.0)


def segmented(of: Course, exercise: str | None = "squat", sigma_m: float = 0.005) -> Segmentation:
    found = movements(of.motion, 100.0, MOVES)
    row = EXERCISES[exercise] if exercise else None
    return segment(found, np.full(len(found), sigma_m), of.time_s, row, PARAMS)


def reasons(seg: Segmentation) -> list[RefusalReason]:
    return [r.reason for r in seg.refused]


def spans(seg: Segmentation) -> list[tuple[Movement | None, Movement | None]]:
    return [(r.descent, r.drive) for r in seg.reps]


def test_reps_are_pairs_in_the_order_of_the_exercise() -> None:
    squat = segmented(course(REST, *[DOWN, UP, TOP] * 3, REST))
    assert len(squat.reps) == 3
    assert squat.refused == ()
    assert squat.travel_m == pytest.approx(0.5, abs=1e-3)
    for rep in squat.reps:
        assert rep.descent is not None
        assert rep.drive is not None
        assert rep.parts == [rep.descent, rep.drive]
    dead = segmented(course(REST, *[UP, TOP, DOWN, TOP] * 3, REST), "deadlift")
    assert len(dead.reps) == 3
    assert all(rep.parts == [rep.drive, rep.descent] for rep in dead.reps)


@pytest.mark.parametrize(
    ("legs", "start"), [([DOWN, UP, TOP], StartPhase.ECCENTRIC), ([UP, TOP, DOWN, TOP], StartPhase.CONCENTRIC)]
)
def test_without_an_exercise_the_order_is_that_of_the_first_full_movement(
    legs: list[tuple[float, float]], start: StartPhase
) -> None:
    seg = segmented(course(REST, *legs * 3, REST), None)
    assert seg.start is start
    assert len(seg.reps) == 3


def test_a_half_rep_is_refused_as_too_short_and_a_slightly_short_one_is_a_rep() -> None:
    half = course(REST, *[DOWN, UP, TOP] * 2, (1.0, -0.22), (0.8, 0.22), TOP, DOWN, UP, TOP, REST)
    seg = segmented(half)
    assert len(seg.reps) == 3
    assert set(reasons(seg)) == {RefusalReason.TOO_SHORT}
    short = course(REST, *[DOWN, UP, TOP] * 2, (1.3, -0.43), (0.9, 0.43), TOP, DOWN, UP, TOP, REST)
    assert len(segmented(short).reps) == 4


def test_how_short_is_held_against_how_well_it_is_known() -> None:
    """A drive of two thirds of the set's travel is no rep, unless its travel is that uncertain."""
    of = course(REST, *[DOWN, UP, TOP] * 3, (1.2, -0.325), (0.9, 0.325), TOP, REST)
    assert len(segmented(of, sigma_m=0.005).reps) == 3
    assert len(segmented(of, sigma_m=0.02).reps) == 4


def test_a_failed_last_rep_is_refused_as_failed() -> None:
    of = course(REST, *[DOWN, UP, TOP] * 3, DOWN, (1.2, 0.2), (0.8, -0.2), REST)
    seg = segmented(of)
    assert len(seg.reps) == 3
    # The descent, and the drive that gave out; then it is set down.
    assert reasons(seg) == [RefusalReason.FAILED, RefusalReason.FAILED, RefusalReason.RE_RACK]
    # One that never left the bottom.
    stuck = segmented(course(REST, *[DOWN, UP, TOP] * 3, DOWN, REST))
    assert len(stuck.reps) == 3
    assert reasons(stuck) == [RefusalReason.FAILED]


def test_what_is_lifted_before_the_set_is_a_pick_up() -> None:
    of = course((2.0, 0.0), (1.2, 0.6), REST, *[DOWN, UP, TOP] * 3, REST)
    seg = segmented(of, "romanian_deadlift")
    assert len(seg.reps) == 3
    assert reasons(seg) == [RefusalReason.PICK_UP]


def test_off_the_hooks_before_and_onto_them_after() -> None:
    of = course((2.0, 0.0), (0.8, 0.12), REST, *[DOWN, UP, TOP] * 3, (2.0, 0.0), (0.8, -0.12), (2.0, 0.0))
    seg = segmented(of)
    assert len(seg.reps) == 3
    assert reasons(seg) == [RefusalReason.UN_RACK, RefusalReason.RE_RACK]


def test_a_dropped_bar_keeps_its_rep_without_a_descent() -> None:
    of = course(REST, *[UP, TOP, DOWN, TOP] * 2, UP, (3.0, 0.0))
    seg = segmented(of, "deadlift")
    assert [(d is not None, u is not None) for d, u in spans(seg)] == [(True, True), (True, True), (False, True)]


def test_a_set_that_starts_in_mid_rep_keeps_the_drive_it_shows() -> None:
    of = course((0.3, 0.0), UP, TOP, *[DOWN, UP, TOP] * 3, REST)
    seg = segmented(of)
    assert len(seg.reps) == 4
    assert seg.reps[0].descent is None


def test_nothing_that_the_exercise_cannot_be_is_a_rep() -> None:
    assert segmented(course(REST, *[(0.8, -0.1), (0.6, 0.1), TOP] * 3, REST)).reps == ()
    assert segmented(course(REST, *[(4.0, -2.0), (3.0, 2.0), TOP] * 3, REST)).reps == ()
    assert segmented(course((9.0, 0.0))).reps == ()
    assert least_travel_m(EXERCISES["squat"], PARAMS) < EXERCISES["squat"].travel_min_m


def test_a_descent_belongs_to_one_rep_only() -> None:
    """Two drives with one descent between them: only one of them may have it."""
    for exercise in ("squat", "deadlift"):
        seg = segmented(course(REST, *[DOWN, UP, TOP] * 2, (1.0, 0.0), UP, TOP, DOWN, UP, TOP, DOWN, REST), exercise)
        used = [id(r.descent) for r in seg.reps if r.descent is not None]
        assert len(used) == len(set(used))
        # Every movement is a part of a rep or refused, never both.
        taken = {id(m) for r in seg.reps for m in r.parts}
        assert taken.isdisjoint({id(r.movement) for r in seg.refused})


def test_phases_far_apart_in_time_are_no_rep() -> None:
    of = course(REST, *[DOWN, UP, TOP] * 2, DOWN, (12.0, 0.0), UP, REST)
    seg = segmented(of)
    assert len(seg.reps) == 2
