from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.replay.compare import FIGURES, compare
from desktop_app.views import words_replay as words
from dsp.results import Severity
from tests.desktop_app.replay.making import rep, result, sign


def test_the_same_figures_of_both() -> None:
    slower = replace(rep(1, 0.0), drive=replace(rep(1, 0.0).drive, mean_speed_ms=0.3))  # type: ignore[type-var]
    left = result((rep(1, 0.0), rep(2, 5.0)))
    right = result((slower, slower, rep(3, 9.0)), (sign("bounce", 1, Severity.WARN, 2.0),), load_kg=120.0)
    rows = {row.name: row for row in compare(left, right)}
    assert tuple(rows) == tuple(FIGURES)
    assert (rows["drive_ms"].left, rows["drive_ms"].right) == (0.5, 0.3)
    assert rows["drive_ms"].difference == pytest.approx(-0.2)
    assert rows["load_kg"].difference == 20.0
    assert (rows["warns"].left, rows["warns"].right) == (0.0, 1.0)


def test_unknown_on_one_side_makes_no_difference() -> None:
    unknown = replace(rep(1, 0.0), rom_m=None, descent=None)
    rows = {row.name: row for row in compare(result((rep(1, 0.0),)), result((unknown,)))}
    assert rows["rom_m"].right is None
    assert rows["rom_m"].difference is None
    assert words.compared(rows["rom_m"]) == ("Travel, cm", "50.0", "–", "–")


def test_one_set_alone() -> None:
    assert all(row.right is None for row in compare(result((rep(1, 0.0),)), None))


def test_every_figure_has_its_words() -> None:
    assert set(words.FIGURES) == set(FIGURES)
