"""The causal path: what is said, when, and that no cut of the stream changes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.context import SetContext
from dsp.engine import Engine
from dsp.engine_params import EngineParams
from dsp.events import DescentSaid, Event, Moved, RepSaid, SetSettled, SignSaid, SpeedAlarm
from dsp.fast_path import FastPath, Phase
from dsp.live_params import LiveParams
from dsp.samples import Samples
from dsp.set_window import WindowParams
from sensor.simulator import Simulation
from tests.dsp.making import EXACT_TIMES, course, noisy, run, samples_of, simulated, squats

SQUAT: Final = SetContext(exercise="squat")
COURSE: Final = squats(3)
SQUATS: Final = noisy(samples_of(COURSE, 1.2, (0.1, -0.1, 0.1), (0.01, 0.0, -0.01)), 1, acc_ms2=0.02)
LIVE: Final = run(SQUATS, SQUAT, provisional=True, params=EXACT_TIMES)

Kind = TypeVar("Kind", bound=Event)


def of(events: list[Event], kind: type[Kind]) -> list[Kind]:
    return [e for e in events if isinstance(e, kind)]


def said_at(event: Event) -> float | None:
    """When an event became known; a settled set says no time."""
    if isinstance(event, RepSaid):
        return event.rep.said_at_s
    if isinstance(event, SignSaid):
        return event.sign.said_at_s
    return None if isinstance(event, SetSettled) else event.said_at_s


# No cut of the stream changes what is said


def events_of(samples: Samples, context: SetContext, cuts: list[int], params: EngineParams) -> list[Event]:
    engine = Engine(context, "test", provisional=True, params=params)
    events: list[Event] = []
    for a, b in zip([0, *cuts], [*cuts, len(samples)], strict=True):
        events += engine.push(samples[a:b])
    return events + engine.finish()


def eventful() -> Samples:
    """Two sets of two reps with a pause between that ends a set; a gap, a clip, rows without numbers, a late row."""
    rep = [(1.2, -0.5), (0.2, 0.0), (0.9, 0.5), (0.4, 0.0)]
    of_sets = course((2.0, 0.0), *rep * 2, (9.0, 0.0), *rep * 2, (2.0, 0.0), rate_hz=50.0)
    samples = noisy(samples_of(of_sets, 1.2, (0.1, -0.1, 0.1)), 3, acc_ms2=0.02)
    acc, time_s = samples.acc_ms2.copy(), samples.time_s.copy()
    acc[330:333, 2] = 158.0
    acc[150] = np.nan
    time_s[600] -= 0.05
    kept = (samples.time_s < 19.0) | (samples.time_s > 19.2)
    return Samples(time_s[kept], acc[kept], samples.gyro_rads[kept])


EVENTFUL: Final = eventful()
SHORT_SETS: Final = replace(EXACT_TIMES, window=WindowParams(close_s=6.0, pause_s=2.0))
WHOLE: Final = events_of(EVENTFUL, SQUAT, [], SHORT_SETS)


def test_the_stream_that_is_cut_holds_every_kind_of_event_but_an_alarm() -> None:
    kinds = {type(e) for e in WHOLE}
    assert {Moved, DescentSaid, RepSaid, SetSettled} <= kinds
    assert [e.final for e in of(WHOLE, SetSettled)].count(True) == 2


@settings(max_examples=12)
@given(cuts=st.lists(st.integers(0, len(EVENTFUL)), max_size=40).map(sorted))
def test_any_cut_of_the_samples_gives_exactly_the_same_events(cuts: list[int]) -> None:
    assert events_of(EVENTFUL, SQUAT, cuts, SHORT_SETS) == WHOLE


def test_one_sample_at_a_time_gives_exactly_the_same_events() -> None:
    assert events_of(EVENTFUL, SQUAT, list(range(1, len(EVENTFUL))), SHORT_SETS) == WHOLE


@pytest.mark.parametrize(("family", "seed"), [("deadlift45", 2), ("arrival", 4)])
def test_packets_give_the_same_events_as_the_whole(family: str, seed: int) -> None:
    sim = simulated(family, seed)
    cuts = [chunk.start for chunk in sim.chunks[1:]]
    params = EngineParams()
    assert events_of(sim.samples, sim.context, cuts, params) == events_of(sim.samples, sim.context, [], params)


def test_the_causal_path_does_not_change_what_is_settled() -> None:
    batch = of(run(SQUATS, SQUAT, params=EXACT_TIMES), SetSettled)
    assert of(LIVE, SetSettled)[-1].result == batch[-1].result


# What is said, and when


def test_nothing_is_known_before_it_happened_and_all_comes_in_order() -> None:
    times = [t for e in LIVE if (t := said_at(e)) is not None]
    assert times == sorted(times)
    for e in of(LIVE, RepSaid):
        assert e.rep.end_s < e.rep.said_at_s
    for d in of(LIVE, DescentSaid):
        assert d.descent.end_s < d.said_at_s
    # Nor does what comes later change what was said before.
    half = run(SQUATS[:1000], SQUAT, provisional=True, params=EXACT_TIMES)
    early = [e for e in half if not isinstance(e, SetSettled)]
    assert early == LIVE[: len(early)]


def test_each_descent_is_said_within_a_tenth_of_a_second_of_its_turn() -> None:
    found = of(LIVE, DescentSaid)
    assert [d.number for d in found] == [1, 2, 3]
    for k, d in enumerate(found):
        turn = 3.0 + 4.1 * k + 1.6
        assert d.said_at_s < turn + 0.1
        assert d.descent.peak_speed_ms == pytest.approx(1.875 * 0.5 / 1.6, abs=0.03)


def test_each_rep_is_said_at_its_lockout_with_the_numbers_it_will_keep() -> None:
    final = of(LIVE, SetSettled)[-1].result.reps
    said = [e.rep for e in of(LIVE, RepSaid)]
    assert [r.number for r in said] == [1, 2, 3]
    for k, (now, later) in enumerate(zip(said, final, strict=True)):
        assert now.said_at_s < 3.0 + 4.1 * k + 3.1 + 0.25
        assert now.rom_m == pytest.approx(later.rom_m, abs=0.02)
        assert now.drive is not None
        assert later.drive is not None
        assert now.drive.peak_speed_ms == pytest.approx(later.drive.peak_speed_ms, abs=0.03)
        assert now.start_s == pytest.approx(later.start_s, abs=0.05)


def test_phases_follow_one_another() -> None:
    phases = [m.phase for m in of(LIVE, Moved)]
    assert phases == ["descent", "bottom", "drive", "top"] * 3
    assert all(m.time_s <= m.said_at_s for m in of(LIVE, Moved))


def test_the_state_follows_the_bar() -> None:
    engine = Engine(SQUAT, params=EXACT_TIMES)
    assert engine.state is None
    worst_speed = worst_height = 0.0
    for k in range(0, len(SQUATS), 5):
        engine.push(SQUATS[k : k + 5])
        state = engine.state
        assert state is not None
        last = min(k + 5, len(SQUATS)) - 1
        assert state.time_s == SQUATS.time_s[last]
        # The first rep teaches it the sensor's errors.
        if state.time_s > 6.5:
            worst_speed = max(worst_speed, abs(state.speed_ms - COURSE.speed_ms[last]))
            worst_height = max(worst_height, abs(state.height_m - COURSE.height_m[last]))
    assert worst_speed < 0.05
    assert worst_height < 0.05
    assert state.reps == 3
    assert state.speed_sigma_ms > 0


def test_without_the_causal_path_there_is_only_the_settled_set() -> None:
    engine = Engine(SQUAT, provisional=False, params=EXACT_TIMES)
    assert engine.push(SQUATS) == []
    assert engine.state is None
    (only,) = engine.finish()
    assert isinstance(only, SetSettled)


# The alarm of a descent that runs away


@pytest.fixture(scope="module")
def runaway() -> tuple[Simulation, list[Event]]:
    sim = simulated("runaway", 3)
    return sim, run(sim.samples, sim.context, provisional=True)


def test_an_alarm_stands_early_in_a_descent_that_runs_away_and_in_no_calm_one(
    runaway: tuple[Simulation, list[Event]],
) -> None:
    sim, events = runaway
    true = [rep.descent for rep in sim.truth.reps if rep.is_rep and rep.descent]
    target = float(np.median([d.peak_speed_ms for d in true[:2]]))
    alarms = of(events, SpeedAlarm)
    assert alarms
    for alarm in alarms:
        assert alarm.speed_ms > 1.33 * alarm.target_ms
        (descent,) = [d for d in true if d.start_s < alarm.said_at_s < d.end_s]
        assert descent.peak_speed_ms > 1.25 * target
    fast = [d for d in true[2:] if d.peak_speed_ms > 1.5 * target]
    assert fast
    for descent in fast:
        (alarm,) = [a for a in alarms if descent.start_s < a.said_at_s < descent.end_s]
        assert alarm.travel_fraction is not None
        assert alarm.travel_fraction < 0.45
        assert alarm.said_at_s < descent.peak_s


def test_a_fast_descent_is_said_at_its_turn_and_not_twice(runaway: tuple[Simulation, list[Event]]) -> None:
    sim, events = runaway
    said = [e.sign for e in of(events, SignSaid) if e.sign.code == "fast_descent"]
    assert said
    assert len({(s.rep, s.phase) for s in said}) == len(said)
    true = [rep for rep in sim.truth.reps if rep.is_rep]
    for sign in said:
        assert sign.rep is not None
        descent = true[sign.rep - 1].descent
        assert descent is not None
        assert 0.0 < sign.said_at_s - descent.end_s < 0.35
    settled = of(events, SetSettled)[-1].result
    assert {s.rep for s in said} == {s.rep for s in settled.signs if s.code == "fast_descent"}


# The fast path by itself


def test_the_fast_path_integrates_from_sample_to_sample() -> None:
    """With the vertical told, a rolling bar of minimum jerk is followed to a millimetre a second."""
    fast = FastPath(LiveParams(), up=(0.0, 0.0, 1.0))
    samples = samples_of(COURSE, 2.0)
    rows = zip(samples.time_s.tolist(), samples.acc_ms2.tolist(), samples.gyro_rads.tolist(), strict=True)
    errors, phases = [], []
    for k, (time_s, acc, gyro) in enumerate(rows):
        if phase := fast.step(time_s, 0.01 if k else 0.0, (acc[0], acc[1], acc[2]), (gyro[0], gyro[1], gyro[2])):
            phases.append(phase)
        errors.append(abs(fast.speed_ms - COURSE.speed_ms[k]))
    assert max(errors) < 0.02
    assert phases == [Phase.DESCENT, Phase.BOTTOM, Phase.DRIVE, Phase.TOP] * 3


def test_the_fast_path_knows_calm_and_says_nothing_without_a_vertical() -> None:
    fast = FastPath(LiveParams())
    for k in range(100):
        assert fast.step(0.01 * k, 0.01, (0.0, 0.0, 9.81), (0.0, 0.0, 0.0)) is None
    assert fast.calm_s > 0.3
    assert (fast.speed_ms, fast.height_m) == (0.0, 0.0)
    fast.step(1.0, 0.01, (0.0, 0.0, 20.0), (0.0, 0.0, 0.0))
    assert fast.calm_s == 0.0
