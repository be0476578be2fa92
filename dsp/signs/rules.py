"""Which rule finds which sign, and when what it needs is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, TypeAlias

from dsp.exercises import Exercise, StartPhase
from dsp.features import RepFeatures
from dsp.signs import descent, effort, pace, position, travel
from dsp.signs.finding import Finding
from dsp.signs.reference import Held

RepCheck: TypeAlias = Callable[[RepFeatures, Held], Iterable[Finding]]
SetCheck: TypeAlias = Callable[[Sequence[RepFeatures], Held], Iterable[Finding]]


class Known(StrEnum):
    """The part of a rep after which a rule has all that it needs."""

    DESCENT = "descent"
    TURN = "turn"
    """The turn at the bottom; between the reps for lifts that start with the drive."""
    PAUSE = "pause"
    """The bottom pause, over when the drive has left rest; between the reps for lifts that start with the drive."""
    TOP = "top"
    """The lockout; between the reps for lifts that start with the descent."""
    REP = "rep"


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of a rep. expected: a value that is missing was not resolved, rather than did not happen."""

    code: str
    known: Known
    check: RepCheck
    expected: bool


REP_RULES: Final = (
    Rule("fast_descent", Known.DESCENT, descent.fast_descent, expected=True),
    Rule("late_rush", Known.DESCENT, descent.late_rush, expected=True),
    Rule("bounce", Known.TURN, descent.bounce_turn, expected=True),
    Rule("bounce", Known.PAUSE, descent.bounce_pause, expected=True),
    Rule("lost_tension", Known.TURN, descent.lost_tension, expected=False),
    Rule("bottom_unstable", Known.TURN, position.bottom_unstable, expected=False),
    Rule("position_change", Known.TURN, position.position_change, expected=False),
    Rule("shift", Known.REP, position.shift, expected=True),
    Rule("forward_drift", Known.DESCENT, position.forward_drift_descent, expected=True),
    Rule("forward_drift", Known.REP, position.forward_drift_drive, expected=True),
    Rule("rushed_reps", Known.TOP, pace.rushed_reps, expected=False),
    Rule("tempo_missed", Known.REP, partial(pace.tempo_short, "descent"), expected=True),
    Rule("tempo_missed", Known.PAUSE, partial(pace.tempo_short, "bottom"), expected=False),
    Rule("tempo_missed", Known.REP, partial(pace.tempo_short, "drive"), expected=True),
    Rule("tempo_missed", Known.TOP, partial(pace.tempo_short, "top"), expected=False),
    Rule("short_rom", Known.REP, travel.short_rom, expected=True),
    Rule("overshoot", Known.REP, travel.overshoot, expected=False),
    Rule("no_lockout_hold", Known.TOP, pace.no_lockout_hold, expected=False),
    Rule("floor_impact", Known.DESCENT, descent.floor_impact, expected=False),
    Rule("slowing", Known.REP, effort.slowing, expected=True),
)
"""Rules of a rep. `form_fading` comes after them: it is found from their signs."""

SET_RULES: Final[tuple[tuple[str, SetCheck], ...]] = (
    ("depth_varies", travel.depth_varies),
    ("tempo_missed", pace.tempo_long),
    ("rest_at_bottom", pace.rest_at_bottom),
)
"""Rules of the whole set, at its end."""


class Stage(StrEnum):
    """The moments at which a rep is judged, in order."""

    DESCENT = "descent"
    REP = "rep"
    NEXT = "next"
    """The next rep begins, so that the rest between the two is known."""


def stage_of(known: Known, row: Exercise | None) -> Stage:
    """When a rule can first be asked, for this lift; where no lift is named, rests are known only at the next rep."""
    if known is Known.DESCENT:
        return Stage.DESCENT
    if known is Known.REP:
        return Stage.REP
    if row is None:
        return Stage.NEXT
    if row.start is StartPhase.CONCENTRIC:
        return Stage.REP if known is Known.TOP else Stage.NEXT
    return {Known.TURN: Stage.DESCENT, Known.PAUSE: Stage.REP, Known.TOP: Stage.NEXT}[known]
