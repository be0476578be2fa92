"""Replay gives every chunk when it came, by whatever clock."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from dsp.samples import Samples, Stamps
from sensor.clock import InstantClock, RealClock
from sensor.errors import ParameterError
from sensor.loaded import LoadedSensor, SensorIdentity
from sensor.packets import Chunks
from sensor.replay import replay


def sensor(first_s: float, chunks: int = 5) -> LoadedSensor:
    time_s = first_s + np.arange(4 * chunks) / 100
    arrival_s = first_s + 0.05 + np.arange(chunks) / 25
    samples = Samples(time_s, np.ones((len(time_s), 3)), np.zeros((len(time_s), 3)))
    return LoadedSensor(
        SensorIdentity(f"s{first_s}", "simulator"),
        samples,
        Chunks(4 * np.arange(1, chunks + 1), arrival_s),
        Stamps.SAMPLE,
    )


class Hand:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_every_sample_once_and_in_order() -> None:
    clock = InstantClock()
    one = sensor(0.0)
    got = []
    for chunk in replay([one], clock):
        assert clock.now() == chunk.arrival_s
        got.append(chunk.samples)
    np.testing.assert_array_equal(Samples.joined(got).time_s, one.samples.time_s)


def test_sensors_are_interleaved_as_they_came() -> None:
    chunks = list(replay([sensor(0.0), sensor(0.02)], InstantClock()))
    assert [c.sensor for c in chunks] == [0, 1] * 5
    assert [c.arrival_s for c in chunks] == sorted(c.arrival_s for c in chunks)


def test_real_time_runs_at_its_rate() -> None:
    hand = Hand()
    clock = RealClock(2.0, rate=4.0, monotonic=hand)
    hand.now_s += 0.5
    assert clock.now() == pytest.approx(4.0)
    clock.set_rate(0.25)
    hand.now_s += 1.0
    assert clock.now() == pytest.approx(4.25)


def test_a_pause_stops_time() -> None:
    hand = Hand()
    clock = RealClock(monotonic=hand)
    hand.now_s += 1.0
    clock.pause()
    hand.now_s += 10.0
    assert clock.paused
    assert clock.now() == pytest.approx(1.0)
    clock.resume()
    hand.now_s += 1.0
    assert clock.now() == pytest.approx(2.0)
    clock.jump_to(30.0)
    assert clock.now() == pytest.approx(30.0)


@pytest.mark.parametrize("rate", [0.0, 0.2, 9.0, -1.0, float("nan")])
def test_rates_are_limited(rate: float) -> None:
    with pytest.raises(ParameterError):
        RealClock(rate=rate)
    with pytest.raises(ParameterError):
        RealClock().set_rate(rate)


def test_a_real_clock_waits_and_gives_everything() -> None:
    clock = RealClock(rate=8.0)
    seen = [(clock.now(), chunk.arrival_s) for chunk in replay([sensor(0.0)], clock)]
    assert len(seen) == 5
    assert all(now >= arrival for now, arrival in seen)


def test_stopping_ends_a_replay_that_is_paused() -> None:
    clock = RealClock()
    clock.pause()
    got: list[object] = []
    thread = threading.Thread(target=lambda: got.extend(replay([sensor(1.0)], clock)))
    thread.start()
    clock.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert got == []


def test_a_jump_wakes_who_waits() -> None:
    clock = RealClock()
    clock.pause()
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(clock.sleep_until(1000.0)))
    thread.start()
    clock.jump_to(1000.0)
    thread.join(10)
    assert done == [True]
