"""Normal or a problem (article B): computed from check-ins and logged variations, with the entries behind each point.

The words are the article's; how each is told from the entries is ours. Nothing is said of what was not answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desktop_app.health import words
from desktop_app.health.answer import NOT_GONE_AFTER, SAFE_MOST
from desktop_app.health.checkin import CheckIn, Kind, Place, Remark, Side
from desktop_app.health.done import SetDone, sessions_of
from desktop_app.health.private import hidden
from desktop_app.health.spots import before, felt_since, same_place, same_spot, sides, tells_of
from desktop_app.health.when import COST_WINDOW

LEGS_AND_HIPS: Final = frozenset({Place.HIP_FLEXOR, Place.GROIN, Place.HAMSTRING, Place.HIP_BONE})
"""Not the knee: a joint is not sore muscle (ours)."""
BACK: Final = frozenset({Place.LOWER_BACK, Place.UPPER_BACK})
SORE: Final = frozenset({Kind.ACHY, Kind.DULL})
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LooksBack:
    """How far back, and how much is a change (ours).

    span: entries older than this are past. sessions_running: the same spot in so many sessions is "every session".
    weekly_rise: points of pain from one week's worst to the next that are a rise. more_often: sessions with pain in
    two weeks beyond those of the two weeks before.
    """

    span: timedelta = timedelta(days=28)
    sessions_running: int = 3
    weekly_rise: int = 2
    more_often: int = 2


LOOKS_BACK: Final = LooksBack()


class Which(StrEnum):
    NOT_ANSWERED = "not_answered"
    """Nothing was said: no pass."""
    NOTHING = "nothing"
    """No pain was said."""
    UNCLEAR = "unclear"
    """There was pain, and no answer that tells."""
    NORMAL = "normal"
    PROBLEM = "problem"


class Says(StrEnum):
    """Every point; those of a problem come first."""

    SAME_SPOT = "same_spot"
    SHARPER = "sharper"
    PROTECTIVE = "protective"
    MORE_FREQUENT = "more_frequent"
    CHANGES_LIFT = "changes_lift"
    LINGERING = "lingering"
    SHAPES_WEEK = "shapes_week"
    IMPROVES = "improves"
    WORKED = "worked"
    BETTER_WARM = "better_warm"
    NOT_RISING = "not_rising"


NORMAL_POINTS: Final = frozenset({Says.IMPROVES, Says.WORKED, Says.BETTER_WARM, Says.NOT_RISING})


@dataclass(frozen=True, slots=True, repr=False)
class Point:
    """One thing that was seen, and the entries that show it."""

    says: Says
    text: str
    checkins: tuple[CheckIn, ...] = ()
    sets: tuple[SetDone, ...] = ()

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """What the entries look like; a point of a problem outweighs all that is normal."""

    which: Which
    text: str
    points: tuple[Point, ...] = ()

    __repr__ = hidden


@dataclass(frozen=True, slots=True, repr=False)
class _Entries:
    """What is looked at: all of the span, the oldest first; `hurting` are those with pain."""

    now: datetime
    every: tuple[CheckIn, ...]
    hurting: tuple[CheckIn, ...]
    sets: tuple[SetDone, ...]
    back: LooksBack = field(default=LOOKS_BACK)

    __repr__ = hidden


def normal_or_problem(
    now: datetime, checkins: Iterable[CheckIn], sets: Iterable[SetDone] = (), back: LooksBack = LOOKS_BACK
) -> Verdict:
    """What the last weeks' answers look like, by article B's lists."""
    every = tuple(sorted((c for c in checkins if timedelta(0) <= now - c.at <= back.span), key=lambda c: c.at))
    hurting = tuple(c for c in every if c.pain > 0)
    done = tuple(sorted((s for s in sets if timedelta(0) <= now - s.at <= back.span), key=lambda s: s.at))
    entries = _Entries(now, every, hurting, done, back)
    points = [point for check in _CHECKS for point in (check(entries),) if point is not None] if hurting else []
    if not every:
        which = Which.NOT_ANSWERED
    elif not hurting:
        which = Which.NOTHING
    elif any(p.says not in NORMAL_POINTS for p in points):
        which = Which.PROBLEM
    else:
        which = Which.NORMAL if points else Which.UNCLEAR
    return Verdict(which, words.VERDICTS[which.value], tuple(points))


def same_spot_running(checkins: Iterable[CheckIn], sessions: int) -> tuple[CheckIn, ...]:
    """The entries of a spot that hurt in each of the last so many answered sessions (of all, or of one lift).

    Sessions without any answer are passed over: unknown is neither pain nor none.
    """
    said = sorted((c for c in checkins if c.session is not None), key=lambda c: c.at)
    for lift in (None, *dict.fromkeys(c.exercise for c in said if c.exercise is not None)):
        of_lift = [c for c in said if lift is None or c.exercise in {lift, None}]
        order = list(dict.fromkeys(c.session for c in of_lift))[-sessions:]
        if len(order) < sessions:
            continue
        in_each = [[c for c in of_lift if c.session == session and c.pain > 0 and c.place] for session in order]
        for newest in in_each[-1]:
            for side in sorted(sides(newest)):
                found = [_at(newest, side, answers) for answers in in_each]
                if all(found):
                    return tuple(c for each in found for c in each)
    return ()


def _at(spot: CheckIn, side: Side, answers: Iterable[CheckIn]) -> list[CheckIn]:
    return [c for c in answers if same_place(c, spot) and side in sides(c)]


def _same_spot(e: _Entries) -> Point | None:
    return _point(Says.SAME_SPOT, same_spot_running(e.every, e.back.sessions_running))


def _sharper(e: _Entries) -> Point | None:
    """A spot's worst rose from week to week, or what was an ache is sharp now."""
    for spot in reversed(e.hurting):
        said = [c for c in e.hurting if same_spot(c, spot)]
        this, last = ([c for c in said if w * WEEK <= e.now - c.at < (w + 1) * WEEK] for w in (0, 1))
        if this and last:
            worst, was = max(this, key=_pain), max(last, key=_pain)
            if worst.pain - was.pain >= e.back.weekly_rise:
                return _point(Says.SHARPER, (was, worst))
        dull = [c for c in said if c.kind in SORE]
        sharp = [c for c in said if c.kind is Kind.SHARP and dull and c.at > dull[0].at]
        if sharp:
            return _point(Says.SHARPER, (dull[0], sharp[-1]))
    return None


