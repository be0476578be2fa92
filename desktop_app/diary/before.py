"""What there is to say before a set: set-up checklist, load, limiters, drills, baseline, the way back's step. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from desktop_app.counting import counted
from desktop_app.diary import words
from desktop_app.diary.feeling import Feeling
from desktop_app.health.causes import PlacePage, page_of
from desktop_app.health.checkin import CheckIn, Place
from desktop_app.health.checklist import Line, checklist
from desktop_app.health.learning import Learned
from desktop_app.health.limiters import EXERCISES_ASKED, Limiter, Question, SessionSigns, questions
from desktop_app.health.load_jump import LoadCheck, Planned, load_jump
from desktop_app.health.private import hidden
from desktop_app.health.spots import tells_of
from desktop_app.health.way_back import SLACK_KG, WayBack
from desktop_app.session.plan import LiftPlan
from desktop_app.store.decided import StoredSelfCheck

HURT_LATELY: Final = timedelta(days=7)
"""So long are drills for a place offered after it hurt (ours)."""
ASKED_AGAIN: Final = timedelta(days=28)
"""So long after a self-check its limiter is not asked about again (ours)."""
NOTHING_CHECKED: Final = LoadCheck()


@dataclass(frozen=True, slots=True, repr=False)
class Before:
    """Before one planned set.

    lines: of the set-up checklist. load: the sign `load_jump`, and what could not be told. questions: limiters that
    the bar's pattern asks about. places: that hurt lately, with drills and causes. held_against: the lifter's baseline
    in words. reminders: of a red flag told for this movement. step: the plan at the way back's step, where another set
    is planned.
    """

    plan: LiftPlan
    lines: tuple[Line, ...] = ()
    load: LoadCheck = NOTHING_CHECKED
    questions: tuple[Question, ...] = ()
    places: tuple[PlacePage, ...] = ()
    held_against: str | None = None
    reminders: tuple[str, ...] = ()
    step: LiftPlan | None = None

    __repr__ = hidden

    @property
    def says(self) -> bool:
        """Whether there is anything for a page: a baseline alone is none."""
        return bool(self.lines or self.load.jumps or self.questions or self.reminders or self.step)

    @property
    def about(self) -> tuple[object, ...]:
        """What makes it worth showing again in a session: another lift, or a load that is a jump."""
        jump = self.plan.load_kg if self.load.jumps else None
        return (self.plan.athlete, self.plan.exercise, jump, self.step is not None)


def before_of(
    feeling: Feeling, plan: LiftPlan, learned: Learned | None = None, signs: Sequence[SessionSigns] = ()
) -> Before:
    """learned: the baseline for the plan's lift and load. signs: of the last sessions' squats, in order of time."""
    remembered, exercise = feeling.remembered, plan.exercise
    if exercise is None:
        return Before(plan, reminders=feeling.gate(None).lines)
    planned = plan.load_kg is not None and not plan.warm_up
    load = (
        load_jump(Planned(feeling.now, exercise, plan.load_kg or 0.0, plan.target_reps), remembered.sets)
        if planned
        else NOTHING_CHECKED
    )
    asked = questions(signs) if exercise in EXERCISES_ASKED else ()
    known = _answered_lately(remembered.self_checks, feeling.now)
    way = feeling.way(exercise)
    step = None if way is None or plan.warm_up or is_at_step(way.plan, plan) else at_step(way.plan, plan)
    return Before(
        plan=plan,
        lines=checklist(exercise, remembered.conditions),
        load=load,
        questions=tuple(each for each in asked if each.limiter not in known),
        places=tuple(page_of(place, exercise) for place in hurting(feeling.now, remembered.history)),
        held_against=None if learned is None else held_against(learned, feeling.now),
        reminders=feeling.gate(exercise).lines,
        step=step,
    )


def hurting(now: datetime, history: Iterable[CheckIn]) -> tuple[Place, ...]:
    """The places that hurt lately and of which nothing newer says that they do not, in the order of the list."""
    recent = sorted((c for c in history if timedelta(0) <= now - c.at <= HURT_LATELY), key=lambda c: c.at)
    found = set()
    for number, each in enumerate(recent):
        gone = any(later.pain == 0 and tells_of(later, each) for later in recent[number + 1 :])
        if each.pain > 0 and each.place is not None and not gone:
            found.add(each.place)
    return tuple(place for place in Place if place in found)


def held_against(learned: Learned, now: datetime) -> str:
    """What the next set's signs are held against, as the lifter reads it."""
    if learned.baseline is None:
        return words.NOTHING_LEARNED.format(learned.missing) if learned.missing else words.FIRST_REPS
    age_s = learned.age_s(now.timestamp())
    age = "" if age_s is None else words.newest(int(age_s // 86400.0))
    text = words.HELD_AGAINST.format(counted(learned.reps, "rep"), counted(learned.sessions, "session"), age)
    return text + (words.PINNED if learned.pinned else "")


def at_step(way: WayBack, plan: LiftPlan) -> LiftPlan:
    """The plan as the way back's step has it: load, range and tag, so that no sign asks for more."""
    tags = dict.fromkeys((*plan.variation, way.tag))
    return replace(
        plan,
        exercise=way.exercise,
        variation=tuple(tags),
        load_kg=way.at.load_kg,
        prescribed_rom_m=way.at.prescribed_rom_m,
        target_reps=plan.target_reps if way.target_reps is None else way.target_reps,
    )


def is_at_step(way: WayBack, plan: LiftPlan) -> bool:
    """Whether a set as planned counts for the way back's step, or is lighter still."""
    if plan.load_kg is None or way.tag not in plan.variation:
        return False
    full = way.at.prescribed_rom_m is None or plan.prescribed_rom_m is not None
    return full and plan.load_kg <= way.at.load_kg + SLACK_KG


def _answered_lately(checks: Iterable[StoredSelfCheck], now: datetime) -> set[Limiter]:
    return {each.limiter for each in checks if now - each.at <= ASKED_AGAIN}
