"""The load-speed profile of one lift: a straight line through the best drive of each set, and where it meets 1RM.

The estimate is the load at which the line reaches the least mean speed at which the lift can still be done. That speed
differs between people, so it has a spread of its own, and the interval holds it, the scatter of the sets and the
length of the extrapolation: a Fieller interval with a conjugate prior on the scatter, which three loads alone could
not tell. It is an estimate from easier sets, never a reason to try the load.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from desktop_app.health import words
from desktop_app.health.errors import HealthError
from dsp.context import Tempo
from dsp.exercises import REDUCED_ON_PURPOSE
from dsp.results import Quality, Rep


@dataclass(frozen=True, slots=True)
class LeastSpeed:
    """Mean drive speed of a 1RM, m/s, its standard deviation between lifters, and where both are from."""

    speed_ms: float
    spread_ms: float
    source: str


LEAST_SPEEDS: Final = MappingProxyType(
    {
        "squat": LeastSpeed(0.24, 0.06, "Banyard et al. 2017, doi 10.1519/JSC.0000000000001657: 0.24 +- 0.06 m/s"),
        "bench": LeastSpeed(0.17, 0.04, "general threshold of 0.17 m/s (doi 10.3233/IES-202247); the spread is ours"),
        "hip_thrust": LeastSpeed(0.25, 0.03, "de Hoyo et al. 2021, doi 10.1519/JSC.0000000000003159: 0.25 +- 0.03 m/s"),
    }
)
"""Only where a figure was found. For the deadlift the method was advised against (doi 10.3390/sports5030070): as
for all other lifts, a least speed has to be set by hand."""
OWN_SPREAD_MS: Final = 0.03
"""Standard deviation of a least speed that a lifter set by hand: their own 1RM repeats no better (ours)."""


DAY_S: Final = 86400.0
UNKNOWN_SIGMA_MS: Final = 0.03
"""Taken for a speed whose own error is not known (ours)."""


@dataclass(frozen=True, slots=True)
class ProfileParams:
    """When there is enough, and what is taken for granted (ours).

    loads_min, span_min: different loads, and how far they reach below the heaviest, as a share of it.
    same_load: loads closer than this share are one. heaviest_reach: the heaviest load as a share of the estimate, at
    least: farther out the line is a guess. age_most_s: older sets are another lifter.
    scatter_ms, scatter_weight: usual scatter of a best drive about the line, and of how many sets that is worth.
    day_share: strength from day to day, as a share (a 1RM repeats within 2 to 3 %): one day's sets share its error.
    bend_ms: how far the true profile may be from a straight line at its end.
    coverage: of the interval. widest: half width, as a share of the estimate, beyond which nothing is said.
    """

    loads_min: int = 3
    span_min: float = 0.2
    same_load: float = 0.02
    heaviest_reach: float = 0.6
    age_most_s: float = 60 * 86400.0
    scatter_ms: float = 0.03
    scatter_weight: float = 6.0
    day_share: float = 0.025
    bend_ms: float = 0.03
    coverage: float = 0.9
    widest: float = 0.25


PROFILE: Final = ProfileParams()


@dataclass(frozen=True, slots=True)
class LoadSpeed:
    """The best drive of one set: load, mean drive speed and its measurement error. Not of a prescribed drive."""

    load_kg: float
    speed_ms: float
    sigma_ms: float
    lifted_unix_s: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The line speed = intercept + slope x load, and the estimate with its interval, kg.

    one_rm_kg, low_kg, high_kg: None where `missing` says what is missing. r_squared: of the weighted fit.
    least: what the estimate rests on.
    """

    points: tuple[LoadSpeed, ...]
    missing: tuple[str, ...] = ()
    intercept_ms: float | None = None
    slope_ms_kg: float | None = None
    r_squared: float | None = None
    least: LeastSpeed | None = None
    one_rm_kg: float | None = None
    low_kg: float | None = None
    high_kg: float | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A weighted straight line about the mean load. dof: of scatter2, the prior's included."""

    centre_kg: float
    height_ms: float
    slope: float
    weight: float
    leverage: float
    scatter2: float
    dof: float
    r_squared: float


def profile(
    exercise: str,
    points: Iterable[LoadSpeed],
    now_unix_s: float,
    least: LeastSpeed | None = None,
    params: ProfileParams = PROFILE,
) -> Profile:
    """The profile of one lift and variation. least: set by hand, instead of the table's."""
    recent = tuple(
        sorted(
            (p for p in points if 0.0 <= now_unix_s - p.lifted_unix_s <= params.age_most_s and p.load_kg > 0.0),
            key=lambda p: (p.load_kg, p.lifted_unix_s),
        )
    )
    least = least or LEAST_SPEEDS.get(exercise)
    missing = _too_little(recent, params)
    if missing:
        return Profile(recent, (*missing, *_no_least(least)), least=least)
    line = _fit(recent, params)
    intercept = line.height_ms - line.slope * line.centre_kg
    drawn = Profile(recent, (), intercept, line.slope, line.r_squared, least)
    if least is None:
        return _without(drawn, words.NO_LEAST_SPEED)
    if line.slope >= 0.0:
        return _without(drawn, words.NOT_SLOWER)
    return _estimated(drawn, line, least, recent[-1].load_kg, params)


