"""Article B's four limiters: a self-check, and what the bar may ask. A pattern raises a question, never an answer.

Which bar pattern goes with which limiter is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from desktop_app.health import words
from dsp.results import LimitSource, Sign

ARTICLE: Final = "B"
EXERCISES_ASKED: Final = frozenset({"squat", "front_squat"})


class Limiter(StrEnum):
    HIP = "hip"
    ANKLE = "ankle"
    CONTROL = "control"
    """Control under load."""
    TRUNK = "trunk"
    """Trunk strategy."""


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """One limiter and what it usually looks like, a line to tick each."""

    limiter: Limiter
    name: str
    looks_like: tuple[str, ...]


SELF_CHECKS: Final = tuple(
    SelfCheck(limiter, words.LIMITERS[limiter.value], words.LOOKS_LIKE[limiter.value]) for limiter in Limiter
)


@dataclass(frozen=True, slots=True)
class Question:
    """A limiter to ask about. codes: the signs of the pattern. sessions: ids of those that showed it."""

    limiter: Limiter
    text: str
    codes: tuple[str, ...]
    sessions: tuple[str, ...]
    looks_like: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionSigns:
    """The signs of one session's squats."""

    session: str
    signs: tuple[Sign, ...]


SESSIONS_ASKED: Final = 6
"""Sessions looked at (ours)."""
SESSIONS_SHOWING: Final = 2
"""A pattern seen on one day is that day's (ours)."""
_ANY_OF: Final = MappingProxyType(
    {
        Limiter.HIP: ("late_rush", "position_change", "shift"),
        Limiter.ANKLE: ("forward_drift", "depth_varies"),
        Limiter.TRUNK: ("unsettled_start",),
    }
)
_ALL_OF: Final = ("late_rush", "bounce", "bottom_unstable")


def questions(sessions: Sequence[SessionSigns]) -> tuple[Question, ...]:
    """What the last sessions' signs ask, the limiters in their order. sessions: in order of time."""
    recent = [(s.session, _codes(s.signs)) for s in sessions[-SESSIONS_ASKED:]]
    asked = []
    for limiter in Limiter:
        showing = [(session, seen) for session, codes in recent if (seen := _pattern(limiter, codes))]
        if len(showing) >= SESSIONS_SHOWING:
            codes = tuple(dict.fromkeys(code for _, seen in showing for code in seen))
            text = words.LIMITER_QUESTION.format(words.LIMITERS[limiter.value])
            ids = tuple(session for session, _ in showing)
            asked.append(Question(limiter, text, codes, ids, words.LOOKS_LIKE[limiter.value]))
    return tuple(asked)


def _pattern(limiter: Limiter, codes: frozenset[str]) -> tuple[str, ...]:
    """The codes by which a session shows the limiter's pattern; empty where it does not."""
    if limiter is Limiter.CONTROL:
        return _ALL_OF if codes.issuperset(_ALL_OF) else ()
    return tuple(code for code in _ANY_OF[limiter] if code in codes)


def _codes(signs: Iterable[Sign]) -> frozenset[str]:
    """What a session showed; of `depth_varies` only that the day's depth was another than other days'."""
    return frozenset(s.code for s in signs if s.code != "depth_varies" or s.limit_source is LimitSource.BASELINE)
