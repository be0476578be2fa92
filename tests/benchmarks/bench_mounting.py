"""What a clip's place and a sensor's errors cost: the same sets, one thing about the sensor changed at a time.

First how far what happens at the clip is from what the bar's centre does, which no analysis can mend without being
told; then the error of settled results against the truth at the clip. Both are RMSE over reps, and the figures of
`firmware_notes/mounting.md` and `calibration.md`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
from bench_simulated import settled
from scoring import RepErrors, gathered, matched, rep_errors, rmse

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from sensor.simulator import SensorModel, plan_set, simulate, true_set
from sensor.simulator.families import ACC_BIAS_MS2, GYRO_BIAS_RADS, MATRIX_SD
from sensor.simulator.sensor_model import ZERO, Matrix, Vector

FAMILIES: Final = ("rest", "touch_and_go")
MG_MS2: Final = 1e-3 * STANDARD_GRAVITY_MS2
CALIBRATED_MG: Final = 3.0
CALIBRATED_GAIN: Final = 0.001
CALIBRATED_DPS: Final = 0.1
"""What a calibration leaves over (ours): a few mg, a tenth of a percent, a tenth of a degree a second. Six positions
do not show how the axes are mixed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed of the family's sensor; None leaves it.

    acc_bias_mg, gain, cross, gyro_bias_dps: standard deviations to which the errors that it was drawn with are scaled;
    gain: of the accelerometer's scales, cross: of how its axes are mixed.
    """

    along_m: float | None = None
    off_axis_m: float | None = None
    on_sleeve: bool = False
    place_known: bool = True
    acc_bias_mg: float | None = None
    gain: float | None = None
    cross: float | None = None
    gyro_bias_dps: float | None = None

    def of(self, sensor: SensorModel) -> SensorModel:
        along = sensor.along_m if self.along_m is None else math.copysign(self.along_m, sensor.along_m)
        return replace(
            sensor,
            along_m=along,
            off_axis_m=sensor.off_axis_m if self.off_axis_m is None else self.off_axis_m,
            on_sleeve=self.on_sleeve,
            place_known=self.place_known,
            acc_bias_ms2=_scaled(sensor.acc_bias_ms2, self.acc_bias_mg, ACC_BIAS_MS2 / MG_MS2),
            acc_matrix=_nearer(sensor.acc_matrix, self.gain, self.cross),
            gyro_bias_rads=_scaled(sensor.gyro_bias_rads, self.gyro_bias_dps, GYRO_BIAS_RADS / RAD_PER_DEG),
        )


def _scaled(drawn: Vector, sd: float | None, sd_drawn: float) -> Vector:
    if sd is None:
        return drawn
    x, y, z = (v * sd / sd_drawn for v in drawn)
    return (x, y, z) if sd else ZERO


def _nearer(drawn: Matrix, gain: float | None, cross: float | None) -> Matrix:
    gain, cross = (1.0 if sd is None else sd / MATRIX_SD for sd in (gain, cross))
    share = cross + (gain - cross) * np.eye(3)
    a, b, c = ((float(r[0]), float(r[1]), float(r[2])) for r in np.eye(3) + (np.array(drawn) - np.eye(3)) * share)
    return a, b, c


ROWS: Final = MappingProxyType(
    {
        "as drawn, place told": Change(),
        "place not told": Change(place_known=False),
        "off axis 10 cm": Change(off_axis_m=0.10),
        "on the sleeve, 85 cm": Change(along_m=0.85, on_sleeve=True),
        "bias 0": Change(acc_bias_mg=0.0),
        "bias 10 mg": Change(acc_bias_mg=10.0),
        "bias 20 mg": Change(acc_bias_mg=20.0),
        "bias 40 mg": Change(acc_bias_mg=40.0),
        "bias 80 mg": Change(acc_bias_mg=80.0),
        "gain and cross 0": Change(gain=0.0, cross=0.0),
        "gain 0, cross 0.5 %": Change(gain=0.0),
        "gain 0.5 %, cross 0": Change(cross=0.0),
        "gain and cross 1 %": Change(gain=0.01, cross=0.01),
        "gain and cross 2 %": Change(gain=0.02, cross=0.02),
        "gyro bias 0": Change(gyro_bias_dps=0.0),
        "gyro bias 3 dps": Change(gyro_bias_dps=3.0),
        "six positions": Change(acc_bias_mg=CALIBRATED_MG, gain=CALIBRATED_GAIN, gyro_bias_dps=CALIBRATED_DPS),
        "six sides and edges": Change(
            acc_bias_mg=CALIBRATED_MG, gain=CALIBRATED_GAIN, cross=CALIBRATED_GAIN, gyro_bias_dps=CALIBRATED_DPS
        ),
    }
)
PLACES: Final = MappingProxyType(
    {
        "on the axis, in the middle": Change(along_m=0.0, off_axis_m=0.0),
        "off axis 2 cm": Change(along_m=0.0, off_axis_m=0.02),
        "off axis 4 cm": Change(along_m=0.0, off_axis_m=0.04),
        "off axis 10 cm": Change(along_m=0.0, off_axis_m=0.10),
        "along 20 cm": Change(along_m=0.20, off_axis_m=0.0),
        "along 40 cm": Change(along_m=0.40, off_axis_m=0.0),
        "along 60 cm": Change(along_m=0.60, off_axis_m=0.0),
        "along 60, off axis 4 cm": Change(along_m=0.60, off_axis_m=0.04),
    }
)
COLUMNS: Final = MappingProxyType(
    {
        "d.mean": ("descent_mean",),
        "u.mean": ("drive_mean",),
        "d.peak": ("descent_peak",),
        "u.peak": ("drive_peak",),
        "rom": ("rom",),
        "forward": ("forward",),
    }
)


def score(job: tuple[str, str, int]) -> tuple[bool, list[RepErrors], tuple[str, ...]]:
    row, family, seed = job
    plan, sensor, link = plan_set(family, seed)
    sim = simulate(plan, ROWS[row].of(sensor), link, seed)
    result = settled(sim)
    true = [rep for rep in sim.truth.reps if rep.is_rep]
    warnings = tuple(str(w.code) for w in result.warnings)
    return len(result.reps) == len(true), [rep_errors(*pair) for pair in matched(result.reps, true)], warnings


def away(job: tuple[str, str, int]) -> list[tuple[float, float, float]]:
    """For each rep: the clip's peak vertical speed, vertical travel and way forward, less the bar's centre's."""
    row, family, seed = job
    plan, sensor, _ = plan_set(family, seed)
    truth = true_set(plan, PLACES[row].of(sensor), seed)
    place, centre = truth.position_m, truth.centre_m
    centre_ms = np.gradient(centre, truth.time_s, axis=0)
    out = []
    for rep in truth.reps:
        part = slice(*np.searchsorted(truth.time_s, [rep.start_s, rep.end_s]).tolist())
        out.append(
            (
                float(np.abs(truth.velocity_ms[part, 2]).max() - np.abs(centre_ms[part, 2]).max()),
                float(np.ptp(place[part, 2]) - np.ptp(centre[part, 2])),
                float(np.ptp(place[part, 1]) - np.ptp(centre[part, 1])),
            )
        )
    return out


