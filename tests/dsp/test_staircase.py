"""Descents that must have been: told by drives that have none before them."""

from __future__ import annotations

import numpy as np

from dsp.drives import DriveParams, RoughDrive, lockout_links, rough_drives
from dsp.exercises import StartPhase
from dsp.staircase import Released, StairParams, missing_descents
from tests.dsp.making import Course, course, squats

STAIRS, DRIVES = StairParams(), DriveParams()
LEAST_M = 0.15
RATE_HZ = 100.0


def released(of: Course, start: StartPhase | None = StartPhase.ECCENTRIC) -> list[Released]:
    """What is found missing in a motion as it stands; quiet wherever it stands."""
    cell = np.arange(0, len(of.time_s), 10)
    quiet = (np.abs(of.speed_ms[cell]) < 1e-6).astype(float)
    drives = rough_drives(of.motion, RATE_HZ, LEAST_M, DRIVES)
    return missing_descents(drives, of.motion, cell, quiet, RATE_HZ, start, STAIRS)


def staircase(count: int) -> Course:
    """Drives of 0.5 m with four seconds of quiet between: slow descents taken for rest."""
    return course((4.0, 0.0), *([(1.0, 0.5), (4.0, 0.0)] * count))


def test_quick_drives_are_found_with_their_travel() -> None:
    drives = rough_drives(squats(3).motion, RATE_HZ, LEAST_M, DRIVES)
    assert len(drives) == 3
    for k, drive in enumerate(drives):
        assert abs(drive.first - (500 + 410 * k)) < 25
        assert abs(drive.travel_m - 0.5) < 0.02


def test_slow_or_short_rises_are_no_drives_to_hold_on_to() -> None:
    assert rough_drives(course((2.0, 0.0), (4.0, 0.5), (2.0, 0.0)).motion, RATE_HZ, LEAST_M, DRIVES) == []
    assert rough_drives(course((2.0, 0.0), (0.4, 0.1), (2.0, 0.0)).motion, RATE_HZ, LEAST_M, DRIVES) == []


def test_lockouts_after_like_drives_are_linked_and_an_odd_one_is_left_out() -> None:
    of = course((2.0, 0.0), *[(1.5, -0.5), (1.0, 0.5), (1.0, 0.0)] * 2, (0.5, -0.2), (0.7, 0.2), (2.0, 0.0))
    cell = np.arange(0, len(of.time_s), 10)
    drives = rough_drives(of.motion, RATE_HZ, LEAST_M, DRIVES)
    assert len(drives) == 3
    (link,) = lockout_links(drives, of.motion, cell, RATE_HZ, DRIVES)
    assert np.abs(of.height_m[cell[[link.first, link.second]]]).max() < 0.01
    assert link.sigma_m == DRIVES.sigma_m


def test_drives_far_apart_are_not_linked() -> None:
    far = [RoughDrive(100, 200, 0.5), RoughDrive(2000, 2100, 0.5)]
    still = course((30.0, 0.0))
    assert lockout_links(far, still.motion, np.arange(0, 3001, 10), RATE_HZ, DRIVES) == []


def test_a_set_with_its_descents_misses_nothing() -> None:
    assert released(squats(3)) == []


def test_a_staircase_is_told_and_the_lockouts_are_tied_instead() -> None:
    of = staircase(3)
    found = released(of)
    assert len(found) == 3
    for k, r in enumerate(found[1:], 1):
        # The quiet between the drive before and this one.
        assert 400 + 500 * k - 420 < r.first < r.last < 400 + 500 * k + 60
        assert r.link is not None
        assert r.link.sigma_m == STAIRS.lockout_m
    assert found[0].link is not None
    assert found[0].link.sigma_m == STAIRS.base_m


def test_lifts_that_begin_with_the_drive_have_none_before_the_first() -> None:
    of = course((4.0, 0.0), *[(1.0, 0.5), (0.5, 0.0), (1.5, -0.5), (0.5, 0.0)] * 3, (3.0, 0.0))
    assert released(of, StartPhase.CONCENTRIC) == []
    stairs = released(staircase(3), StartPhase.CONCENTRIC)
    # Two between the drives, and the one that must have followed the last.
    assert len(stairs) == 3
    assert stairs[-1].last == len(staircase(3).time_s) - 1


def test_a_short_quiet_hides_no_descent() -> None:
    of = course((4.0, 0.0), (1.5, -0.5), (1.0, 0.5), (1.2, 0.0), (1.0, 0.5), (3.0, 0.0))
    assert released(of) == []


def test_a_drive_still_going_on_has_no_lockout_to_tie() -> None:
    of = staircase(2)
    cut = 400 + 500 + 85
    half = Course(of.time_s[:cut], of.height_m[:cut], of.speed_ms[:cut], of.acc_ms2[:cut])
    assert released(half)[-1].link is None
