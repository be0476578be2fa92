"""A group's sets, made by hand."""

from __future__ import annotations

from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry
from dsp.results import Quality, Severity
from tests.desktop_app.session.results import rep, result, sign

ANN = LiftPlan("Ann", "squat", ("paused",), 100.0)
BEN = LiftPlan("ben", "bench", (), 60.0)


def entries() -> tuple[SetEntry, ...]:
    """Ann: a warm-up, a clean set, one with a stop; Ben: one with warnings; somebody unnamed; what does not count."""
    clean = result([rep(n, drive_ms=0.6 + 0.01 * n) for n in range(1, 6)])
    stopped = result(
        [rep(1, drive_ms=0.58), rep(2, drive_ms=0.5), rep(3, drive_ms=0.4), rep(4, quality=Quality.UNCERTAIN)],
        sign("fast_descent", Severity.WARN, rep=2), sign("slowing", Severity.STOP, rep=3),
        sign("shift", Severity.NOTE, rep=1), sign("bounce", Severity.WARN, rep=9),
    )  # fmt: skip
    warned = result([rep(n) for n in range(1, 7)], *(sign("bounce", rep=n) for n in (2, 3)))
    return (
        SetEntry(1, LiftPlan("Ann", "squat", (), 60.0, warm_up=True), "A", 0.0, 10.0, clean),
        SetEntry(2, ANN, "A", 20.0, 40.0, clean, ended_for_pain=True),
        SetEntry(3, ANN, "A", 60.0, 90.0, stopped, struck=(1,), added=2),
        SetEntry(4, ANN, "A", 91.0, 95.0, clean, deleted=True),
        SetEntry(1, BEN, "B", 0.0, 30.0, warned),
        SetEntry(1, LiftPlan(None, None), "C", 0.0, 5.0, result([rep(1)])),
        SetEntry(2, LiftPlan("Zoe", "row"), "C", 9.0, 12.0, None),
    )
