"""The load-speed profile: exact on an exact line, an interval that widens with doubt, words for too little."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.health import words
from desktop_app.health.errors import HealthError
from desktop_app.health.profile_1rm import (
    DAY_S,
    LEAST_SPEEDS,
    PROFILE,
    LeastSpeed,
    LoadSpeed,
    own_least_speed,
    point_of,
    profile,
)
from dsp.context import Tempo
from dsp.results import Quality, RepSigma
from tests.desktop_app.session.results import rep

NOW_S = 1000.0 * DAY_S
LOADS = (60.0, 80.0, 100.0, 120.0)


def line(
    loads: tuple[float, ...], one_rm_kg: float, slope: float = 1.4, least_ms: float = 0.24, days: float = 1.0
) -> list[LoadSpeed]:
    return [LoadSpeed(load, least_ms + slope * (1.0 - load / one_rm_kg), 0.01, NOW_S - days * DAY_S) for load in loads]


@given(one_rm=st.floats(125.0, 180.0), slope=st.floats(1.1, 1.8), order=st.permutations(range(4)))
def test_an_exact_line_gives_its_end(one_rm: float, slope: float, order: list[int]) -> None:
    points = line(LOADS, one_rm, slope)
    found = profile("squat", [points[n] for n in order], NOW_S)
    assert found.missing == ()
    assert found.one_rm_kg == pytest.approx(one_rm)
    assert found.slope_ms_kg == pytest.approx(-slope / one_rm)
    assert found.r_squared == pytest.approx(1.0)
    assert found.low_kg is not None
    assert found.high_kg is not None
    assert found.low_kg < one_rm < found.high_kg
    assert found.points == tuple(points)


def test_doubt_widens_the_interval() -> None:
    def width(points: list[LoadSpeed], least: LeastSpeed | None = None) -> float:
        found = profile("squat", points, NOW_S, least)
        assert found.low_kg is not None
        assert found.high_kg is not None
        return found.high_kg - found.low_kg

    exact = line(LOADS, 140.0)
    jagged = [replace(p, speed_ms=p.speed_ms + 0.04 * bend) for p, bend in zip(exact, (1, -1, -1, 1), strict=True)]
    unsure = [replace(p, sigma_ms=0.05) for p in exact]
    more = [*exact, *line(LOADS, 140.0, days=8.0)]
    assert width(jagged) > width(exact)
    assert width(unsure) > width(exact)
    assert width(more) < width(exact)
    assert width(exact, own_least_speed(0.24)) < width(exact)
    assert width(line((40.0, 60.0, 90.0), 140.0)) > width(line((40.0, 60.0, 120.0), 140.0))


@pytest.mark.parametrize(
    ("loads", "said"),
    [
        ((), [words.MORE_LOADS.format(0, 3)]),
        ((100.0, 120.0), [words.MORE_LOADS.format(2, 3), words.MORE_SPAN.format(20.0)]),
        ((80.0, 120.0, 121.0), [words.MORE_LOADS.format(2, 3)]),
        ((97.0, 110.0, 120.0), [words.MORE_SPAN.format(20.0)]),
        ((96.0, 110.0, 120.0), []),
        ((40.0, 50.0, 60.0, 70.0), [words.TOO_LIGHT.format(60.0)]),
    ],
)
def test_too_little_says_what_is_missing(loads: tuple[float, ...], said: list[str]) -> None:
    found = profile("squat", line(loads, 130.0), NOW_S)
    assert list(found.missing) == said
    assert (found.one_rm_kg is None) == bool(said)


@pytest.mark.parametrize("exercise", ["deadlift", "row", "overhead_press", "front_squat", "romanian_deadlift"])
def test_no_least_speed_is_made_up(exercise: str) -> None:
    points = line(LOADS, 140.0, least_ms=0.15)
    found = profile(exercise, points, NOW_S)
    assert found.missing == (words.NO_LEAST_SPEED,)
    assert found.slope_ms_kg is not None
    assert profile(exercise, points, NOW_S, own_least_speed(0.15)).one_rm_kg == pytest.approx(140.0)


def test_drives_that_are_no_slower_with_more_load_say_nothing() -> None:
    flat = [LoadSpeed(load, 0.6 + 0.001 * load, 0.01, NOW_S) for load in LOADS]
    assert profile("squat", flat, NOW_S).missing == (words.NOT_SLOWER,)


def test_a_scatter_without_a_line_is_too_uncertain() -> None:
    points = [LoadSpeed(load, v, 0.01, NOW_S) for load, v in zip(LOADS, (0.5, 0.9, 0.3, 0.45), strict=True)]
    assert profile("squat", points, NOW_S).missing == (words.TOO_WIDE.format(25.0),)


def test_old_sets_are_another_lifter() -> None:
    old = line(LOADS, 100.0, days=PROFILE.age_most_s / DAY_S + 1.0)
    assert profile("squat", [*old, *line(LOADS, 140.0)], NOW_S).one_rm_kg == pytest.approx(140.0)
    assert profile("squat", old, NOW_S).points == ()


@pytest.mark.parametrize("speed_ms", [0.0, -0.1, 1.0, float("nan")])
def test_an_impossible_least_speed_is_refused(speed_ms: float) -> None:
    with pytest.raises(HealthError):
        own_least_speed(speed_ms)


def test_every_least_speed_has_its_source() -> None:
    assert set(LEAST_SPEEDS) == {"squat", "bench", "hip_thrust"}
    assert all("doi" in least.source for least in LEAST_SPEEDS.values())


def test_the_best_good_drive_of_a_set_is_its_point() -> None:
    reps = [rep(1, drive_ms=0.5), rep(2, drive_ms=0.6), rep(3, drive_ms=0.9, quality=Quality.UNCERTAIN)]
    assert point_of(reps, 100.0, Tempo.parse("3-1-X-0"), ("paused",), 5.0) == LoadSpeed(100.0, 0.6, 0.01, 5.0)
    unknown = [replace(r, sigma=RepSigma(None, None, None, None)) for r in reps]
    point = point_of(unknown, 100.0, None, (), 5.0)
    assert point is not None
    assert point.sigma_ms > 0.01


@pytest.mark.parametrize(
    ("load_kg", "tempo", "variation", "quality"),
    [
        (None, None, (), Quality.GOOD),
        (100.0, Tempo.parse("3-1-2-0"), (), Quality.GOOD),
        (100.0, None, ("box",), Quality.GOOD),
        (100.0, None, (), Quality.UNCERTAIN),
    ],
)
def test_sets_that_say_nothing_of_strength(
    load_kg: float | None, tempo: Tempo | None, variation: tuple[str, ...], quality: Quality
) -> None:
    assert point_of([rep(1, quality=quality)], load_kg, tempo, variation, 5.0) is None
