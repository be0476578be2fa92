"""Group R: how far the bar travels, within a rep and over the set."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from dsp.features import Measured, RepFeatures
from dsp.results import LimitSource, Severity
from dsp.signs.finding import Bound, Check, Finding, Side, middle
from dsp.signs.reference import Held
from dsp.signs.table import CODES


def short_rom(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The rep travelled less than prescribed, or (hip thrust) than the lifter's own reps."""
    limits, row = held.limits, held.row
    check = Check("short_rom", "m", limits.margin_sigmas, side=Side.BELOW)
    prescribed_m = held.context.prescribed_rom_m
    if prescribed_m is not None:
        tenth, figure = Bound(limits.short_rom_fraction * prescribed_m), Bound(prescribed_m - limits.short_rom_m)
        yield check.hold(rep.rom_m, LimitSource.PRESCRIBED, tenth, figure)
        return
    if row is None or row.name in CODES["short_rom"].prescribed_only:
        return
    reference = held.reference("rom_m")
    if reference is not None:
        tenth, figure = reference.times(limits.short_rom_fraction), reference.plus(-limits.short_rom_m)
        yield check.hold(rep.rom_m, reference.source, tenth, figure)


def overshoot(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The bar rose past the height at which it then settled in the same lockout."""
    limit_m = held.limits.overshoot_m
    source = held.fixed_limit_source("overshoot_m", limit_m)
    yield Check("overshoot", "m", held.limits.margin_sigmas, "top").hold(rep.overshoot_m, source, Bound(limit_m))


def depth_varies(reps: Sequence[RepFeatures], held: Held) -> Iterator[Finding]:
    """The deepest and the highest rep of the set lie apart, or the set's median from that of the last sessions.

    A range prescribed for this set is not held against other days, and what differs between days has no cue:
    nobody is to be sent deeper than today allows.
    """
    limits = held.limits
    travels = [rep.rom_m for rep in reps if rep.rom_m is not None and math.isfinite(rep.rom_m.value)]
    if not travels:
        return
    check = Check("depth_varies", "m", limits.margin_sigmas, severity=Severity.NOTE)
    if len(travels) > 1:
        most, least = max(travels, key=_value), min(travels, key=_value)
        spread = Measured(most.value - least.value, math.hypot(most.sigma, least.sigma))
        yield check.hold(spread, LimitSource.FALLBACK, Bound(limits.depth_varies_spread_m))
    baseline = held.context.baseline
    sessions = baseline.session_medians_rom_m[-limits.depth_varies_sessions :] if baseline is not None else ()
    if held.context.prescribed_rom_m is None and len(sessions) >= limits.depth_varies_sessions_min:
        median_m = middle([m.value for m in travels])
        error = math.sqrt(sum(m.sigma**2 for m in travels)) / len(travels)
        apart = Measured(abs(median_m - middle(sessions)), error)
        yield check.uncued().hold(apart, LimitSource.BASELINE, Bound(limits.depth_varies_session_m))


def _value(measured: Measured) -> float:
    return measured.value
