"""A simulated lifter, bar, sensor and radio: recordings whose truth is known.

How a recording comes about, one file a step:

1. `plan`: what the lifter does, rep by rep. `habits` says what is ordinary for each exercise, `families` draws random
   sets from that, `injections` puts one sign of lost control into a clean set, `examples` holds four sets by name.
2. `score`: the plan as phases in time, each with its vertical speed (`profile`).
3. `bar`: the bar's centre and attitude a thousand times a second, with the sway and tremor of whoever holds it.
   Everything passes a kernel with continuous derivatives (`smooth`), so acceleration never jumps.
4. `simulate`: the path of the sensor's place, differentiated twice, less gravity, turned into sensor axes; the angular
   rate from the attitude (`attitude`); shocks of rack, floor and feet on top (`shocks`);
   a loose clip feels them otherwise (`rattle`).
5. `sensor_model`: low-pass, sampling, scale and misalignment, bias, noise, clipping, quantisation.
6. `link`: packets, bursts, stalls, losses, gaps; the times a host would write down.
7. `truth`, read off the motion itself (`reading`, `feature_reading`, `traces`) by the rules of the measurement.

World axes: x right along the bar, y forward, z up. A set is drawn from a seed; the same seed gives the same bytes,
and sensor and link do not change the motion.

>>> from sensor.simulator import plan_set, simulate
>>> simulation = simulate(*plan_set("rest", seed=1), seed=1)
>>> simulation.truth.count == len([rep for rep in simulation.truth.reps if rep.is_rep])
True
"""

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
