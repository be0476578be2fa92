"""Whether a sensor's clock goes on, or packets come late, or it was set anew."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Course(Enum):
    """What a time says beside the one before."""

    ON = auto()
    """Later, as it should be."""
    LATE = auto()
    """Not later: sent twice, or overtaken on the way."""
    ANEW = auto()
    """The first one, or from a clock that was set in between."""


@dataclass(frozen=True, slots=True)
class CourseParams:
    """late_max_s: no link holds a packet back for longer. gap_max_s: no connection outlives a longer silence."""

    late_max_s: float = 20.0
    gap_max_s: float = 60.0


COURSE: Final = CourseParams()


def course(before_s: float | None, now_s: float, params: CourseParams = COURSE) -> Course:
    """What `now_s` says beside the time before, both by the sensor's clock."""
    if before_s is None or not -params.late_max_s <= now_s - before_s <= params.gap_max_s:
        return Course.ANEW
    return Course.ON if now_s > before_s else Course.LATE
