"""The load-speed profile of one lift, ready to be drawn, and how its estimate moved over the months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.diary.lifts import Lift
from desktop_app.health.profile_1rm import PROFILE, UNKNOWN_SIGMA_MS, LeastSpeed, LoadSpeed, Profile, profile
from dsp.context import Tempo
from dsp.errors import ParameterError
from dsp.exercises import REDUCED_ON_PURPOSE

if TYPE_CHECKING:
    from desktop_app.store.history import SetLine
    from desktop_app.store.set_reps import SetReps

STEP_S: Final = 28 * 86_400.0
"""The estimate is made anew every four weeks, from the weeks before it."""
MOST_STEPS: Final = 66
"""Five years."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the profile of one moment said, kg; None where too little was known then."""

    at_unix_s: float
    one_rm_kg: float | None
    low_kg: float | None
    high_kg: float | None


@dataclass(frozen=True, slots=True)
class LoadSpeeds:
    """profile: of now. steps: the oldest first, from the first that said anything; the last is that of now."""

    lift: Lift
    profile: Profile
    steps: tuple[Estimate, ...]


def drives(sets: Iterable[SetLine], reps: Mapping[str, SetReps], lift: Lift) -> list[LoadSpeed]:
    """The best drive of each set that says something of strength, in order of the sets.

    Not those with a drive whose speed was prescribed, nor with a range reduced on purpose.
    """
    if not REDUCED_ON_PURPOSE.isdisjoint(lift.tags):
        return []
    found = []
    for one in sets:
        best = reps.get(one.id)
        same = (one.exercise, one.variation) == (lift.exercise, lift.variation)
        if not same or best is None or best.best_drive_ms is None or one.load_kg is None or _prescribed(one.tempo):
            continue
        sigma_ms = UNKNOWN_SIGMA_MS if best.sigma_ms is None else best.sigma_ms
        found.append(LoadSpeed(one.load_kg, best.best_drive_ms, sigma_ms, one.started_unix_s))
    return found


def load_speeds(
    points: Sequence[LoadSpeed], lift: Lift, now_unix_s: float, least: LeastSpeed | None = None
) -> LoadSpeeds:
    """least: the lifter's own, instead of the published one."""
    now = profile(lift.exercise, points, now_unix_s, least)
    first = min((point.lifted_unix_s for point in points), default=now_unix_s)
    count = min(int((now_unix_s - first) / STEP_S), MOST_STEPS)
    steps = []
    for back in range(count, 0, -1):
        at = now_unix_s - back * STEP_S
        near = [p for p in points if at - PROFILE.age_most_s <= p.lifted_unix_s <= at]
        steps.append(_estimate(at, profile(lift.exercise, near, at, least)))
    known = next((k for k, step in enumerate(steps) if step.one_rm_kg is not None), len(steps))
    return LoadSpeeds(lift, now, (*steps[known:], _estimate(now_unix_s, now)))


def _estimate(at_unix_s: float, found: Profile) -> Estimate:
    return Estimate(at_unix_s, found.one_rm_kg, found.low_kg, found.high_kg)


def _prescribed(tempo: str | None) -> bool:
    """Whether the drive had a prescribed speed; a tempo that cannot be read is taken for one."""
    if tempo is None:
        return False
    try:
        return Tempo.parse(tempo).concentric_s is not None
    except ParameterError:
        return True
