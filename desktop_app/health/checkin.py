"""A symptom check: what a lifter was asked and answered, of one place at one time. Asked, never inferred.

Two places that hurt are two check-ins of the same time. Unknown (not asked, not answered) is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from desktop_app.health.errors import CheckInError
from desktop_app.health.private import hidden

MOST_PAIN: Final = 10
LONGEST_NOTE: Final = 500


class Moment(StrEnum):
    """When it was asked."""

    BEFORE = "before"
    DURING = "during"
    """The pain key was pressed in a set."""
    AFTER = "after"
    LATER = "later"
    """From the next day on, up to 72 hours after."""


class Kind(StrEnum):
    """How it feels."""

    SHARP = "sharp"
    ACHY = "achy"
    DULL = "dull"
    """Dull soreness."""


class Place(StrEnum):
    """Where it is felt: article E's six, and what else a bar can reach."""

    LOWER_BACK = "lower_back"
    HIP_FLEXOR = "hip_flexor"
    KNEE = "knee"
    GROIN = "groin"
    HAMSTRING = "hamstring"
    HIP_BONE = "hip_bone"
    UPPER_BACK = "upper_back"
    NECK = "neck"
    OTHER = "other"


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDDLE = "middle"


class Change(StrEnum):
    """Against before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Flag(StrEnum):
    """What is asked by name because any one of it belongs before a professional."""

    BOWEL_BLADDER = "bowel_bladder"
    """A change of bowel or bladder."""
    RADIATING = "radiating"
    NUMB = "numb"
    """Numb or tingling."""
    WEAKER = "weaker"
    """Loss of strength."""
    SWELLING_POP = "swelling_pop"
    """A pop, or marked swelling."""
    EVERYDAY_SLEEP = "everyday_sleep"
    """Worse with everyday things, or disturbs sleep."""
    WORSENING_FAST = "worsening_fast"
    """Severe and getting worse fast."""
    UNEXPLAINED = "unexplained"
    """Unexplained, and not mended by adjusting form."""


class Remark(StrEnum):
    """What else may be said of it: tells normal soreness from a problem."""

    WORKED = "worked"
    """Feels worked, not threatened."""
    BETTER_WARM = "better_warm"
    """Better with a warm-up."""
    PROTECTIVE = "protective"
    """It is guarded."""
    CHANGES_LIFT = "changes_lift"
    """The lift is changed just to get through it."""
    SHAPES_WEEK = "shapes_week"
    """It decides how the week is trained."""
    MOST_LIFTING = "most_lifting"
    """Most lifting aggravates it."""


class Modification(StrEnum):
    """The four changes that can be made to a movement (article A)."""

    LESS_LOAD = "less_load"
    SHORTER_RANGE = "shorter_range"
    SLOWER = "slower"
    OTHER_VERSION = "other_version"


@dataclass(frozen=True, slots=True, repr=False)
class CheckIn:
    """One answer. Raises CheckInError for what means nothing.

    at: when it is true of, with its time zone; answers for past days can be added later.
    pain: 0 (none) to 10. other: the place in the lifter's words, only for `Place.OTHER`.
    change, since: better or worse than before, and since when it is felt at all.
    tried: the changes with which the movement was done this time.
    session: id of the session it is about; exercise: the movement it is about, as in `dsp.exercises`.
    """

    at: datetime
    moment: Moment
    pain: int
    kind: Kind | None = None
    place: Place | None = None
    side: Side | None = None
    other: str | None = None
    change: Change | None = None
    since: datetime | None = None
    flags: frozenset[Flag] = frozenset()
    remarks: frozenset[Remark] = frozenset()
    tried: frozenset[Modification] = frozenset()
    session: str | None = None
    exercise: str | None = None
    note: str | None = None

    __repr__ = hidden

    def __post_init__(self) -> None:
        if type(self.pain) is not int or not 0 <= self.pain <= MOST_PAIN:
            raise CheckInError("pain", f"a pain of {self.pain!r} means nothing", "Give a whole number from 0 to 10.")
        _timed("at", self.at)
        if self.since is not None:
            _timed("since", self.since)
            if self.since > self.at:
                raise CheckInError("since", "it cannot have begun after it was felt", "Give an earlier day.")
        if self.side is not None and self.place is None:
            raise CheckInError("side", "a side without a place means nothing", "Name the place too.")
        if self.other is not None and self.place is not Place.OTHER:
            raise CheckInError("other", "the place is named twice", "Choose `other`, or leave its words empty.")
        for name in ("other", "note"):
            text = getattr(self, name)
            if text is not None and len(text) > LONGEST_NOTE:
                raise CheckInError(name, f"the words are longer than {LONGEST_NOTE} characters", "Make them shorter.")


def _timed(field: str, when: datetime) -> None:
    if when.utcoffset() is None:
        raise CheckInError(field, f"the time {when} has no time zone", "Give the time with its zone.")
