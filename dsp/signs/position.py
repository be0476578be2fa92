"""Group P: where the bar goes when it should stay over the same place."""

from __future__ import annotations

from collections.abc import Iterator

from dsp.constants import DEG_PER_RAD
from dsp.features import Measured, RepFeatures, StartFeatures
from dsp.results import LimitSource, Severity
from dsp.signs.finding import Bound, Check, Finding, Side, in_degrees
from dsp.signs.reference import Held, Reference


def bottom_unstable(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The bar trembled at the bottom, against the lifter's own bottoms."""
    for feature, unit, factor in (
        ("bottom_wobble_acc_ms2", "m/s^2", 1.0),
        ("bottom_wobble_rads", "deg/s", DEG_PER_RAD),
    ):
        reference = held.reference(feature)
        if reference is None:
            continue
        own = reference.times(held.limits.bottom_unstable_ratio)
        check = Check("bottom_unstable", unit, held.limits.margin_sigmas, "bottom")
        yield check.hold(
            _scaled(getattr(rep, feature), factor), reference.source, Bound(own.value * factor, own.error * factor)
        )


def position_change(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The bar stepped sideways or rolled suddenly near the bottom."""
    limits = held.limits
    step = Check("position_change", "m", limits.margin_sigmas, "bottom")
    source = held.fixed_limit_source("bottom_step_m", limits.position_change_step_m)
    yield step.hold(rep.bottom_step_m, source, Bound(limits.position_change_step_m))
    reference = held.reference("bottom_roll_rate_rads")
    if reference is not None:
        roll = Check("position_change", "deg/s", limits.margin_sigmas, "bottom")
        most_rads = reference.plus(limits.position_change_roll_rate_rads).value
        yield roll.hold(in_degrees(rep.bottom_roll_rate_rads), reference.source, Bound(most_rads * DEG_PER_RAD))


def shift(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """Tilt, yaw or sideways travel away from the lifter's own; value and limit are that change.

    Tilt counts to either side: the clip need not be square to the shaft, so level is not known, but a change is.
    Yaw and sideways travel are sizes: only more of them counts.
    A step from one rep to the next, further away from the reference, is growth: a note before it becomes a warn.
    """
    limits = held.limits
    for feature, unit, factor, limit, either_side in (
        ("tilt_rad", "deg", DEG_PER_RAD, limits.shift_tilt_rad, True),
        ("yaw_rad", "deg", DEG_PER_RAD, limits.shift_yaw_rad, False),
        ("sideways_m", "m", 1.0, limits.shift_sideways_m, False),
    ):
        reference = held.reference(feature)
        if reference is None:
            continue
        measured: Measured | None = getattr(rep, feature)
        bound = Bound(limit * factor)
        check = Check("shift", unit, limits.margin_sigmas)
        change = _change(measured, reference.value, either_side)
        yield check.hold(_scaled(change, factor), reference.source, bound)
        step = _growth(measured, feature, held, reference, either_side)
        if step is not None:
            growth = Check("shift", unit, limits.margin_sigmas, severity=Severity.NOTE)
            yield growth.hold(_scaled(step, factor), LimitSource.FIRST_REPS, bound)


def forward_drift(feature: str, phase: str, rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """The most forward point of one phase lay further forward than the lifter's own; value and limit are the excess."""
    reference = held.reference(feature)
    if reference is None:
        return
    limits = held.limits
    check = Check("forward_drift", "m", limits.margin_sigmas, phase)
    most_m = max(limits.forward_drift_m, limits.forward_drift_spreads * reference.spread)
    measured: Measured | None = getattr(rep, feature)
    excess = None if measured is None else Measured(measured.value - reference.value, measured.sigma)
    yield check.hold(excess, reference.source, Bound(most_m))


def forward_drift_descent(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """`forward_drift` in the descent."""
    return forward_drift("forward_descent_m", "descent", rep, held)


def forward_drift_drive(rep: RepFeatures, held: Held) -> Iterator[Finding]:
    """`forward_drift` in the drive."""
    return forward_drift("forward_drive_m", "drive", rep, held)


def unsettled_start(start: StartFeatures, held: Held) -> Iterator[Finding]:
    """The first descent began too soon after the last step, or out of a sway.

    The lifter's ordinary sway is the baseline's `sway_m`; without it only the time is judged.
    """
    limits = held.limits
    settle = Check("unsettled_start", "s", limits.margin_sigmas, "rest", Side.BELOW, Severity.NOTE)
    yield settle.hold(start.settle_s, LimitSource.FALLBACK, Bound(limits.unsettled_start_s))
    baseline = held.context.baseline
    if baseline is not None and "sway_m" in baseline.values:
        sway = Check("unsettled_start", "m", limits.margin_sigmas, "rest", severity=Severity.NOTE)
        most_m = limits.unsettled_start_sway_ratio * baseline.values["sway_m"].median
        yield sway.hold(start.sway_m, LimitSource.BASELINE, Bound(most_m))


def _change(measured: Measured | None, from_value: float, either_side: bool) -> Measured | None:
    if measured is None:
        return None
    if either_side:
        return Measured(abs(measured.value - from_value), measured.sigma)
    return Measured(abs(measured.value) - abs(from_value), measured.sigma)


def _growth(
    measured: Measured | None, feature: str, held: Held, reference: Reference, either_side: bool
) -> Measured | None:
    """The step from the rep before, None unless it leads further away from the reference."""
    before: Measured | None = getattr(held.earlier[-1], feature) if held.earlier else None
    now, then = (_change(m, reference.value, either_side) for m in (measured, before))
    if measured is None or before is None or now is None or then is None or not held.has_first_reps:
        return None
    if abs(now.value) <= abs(then.value):
        return None
    step = _change(measured, before.value, either_side)
    return None if step is None else Measured(step.value, (measured.sigma**2 + before.sigma**2) ** 0.5)


def _scaled(measured: Measured | None, factor: float) -> Measured | None:
    return None if measured is None else Measured(measured.value * factor, measured.sigma * factor)
