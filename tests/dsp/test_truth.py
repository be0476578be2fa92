"""Settled numbers of simulated sets against their truth, and against the sigma stated for them.

A few sets a family, to catch what breaks; `tests/benchmarks` measures hundreds.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from dsp.results import Quality, Rep
from dsp.track import track
from sensor.simulator import RepTruth
from tests.dsp.making import settled, simulated

SEEDS: Final = range(3)
FULL: Final = ("rest", "clean", "unequal_lockout", "hip_thrust", "bench", "arrival", "sleeve")
TWICE: Final = ("touch_and_go", "slow", "rate50", "loss5", "loss5_burst")
"""Families on which twice the error is allowed, and only of reps called good."""


def pairs(family: str) -> list[tuple[Rep, RepTruth]]:
    found = []
    for seed in SEEDS:
        sim = simulated(family, seed)
        result = settled(sim.samples, sim.context)
        true = [rep for rep in sim.truth.reps if rep.is_rep]
        assert len(result.reps) == len(true), (family, seed)
        found += list(zip(result.reps, true, strict=True))
    return found


def rmse(errors: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


@pytest.mark.parametrize("family", [*FULL, *TWICE])
def test_numbers_are_near_the_truth(family: str) -> None:
    slack = 1.0 if family in FULL else 2.0
    good = [(r, t) for r, t in pairs(family) if r.quality is Quality.GOOD]
    assert len(good) > 3
    mean, peak, rom = [], [], []
    for rep, real in good:
        for ours, true in ((rep.descent, real.descent), (rep.drive, real.drive)):
            if ours and true:
                mean.append(ours.mean_speed_ms - true.mean_speed_ms)
                peak.append(ours.peak_speed_ms - true.peak_speed_ms)
        assert rep.rom_m is not None
        rom.append(rep.rom_m - real.rom_m)
    assert rmse(mean) < 0.01 * slack
    assert rmse(peak) < 0.015 * slack
    assert rmse(rom) < 0.01 * slack


@pytest.mark.parametrize("family", ["rest", "hip_thrust", "rate50", "slow"])
def test_edges_pauses_and_turns_are_near_the_truth(family: str) -> None:
    edges, pauses, turns = [], [], []
    for rep, real in pairs(family):
        for ours, true in ((rep.descent, real.descent), (rep.drive, real.drive)):
            if ours and true:
                edges += [ours.start_s - true.start_s, ours.end_s - true.end_s]
        if rep.bottom and real.bottom:
            pauses.append(rep.bottom.pause_s - real.bottom.pause_s)
            if rep.bottom.turnaround_acc_ms2 and real.bottom.turnaround_acc_ms2:
                turns.append(rep.bottom.turnaround_acc_ms2 / real.bottom.turnaround_acc_ms2 - 1.0)
    slack = 4.0 if family == "slow" else 1.0  # a slow descent passes the edge's speed at a glacial pace
    assert rmse(edges) < 0.04 * slack
    assert rmse(pauses) < 0.05 * slack
    # Where the floor stops the bar there is no such thing.
    assert not turns if family == "hip_thrust" else rmse(turns) < 0.10


@pytest.mark.parametrize("family", [*FULL, *TWICE])
def test_errors_are_as_large_as_the_sigma_says(family: str) -> None:
    scores = []
    for rep, real in pairs(family):
        for ours, true in ((rep.descent, real.descent), (rep.drive, real.drive)):
            if ours and true and rep.sigma.mean_speed_ms and rep.sigma.peak_speed_ms:
                scores.append((ours.mean_speed_ms - true.mean_speed_ms) / rep.sigma.mean_speed_ms)
                scores.append((ours.peak_speed_ms - true.peak_speed_ms) / rep.sigma.peak_speed_ms)
        if rep.rom_m is not None and rep.sigma.rom_m:
            scores.append((rep.rom_m - real.rom_m) / rep.sigma.rom_m)
    assert np.mean(np.abs(scores) < 2.0) > 0.9
    # Nor is it so large that anything would fit.
    assert rmse(scores) > 0.1


@pytest.mark.parametrize("family", ["touch_and_go", "slow", "rest", "hip_thrust"])
def test_nothing_that_moves_is_taken_for_rest(family: str) -> None:
    for seed in SEEDS:
        sim = simulated(family, seed)
        found = track(sim.samples, sim.context)
        speed = np.interp(found.time_s, sim.truth.time_s, sim.truth.velocity_ms[:, 2])
        inside = np.zeros(len(speed), dtype=bool)
        for rep in sim.truth.reps:
            inside |= (found.time_s > rep.start_s) & (found.time_s < rep.end_s)
        assert (found.still & inside & (np.abs(speed) > 0.1)).sum() == 0, seed
        # A bar that creeps is hardly ever called still.
        assert (found.still & inside & (np.abs(speed) > 0.05)).mean() < 0.005, seed


@pytest.mark.parametrize("family", ["rest", "bench", "hip_thrust"])
def test_roll_and_tilt_are_the_bars(family: str) -> None:
    rolls, tilts = [], []
    for rep, real in pairs(family):
        if rep.roll_deg is not None:
            rolls.append(rep.roll_deg - np.degrees(real.roll_rad))
        if rep.tilt_deg is not None:
            tilts.append(rep.tilt_deg - np.degrees(real.tilt_rad))
    assert rmse(rolls) < 1.0
    assert rmse(tilts) < 0.5
