"""The bar that is shaken is found among bars that are lifted, carried, racked and dropped; no other is."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.session.shaking import SHAKE, ShakeDesk, shaken_of, swing
from dsp.constants import STANDARD_GRAVITY_MS2
from dsp.samples import Samples
from sensor.simulator import simulate
from sensor.simulator.families import FAMILIES, plan_set, random_sensor
from sensor.simulator.profile import DT_S
from sensor.simulator.sensor_model import SensorModel, report


def felt(sensor: SensorModel, place_m: np.ndarray, turn_rads: np.ndarray, seed: int) -> Samples:
    """What a sensor reports of a bar that goes along a path, given on the simulator's own grid."""
    velocity = np.gradient(place_m, DT_S, axis=1)
    force = np.gradient(velocity, DT_S, axis=1)
    force[2] += STANDARD_GRAVITY_MS2
    seconds = place_m.shape[1] * DT_S
    take_s = np.arange(0.1, seconds - 0.1, 1.0 / sensor.rate_hz)
    acc, gyro = report(sensor, force, turn_rads, take_s, np.random.default_rng(seed))
    return Samples(take_s, acc, gyro)


def shaken(seed: int, *, hz: float, by_m: float, seconds: float = 4.0, rate_hz: float = 100.0) -> Samples:
    """A bar picked up and shaken by hand: not quite regularly, and in any direction."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(0.0, seconds, DT_S)
    phase = 2 * np.pi * hz * time_s + 0.4 * np.sin(2 * np.pi * 0.7 * time_s + rng.uniform(0, 6))
    way = rng.normal(size=3)
    way /= np.linalg.norm(way)
    turn = np.outer(rng.normal(size=3), 0.5 * np.sin(phase))
    return felt(random_sensor(rng, rate_hz), np.outer(way, by_m * np.sin(phase)), turn, seed)


def windows(samples: Samples) -> list[Samples]:
    """Every window that is looked at."""
    out = []
    for end_s in np.arange(samples.time_s[0] + SHAKE.window_s, samples.time_s[-1], SHAKE.every_s):
        a, b = np.searchsorted(samples.time_s, [end_s - SHAKE.window_s, end_s])
        out.append(samples[int(a) : int(b)])
    return out


@pytest.mark.parametrize("hz", [2.5, 3.0, 4.0, 5.5])
def test_a_shaken_bar_is_seen(hz: float) -> None:
    for seed in range(8):
        by_m = 7.0 / (2 * np.pi * hz) ** 2
        for rate_hz in (25.0, 100.0, 200.0):
            seen = [swing(w) for w in windows(shaken(seed, hz=hz, by_m=by_m, rate_hz=rate_hz))]
            assert max(seen) >= 1.0


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_no_set_is_taken_for_shaking(family: str) -> None:
    for seed in range(8):
        sim, desk = simulate(*plan_set(family, seed), seed), ShakeDesk()
        desk.begin()
        for chunk in sim.chunks:
            desk.take("a", sim.samples[chunk])
        assert desk.shown.swings, seed
        assert desk.shown.shaken is None, seed


def test_a_bar_carried_under_steps_is_not_shaken() -> None:
    time_s = np.arange(0.0, 6.0, DT_S)
    steps = 2.0 / (2 * np.pi * 2.0) ** 2 * np.sin(2 * np.pi * 2.0 * time_s)
    place = np.vstack([0.3 * time_s, 0.02 * np.sin(2 * np.pi * time_s), steps])
    for seed in range(8):
        samples = felt(random_sensor(np.random.default_rng(seed), 100.0), place, np.zeros_like(place), seed)
        assert not any(swing(w) >= 1.0 for w in windows(samples))


def test_the_shaken_one_is_found_among_sixteen_while_others_lift() -> None:
    for seed in range(3):
        desk, stream = ShakeDesk(), {}
        for k in range(15):
            family = sorted(FAMILIES)[k]
            stream[family] = simulate(*plan_set(family, seed + k), seed).samples
        stream["mine"] = shaken(seed, hz=3.2, by_m=0.025, seconds=6.0)
        desk.begin()
        for at_s in np.arange(0.0, 6.0, 0.08):
            for key, samples in stream.items():
                a, b = np.searchsorted(samples.time_s - samples.time_s[0], [at_s, at_s + 0.08])
                desk.take(key, samples[int(a) : int(b)])
        assert desk.shown.shaken == "mine"
        assert desk.shown.swings["mine"] >= 1.0


def test_two_that_are_shaken_alike_are_told_apart_by_nobody() -> None:
    assert shaken_of({"a": 2.0, "b": 1.8}) is None
    assert shaken_of({"a": 2.0, "b": 0.9}) == "a"
    assert shaken_of({"a": 4.0, "b": 1.5}) == "a"
    assert shaken_of({"a": 0.9}) is None
    assert shaken_of({}) is None


def test_nothing_is_looked_at_unless_asked_and_a_search_begins_anew() -> None:
    desk, samples = ShakeDesk(), shaken(1, hz=3.0, by_m=0.02)
    desk.take("a", samples)
    assert desk.shown.swings == {}
    desk.begin()
    for k in range(0, len(samples), 10):
        desk.take("a", samples[k : k + 10])
    assert desk.shown.shaken == "a"
    desk.begin()
    assert (desk.shown.shaken, desk.shown.running) == (None, True)
    desk.end()
    assert not desk.shown.running


def test_stamps_of_arrival_and_gaps_do_no_harm() -> None:
    samples = shaken(3, hz=3.0, by_m=0.02)
    bursts = samples.time_s[(np.arange(len(samples)) // 8) * 8]
    desk = ShakeDesk()
    desk.begin()
    for k in range(0, len(samples) - 8, 8):
        desk.take("a", Samples(bursts[k : k + 8], samples.acc_ms2[k : k + 8], samples.gyro_rads[k : k + 8]))
    assert desk.shown.shaken == "a"
    desk.begin()
    desk.take("b", samples[:80])
    desk.take("b", samples[300:304])
    desk.take("b", samples[:8])
    desk.take("b", samples[:0])
    broken = Samples(samples.time_s[:200], np.full((200, 3), np.nan), samples.gyro_rads[:200])
    desk.take("c", broken)
    assert desk.shown.shaken is None
