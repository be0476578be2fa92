"""The way back: small steps, each earned, proposed and never imposed; no sign asks a sore lifter for more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.health.checkin import CheckIn, Flag, Moment, Place
from desktop_app.health.done import SetDone
from desktop_app.health.errors import PlanError
from desktop_app.health.way_back import Earned, Proposal, WayBack, context_of, progress, start_load_kg
from dsp.context import Baseline, SetContext, Spread
from dsp.exercises import REDUCED_ON_PURPOSE
from dsp.signs.table import CODES
from tests.desktop_app.health.making import NOW, ago, checkin, done
from tests.dsp.signs.making import rep, signs

PLAN = WayBack(
    "squat", ago(days=30), 60.0, 70.0, causes=frozenset({"late_rush"}), place=Place.LOWER_BACK, target_reps=5
)
BACK = Place.LOWER_BACK


def good(days: float, **said: Any) -> tuple[SetDone, list[CheckIn]]:
    """A session at the first step with its answers: 1 at the end, 1 the next day."""
    said = {"variation": ("way_back",), "load_kg": 60.0} | said
    each = done(days, **said)
    return each, [
        checkin(1, days=days, hours=-0.2, place=BACK, session=each.session, exercise="squat"),
        checkin(1, days=days - 1, place=BACK, moment=Moment.LATER),
    ]


def shown(*sessions: tuple[SetDone, list[CheckIn]], plan: WayBack = PLAN) -> tuple[Proposal, list[Earned]]:
    sets, said = [s for s, _ in sessions], [c for _, answers in sessions for c in answers]
    found = progress(plan, NOW, sets, said)
    return found.proposal, [w.earned for w in found.sessions]


@given(
    start=st.floats(20.0, 150.0),
    more=st.floats(0.0, 100.0),
    step=st.floats(1.1, 2.3),
    short=st.one_of(st.none(), st.floats(0.1, 0.5)),
)
def test_steps_are_small_and_change_one_thing_at_a_time(
    start: float, more: float, step: float, short: float | None
) -> None:
    full = None if short is None else short + 0.12
    steps = WayBack("squat", NOW, start, start + more, step, short, full).steps
    assert steps[0].load_kg == start
    assert steps[-1].load_kg == pytest.approx(start + more, abs=0.051)
    assert steps[-1].prescribed_rom_m is None
    for before, after in pairwise(steps):
        raised = after.load_kg - before.load_kg
        assert 0.0 <= raised <= 2.0 * step + 0.051
        assert (raised > 0.0) != (before.prescribed_rom_m != after.prescribed_rom_m)


@pytest.mark.parametrize(
    "wrong",
    [
        {"exercise": "curl"},
        {"start_load_kg": 80.0},
        {"start_load_kg": 0.0},
        {"step_kg_per_side": 1.0},
        {"step_kg_per_side": 2.5},
        {"tag": "paused"},
        {"start_rom_m": 0.3},
        {"start_rom_m": 0.6, "full_rom_m": 0.5},
        {"start_rom_m": 0.1, "full_rom_m": 0.5, "rom_step_m": 1e-6},
        {"sessions_needed": 0},
        {"step": 9},
    ],
)
def test_a_plan_that_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(PlanError):
        replace(PLAN, **wrong)


def test_two_clean_sessions_earn_the_next_step_and_nothing_is_moved() -> None:
    found = progress(PLAN, NOW, [good(10)[0], good(6)[0]], [*good(10)[1], *good(6)[1]])
    assert found.proposal is Proposal.RAISE
    assert found.step.load_kg == 62.5
    assert PLAN.step == 0
    assert "You or your coach decide" in found.text


@pytest.mark.parametrize(
    ("newest", "proposal", "earned"),
    [
        pytest.param(good(6, reps=4), Proposal.STAY, Earned.TARGET, id="target missed"),
        pytest.param(good(6, ended_for_pain=True), Proposal.STAY, Earned.TARGET, id="ended for pain"),
        pytest.param(good(6, warns=("late_rush",)), Proposal.STAY, Earned.SIGNS, id="the sign that caused it"),
        pytest.param(good(6, notes=("late_rush",)), Proposal.STAY, Earned.SIGNS, id="the same as a note"),
        pytest.param(good(6, warns=("shift",)), Proposal.RAISE, Earned.YES, id="another sign"),
        pytest.param(good(6, measured=False), Proposal.STAY, Earned.NOT_MEASURED, id="no sensor"),
        pytest.param((good(6)[0], []), Proposal.STAY, Earned.NOT_ANSWERED, id="no answer"),
        pytest.param((good(6)[0], good(6)[1][:1]), Proposal.STAY, Earned.NOT_ANSWERED, id="no answer the days after"),
        pytest.param(good(2.9), Proposal.STAY, Earned.NOT_YET, id="72 hours are not over"),
        pytest.param(good(3.0), Proposal.RAISE, Earned.YES, id="72 hours to the minute"),
    ],
)
def test_what_the_newest_session_earns(
    newest: tuple[SetDone, list[CheckIn]], proposal: Proposal, earned: Earned
) -> None:
    assert shown(good(10), newest) == (proposal, [Earned.YES, earned])


@pytest.mark.parametrize(
    ("pain", "hours", "place", "earned"),
    [
        (1, 71, BACK, Earned.YES),
        (2, 24, BACK, Earned.PAIN_ROSE),
        (4, 24, BACK, Earned.PAIN_ROSE),
        (2, 72, BACK, Earned.PAIN_ROSE),
        (2, 73, BACK, Earned.YES),
        (5, 24, BACK, Earned.PAIN),
        (5, 24, Place.KNEE, Earned.PAIN),
        (4, 24, Place.HAMSTRING, Earned.YES),
    ],
)
def test_pain_above_four_or_rising_in_the_72_hours_after(pain: int, hours: float, place: Place, earned: Earned) -> None:
    late = checkin(pain, days=6, hours=-hours, place=place, moment=Moment.LATER)
    each, said = good(6)
    assert shown((each, [*said, late]))[1] == [earned]


def test_without_a_place_pain_rising_anywhere_counts() -> None:
    each, said = good(6)
    late = checkin(2, days=5, place=Place.HAMSTRING, moment=Moment.LATER)
    assert shown((each, [*said, late]), plan=replace(PLAN, place=None))[1] == [Earned.PAIN_ROSE]


def test_pain_proposes_a_step_back() -> None:
    at_second = PLAN.moved_to(1, ago(days=8))
    each, said = good(6, load_kg=62.5)
    late = checkin(6, days=5, place=BACK, moment=Moment.LATER)
    found = progress(at_second, NOW, [each], [*said, late])
    assert (found.proposal, found.step.load_kg) == (Proposal.EASE, 60.0)
    assert progress(PLAN, NOW, [good(6)[0]], [*said, late]).proposal is Proposal.STAY


def test_a_red_flag_stops_it_whatever_was_earned() -> None:
    numb = checkin(0, hours=1, moment=Moment.LATER, flags=frozenset({Flag.NUMB}))
    assert shown(good(10), (good(6)[0], [*good(6)[1], numb]))[0] is Proposal.STOP


def test_pain_that_lasts_but_neither_rises_nor_passes_four_is_no_stop() -> None:
    sessions = [good(days) for days in (12, 10, 8, 6, 4)]
    assert shown(*sessions) == (Proposal.RAISE, [Earned.YES] * 5)


def test_a_session_that_went_wrong_breaks_the_row() -> None:
    assert shown(good(20), good(15, reps=3), good(6))[0] is Proposal.STAY
    assert shown(good(20), good(15, reps=3), good(10), good(6))[0] is Proposal.RAISE


def test_only_sessions_of_this_step_since_it_began_count() -> None:
    heavier = good(10, load_kg=80.0)
    without_tag = good(8, variation=())
    before_it_began = good(31)
    warm_up = good(5, warm_up=True)
    assert shown(heavier, without_tag, before_it_began, warm_up) == (Proposal.STAY, [])
    moved = PLAN.moved_to(0, ago(days=7))
    assert shown(good(10), good(6), plan=moved)[1] == [Earned.YES]


def test_the_last_step_earned_is_the_end() -> None:
    last = PLAN.moved_to(len(PLAN.steps) - 1, ago(days=20))
    assert shown(good(10, load_kg=70.0), good(6, load_kg=70.0), plan=last)[0] is Proposal.DONE


@given(
    sessions=st.lists(
        st.tuples(st.integers(1, 29), st.integers(0, 6), st.booleans(), st.integers(0, 10), st.integers(0, 10)),
        max_size=6,
        unique_by=lambda s: s[0],
    )
)
def test_never_raised_with_pain_above_four_or_fewer_clean_sessions(
    sessions: list[tuple[int, int, bool, int, int]],
) -> None:
    sets, said = [], []
    for days, reps, warned, end, later in sessions:
        sets.append(
            done(days, 60.0, reps, variation=("way_back",), warns=("late_rush",) if warned else (), session=f"s{days}")
        )
        said.append(checkin(end, days=days, place=BACK, session=f"s{days}"))
        said.append(checkin(later, days=days - 0.5, place=BACK, moment=Moment.LATER))
    found = progress(PLAN, NOW, sets, said)
    fine = [s for s in sessions if s[1] >= 5 and not s[2] and max(s[3], s[4]) <= 4 and s[4] <= s[3] and s[0] >= 3]
    if found.proposal is Proposal.RAISE:
        assert len(fine) >= 2
        assert min(sessions)[0] in {s[0] for s in fine} | {1, 2}
    assert found.step.load_kg <= 62.5


@pytest.mark.parametrize("tag", sorted(REDUCED_ON_PURPOSE))
def test_a_range_reduced_on_purpose_is_asked_for_no_more(tag: str) -> None:
    """A far shorter, uneven range: without the plan both signs of range are given, with it neither."""
    own = Baseline({"rom_m": Spread(0.5, 0.01)}, 30, (0.5, 0.5, 0.5))
    free = SetContext(exercise="squat", baseline=own)
    reps = [rep(n, rom_m=rom) for n, rom in enumerate((0.30, 0.31, 0.22, 0.29, 0.30), 1)]
    prescribed = replace(free, prescribed_rom_m=0.5)
    assert "depth_varies" in {s.code for s in signs(reps, free)}
    assert "short_rom" in {s.code for s in signs(reps, prescribed)}
    plan = WayBack("squat", NOW, 60.0, 100.0, start_rom_m=0.35, full_rom_m=0.5, tag=tag)
    context = context_of(plan, prescribed)
    assert context.prescribed_rom_m == 0.35
    assert tag in context.variation
    told = {s.code for s in signs(reps, context)}
    assert not told & {"short_rom", "depth_varies"}
    assert not told & {c.code for c in CODES.values() if c.silent_when_reduced}


def test_the_context_keeps_what_else_was_said() -> None:
    context = context_of(PLAN, SetContext(exercise="squat", variation=("paused", "way_back"), load_kg=100.0))
    assert context.variation == ("paused", "way_back")
    assert context.load_kg == 60.0
    assert context.prescribed_rom_m is None


def test_the_first_load_is_one_that_was_done_clean() -> None:
    sets = [
        done(9, 80.0),
        done(8, 90.0, warns=("late_rush",)),
        done(7, 85.0, measured=False),
        done(6, 82.0, reps=3, target_reps=5),
    ]
    assert start_load_kg("squat", 100.0, sets, PLAN.causes) == 80.0
    assert start_load_kg("squat", 100.0, [], PLAN.causes) == pytest.approx(70.0)
    assert NOW - timedelta(days=30) == PLAN.since
