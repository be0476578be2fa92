"""The stretches of a recording that its sets lie in: none left out, none shared."""

from __future__ import annotations

from desktop_app.session.found_sets import found_sets
from dsp.events import SetSettled
from tests.desktop_app.session.results import rep, result
from tests.desktop_app.session.sessions import PLAN


def test_sets_part_the_stretch_between_them() -> None:
    first, second = result([rep(1), rep(2)]), result([rep(1, start_s=60.0)])
    said = [
        SetSettled(first, final=False),
        SetSettled(first, final=True),
        SetSettled(result([]), final=True),
        SetSettled(second, final=True),
    ]
    found = found_sets(said, PLAN, "AA", 1.0, 99.0, 7)
    assert [(e.id, e.start_s, e.end_s) for e in found] == [(7, 1.0, 60.0), (8, first.reps[-1].end_s, 99.0)]
    assert [e.rep_count for e in found] == [2, 1]
    assert {e.plan for e in found} == {PLAN}


def test_a_stretch_in_which_nothing_was_lifted_has_none() -> None:
    assert found_sets([SetSettled(result([]), final=True)], PLAN, "AA", 0.0, 9.0) == []
    assert found_sets([], PLAN, "AA", 0.0, 9.0) == []
