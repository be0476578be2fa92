"""The bar's own axis, and with it roll, tilt, yaw and the horizontal path.

Yaw cannot be observed; the bar rolls about its own axis, so the axis is the sensor's main axis of rotation
(`dsp/README.md`, frames). Where nothing says which side is forward, horizontal values carry no sign.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.context import ClipPlace, Forward
from dsp.samples import FloatArray
from dsp.settle import Settling
from dsp.strapdown import attitude_errors
from dsp.windows import cumulative_trapezoid


@dataclass(frozen=True, slots=True)
class BarParams:
    """axis_ratio: how much the main rotation must exceed the next for the axis to be taken from it.
    least_turn_rads: RMS rate below which there is too little rotation to tell.
    sleeve_m: beyond it along the shaft the sleeve turns freely.
    """

    axis_ratio: float = 2.0
    least_turn_rads: float = 0.05
    sleeve_m: float = 0.65


@dataclass(frozen=True, slots=True)
class Bar:
    """Attitude of the bar and its horizontal acceleration at every grid point.

    roll_rad, tilt_rad, yaw_rad: (n,), roll from the first sample. along_ms2, forward_ms2: (n,) acceleration of the
    sensor's place. signed: forward is known. axis: (3,) in sensor axes, None unless it was seen in the rotation.
    sleeve: the sensor turns freely about the shaft, so its attitude is not the bar's.
    """

    roll_rad: FloatArray | None
    tilt_rad: FloatArray | None
    yaw_rad: FloatArray | None
    along_ms2: FloatArray
    forward_ms2: FloatArray
    signed: bool
    axis: FloatArray | None
    sleeve: bool


_AXES = {"x": 0, "y": 1, "z": 2}


def bar_of(
    settling: Settling,
    moving: tuple[int, int],
    forward: Forward | None,
    clip: ClipPlace | None,
    params: BarParams,
    remembered: FloatArray | None = None,
) -> Bar:
    """The bar's attitude and horizontal acceleration; `moving` is the stretch whose rotation shows the axis.

    remembered: (3,) the axis in sensor axes as seen before, which then stays: a sensor does not move on its bar.
    """
    down = settling.down
    timeline = down.timeline
    rate = timeline.gyro_rads - settling.bias.bias_rads
    part = rate[moving[0] : moving[1]]
    values, vectors = np.linalg.eigh(part.T @ part / max(len(part), 1))
    # Which end of the axis is meant is settled in the sensor's own axes, so that no later solve can turn it round.
    axis = vectors[:, 2] * np.sign(vectors[int(np.argmax(np.abs(vectors[:, 2]))), 2])
    known = bool(values[2] > params.axis_ratio * values[1] and values[2] > params.least_turn_rads**2)
    if remembered is not None:
        axis, known = remembered, True
    hint = _pointing(forward)
    sleeve = clip is not None and abs(clip.along_m) > params.sleeve_m
    edge_s, time_s = down.cell_s, timeline.time_s
    x = settling.solution.unknowns[: down.errors]
    side = np.stack(
        [
            np.gradient(down.speed_ms[:, k] + np.interp(time_s, edge_s, down.speed_sens[k] @ x), timeline.step_s)
            for k in (0, 1)
        ],
        axis=1,
    )
    start = down.attitude[moving[0]]
    along, signed = _along(start, axis, hint, known)
    lateral = side @ along
    ahead = side @ np.array([-along[1], along[0]])
    if sleeve:
        return Bar(None, None, None, lateral, ahead, signed, None, True)
    world = (down.attitude.reshape(-1, 3) @ axis).reshape(-1, 3)
    world += np.cross(attitude_errors(down, x), world)
    seen = axis if known else None
    if float(world[moving[0], :2] @ along) < 0:
        axis, world = -axis, -world
    roll = cumulative_trapezoid(rate @ axis, timeline.step_s)
    tilt = np.arcsin(np.clip(world[:, 2], -1, 1)) if known else None
    yaw = np.unwrap(np.arctan2(world[:, 1], world[:, 0])) if known else None
    return Bar(roll, tilt, yaw, lateral, ahead, signed, seen, False)


def _pointing(forward: Forward | None) -> FloatArray | None:
    if forward is None:
        return None
    out = np.zeros(3)
    out[_AXES[forward.value[1]]] = 1.0 if forward.value[0] == "+" else -1.0
    return out


def _along(start: FloatArray, axis: FloatArray, hint: FloatArray | None, known: bool) -> tuple[FloatArray, bool]:
    """Unit horizontal direction of the bar, toward the right where forward is known: (2,), signed."""
    bar = (start @ axis)[:2]
    ahead = (start @ hint)[:2] if hint is not None else None
    if ahead is not None and np.linalg.norm(ahead) > 0.3:
        ahead = ahead / np.linalg.norm(ahead)
        right = np.array([ahead[1], -ahead[0]])
        if known and np.linalg.norm(bar) > 0.5:
            bar = bar / np.linalg.norm(bar)
            return (bar if bar @ right > 0 else -bar), True
        return right, True
    size = float(np.linalg.norm(bar))
    if size < 1e-6:
        return np.array([1.0, 0.0]), False
    return bar / size, False


def closed_path(acc_ms2: FloatArray, step_s: float, still: tuple[int, int] | None) -> FloatArray:
    """Displacement over a rep that starts and ends at rest and comes back to where it began: (n,) m.

    acc_ms2: (n,). still: a stretch inside (first, past-the-last) where the bar is at rest too. Speed is made zero
    at both ends by a straight line, the displacement by a smooth step.
    """
    n = len(acc_ms2)
    u = np.linspace(0.0, 1.0, n)
    speed = cumulative_trapezoid(acc_ms2, step_s)
    speed = speed - u * speed[-1]
    if still is not None and still[1] - still[0] > 2:
        middle = 0.5 * (still[0] + still[1]) / max(n - 1, 1)
        speed = speed - np.interp(u, [0.0, middle, 1.0], [0.0, float(speed[still[0] : still[1]].mean()), 0.0])
    path = cumulative_trapezoid(speed, step_s)
    return np.asarray(path - path[-1] * (3 * u**2 - 2 * u**3))
