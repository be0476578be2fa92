"""Parameters of the causal path."""

from __future__ import annotations

from dataclasses import dataclass

from dsp.constants import RAD_PER_DEG


@dataclass(frozen=True, slots=True)
class LiveParams:
    """window_s: how far back each causal solve looks, at no more than most_hz. first_s: data needed before the first.
    move_ms, stop_ms: speeds at which the fast path takes a phase to begin and to end.
    bottom_ms: speed at which a descent is as good as over. slow_ms: a solve that finds the bar sinking faster puts the
    fast path in a descent.
    turn_after_s: delays after a turn at which the descent is said and the turn is judged. lockout_after_s: the same
    after a drive. drive_after_s: into a drive, when a slow descent that passed for rest gives itself away.
    over_after_s: a rep with both phases is over so soon after; alone_after_s: one whose descent was not seen.
    fresh_s: a descent that ended longer ago is no news. moving_every_s, still_every_s: solves in between.
    quiet_s: calm that starts a solve of its own. quiet_acc_ms2, quiet_rate_rads: what is calm.
    calm_tau_s: memory of that judgement.
    least_travel_share: share of the exercise's least travel that makes a movement worth a solve.
    least_step_s: never solve more often than this. match_s: two findings nearer than this are one.
    alarm_factor: bar speed over target speed that raises the alarm; alarm_travel_m, alarm_share: travel before which
    it stays silent, and how far (of the typical travel) it is still worth raising. bias_grow: factor on the
    accelerometer bias' covariance from one solve to the next, bias_floor_ms2 its least. unrest_grow: by how much a rest
    that showed the gyro's bias loses from one solve to the next.
    remember_s: how often the accelerometer's bias is put by for later windows.
    """

    window_s: float = 24.0
    most_hz: float = 100.0
    first_s: float = 1.5
    move_ms: float = 0.08
    stop_ms: float = 0.04
    bottom_ms: float = 0.02
    slow_ms: float = 0.03
    turn_after_s: tuple[float, ...] = (0.03, 0.11)
    lockout_after_s: float = 0.10
    drive_after_s: float = 0.12
    over_after_s: float = 0.05
    alone_after_s: float = 1.0
    fresh_s: float = 4.0
    moving_every_s: float = 1.5
    still_every_s: float = 5.0
    quiet_s: float = 0.25
    quiet_acc_ms2: float = 0.35
    quiet_rate_rads: float = 6.0 * RAD_PER_DEG
    calm_tau_s: float = 0.10
    least_travel_share: float = 0.5
    least_step_s: float = 0.03
    match_s: float = 0.5
    alarm_factor: float = 1.33
    alarm_travel_m: float = 0.02
    alarm_share: float = 0.9
    bias_grow: float = 1.5
    bias_floor_ms2: float = 0.01
    unrest_grow: float = 1.003
    remember_s: float = 4.0
