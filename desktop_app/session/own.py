"""What a lifter's next sets are held against: looked up in the history whenever the plan changes, without waiting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from desktop_app.session.plan import LiftPlan
from dsp.context import Baseline
from dsp.limits import LimitTable
from sensor.loaded import SetInfo


@dataclass(frozen=True, slots=True)
class LiftKey:
    """What a baseline is of. variation: in order of the alphabet."""

    athlete: str | None
    exercise: str | None
    variation: tuple[str, ...]
    load_kg: float | None


@dataclass(frozen=True, slots=True)
class Own:
    """A lifter's own for one lift and load. None: there is none, and the settings' limits hold."""

    of: LiftKey
    baseline: Baseline | None = None
    limits: LimitTable | None = None


class LookUp(Protocol):
    """Who knows what a lifter's own is. Both calls return at once."""

    def ask(self, key: LiftKey) -> None:
        """Begin to look it up; what was asked before is no longer wanted."""

    def answer(self) -> Own | None:
        """What was found, once; None while there is nothing new."""


class Known:
    """Answers that are known already: those of a recording that is played."""

    def __init__(self, own: Own | None = None) -> None:
        self._own = own
        self._asked: LiftKey | None = None

    def become(self, own: Own) -> None:
        """From now on this is what is known."""
        self._own, self._asked = own, own.of

    def ask(self, key: LiftKey) -> None:
        self._asked = key

    def answer(self) -> Own | None:
        asked, self._asked = self._asked, None
        return self._own if self._own is not None and asked == self._own.of else None


class OwnValues:
    """The newest that is known, for the plan at hand. Belongs to one session."""

    def __init__(self, look_up: LookUp, plan: LiftPlan) -> None:
        self._look_up = look_up
        self._asked = key_of(plan)
        look_up.ask(self._asked)
        self._own = look_up.answer() or Own(self._asked)

    def look_up(self, plan: LiftPlan) -> None:
        """Another plan, or the same."""
        key = key_of(plan)
        if key != self._asked:
            self._asked = key
            self._look_up.ask(key)

    def poll(self) -> bool:
        """Whether something was found that is not known yet."""
        own = self._look_up.answer()
        if own is None or own == self._own or own.of != self._asked:
            return False
        self._own = own
        return True

    def info(self, plan: LiftPlan, settings: LimitTable) -> SetInfo:
        """The plan, as a recording says it, with the baseline its signs are held against and the limits they have."""
        baseline = self._own.baseline if self._own.of == key_of(plan) else None
        return replace(plan.info, baseline=baseline, limits=self.limits(plan, settings).of(plan.exercise))

    def limits(self, plan: LiftPlan, settings: LimitTable) -> LimitTable:
        """The lifter's own limits, or those of the settings."""
        own = self._own.limits if self._own.of.athlete == plan.athlete else None
        return settings if own is None else own


def key_of(plan: LiftPlan) -> LiftKey:
    """What of a plan makes a baseline another one."""
    return LiftKey(plan.athlete, plan.exercise, tuple(sorted(set(plan.variation))), plan.load_kg)
