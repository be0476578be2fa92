"""A hand-held sensor moved in strokes, against optical motion capture (BROAD): vertical speed and stroke height.

The true speed is the optical height, a straight line across missing values, differentiated and smoothed by a Gaussian
of 10 ms (one sigma), which leaves a stroke of half a second within 0.3 % of its speed and takes away the markers'
noise. Errors count while the truth file says that the sensor moves, not within 50 ms of a missing value. Nothing is
fitted to the truth: no lag, no scale, no rotation. A stroke is the height between two turning points at least 10 cm
apart; both programs are asked at the truth's own turning points.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
from plain_baseline import plain_baseline
from scipy.ndimage import binary_dilation, gaussian_filter1d
from scoring import quantile, rmse

from dsp.context import SetContext
from dsp.movements import turning_points
from dsp.samples import BoolArray, FloatArray
from dsp.track import track
from sensor.opening import open_recording

SMOOTH_S: Final = 0.010
BESIDE_MISSING_S: Final = 0.05
STROKE_M: Final = 0.10
SPEED_ASKED_MS: Final = MappingProxyType({"10": 0.015, "14": 0.015, "18": 0.030})
STROKE_ASKED_M: Final = MappingProxyType({"10": 0.010, "14": 0.010})


@dataclass(frozen=True, slots=True)
class Optical:
    """The truth on its own times: height m, upward speed m/s, where it counts, and where strokes turn (indices)."""

    time_s: FloatArray
    height_m: FloatArray
    speed_ms: FloatArray
    counts: BoolArray
    turns: list[int]


def optical(path: Path) -> Optical:
    with gzip.open(path, "rt", encoding="ascii") as file:
        names = file.readline().strip().split(",")
        rows = np.genfromtxt(file, delimiter=",")
    time_s, raw, moving = (rows[:, names.index(name)] for name in ("time_s", "z_m", "moving"))
    known = np.isfinite(raw)
    step = float(np.median(np.diff(time_s)))
    height = gaussian_filter1d(np.interp(time_s, time_s[known], raw[known]), SMOOTH_S / step)
    beside = binary_dilation(~known, iterations=round(BESIDE_MISSING_S / step))
    turns = [i for i, _ in turning_points(height, STROKE_M)]
    return Optical(time_s, height, np.gradient(height, time_s), (moving > 0.5) & ~beside, turns)


@dataclass(frozen=True, slots=True)
class Errors:
    speed_ms: float | None
    strokes_m: list[float]
    lag_s: float
    at_lag_ms: float | None


def errors_of(true: Optical, time_s: FloatArray, speed_ms: FloatArray, height_m: FloatArray) -> Errors:
    found = np.interp(true.time_s, time_s, speed_ms)
    heights = np.interp(true.time_s[true.turns], time_s, height_m)
    strokes = np.abs(np.diff(heights)) - np.abs(np.diff(true.height_m[true.turns]))
    return Errors(rmse((found - true.speed_ms)[true.counts].tolist()), strokes.tolist(), *_lag(true, time_s, speed_ms))


def _lag(true: Optical, time_s: FloatArray, speed_ms: FloatArray) -> tuple[float, float]:
    """How late the found speed is where it fits best, s, and its error there: told beside the others' figures only."""
    lags = np.arange(-0.02, 0.0201, 0.001)
    residuals = [np.interp(true.time_s + lag, time_s, speed_ms) - true.speed_ms for lag in lags]
    fits = np.sqrt([np.mean(r[true.counts] ** 2) for r in residuals])
    best = int(np.argmin(fits))
    return float(lags[best]), float(fits[best])


def main() -> None:
    """Print the table."""
    harness.options(__doc__, quick=1, full=1, processes=1)
    folder = harness.shared_data()
    if folder is None:
        return
    table = harness.table(
        "Strokes of a hand-held sensor against optical motion capture", "trial", "s", "speed RMSE m/s", "asked",
        "plain m/s", "strokes", "height |d| median m", "asked", "p90 m", "bias m", "plain median m", "best lag ms",
        "m/s there",
    )  # fmt: skip
    for trial in SPEED_ASKED_MS:
        true = optical(folder / "broad" / f"{trial}.truth.csv.gz")
        samples = open_recording(folder / "broad" / f"{trial}.csv.gz").sensors[0].samples
        found = track(samples, SetContext())
        plain = plain_baseline(samples)
        ours = errors_of(true, found.time_s, found.velocity_ms[:, 2], found.position_m[:, 2])
        height = np.cumsum(plain.speed_ms) * float(plain.time_s[1] - plain.time_s[0])
        theirs = errors_of(true, plain.time_s, plain.speed_ms, height)
        sizes = [abs(e) for e in ours.strokes_m]
        table.add_row(
            trial, f"{true.time_s[-1]:.0f}", harness.against(ours.speed_ms, SPEED_ASKED_MS[trial], 4),
            f"{SPEED_ASKED_MS[trial]:g}", harness.against(theirs.speed_ms, None, 4), f"{len(sizes)}",
            harness.against(quantile(sizes, 0.5), STROKE_ASKED_M.get(trial), 4),
            f"{STROKE_ASKED_M[trial]:g}" if trial in STROKE_ASKED_M else "",
            harness.against(quantile(sizes, 0.9), None, 4), f"{np.median(ours.strokes_m):+.4f}",
            harness.against(quantile([abs(e) for e in theirs.strokes_m], 0.5), None, 4), f"{1e3 * ours.lag_s:+.0f}",
            harness.against(ours.at_lag_ms, None, 4),
        )  # fmt: skip
    harness.show(table, harness.MARK)


if __name__ == "__main__":
    main()
