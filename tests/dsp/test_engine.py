"""The engine: sets in a stream, the contract's object, and what is said of faulty samples."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.constants import DEG_PER_RAD, RAD_PER_DEG, STANDARD_GRAVITY_MS2
from dsp.context import SetContext, Tempo
from dsp.engine import Engine
from dsp.engine_params import EngineParams
from dsp.errors import ParameterError
from dsp.events import SetSettled
from dsp.exercises import ANY_LIFT
from dsp.params import AnalysisParams
from dsp.results import Quality, RefusalReason, SetResult, Severity, WarningCode
from dsp.samples import Samples, Stamps
from dsp.set_window import WindowParams
from tests.dsp.making import EXACT_TIMES, codes, course, noisy, run, samples_of, settled, simulated, squats, without

SQUAT: Final = SetContext(exercise="squat")
SQUATS: Final = noisy(samples_of(squats(3), 1.2, (0.1, -0.1, 0.1), (0.01, 0.0, -0.01)), 1)
REP: Final = [(1.6, -0.5), (0.4, 0.0), (1.1, 0.5), (1.0, 0.0)]
PUT_DOWN: Final = 0.02
"""Noise of a bar that nobody holds, m/s^2."""

CONTRACT: Final[dict[str, Any]] = {
    "": "schema source exercise variation tempo load_kg rate_hz duration_s samples gaps warnings reps refused signs"
    " summary",
    "gaps": "start_s end_s",
    "warnings": "code text",
    "reps": "number quality start_s end_s said_at_s descent bottom drive top rom_m path roll_deg tilt_deg sigma",
    "reps.descent": "start_s end_s duration_s mean_speed_ms peak_speed_ms peak_at_fraction late_ratio",
    "reps.bottom": "start_s end_s pause_s dwell_s turnaround_acc_ms2",
    "reps.drive": "start_s end_s duration_s mean_speed_ms peak_speed_ms sticking_fraction",
    "reps.top": "pause_s",
    "reps.path": "max_forward_m max_lateral_m signed",
    "reps.sigma": "mean_speed_ms peak_speed_ms rom_m forward_m",
    "refused": "start_s end_s reason",
    "signs": "code rep phase value unit limit limit_source severity said_at_s cue article",
    "summary": "reps speed_loss_percent mean_descent_s mean_drive_speed_ms rom_m tempo",
}
"""Keys of `rackside.set/1` in the contract's order, by where they stand."""


def keys_of(value: Any, where: str = "") -> dict[str, set[str]]:
    """The keys of every object within, by where it stands."""
    out: dict[str, set[str]] = {}
    if isinstance(value, dict):
        out[where] = {" ".join(value)}
        for name, inner in value.items():
            for place, found in keys_of(inner, f"{where}.{name}".lstrip(".")).items():
                out.setdefault(place, set()).update(found)
    elif isinstance(value, list):
        for inner in value:
            for place, found in keys_of(inner, where).items():
                out.setdefault(place, set()).update(found)
    return out


# The contract's object

CASES: Final[dict[str, Callable[[], SetResult]]] = {
    "squats": lambda: settled(SQUATS, SQUAT, EXACT_TIMES),
    "gaps and losses": lambda: settled(simulated("loss5_burst", 2).samples, simulated("loss5_burst", 2).context),
    "half reps": lambda: settled(simulated("half_rep", 2).samples, simulated("half_rep", 2).context),
    "tempo missed": lambda: settled(SQUATS, replace(SQUAT, tempo=Tempo.parse("4-1-X-0.5")), EXACT_TIMES),
    "dropped": lambda: settled(simulated("dropped", 2).samples, simulated("dropped", 2).context),
    "arrivals": lambda: settled(simulated("arrival", 1).samples, simulated("arrival", 1).context),
    "nothing": lambda: settled(Samples.joined([]), SQUAT),
    "two samples": lambda: settled(SQUATS[:2], SQUAT),
    "still": lambda: settled(SQUATS[:280], SQUAT),
}


