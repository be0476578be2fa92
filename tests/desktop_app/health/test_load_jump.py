"""`load_jump`: each of its three reasons to either side of its limit, and what cannot be told."""

from __future__ import annotations

import pytest

from desktop_app.health.done import SetDone
from desktop_app.health.load_jump import Planned, Why, load_jump
from desktop_app.session.plates import KG_PER_LB, Units
from dsp.results import LimitSource, Severity
from tests.desktop_app.health.making import NOW, done


def whys(planned_kg: float, sets: list[SetDone], reps: int | None = None) -> list[Why]:
    return [jump.why for jump in load_jump(Planned(NOW, "squat", planned_kg, reps), sets).jumps]


@pytest.mark.parametrize(
    ("planned_kg", "sets", "reasons"),
    [
        (104.5, [done(7)], []),
        (100.0 + 10 * KG_PER_LB, [done(7)], []),
        (105.0, [done(7)], [Why.BEST]),
        (105.0, [done(28)], [Why.BEST]),
        (105.0, [done(28.1)], []),
        (105.0, [done(7), done(20, 102.5)], []),
        (105.0, [done(7), done(2, 105.0, exercise="deadlift")], [Why.BEST]),
        (105.0, [done(7), done(2, 105.0, warm_up=True)], [Why.BEST]),
        (105.0, [done(7), done(2, 105.0, reps=0)], [Why.BEST]),
        (105.0, [done(7), done(-1, 105.0)], [Why.BEST]),
        (102.5, [done(7, warns=("bounce",))], [Why.RAISED_AFTER]),
        (100.0, [done(7, warns=("bounce",))], []),
        (102.5, [done(7, notes=("bounce",))], []),
        (102.5, [done(7, warns=("bounce",)), done(3)], []),
        (102.5, [done(7), done(3, 90.0, warns=("bounce",))], [Why.RAISED_AFTER]),
        (102.5, [done(7, warns=("bounce",)), done(3, 90.0)], [Why.RAISED_AFTER]),
        (102.5, [done(7, reps=4, target_reps=5)], [Why.RAISED_AFTER]),
        (102.5, [done(7, reps=5, target_reps=5)], []),
        (102.5, [done(7, ended_for_pain=True)], [Why.RAISED_AFTER]),
        (110.0, [done(7, warns=("bounce",))], [Why.BEST, Why.RAISED_AFTER]),
    ],
)
def test_best_load_and_raises(planned_kg: float, sets: list[SetDone], reasons: list[Why]) -> None:
    assert whys(planned_kg, sets) == reasons
    assert whys(planned_kg, sets[::-1]) == reasons


def weeks(this_week: int, each: int = 10) -> list[SetDone]:
    """So many reps at 100 kg in each of five earlier weeks, and in this one."""
    return [done(7 * w + 3, reps=each) for w in range(1, 6)] + ([done(2, reps=this_week)] if this_week else [])


@pytest.mark.parametrize(
    ("this_week", "planned", "jump"), [(10, 5, False), (10, 6, True), (0, 15, False), (0, 16, True), (16, None, True)]
)
def test_tonnage_of_the_week(this_week: int, planned: int | None, jump: bool) -> None:
    assert whys(100.0, weeks(this_week), planned) == ([Why.TONNAGE] if jump else [])


def test_too_little_history_is_said_and_is_no_pass() -> None:
    nothing = load_jump(Planned(NOW, "squat", 100.0), [])
    assert nothing.jumps == ()
    assert len(nothing.unknown) == 2
    short = load_jump(Planned(NOW, "squat", 100.0, 50), [done(20), done(10)])
    assert short.jumps == ()
    assert len(short.unknown) == 1
    one_week = [done(33, reps=10), done(2)]
    assert load_jump(Planned(NOW, "squat", 100.0, 50), one_week).unknown != ()
    assert load_jump(Planned(NOW, "squat", 100.0), weeks(10)).unknown == ()


def test_sets_without_a_load_do_not_count_as_nothing() -> None:
    assert whys(100.0, [*weeks(10), done(1, None, reps=100)], 5) == []


def test_the_sign_carries_what_every_sign_does() -> None:
    jump = load_jump(Planned(NOW, "squat", 110.0), [done(7)]).jumps[0]
    sign = jump.sign
    assert (sign.code, sign.rep, sign.severity) == ("load_jump", None, Severity.NOTE)
    assert (sign.value, sign.unit, sign.limit_source) == (pytest.approx(10.0), "kg", LimitSource.BASELINE)
    assert sign.article == "A C E"
    assert sign.cue is None
    assert jump.text(Units.KG) == "10.0 kg more than your best working load of the last 4 weeks (100.0 kg)."
    assert jump.text(Units.LB) == "22.0 lb more than your best working load of the last 4 weeks (220.5 lb)."
    assert jump.behind == (done(7),)
