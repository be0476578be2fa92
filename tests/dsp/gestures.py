"""A lifter who turns or pushes a bar once, with a sensor on it: the simulator's sensor on a motion in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dsp.constants import RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.context import Forward
from dsp.samples import FloatArray, Samples
from sensor.simulator.attitude import Angles, body_rate, quaternion_matrix, rotated, rotation, unrotated
from sensor.simulator.profile import DT_S
from sensor.simulator.rattle import rattling
from sensor.simulator.sensor_model import SensorModel, report
from sensor.simulator.smooth import smooth_noise

SENSOR = SensorModel(
    rate_hz=100.0, along_m=0.35, off_axis_m=0.04, acc_bias_ms2=(0.2, -0.15, 0.1), gyro_bias_rads=(0.02, -0.015, 0.01),
    acc_noise_ms2=0.03, gyro_noise_rads=0.0017, bits=16, bandwidth_hz=40.0,
)  # fmt: skip
AWAY = -1.0
"""Sense of the roll with which the bar's top goes forward: x is to the right, so it is negative."""


def steps(legs: list[tuple[float, float]], count: int, first_s: float = 2.0) -> FloatArray:
    """Legs of (seconds, change), each of minimum jerk, from first_s on; (count,) on the simulator's grid."""
    out = np.zeros(count)
    at_s = first_s
    for seconds, change in legs:
        u = np.clip((np.arange(count) * DT_S - at_s) / seconds, 0.0, 1.0)
        out += change * u**3 * (10.0 - 15.0 * u + 6.0 * u * u)
        at_s += seconds
    return out


def gesture(
    *,
    roll_deg: list[tuple[float, float]] | None = None,
    ahead_m: list[tuple[float, float]] | None = None,
    yaw_deg: list[tuple[float, float]] | None = None,
    sensor: SensorModel = SENSOR,
    seconds: float = 7.0,
    held_m: float = 0.0,
    tilt_deg: float = 0.0,
    seed: int = 1,
) -> Samples:
    """Samples of one gesture; held_m: RMS sway of the hands that hold the bar."""
    count, rng = round(seconds / DT_S), np.random.default_rng(seed)
    sway = held_m * smooth_noise(rng, count, 450, 3)
    roll = RAD_PER_DEG * steps(roll_deg or [], count) + 1.5 * sway[0]
    yaw = RAD_PER_DEG * steps(yaw_deg or [], count)
    angles = Angles(roll, np.full(count, tilt_deg * RAD_PER_DEG), yaw)
    matrices = rotation(angles)
    place = rotated(matrices, np.broadcast_to(sensor.place_m[:, None], (3, count)))
    place[1] += steps(ahead_m or [], count) + sway[1]
    place[2] += 0.3 * sway[2]
    force = np.gradient(np.gradient(place, DT_S, axis=1), DT_S, axis=1)
    force[2] += STANDARD_GRAVITY_MS2
    felt = unrotated(matrices, force)
    if sensor.play_m:
        felt = rattling(felt, sensor.play_m)
    take_s = np.arange(1.0 / sensor.rate_hz, seconds - 0.01, 1.0 / sensor.rate_hz)
    acc, gyro = report(sensor, felt, body_rate(angles, DT_S), take_s, rng)
    return Samples(take_s, acc, gyro)


def turned_sensor(seed: int) -> SensorModel:
    """The same sensor clipped on any way round, anywhere about the shaft."""
    rng = np.random.default_rng(seed)
    wxyz = rng.standard_normal(4)
    return replace(
        SENSOR,
        mounting_wxyz=(float(wxyz[0]), float(wxyz[1]), float(wxyz[2]), float(wxyz[3])),
        around_rad=float(rng.uniform(0.0, 2.0 * np.pi)),
    )


def nearest_axes(sensor: SensorModel, roll_deg: float = 0.0) -> dict[Forward, float]:
    """How far each sensor axis points forward, -1 to 1, with the bar at this roll."""
    roll = np.array([roll_deg * RAD_PER_DEG])
    bar = rotation(Angles(roll, np.zeros(1), np.zeros(1)))[:, :, 0]
    ahead = quaternion_matrix(sensor.mounting_wxyz).T @ bar.T @ np.array([0.0, 1.0, 0.0])
    return {f: float(ahead["xyz".index(f.value[1])]) * (1.0 if f.value[0] == "+" else -1.0) for f in Forward}
