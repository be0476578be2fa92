"""A uniform clock behind times of arrival: counted samples, and what was lost without a trace.

Arrival times are not sample times (`dsp/README.md`, hard thing 5): packets come in bursts and stall. Delay is
one-sided, so a straight line under the earliest arrivals is the clock, and where the lower envelope of the delays
steps up and stays up, samples were lost; a spike that comes back was only late.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.errors import SampleError
from dsp.samples import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class ArrivalParams:
    """How a clock is found behind arrivals.

    envelope_s: window of the lower envelope. period_samples: stretch over which the period is first taken.
    search_share, search_steps: where packets were lost, the period is looked for this far around, in so many steps,
    by so many packets at most (search_packets).
    stretches_min: the line under the arrivals is held by the earliest of at least so many stretches.
    burst_share: samples come in packets of one size where at least this share of the packets has it.
    loss_min_samples: steps of the envelope smaller than this are delay, where samples do not come in such packets.
    loss_min_packets, loss_min_s: where they do, a loss is whole packets: a step of most of one, and more than a
    connection's interval wanders. loss_whole_s: steps up to this long are rounded to whole packets.
    loss_near_share: where the step is at least this share of its peak, the loss may be.
    loss_reach: packets among which the loss is where arrivals are farthest apart.
    ahead_min: so many packets must have come since; fewer may all be late.
    creep: the level may rise by this share of a packet with each: a crystal's drift, the beat with the connection.
    rounds: how often losses and period are found, each by the other.
    """

    envelope_s: float = 1.0
    period_samples: int = 400
    search_share: float = 0.04
    search_steps: int = 321
    search_packets: int = 1500
    stretches_min: int = 10
    burst_share: float = 0.8
    loss_min_samples: float = 6.0
    loss_min_packets: float = 0.7
    loss_min_s: float = 0.02
    loss_whole_s: float = 1.0
    loss_near_share: float = 0.7
    loss_reach: int = 6
    ahead_min: int = 8
    creep: float = 0.01
    rounds: int = 4


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """When packets came, s (k,), the index of each one's last sample, and samples a packet, None where that varies."""

    came_s: FloatArray
    last: FloatArray
    size: int | None

    def each(self, period_s: float, seconds: float) -> int:
        """How many packets come in so many seconds."""
        return max(int(seconds / (period_s * (self.size or 1))), 8)


