"""MetaBase's pair of files: acceleration and angular rate of one sensor, each on its own clock.

MetaBase (MbientLab's app) writes NAME_Accelerometer….csv and NAME_Gyroscope….csv at different rates, with columns
`epoch (ms)`, `elapsed (s)` and `x-axis (g)` or `x-axis (deg/s)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from dsp.results import SetWarning, WarningCode
from dsp.samples import BoolArray, FloatArray
from sensor.csv_import.limits import CsvLimits
from sensor.csv_import.table import Table
from sensor.csv_import.times import judge_times
from sensor.errors import ColumnError, FileAccessError, ValuesError

_WORDS: Final = {"accelerometer": "gyroscope", "gyroscope": "accelerometer"}
_NAME: Final = re.compile(
    r"^(?P<stem>.*_)?(?P<word>accelerometer|gyroscope)(?P<tail>(_.*)?\.csv(\.gz)?)$", re.IGNORECASE
)

RATE_GAP_STEPS: Final = 5.0
"""Between angular rates further apart than this many of their median steps, none is made up."""

TRIM_SAID_S: Final = 0.5
"""Acceleration without angular rate at the ends is left out; more than this is said."""


@dataclass(frozen=True, slots=True)
class Pair:
    accelerometer: Path
    gyroscope: Path


def stem_of(path: Path) -> str | None:
    """What both names of a pair begin with; None for a file that is no half of any."""
    match = _NAME.match(path.name)
    return None if match is None else match["stem"] or ""


def partner_of(path: Path, beside: Iterable[Path] | None = None) -> Pair | None:
    """The pair that a file belongs to, by name and by what lies beside it; None where it has no partner.

    The tails of the names may differ (`_100.000Hz_1.4.4`): a partner is taken if it is the only one of that stem.
    beside: what lies in the same folder, as far as it has the same stem; None looks for itself.
    """
    match = _NAME.match(path.name)
    if match is None:
        return None
    wanted = _WORDS[match["word"].lower()]
    try:
        around = path.parent.iterdir() if beside is None else beside
        names = [p for p in around if (m := _NAME.match(p.name)) and _fits(m, match, wanted)]
    except OSError as error:
        raise FileAccessError.of(path.parent, error) from error
    same_tail = [p for p in names if (m := _NAME.match(p.name)) and m["tail"] == match["tail"]]
    found = same_tail or names
    if len(found) != 1:
        return None
    return Pair(path, found[0]) if wanted == "gyroscope" else Pair(found[0], path)


def with_rate_of(acc: Table, rate: Table, limits: CsvLimits) -> tuple[Table, tuple[SetWarning, ...]]:
    """The rows of the accelerometer's table with the angular rate at their times, by straight lines between samples.

    Both are laid side by side by their times since 1970, or by their own times where one has none.
    Raises ColumnError where a file holds the wrong quantity, ValuesError where the two do not overlap.
    """
    if acc.acc_ms2 is None:
        raise ColumnError(acc.path, "there is no column of acceleration", "Name them ax_g,ay_g,az_g.")
    if rate.rate_rads is None:
        raise ColumnError(rate.path, "there is no column of angular rate", "Name them gx_dps,gy_dps,gz_dps.")
    by_epoch = acc.epoch_s is not None and rate.epoch_s is not None
    acc_s = acc.epoch_s if by_epoch and acc.epoch_s is not None else acc.time_s
    known_s, known_rads = _usable(rate, rate.rate_rads, by_epoch, limits)
    inside = ~((acc_s < known_s[0]) | (acc_s > known_s[-1]))
    if np.isfinite(acc_s[inside]).sum() < limits.rows_min:
        message = f"does not overlap in time with {acc.path.name}"
        raise ValuesError(rate.path, message, "Lay the two files of one recording side by side.")
    rates = _interpolated(acc_s, known_s, known_rads)
    first, last = np.flatnonzero(inside)[[0, -1]]
    kept = slice(int(first), int(last) + 1)
    merged = replace(
        acc,
        time_s=acc.time_s[kept],
        acc_ms2=acc.acc_ms2[kept],
        rate_rads=rates[kept],
        line=acc.line[kept],
        cut=acc.cut or rate.cut,
        notes=(*acc.notes, *rate.notes),
    )
    return merged, _said(acc, rate, acc_s, inside)


def _usable(rate: Table, rate_rads: FloatArray, by_epoch: bool, limits: CsvLimits) -> tuple[FloatArray, FloatArray]:
    """Increasing times and rates, without the rows that hold no numbers."""
    time_s = rate.epoch_s if by_epoch and rate.epoch_s is not None else rate.time_s
    clock = judge_times(replace(rate, time_s=time_s), limits)
    rates = rate_rads if clock.order is None else rate_rads[clock.order]
    good = np.isfinite(clock.time_s) & np.isfinite(rates).all(axis=1)
    if good.sum() < limits.rows_min:
        raise ValuesError(rate.path, "holds too few usable samples", "Export the recording again.")
    return _spread(clock.time_s[good]), rates[good]


def _spread(time_s: FloatArray) -> FloatArray:
    """Times with repeats spread evenly since the time before, so that each sample has its own."""
    stops = np.append(np.flatnonzero(np.diff(time_s) > 0), len(time_s) - 1)
    if len(stops) == len(time_s):
        return time_s
    return np.asarray(np.interp(np.arange(len(time_s)), stops, time_s[stops]), dtype=float)


def _interpolated(at_s: FloatArray, known_s: FloatArray, known_rads: FloatArray) -> FloatArray:
    """Rates (n, 3) at at_s, NaN where the nearest known ones are too far apart."""
    rates = np.column_stack([np.interp(at_s, known_s, known_rads[:, k]) for k in range(3)])
    steps = np.diff(known_s)
    wide = np.append(steps > RATE_GAP_STEPS * max(float(np.median(steps)), 1e-6), False)
    before = np.clip(np.searchsorted(known_s, at_s, side="right") - 1, 0, len(known_s) - 1)
    lost = wide[before] & (at_s > known_s[before])
    rates[lost] = np.nan
    return rates


def _said(acc: Table, rate: Table, acc_s: FloatArray, inside: BoolArray) -> tuple[SetWarning, ...]:
    text = f"{acc.path.name} and {rate.path.name} were laid together on the accelerometer's clock"
    said = [SetWarning(WarningCode.ASSUMED, text)]
    outside = acc_s[~inside]
    kept = acc_s[inside & np.isfinite(acc_s)]
    before_s = kept[0] - outside.min(initial=kept[0])
    after_s = outside.max(initial=kept[-1]) - kept[-1]
    if before_s + after_s > TRIM_SAID_S:
        missing = f"{before_s + after_s:.1f} s of acceleration at the ends have no angular rate"
        text = f"{missing} in {rate.path.name} and were left out"
        said.append(SetWarning(WarningCode.ASSUMED, text))
    if rate.bad_rows:
        text = (
            f"{rate.bad_rows} of {len(rate.time_s)} rows of {rate.path.name} hold cells that are no numbers "
            f"(first in line {rate.first_bad_line}) and were left out"
        )
        said.append(SetWarning(WarningCode.BAD_VALUES, text))
    return tuple(said)


def _fits(name: re.Match[str], given: re.Match[str], wanted: str) -> bool:
    return name["word"].lower() == wanted and (name["stem"] or "") == (given["stem"] or "")