def point_of(
    reps: Sequence[Rep], load_kg: float | None, tempo: Tempo | None, variation: Sequence[str], lifted_unix_s: float
) -> LoadSpeed | None:
    """The best drive of a set; None where it says nothing of strength.

    That is without a load or a good rep, with a drive whose speed is prescribed, and with a range reduced on purpose.
    """
    prescribed = tempo is not None and tempo.concentric_s is not None
    if load_kg is None or prescribed or not REDUCED_ON_PURPOSE.isdisjoint(variation):
        return None
    good = [(r.drive.mean_speed_ms, r.sigma.mean_speed_ms) for r in reps if r.quality is Quality.GOOD and r.drive]
    if not good:
        return None
    speed_ms, sigma_ms = max(good, key=lambda drive: drive[0])
    return LoadSpeed(load_kg, speed_ms, UNKNOWN_SIGMA_MS if sigma_ms is None else sigma_ms, lifted_unix_s)


def own_least_speed(speed_ms: float) -> LeastSpeed:
    """A least speed set by the lifter or coach. Raises HealthError unless it is above 0 and below 1 m/s."""
    if not 0.0 < speed_ms < 1.0:
        raise HealthError(f"a least speed of {speed_ms:g} m/s is not possible", "Give one between 0 and 1 m/s.")
    return LeastSpeed(speed_ms, OWN_SPREAD_MS, words.LEAST_SET_BY_HAND)


def _estimated(drawn: Profile, line: _Line, least: LeastSpeed, heaviest_kg: float, params: ProfileParams) -> Profile:
    one_rm = line.centre_kg + (least.speed_ms - line.height_ms) / line.slope
    days = len({int(p.lifted_unix_s // DAY_S) for p in drawn.points})
    known_ms = math.hypot(least.spread_ms, params.bend_ms, params.day_share * line.slope * one_rm / math.sqrt(days))
    if one_rm <= 0.0 or heaviest_kg < params.heaviest_reach * one_rm:
        return _without(drawn, words.TOO_LIGHT.format(100.0 * params.heaviest_reach))
    interval = _interval(line, least.speed_ms, known_ms, params.coverage)
    if interval is None or max(interval[1] - one_rm, one_rm - interval[0]) > params.widest * one_rm:
        return _without(drawn, words.TOO_WIDE.format(100.0 * params.widest))
    return replace(drawn, one_rm_kg=one_rm, low_kg=interval[0], high_kg=interval[1])


def _too_little(points: Sequence[LoadSpeed], params: ProfileParams) -> list[str]:
    loads: list[float] = []
    for point in points:
        if not loads or point.load_kg > loads[-1] * (1.0 + params.same_load):
            loads.append(point.load_kg)
    missing = []
    if len(loads) < params.loads_min:
        missing.append(words.MORE_LOADS.format(len(loads), params.loads_min))
    if loads and (points[-1].load_kg - loads[0]) < params.span_min * points[-1].load_kg - 1e-9:
        missing.append(words.MORE_SPAN.format(100.0 * params.span_min))
    return missing


def _no_least(least: LeastSpeed | None) -> tuple[str, ...]:
    return () if least is not None else (words.NO_LEAST_SPEED,)


def _without(drawn: Profile, missing: str) -> Profile:
    return replace(drawn, missing=(missing,))


def _fit(points: Sequence[LoadSpeed], params: ProfileParams) -> _Line:
    """Weights from the usual scatter and each set's own error; the residuals then correct the scatter."""
    load = np.array([p.load_kg for p in points])
    speed = np.array([p.speed_ms for p in points])
    w = 1.0 / (params.scatter_ms**2 + np.array([p.sigma_ms for p in points]) ** 2)
    centre, height = float(w @ load / w.sum()), float(w @ speed / w.sum())
    x, y = load - centre, speed - height
    leverage = float(w @ x**2)
    slope = float(w @ (x * y)) / leverage
    left, total = float(w @ (y - slope * x) ** 2), float(w @ y**2)
    dof = params.scatter_weight + len(points) - 2
    scatter2 = (params.scatter_weight + left) / dof
    r_squared = 1.0 - left / total if total > 0.0 else 0.0
    return _Line(centre, height, slope, float(w.sum()), leverage, scatter2, dof, r_squared)


def _interval(line: _Line, least_ms: float, known_ms: float, coverage: float) -> tuple[float, float] | None:
    """Fieller's: the loads at which the line cannot be told from the least speed; None where they have no end.

    known_ms: what is off at the line's end for other reasons than the scatter of the sets (least speed, day, bend).
    The t quantile of both together is that of the Satterthwaite degrees of freedom at the estimate.
    """
    from scipy.special import stdtrit

    rise = least_ms - line.height_ms
    var_line = line.scatter2 * (1.0 / line.weight + (rise / line.slope) ** 2 / line.leverage)
    var = var_line + known_ms**2
    t2 = float(stdtrit(line.dof * (var / var_line) ** 2, 0.5 + coverage / 2.0)) ** 2
    var_slope = line.scatter2 / line.leverage
    a = line.slope**2 - t2 * var_slope
    c = rise**2 - t2 * (line.scatter2 / line.weight + known_ms**2)
    under = (line.slope * rise) ** 2 - a * c
    if a <= 0.0 or under < 0.0:
        return None
    half = math.sqrt(under)
    ends = sorted(((line.slope * rise - half) / a, (line.slope * rise + half) / a))
    return max(0.0, line.centre_kg + ends[0]), line.centre_kg + ends[1]
