"""The four example sets that ship with the project, as plans. All of them are simulated, and named so."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sensor.simulator.link import Link
from sensor.simulator.plan import RepPlan, SetPlan
from sensor.simulator.sensor_model import SensorModel
from sensor.simulator.simulate import Simulation, simulate


@dataclass(frozen=True, slots=True)
class Example:
    """A named set. load_kg: what the lifter would have entered."""

    name: str
    plan: SetPlan
    seed: int
    load_kg: float

    def simulation(self) -> Simulation:
        """The recording, always the same."""
        return simulate(self.plan, SENSOR, LINK, self.seed)


SENSOR: Final = SensorModel(
    rate_hz=100.0,
    mounting_wxyz=(0.83, 0.12, -0.31, 0.44),
    along_m=0.35,
    off_axis_m=0.04,
    acc_bias_ms2=(0.16, -0.21, 0.12),
    gyro_bias_rads=(0.012, -0.009, 0.015),
    acc_noise_ms2=0.03,
    gyro_noise_rads=0.0017,
    bits=16,
    clock_error=30e-6,
    bandwidth_hz=40.0,
)
"""An ordinary clip: 20-30 mg and 1 deg/s of bias, 35 cm right of the centre, 4 cm off the shaft."""
LINK: Final = Link(packet_samples=6, burst_s=0.03, jitter_s=0.004, stall_rate_per_min=4.0)

_DEG: Final = math.pi / 180.0

_SQUAT: Final = RepPlan(
    travel_m=0.60, descent_s=2.1, drive_s=1.25, bottom_pause_s=0.25, top_pause_s=1.4, peak_at=0.45,
    sticking=0.15, forward_descent_m=0.02, forward_drive_m=0.02, sideways_m=0.004, tilt_rad=0.4 * _DEG,
    roll_rad=40.0 * _DEG,
)  # fmt: skip
_BENCH: Final = RepPlan(
    travel_m=0.36, descent_s=1.5, drive_s=0.95, bottom_pause_s=0.4, top_pause_s=1.0, peak_at=0.45,
    sticking=0.25, forward_descent_m=0.03, forward_drive_m=0.05, tilt_rad=-0.3 * _DEG, roll_rad=25.0 * _DEG,
)  # fmt: skip
_THRUST: Final = RepPlan(
    travel_m=0.38, descent_s=1.3, drive_s=0.9, bottom_pause_s=0.15, top_pause_s=1.1, contact_ms=0.15,
    forward_descent_m=0.02, forward_drive_m=0.02, roll_rad=15.0 * _DEG,
)  # fmt: skip

_CONTROLLED: Final = tuple(
    replace(_SQUAT, travel_m=0.60 + d, descent_s=2.1 + t, drive_s=1.25 + 0.04 * k, top_pause_s=1.4 + p)
    for k, (d, t, p) in enumerate(
        ((0.0, 0.0, 0.1), (0.006, 0.12, -0.1), (-0.004, -0.08, 0.0), (0.003, 0.05, 0.2), (-0.006, -0.03, 0.1))
    )
)

_FALLING_APART: Final = (
    _SQUAT,
    replace(_SQUAT, descent_s=2.2, drive_s=1.3, travel_m=0.605),
    replace(_SQUAT, descent_s=2.0, drive_s=1.4, travel_m=0.595, sticking=0.25),
    replace(_SQUAT, descent_s=1.35, drive_s=1.55, sticking=0.35, top_pause_s=1.1),
    replace(
        _SQUAT, descent_s=1.3, drive_s=1.8, late_rush=0.8, bottom_pause_s=0.0, sticking=0.45,
        forward_drive_m=0.09, top_pause_s=0.9,
    ),
    replace(
        _SQUAT, descent_s=1.15, drive_s=2.1, late_rush=1.0, bottom_pause_s=0.0, bounce=1.2, sticking=0.55,
        forward_drive_m=0.11, tilt_rad=4.0 * _DEG, yaw_rad=4.0 * _DEG, top_pause_s=0.6,
    ),
    replace(
        _SQUAT, descent_s=1.1, drive_s=2.6, second_sink_m=0.045, shift_m=0.06, sticking=0.6, forward_drive_m=0.13,
        tilt_rad=4.5 * _DEG, top_pause_s=1.5,
    ),
)  # fmt: skip

_BENCH_REPS: Final = tuple(
    replace(_BENCH, descent_s=1.5 + t, drive_s=0.95 + 0.06 * k, travel_m=0.36 + d)
    for k, (t, d) in enumerate(((0.0, 0.0), (0.08, 0.004), (-0.06, -0.003), (0.05, 0.002), (0.0, -0.004), (0.1, 0.0)))
)

_THRUST_REPS: Final = (
    _THRUST,
    replace(_THRUST, descent_s=1.25, drive_s=0.95),
    replace(_THRUST, descent_s=1.35, drive_s=0.92, travel_m=0.383),
    replace(_THRUST, overshoot_m=0.045),
    replace(_THRUST, drive_s=1.0, travel_m=0.376),
    replace(_THRUST, travel_m=0.31, drive_s=0.78),
    replace(_THRUST, drive_s=1.0, contact_ms=0.75, descent_s=0.85),
    replace(_THRUST, drive_s=1.0),
)

_ROWS: Final = (
    Example(
        "squat_controlled",
        SetPlan("squat", _CONTROLLED, 2.5, 3.0, un_rack=True, walk_out_steps=3, settle_s=2.0, re_rack=True),
        seed=1,
        load_kg=100.0,
    ),
    Example(
        "squat_falls_apart",
        SetPlan("squat", _FALLING_APART, 2.5, 3.0, un_rack=True, walk_out_steps=3, settle_s=2.0, re_rack=True),
        seed=2,
        load_kg=130.0,
    ),
    Example(
        "bench",
        SetPlan("bench", _BENCH_REPS, 2.5, 3.0, un_rack=True, settle_s=2.0, re_rack=True, sway_m=0.003),
        seed=3,
        load_kg=80.0,
    ),
    Example(
        "hip_thrust",
        SetPlan("hip_thrust", _THRUST_REPS, 2.5, 3.0, sway_m=0.003),
        seed=4,
        load_kg=90.0,
    ),
)

EXAMPLES: Final = MappingProxyType({row.name: row for row in _ROWS})
"""By name; each becomes a file `recordings/simulated_NAME.mcap`."""
