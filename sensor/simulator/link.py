"""The radio: samples go in packets, packets come in bursts, stall, and are lost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dsp.samples import BoolArray, FloatArray, IntArray, Stamps


@dataclass(frozen=True, slots=True)
class Link:
    """How packets travel. The defaults lose nothing and wait for nobody.

    packet_samples: in each packet. latency_s: shortest way. burst_s: packets wait for the next multiple of this
    (connection interval). jitter_s: mean of an exponential delay on top. stall_rate_per_min, stall_s: nothing
    arrives for that long, then everything at once. loss_fraction: of packets lost without a trace;
    loss_burst_s: in bursts of about this length, 0 for each packet on its own. gap_rate_per_min, gap_s: radio gaps,
    by the time between the samples either side, at least one packet between two of them.
    stamps: what the recording's times are.
    """

    packet_samples: int = 6
    latency_s: float = 0.008
    burst_s: float = 0.0
    jitter_s: float = 0.0
    stall_rate_per_min: float = 0.0
    stall_s: tuple[float, float] = (0.10, 0.24)
    loss_fraction: float = 0.0
    loss_burst_s: float = 0.0
    gap_rate_per_min: float = 0.0
    gap_s: tuple[float, float] = (0.1, 0.3)
    stamps: Stamps = Stamps.SAMPLE


@dataclass(frozen=True, slots=True)
class Delivery:
    """kept: (m,) indices of the samples that arrive. packets: slices of those m, in order. arrival_s: a time each."""

    kept: IntArray
    packets: tuple[slice, ...]
    arrival_s: FloatArray


def deliver(link: Link, take_s: FloatArray, rng: np.random.Generator) -> Delivery:
    """Send samples taken at (n,) true times over the link."""
    size = link.packet_samples
    starts = np.arange(0, len(take_s), size)
    ends = np.minimum(starts + size, len(take_s))
    arrive_s = _arrivals(link, take_s[ends - 1], rng)
    lost = _lost(link, len(starts), size * float(np.median(np.diff(take_s))), rng)
    counts = np.where(lost, 0, ends - starts)
    kept = np.flatnonzero(~np.repeat(lost, ends - starts))
    edges = np.concatenate([[0], np.cumsum(counts)])
    packets = tuple(slice(int(a), int(b)) for a, b in pairwise(edges) if b > a)
    return Delivery(kept, packets, arrive_s[~lost])


def _arrivals(link: Link, ready_s: FloatArray, rng: np.random.Generator) -> FloatArray:
    arrive = ready_s + link.latency_s
    if link.jitter_s:
        arrive = arrive + rng.exponential(link.jitter_s, len(arrive))
    if link.burst_s:
        phase = rng.uniform(0.0, link.burst_s)
        arrive = np.ceil((arrive - phase) / link.burst_s) * link.burst_s + phase
    if link.stall_rate_per_min and len(arrive):
        number = rng.poisson(link.stall_rate_per_min * (arrive[-1] - arrive[0]) / 60.0)
        for start in rng.uniform(arrive[0], arrive[-1], number):
            end = start + rng.uniform(*link.stall_s)
            arrive = np.where((arrive > start) & (arrive < end), end, arrive)
    # A packet cannot overtake the one before it.
    return np.maximum.accumulate(arrive)


def _lost(link: Link, count: int, packet_s: float, rng: np.random.Generator) -> BoolArray:
    lost = np.zeros(count, dtype=np.bool_)
    if link.loss_fraction and not link.loss_burst_s:
        lost |= rng.random(count) < link.loss_fraction
    elif link.loss_fraction:
        burst = np.full(count, max(1, round(link.loss_burst_s / packet_s)), dtype=np.int64)
        between = float(burst[0]) * (1.0 / link.loss_fraction - 1.0)
        lost |= _alternating(count, burst, 1 + rng.poisson(max(between - 1.0, 0.0), count), rng)
    if link.gap_rate_per_min:
        low, high = link.gap_s
        # A gap of whole packets, by the time between the samples either side of it.
        one = 1.0 / link.packet_samples
        wanted = np.round(rng.uniform(low, high, count) / packet_s - one)
        away = np.maximum(wanted, np.ceil(low / packet_s - one - 1e-6)).clip(1).astype(np.int64)
        cycle = 60.0 / link.gap_rate_per_min / packet_s
        here = 1 + rng.poisson(max(cycle - float(away.mean()) - 1.0, 0.0), count)
        lost |= _alternating(count, away, here, rng)
    return lost


def _alternating(count: int, away: IntArray, here: IntArray, rng: np.random.Generator) -> BoolArray:
    """A run of packets that arrive, a run that is lost, and so on, entered at a random place."""
    lengths = np.stack([here, away], axis=1).ravel()
    flags = np.tile(np.array([False, True]), len(here))
    start = int(rng.integers(0, max(1, int(here[0] + away[0]))))
    return np.repeat(flags, lengths)[start : start + count]
