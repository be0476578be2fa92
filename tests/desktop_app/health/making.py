"""Check-ins and sets for the tests, with only what matters said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from desktop_app.health.checkin import CheckIn, Moment
from desktop_app.health.done import SetDone

NOW = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)


def ago(days: float = 0.0, hours: float = 0.0) -> datetime:
    return NOW - timedelta(days=days, hours=hours)


def checkin(pain: int, days: float = 0.0, hours: float = 0.0, **said: Any) -> CheckIn:
    """So many days and hours ago, after a session unless said otherwise."""
    said.setdefault("moment", Moment.AFTER)
    return CheckIn(at=ago(days, hours), pain=pain, **said)


def done(days: float, load_kg: float | None = 100.0, reps: int = 5, **said: Any) -> SetDone:
    """A measured squat set, so many days ago, in a session of that day."""
    said.setdefault("session", f"d{days:g}")
    said.setdefault("measured", True)
    said.setdefault("exercise", "squat")
    return SetDone(at=ago(days), load_kg=load_kg, reps=reps, **said)
