"""Families of random sets: reproducible, and each what its name says."""

from __future__ import annotations

import numpy as np
import pytest

from dsp.errors import ParameterError
from dsp.results import RefusalReason
from dsp.samples import Stamps
from sensor.simulator import FAMILIES, plan_set, simulate
from sensor.simulator.examples import EXAMPLES

BENCHMARKED = {
    "rest", "touch_and_go", "slow", "rate50", "loss5", "loss5_burst", "deadlift45", "unequal_lockout", "failed_last",
    "half_rep", "pick_up", "hip_thrust", "bench", "clean", "runaway",
}  # fmt: skip


def test_the_families_that_benchmarks_quote_are_there() -> None:
    assert set(FAMILIES) >= BENCHMARKED


def test_an_unknown_family_is_named_with_those_there_are() -> None:
    with pytest.raises(ParameterError) as caught:
        plan_set("restless", 1)
    assert "rest, touch_and_go" in caught.value.advice


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_set(family: str) -> None:
    first, again, other = (simulate(*plan_set(family, seed), seed) for seed in (3, 3, 4))
    assert plan_set(family, 3) == plan_set(family, 3)
    for name in ("time_s", "acc_ms2", "gyro_rads"):
        values = getattr(first.samples, name)
        assert values.tobytes() == getattr(again.samples, name).tobytes()
        assert values.tobytes() != getattr(other.samples, name).tobytes()
    assert first.chunks == again.chunks
    assert first.truth.reps == again.truth.reps


@pytest.mark.parametrize("family", FAMILIES)
def test_every_set_has_its_reps_in_order_and_inside_the_recording(family: str) -> None:
    for seed in range(4):
        plan, sensor, link = plan_set(family, seed)
        simulation = simulate(plan, sensor, link, seed)
        truth = simulation.truth
        assert np.isfinite(simulation.samples.acc_ms2).all()
        assert [r.number for r in truth.reps if r.is_rep] == list(range(1, truth.count + 1))
        assert truth.count >= 2
        for rep, following in zip(truth.reps, truth.reps[1:], strict=False):
            assert rep.end_s <= following.start_s + 1e-6
        assert truth.reps[0].start_s > 1.0
        assert truth.reps[-1].end_s < truth.time_s[-1] - 1.0


def test_resting_sets_rest_at_the_top_and_others_touch() -> None:
    for seed in range(10):
        rest, touch = (simulate(*plan_set(f, seed), seed).truth for f in ("rest", "touch_and_go"))
        assert min(r.top_pause_s for r in rest.reps if r.top_pause_s is not None) >= 0.3
        touching = [r.top_pause_s for r in touch.reps[:-1] if r.top_pause_s is not None]
        assert max(touching) < 0.15


def test_slow_sets_take_four_to_six_seconds_down() -> None:
    times = [r.descent.duration_s for s in range(20) for r in simulate(*plan_set("slow", s), s).truth.reps if r.descent]
    assert min(times) > 3.3
    assert max(times) < 7.0
    assert 4.0 < float(np.median(times)) < 6.0


def test_what_is_no_rep_is_in_the_truth_with_its_reason() -> None:
    for family, reason in (
        ("failed_last", RefusalReason.FAILED),
        ("half_rep", RefusalReason.TOO_SHORT),
        ("pick_up", RefusalReason.PICK_UP),
    ):
        for seed in range(5):
            reps = simulate(*plan_set(family, seed), seed).truth.reps
            assert [r.reason for r in reps if not r.is_rep] == [reason]


def test_a_runaway_descends_in_little_more_than_half_the_time() -> None:
    for seed in range(10):
        plan, *_ = plan_set("runaway", seed)
        calm = np.median([rep.descent_s for rep in plan.reps[:2]])
        assert min(rep.descent_s for rep in plan.reps) <= 0.65 * calm


def test_clean_sets_vary_as_asked() -> None:
    plans = [plan_set("clean", seed)[0] for seed in range(150)]
    for field, spread in (("descent_s", 0.07), ("drive_s", 0.07), ("top_pause_s", 0.15), ("travel_m", 0.015)):
        shares = []
        for plan in plans:
            values = np.array([getattr(rep, field) for rep in plan.reps])
            shares.extend((values / values.mean() - 1.0) * np.sqrt(len(values) / (len(values) - 1)))
        assert np.std(shares) == pytest.approx(spread, rel=0.15)
    tilts = np.degrees([rep.tilt_rad for plan in plans for rep in plan.reps])
    assert np.abs(tilts).max() < 4.0
    assert np.mean([np.degrees(np.std([r.tilt_rad for r in p.reps], ddof=1)) for p in plans]) == pytest.approx(
        0.5, rel=0.15
    )


def test_deadlifts_lose_samples_in_gaps_and_rest_two_seconds_at_the_ends() -> None:
    for seed in range(10):
        simulation = simulate(*plan_set("deadlift45", seed), seed)
        assert 0.35 < len(simulation.kept) / len(simulation.truth.time_s) < 0.95
        apart_s = np.diff(simulation.samples.time_s)
        gaps_s = apart_s[apart_s > 0.05]
        assert gaps_s.min() + 1e-6 >= 0.1
        assert gaps_s.max() <= 0.3
        assert simulation.truth.reps[0].start_s > 1.9


def test_arrival_stamped_sets_repeat_their_times() -> None:
    simulation = simulate(*plan_set("arrival", 1), 1)
    assert simulation.context.stamps is Stamps.ARRIVAL
    assert (np.diff(simulation.samples.time_s) == 0.0).mean() > 0.7


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_whole_sets_of_their_exercise(name: str) -> None:
    example = EXAMPLES[name]
    truth = example.simulation().truth
    assert truth.count == len(example.plan.reps)
    assert 20.0 < truth.time_s[-1] < 60.0
