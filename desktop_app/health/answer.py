"""What the app answers to a check-in: red flags first, then the number. Pure; every rule has a case in the tests.

| check-in | level |
|---|---|
| any red flag, whatever the number | RED_FLAG: one plain screen that has to be read before any set |
| more than 4, with a change already made | LEAVE_OUT for now |
| more than 4 | MODIFY or hold off for now |
| 1 to 4 | SAFE_ZONE, with the four changes |
| 0 | NOTHING |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from desktop_app.health import words
from desktop_app.health.checkin import CheckIn, Kind, Modification, Remark
from desktop_app.health.private import hidden
from desktop_app.health.spots import before, felt_since, previous

SAFE_MOST: Final = 4
"""The highest pain of the safe zone (article A)."""
NOT_GONE_AFTER: Final = timedelta(days=3)
"""A few days, in article B's words; the figure is ours: soreness that is normal improves within 72 hours."""
RISE_LOOKS_BACK: Final = timedelta(days=7)
"""Pain is held against the same place's last answer of the same week (ours)."""


class Level(StrEnum):
    """The gravest first decides."""

    NOTHING = "nothing"
    SAFE_ZONE = "safe_zone"
    MODIFY = "modify"
    LEAVE_OUT = "leave_out"
    RED_FLAG = "red_flag"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class RedFlag(StrEnum):
    """Every reason for the red-flag screen: what was ticked, and two that the other answers say."""

    BOWEL_BLADDER = "bowel_bladder"
    SHARP = "sharp"
    RADIATING = "radiating"
    NUMB = "numb"
    WEAKER = "weaker"
    SWELLING_POP = "swelling_pop"
    EVERYDAY_SLEEP = "everyday_sleep"
    WORSENING_FAST = "worsening_fast"
    NOT_GONE = "not_gone"
    UNEXPLAINED = "unexplained"


class Offer(StrEnum):
    """What can be chosen after an answer, in the order it is shown."""

    BREATHE = "breathe"
    LESS_LOAD = "less_load"
    SHORTER_RANGE = "shorter_range"
    SLOWER = "slower"
    OTHER_VERSION = "other_version"
    HOLD_OFF = "hold_off"
    LEAVE_OUT = "leave_out"
    OTHER_MOVEMENTS = "other_movements"
    PROFESSIONAL = "professional"


FOUR_CHANGES: Final = (Offer.LESS_LOAD, Offer.SHORTER_RANGE, Offer.SLOWER, Offer.OTHER_VERSION)


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What is said and what can be chosen.

    lines: the screen, a line each, the first one its title. articles: letters of the articles it comes from.
    blocks_set, must_acknowledge: no set may begin until it was read and that was confirmed (see `gate`).
    urgent: today. red_flags: why, empty at other levels. risen_from: the earlier number where pain has risen.
    ask_before: whether the next session begins with a pain check.
    """

    level: Level
    lines: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    articles: str = ""
    blocks_set: bool = False
    must_acknowledge: bool = False
    urgent: bool = False
    red_flags: tuple[RedFlag, ...] = ()
    risen_from: int | None = None
    ask_before: bool = False

    __repr__ = hidden


def answer(checkin: CheckIn, history: Iterable[CheckIn] = ()) -> Answer:
    """The answer to a check-in, with the lifter's earlier ones in any order (later ones are not looked at)."""
    earlier = before(checkin, history)
    flags = red_flags(checkin, earlier)
    if flags:
        return _red(flags)
    if checkin.pain == 0:
        return Answer(Level.NOTHING)
    risen_from = risen(checkin, earlier)
    if checkin.pain <= SAFE_MOST:
        return _safe_zone(checkin, risen_from)
    if tried_before(checkin, earlier):
        return _leave_out(checkin, risen_from)
    return _modify(checkin, risen_from)


