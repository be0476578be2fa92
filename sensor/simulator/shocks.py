"""Shocks: the clank of the rack, plates on the floor, foot falls, knocks. Short, hard, and back where they began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray
from sensor.simulator.bar import BarMotion
from sensor.simulator.plan import SetPlan
from sensor.simulator.profile import DT_S
from sensor.simulator.score import Name


@dataclass(frozen=True, slots=True)
class Ring:
    """A kind of shock: ranges (low, high) of its strength m/s^2, frequency Hz and decay s."""

    strength_ms2: tuple[float, float]
    hz: tuple[float, float]
    decay_s: tuple[float, float]


CLANK: Final = Ring((250.0, 600.0), (28.0, 55.0), (0.008, 0.012))
"""Steel hooks: tens of g for 20-30 ms (`dsp/README.md`, hard thing 6)."""
LIFT_OFF: Final = Ring((5.0, 20.0), (20.0, 40.0), (0.01, 0.02))
FLOOR: Final = Ring((120.0, 350.0), (18.0, 45.0), (0.02, 0.05))
"""Plates on the floor at 1 m/s; softer in proportion below. The shaft goes on ringing for a tenth of a second."""
PADDED: Final = Ring((10.0, 40.0), (12.0, 25.0), (0.01, 0.02))
"""A bar that comes down on a padded lap, at 1 m/s."""
FOOT: Final = Ring((2.0, 6.0), (10.0, 18.0), (0.02, 0.03))
KNOCK: Final = Ring((10.0, 120.0), (20.0, 60.0), (0.008, 0.02))
KNOCKS_PER_S: Final = 1.5
SHOCK_RATE_SHARE: Final = 0.02
"""Angular rate that comes with a shock, rad/s for each m/s^2 (ours)."""
WINDOW_S: Final = 0.4
"""A shock has died away by then."""


@dataclass(frozen=True, slots=True)
class Shocks:
    """(3, n) specific force and angular rate that shocks add, bar axes."""

    force_ms2: FloatArray
    rate_rads: FloatArray


def shocks_of(plan: SetPlan, motion: BarMotion, rng: np.random.Generator) -> Shocks:
    """All shocks of a set."""
    out = Shocks(np.zeros((3, motion.count)), np.zeros((3, motion.count)))
    for span in motion.spans:
        name = span.phase.name
        if name is Name.UN_RACK:
            _add(out, span.start, LIFT_OFF, 1.0, rng)
        elif name is Name.STEP:
            _add(out, span.end, FOOT, 1.0, rng)
        elif name is Name.RE_RACK:
            _add(out, span.end, CLANK, 1.0, rng)
        elif name in (Name.DESCENT, Name.FALL, Name.SET_DOWN, Name.GIVE_UP):
            _land(out, plan, span.phase.speed_ms, span.start, rng, name)
    _knocks(out, plan, motion, rng)
    return out


def _land(out: Shocks, plan: SetPlan, speed_ms: FloatArray, start: int, rng: np.random.Generator, name: Name) -> None:
    """Where the downward speed stops at once, something was hit."""
    jumps = np.diff(np.concatenate([speed_ms, [0.0]]))
    kind = FLOOR if plan.plates_on_floor or name is Name.FALL else PADDED
    for place in np.flatnonzero(jumps > 0.05):
        _add(out, start + int(place), kind, float(jumps[place]), rng)
    if name is Name.DESCENT and plan.plates_on_floor and not np.any(jumps > 0.05):
        _add(out, start + len(speed_ms), FLOOR, 0.15, rng)


def _knocks(out: Shocks, plan: SetPlan, motion: BarMotion, rng: np.random.Generator) -> None:
    last = motion.spans[-1]
    if plan.moving_after_s and last.phase.name is Name.AFTER:
        first = max(last.start, last.end - round(plan.moving_after_s / DT_S))
        for place in rng.integers(first, last.end, rng.poisson(plan.moving_after_s * KNOCKS_PER_S)):
            _add(out, int(place), KNOCK, 1.0, rng)


def _add(out: Shocks, place: int, kind: Ring, scale: float, rng: np.random.Generator) -> None:
    """Add one shock: the second derivative of a decaying swing, so it leaves neither speed nor displacement."""
    count = round(WINDOW_S / DT_S)
    time = np.arange(count) * DT_S
    hz, decay = rng.uniform(*kind.hz), rng.uniform(*kind.decay_s)
    swing = time**3 * np.exp(-time / decay) * np.sin(2.0 * np.pi * hz * time)
    pulse = np.gradient(np.gradient(swing, DT_S), DT_S)
    pulse *= scale * rng.uniform(*kind.strength_ms2) / float(np.max(np.abs(pulse)))
    end = min(place + count, out.force_ms2.shape[1])
    direction = np.array([0.3, 0.5, 1.0]) * rng.uniform(0.5, 1.0, 3) * rng.choice([-1.0, 1.0], 3)
    direction /= float(np.linalg.norm(direction))
    out.force_ms2[:, place:end] += direction[:, None] * pulse[None, : end - place]
    turning = np.gradient(swing, DT_S)
    turning *= SHOCK_RATE_SHARE * scale * kind.strength_ms2[0] / float(np.max(np.abs(turning)))
    axis = rng.standard_normal(3)
    axis /= float(np.linalg.norm(axis))
    out.rate_rads[:, place:end] += axis[:, None] * turning[None, : end - place]