@pytest.mark.parametrize("case", CASES)
def test_every_result_has_the_keys_of_the_contract_in_its_order(case: str) -> None:
    plain = CASES[case]().to_json()
    text = json.dumps(plain, allow_nan=False)
    assert json.loads(text) == plain
    for where, found in keys_of(plain).items():
        assert found == {CONTRACT[where]}, where
    assert plain["schema"] == "rackside.set/1"
    assert plain["summary"]["reps"] == len(plain["reps"])


def test_the_cases_show_every_part_of_the_contract() -> None:
    seen = set().union(*(keys_of(make().to_json()) for make in CASES.values()))
    assert seen == set(CONTRACT)


def test_what_is_not_a_number_is_null() -> None:
    result = replace(settled(SQUATS, SQUAT, EXACT_TIMES), duration_s=float("nan"), load_kg=float("inf"))
    plain = result.to_json()
    assert plain["duration_s"] is None
    assert plain["load_kg"] is None


def test_the_figures_of_a_set_are_those_of_its_reps() -> None:
    result = settled(SQUATS, SQUAT, EXACT_TIMES)
    assert result.samples == len(SQUATS)
    assert result.rate_hz == pytest.approx(100.0)
    assert result.duration_s == pytest.approx(SQUATS.time_s[-1] - SQUATS.time_s[0])
    assert result.summary.mean_descent_s == pytest.approx(
        np.mean([r.descent.duration_s for r in result.reps if r.descent])
    )
    assert result.summary.rom_m == pytest.approx(np.median([r.rom_m for r in result.reps]))
    assert [r.number for r in result.reps] == [1, 2, 3]
    assert result.gaps == ()


# Several sets


def sets(quiet_s: float, count: int = 2) -> Samples:
    """Sets of two squats with a bar put down for so long after each, and three seconds before the first."""
    legs = [(3.0, 0.0)]
    for _ in range(count):
        legs += [*REP, *REP, (quiet_s, 0.0)]
    return noisy(samples_of(course(*legs), 1.2, (0.1, -0.1, 0.1)), 1, acc_ms2=PUT_DOWN)


def settled_sets(events: list[Any]) -> list[SetSettled]:
    return [e for e in events if isinstance(e, SetSettled)]


def test_a_minute_of_quiet_ends_a_set_and_less_does_not() -> None:
    two = settled_sets(run(sets(64.0), SQUAT))
    assert [(len(e.result.reps), e.final) for e in two] == [(2, True), (2, True)]
    assert [r.number for e in two for r in e.result.reps] == [1, 2, 1, 2]
    one = settled_sets(run(sets(50.0), SQUAT))
    assert [(len(e.result.reps), e.final) for e in one] == [(4, True)]


@pytest.mark.parametrize("leap_s", [70.0, 1200.0, 40_000.0, -500.0])
@pytest.mark.parametrize("provisional", [False, True])
def test_times_that_leap_end_a_set_and_cost_nothing_else(leap_s: float, provisional: bool) -> None:
    samples = sets(4.0)
    time_s = samples.time_s + np.where(samples.time_s > 13.5, leap_s, 0.0)
    found = [e for e in settled_sets(run(replace(samples, time_s=time_s), SQUAT, provisional=provisional)) if e.final]
    assert [len(e.result.reps) for e in found] == [2, 2]
    assert sum(e.result.samples for e in found) == len(samples)
    assert max(e.result.duration_s for e in found) < 20.0
    assert found[1].result.reps[0].start_s == pytest.approx(found[0].result.reps[0].start_s + 12.2 + leap_s, abs=0.05)


def test_the_set_at_hand_is_settled_once_in_a_pause_and_again_at_its_end() -> None:
    # The pause is known as one after four quiet blocks of a second.
    samples = sets(7.0)
    events = run(samples, SQUAT, provisional=True)
    assert [(len(e.result.reps), e.final) for e in settled_sets(events)] == [(2, False), (4, False), (4, True)]


def test_a_stream_without_reps_still_answers_at_its_end() -> None:
    (only,) = settled_sets(run(noisy(samples_of(course((200.0, 0.0))), 2, acc_ms2=PUT_DOWN), SQUAT, provisional=True))
    assert only.final
    assert only.result.reps == ()
    assert WarningCode.NO_REPS in codes(only.result)


