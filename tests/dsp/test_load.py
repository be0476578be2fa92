"""Speed lost within a set."""

from __future__ import annotations

import math

import pytest

from dsp.features import Measured
from dsp.load import best_drive, loss_percent, speed_loss_percent
from dsp.results import BarPath, Drive, Quality, Rep, RepSigma, Top
from tests.dsp.signs.making import rep


def lifted(*speeds_ms: float | None, uncertain: tuple[int, ...] = (), unresolved: tuple[int, ...] = ()) -> list[Rep]:
    """Reps of which only the drive's mean speed is known; uncertain, unresolved: their numbers."""
    out = []
    for number, speed_ms in enumerate(speeds_ms, 1):
        quality = Quality.UNCERTAIN if number in uncertain else Quality.GOOD
        quality = Quality.UNRESOLVED if number in unresolved else quality
        drive = None if speed_ms is None else Drive(0.0, 1.0, 1.0, speed_ms, 1.6 * speed_ms, None)
        path, sigma = BarPath(None, None, signed=False), RepSigma(None, None, None, None)
        out.append(Rep(number, quality, 0.0, 1.0, 1.0, None, None, drive, Top(None), None, path, None, None, sigma))
    return out


def test_the_loss_is_from_the_best_rep_to_the_last() -> None:
    assert speed_loss_percent(lifted(0.4, 0.5, 0.45, 0.35)) == pytest.approx(30.0)


def test_a_set_that_ends_with_its_best_rep_has_lost_nothing() -> None:
    assert speed_loss_percent(lifted(0.4, 0.5)) == 0.0


def test_one_rep_or_none_says_nothing() -> None:
    assert speed_loss_percent(lifted(0.5)) is None
    assert speed_loss_percent([]) is None
    assert speed_loss_percent(lifted(0.5, None)) is None
    assert speed_loss_percent(lifted(0.0, 0.0)) is None


def test_an_unresolved_rep_neither_leads_nor_ends_a_set() -> None:
    assert speed_loss_percent(lifted(0.5, 0.4, 9.0, unresolved=(3,))) == pytest.approx(20.0)


def test_an_uncertain_rep_leads_a_set_only_where_no_good_one_does() -> None:
    assert speed_loss_percent(lifted(0.9, 0.5, 0.4, uncertain=(1,))) == pytest.approx(20.0)
    assert speed_loss_percent(lifted(0.8, 0.4, uncertain=(1, 2))) == pytest.approx(50.0)


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
