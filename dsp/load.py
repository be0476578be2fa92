"""Load: how much drive speed a set has lost since its best rep."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from dsp.features import Measured, RepFeatures
from dsp.results import Quality, Rep

Told = TypeVar("Told", RepFeatures, Rep)


def best_drive(reps: Sequence[RepFeatures]) -> Measured | None:
    """The greatest mean drive speed of the reps given, m/s; None where no drive was resolved."""
    speeds = [r.drive_speed_ms for r in _trusted([r for r in reps if r.drive_speed_ms is not None])]
    return max((s for s in speeds if s is not None), key=lambda m: m.value, default=None)


def _trusted(reps: Sequence[Told]) -> list[Told]:
    """The good reps; where there is none, the uncertain ones."""
    good = [r for r in reps if r.quality is Quality.GOOD]
    return good or [r for r in reps if r.quality is Quality.UNCERTAIN]


def loss_percent(drive: Measured, best: Measured) -> Measured | None:
    """How much slower `drive` is than `best`, percent; below zero where it is faster, None where best is not above 0.

    The sigma takes both speeds' errors as independent.
    """
    if best.value <= 0.0:
        return None
    ratio = drive.value / best.value
    return Measured(100.0 * (1.0 - ratio), 100.0 * math.hypot(drive.sigma, ratio * best.sigma) / best.value)


def speed_loss_percent(reps: Sequence[Rep]) -> float | None:
    """The loss from the set's best rep to its last one, percent; None under two resolved drives."""
    resolved = [r for r in reps if r.drive is not None and r.quality is not Quality.UNRESOLVED]
    best_ms = max((r.drive.mean_speed_ms for r in _trusted(resolved) if r.drive), default=0.0)
    last = resolved[-1].drive if len(resolved) > 1 else None
    if last is None or best_ms <= 0.0:
        return None
    return 100.0 * (1.0 - last.mean_speed_ms / best_ms)
