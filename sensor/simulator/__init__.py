"""A simulated lifter, bar, sensor and radio: recordings whose truth is known."""

from __future__ import annotations

from sensor.simulator.families import FAMILIES, plan_set
from sensor.simulator.link import Link
from sensor.simulator.plan import RepPlan, SetPlan
from sensor.simulator.sensor_model import SensorModel
from sensor.simulator.simulate import Simulation, simulate, true_set
from sensor.simulator.truth import BottomTruth, Moment, PhaseTruth, RepTruth, SetTruth

__all__ = [
    "FAMILIES",
    "BottomTruth",
    "Link",
    "Moment",
    "PhaseTruth",
    "RepPlan",
    "RepTruth",
    "SensorModel",
    "SetPlan",
    "SetTruth",
    "Simulation",
    "plan_set",
    "simulate",
    "true_set",
]