@pytest.mark.parametrize("provisional", [False, True])
def test_an_engine_does_not_grow_over_a_long_stream(provisional: bool) -> None:
    """Eight minutes, six sets: no more is held than a set and its quiet need."""
    part = sets(75.0, 1)
    length_s = float(part.time_s[-1]) + 0.01
    engine = Engine(SQUAT, provisional=provisional, params=EXACT_TIMES)
    held, finals = [], 0
    for k in range(6):
        events = engine.push(replace(part, time_s=part.time_s + k * length_s))
        finals += sum(e.final for e in settled_sets(events))
        held.append(len(pickle.dumps(engine)))
    assert finals == 6
    assert max(held[2:]) < 1.1 * max(held[:2])
    assert max(held) < 1.5 * len(part) * 7 * 8


def test_an_engine_keeps_little_of_a_quiet_that_never_ends() -> None:
    still = noisy(samples_of(course((300.0, 0.0))), 2, acc_ms2=PUT_DOWN)
    engine = Engine(SQUAT, params=EXACT_TIMES)
    engine.push(still)
    assert len(pickle.dumps(engine)) < 0.5 * len(still) * 7 * 8


# What the engine is told


def test_an_unknown_exercise_is_told_at_once() -> None:
    with pytest.raises(ParameterError, match="benhc") as error:
        Engine(SetContext(exercise="benhc"))
    assert "bench" in error.value.advice


@pytest.mark.parametrize("tempo", [None, Tempo.parse("4-1-X-3")])
def test_without_an_exercise_little_is_judged_and_nothing_above_a_note(tempo: Tempo | None) -> None:
    sim = simulated("runaway", 3)
    named, nameless = (
        settled(sim.samples, replace(sim.context, exercise=name, tempo=tempo)) for name in (sim.context.exercise, None)
    )
    assert len(nameless.reps) == len(named.reps) == sim.truth.count
    assert nameless.exercise is None
    assert WarningCode.NO_EXERCISE in codes(nameless)
    assert WarningCode.NO_EXERCISE not in codes(named)
    assert {s.code for s in nameless.signs} <= ANY_LIFT
    assert {s.severity for s in nameless.signs} <= {Severity.NOTE}
    assert not {s.code for s in named.signs} <= ANY_LIFT
    if tempo:
        assert "tempo_missed" in {s.code for s in nameless.signs}


@pytest.mark.parametrize("family", ["rest", "hip_thrust", "deadlift45"])
def test_without_an_exercise_the_order_of_the_phases_is_inferred(family: str) -> None:
    sim = simulated(family, 1)
    named = settled(sim.samples, sim.context)
    nameless = settled(sim.samples, replace(sim.context, exercise=None))
    assert len(nameless.reps) == len(named.reps)
    first = nameless.reps[0]
    assert first.descent is not None
    assert first.drive is not None
    assert named.reps[0].descent is not None
    assert named.reps[0].drive is not None
    assert (first.descent.start_s < first.drive.start_s) == (
        named.reps[0].descent.start_s < named.reps[0].drive.start_s
    )


def test_where_the_full_estimate_does_not_hold_reps_are_uncertain_and_it_is_said() -> None:
    plain = replace(EXACT_TIMES, analysis=replace(EXACT_TIMES.analysis, speed_max_ms=0.01))
    result = settled(SQUATS, SQUAT, plain)
    assert WarningCode.FALLBACK in codes(result)
    assert len(result.reps) == 3
    assert {r.quality for r in result.reps} == {Quality.UNCERTAIN}
    assert [r.rom_m for r in result.reps] == pytest.approx([0.5] * 3, abs=0.1)
    assert WarningCode.FALLBACK not in codes(settled(SQUATS, SQUAT, EXACT_TIMES))


# Faults of the samples


def spoilt(**changed: Any) -> Samples:
    return replace(SQUATS, **changed)


