"""What the times of a file are worth: their order, and whether they are those of samples or of packets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dsp.results import SetWarning, WarningCode
from dsp.samples import BoolArray, FloatArray, IntArray, Stamps
from sensor.csv_import.limits import CsvLimits
from sensor.csv_import.table import Table
from sensor.errors import ValuesError


@dataclass(frozen=True, slots=True)
class Clock:
    """Times in order, and what they are.

    time_s: (n,) never decreasing, NaN where a row has no usable time.
    order: (n,) which row of the table comes where, None for the order of the file.
    """

    time_s: FloatArray
    order: IntArray | None
    stamps: Stamps
    warnings: tuple[SetWarning, ...]


def judge_times(table: Table, limits: CsvLimits) -> Clock:
    """Order the times of a table and tell what they are. Raises ValuesError where no clock can be made of them."""
    time_s, warnings = table.time_s, []
    finite = np.isfinite(time_s)
    known = time_s[finite]
    if known[0] == known[-1] and np.ptp(known) == 0:
        raise ValuesError(
            table.path,
            f"all times are equal ({known[0]:g} s)",
            "Export the time of each sample, in seconds with decimals or in milliseconds.",
            int(table.line[np.flatnonzero(finite)[-1]]),
        )
    order: IntArray | None = None
    if (np.diff(known) < 0).any():
        time_s, order, warning = _put_in_order(table, finite, limits)
        warnings.append(warning)
    stamps, share = told_stamps(time_s[np.isfinite(time_s)], limits)
    if stamps is Stamps.ARRIVAL:
        text = f"{share:.0%} of the times repeat or come in bursts: they are those of packets, not of samples"
        warnings.append(SetWarning(WarningCode.ARRIVAL_TIMES, text))
    return Clock(time_s, order, stamps, tuple(warnings))


def told_stamps(time_s: FloatArray, limits: CsvLimits) -> tuple[Stamps, float]:
    """What increasing times are the times of, and the share of steps that says so."""
    steps = np.diff(time_s)
    if not len(steps):
        return Stamps.SAMPLE, 0.0
    repeats = float((steps == 0).mean())
    ordinary = np.sort(steps)[: max(int(limits.ordinary_share * len(steps)), 1)]
    bursts = float((steps <= limits.burst_step * ordinary.mean()).mean())
    arrival = repeats >= limits.repeat_share or bursts >= limits.burst_share
    return (Stamps.ARRIVAL if arrival else Stamps.SAMPLE), max(repeats, bursts)


def _put_in_order(table: Table, finite: BoolArray, limits: CsvLimits) -> tuple[FloatArray, IntArray | None, SetWarning]:
    """Sort what came a little late; leave out a few wrong stamps; refuse a clock that starts again."""
    at = np.flatnonzero(finite)
    known = table.time_s[at]
    newest = np.maximum.accumulate(known)
    late = known < newest
    where = int(at[np.flatnonzero(late)[0]])
    if late.mean() > limits.behind_share_max:
        ahead = known > np.minimum.accumulate(known[::-1])[::-1]
        if ahead.mean() <= limits.behind_share_max:
            return _left_out(table, at[ahead], "later than the rows after")
        raise _runs_back(table.path, newest[late][0], table.time_s[where], int(table.line[where]))
    count, depth = int(late.sum()), float((newest - known).max())
    first = f"first in line {table.line[where]}"
    if depth <= limits.reorder_max_s:
        order = np.arange(len(finite))
        order[at] = at[np.argsort(known, kind="stable")]
        text = f"{count} rows came up to {depth:.3f} s out of order ({first}) and were sorted in"
        return table.time_s[order], order, SetWarning(WarningCode.TIME_ORDER, text)
    return _left_out(table, at[late], f"up to {depth:g} s earlier than the rows before")


def _left_out(table: Table, wrong: IntArray, how: str) -> tuple[FloatArray, None, SetWarning]:
    """The file's times without a few wrong ones."""
    time_s = table.time_s.copy()
    time_s[wrong] = np.nan
    text = f"{len(wrong)} rows with a time {how} (first in line {table.line[wrong[0]]}) were left out"
    return time_s, None, SetWarning(WarningCode.TIME_ORDER, text)


def _runs_back(path: Path, before_s: float, after_s: float, line: int) -> ValuesError:
    return ValuesError(
        path,
        f"time goes back from {before_s:.6g} s to {after_s:.6g} s",
        "Keep the rows in the order they were recorded, and one recording to a file.",
        line,
    )