def arrival_to_sample_times(arrival_s: FloatArray, params: ArrivalParams) -> FloatArray:
    """Sample times behind arrival times: one period for all, steps where samples were lost without a trace.

    arrival_s: (n,) seconds, repeated or bursty. Returns (n,) strictly increasing seconds.
    The period is the slope of a line under the arrivals; a loss is a step of the lower envelope that stays.
    Raises SampleError where most arrivals are no later than those long before them.
    """
    n = len(arrival_s)
    # From a zero of their own, so that a host's clock far from zero costs no digits.
    zero_s, arrival_s = float(arrival_s[0]), arrival_s - arrival_s[0]
    packets = _packets(arrival_s, params)
    span = min(max(n // 4, 8), params.period_samples)
    # Losses and stalls spoil some stretches, never most of them.
    period = float(np.median(arrival_s[span:] - arrival_s[:-span])) / span
    if not period > 0:
        raise SampleError(
            "the times of arrival do not go on", "Check that the time column holds times, in the order of recording."
        )
    offset = np.zeros(len(packets.came_s))
    if packets.size and _losses(packets.came_s - packets.last * period, period, packets, params).any():
        period = _packet_rhythm(packets.came_s, period * packets.size, params) / packets.size
    for _ in range(params.rounds if packets.size else 2):
        found = _losses(packets.came_s - packets.last * period, period, packets, params)
        same = np.array_equal(found, offset)
        offset = found
        period = _slope_below(packets.came_s - offset, packets, period, params)
        if same:
            break
    start = float(np.quantile(packets.came_s - offset - packets.last * period, 0.05))
    counts = np.diff(packets.last, prepend=-1.0).astype(np.int64)
    return np.asarray(zero_s + (start + np.arange(n) * period + np.repeat(offset, counts)), dtype=float)


def _packets(arrival_s: FloatArray, params: ArrivalParams) -> _Arrivals:
    """Samples that came at one time are a packet, if nearly all such are of one size; else each is by itself."""
    last = np.flatnonzero(np.append(np.diff(arrival_s) != 0, True))
    sizes = np.diff(last, prepend=-1)
    size = int(np.median(sizes))
    if size > 1 and float(np.mean(sizes == size)) >= params.burst_share:
        return _Arrivals(arrival_s[last], last.astype(float), size)
    return _Arrivals(arrival_s, np.arange(len(arrival_s), dtype=float), None)


def _packet_rhythm(came_s: FloatArray, packet_s: float, params: ArrivalParams) -> float:
    """The packets' period, near packet_s: where the spectrum of the arrivals peaks, which no lost packet moves.

    Of the first packets alone: over a longer stretch the peak is narrower than the search's steps.
    """
    came_s = came_s[: params.search_packets]
    periods = packet_s * (1 + np.linspace(-params.search_share, params.search_share, params.search_steps))
    phases = np.exp((-2j * np.pi) * np.outer(1 / periods, came_s - came_s[0]))
    power = np.abs(phases.sum(axis=1))
    return float(periods[int(np.argmax(power))])


def _losses(lag_s: FloatArray, period_s: float, packets: _Arrivals, params: ArrivalParams) -> FloatArray:
    """Time lost before each packet."""
    window = packets.each(period_s, params.envelope_s)
    if packets.size is None:
        return _steps_up(lag_s, params.loss_min_samples * period_s, window, params)
    return _whole_packets(lag_s, packets.size * period_s, window, params)


def _whole_packets(lag_s: FloatArray, packet_s: float, window: int, params: ArrivalParams) -> FloatArray:
    """Losses of whole packets: where even the earliest to come is later by most of a packet than the level so far."""
    limit_s = max(params.loss_min_packets * packet_s, params.loss_min_s)
    creep_s = params.creep * packet_s
    ahead = _rolling_least(np.append(lag_s, np.full(window - 1, np.inf)), window)
    jump = np.diff(lag_s, prepend=lag_s[0])
    level, last = float(ahead[0]), -params.loss_reach
    steps = np.zeros(len(lag_s))
    for k, earliest in enumerate(ahead[: -params.ahead_min].tolist()):
        up = earliest - level
        if up < limit_s:
            level += min(up, creep_s)
            continue
        lost_s = round(up / packet_s) * packet_s if up < params.loss_whole_s else up
        level += lost_s
        # The last quick packet was before it; between them a few may have been late.
        at = k + int(np.argmax(jump[k : k + params.loss_reach]))
        if at - last < params.loss_reach:  # the same loss, seen in two parts
            lost_s += float(steps[last])
            steps[last] = 0.0
            at = at if jump[at] > jump[last] else last
        steps[at] = lost_s
        last = at
    return np.cumsum(steps)


def _steps_up(lag_s: FloatArray, limit_s: float, window: int, params: ArrivalParams) -> FloatArray:
    """Losses of any size: where the envelope behind is lower than the one ahead, and stays so."""
    before, after = _envelopes(lag_s, window)
    step = after - before
    jump = np.diff(lag_s, prepend=lag_s[0])
    offset = np.zeros(len(lag_s))
    for k in _peaks_over(step, limit_s, window):
        # The step is greatest anywhere near the loss, but what was lost is missing between two arrivals.
        near = np.arange(max(k - window, 0), min(k + window, len(lag_s)))
        near = near[step[near] > params.loss_near_share * step[k]]
        at = int(near[np.argmax(jump[near])])
        offset[at:] += step[at]
    return offset


def _slope_below(came_s: FloatArray, packets: _Arrivals, period_s: float, params: ArrivalParams) -> float:
    """Slope of the line through the earliest arrival of each stretch, since delay only ever adds."""
    n = len(came_s)
    size = max(min(packets.each(period_s, params.envelope_s), n // params.stretches_min), 8)
    whole = n // size * size
    lag = (came_s - packets.last * period_s)[:whole].reshape(-1, size)
    if len(lag) < 3:
        return period_s
    least = np.arange(0, whole, size) + lag.argmin(axis=1)
    slope = float(np.polyfit(packets.last[least], came_s[least], 1)[0])
    return slope if abs(slope / period_s - 1) < 0.02 else period_s


def _envelopes(lag: FloatArray, window: int) -> tuple[FloatArray, FloatArray]:
    """Smallest lag in the window before each index and in the window from it on."""
    rolling = _rolling_least(np.concatenate([np.full(window, np.inf), lag, np.full(window, np.inf)]), window)
    before, after = rolling[: len(lag)], rolling[window : window + len(lag)]
    known = np.isfinite(before) & np.isfinite(after)
    return np.where(known, before, 0.0), np.where(known, after, 0.0)


def _rolling_least(values: FloatArray, window: int) -> FloatArray:
    return np.asarray(np.lib.stride_tricks.sliding_window_view(values, window).min(axis=1))


def _peaks_over(step: FloatArray, limit: float, window: int) -> IntArray:
    found: list[int] = []
    rest = step.copy()
    while len(found) < 1000:
        k = int(np.argmax(rest))
        if rest[k] < limit:
            break
        found.append(k)
        rest[max(k - window, 0) : k + window] = 0.0
    return np.array(sorted(found), dtype=np.int64)
