"""Load: how much drive speed a set has lost since its best rep."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dsp.features import Measured, RepFeatures
from dsp.results import Quality


def best_drive(reps: Sequence[RepFeatures]) -> Measured | None:
    """The greatest mean drive speed of the reps given, m/s.

    Good reps count; where there is none, uncertain ones do. None where no drive was resolved.
    """
    for quality in (Quality.GOOD, Quality.UNCERTAIN):
        speeds = [r.drive_speed_ms for r in reps if r.quality is quality and r.drive_speed_ms is not None]
        if speeds:
            return max(speeds, key=lambda m: m.value)
    return None


def loss_percent(drive: Measured, best: Measured) -> Measured | None:
    """How much slower `drive` is than `best`, percent; below zero where it is faster, None where best is not above 0.

    The sigma takes both speeds' errors as independent.
    """
    if best.value <= 0.0:
        return None
    ratio = drive.value / best.value
    return Measured(100.0 * (1.0 - ratio), 100.0 * math.hypot(drive.sigma, ratio * best.sigma) / best.value)


def speed_loss_percent(reps: Sequence[RepFeatures]) -> Measured | None:
    """The loss from the set's best rep to its last one, percent; None under two resolved drives."""
    resolved = [r for r in reps if r.quality is not Quality.UNRESOLVED and r.drive_speed_ms is not None]
    best = best_drive(resolved)
    last = resolved[-1].drive_speed_ms if len(resolved) > 1 else None
    if best is None or last is None:
        return None
    return Measured(0.0, 0.0) if last is best else loss_percent(last, best)
