"""The load-speed profile on simulated lifters whose 1RM is known: error of the estimate, and what its interval covers.

A lifter has a 1RM, a least speed drawn about the published one, a slope, a scatter of their own and days on which they
are stronger or weaker. Rows differ in what was lifted; the last ones break what the fit takes for granted. Asked: a
median error of at most 5 %, and that the interval holds the truth in 90 % or more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np

from desktop_app.health.profile_1rm import LEAST_SPEEDS, LoadSpeed, Profile, own_least_speed, profile

DAY_S: Final = 86400.0
NOW_S: Final = 100.0 * DAY_S
MOST_PERCENT: Final = 5.0
COVERED_PERCENT: Final = 90.0
SLOPES: Final = MappingProxyType({"squat": 1.4, "bench": 1.5, "hip_thrust": 1.3, "deadlift": 1.1})
"""Loss of mean speed from no load to 1RM, m/s: of the size of published profiles."""
DEADLIFT_MS: Final = 0.15
"""What the simulated lifters have measured of their own and set by hand."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was lifted. shares: of the 1RM. days: on how many days, all loads on each where `each_day`.

    day_sd: strength from day to day. lazy: light sets (under 60 %) are done slower than possible, by up to so much.
    curved: of the slope, how far the middle of the line bends up.
    """

    shares: tuple[float, ...]
    days: int = 1
    day_sd: float = 0.02
    lazy: float = 0.0
    curved: float = 0.0


ROWS: Final = MappingProxyType(
    {
        "one day, 5 loads to 85 %": Row((0.45, 0.55, 0.65, 0.75, 0.85)),
        "one day, 4 loads to 90 %": Row((0.6, 0.7, 0.8, 0.9)),
        "three loads to 85 %": Row((0.65, 0.75, 0.85)),
        "six weeks of training": Row((0.6, 0.7, 0.75, 0.8, 0.85), days=12),
        "light, 4 loads to 70 %": Row((0.4, 0.5, 0.6, 0.7)),
        "uneven days (4 %)": Row((0.6, 0.7, 0.75, 0.8, 0.85), days=6, day_sd=0.04),
        "lazy warm-ups (10 %)": Row((0.45, 0.55, 0.65, 0.75, 0.85), lazy=0.1),
        "curved (3 %)": Row((0.45, 0.55, 0.65, 0.75, 0.85), curved=0.03),
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """One lifter: error of the estimate and half width of its interval, percent; None where nothing was said."""

    error: float | None
    covered: bool
    width: float | None


def lifter(row: Row, exercise: str, seed: int) -> Told:
    """One simulated lifter's profile against the truth."""
    rng = np.random.default_rng([seed, list(SLOPES).index(exercise), list(ROWS.values()).index(row)])
    truth_kg = float(rng.uniform(60.0, 200.0))
    table = LEAST_SPEEDS.get(exercise)
    centre, spread = (table.speed_ms, table.spread_ms) if table else (DEADLIFT_MS, 0.05)
    least_ms = max(0.06, float(rng.normal(centre, spread)))
    # A least speed of one's own was measured once, and repeats no better than this.
    own = own_least_speed(max(0.05, least_ms + float(rng.normal(0.0, 0.03)))) if table is None else None
    slope = float(rng.normal(SLOPES[exercise], 0.12))
    scatter_ms = 0.03 * math.exp(float(rng.normal(0.0, 0.35)))
    points = []
    for day in range(row.days):
        today_kg = truth_kg * (1.0 + float(rng.normal(0.0, row.day_sd)))
        shares = row.shares if row.days == 1 else rng.choice(row.shares, 2, replace=False)
        for share in shares:
            load_kg = round(share * truth_kg / 2.5) * 2.5
            sigma_ms = float(rng.uniform(0.005, 0.03))
            x = load_kg / today_kg
            speed = least_ms + slope * ((1.0 - x) + 4.0 * row.curved * x * (1.0 - x))
            speed *= 1.0 - (float(rng.uniform(0.0, row.lazy)) if share < 0.6 else 0.0)
            seen = speed + float(rng.normal(0.0, scatter_ms)) + float(rng.normal(0.0, sigma_ms))
            points.append(LoadSpeed(load_kg, seen, sigma_ms, NOW_S - 3.5 * DAY_S * (row.days - day)))
    return told(profile(exercise, points, NOW_S, own), truth_kg)


def told(found: Profile, truth_kg: float) -> Told:
    if found.one_rm_kg is None or found.low_kg is None or found.high_kg is None:
        return Told(None, False, None)
    error = 100.0 * (found.one_rm_kg / truth_kg - 1.0)
    width = 50.0 * (found.high_kg - found.low_kg) / found.one_rm_kg
    return Told(error, found.low_kg <= truth_kg <= found.high_kg, width)


def _line(name: str, exercise: str, lifters: Sequence[Told]) -> list[object]:
    said = [each for each in lifters if each.error is not None]
    errors = np.array([each.error for each in said])
    return [
        f"{name}: {exercise}",
        f"{100.0 * len(said) / len(lifters):.0f}",
        harness.against(float(np.median(np.abs(errors))), MOST_PERCENT, 1) if said else "-",
        f"{float(np.median(errors)):+.1f}" if said else "-",
        harness.at_least(100.0 * float(np.mean([each.covered for each in said])), COVERED_PERCENT) if said else "-",
        f"{float(np.median([each.width for each in said])):.1f}" if said else "-",
    ]


def main() -> None:
    given = harness.options(__doc__, quick=300, full=2000, processes=1)
    out = harness.table(
        f"Load-speed profile, {given.seeds} lifters a row",
        "what was lifted", "said %", "median error %", "bias %", "covered %", "half width %",
    )  # fmt: skip
    for name in given.chosen(ROWS):
        for exercise in SLOPES:
            lifters = [lifter(ROWS[name], exercise, seed) for seed in given.seed_range()]
            out.add_row(*_line(name, exercise, lifters))  # type: ignore[arg-type]
    harness.show(out, harness.MARK)


if __name__ == "__main__":
    main()
