"""How each exercise is ordinarily done, in one table: travel, speeds, roll, where the bar comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from dsp.errors import ParameterError
from dsp.exercises import EXERCISES, StartPhase


@dataclass(frozen=True, slots=True)
class Habit:
    """Ranges (low, high) from which an ordinary set is drawn.

    travel_m, descent_ms and drive_ms (mean speeds), roll_rad (range over a rep), forward_m.
    racked: comes off a rack. walks: the lifter steps back with it. lift_off_m: how far it is lifted off the hooks.
    on_floor: the bottom of the rep is the floor (or the hips), so nothing sways there.
    """

    travel_m: tuple[float, float]
    descent_ms: tuple[float, float]
    drive_ms: tuple[float, float]
    roll_rad: tuple[float, float]
    forward_m: tuple[float, float]
    racked: bool
    walks: bool
    on_floor: bool
    lift_off_m: float = 0.05


def _deg(low: float, high: float) -> tuple[float, float]:
    return math.radians(low), math.radians(high)


HABITS: Final = MappingProxyType(
    {
        "squat": Habit((0.50, 0.70), (0.30, 0.60), (0.35, 0.75), _deg(15, 90), (0.01, 0.03), True, True, False),
        "front_squat": Habit((0.50, 0.68), (0.30, 0.60), (0.35, 0.75), _deg(10, 60), (0.01, 0.03), True, True, False),
        "bench": Habit((0.30, 0.42), (0.25, 0.50), (0.30, 0.65), _deg(10, 45), (0.02, 0.08), True, False, False),
        "hip_thrust": Habit((0.30, 0.45), (0.25, 0.50), (0.30, 0.65), _deg(5, 30), (0.01, 0.05), False, False, True),
        "deadlift": Habit((0.50, 0.65), (0.40, 0.80), (0.35, 0.75), _deg(5, 30), (0.01, 0.04), False, False, True),
        "romanian_deadlift": Habit(
            (0.40, 0.60), (0.25, 0.50), (0.35, 0.70), _deg(60, 180), (0.02, 0.06), True, True, False
        ),
        "overhead_press": Habit(
            (0.45, 0.60), (0.30, 0.60), (0.35, 0.75), _deg(10, 45), (0.01, 0.05), True, True, False
        ),
        "row": Habit((0.35, 0.50), (0.30, 0.55), (0.40, 0.80), _deg(10, 40), (0.01, 0.05), False, False, False),
    }
)
"""The travels and speeds are ours, from what lifters ordinarily do; roll ranges are those the sensor must live with."""


def habit_of(exercise: str) -> Habit:
    """The row of an exercise. Raises ParameterError where it is not known."""
    if exercise not in HABITS:
        raise ParameterError(f"exercise {exercise!r} is not known", f"Choose one of: {', '.join(HABITS)}.")
    return HABITS[exercise]


def drive_first(exercise: str) -> bool:
    """Whether a rep of this exercise begins with the drive."""
    return EXERCISES[exercise].start is StartPhase.CONCENTRIC
