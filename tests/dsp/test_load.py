"""Speed lost within a set."""

from __future__ import annotations

import math

import pytest

from dsp.features import Measured
from dsp.load import best_drive, loss_percent, speed_loss_percent
from dsp.results import Quality
from tests.dsp.signs.making import rep


def test_the_loss_is_from_the_best_rep_to_the_last() -> None:
    reps = [rep(n, drive_speed_ms=v) for n, v in ((1, 0.4), (2, 0.5), (3, 0.45), (4, 0.35))]
    found = speed_loss_percent(reps)
    assert found is not None
    assert found.value == pytest.approx(30.0)


def test_a_set_that_ends_with_its_best_rep_has_lost_nothing() -> None:
    assert speed_loss_percent([rep(1, drive_speed_ms=0.4), rep(2, drive_speed_ms=0.5)]) == Measured(0.0, 0.0)


def test_one_rep_or_none_says_nothing() -> None:
    assert speed_loss_percent([rep(1)]) is None
    assert speed_loss_percent([]) is None
    assert speed_loss_percent([rep(1), rep(2, drive_speed_ms=None)]) is None


def test_an_unresolved_rep_neither_leads_nor_ends_a_set() -> None:
    reps = [rep(1, drive_speed_ms=0.5), rep(2, drive_speed_ms=0.4), rep(3, 0.0, Quality.UNRESOLVED, drive_speed_ms=9.0)]
    found = speed_loss_percent(reps)
    assert found is not None
    assert found.value == pytest.approx(20.0)


def test_an_uncertain_rep_is_the_best_only_where_no_good_one_is() -> None:
    doubtful = rep(1, 0.0, Quality.UNCERTAIN, drive_speed_ms=0.9)
    assert best_drive([doubtful, rep(2)]) == rep(2).drive_speed_ms
    assert best_drive([doubtful]) == doubtful.drive_speed_ms
    assert best_drive([]) is None


def test_both_errors_are_in_the_sigma() -> None:
    found = loss_percent(Measured(0.4, 0.03), Measured(0.5, 0.05))
    assert found is not None
    assert found.sigma == pytest.approx(100 * math.hypot(0.03, 0.8 * 0.05) / 0.5)


def test_a_best_of_nothing_gives_no_loss() -> None:
    assert loss_percent(Measured(0.4, 0.03), Measured(0.0, 0.05)) is None
