"""Faults on purpose: a clean set in which one rep shows one sign of `dsp/signs/README.md` by a chosen dose.

`inject` finds, by simulating the bar without sway, the value of one field of the rep's plan at which the truth of
the rep lies beyond its limit by the dose. Limits are the defaults of `dsp/limits.py`; where a limit is relative, it is
taken from the true values of the set's first two reps. Some signs need a prescription: `prescription(code)`.
In a simulation with sway the true margin differs from the dose by what the sway does: `margin` says how much it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import brentq

from dsp.constants import RAD_PER_DEG
from dsp.context import Tempo
from dsp.errors import ParameterError
from sensor.simulator.families import Rng, around_set, base_rep, varied
from sensor.simulator.injection_table import INJECTED_REP, INJECTIONS, PRESSED, SQUATS, Injection, with_rep
from sensor.simulator.plan import SetPlan
from sensor.simulator.sensor_model import SensorModel
from sensor.simulator.simulate import true_set
from sensor.simulator.truth import RepTruth

CODES: Final = (*INJECTIONS, "unsettled_start", "form_fading")
"""Everything `inject` knows: all of `dsp/signs/README.md` but `load_jump`, which needs a history."""
CLEAN_REPS: Final = 6
CLEAN_TOP_S: Final = (1.0, 1.6)
CLEAN_STICKING: Final = 0.3
SETTLED_S: Final = 1.0
"""Limit of `unsettled_start`."""
FADING_TILT_RADS: Final = 10.0 * RAD_PER_DEG
"""Tilt that goes with each second of dose of `form_fading`: a degree for a tenth of a second."""
TRUTH_SENSOR: Final = SensorModel(100.0)
"""An ideal sensor at the bar's centre: the injected values are those of the bar."""
TOLERANCE: Final = 2e-3
"""Of the field that is looked for, as a share of its range."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """A sign's true value and limit in one simulated set; `margin` is how far beyond, negative within."""

    value: float
    limit: float
    margin: float


def clean_plan(exercise: str, seed: int, reps: int = CLEAN_REPS) -> SetPlan:
    """A controlled set with ordinary variation from rep to rep and a rest of about a second at the top."""
    rng: Rng = np.random.default_rng((seed, 77))
    base = base_rep(rng, exercise)
    calm = replace(base, top_pause_s=float(rng.uniform(*CLEAN_TOP_S)), sticking=min(base.sticking, CLEAN_STICKING))
    return around_set(rng, exercise, varied(rng, calm, reps))


def lifts_of(code: str) -> tuple[str, ...]:
    """Exercises that a sign can be injected into. Raises ParameterError for an unknown code."""
    if code == "unsettled_start":
        return SQUATS
    if code == "form_fading":
        return PRESSED
    if code not in INJECTIONS:
        raise ParameterError(f"sign {code!r} cannot be injected", f"Choose one of: {', '.join(CODES)}.")
    return INJECTIONS[code].lifts


def prescription(code: str) -> Tempo | None:
    """The tempo that must be prescribed for a sign to mean anything; None where it needs none."""
    return INJECTIONS[code].tempo if code in INJECTIONS else None


def inject(code: str, dose: float, plan: SetPlan) -> SetPlan:
    """The set with rep `INJECTED_REP` showing a sign beyond its limit by `dose`, the other reps as they were.

    code: one of `CODES`. dose: in `INJECTIONS[code].unit`; for `unsettled_start` s; for `form_fading` s of the
    descent, with a degree of tilt for each 0.1 s, in that rep and the next. What a sign needs of the whole set (a
    pause to be cut, a tempo to be kept) is put in place first.
    Raises ParameterError for a code or exercise that it cannot be, a set too short, or a dose out of reach.
    """
    if plan.exercise not in lifts_of(code):
        raise ParameterError(
            f"{code} means nothing in a {plan.exercise}", f"Take a plan of one of: {', '.join(lifts_of(code))}."
        )
    if code == "unsettled_start":
        return _unsettled(plan, dose)
    if code == "form_fading":
        return _fading(plan, dose)
    row = INJECTIONS[code]
    return _injected(code, dose, row.ready(plan) if row.ready else plan, INJECTED_REP - 1)


