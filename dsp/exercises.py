"""The exercises, in one table: what the bar does in each and which signs mean something.

To add an exercise, add a row to `EXERCISES`; a variation is a tag beside it (`VARIATIONS`).
Travel ranges are ours, wide enough for short and tall lifters; they bound what may be a rep.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class StartPhase(StrEnum):
    """Which phase a rep begins with."""

    ECCENTRIC = "eccentric"
    CONCENTRIC = "concentric"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One row of the table.

    travel_min_m, travel_max_m: vertical travel of a full rep that the row expects, m.
    fallback_descent_ms: mean descent speed above which, with nothing else to go by, a note is given, m/s
        (`dsp/signs/README.md`, `fast_descent`); None where no figure is known.
    from_floor: the bar begins and ends on the floor (or the hips), so a touch may be an impact.
    braced_at_top: breath and brace are taken at the top, so the time there means something.
    signs: codes of the signs that mean something for this lift.
    """

    name: str
    start: StartPhase
    travel_min_m: float
    travel_max_m: float
    fallback_descent_ms: float | None
    from_floor: bool
    braced_at_top: bool
    signs: frozenset[str]


ANY_LIFT: Final = frozenset({"tempo_missed", "slowing", "shift"})
"""The signs that need no exercise: all that is given where none is named, none above `note`."""

_EVERY: Final = ANY_LIFT | {"fast_descent", "form_fading"}
_SQUAT_LIKE: Final = _EVERY | {
    "late_rush", "bounce", "lost_tension", "bottom_unstable", "position_change", "forward_drift",
    "rushed_reps", "depth_varies", "short_rom", "unsettled_start",
}  # fmt: skip

_ROWS: Final = (
    Exercise("squat", StartPhase.ECCENTRIC, 0.20, 1.00, 0.8, False, True, _SQUAT_LIKE),
    Exercise("front_squat", StartPhase.ECCENTRIC, 0.20, 1.00, 0.8, False, True, _SQUAT_LIKE),
    Exercise(
        "bench", StartPhase.ECCENTRIC, 0.12, 0.65, 0.7, False, True,
        _EVERY | {"late_rush", "bounce", "lost_tension", "bottom_unstable", "rushed_reps", "depth_varies", "short_rom"},
    ),
    Exercise(
        "hip_thrust", StartPhase.CONCENTRIC, 0.12, 0.75, 0.6, True, False,
        _EVERY | {"bounce", "short_rom", "overshoot", "no_lockout_hold", "rest_at_bottom", "floor_impact"},
    ),
    Exercise(
        "deadlift", StartPhase.CONCENTRIC, 0.15, 0.95, None, True, False,
        _EVERY | {"forward_drift", "floor_impact", "short_rom"},
    ),
    Exercise(
        "romanian_deadlift", StartPhase.ECCENTRIC, 0.15, 0.95, None, False, True,
        _EVERY | {"rushed_reps", "short_rom"},
    ),
    Exercise(
        "overhead_press", StartPhase.CONCENTRIC, 0.15, 0.95, None, False, True,
        _EVERY | {"forward_drift", "rushed_reps", "short_rom"},
    ),
    Exercise("row", StartPhase.CONCENTRIC, 0.12, 0.85, None, False, False, _EVERY | {"short_rom"}),
)  # fmt: skip

EXERCISES: Final = MappingProxyType({row.name: row for row in _ROWS})

VARIATIONS: Final = frozenset(
    {"box", "pin", "paused", "goblet", "tempo", "touch_and_go", "close_grip", "pad", "way_back"}
)
"""Tags an exercise may carry. Those in `REDUCED_ON_PURPOSE` make a short range the lifter's own choice."""

REDUCED_ON_PURPOSE: Final = frozenset({"box", "pin", "way_back"})