def red_flags(checkin: CheckIn, earlier: Iterable[CheckIn] = ()) -> tuple[RedFlag, ...]:
    """Every red flag of a check-in, the most urgent first."""
    found = {RedFlag(flag.value) for flag in checkin.flags}
    if checkin.kind is Kind.SHARP:
        found.add(RedFlag.SHARP)
    if checkin.pain > 0 and checkin.at - felt_since(checkin, earlier) > NOT_GONE_AFTER:
        found.add(RedFlag.NOT_GONE)
    return tuple(flag for flag in RedFlag if flag in found)


def risen(checkin: CheckIn, earlier: Iterable[CheckIn]) -> int | None:
    """The same place's last number of the same week where this one is higher; None where it is not."""
    last = previous(checkin, earlier)
    if last is None or checkin.at - last.at > RISE_LOOKS_BACK or checkin.pain <= last.pain:
        return None
    return last.pain


def tried_before(checkin: CheckIn, earlier: Iterable[CheckIn]) -> frozenset[Modification]:
    """The changes with which this movement was done, now or before in the same session."""
    same = [
        c
        for c in earlier
        if checkin.session is not None and (c.session, c.exercise) == (checkin.session, checkin.exercise)
    ]
    return checkin.tried.union(*(c.tried for c in same))


def _red(flags: tuple[RedFlag, ...]) -> Answer:
    urgent = RedFlag.BOWEL_BLADDER in flags
    lines = [words.RED_URGENT if urgent else words.RED, words.RED_SAID]
    lines += [words.RED_FLAGS[flag.value] for flag in flags]
    return Answer(
        Level.RED_FLAG,
        (*lines, words.NO_DIAGNOSIS),
        (Offer.PROFESSIONAL,),
        words.RED_ARTICLES,
        blocks_set=True,
        must_acknowledge=True,
        urgent=urgent,
        red_flags=flags,
        ask_before=True,
    )


def _safe_zone(checkin: CheckIn, risen_from: int | None) -> Answer:
    lines = [words.SAFE_ZONE, *_rise(checkin, risen_from), words.FOUR_CHANGES]
    lines += [words.CHANGES[offer.value] for offer in FOUR_CHANGES[:-1]]
    lines.append(words.OTHER_VERSIONS.get(checkin.exercise or "", words.OTHER_VERSION))
    more, offers = _professional(checkin)
    articles = "A B" if checkin.exercise in words.OTHER_VERSIONS else "A"
    return Answer(
        Level.SAFE_ZONE, (*lines, *more), (*FOUR_CHANGES, *offers), articles, risen_from=risen_from, ask_before=True
    )


def _modify(checkin: CheckIn, risen_from: int | None) -> Answer:
    more, offers = _professional(checkin)
    lines = (words.BREATHE, *_rise(checkin, risen_from), words.MODIFY, words.OTHER_MOVEMENTS, *more)
    chosen = (Offer.BREATHE, *FOUR_CHANGES, Offer.HOLD_OFF, Offer.OTHER_MOVEMENTS, *offers)
    return Answer(Level.MODIFY, lines, chosen, "A", risen_from=risen_from, ask_before=True)


def _leave_out(checkin: CheckIn, risen_from: int | None) -> Answer:
    more, offers = _professional(checkin)
    lines = (words.BREATHE, *_rise(checkin, risen_from), words.LEAVE_OUT, words.OTHER_MOVEMENTS, *more)
    chosen = (Offer.BREATHE, Offer.LEAVE_OUT, Offer.OTHER_MOVEMENTS, *offers)
    return Answer(Level.LEAVE_OUT, lines, chosen, "A", risen_from=risen_from, ask_before=True)


def _rise(checkin: CheckIn, risen_from: int | None) -> tuple[str, ...]:
    return () if risen_from is None else (words.RISEN.format(risen_from, checkin.pain),)


def _professional(checkin: CheckIn) -> tuple[tuple[str, ...], tuple[Offer, ...]]:
    """A professional where most lifting aggravates it."""
    if Remark.MOST_LIFTING not in checkin.remarks:
        return (), ()
    return (words.MOST_LIFTING,), (Offer.PROFESSIONAL,)