def test_a_sensor_that_does_not_read_one_g_at_rest_is_told() -> None:
    result = settled(spoilt(acc_ms2=SQUATS.acc_ms2 * 1.08), SQUAT, EXACT_TIMES)
    assert WarningCode.NOT_ONE_G in codes(result)
    assert "not 1 g" in next(w.text for w in result.warnings if w.code is WarningCode.NOT_ONE_G)
    assert WarningCode.NOT_ONE_G not in codes(settled(SQUATS, SQUAT, EXACT_TIMES))


@pytest.mark.parametrize(
    ("acc_factor", "rate_factor"),
    [(1.0, DEG_PER_RAD), (1.0, RAD_PER_DEG), (1.0 / STANDARD_GRAVITY_MS2, 1.0), (STANDARD_GRAVITY_MS2, 1.0)],
    ids=["57 times too quick", "57 times too slow", "g called m/s2", "m/s2 called g"],
)
def test_a_wrong_unit_is_said_to_be_implausible(acc_factor: float, rate_factor: float) -> None:
    wrong = spoilt(acc_ms2=SQUATS.acc_ms2 * acc_factor, gyro_rads=SQUATS.gyro_rads * rate_factor)
    assert WarningCode.IMPLAUSIBLE_UNITS in codes(settled(wrong, SQUAT, EXACT_TIMES))
    assert WarningCode.IMPLAUSIBLE_UNITS not in codes(settled(SQUATS, SQUAT, EXACT_TIMES))


def test_a_gap_a_clip_and_rows_without_numbers_are_each_said() -> None:
    acc = SQUATS.acc_ms2.copy()
    acc[800:803, 2] = 16.0 * STANDARD_GRAVITY_MS2
    acc[200] = np.nan
    result = settled(without(spoilt(acc_ms2=acc), 11.0, 11.4), SQUAT, EXACT_TIMES)
    assert {WarningCode.GAPS, WarningCode.SATURATED, WarningCode.BAD_VALUES} <= codes(result)
    assert [(g.start_s, g.end_s) for g in result.gaps] == [pytest.approx((11.0, 11.4))]
    assert len(result.reps) == 3


@pytest.mark.parametrize(
    "samples",
    [
        Samples.joined([]),
        SQUATS[:2],
        SQUATS[::100],
        spoilt(time_s=np.full(len(SQUATS), 5.0)),
        spoilt(time_s=SQUATS.time_s[::-1]),
        spoilt(acc_ms2=np.full_like(SQUATS.acc_ms2, np.nan)),
        spoilt(time_s=np.full(len(SQUATS), np.nan)),
    ],
    ids=["none", "two", "1 Hz", "equal times", "backwards", "NaN", "NaN times"],
)
@pytest.mark.parametrize("provisional", [False, True])
def test_a_stream_that_cannot_be_analysed_gives_an_empty_set_with_the_reason(
    samples: Samples, provisional: bool
) -> None:
    found = settled_sets(run(samples, SQUAT, provisional=provisional))
    assert [e.final for e in found][-1]
    assert all(e.result.reps == () for e in found)
    assert any(w.text for w in found[-1].result.warnings)


Columns = tuple[np.ndarray, np.ndarray, np.ndarray]
DAMAGES: Final[dict[str, Callable[[Columns, slice, np.random.Generator], Any]]] = {
    "nan": lambda c, at, rng: np.copyto(c[1][at], np.nan),
    "inf": lambda c, at, rng: np.copyto(c[2][at], np.inf),
    "hold": lambda c, at, rng: [np.copyto(x[at], x[at.start].copy()) for x in c[1:]],
    "same time": lambda c, at, rng: np.copyto(c[0][at], c[0][at.start]),
    "clip": lambda c, at, rng: np.copyto(c[1][at], 157.0 * rng.choice([-1.0, 1.0])),
    "earlier": lambda c, at, rng: np.subtract(c[0], rng.choice([0.01, 5.0, 100.0]), out=c[0], where=after(c, at)),
    "later": lambda c, at, rng: np.add(c[0], rng.choice([0.3, 5.0, 70.0, 1e4]), out=c[0], where=after(c, at)),
    "scale": lambda c, at, rng: np.multiply(c[1], rng.choice([1e-3, 0.1, 57.0]), out=c[1]),
    "zero": lambda c, at, rng: np.copyto(c[1], 0.0),
    "no gyro": lambda c, at, rng: np.copyto(c[2], 0.0),
    "mixed": lambda c, at, rng: rng.shuffle(c[0]),
    "coarse": lambda c, at, rng: np.round(c[0], 1, out=c[0]),
    "epoch": lambda c, at, rng: np.add(c[0], 1.7e9, out=c[0]),
}
"""What may befall the columns time, acceleration and rate, in a stretch or everywhere."""


