"""Results of a set, frozen: the shape of `rackside.set/1`, field for field.

Field names, order and units are a contract with scripts (`to_json`); unknown is None, never 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

SET_SCHEMA: Final = "rackside.set/1"


class Quality(StrEnum):
    """How far a rep's numbers can be trusted."""

    GOOD = "good"
    UNCERTAIN = "uncertain"
    UNRESOLVED = "unresolved"
    """The drive itself was not resolved."""


class LimitSource(StrEnum):
    """What a sign's limit was taken from, the strongest first (`dsp/signs/README.md`, rule 2)."""

    PRESCRIBED = "prescribed"
    BASELINE = "baseline"
    FIRST_REPS = "first_reps"
    FALLBACK = "fallback"


class Severity(StrEnum):
    NOTE = "note"
    WARN = "warn"
    STOP = "stop"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class WarningCode(StrEnum):
    """Every warning a set can carry."""

    LOW_RATE = "low_rate"
    """Too few samples a second to judge speed: claims are lowered."""
    GAPS = "gaps"
    """Samples are missing; reps across a gap are marked."""
    SLEEVE = "sleeve"
    """The sensor sits on the freely turning sleeve: its roll is not the bar's."""
    DROPPED = "dropped"
    """The bar was let go: that rep has no descent."""
    NO_EXERCISE = "no_exercise"
    """No exercise was named: order of phases inferred, few signs given."""
    IMPLAUSIBLE_UNITS = "implausible_units"
    """Values that no barbell reaches: a unit is probably not what the header says."""
    SATURATED = "saturated"
    """Samples at the sensor's limit."""
    NOT_ONE_G = "not_one_g"
    """At rest the sensor does not read 1 g: calibrate it."""
    BAD_VALUES = "bad_values"
    """Rows that were not numbers were left out."""
    TIME_ORDER = "time_order"
    """Times went backwards or repeated; what was done about it is in the text."""
    ARRIVAL_TIMES = "arrival_times"
    """Times are arrival times; a uniform clock was rebuilt."""
    NO_REST = "no_rest"
    """Nowhere is the bar still: heights and speeds are less certain."""
    ZEROED_GYRO = "zeroed_gyro"
    """The sensor reports a rate of exactly zero when slow: slow turns are lost."""
    TOO_SHORT = "too_short"
    """Too short for any rep."""
    FALLBACK = "fallback"
    """The full estimate did not hold; simpler figures, all uncertain."""
    UNREADABLE_TAIL = "unreadable_tail"
    """The recording is cut or damaged; what could be read was used."""
    NO_GYRO = "no_gyro"
    """No angular rate: roll and tilt are unknown, speeds uncertain."""
    NO_REPS = "no_reps"
    """No rep was found."""
    SENSOR = "sensor"
    """What this kind of sensor, or how it is set, cannot do; the text says what."""
    ASSUMED = "assumed"
    """Something about the file was assumed; the text says what."""


class RefusalReason(StrEnum):
    """Why a movement was not taken for a rep."""

    NOT_A_REP = "not_a_rep"
    WALK_OUT = "walk_out"
    UN_RACK = "un_rack"
    RE_RACK = "re_rack"
    TOO_SHORT = "too_short"
    """Travel well below the set's reps: a half rep."""
    UNRESOLVED_DRIVE = "unresolved_drive"
    FAILED = "failed"
    """A descent whose drive never came back to lockout."""
    PICK_UP = "pick_up"
    """The bar was lifted into place before the set."""


@dataclass(frozen=True, slots=True)
class Gap:
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SetWarning:
    code: WarningCode
    text: str


@dataclass(frozen=True, slots=True)
class Descent:
    start_s: float
    end_s: float
    duration_s: float
    mean_speed_ms: float
    peak_speed_ms: float
    peak_at_fraction: float | None
    late_ratio: float | None


@dataclass(frozen=True, slots=True)
class Bottom:
    start_s: float
    end_s: float
    pause_s: float
    dwell_s: float | None
    turnaround_acc_ms2: float | None


@dataclass(frozen=True, slots=True)
class Drive:
    start_s: float
    end_s: float
    duration_s: float
    mean_speed_ms: float
    peak_speed_ms: float
    sticking_fraction: float | None


@dataclass(frozen=True, slots=True)
class Top:
    pause_s: float | None


@dataclass(frozen=True, slots=True)
class BarPath:
    max_forward_m: float | None
    max_lateral_m: float | None
    signed: bool


@dataclass(frozen=True, slots=True)
class RepSigma:
    mean_speed_ms: float | None
    peak_speed_ms: float | None
    rom_m: float | None
    forward_m: float | None


@dataclass(frozen=True, slots=True)
class Rep:
    """One rep; phases that were not resolved are None. Units are in the names."""

    number: int
    quality: Quality
    start_s: float
    end_s: float
    said_at_s: float
    descent: Descent | None
    bottom: Bottom | None
    drive: Drive | None
    top: Top
    rom_m: float | None
    path: BarPath
    roll_deg: float | None
    tilt_deg: float | None
    sigma: RepSigma


@dataclass(frozen=True, slots=True)
class Refused:
    start_s: float
    end_s: float
    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of lost control (`dsp/signs/README.md`, rule 4). `rep` is None for a sign of the whole set."""

    code: str
    rep: int | None
    phase: str | None
    value: float
    unit: str
    limit: float
    limit_source: LimitSource
    severity: Severity
    said_at_s: float
    cue: str | None
    article: str


@dataclass(frozen=True, slots=True)
class Summary:
    reps: int
    speed_loss_percent: float | None
    mean_descent_s: float | None
    mean_drive_speed_ms: float | None
    rom_m: float | None
    tempo: str | None


@dataclass(frozen=True, slots=True)
class SetResult:
    """One set, as `rackside analyze --json` prints it."""

    source: str
    exercise: str | None
    variation: tuple[str, ...]
    tempo: str | None
    load_kg: float | None
    rate_hz: float | None
    duration_s: float
    samples: int
    gaps: tuple[Gap, ...]
    warnings: tuple[SetWarning, ...]
    reps: tuple[Rep, ...]
    refused: tuple[Refused, ...]
    signs: tuple[Sign, ...]
    summary: Summary

    def to_json(self) -> dict[str, Any]:
        """The object of the contract: plain dicts, lists, strings, numbers and None."""
        return {"schema": SET_SCHEMA, **_plain(self)}


def _plain(value: Any) -> Any:
    """As `dataclasses.asdict` would have it, several times as fast: a history has a hundred thousand reps."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, StrEnum):
        return str(value)
    if is_dataclass(value):
        kind: Any = type(value)
        return {name: _plain(getattr(value, name)) for name in _names(kind)}
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
