"""A track as CSV: `time_s,x_m,y_m,z_m,vx_ms,vy_ms,vz_ms,roll_deg,tilt_deg,still`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from dsp.constants import DEG_PER_RAD
from sensor.files import replacing

if TYPE_CHECKING:
    from dsp.samples import FloatArray
    from dsp.track import Track

COLUMNS: Final = "time_s,x_m,y_m,z_m,vx_ms,vy_ms,vz_ms,roll_deg,tilt_deg,still"
ROW: Final = "%.6f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.4f,%.4f,%d"
"""Microseconds, hundredths of a millimetre: finer than any sensor, coarse enough to stay small."""
BLOCK_ROWS: Final = 20_000
EDGE_TICKS: Final = 3.0
"""Samples this many ticks beyond the clock's ends still have its last value: the sensor's delay is shorter."""


def at_samples(track: Track, time_s: FloatArray) -> Track:
    """The track at the times of a recording's own samples, (n,) ascending, in place of its uniform clock.

    Linear between the clock's ticks; not known farther than a tick outside it. Samples without a time are left out.
    """
    at_s = time_s[np.isfinite(time_s)]
    clock_s = track.time_s
    if len(clock_s) < 2:
        return track

    def taken(values: FloatArray) -> FloatArray:
        out = np.interp(at_s, clock_s, values)
        out[outside] = np.nan
        return out

    step_s = float(np.median(np.diff(clock_s)))
    # The clock runs ahead of the stamps by the sensor's own delay, so the ends do not meet to the tick.
    outside = (at_s < clock_s[0] - EDGE_TICKS * step_s) | (at_s > clock_s[-1] + EDGE_TICKS * step_s)
    nearest = np.searchsorted(clock_s, at_s - 0.5 * step_s).clip(0, len(clock_s) - 1)
    return replace(
        track,
        time_s=at_s,
        position_m=np.column_stack([taken(column) for column in track.position_m.T]),
        velocity_ms=np.column_stack([taken(column) for column in track.velocity_ms.T]),
        roll_rad=taken(track.roll_rad),
        tilt_rad=taken(track.tilt_rad),
        still=track.still[nearest] & ~outside,
    )


def write_track(path: Path, track: Track, progress: Callable[[float], None] | None = None) -> None:
    """Write a track, whole or not at all; a value that is not known is an empty cell. Raises OutputError."""
    count = len(track.time_s)
    with replacing(path) as part, part.open("w", encoding="ascii", newline="\n") as file:
        file.write(COLUMNS + "\n")
        for start in range(0, count, BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            rows = np.column_stack(
                [
                    track.time_s[block],
                    track.position_m[block],
                    track.velocity_ms[block],
                    track.roll_rad[block] * DEG_PER_RAD,
                    track.tilt_rad[block] * DEG_PER_RAD,
                    track.still[block],
                ]
            )
            text = "\n".join(ROW % tuple(row) for row in rows.tolist())
            file.write(text.replace("nan", "") + "\n")
            if progress:
                progress(min(1.0, block.stop / count))
