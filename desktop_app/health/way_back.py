"""The way back: load or range reduced on purpose and raised in small steps, each of them earned; only ever proposed.

"We reduce the demand", "earning the squat back" (article B), "shorten the range of motion" (A). A step is earned by
sessions at target reps without the signs that caused it, without pain above 4 and without pain rising in the 72 hours
after. What is not known yet (72 hours not over, no answer, no sensor) earns nothing. The lifter or coach decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from desktop_app.health import words
from desktop_app.health.answer import SAFE_MOST, RedFlag, red_flags
from desktop_app.health.checkin import CheckIn, Moment, Place
from desktop_app.health.done import SetDone, sessions_of
from desktop_app.health.errors import PlanError
from desktop_app.health.spots import before, same_place
from desktop_app.health.when import COST_WINDOW
from dsp.context import SetContext
from dsp.exercises import EXERCISES, REDUCED_ON_PURPOSE

LEAST_STEP_KG: Final = 1.1
MOST_STEP_KG: Final = 2.3
"""2.5 to 5 lb a side, in kg (articles A, C, E)."""
SLACK_KG: Final = 0.05
"""Loads typed in lb and kept in kg differ by rounding."""
MOST_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Step:
    """What one step asks for. prescribed_rom_m None: the full range."""

    number: int
    load_kg: float
    prescribed_rom_m: float | None


@dataclass(frozen=True, slots=True)
class WayBack:
    """A plan as the lifter or coach accepted it. Raises PlanError for one that means nothing.

    begun_at: sets before it do not count. start_load_kg to goal_load_kg, by step_kg_per_side on both sides.
    start_rom_m: range to begin with, None for the full one; raised first, by rom_step_m, up to full_rom_m.
    tag: `way_back`, or `box` or `pin` where that is how the range is held. causes: codes of the signs that caused it.
    place: where it hurt: pain rising there is what counts; None for anywhere. sessions_needed: that earn a step (ours).
    step: the number of the step the lifter is at; only the lifter or coach changes it (`moved_to`). step_since: when
    they did, None for the beginning: sets before it earn nothing at this step.
    """

    exercise: str
    begun_at: datetime
    start_load_kg: float
    goal_load_kg: float
    step_kg_per_side: float = 1.25
    start_rom_m: float | None = None
    full_rom_m: float | None = None
    rom_step_m: float = 0.05
    tag: str = "way_back"
    causes: frozenset[str] = frozenset()
    place: Place | None = None
    target_reps: int | None = None
    sessions_needed: int = 2
    step: int = 0
    step_since: datetime | None = None

    def __post_init__(self) -> None:
        if self.exercise not in EXERCISES:
            raise PlanError(f"exercise {self.exercise!r} is not known", f"Choose one of: {', '.join(EXERCISES)}.")
        if not 0.0 < self.start_load_kg <= self.goal_load_kg:
            raise PlanError("the way back goes from less load to more", "Start with a load below the goal.")
        if not LEAST_STEP_KG <= self.step_kg_per_side <= MOST_STEP_KG:
            raise PlanError(
                f"a step of {self.step_kg_per_side:g} kg a side is not small",
                f"Choose {LEAST_STEP_KG} to {MOST_STEP_KG} kg (2.5 to 5 lb) a side.",
            )
        if self.tag not in REDUCED_ON_PURPOSE:
            raise PlanError(f"the tag {self.tag!r} reduces nothing", f"Use {', '.join(sorted(REDUCED_ON_PURPOSE))}.")
        self._check_range()
        if self.sessions_needed < 1 or not 0 <= self.step < len(self.steps):
            raise PlanError("a plan without sessions or steps means nothing", "Ask for one session or more a step.")

    def _check_range(self) -> None:
        if (self.start_rom_m is None) != (self.full_rom_m is None):
            raise PlanError("a shorter range needs the full one too", "Give both in metres, or none.")
        if self.start_rom_m is not None and self.full_rom_m is not None:
            if not 0.0 < self.start_rom_m < self.full_rom_m or not 0.0 < self.rom_step_m <= self.full_rom_m:
                raise PlanError("the range goes from a shorter one to the full one", "Start below the full range.")
            if (self.full_rom_m - self.start_rom_m) / self.rom_step_m > MOST_STEPS:
                raise PlanError("the steps of range are too many", "Take larger steps of range.")

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps: first the range at the starting load, then the load. One thing at a time (ours)."""
        ranges: list[float | None] = []
        if self.start_rom_m is not None and self.full_rom_m is not None:
            rom_m = self.start_rom_m
            while rom_m < self.full_rom_m - 1e-6:
                ranges.append(round(rom_m, 6))
                rom_m += self.rom_step_m
        loads = [self.start_load_kg]
        while loads[-1] < self.goal_load_kg - SLACK_KG:
            loads.append(min(round(loads[-1] + 2.0 * self.step_kg_per_side, 6), self.goal_load_kg))
        asked = [(loads[0], r) for r in ranges] + [(load, None) for load in loads]
        return tuple(Step(number, load, rom) for number, (load, rom) in enumerate(asked))

    @property
    def at(self) -> Step:
        """The step the lifter is at."""
        return self.steps[self.step]

    @property
    def since(self) -> datetime:
        """From when on sessions count for this step."""
        return self.begun_at if self.step_since is None else self.step_since

    def moved_to(self, number: int, at: datetime) -> WayBack:
        """The plan as the lifter or coach decided. Raises PlanError for no step of it."""
        return replace(self, step=number, step_since=at)


