"""A CSV recording, or MetaBase's pair of them, as samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dsp.results import SetWarning, WarningCode
from dsp.samples import Samples, Stamps
from sensor.csv_import.limits import CsvLimits
from sensor.csv_import.lines import Progress
from sensor.csv_import.metabase import Pair, partner_of, with_rate_of
from sensor.csv_import.table import Table, read_table
from sensor.csv_import.times import judge_times
from sensor.errors import ColumnError


@dataclass(frozen=True, slots=True)
class CsvRecording:
    """What one CSV holds.

    files: the files it came from, two for MetaBase's pair. samples: in the file's own time base; where the file has no
    angular rate has_rate is False and the rates are zero. stamps: what the times are the times of.
    """

    files: tuple[Path, ...]
    samples: Samples
    has_rate: bool
    stamps: Stamps
    warnings: tuple[SetWarning, ...]


def read_csv(path: Path, limits: CsvLimits, progress: Progress | None = None) -> CsvRecording:
    """Read a CSV or a pair of them. Raises InputError with one clear line for every file that cannot be used."""
    pair = partner_of(path)
    if pair is not None:
        return _read_pair(pair, limits, progress)
    table = read_table(path, limits, progress)
    return _recording(table, limits, (path,), ())


def _read_pair(pair: Pair, limits: CsvLimits, progress: Progress | None) -> CsvRecording:
    acc_table = read_table(pair.accelerometer, limits, progress)
    rate_table = read_table(pair.gyroscope, limits, progress, rates_alone=True)
    table, warnings = with_rate_of(acc_table, rate_table, limits)
    return _recording(table, limits, (pair.accelerometer, pair.gyroscope), warnings)


def _recording(
    table: Table, limits: CsvLimits, files: tuple[Path, ...], warnings: tuple[SetWarning, ...]
) -> CsvRecording:
    acc, rate = table.acc_ms2, table.rate_rads
    if acc is None:
        raise ColumnError(table.path, "there is no column of acceleration", "Name them ax_g,ay_g,az_g.")
    clock = judge_times(table, limits)
    if clock.order is not None:
        acc = acc[clock.order]
        rate = None if rate is None else rate[clock.order]
    said = [*warnings, *_warnings(table), *clock.warnings]
    samples = Samples(clock.time_s, acc, rate if rate is not None else np.zeros_like(acc))
    return CsvRecording(files, samples, rate is not None, clock.stamps, tuple(said))


def _warnings(table: Table) -> list[SetWarning]:
    said: list[SetWarning] = []
    name = table.path.name
    if table.bad_rows:
        text = (
            f"{table.bad_rows} of {len(table.time_s)} rows of {name} hold cells that are no numbers "
            f"(first in line {table.first_bad_line}) and were left out"
        )
        said.append(SetWarning(WarningCode.BAD_VALUES, text))
    if table.cut:
        last = int(table.line[-1])
        text = f"{name} is cut or damaged after line {last}; what could be unpacked was used"
        said.append(SetWarning(WarningCode.UNREADABLE_TAIL, text))
    if table.rate_rads is None:
        text = f"{name} has no columns of angular rate: roll and tilt are unknown, speeds less certain"
        said.append(SetWarning(WarningCode.NO_GYRO, text))
    said.extend(SetWarning(WarningCode.ASSUMED, f"{name}: {note}") for note in table.notes)
    return said
