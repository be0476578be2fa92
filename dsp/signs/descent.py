"""Group D: how the bar comes down and turns."""

from __future__ import annotations

from collections.abc import Iterator

from dsp.features import RepFeatures
from dsp.results import LimitSource, Severity
from dsp.signs.finding import Bound, Check, Finding, Side
from dsp.signs.reference import Held
from dsp.signs.table import CODES
from dsp.tempo import tolerance_s


def fast_descent(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The descent took too little time; where nothing else says, its mean speed was high for anybody."""
    limits, tempo, row = held.limits, held.context.tempo, held.row
    check = Check("fast_descent", "s", limits.margin_sigmas, "descent", Side.BELOW)
    if tempo is not None:
        # A descent prescribed as fast as possible cannot be too fast.
        if tempo.eccentric_s is not None:
            shortest_s = tempo.eccentric_s - tolerance_s(tempo.eccentric_s, limits)
            yield check.hold(rep.tempo_eccentric_s, LimitSource.PRESCRIBED, Bound(shortest_s))
        return
    if row is None or row.name in CODES["fast_descent"].prescribed_only:
        return
    reference = held.reference("descent_s")
    if reference is not None:
        yield check.hold(rep.descent_s, reference.source, reference.times(limits.fast_descent_time_ratio))
    elif row.fallback_descent_ms is not None:
        speed = Check("fast_descent", "m/s", limits.margin_sigmas, "descent")
        yield speed.hold(rep.descent_speed_ms, LimitSource.FALLBACK, Bound(row.fallback_descent_ms))


def late_rush(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The last quarter of the descent was nearly as fast as its middle, or faster."""
    limits = held.limits
    check = Check("late_rush", "ratio", limits.margin_sigmas, "descent")
    figure = Bound(limits.late_rush_ratio)
    reference = held.reference("late_ratio")
    if reference is None:
        yield check.hold(rep.late_ratio, LimitSource.FALLBACK, figure)
    else:
        own = reference.times(limits.late_rush_reference_ratio)
        yield check.hold(rep.late_ratio, reference.source, figure, own)


def bounce_turn(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The turn was harder than the lifter's own."""
    reference = held.reference("turnaround_acc_ms2")
    if reference is not None:
        check = Check("bounce", "m/s^2", held.limits.margin_sigmas, "bottom")
        yield check.hold(rep.turnaround_acc_ms2, reference.source, reference.times(held.limits.bounce_acc_ratio))


def bounce_pause(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """A prescribed pause was cut."""
    tempo, limits = held.context.tempo, held.limits
    if tempo is None or tempo.bottom_s is None or tempo.bottom_s <= limits.bounce_pause_cut_s:
        return
    check = Check("bounce", "s", limits.margin_sigmas, "bottom", Side.BELOW)
    yield check.hold(rep.tempo_bottom_s, LimitSource.PRESCRIBED, Bound(tempo.bottom_s - limits.bounce_pause_cut_s))


def lost_tension(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The bar sank again after it had stopped, or fell near the bottom."""
    limits = held.limits
    for feature, unit, phase, limit in (
        ("second_sink_m", "m", "bottom", limits.lost_tension_sink_m),
        ("late_drop_s", "s", "descent", limits.lost_tension_drop_s),
    ):
        check = Check("lost_tension", unit, limits.margin_sigmas, phase)
        yield check.hold(getattr(rep, feature), held.fixed_limit_source(feature, limit), Bound(limit))


def floor_impact(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The bar met the floor too fast."""
    limits = held.limits
    if held.row is not None and held.row.name == "deadlift" and not limits.floor_impact_on_deadlift:
        return
    check = Check("floor_impact", "m/s", limits.margin_sigmas, "descent", severity=Severity.NOTE)
    source = held.fixed_limit_source("contact_speed_ms", limits.floor_impact_ms)
    yield check.hold(rep.contact_speed_ms, source, Bound(limits.floor_impact_ms))
