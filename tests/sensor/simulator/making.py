"""Plans that the tests of this folder simulate: small, exact, without sway unless asked for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sensor.simulator import Link, RepPlan, SensorModel, SetPlan

QUIET = Link()
IDEAL = SensorModel(1000.0, range_g=1000.0, range_dps=1e6)
REP = RepPlan(travel_m=0.6, descent_s=1.6, drive_s=1.2, bottom_pause_s=0.4, top_pause_s=1.0)


def still_plan(**changes: Any) -> SetPlan:
    return replace(SetPlan("squat", (), 2.0, 2.0, sway_m=0.0, tremor_ms2=0.0), **changes)


def plan_of(*reps: RepPlan, exercise: str = "squat", **changes: Any) -> SetPlan:
    """A set without sway or tremor, held in the hands from the start."""
    return replace(SetPlan(exercise, reps or (REP,), 1.0, 1.0, sway_m=0.0, tremor_ms2=0.0), **changes)


def lively_plan() -> SetPlan:
    """A squat in which everything moves at once: 90 degrees of roll, tilt, yaw, drift, sway and tremor."""
    rep = replace(
        REP, roll_rad=math.radians(90), tilt_rad=0.05, yaw_rad=0.08, sideways_m=0.03, forward_descent_m=0.05,
        forward_drive_m=-0.04, shift_m=0.03, overshoot_m=0.02, wobble_ms2=0.5, late_rush=0.5,
    )  # fmt: skip
    return SetPlan("squat", (rep, replace(rep, tilt_rad=-0.04), rep), 1.0, 1.0, roll_bend=0.3)
