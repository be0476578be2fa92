"""A track as CSV: `time_s,x_m,y_m,z_m,vx_ms,vy_ms,vz_ms,roll_deg,tilt_deg,still`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from dsp.constants import DEG_PER_RAD
from sensor.files import replacing

if TYPE_CHECKING:
    from dsp.track import Track

COLUMNS: Final = "time_s,x_m,y_m,z_m,vx_ms,vy_ms,vz_ms,roll_deg,tilt_deg,still"
ROW: Final = "%.6f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.4f,%.4f,%d"
"""Microseconds, hundredths of a millimetre: finer than any sensor, coarse enough to stay small."""
BLOCK_ROWS: Final = 20_000


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
