"""Times of samples that come in blocks, each stamped coarsely when its first sample was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sensor.drivers.course import Course, course


@dataclass(frozen=True, slots=True)
class BlockClockParams:
    """How far stamps and periods are believed.

    stamp_sigma_s: of one stamp; rounding to milliseconds alone gives 0.3 ms. period_sigma: of the nominal period, as a
        share; oscillators of inertial chips are good to 1-2 %. drift_sigma: the share by which a period that is
        known well is still allowed to be wrong, so that warming up is followed.
    period_change_max: the most by which a period is believed to differ from the nominal one, as a share.
    jump_s, jump_sigmas: a stamp that is off by more than both is a clock that jumped, and is followed at once.
    rest_s: after a longer pause the stamp alone is believed. step_min: no sample comes closer to the one before than
        this share of the period.
    """

    stamp_sigma_s: float = 0.5e-3
    period_sigma: float = 0.02
    drift_sigma: float = 50e-6
    period_change_max: float = 0.1
    jump_s: float = 5e-3
    jump_sigmas: float = 6.0
    rest_s: float = 2.0
    step_min: float = 0.25


BLOCK_CLOCK: Final = BlockClockParams()


@dataclass(frozen=True, slots=True)
class BlockTimes:
    """start_s: when a block's first sample was taken. period_s: from one to the next. lost: samples missing before."""

    start_s: float
    period_s: float
    lost: int


class BlockClock:
    """Start and period of blocks of samples, by a Kalman filter of two states over the stamps; causal.

    Losses come in whole blocks, so they are counted in blocks of the size at hand.
    """

    def __init__(self, nominal_hz: float, params: BlockClockParams = BLOCK_CLOCK) -> None:
        self._params = params
        self._nominal_s = 1.0 / nominal_hz
        self._period_s = self._nominal_s
        self._start_s = 0.0
        self._count = 0
        self._end_s = 0.0
        self._stamp_s: float | None = None
        self._var_start = self._var_both = 0.0
        self._var_period = (params.period_sigma * self._nominal_s) ** 2

    def place(self, stamp_s: float, count: int) -> BlockTimes | None:
        """Times of the next block of so many samples; None for one that is late or comes twice."""
        match course(self._stamp_s, stamp_s):
            case Course.LATE:
                return None
            case Course.ANEW:
                return self._restarted(stamp_s, stamp_s, count, 0)
            case Course.ON:
                return self._went_on(stamp_s, count)

    def _went_on(self, stamp_s: float, count: int) -> BlockTimes:
        params = self._params
        expected_s = self._start_s + self._count * self._period_s
        blocks = max(0, round((stamp_s - expected_s) / (count * self._period_s)))
        lost = blocks * count
        steps = self._count + lost
        off_s = stamp_s - (self._start_s + steps * self._period_s)
        self._var_start += steps * (2.0 * self._var_both + steps * self._var_period)
        self._var_both += steps * self._var_period
        spread = self._var_start + params.stamp_sigma_s**2
        soonest_s = self._end_s + params.step_min * self._period_s
        jumped = abs(off_s) > max(params.jump_s, params.jump_sigmas * spread**0.5)
        if jumped or lost * self._period_s > params.rest_s:
            return self._restarted(stamp_s, max(stamp_s, soonest_s), count, lost)
        self._start_s += steps * self._period_s + self._var_start / spread * off_s
        self._corrected(self._var_both / spread * off_s)
        gain = self._var_start / spread
        self._var_period -= self._var_both**2 / spread
        self._var_both *= 1.0 - gain
        self._var_start *= 1.0 - gain
        self._var_period = max(self._var_period, (params.drift_sigma * self._nominal_s) ** 2)
        self._stamp_s, self._count = stamp_s, count
        return self._given(max(self._start_s, soonest_s), lost)

    def _corrected(self, by_s: float) -> None:
        most = self._params.period_change_max * self._nominal_s
        self._period_s = min(max(self._period_s + by_s, self._nominal_s - most), self._nominal_s + most)

    def _restarted(self, stamp_s: float, start_s: float, count: int, lost: int) -> BlockTimes:
        self._stamp_s, self._start_s, self._count = stamp_s, start_s, count
        self._var_start, self._var_both = self._params.stamp_sigma_s**2, 0.0
        return self._given(start_s, lost)

    def _given(self, start_s: float, lost: int) -> BlockTimes:
        self._end_s = start_s + (self._count - 1) * self._period_s
        return BlockTimes(start_s, self._period_s, lost)
