from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.replay.marks import Phase, marks_of
from dsp.results import Gap, Quality, RefusalReason, Refused, Severity
from tests.desktop_app.replay.making import rep, result, sign


def test_phases_of_a_lift_that_begins_with_the_descent() -> None:
    marks = marks_of(result((rep(1, 0.0), rep(2, 5.0))))
    told = [(b.phase, b.start_s, b.end_s, b.rep) for b in marks.bands]
    assert told == [
        (Phase.DESCENT, 0.0, 2.0, 1),
        (Phase.BOTTOM, 2.0, 2.5, 1),
        (Phase.DRIVE, 2.5, 3.5, 1),
        (Phase.TOP, 3.5, 5.0, 1),
        (Phase.DESCENT, 5.0, 7.0, 2),
        (Phase.BOTTOM, 7.0, 7.5, 2),
        (Phase.DRIVE, 7.5, 8.5, 2),
        (Phase.TOP, 8.5, 9.0, 2),
    ]


def test_the_top_of_a_lift_that_begins_with_the_drive() -> None:
    marks = marks_of(result((rep(1, 0.0, load_first=True),)))
    assert [(b.phase, b.start_s, b.end_s) for b in marks.bands] == [
        (Phase.DRIVE, 0.0, 1.0),
        (Phase.TOP, 1.0, 1.5),
        (Phase.DESCENT, 1.5, 3.5),
    ]


def test_a_dropped_bar_has_no_descent_and_no_band_of_one() -> None:
    dropped = replace(rep(1, 0.0, load_first=True), descent=None)
    marks = marks_of(result((dropped, rep(2, 9.0, load_first=True))))
    assert [(b.phase, b.end_s) for b in marks.bands][:2] == [(Phase.DRIVE, 1.0), (Phase.TOP, 1.5)]


def test_an_unresolved_drive_leaves_its_place_empty() -> None:
    unresolved = replace(rep(1, 0.0), drive=None, quality=Quality.UNRESOLVED)
    marks = marks_of(result((unresolved,)))
    assert [b.phase for b in marks.bands] == [Phase.DESCENT, Phase.BOTTOM]
    assert marks.band_at(3.0) is None


@pytest.mark.parametrize(
    ("time_s", "phase", "number"),
    [(-1.0, None, None), (0.0, Phase.DESCENT, 1), (2.2, Phase.BOTTOM, 1), (4.0, Phase.TOP, 1), (5.0, Phase.DESCENT, 2),
     (20.0, None, 2)],
)  # fmt: skip
def test_what_goes_on_at_a_time(time_s: float, phase: Phase | None, number: int | None) -> None:
    marks = marks_of(result((rep(1, 0.0), rep(2, 5.0))))
    band, found = marks.band_at(time_s), marks.rep_at(time_s)
    assert (band.phase if band else None) == phase
    assert (found.number if found else None) == number


def test_signs_in_order_with_the_gravest_of_each_rep() -> None:
    signs = (
        sign("slowing", 2, Severity.NOTE, 8.0),
        sign("fast_descent", 1, Severity.WARN, 2.0),
        sign("form_fading", 1, Severity.STOP, 3.0),
        sign("depth_varies", None, Severity.NOTE, 12.0),
    )
    marks = marks_of(result((rep(1, 0.0), rep(2, 5.0), rep(3, 10.0)), signs))
    assert [m.time_s for m in marks.signs] == [2.0, 3.0, 8.0, 12.0]
    assert [r.worst for r in marks.reps] == [Severity.STOP, Severity.NOTE, None]


def test_gaps_and_what_was_refused() -> None:
    refused = (Refused(20.0, 21.0, RefusalReason.RE_RACK),)
    marks = marks_of(result((rep(1, 0.0),), gaps=(Gap(1.0, 1.2),), refused=refused))
    assert [(g.start_s, g.end_s, g.reason) for g in marks.gaps] == [(1.0, 1.2, None)]
    assert marks.refused[0].reason is RefusalReason.RE_RACK


def test_a_set_without_reps() -> None:
    marks = marks_of(result(()))
    assert marks.bands == ()
    assert marks.rep_at(1.0) is None
