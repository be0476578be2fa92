"""The radio: what arrives, when, and what is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dsp.samples import Samples, Stamps
from sensor.simulator import Link, SensorModel, Simulation, simulate
from tests.sensor.simulator.making import still_plan

SENSOR = SensorModel(100.0, acc_noise_ms2=0.03)


def over(link: Link, seconds: float = 120.0, rate_hz: float = 100.0, seed: int = 1) -> Simulation:
    return simulate(still_plan(rest_before_s=seconds), replace(SENSOR, rate_hz=rate_hz), link, seed)


def same(a: Samples, b: Samples) -> bool:
    return all(np.array_equal(getattr(a, f), getattr(b, f)) for f in ("time_s", "acc_ms2", "gyro_rads"))


def test_nothing_is_lost_by_default_and_packets_hold_everything_in_order() -> None:
    s = over(Link(packet_samples=7))
    assert len(s.kept) == len(s.truth.time_s) == len(s.samples)
    assert [c.start for c in s.chunks] == [0, *[c.stop for c in s.chunks[:-1]]]
    assert s.chunks[-1].stop == len(s.samples)
    assert {c.stop - c.start for c in s.chunks[:-1]} == {7}
    assert len(s.arrival_s) == len(s.chunks)
    assert (np.diff(s.arrival_s) >= 0.0).all()


def test_no_packet_arrives_before_its_last_sample_was_taken() -> None:
    s = over(Link(packet_samples=6, burst_s=0.05, jitter_s=0.004, stall_rate_per_min=20.0))
    last_s = np.array([s.samples.time_s[c.stop - 1] for c in s.chunks])
    late_s = s.arrival_s - last_s
    assert late_s.min() >= 0.008 - 1e-9
    assert late_s.max() <= 0.24 + 0.05 + 0.06


def test_packets_come_in_bursts_and_stalls() -> None:
    s = over(Link(packet_samples=4, burst_s=0.1, stall_rate_per_min=30.0, stall_s=(0.2, 0.2)))
    apart_s = np.diff(np.unique(s.arrival_s))
    assert (np.unique(s.arrival_s, return_counts=True)[1] > 1).any()
    in_bursts = np.abs(np.mod(apart_s + 0.05, 0.1) - 0.05) < 1e-6
    assert 0.6 < in_bursts.mean() < 1.0
    assert apart_s.max() > 0.2


@pytest.mark.parametrize("burst_s", [0.0, 0.3])
def test_the_share_lost_is_the_share_asked_for(burst_s: float) -> None:
    s = over(Link(packet_samples=5, loss_fraction=0.05, loss_burst_s=burst_s), seconds=1200.0)
    assert 1.0 - len(s.kept) / len(s.truth.time_s) == pytest.approx(0.05, abs=0.01)
    lost_s = np.diff(s.samples.time_s) - 0.01
    away_s = lost_s[lost_s > 0.005]
    if burst_s:
        np.testing.assert_allclose(away_s, 0.3, atol=1e-6)
    else:
        assert np.median(away_s) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize("rate", [60.0, 150.0, 300.0])
def test_radio_gaps_have_the_number_and_the_length_asked_for(rate: float) -> None:
    high = min(0.3, 60.0 / rate - 0.1)
    s = over(Link(packet_samples=2, gap_rate_per_min=rate, gap_s=(0.1, max(high, 0.12))), 300.0, 45.0)
    apart_s = np.diff(s.samples.time_s)
    gaps_s = apart_s[apart_s > 1.5 / 45.0]
    assert len(gaps_s) / s.truth.time_s[-1] * 60.0 == pytest.approx(rate, rel=0.12)
    assert gaps_s.min() >= 0.1 - 1e-6
    assert gaps_s.max() <= 0.3 + 1e-6
    between = np.diff(np.flatnonzero(apart_s > 1.5 / 45.0))
    assert between.min() >= 2


def test_lost_samples_are_missing_and_the_others_unchanged() -> None:
    whole, lossy = over(Link()), over(Link(loss_fraction=0.2))
    rows, all_ = lossy.kept, whole.samples
    assert same(lossy.samples, Samples(all_.time_s[rows], all_.acc_ms2[rows], all_.gyro_rads[rows]))


def test_arrival_stamps_repeat_within_a_packet_and_are_its_arrival() -> None:
    s = over(Link(packet_samples=4, burst_s=0.05, stamps=Stamps.ARRIVAL))
    for chunk, arrival in zip(s.chunks, s.arrival_s, strict=True):
        assert (s.samples.time_s[chunk] == arrival).all()
    assert s.context.stamps is Stamps.ARRIVAL


def test_link_and_sensor_do_not_change_the_motion() -> None:
    plain, rough = over(Link()), over(Link(loss_fraction=0.3, burst_s=0.06))
    np.testing.assert_array_equal(plain.truth.position_m, rough.truth.position_m)
