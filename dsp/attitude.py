"""Which way the sensor points: gyro strapdown, and the direction of gravity to start from.

Attitude is a rotation matrix from sensor axes to a world with z up (yaw is free, `dsp/README.md`).
Within a set only the gyro is followed: gravity through a moving bar is the estimator's business
(`dsp/estimator.py`), which corrects tilt, gyro bias and accelerometer bias together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from vqf import VQF

from dsp.constants import RAD_PER_DEG
from dsp.samples import BoolArray, FloatArray
from dsp.timeline import Timeline
from dsp.windows import block_sums, mean_row, running_mean, running_spread, squared


@dataclass(frozen=True, slots=True)
class AttitudeParams:
    """How the starting attitude and the gyro's bias are found.

    still_s: length of the stillest stretch that gives the bias. still_rate_rads, still_acc_ms2: spreads that
    count as still there; steady_acc_ms2: the same of the acceleration over all of still_s. bias_max_rads: no gyro
    is that far off, so it is a turn.
    zeroed_s, zeroed_share: an axis that reads exactly zero for runs of zeroed_s, in this share of the recording,
    is zeroed by its sensor when slow.
    """

    still_s: float = 1.0
    still_rate_rads: float = 0.7 * RAD_PER_DEG
    still_acc_ms2: float = 0.12
    steady_acc_ms2: float = 0.15
    bias_max_rads: float = 10.0 * RAD_PER_DEG
    zeroed_s: float = 0.25
    zeroed_share: float = 0.02


@dataclass(frozen=True, slots=True)
class GyroBias:
    """The gyro's bias before the set is solved.

    bias_rads: (3,). rested: it was read from a still stretch. zeroed: the sensor reports exactly 0 when slow.
    still: (n,) where the stretch that gave it was still. unrest: how still that was, 1 is ordinary, infinite unknown.
    """

    bias_rads: FloatArray
    rested: bool
    zeroed: bool
    still: BoolArray
    unrest: float = math.inf


def gyro_bias(timeline: Timeline, params: AttitudeParams) -> GyroBias:
    """Gyro bias from the stillest second, else from VQF (Laidig and Seel 2023, doi 10.1016/j.inffus.2022.10.014)."""
    gyro, acc = timeline.gyro_rads, timeline.acc_ms2
    n, rate_hz = len(timeline), timeline.rate_hz
    short, window = max(int(0.3 * rate_hz), 2), max(int(params.still_s * rate_hz), 2)
    rate_spread = running_spread(gyro, short)
    unrest = (running_mean(rate_spread, window) / params.still_rate_rads) ** 2
    unrest += (running_mean(running_spread(acc, short), window) / params.still_acc_ms2) ** 2
    # A slow even turn has a steady rate too, but it turns gravity with it.
    unrest += (running_spread(acc, window) / params.steady_acc_ms2) ** 2
    half = min(window, n // 4) // 2
    if n > 4 * half + 2:
        unrest[:half] = np.inf
        unrest[n - half - 1 :] = np.inf
    good = unrest < 1.5
    mean = running_mean(gyro, window)
    good &= squared(mean) < params.bias_max_rads**2
    zeroed = _zeroed(timeline, params)
    if zeroed:
        return GyroBias(np.zeros(3), bool(good.sum() > 0.5 * rate_hz), True, good)
    if good.sum() <= 0.5 * rate_hz:
        return GyroBias(_filter_bias(timeline), False, False, np.zeros(n, dtype=bool))
    ranked = np.sort(unrest[good])
    limit = 1.3 * max(
        ranked[min(int(0.4 * rate_hz), len(ranked) - 1)],
        ranked[int(0.10 * (len(ranked) - 1))],
    )
    chosen = good & (unrest <= limit)
    return GyroBias(mean[chosen].mean(axis=0), True, False, good, float(limit))


def _zeroed(timeline: Timeline, params: AttitudeParams) -> bool:
    """Whether the sensor itself writes zero for slow rates: then there is no bias left, and slow turns are lost."""
    window = max(int(params.zeroed_s * timeline.rate_hz), 2)
    zeros = (timeline.gyro_rads == 0).astype(float)
    if mean_row(zeros).max() <= params.zeroed_share:
        return False
    silent = running_mean(zeros, window) > 1.0 - 0.5 / window
    return bool(silent.mean(axis=0).max() > params.zeroed_share)


def _filter_bias(timeline: Timeline) -> FloatArray:
    # A bias is slow: means over 40 ms tell it as well as every sample, at a fraction of the work.
    size = max(int(0.04 * timeline.rate_hz), 1)
    gyro, acc = block_sums(timeline.gyro_rads, size) / size, block_sums(timeline.acc_ms2, size) / size
    result = VQF(timeline.step_s * size).updateBatch(gyro, acc)
    return np.asarray(np.median(result["bias"], axis=0), dtype=float)


def filter_attitude(timeline: Timeline, bias_rads: FloatArray) -> FloatArray:
    """Attitude by VQF with accelerometer correction, for recordings without any rest: (n, 3, 3)."""
    gyro = np.ascontiguousarray(timeline.gyro_rads - bias_rads)
    vqf = VQF(timeline.step_s, restBiasEstEnabled=False)
    # A run back from a few seconds in settles the filter: the start is then no worse than the middle.
    head = int(12 * timeline.rate_hz)
    vqf.updateBatch(np.ascontiguousarray(-gyro[:head][::-1]), np.ascontiguousarray(timeline.acc_ms2[:head][::-1]))
    return matrices(np.asarray(vqf.updateBatch(gyro, timeline.acc_ms2)["quat6D"]))


def gyro_attitude(gyro_rads: FloatArray, step_s: float) -> FloatArray:
    """Attitude by the gyro alone from the identity on: (n, 3) rad/s -> (n, 3, 3).

    The product of the small turns is taken in two levels of blocks, so that it runs without a loop over samples.
    """
    turn = 0.5 * (gyro_rads[1:] + gyro_rads[:-1]) * step_s
    half, factor = _half_turn(turn)
    first = np.concatenate([[1.0 + 0j], np.cos(half) + 1j * (turn[:, 0] * factor)])
    second = np.concatenate([[0j], turn[:, 1] * factor + 1j * (turn[:, 2] * factor)])
    first, second = _products(first, second)
    return matrices(np.stack([first.real, first.imag, second.real, second.imag], axis=1))


def _products(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Running products of unit quaternions as pairs of complex numbers, w + ix and y + iz.

    (a, b)(c, d) = (ac - b d*, a d + b c*) with d* the conjugate: the matrices of SU(2).
    """
    n = len(a)
    length = max(int(np.sqrt(n)), 1)
    blocks = -(-n // length)
    pad = blocks * length - n
    a = np.concatenate([a, np.ones(pad, dtype=complex)]).reshape(blocks, length).T.copy()
    b = np.concatenate([b, np.zeros(pad, dtype=complex)]).reshape(blocks, length).T.copy()
    for k in range(1, length):
        c, d = a[k], b[k]
        a[k], b[k] = a[k - 1] * c - b[k - 1] * d.conj(), a[k - 1] * d + b[k - 1] * c.conj()
    start_a, start_b = np.ones(blocks, dtype=complex), np.zeros(blocks, dtype=complex)
    pa, pb = 1.0 + 0j, 0j
    for k, (c, d) in enumerate(zip(a[-1].tolist(), b[-1].tolist(), strict=True)):
        start_a[k], start_b[k] = pa, pb
        pa, pb = pa * c - pb * d.conjugate(), pa * d + pb * c.conjugate()
    whole_a = start_a * a - start_b * b.conj()
    whole_b = start_a * b + start_b * a.conj()
    return whole_a.T.ravel()[:n], whole_b.T.ravel()[:n]


def matrices(quaternions: FloatArray) -> FloatArray:
    """Rotation matrices of unit quaternions w, x, y, z: (n, 4) -> (n, 3, 3)."""
    w, x, y, z = quaternions.T
    out = np.empty((len(quaternions), 3, 3))
    out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
    out[:, 1, 0], out[:, 1, 1], out[:, 1, 2] = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
    out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
    return out


def upright(direction: FloatArray) -> FloatArray:
    """The smallest rotation that takes a direction (3,) to +z: (3, 3); none for no direction."""
    size = float(np.linalg.norm(direction))
    if size == 0.0:
        return np.eye(3)
    u = direction / size
    cosine = float(u[2])
    if cosine < -0.9999:
        return np.diag([1.0, -1.0, -1.0])
    x, y = float(u[1]), float(-u[0])
    cross = np.array([[0.0, 0.0, y], [0.0, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1.0 + cosine))


def _half_turn(rotvec_rad: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Half the angle of rotation vectors (n, 3), and sin(half) over the whole angle, its limit near zero: (n,) each."""
    angle = np.sqrt(squared(rotvec_rad))
    half = 0.5 * angle
    return half, np.where(angle > 1e-6, np.sin(half) / np.maximum(angle, 1e-12), 0.5)


def rotations(rotvec_rad: FloatArray) -> FloatArray:
    """Rotation matrices of rotation vectors: (n, 3) -> (n, 3, 3), Rodrigues' formula."""
    half, factor = _half_turn(rotvec_rad)
    return matrices(np.concatenate([np.cos(half)[:, None], rotvec_rad * factor[:, None]], axis=1))