def _more_frequent(e: _Entries) -> Point | None:
    """More sessions of the last two weeks brought pain than of the two before, in both of which there were answers."""
    late, early = ([c for c in e.every if c.session and w <= e.now - c.at < w + 2 * WEEK] for w in (0 * WEEK, 2 * WEEK))
    if not early:
        return None
    now_hurt, then_hurt = ({c.session for c in part if c.pain > 0} for part in (late, early))
    if len(now_hurt) - len(then_hurt) < e.back.more_often:
        return None
    return _point(Says.MORE_FREQUENT, tuple(c for c in (*early, *late) if c.pain > 0))


def _changes_lift(e: _Entries) -> Point | None:
    """It was said, or the sessions with pain show another variation than the lift usually has."""
    said = tuple(c for c in e.hurting if Remark.CHANGES_LIFT in c.remarks)
    hurt = {c.session for c in e.hurting if c.session is not None}
    changed: list[SetDone] = []
    for lift in dict.fromkeys(s.exercise for s in e.sets):
        of_lift = [s for s in e.sets if s.exercise == lift and not s.warm_up]
        free = Counter(s.variation for _, done in sessions_of(of_lift) for s in done if s.session not in hurt)
        if not free:
            continue
        usual = free.most_common(1)[0][0]
        # A way back is a plan, not a way to get through it.
        changed += [s for s in of_lift if s.session in hurt and s.variation != usual and "way_back" not in s.variation]
    return _point(Says.CHANGES_LIFT, said, tuple(changed)) if said or changed else None


def _lingering(e: _Entries) -> Point | None:
    """A spot that has hurt for more than three days without an answer that it did not."""
    for spot in reversed(e.hurting):
        earlier = before(spot, e.every)
        since = felt_since(spot, earlier)
        if spot.at - since > NOT_GONE_AFTER:
            return _point(Says.LINGERING, (*(c for c in earlier if same_spot(c, spot) and c.at >= since), spot))
    return None


def _improves(e: _Entries) -> Point | None:
    """Soreness of legs or hips that was less, or gone, within 24 to 72 hours."""
    for spot in e.hurting:
        if spot.place not in LEGS_AND_HIPS or spot.kind not in SORE:
            continue
        after = [c for c in e.every if tells_of(c, spot) and timedelta(0) < c.at - spot.at <= COST_WINDOW]
        if after and after[-1].pain < spot.pain and max(c.pain for c in after) <= spot.pain:
            return _point(Says.IMPROVES, (spot, after[-1]))
    return None


def _worked(e: _Entries) -> Point | None:
    """Mild back fatigue that feels worked, not threatened."""
    found = [c for c in e.hurting if c.place in BACK and c.pain <= SAFE_MOST and Remark.WORKED in c.remarks]
    return _point(Says.WORKED, tuple(found))


def _not_rising(e: _Entries) -> Point | None:
    """Two weeks with answers, the later no worse than the one before."""
    this, last = ([c for c in e.every if w * WEEK <= e.now - c.at < (w + 1) * WEEK] for w in (0, 1))
    if not this or not last or max(map(_pain, this)) > max(map(_pain, last)):
        return None
    return _point(Says.NOT_RISING, (max(last, key=_pain), max(this, key=_pain)))


def _remarked(says: Says, remark: Remark) -> Callable[[_Entries], Point | None]:
    def check(e: _Entries) -> Point | None:
        return _point(says, tuple(c for c in e.hurting if remark in c.remarks))

    return check


def _point(says: Says, checkins: Sequence[CheckIn], sets: Sequence[SetDone] = ()) -> Point | None:
    return Point(says, words.POINTS[says.value], tuple(checkins), tuple(sets)) if checkins or sets else None


def _pain(checkin: CheckIn) -> int:
    return checkin.pain


_CHECKS: Final = (
    _same_spot,
    _sharper,
    _remarked(Says.PROTECTIVE, Remark.PROTECTIVE),
    _more_frequent,
    _changes_lift,
    _lingering,
    _remarked(Says.SHAPES_WEEK, Remark.SHAPES_WEEK),
    _improves,
    _worked,
    _remarked(Says.BETTER_WARM, Remark.BETTER_WARM),
    _not_rising,
)
