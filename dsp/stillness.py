"""Where the bar stands still: hypotheses weighed against the speed that the solution predicts.

Constant speed looks like rest to an accelerometer (`dsp/README.md`, hard thing 3), so quiet alone never makes a
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

    acc_ms2, rate_rads: spreads that a resting bar in a lifter's hands shows.
    reach_cells: cells over which quiet reaches. steepness, threshold: of the soft weight.
    solid_acc_ms2, solid_rate_rads, solid_s: long true stillness, as on the rack or the floor.
    gate_ms: tolerated speed, one per round of gating; sigma_factor, sigma_max_ms: how the solution's own uncertainty
    widens it.
    lockout_within_s, lockout_rest_s: quiet that begins so soon after a quick drive is a rest, for so long.
    contact_ms2, contact_weight: a shock so hard is a contact, after which the bar stands with this weight (0.012 is
    about 0.2 m/s); shocks nearer than contact_after_s are one.
    soft_within_s, soft_s, soft_weight: quiet so near the recording's ends, lasting so long, is a rest with this weight.
    """

    acc_ms2: float = 0.30
    rate_rads: float = 5.0 * RAD_PER_DEG
    reach_cells: int = 3
    steepness: float = 2.0
    threshold: float = 1.6
    solid_acc_ms2: float = 0.10
    solid_rate_rads: float = 1.2 * RAD_PER_DEG
    solid_s: float = 0.9
    gate_ms: tuple[float, ...] = (0.025, 0.020, 0.020)
    sigma_factor: float = 1.5
    sigma_max_ms: float = 0.25
    lockout_within_s: float = 0.3
    lockout_rest_s: float = 0.3
    soft_within_s: float = 1.5
    soft_s: float = 0.5
    soft_weight: float = 0.3
    contact_ms2: float = 6.0
    contact_after_s: float = 0.25
    contact_weight: float = 0.012


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
    # A spread over 0.3 s knows a rest only 0.15 s inside its ends: what lies beside a quiet cell is quiet too.
    unrest = -running_max(-unrest, params.reach_cells)
    fastest = running_max(np.abs(speed_ms), 3)
    allowed = gate_ms**2 + (params.sigma_factor * np.minimum(sigma_ms, params.sigma_max_ms)) ** 2
    unrest = unrest + 0.5 * fastest**2 / allowed
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(params.steepness * (unrest - params.threshold), -50, 50))))


def quiet_weights(down: Strapdown, lively: Activity, params: StillnessParams) -> FloatArray:
    """Weight 0..1 of `quiet` for every cell (c,), from the sensor alone: rest, or constant speed."""
    none = np.zeros(len(down.cell))
    return rest_weights(down, lively, none, none, params.gate_ms[0], params)


def lockout_rests(quiet: FloatArray, drive_ends: list[int], cell_s: float, params: StillnessParams) -> FloatArray:
    """Weight 1 in the quiet that follows at once on a quick drive (c,): after such a hump the bar stands.

    drive_ends: cells. A quiet that begins later may be a slow descent, and waits for the solve to speak for it.
    """
    out = np.zeros(len(quiet))
    within, longest = int(params.lockout_within_s / cell_s), max(int(params.lockout_rest_s / cell_s), 1)
    for end in drive_ends:
        runs = runs_of(quiet[end : end + within + longest] > 0.5)
        if runs and runs[0][0] <= within:
            first = end + runs[0][0]
            out[first : min(first + longest, end + runs[0][1])] = 1.0
    return out


def quiet_ends(quiet: FloatArray, cell_s: float, whole: bool, params: StillnessParams) -> FloatArray:
    """Weight in the first and the last quiet (c,) where no solid stillness is: recordings rarely begin in mid-rep.

    Nor do they end there, where the window is the whole recording; a window that ends now may.
    """
    out = np.zeros(len(quiet))
    near, least = int(params.soft_within_s / cell_s), max(int(params.soft_s / cell_s), 2)
    runs = [(a, b) for a, b in runs_of(quiet > 0.5) if b - a >= least]
    if runs and runs[0][0] <= near:
        out[runs[0][0] : runs[0][0] + least] = params.soft_weight
    if whole and runs and runs[-1][1] >= len(quiet) - near:
        out[runs[-1][1] - least : runs[-1][1]] = params.soft_weight
    return out


def contacts(down: Strapdown, lively: Activity, params: StillnessParams) -> FloatArray:
    """Small weight just after each hard shock (c,): steel that hit the floor or the rack has stopped, or nearly.

    Only for lifts that come down on something; plates that rattle in mid-air are softer than that.
    """
    out = np.zeros(len(down.cell))
    rate_hz = down.timeline.rate_hz
    gap = int(params.contact_after_s * rate_hz)
    last_end = -gap
    ends: list[int] = []
    for a, b in runs_of(lively.shock_ms2 > params.contact_ms2 / 4):
        if float(lively.shock_ms2[a:b].max()) < params.contact_ms2:
            continue
        if ends and a - last_end < gap:
            ends[-1] = b
        else:
            ends.append(b)
        last_end = b
    for end in ends:
        k = int(np.searchsorted(down.cell, end))
        out[k : k + 2] = params.contact_weight
    return out


def solid_ends(down: Strapdown, lively: Activity, params: StillnessParams) -> FloatArray:
    """Weight 1 in the first and in the last stretch of long true stillness, else 0: (c,)."""
    quiet = (lively.acc_ms2 < params.solid_acc_ms2) & (lively.rate_rads < params.solid_rate_rads)
    quiet &= ~down.timeline.filled  # nothing is known of a gap, however smooth the line across it
    least = params.solid_s * down.timeline.rate_hz
    out = np.zeros(len(down.cell))
    solid = [(a, b) for a, b in runs_of(quiet) if b - a >= least]
    for first, last in solid[:1] + solid[-1:]:
        out[(down.cell >= first) & (down.cell < last)] = 1.0
    return out
