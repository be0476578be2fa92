"""The pages about health, and which of them comes next: pure.

An unread red flag comes before everything, whatever the occasion: no set begins until it was read. Everything else can
be skipped. `flow.py` holds where things stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from desktop_app.diary.before import Before
from desktop_app.diary.feeling import Feeling, Kept, Way
from desktop_app.diary.offering import offer
from desktop_app.health.answer import Level
from desktop_app.health.causes import PlacePage, page_of
from desktop_app.health.checkin import Modification, Moment
from desktop_app.health.private import hidden
from desktop_app.health.way_back import WayBack
from desktop_app.health.when import Ask
from desktop_app.session.plan import LiftPlan


class Occasion(StrEnum):
    """What the pages are for."""

    OPENED = "opened"
    """The app was opened, or somebody else says who they are."""
    LIFT = "lift"
    """A set is planned."""
    PAIN = "pain"
    """The key for pain."""
    OVER = "over"
    """The session is over."""
    ADD = "add"
    """Asked for by the lifter: a late answer, a way back."""


@dataclass(frozen=True, slots=True)
class Question:
    """One check-in to be asked. ask: what it is about. exercises: of the sets it is about; the answer names one.

    tried: changes that were chosen for this session after an earlier answer.
    """

    ask: Ask
    exercises: tuple[str, ...] = ()
    tried: frozenset[Modification] = frozenset()

    @property
    def session(self) -> str | None:
        """The session that the answer is of."""
        return self.ask.sessions[-1] if self.ask.sessions else None


@dataclass(frozen=True, slots=True)
class CheckInPage:
    question: Question


@dataclass(frozen=True, slots=True, repr=False)
class RedFlagPage:
    kept: Kept

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class AnswerPage:
    """place: causes to look at and drills. can_go_back: a way back can be begun for this movement."""

    kept: Kept
    place: PlacePage | None
    can_go_back: bool

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class WayBackPage:
    """One that is gone, whose step is to be decided; or one that is offered (`way` None)."""

    way: Way | None
    offered: WayBack | None = None

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class BeforePage:
    before: Before

    __repr__ = hidden


Page: TypeAlias = CheckInPage | RedFlagPage | AnswerPage | WayBackPage | BeforePage


@dataclass(frozen=True, slots=True, repr=False)
class Trail:
    """Where an occasion stands, and what was put aside while the app runs.

    wanted: a question asked for. unseen: identities of answers to be shown. offered: a way back to be looked at.
    shown_way: identity of a way back that was asked for. skipped: questions not asked again. put_off: ways back whose
    proposal waits. seen: what was said before sets. tried: changes chosen in this session.
    """

    occasion: Occasion
    plan: LiftPlan | None = None
    session: str | None = None
    wanted: Question | None = None
    unseen: tuple[str, ...] = ()
    offered: WayBack | None = None
    shown_way: str | None = None
    skipped: frozenset[tuple[Moment, date, str | None]] = frozenset()
    put_off: frozenset[str] = frozenset()
    seen: frozenset[tuple[object, ...]] = frozenset()
    tried: frozenset[Modification] = frozenset()

    __repr__ = hidden


def next_page(feeling: Feeling, trail: Trail, before: Before | None = None) -> Page | None:
    """The page to show now; None where there is nothing more for this occasion."""
    if feeling.to_read:
        return RedFlagPage(feeling.to_read[0])
    if trail.unseen:
        return _answer_page(feeling, trail.unseen[0])
    if trail.offered is not None:
        return WayBackPage(None, trail.offered)
    if trail.wanted is not None:
        return CheckInPage(trail.wanted)
    asked = _asked(feeling, trail)
    if asked is not None:
        return CheckInPage(asked)
    way = _way(feeling, trail)
    if way is not None:
        return WayBackPage(way)
    if trail.occasion is Occasion.LIFT and before is not None and before.says and before.about not in trail.seen:
        return BeforePage(before)
    return None


def key_of(ask: Ask) -> tuple[Moment, date, str | None]:
    """By which a skipped question is known again. Sessions of one day are skipped together."""
    return (ask.moment, ask.day, ask.sessions[-1] if ask.moment is Moment.BEFORE and ask.sessions else None)


def question_of(ask: Ask, feeling: Feeling, trail: Trail) -> Question:
    """The question, with the movements that its answer may be about."""
    done = (s.exercise for s in feeling.remembered.sets if s.session in ask.sessions)
    planned = [trail.plan.exercise] if trail.plan is not None and trail.plan.exercise is not None else []
    exercises = tuple(dict.fromkeys(done)) or tuple(planned)
    return Question(ask, exercises, trail.tried if trail.session in ask.sessions else frozenset())


def _asked(feeling: Feeling, trail: Trail) -> Question | None:
    """What is due, and before a set the pain check that the last answer asks for."""
    if trail.occasion not in {Occasion.OPENED, Occasion.LIFT, Occasion.OVER}:
        return None
    for ask in feeling.due:
        if key_of(ask) not in trail.skipped:
            return question_of(ask, feeling, trail)
    sessions = () if trail.session is None else (trail.session,)
    before = Ask(Moment.BEFORE, feeling.now.date(), sessions)
    if trail.occasion is Occasion.LIFT and feeling.ask_before and key_of(before) not in trail.skipped:
        return question_of(before, feeling, trail)
    return None


def _way(feeling: Feeling, trail: Trail) -> Way | None:
    """The way back to be decided: one that was asked for, or the planned lift's, where a proposal waits."""
    if trail.shown_way is not None:
        return next((way for way in feeling.ways if way.stored.id == trail.shown_way), None)
    if trail.occasion is not Occasion.LIFT or trail.plan is None:
        return None
    way = feeling.way(trail.plan.exercise)
    return way if way is not None and way.asks and way.stored.id not in trail.put_off else None


def _answer_page(feeling: Feeling, checkin_id: str) -> AnswerPage | None:
    kept = next((each for each in feeling.kept if each.id == checkin_id), None)
    if kept is None:
        return None
    checkin = kept.told.checkin
    place = None if checkin.place is None else page_of(checkin.place, checkin.exercise)
    can_go_back = (
        checkin.exercise is not None
        and feeling.way(checkin.exercise) is None
        and offer(feeling.remembered, checkin.exercise, feeling.now) is not None
    )
    return AnswerPage(kept, place, can_go_back)


def worth_showing(kept: Iterable[Kept]) -> tuple[str, ...]:
    """Of answers just given, those that say something; a red flag has a screen of its own."""
    return tuple(each.id for each in kept if each.told.answer.level not in {Level.NOTHING, Level.RED_FLAG})