def _places(options: harness.Options, family: str) -> None:
    table = harness.table(f"{family}: the clip against the bar's centre", "", "peak speed", "rom", "forward")
    for row in options.chosen(PLACES):
        reps = [rep for seed in options.seed_range() for rep in away((row, family, seed))]
        table.add_row(row, *(harness.against(rmse(column), None) for column in zip(*reps, strict=True)))
    harness.show(table)


def main() -> None:
    """Print the tables."""
    options = harness.options(__doc__, quick=8, full=100)
    rows = options.chosen(ROWS)
    jobs = [(row, family, seed) for family in FAMILIES for row in rows for seed in options.seed_range()]
    scores = dict(zip(jobs, harness.answers(score, jobs, options.processes), strict=True))
    _places(options, FAMILIES[0])
    for family in FAMILIES:
        table = harness.table(
            f"{family}, {options.seeds} sets a row: RMSE, m/s and m; count: % of sets with every rep counted",
            "", "count", "reps", "good %", *COLUMNS, "warned sleeve",
        )  # fmt: skip
        for row in rows:
            found = [scores[row, family, seed] for seed in options.seed_range()]
            reps = [rep for _, some, _ in found for rep in some]
            share = 100.0 * sum(rep.good for rep in reps) / max(len(reps), 1)
            table.add_row(
                row, f"{100.0 * np.mean([exact for exact, _, _ in found]):.0f}", f"{len(reps)}", f"{share:.0f}",
                *(harness.against(rmse(gathered(reps, *names)), None) for names in COLUMNS.values()),
                f"{sum('sleeve' in w for _, _, w in found)}",
            )  # fmt: skip
        harness.show(table)


if __name__ == "__main__":
    main()
