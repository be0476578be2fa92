"""Sets that show one sign on purpose, by at least three of the sigmas that the product states for the value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from scoring import pairs

from dsp.analysis import SetAnalysis, analyse_set
from dsp.constants import RAD_PER_DEG
from dsp.context import SetContext
from dsp.errors import ParameterError
from dsp.features import Measured, RepFeatures
from dsp.judged import set_result
from dsp.limits import SignLimits
from dsp.load import best_drive, loss_percent
from dsp.params import AnalysisParams
from dsp.results import SetResult
from dsp.settled_start import start_features
from sensor.simulator import RepTruth, Simulation, simulate
from sensor.simulator.families import plain_link, random_sensor
from sensor.simulator.injection_table import INJECTED_REP, INJECTIONS
from sensor.simulator.injections import FADING_TILT_RADS, SETTLED_S, clean_plan, inject, lifts_of, margin, prescription

SIGMAS: Final = 3.0
ROUNDS: Final = 6
SPARE: Final = 0.15
"""Added to each dose, in sigmas, for sway takes some away."""
RATE_HZ: Final = 100.0

LEVEL_UNKNOWN: Final = "shift"
"""Which end of the bar is the right one is not always known, nor the sensor's own tilt on it: changes are compared."""

_Read = Callable[[tuple[RepFeatures, ...], int], Measured | None]


def _plain(name: str) -> _Read:
    def read(reps: tuple[RepFeatures, ...], index: int) -> Measured | None:
        value: Measured | None = getattr(reps[index], name)
        return value

    return read


def _spread(reps: tuple[RepFeatures, ...], _index: int) -> Measured | None:
    travels = [rep.rom_m for rep in reps if rep.rom_m is not None]
    if len(travels) < 2:
        return None
    most, least = max(travels, key=lambda m: m.value), min(travels, key=lambda m: m.value)
    return Measured(most.value - least.value, math.hypot(most.sigma, least.sigma))


def _loss(reps: tuple[RepFeatures, ...], index: int) -> Measured | None:
    best, now = best_drive(reps[:index]), reps[index].drive_speed_ms
    return loss_percent(now, best) if best is not None and now is not None else None


@dataclass(frozen=True, slots=True)
class _Value:
    """How the product's own value is read, and the sigma that is tried first, in the unit of the dose."""

    read: _Read
    guess: float


VALUES: Final = MappingProxyType(
    {
        "fast_descent": _Value(_plain("descent_s"), 0.012),
        "late_rush": _Value(_plain("late_ratio"), 0.05),
        "bounce": _Value(_plain("turnaround_acc_ms2"), 0.4),
        "bounce:pause": _Value(_plain("tempo_bottom_s"), 0.012),
        "lost_tension": _Value(_plain("second_sink_m"), 0.005),
        "bottom_unstable": _Value(_plain("bottom_wobble_acc_ms2"), 0.05),
        "position_change": _Value(_plain("bottom_step_m"), 0.005),
        "position_change:roll": _Value(_plain("bottom_roll_rate_rads"), 0.1),
        "shift": _Value(_plain("tilt_rad"), 0.3 * RAD_PER_DEG),
        "shift:yaw": _Value(_plain("yaw_rad"), 0.3 * RAD_PER_DEG),
        "shift:sideways": _Value(_plain("sideways_m"), 0.01),
        "forward_drift": _Value(_plain("forward_drive_m"), 0.01),
        "forward_drift:descent": _Value(_plain("forward_descent_m"), 0.01),
        "rushed_reps": _Value(_plain("tempo_top_s"), 0.015),
        "tempo_missed": _Value(_plain("tempo_eccentric_s"), 0.015),
        "depth_varies": _Value(_spread, 0.01),
        "short_rom": _Value(_plain("rom_m"), 0.006),
        "overshoot": _Value(_plain("overshoot_m"), 0.004),
        "no_lockout_hold": _Value(_plain("lockout_still_s"), 0.012),
        "rest_at_bottom": _Value(_plain("floor_rest_s"), 0.012),
        "floor_impact": _Value(_plain("contact_speed_ms"), 0.006),
        "slowing": _Value(_loss, 2.0),
    }
)
"""By the names of `sensor.simulator.injections`."""


@dataclass(frozen=True, slots=True)
class Injected:
    """A set that shows a sign. sigmas: how far the true value is beyond its limit, in stated sigmas of the value."""

    code: str
    seed: int
    exercise: str
    context: SetContext
    simulation: Simulation
    result: SetResult
    dose: float
    sigmas: float
    numbers: tuple[int, ...]
    """Numbers, in the result, of the reps that may carry the sign."""
    measured: Measured | None
    true_value: float | None

    @property
    def sign(self) -> str:
        return self.code.partition(":")[0]

    @property
    def true_rep(self) -> RepTruth:
        return [rep for rep in self.simulation.truth.reps if rep.is_rep][INJECTED_REP - 1]