def after(columns: Columns, at: slice) -> np.ndarray:
    return np.arange(len(columns[0])) >= at.start


@settings(max_examples=60)
@given(
    damage=st.lists(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=3),
    seed=st.integers(0, 2**32 - 1),
    stamps=st.sampled_from(Stamps),
)
def test_nothing_that_befalls_samples_raises(damage: list[str], seed: int, stamps: Stamps) -> None:
    rng = np.random.default_rng(seed)
    whole = simulated("touch_and_go", 2).samples[: int(rng.integers(20, 1500))]
    columns = (whole.time_s.copy(), whole.acc_ms2.copy(), whole.gyro_rads.copy())
    for kind in damage:
        first = int(rng.integers(0, len(whole)))
        DAMAGES[kind](columns, slice(first, min(first + int(rng.integers(1, 200)), len(whole))), rng)
    exercise = str(rng.choice(["squat", "deadlift"])) if seed % 3 else None
    context = SetContext(exercise=exercise, stamps=stamps)
    for event in run(Samples(*columns), context, provisional=seed % 5 == 0):
        if isinstance(event, SetSettled):
            json.dumps(event.result.to_json(), allow_nan=False)


# What is refused


@pytest.mark.parametrize(
    ("family", "reason"),
    [
        ("half_rep", RefusalReason.TOO_SHORT),
        ("failed_last", RefusalReason.FAILED),
        ("pick_up", RefusalReason.PICK_UP),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_no_rep_is_refused_with_its_reason_where_it_happened(
    family: str, reason: RefusalReason, seed: int
) -> None:
    sim = simulated(family, seed)
    result = settled(sim.samples, sim.context)
    assert len(result.reps) == sim.truth.count
    (odd,) = [rep for rep in sim.truth.reps if not rep.is_rep]
    assert odd.reason is reason
    mine = [r for r in result.refused if r.start_s < odd.end_s and r.end_s > odd.start_s]
    assert reason in {r.reason for r in mine}


@pytest.mark.parametrize("family", ["slow", "touch_and_go", "unequal_lockout", "dropped", "loss5"])
@pytest.mark.parametrize("seed", range(3))
def test_every_rep_is_found_and_nothing_else(family: str, seed: int) -> None:
    sim = simulated(family, seed)
    result = settled(sim.samples, sim.context)
    true = [rep for rep in sim.truth.reps if rep.is_rep]
    assert len(result.reps) == len(true)
    for rep, real in zip(result.reps, true, strict=True):
        assert rep.start_s < real.end_s
        assert rep.end_s > real.start_s
        assert (rep.descent is None) == (real.descent is None)


@pytest.mark.parametrize("seed", range(3))
def test_a_slow_descent_at_nearly_constant_speed_keeps_its_speed(seed: int) -> None:
    sim = simulated("slow", seed)
    result = settled(sim.samples, sim.context)
    for rep, real in zip(result.reps, [r for r in sim.truth.reps if r.is_rep], strict=True):
        assert rep.descent is not None
        assert real.descent is not None
        assert rep.descent.mean_speed_ms == pytest.approx(real.descent.mean_speed_ms, abs=0.02)
        assert rep.descent.duration_s == pytest.approx(real.descent.duration_s, abs=0.5)


def test_parameters_are_one_frozen_object_that_a_test_may_change() -> None:
    quick = EngineParams(analysis=AnalysisParams(piece_s=30.0), window=WindowParams(close_s=8.0))
    found = settled_sets(run(sets(12.0), SQUAT, params=quick))
    assert [len(e.result.reps) for e in found] == [2, 2]