def margin(code: str, reps: tuple[RepTruth, ...], number: int = INJECTED_REP) -> Beyond | None:
    """How far beyond its limit a sign truly is in rep `number` of a simulated set; None where it is not defined."""
    if code not in INJECTIONS:
        return None
    return _beyond(INJECTIONS[code], [rep for rep in reps if rep.is_rep], number - 1)


def _beyond(row: Injection, reps: list[RepTruth], index: int) -> Beyond | None:
    firsts = [v for v in (row.value(rep) for rep in reps[:2]) if v is not None]
    value = row.whole(reps, index) if row.whole else row.value(reps[index])
    if value is None or len(firsts) < 2:
        return None
    limit = row.limit(firsts)
    return Beyond(value, limit, value - limit if row.above else limit - value)


def _injected(code: str, dose: float, plan: SetPlan, index: int) -> SetPlan:
    """Find the field's value at which the margin is the dose."""
    row = INJECTIONS[code]
    if len(plan.reps) <= index:
        raise ParameterError(f"a set of {len(plan.reps)} has no rep {index + 1}", "Take a longer set.")
    trial, at = _trial(row, plan, index)

    def short_of(setting: float) -> float:
        reps = true_set(with_rep(trial, at, **{row.field: setting}), TRUTH_SENSOR, 0).reps
        found = _beyond(row, list(reps), at)
        return -dose if found is None else found.margin - dose

    low, high = _range(row, getattr(plan.reps[index], row.field))
    if short_of(low) * short_of(high) > 0.0:
        raise ParameterError(f"{code} cannot be shown by {dose:g} {row.unit}", "Ask for a smaller dose.")
    setting = float(brentq(short_of, low, high, xtol=TOLERANCE * (high - low)))
    return with_rep(plan, index, **{row.field: setting})


def _trial(row: Injection, plan: SetPlan, index: int) -> tuple[SetPlan, int]:
    """A short, calm copy of the set to look for the setting in, and where the rep is in it."""
    calm = replace(plan, sway_m=0.0, tremor_ms2=plan.tremor_ms2 if row.field == "wobble_ms2" else 0.0)
    if row.whole:
        return calm, index
    few = (*plan.reps[:2], *plan.reps[index : index + 2])
    return replace(calm, reps=few, rest_before_s=0.5, rest_after_s=0.5, walk_out_steps=0), 2


def _range(row: Injection, now: float) -> tuple[float, float]:
    """Where to look for the field's setting."""
    low, high = row.between
    if row.field in ("travel_m", "descent_s", "drive_s"):
        return low * now, high * now
    return (low + now, high + now) if row.field == "tilt_rad" else (low, high)


def _unsettled(plan: SetPlan, dose: float) -> SetPlan:
    """A set that begins too soon after the last step: the time is the plan's own, less the descent's first creep."""
    if dose >= SETTLED_S:
        raise ParameterError(f"unsettled_start cannot be shown by {dose:g} s", "Ask for a smaller dose.")
    walked = replace(plan, un_rack=True, re_rack=True, walk_out_steps=max(plan.walk_out_steps, 2), pick_up_m=None)
    calm = replace(walked, reps=plan.reps[:1], sway_m=0.0, tremor_ms2=0.0)
    creep_s = (true_set(calm, TRUTH_SENSOR, 0).settle_s or 0.0) - calm.settle_s
    return replace(walked, settle_s=max(SETTLED_S - dose - creep_s, TOLERANCE))


def _fading(plan: SetPlan, dose: float) -> SetPlan:
    """Two reps running with warnings of two groups: the descent too fast, and the bar tilted."""
    level = plan.reps[INJECTED_REP - 1].tilt_rad
    for index in (INJECTED_REP - 1, INJECTED_REP):
        plan = _injected("fast_descent", dose, with_rep(plan, index, tilt_rad=level), index)
        plan = _injected("shift", dose * FADING_TILT_RADS, plan, index)
    return plan
