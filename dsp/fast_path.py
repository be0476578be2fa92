"""Between two causal solves: vertical speed carried forward sample by sample, and the phase it is in.

Plain numbers, one sample at a time: that is quick enough for many sensors, and no cut of the stream can change it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.live_params import LiveParams

Vector = tuple[float, float, float]


class Phase(StrEnum):
    """What the bar does now."""

    REST = "rest"
    DESCENT = "descent"
    BOTTOM = "bottom"
    DRIVE = "drive"
    TOP = "top"


@dataclass(slots=True)
class FastPath:
    """Speed and height since the last solve. up: the vertical in sensor axes.

    acc_bias_ms2, gyro_bias_rads: in sensor axes.
    """

    params: LiveParams
    up: Vector | None = None
    acc_bias_ms2: Vector = (0.0, 0.0, 0.0)
    gyro_bias_rads: Vector = (0.0, 0.0, 0.0)
    speed_ms: float = 0.0
    height_m: float = 0.0
    phase: Phase = Phase.REST
    phase_since_s: float = 0.0
    phase_height_m: float = 0.0
    calm_s: float = 0.0
    _acc_ms2: float = 0.0
    _mean: Vector = (0.0, 0.0, 0.0)
    _unrest: float = 0.0
    _turn: float = 0.0

    def step(self, time_s: float, dt_s: float, acc: Vector, gyro: Vector) -> Phase | None:
        """Carry on by one sample; gives the new phase where it changed."""
        self._judge_calm(dt_s, acc, gyro)
        if self.up is None:
            return None
        bx, by, bz = self.gyro_bias_rads
        self.up = _turned(self.up, ((gyro[0] - bx) * dt_s, (gyro[1] - by) * dt_s, (gyro[2] - bz) * dt_s))
        ux, uy, uz = self.up
        cx, cy, cz = self.acc_bias_ms2
        a = ux * (acc[0] - cx) + uy * (acc[1] - cy) + uz * (acc[2] - cz) - STANDARD_GRAVITY_MS2
        before = self.speed_ms
        self.speed_ms += 0.5 * (a + self._acc_ms2) * dt_s
        self.height_m += 0.5 * (before + self.speed_ms) * dt_s
        self._acc_ms2 = a
        return self._phase(time_s)

    def _judge_calm(self, dt_s: float, acc: Vector, gyro: Vector) -> None:
        k = min(dt_s / self.params.calm_tau_s, 1.0)
        m = self._mean
        dx, dy, dz = acc[0] - m[0], acc[1] - m[1], acc[2] - m[2]
        self._mean = (m[0] + k * dx, m[1] + k * dy, m[2] + k * dz)
        self._unrest += k * (dx * dx + dy * dy + dz * dz - self._unrest)
        b = self.gyro_bias_rads
        gx, gy, gz = gyro[0] - b[0], gyro[1] - b[1], gyro[2] - b[2]
        self._turn += k * (gx * gx + gy * gy + gz * gz - self._turn)
        p = self.params
        calm = self._unrest < p.quiet_acc_ms2**2 and self._turn < p.quiet_rate_rads**2
        self.calm_s = self.calm_s + dt_s if calm else 0.0

    def _phase(self, time_s: float) -> Phase | None:
        v, p, now = self.speed_ms, self.params, self.phase
        new = now
        if v < -p.move_ms and now is not Phase.DESCENT:
            new = Phase.DESCENT
        elif v > p.move_ms and now is not Phase.DRIVE:
            new = Phase.DRIVE
        elif now is Phase.DESCENT and v > -p.bottom_ms:
            new = Phase.BOTTOM
        elif now is Phase.DRIVE and v < p.stop_ms:
            new = Phase.TOP
        if new is now:
            return None
        self.phase, self.phase_since_s = new, time_s
        if new in (Phase.DESCENT, Phase.DRIVE):
            self.phase_height_m = self.height_m
        return new

    def travelled_m(self) -> float:
        """Height covered since the present (or just ended) movement began."""
        return abs(self.height_m - self.phase_height_m)


def _turned(u: Vector, turn: Vector) -> Vector:
    """A world direction in sensor axes after the sensor turned by a small rotation vector: exp(-[turn]) u."""
    x, y, z = turn
    angle2 = x * x + y * y + z * z
    if angle2 < 1e-20:
        return u
    angle = math.sqrt(angle2)
    s, c = math.sin(angle) / angle, (1.0 - math.cos(angle)) / angle2
    ux, uy, uz = u
    # w = turn x u, then turn x w
    wx, wy, wz = y * uz - z * uy, z * ux - x * uz, x * uy - y * ux
    vx, vy, vz = y * wz - z * wy, z * wx - x * wz, x * wy - y * wx
    return (ux - s * wx + c * vx, uy - s * wy + c * vy, uz - s * wz + c * vz)
