"""The bar's attitude: roll about its own axis, tilt, yaw; how they make a rotation and a rate.

A bar's rotation is Rz(yaw) Ry(-tilt) Rx(roll), bar to world: x right along the bar, y forward, z up; a positive
tilt has the right end up. Everything here works on whole runs of samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class Angles:
    """(n,) roll, tilt and yaw, rad."""

    roll_rad: FloatArray
    tilt_rad: FloatArray
    yaw_rad: FloatArray


def rotation(angles: Angles) -> FloatArray:
    """(3, 3, n) rotation from bar to world axes, samples last."""
    cr, sr = np.cos(angles.roll_rad), np.sin(angles.roll_rad)
    ct, st = np.cos(angles.tilt_rad), np.sin(-angles.tilt_rad)
    cy, sy = np.cos(angles.yaw_rad), np.sin(angles.yaw_rad)
    out = np.empty((3, 3, len(cr)))
    out[0] = cy * ct, cy * st * sr - sy * cr, cy * st * cr + sy * sr
    out[1] = sy * ct, sy * st * sr + cy * cr, sy * st * cr - cy * sr
    out[2] = -st, ct * sr, ct * cr
    return out


def body_rate(angles: Angles, dt_s: float) -> FloatArray:
    """(3, n) angular rate in bar axes, rad/s (the kinematics of yaw, pitch and roll; pitch is minus tilt)."""
    roll_rate = np.gradient(angles.roll_rad, dt_s)
    pitch_rate = -np.gradient(angles.tilt_rad, dt_s)
    yaw_rate = np.gradient(angles.yaw_rad, dt_s)
    cr, sr = np.cos(angles.roll_rad), np.sin(angles.roll_rad)
    cp, sp = np.cos(angles.tilt_rad), np.sin(-angles.tilt_rad)
    return np.stack(
        [roll_rate - yaw_rate * sp, pitch_rate * cr + yaw_rate * sr * cp, yaw_rate * cr * cp - pitch_rate * sr]
    )


def rotated(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    """Rotate (3, n) vectors by (3, 3, n) matrices."""
    out: FloatArray = np.einsum("ijn,jn->in", matrices, vectors)
    return out


def unrotated(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    """Rotate (3, n) vectors back by (3, 3, n) matrices."""
    out: FloatArray = np.einsum("ijn,in->jn", matrices, vectors)
    return out


def quaternion_matrix(wxyz: tuple[float, float, float, float]) -> FloatArray:
    """(3, 3) rotation of a quaternion of any length but zero."""
    w, x, y, z = np.asarray(wxyz) / np.linalg.norm(wxyz)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
