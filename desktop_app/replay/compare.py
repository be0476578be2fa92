"""Two sets side by side: the same figures of each, and by how much they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

from dsp.results import Rep, SetResult, Severity


def _median(result: SetResult, of: Callable[[Rep], float | None]) -> float | None:
    known = [value for value in map(of, result.reps) if value is not None]
    return median(known) if known else None


def _count(result: SetResult, severity: Severity) -> float:
    return float(sum(sign.severity is severity for sign in result.signs))


FIGURES: Final[Mapping[str, Callable[[SetResult], float | None]]] = MappingProxyType(
    {
        "load_kg": lambda r: r.load_kg,
        "reps": lambda r: float(len(r.reps)),
        "descent_s": lambda r: _median(r, lambda rep: rep.descent.duration_s if rep.descent else None),
        "late_ratio": lambda r: _median(r, lambda rep: rep.descent.late_ratio if rep.descent else None),
        "pause_s": lambda r: _median(r, lambda rep: rep.bottom.pause_s if rep.bottom else None),
        "drive_ms": lambda r: _median(r, lambda rep: rep.drive.mean_speed_ms if rep.drive else None),
        "loss_percent": lambda r: r.summary.speed_loss_percent,
        "rom_m": lambda r: _median(r, lambda rep: rep.rom_m),
        "forward_m": lambda r: _median(r, lambda rep: rep.path.max_forward_m),
        "tilt_deg": lambda r: _median(r, lambda rep: rep.tilt_deg),
        "warns": lambda r: _count(r, Severity.WARN),
        "stops": lambda r: _count(r, Severity.STOP),
    }
)
"""What is compared, by name with its unit: medians of the reps where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both sets; unknown is None. difference: right less left."""

    name: str
    left: float | None
    right: float | None

    @property
    def difference(self) -> float | None:
        return None if self.left is None or self.right is None else self.right - self.left


def compare(left: SetResult, right: SetResult | None) -> tuple[Row, ...]:
    """Every figure of two sets, in order."""
    return tuple(Row(name, of(left), of(right) if right is not None else None) for name, of in FIGURES.items())
