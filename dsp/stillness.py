"""Where the bar stands still: hypotheses weighed against the speed that the solution predicts.

Constant speed looks like rest to an accelerometer (`design.md`, hard thing 3), so quiet alone never makes a
rest: the predicted speed, with its uncertainty, must allow it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.constants import RAD_PER_DEG
from dsp.samples import FloatArray
from dsp.strapdown import Activity, Strapdown
from dsp.windows import running_max, runs_of


@dataclass(frozen=True, slots=True)
class StillnessParams:
    """What counts as quiet, and how far the predicted speed may be from zero.

    acc_ms2, rate_rads: spreads that a resting bar in a lifter's hands shows. steepness, threshold: of the soft weight.
    solid_acc_ms2, solid_rate_rads, solid_s: long true stillness, as on the rack or the floor.
    gate_ms: tolerated speed, one per round of gating; sigma_factor, sigma_max_ms: how the solution's own uncertainty
    widens it.
    """

    acc_ms2: float = 0.30
    rate_rads: float = 5.0 * RAD_PER_DEG
    steepness: float = 2.0
    threshold: float = 1.6
    solid_acc_ms2: float = 0.10
    solid_rate_rads: float = 1.2 * RAD_PER_DEG
    solid_s: float = 0.9
    gate_ms: tuple[float, ...] = (0.025, 0.020, 0.020)
    sigma_factor: float = 1.5
    sigma_max_ms: float = 0.08


def rest_weights(
    down: Strapdown,
    lively: Activity,
    speed_ms: FloatArray,
    sigma_ms: FloatArray,
    gate_ms: float,
    params: StillnessParams,
) -> FloatArray:
    """Weight 0..1 of `the bar is at rest` for every cell (c,), from quiet and from predicted speed."""
    cell = down.cell
    unrest = 0.5 * (lively.acc_ms2[cell] / params.acc_ms2) ** 2 + 0.5 * (lively.rate_rads[cell] / params.rate_rads) ** 2
    fastest = running_max(np.abs(speed_ms), 3)
    allowed = gate_ms**2 + (params.sigma_factor * np.minimum(sigma_ms, params.sigma_max_ms)) ** 2
    unrest = unrest + 0.5 * fastest**2 / allowed
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(params.steepness * (unrest - params.threshold), -50, 50))))


def solid_ends(down: Strapdown, lively: Activity, params: StillnessParams) -> FloatArray:
    """Weight 1 in the first and in the last stretch of long true stillness, else 0: (c,)."""
    quiet = (lively.acc_ms2 < params.solid_acc_ms2) & (lively.rate_rads < params.solid_rate_rads)
    least = params.solid_s * down.timeline.rate_hz
    out = np.zeros(len(down.cell))
    solid = [(a, b) for a, b in runs_of(quiet) if b - a >= least]
    for first, last in solid[:1] + solid[-1:]:
        out[(down.cell >= first) & (down.cell < last)] = 1.0
    return out
