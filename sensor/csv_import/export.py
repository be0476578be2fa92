"""Samples as the CSV that this program reads best."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from dsp.samples import Samples
from sensor.csv_import.layout import EXACT_HEADER
from sensor.files import replacing, sync

ROWS_AT_ONCE: Final = 50_000
_TIME: Final = "%.9f"
"""Nanoseconds: no sensor's clock is finer, and the shortest double that reads back is often twice as long."""
_VALUE: Final = "%.12g"
"""More digits than any sensor has, and few enough that a value scaled to SI and back prints as it was."""


def write_csv(path: Path, samples: Samples, *, has_rate: bool = True) -> None:
    """Write samples as `time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps`; gzipped where the name ends in `.gz`.

    Without angular rate its columns are left out, since unknown is not zero.
    Raises OutputError; the file is there whole or not at all.
    """
    with replacing(path) as part, part.open("wb") as file:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
                for text in _texts(samples, has_rate):
                    packed.write(text)
        else:
            for text in _texts(samples, has_rate):
                file.write(text)
        file.flush()
        sync(file.fileno())


def _texts(samples: Samples, has_rate: bool) -> Iterator[bytes]:
    columns = 7 if has_rate else 4
    yield (",".join(EXACT_HEADER.split(",")[:columns]) + "\n").encode()
    row = ",".join([_TIME] + [_VALUE] * (columns - 1)) + "\n"
    for start in range(0, len(samples), ROWS_AT_ONCE):
        part = samples[start : start + ROWS_AT_ONCE]
        values = np.empty((len(part), columns))
        values[:, 0] = part.time_s
        values[:, 1:4] = part.acc_ms2 / STANDARD_GRAVITY_MS2
        if has_rate:
            values[:, 4:7] = part.gyro_rads * DEG_PER_RAD
        yield (row * len(part) % tuple(values.ravel().tolist())).encode()
