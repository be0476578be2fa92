"""What the engine says, and when: provisional at once, settled after the set's rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dsp.features import RepFeatures
from dsp.results import Descent, Quality, Rep, SetResult, Sign


@dataclass(frozen=True, slots=True)
class Moved:
    """A phase began: `descent`, `bottom`, `drive`, `top` or `rest`."""

    time_s: float
    said_at_s: float
    phase: str


@dataclass(frozen=True, slots=True)
class SpeedAlarm:
    """The descent runs away: bar speed passed 1.33 x the target speed (`dsp/signs/README.md`, rule 5).

    travel_fraction: how far down it was, of the set's typical travel; None before a rep has shown that.
    """

    said_at_s: float
    speed_ms: float
    target_ms: float
    travel_fraction: float | None


@dataclass(frozen=True, slots=True)
class DescentSaid:
    """A descent as known just after its turn, provisional; number is that of the rep it will belong to."""

    number: int
    descent: Descent
    quality: Quality
    sigma_peak_ms: float | None
    said_at_s: float


@dataclass(frozen=True, slots=True)
class RepSaid:
    """A rep as known live, provisional."""

    rep: Rep


@dataclass(frozen=True, slots=True)
class SignSaid:
    """A sign as known live, provisional."""

    sign: Sign


@dataclass(frozen=True, slots=True)
class SetSettled:
    """The set with every rep in hand. `final` is False while the same set may still go on.

    features: what was measured of each rep of the result, in order; more than the result tells.
    """

    result: SetResult
    final: bool
    features: tuple[RepFeatures, ...] = ()


Event: TypeAlias = Moved | SpeedAlarm | DescentSaid | RepSaid | SignSaid | SetSettled


@dataclass(frozen=True, slots=True)
class LiveState:
    """The newest causal state, for gauges and tones: not an event, read whenever a picture is drawn.

    height_m: above the last lockout (eccentric-first) or the floor (concentric-first).
    speed_ms: vertical, up positive, with its standard deviation.
    target_ms: descent speed the lifter is held to, None where nothing says.
    phase: as in `Moved`.
    """

    time_s: float
    height_m: float
    speed_ms: float
    speed_sigma_ms: float
    phase: str
    reps: int
    target_ms: float | None
