"""A sensor's own clock laid on the host's, as its packets come."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray


@dataclass(frozen=True, slots=True)
class DeviceClockParams:
    """How the two clocks are kept together.

    hold_s: nothing is given until packets came for so long; the fastest of them sets the clocks (delay only adds).
    stretch_s, stretches: drift is followed by the fastest packet of each of the last stretches.
    slew_max: the most by which the sensor's seconds are stretched; crystals differ by 20-50 ppm, and a speed that is
        wrong by this share is not noticed.
    early_s, early_stretch_s, early_slew_max, early_min_s: in the first seconds, before anyone lifts, an error of more
        than the last, left by a first second in which every packet was late, is made good quickly.
    ahead_max_s, behind_max_s: a packet from the future, or a delay that no link has, means that the sensor's clock was
        set anew.
    """

    hold_s: float = 1.0
    stretch_s: float = 10.0
    stretches: int = 3
    slew_max: float = 200e-6
    early_s: float = 12.0
    early_stretch_s: float = 2.0
    early_slew_max: float = 0.02
    early_min_s: float = 0.005
    ahead_max_s: float = 0.5
    behind_max_s: float = 20.0


DEVICE_CLOCK: Final = DeviceClockParams()


class DeviceClock:
    """Host times of samples out of the sensor's own; causal, and the same for any cut of the packets."""

    def __init__(self, params: DeviceClockParams = DEVICE_CLOCK) -> None:
        self._params = params
        self._first_arrival_s: float | None = None
        self._held_delay_s = float("inf")
        self._set = False
        self._offset_s = 0.0
        self._slope = 0.0
        self._slope_from_s = 0.0
        self._least: deque[float] = deque(maxlen=params.stretches)
        self._stretch_end_s = 0.0
        self._early_end_s = 0.0
        self._stretch_least_s = float("inf")

    @property
    def ready(self) -> bool:
        """Whether the clocks have been set, so that `host` may be asked."""
        return self._set

    def see(self, last_s: float, arrival_s: float) -> None:
        """A packet whose last sample was taken at last_s by the sensor's clock came at arrival_s."""
        delay_s = arrival_s - last_s
        if not self._set:
            self._hold(delay_s, arrival_s)
            return
        excess_s = arrival_s - self.host_of(last_s)
        if not -self._params.ahead_max_s < excess_s < self._params.behind_max_s:
            self._set_anew(delay_s, last_s, arrival_s)
            return
        self._stretch_least_s = min(self._stretch_least_s, delay_s)
        if arrival_s >= self._stretch_end_s:
            self._follow(last_s, arrival_s)

    def release(self) -> None:
        """Set the clocks by what came so far: no more will."""
        if not self._set and self._first_arrival_s is not None:
            self._set_anew(self._held_delay_s, 0.0, self._first_arrival_s)

    def host(self, device_s: FloatArray) -> FloatArray:
        """Host times, s, of samples taken at device_s (n,)."""
        return np.asarray(device_s + (self._offset_s + self._slope * (device_s - self._slope_from_s)))

    def host_of(self, device_s: float) -> float:
        return device_s + (self._offset_s + self._slope * (device_s - self._slope_from_s))

    def _hold(self, delay_s: float, arrival_s: float) -> None:
        if self._first_arrival_s is None:
            self._first_arrival_s = arrival_s
        self._held_delay_s = min(self._held_delay_s, delay_s)
        if arrival_s - self._first_arrival_s >= self._params.hold_s:
            self._set_anew(self._held_delay_s, arrival_s - delay_s, arrival_s)

    def _set_anew(self, offset_s: float, device_s: float, arrival_s: float) -> None:
        self._set = True
        self._offset_s, self._slope, self._slope_from_s = offset_s, 0.0, device_s
        self._least.clear()
        self._early_end_s = arrival_s + self._params.early_s
        self._stretch_end_s = arrival_s + self._params.early_stretch_s
        self._stretch_least_s = float("inf")

    def _follow(self, device_s: float, arrival_s: float) -> None:
        """At the end of a stretch: lean towards the fastest packets of late, without a step."""
        params = self._params
        self._offset_s += self._slope * (device_s - self._slope_from_s)
        self._slope_from_s = device_s
        self._least.append(self._stretch_least_s)
        early = arrival_s < self._early_end_s
        stretch_s = params.early_stretch_s if early else params.stretch_s
        error_s = min(self._least) - self._offset_s
        most = params.early_slew_max if early and abs(error_s) > params.early_min_s else params.slew_max
        self._slope = max(-most, min(most, error_s / stretch_s))
        self._stretch_end_s = arrival_s + stretch_s
        self._stretch_least_s = float("inf")
