"""Drills, causes, checklists, limiters and the reminder: what the articles say, under the letters they say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

import pytest

from desktop_app.health import words
from desktop_app.health.answer import Offer, RedFlag
from desktop_app.health.causes import page_of
from desktop_app.health.checkin import Change, Flag, Kind, Modification, Moment, Place, Remark, Side
from desktop_app.health.checklist import Condition, checklist, left
from desktop_app.health.drills import DRILLS, Region, for_place, of_region
from desktop_app.health.errors import HealthError
from desktop_app.health.limiters import SELF_CHECKS, Limiter, SessionSigns, questions
from desktop_app.health.normal_or_problem import Says, Which
from desktop_app.health.reminder import Day, Reminder, next_at
from desktop_app.health.way_back import Earned
from dsp.exercises import EXERCISES
from dsp.results import LimitSource, Severity, Sign
from tests.desktop_app.health.making import NOW


@pytest.mark.parametrize(
    ("region", "names", "articles"),
    [
        (Region.BREATHING, ["90/90 breathing"], {"A"}),
        (Region.ANKLES, ["Dynamic dorsiflexion stretch"], {"A"}),
        (Region.LATERAL_HIP, ["Single-leg hip thrust", "Side-plank hip abduction"], {"A"}),
        (Region.HAMSTRINGS, ["Standing hamstring stretch", "Cat-cow", "Bird dog", "Seated marches"], {"D"}),
        (Region.GLUTES, ["Banded bridge", "Clamshell", "Monster walk"], {"E"}),
        (Region.CORE, ["Dead bug", "Bird dog", "Pallof press", "Plank"], {"A E", "A", "E"}),
    ],
)
def test_drills_under_their_heads(region: Region, names: list[str], articles: set[str]) -> None:
    assert [d.name for d in of_region(region)] == names
    assert {d.articles for d in of_region(region)} == articles


def test_every_drill_names_its_articles_and_no_place_offers_one_twice() -> None:
    assert all(re.fullmatch(r"[A-E]( [A-E])*", d.articles) for d in DRILLS)
    for place in Place:
        for exercise in ("squat", "hip_thrust"):
            names = [d.name for d in for_place(place, exercise)]
            assert len(names) == len(set(names))
    assert for_place(Place.NECK, "hip_thrust") == ()
    assert "Clamshell" in [d.name for d in for_place(Place.LOWER_BACK, "hip_thrust")]
    assert "Clamshell" not in [d.name for d in for_place(Place.LOWER_BACK, "squat")]


def test_causes_are_for_hip_thrusts_and_foot_distance_says_both() -> None:
    assert page_of(Place.HAMSTRING, "squat").causes == ()
    texts = [c.text for c in page_of(Place.HAMSTRING, "hip_thrust").causes]
    assert any("farther" in text for text in texts)
    assert any("nearer" in text for text in texts)
    assert not any("feet" in c.text for c in page_of(Place.KNEE, "hip_thrust").causes)
    assert page_of(Place.NECK, "hip_thrust").causes


@pytest.mark.parametrize("exercise", [None, *EXERCISES])
def test_checklists(exercise: str | None) -> None:
    lines = checklist(exercise)
    assert bool(lines) == (exercise in {"squat", "front_squat", "hip_thrust"})
    assert len({line.key for line in lines}) == len(lines)
    assert left(lines, [line.key for line in lines[1:]]) == lines[:1]
    with_conditions = checklist(exercise, [Condition.GROIN, Condition.KNEE, Condition.GROIN])
    assert len(with_conditions) - len(lines) == (2 if exercise == "hip_thrust" else 0)


def test_the_shoulder_blades_line_is_article_cs() -> None:
    assert checklist("hip_thrust")[0].text == "Shoulder blades on the bench edge at the top"


def told(*codes: str, source: LimitSource = LimitSource.BASELINE) -> tuple[Sign, ...]:
    return tuple(Sign(c, 1, None, 1.0, "m", 0.5, source, Severity.WARN, 0.0, None, "B") for c in codes)


@pytest.mark.parametrize(
    ("codes", "asked"),
    [
        (("late_rush",), {Limiter.HIP}),
        (("position_change",), {Limiter.HIP}),
        (("shift",), {Limiter.HIP}),
        (("forward_drift",), {Limiter.ANKLE}),
        (("depth_varies",), {Limiter.ANKLE}),
        (("unsettled_start",), {Limiter.TRUNK}),
        (("late_rush", "bounce", "bottom_unstable"), {Limiter.HIP, Limiter.CONTROL}),
        (("bounce", "bottom_unstable"), set()),
        (("slowing", "tempo_missed"), set()),
    ],
)
def test_patterns_raise_limiters_as_questions(codes: tuple[str, ...], asked: set[Limiter]) -> None:
    two = [SessionSigns(str(n), told(*codes)) for n in range(2)]
    found = questions(two)
    assert {q.limiter for q in found} == asked
    assert all("?" in q.text for q in found)
    assert all(q.sessions == ("0", "1") for q in found)
    assert questions(two[:1]) == ()


def test_a_spread_within_one_set_is_not_another_day() -> None:
    within = [SessionSigns(str(n), told("depth_varies", source=LimitSource.FALLBACK)) for n in range(3)]
    assert questions(within) == ()


def test_old_sessions_are_past() -> None:
    old = [SessionSigns(str(n), told("shift")) for n in range(2)]
    assert questions([*old, *(SessionSigns(str(n), ()) for n in range(2, 8))]) == ()


def test_the_self_check_has_the_four_limiters() -> None:
    assert [check.limiter for check in SELF_CHECKS] == list(Limiter)
    assert all(check.looks_like for check in SELF_CHECKS)


@pytest.mark.parametrize("every_min", [45, 60])
def test_reminders_within_article_ds_range(every_min: int) -> None:
    reminder = Reminder(on=True, every_min=every_min)
    assert next_at(reminder, NOW) == NOW + timedelta(minutes=every_min)
    assert next_at(reminder, NOW, in_session=True) is None
    assert next_at(Reminder(), NOW) is None
    assert Reminder(day=Day.STANDING).text != reminder.text


@pytest.mark.parametrize("every_min", [44, 61, 0])
def test_no_other_reminders(every_min: int) -> None:
    with pytest.raises(HealthError):
        Reminder(every_min=every_min)


def texts() -> list[str]:
    found: list[str] = []
    for name, value in vars(words).items():
        if name.isupper():
            found += [value] if isinstance(value, str) else [str(v) for v in value.values()]
    return found


def test_no_text_diagnoses_or_says_why() -> None:
    assert len(texts()) > 80
    for text in texts():
        assert not re.search(r"caused by|because of|you have (a|an) |diagnos|injur", text, re.IGNORECASE), text


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        (words.MOMENTS, Moment), (words.KINDS, Kind), (words.PLACES, Place), (words.SIDES, Side),
        (words.BETTER_OR_WORSE, Change), (words.FLAGS, Flag), (words.RED_FLAGS, RedFlag), (words.REMARKS, Remark),
        (words.TRIED, Modification), (words.OFFERS, Offer), (words.EARNED, Earned), (words.VERDICTS, Which),
        (words.POINTS, Says), (words.CONDITIONS, Condition), (words.LIMITERS, Limiter), (words.LOOKS_LIKE, Limiter),
    ],
)  # fmt: skip
def test_every_choice_has_its_words(labels: Mapping[str, object], named: type[StrEnum]) -> None:
    assert set(labels) == {each.value for each in named}
