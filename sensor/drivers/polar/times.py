"""Times of a Polar stream's samples out of the times of its frames, which are those of their last samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray
from sensor.drivers.course import Course, course


@dataclass(frozen=True, slots=True)
class FrameTimesParams:
    """When a frame follows the one before without a gap.

    new_slack, slack: by how much, as a share, a frame may last longer than its samples should, before and after the
    true period is known; oscillators are good to some percent, and stay as they are. least_slack: the same in samples.
    follow: how much each frame moves the period. change_max: the most it may differ from the nominal one, as a share.
    squeeze_max: a frame that came so much sooner than its samples take, as a share of that, is no frame of this stream.
    least_period_s: the shortest period that is believed where none is told; 416 Hz is the fastest there is.
    """

    new_slack: float = 0.12
    slack: float = 0.03
    least_slack: float = 1.5
    follow: float = 0.1
    change_max: float = 0.15
    squeeze_max: float = 0.25
    least_period_s: float = 1e-3


FRAME_TIMES: Final = FrameTimesParams()


def spread_s(before_s: float, last_s: float, count: int) -> FloatArray:
    """Times of so many samples, evenly after the frame before, the last one at the frame's own time."""
    return np.asarray(before_s + (last_s - before_s) / count * np.arange(1, count + 1))


class FrameTimes:
    """One stream's frames in time. Samples are spread from the frame before; over a gap they are not.

    rate_hz: nominal; None where unknown: then the first frame, which nothing stands before, has no times.
    """

    def __init__(self, rate_hz: float | None, params: FrameTimesParams = FRAME_TIMES) -> None:
        self._params = params
        self._nominal_s = 1.0 / rate_hz if rate_hz else None
        self._period_s = self._nominal_s
        self._measured = False
        self._last_s: float | None = None

    @property
    def last_s(self) -> float | None:
        """The time of the last frame; None before the first."""
        return self._last_s

    def restart(self) -> None:
        """The stream was stopped: what comes next does not follow what came."""
        self._last_s = None

    def place(self, last_s: float, count: int) -> tuple[FloatArray, int, bool]:
        """Times of a frame's samples, how many are missing before, and whether the clock was set anew.

        No times for a frame that is late or comes twice.
        """
        before_s, way = self._last_s, course(self._last_s, last_s)
        if before_s is None or way is Course.ANEW:
            self._last_s = last_s
            return self._backwards(last_s, count), 0, before_s is not None
        span_s = last_s - before_s
        due_s = count * (self._period_s if self._period_s is not None else self._params.least_period_s)
        if span_s < self._params.squeeze_max * due_s:
            return np.empty(0), 0, False
        self._last_s = last_s
        if self._period_s is None:
            self._period_s = span_s / count
            return spread_s(before_s, last_s, count), 0, False
        share = self._params.slack if self._measured else self._params.new_slack
        slack_s = max(self._params.least_slack * self._period_s, share * due_s)
        if span_s > due_s + slack_s:
            missing = max(1, round(span_s / self._period_s) - count)
            return self._backwards(last_s, count), missing, False
        if span_s > due_s - slack_s:
            self._follow(span_s / count)
        return spread_s(before_s, last_s, count), 0, False

    def _backwards(self, last_s: float, count: int) -> FloatArray:
        if self._period_s is None:
            return np.empty(0)
        return np.asarray(last_s - self._period_s * np.arange(count - 1, -1, -1))

    def _follow(self, period_s: float) -> None:
        known_s = self._period_s if self._period_s is not None else period_s
        moved_s = known_s + (self._params.follow if self._measured else 1.0) * (period_s - known_s)
        self._measured = True
        if self._nominal_s is not None:
            most_s = self._params.change_max * self._nominal_s
            moved_s = min(max(moved_s, self._nominal_s - most_s), self._nominal_s + most_s)
        self._period_s = moved_s