class Earned(StrEnum):
    """What one session was worth."""

    YES = "yes"
    NOT_YET = "not_yet"
    """72 hours are not over."""
    NOT_ANSWERED = "not_answered"
    NOT_MEASURED = "not_measured"
    """No sensor: nobody knows whether the signs were there."""
    TARGET = "target"
    """Target reps were missed."""
    SIGNS = "signs"
    PAIN_ROSE = "pain_rose"
    PAIN = "pain"
    """Above 4."""
    RED_FLAG = "red_flag"


class Proposal(StrEnum):
    """What the app proposes; the lifter or coach decides."""

    STAY = "stay"
    RAISE = "raise"
    EASE = "ease"
    """One step back."""
    STOP = "stop"
    """A red flag: this movement stops, and a professional sees it."""
    DONE = "done"
    """The last step is earned."""


@dataclass(frozen=True, slots=True)
class SessionWorth:
    """One session at the plan's step. codes: which of the causing signs came."""

    session: str
    at: datetime
    earned: Earned
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the way back stands. step: what is proposed next, the same one where it is to stay."""

    proposal: Proposal
    step: Step
    text: str
    sessions: tuple[SessionWorth, ...]


def progress(plan: WayBack, now: datetime, sets: Iterable[SetDone], checkins: Iterable[CheckIn]) -> Progress:
    """What is proposed, from the sessions done at the plan's step since it was begun or last changed."""
    answered = [c for c in checkins if c.at <= now]
    worth = tuple(_worth(plan, now, done, answered) for _, done in _sessions(plan, sets, now))
    newest = worth[-1].earned if worth else None
    earned = _earned_running(worth)
    if any(c.at >= plan.since and _stops(c, answered) for c in answered):
        return Progress(Proposal.STOP, plan.at, words.BACK_STOP, worth)
    if newest in {Earned.PAIN, Earned.PAIN_ROSE}:
        eased = plan.steps[max(plan.step - 1, 0)]
        return Progress(Proposal.EASE if plan.step else Proposal.STAY, eased, words.BACK_EASE, worth)
    if earned < plan.sessions_needed:
        return Progress(Proposal.STAY, plan.at, words.BACK_STAY.format(earned, plan.sessions_needed), worth)
    if plan.step == len(plan.steps) - 1:
        return Progress(Proposal.DONE, plan.at, words.BACK_DONE, worth)
    following = plan.steps[plan.step + 1]
    return Progress(Proposal.RAISE, following, words.BACK_RAISE.format(_asked(following)), worth)


def context_of(plan: WayBack, context: SetContext) -> SetContext:
    """The next set's context: the tag and the range of the step, so that no sign asks for more."""
    tags = dict.fromkeys((*context.variation, plan.tag))
    return replace(
        context,
        exercise=plan.exercise,
        variation=tuple(tags),
        load_kg=plan.at.load_kg,
        prescribed_rom_m=plan.at.prescribed_rom_m,
    )


