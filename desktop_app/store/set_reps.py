"""What the reps of each set add to its line: how many are sure, how many under control, and the fastest drive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desktop_app.store.tables import reps, sets
from dsp.results import Quality


@dataclass(frozen=True, slots=True)
class SetReps:
    """Of the measured reps of one set that were not struck out.

    good, uncertain: by quality; reps that were not resolved are in neither. controlled: good, and without a warn sign
    of descent, position or range. best_drive_ms, sigma_ms: mean speed of the fastest good drive and its error.
    """

    good: int = 0
    uncertain: int = 0
    controlled: int = 0
    best_drive_ms: float | None = None
    sigma_ms: float | None = None

    @property
    def sure(self) -> bool:
        """Whether figures of the set stand mostly on good reps."""
        return self.good > 0 and self.good >= self.uncertain


def set_reps(connection: Connection, lifter_id: str, exercise: str) -> dict[str, SetReps]:
    """By set, of all measured sets of one lifter and exercise that count."""
    query = (
        select(reps.c.set_id, reps.c.quality, reps.c.controlled, reps.c.drive_mean_speed_ms, reps.c.sigma_mean_speed_ms)
        .join(sets, sets.c.id == reps.c.set_id)
        .where(sets.c.lifter_id == lifter_id, sets.c.exercise == exercise, sets.c.counts, ~reps.c.struck)
        .order_by(reps.c.set_id)
    )
    found: dict[str, list[Any]] = {}
    # All at once: one row after the other takes twice as long.
    for row in connection.execute(query).all():
        found.setdefault(row[0], []).append(row[1:])
    return {set_id: _set_reps(rows) for set_id, rows in found.items()}


def _set_reps(rows: list[Any]) -> SetReps:
    """rows: quality, controlled, mean drive speed and its error."""
    qualities = [row[0] for row in rows]
    drives = [(row[2], row[3]) for row in rows if row[0] == Quality.GOOD and row[2] is not None]
    speed_ms, sigma_ms = max(drives, key=lambda drive: drive[0], default=(None, None))
    return SetReps(
        qualities.count(Quality.GOOD),
        qualities.count(Quality.UNCERTAIN),
        sum(bool(row[1]) for row in rows),
        speed_ms,
        sigma_ms,
    )
