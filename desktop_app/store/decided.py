"""What was decided after answers about health, as the store takes and gives it: frozen values, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.health.limiters import Limiter
from desktop_app.health.private import hidden
from desktop_app.health.way_back import WayBack


class Decision(StrEnum):
    """What the lifter or coach decided of a way back."""

    STEP = "step"
    """Another step: the next one, an easier one, or any."""
    STAY = "stay"
    """What was proposed is not taken, for now."""
    END = "end"


@dataclass(frozen=True, slots=True)
class Move:
    """One decision. step: number of the step that holds from then on."""

    at: datetime
    decision: Decision
    step: int


@dataclass(frozen=True, slots=True, repr=False)
class StoredWayBack:
    """One way back of one lifter: the plan as it was begun, and what was decided since, the oldest first."""

    id: str
    lifter_id: str
    plan: WayBack
    moves: tuple[Move, ...] = ()

    __repr__ = hidden

    @property
    def now(self) -> WayBack:
        """The plan at the step where the decisions have brought it."""
        steps = [move for move in self.moves if move.decision is Decision.STEP]
        return self.plan.moved_to(steps[-1].step, steps[-1].at) if steps else self.plan

    @property
    def ended(self) -> bool:
        return any(move.decision is Decision.END for move in self.moves)


@dataclass(frozen=True, slots=True, repr=False)
class StoredSelfCheck:
    """A limiter self-check. ticked: places, from 0, among the lines of `words.LOOKS_LIKE` that were said to be so."""

    id: str
    lifter_id: str
    at: datetime
    limiter: Limiter
    ticked: tuple[int, ...] = ()

    __repr__ = hidden
