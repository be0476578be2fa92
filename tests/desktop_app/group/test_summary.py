"""What a group has done: counted by hand, and told on paper and in a table."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop_app.group.summary import COLUMNS, Judged, board, csv_text, summarise
from desktop_app.group.summary_pages import summary_document
from desktop_app.report.html import html_page
from desktop_app.session.plates import Units
from tests.desktop_app.group.group_sets import ANN, entries

MADE = datetime(2026, 7, 1, 18, 30, tzinfo=UTC)


def test_sets_signs_and_best_speeds_of_each_lifter() -> None:
    ann, ben, nobody = summarise(entries())
    assert (ann.name, ben.name, nobody.name) == ("Ann", "ben", None)
    assert [one.reps for one in ann.sets] == [5, 5, 5]
    assert (ann.reps, ann.warns, ann.stops) == (15, 1, 1)
    last = ann.sets[-1]
    assert last.judged == (Judged.WARN, Judged.STOP, Judged.UNCERTAIN)
    assert last.signs == (("fast_descent", 1), ("slowing", 1))
    assert last.best_ms == pytest.approx(0.5)
    assert dict(ann.best)["squat", ("paused",), 100.0] == pytest.approx(0.65)
    assert ben.signs == (("bounce", 2),)
    # Warm-ups, and reps that could not be judged, are not held for or against anybody.
    assert ann.steady == (5, 7)
    assert ben.steady == (4, 6)


def test_nobody_stands_on_the_board_who_did_not_ask_to() -> None:
    lifters = summarise(entries())
    assert board(lifters, ()) == ()
    lines = board(lifters, ("BEN", "ann", "Carl"))
    assert [(line.place, line.name, line.steady, line.judged) for line in lines] == [(1, "Ann", 5, 7), (2, "ben", 4, 6)]
    few = summarise([replace(entries()[2], added=0)])
    assert board(few, ("Ann",)) == ()


def test_equal_ones_share_a_place() -> None:
    clean = entries()[1]
    named = [replace(clean, plan=replace(ANN, athlete=name)) for name in ("Cy", "Bo", "Al")]
    worse = replace(entries()[4], plan=replace(ANN, athlete="Di"))
    lines = board(summarise([*named, worse]), ("Al", "Bo", "Cy", "Di"))
    assert [(line.place, line.name) for line in lines] == [(1, "Al"), (1, "Bo"), (1, "Cy"), (4, "Di")]


def test_the_table_has_a_line_for_each_set_and_nothing_that_a_spreadsheet_runs() -> None:
    cunning = replace(entries()[1], plan=replace(ANN, athlete="=cmd()"))
    rows = list(csv.reader(io.StringIO(csv_text(summarise([*entries(), cunning])))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + 6
    assert [row[0] for row in rows[1:]] == ["'=cmd()", "Ann", "Ann", "Ann", "ben", ""]
    last = dict(zip(COLUMNS, rows[4], strict=True))
    assert (last["reps"], last["reps_judged"], last["stops"]) == ("5", "2", "1")
    assert last["signs"] == "fast_descent:1 slowing:1"


def test_the_pages_tell_all_of_it_and_never_why_a_set_was_ended() -> None:
    document = summary_document(summarise(entries()), ("ben",), Units.KG, MADE)
    page = html_page(document)
    for part in ("Ann", "ben", "Lifter not named", "Squat, paused", "Fast descent", "Board", "3 lifters"):
        assert part in page
    assert "pain" not in page.lower()
    empty = html_page(summary_document((), (), Units.LB, MADE))
    assert "No set is over yet." in empty
    assert "Board" not in empty
