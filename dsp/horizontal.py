"""The horizontal path of a rep, and roll, tilt and yaw within it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.bar import Bar, closed_path
from dsp.constants import RAD_PER_DEG
from dsp.context import SetContext
from dsp.features import Measured
from dsp.movements import Movement
from dsp.samples import BoolArray, FloatArray
from dsp.segmentation import FoundRep


@dataclass(frozen=True, slots=True)
class HorizontalParams:
    """margin_s: the path starts and ends this far outside the rep. path_m, path_ms2: sigma of a closed path, fixed
    and per duration squared. angle_rad, yaw_rad: sigma of tilt and of yaw against the lifter's other
    reps; yaw has nothing but the gyro to hold it.
    unknown_clip_m: radius assumed where the clip's place is not known. still_s: a pause long enough to close at.
    farthest_m: no bar strays further within a rep, so then the path is not known.
    """

    margin_s: float = 0.1
    path_m: float = 0.0095
    path_ms2: float = 0.0023
    angle_rad: float = 0.25 * RAD_PER_DEG
    yaw_rad: float = 0.9 * RAD_PER_DEG
    unknown_clip_m: float = 0.05
    still_s: float = 0.25
    farthest_m: float = 0.6


@dataclass(frozen=True, slots=True)
class PathOfRep:
    """Path and attitude of one rep; None is unknown.

    first: grid index where the arrays start. forward_m, along_m: (k,) displacement from the rep's start.
    """

    first: int
    forward_m: FloatArray
    along_m: FloatArray
    max_forward_m: float | None
    max_lateral_m: float | None
    forward_sigma_m: float | None
    forward_descent_m: Measured | None
    forward_drive_m: Measured | None
    sideways_m: Measured | None
    roll_rad: float | None
    tilt_range_rad: float | None
    tilt_rad: Measured | None
    yaw_rad: Measured | None
    radius_m: float


def path_of(
    bar: Bar, found: FoundRep, still: BoolArray, time_s: FloatArray, context: SetContext, params: HorizontalParams
) -> PathOfRep:
    """Path of the sensor's place over one rep, closed within it."""
    parts, step = found.parts, float(time_s[1] - time_s[0])
    margin = int(params.margin_s / step)
    first = max(parts[0].first - margin, 0)
    last = min(parts[-1].last + margin, len(time_s) - 1)
    stop = _stop_inside(parts, still, first, int(params.still_s / step))
    forward = closed_path(bar.forward_ms2[first : last + 1], step, stop)
    along = closed_path(bar.along_ms2[first : last + 1], step, stop)
    duration = (last - first) * step
    sigma = float(np.hypot(params.path_m, params.path_ms2 * duration**2))
    radius = abs(context.clip.off_axis_m) if context.clip else params.unknown_clip_m
    core = slice(parts[0].first, parts[-1].last + 1)
    roll = float(np.ptp(bar.roll_rad[core])) if bar.roll_rad is not None else None
    widened = sigma if context.clip or roll is None else float(np.hypot(sigma, radius * roll))

    believed = max(float(np.abs(forward).max()), float(np.abs(along).max())) < params.farthest_m

    def most(m: Movement | None) -> Measured | None:
        if m is None or not believed:
            return None
        part = forward[m.first - first : m.last - first + 1]
        return Measured(float(part.max() if bar.signed else np.abs(part).max()), sigma) if len(part) else None

    return PathOfRep(
        first=first, forward_m=forward, along_m=along,
        max_forward_m=float(forward.max() if bar.signed else np.abs(forward).max()) if believed else None,
        max_lateral_m=float(np.abs(along).max()) if believed else None,
        forward_sigma_m=widened if believed else None,
        forward_descent_m=most(found.descent), forward_drive_m=most(found.drive),
        sideways_m=Measured(float(np.abs(along).max()), sigma) if believed else None,
        roll_rad=roll,
        tilt_range_rad=float(np.ptp(bar.tilt_rad[core])) if bar.tilt_rad is not None else None,
        tilt_rad=_level(bar.tilt_rad, core, params.angle_rad),
        yaw_rad=_range(bar.yaw_rad, core, params.yaw_rad),
        radius_m=radius,
    )  # fmt: skip


def _level(angle: FloatArray | None, core: slice, sigma_rad: float) -> Measured | None:
    return Measured(float(angle[core].mean()), sigma_rad) if angle is not None and len(angle[core]) else None


def _range(angle: FloatArray | None, core: slice, sigma_rad: float) -> Measured | None:
    return Measured(float(np.ptp(angle[core])), sigma_rad) if angle is not None and len(angle[core]) else None


def _stop_inside(parts: list[Movement], still: BoolArray, first: int, least: int) -> tuple[int, int] | None:
    """The pause between the two phases, relative to `first`, where it lasts and was found still."""
    if len(parts) != 2 or parts[1].first - parts[0].last < least:
        return None
    inside = np.flatnonzero(still[parts[0].last : parts[1].first + 1]) + parts[0].last
    return (int(inside[0]) - first, int(inside[-1]) - first + 1) if len(inside) > 2 else None