def start_load_kg(
    exercise: str, working_kg: float, sets: Iterable[SetDone], causes: frozenset[str], fraction: float = 0.7
) -> float:
    """A load to begin with: the heaviest below the working load done to target without the signs; else a fraction."""
    clean = [
        s.load_kg
        for s in sets
        if s.exercise == exercise and s.load_kg is not None and s.load_kg < working_kg and s.measured and s.reached
        and causes.isdisjoint((*s.warns, *s.notes))
    ]  # fmt: skip
    return max(clean, default=fraction * working_kg)


def _sessions(plan: WayBack, sets: Iterable[SetDone], now: datetime) -> list[tuple[str, Sequence[SetDone]]]:
    """The sessions at this step: working sets with its tag, the heaviest with its load."""
    of_plan = [
        s for s in sets
        if s.exercise == plan.exercise and not s.warm_up and plan.since <= s.at <= now and plan.tag in s.variation
    ]  # fmt: skip
    return [(session, done) for session, done in sessions_of(of_plan) if _at_step(plan, done)]


def _at_step(plan: WayBack, done: Sequence[SetDone]) -> bool:
    loads = [s.load_kg for s in done if s.load_kg is not None]
    return bool(loads) and len(loads) == len(done) and abs(max(loads) - plan.at.load_kg) <= SLACK_KG


def _worth(plan: WayBack, now: datetime, done: Sequence[SetDone], answered: Sequence[CheckIn]) -> SessionWorth:
    session, at = done[-1].session, done[-1].at
    own = [c for c in answered if c.session == session and c.moment is not Moment.LATER and c.at <= at + COST_WINDOW]
    after = [c for c in answered if at < c.at <= at + COST_WINDOW and c not in own]
    codes = tuple(sorted({code for s in done for code in (*s.warns, *s.notes)} & plan.causes))
    at_step = [s for s in done if s.load_kg is not None and abs(s.load_kg - plan.at.load_kg) <= SLACK_KG]
    told = [*own, *after]
    if any(_stops(c, answered) for c in told):
        earned = Earned.RED_FLAG
    elif any(c.pain > SAFE_MOST for c in told):
        earned = Earned.PAIN
    elif _rose(plan, own, after):
        earned = Earned.PAIN_ROSE
    elif codes:
        earned = Earned.SIGNS
    elif not all(_reached(plan, s) for s in at_step):
        earned = Earned.TARGET
    elif plan.causes and not all(s.measured for s in at_step):
        earned = Earned.NOT_MEASURED
    elif now < at + COST_WINDOW:
        earned = Earned.NOT_YET
    else:
        earned = Earned.YES if own and after else Earned.NOT_ANSWERED
    return SessionWorth(session, at, earned, codes)


def _stops(checkin: CheckIn, answered: Sequence[CheckIn]) -> bool:
    """Whether a red flag ends the way back. That it is not gone does not: who is on it has pain that lasts, and has
    been told; rising or above 4 it earns nothing.
    """
    return any(flag is not RedFlag.NOT_GONE for flag in red_flags(checkin, before(checkin, answered)))


def _reached(plan: WayBack, done: SetDone) -> bool:
    return done.reached and (plan.target_reps is None or done.reps >= plan.target_reps)


def _rose(plan: WayBack, own: Sequence[CheckIn], after: Sequence[CheckIn]) -> bool:
    """Whether any answer of the 72 hours after is above the session's own of the same place."""
    if not own:
        return False
    for later in after:
        if plan.place is not None and later.place is not plan.place:
            continue
        # A place that the session's answers did not name did not hurt then.
        if later.pain > max((c.pain for c in own if same_place(c, later)), default=0):
            return True
    return False


def _earned_running(worth: Sequence[SessionWorth]) -> int:
    """Sessions that earned, up to the newest that decided; what is not known yet neither counts nor breaks."""
    count = 0
    for each in reversed(worth):
        if each.earned is Earned.YES:
            count += 1
        elif each.earned not in {Earned.NOT_YET, Earned.NOT_ANSWERED, Earned.NOT_MEASURED}:
            break
    return count


def _asked(step: Step) -> str:
    if step.prescribed_rom_m is None:
        return words.BACK_LOAD.format(step.load_kg)
    return words.BACK_RANGE.format(step.load_kg, 100.0 * step.prescribed_rom_m)