def injected(code: str, seed: int) -> Injected | None:
    """A set with a sign three of its stated sigmas beyond the limit, or just more; None where no dose reaches that."""
    lifts = lifts_of(code)
    exercise = lifts[seed % len(lifts)]
    plan = clean_plan(exercise, seed)
    rng = np.random.default_rng((seed, 78))
    sensor, link = random_sensor(rng, RATE_HZ), plain_link(rng)
    dose = (SIGMAS + SPARE) * (VALUES[code].guess if code in VALUES else 0.05)
    for _ in range(ROUNDS):
        try:
            shown = inject(code, dose, plan)
        except ParameterError:
            return None
        sim = simulate(shown, sensor, link, seed)
        context = SetContext(exercise, tempo=prescription(code), clip=sim.context.clip, stamps=sim.context.stamps)
        analysis = analyse_set(sim.samples, context, AnalysisParams())
        state = _state(code, sim, analysis)
        if state.sigmas >= SIGMAS:
            result = set_result(analysis, context, SignLimits(), "", len(sim.samples))
            return Injected(
                code, seed, exercise, context, sim, result, dose, state.sigmas, state.numbers, state.measured,
                state.true_value,
            )  # fmt: skip
        dose += (SIGMAS + SPARE - state.sigmas) * state.sigma
    return None


@dataclass(frozen=True, slots=True)
class _State:
    """sigma: stated, in the unit of the dose. sigmas: the true margin in them. numbers: of the reps concerned.

    measured, true_value: what the product and the simulation say of the value, where it is one value.
    """

    sigma: float
    sigmas: float
    numbers: tuple[int, ...]
    measured: Measured | None = None
    true_value: float | None = None


def _state(code: str, sim: Simulation, analysis: SetAnalysis) -> _State:
    if code == "unsettled_start":
        return _start_state(sim, analysis)
    true = [rep for rep in sim.truth.reps if rep.is_rep]
    place = {k: i for i, k in pairs([m.rep for m in analysis.reps], true)}
    features = tuple(m.features for m in analysis.reps)
    if code == "form_fading":
        return _fading_state(sim, features, place)
    value = VALUES[code]
    index = place.get(INJECTED_REP - 1)
    # A value that the product does not state, be it missed or unknown, is held to the sigma tried first.
    measured = value.read(features, index) if index is not None else None
    sigma = measured.sigma if measured is not None else value.guess
    beyond = margin(code, sim.truth.reps)
    numbers = (analysis.reps[index].rep.number,) if index is not None else ()
    if beyond is None:
        return _State(sigma, -1.0, numbers)
    if code == LEVEL_UNKNOWN and index is not None:
        return _State(sigma, beyond.margin / sigma, numbers, *_changed(features, index, place, true))
    return _State(sigma, beyond.margin / sigma, numbers, measured, beyond.value)


def _changed(
    features: tuple[RepFeatures, ...], index: int, place: dict[int, int], true: list[RepTruth]
) -> tuple[Measured | None, float]:
    """The size of a change of tilt from the first two reps on, measured and true."""
    now = features[index].tilt_rad
    firsts = [m for k in (0, 1) if k in place and (m := features[place[k]].tilt_rad) is not None]
    really = abs(true[INJECTED_REP - 1].tilt_mean_rad - 0.5 * (true[0].tilt_mean_rad + true[1].tilt_mean_rad))
    if now is None or len(firsts) < 2:
        return None, really
    return Measured(abs(now.value - 0.5 * (firsts[0].value + firsts[1].value)), now.sigma), really


def _start_state(sim: Simulation, analysis: SetAnalysis) -> _State:
    piece = next((p for p in analysis.pieces if p.reps), None)
    stated = start_features(piece).settle_s if piece is not None else None
    sigma = stated.sigma if stated is not None else 0.1
    true_s = sim.truth.settle_s
    if true_s is None:
        return _State(sigma, -1.0, ())
    return _State(sigma, (SETTLED_S - true_s) / sigma, (), stated, true_s)


def _fading_state(sim: Simulation, features: tuple[RepFeatures, ...], place: dict[int, int]) -> _State:
    """Two reps, each with two signs: the one nearest to its limit decides."""
    worst, sigma_s, numbers = math.inf, 0.0, []
    for number in (INJECTED_REP, INJECTED_REP + 1):
        index = place.get(number - 1)
        if index is not None:
            numbers.append(features[index].number)
        for part, in_s in (("fast_descent", 1.0), ("shift", FADING_TILT_RADS)):
            stated = VALUES[part].read(features, index) if index is not None else None
            sigma = stated.sigma if stated is not None else VALUES[part].guess
            beyond = margin(part, sim.truth.reps, number)
            worst = min(worst, beyond.margin / sigma if beyond is not None else -1.0)
            sigma_s = max(sigma_s, sigma / in_s)
    return _State(sigma_s, worst, tuple(numbers))


MEASURES: Final = (*INJECTIONS, "unsettled_start", "form_fading")
