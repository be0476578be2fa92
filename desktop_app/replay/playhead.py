"""Where a replay is: play, pause, rate, jumps and loops, by a clock that is given. Pure but for that clock."""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable, Sequence
from typing import Final

from sensor.clock import RATE_MAX, RATE_MIN, RealClock

RATES: Final = (RATE_MIN, 0.5, 1.0, 2.0, 4.0, RATE_MAX)
"""What keys choose from, slowest first."""
GRACE_S: Final = 0.6
"""So long after a rep's begin, a step back still goes to the rep before it."""


class Playhead:
    """A position between two times, s. It stops at the end, or goes round a loop.

    A jump out of the loop ends the loop. monotonic: seconds that only grow.
    """

    def __init__(
        self, start_s: float = 0.0, end_s: float = 0.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.start_s = start_s
        self.end_s = max(start_s, end_s)
        self._loop: tuple[float, float] | None = None
        self._clock = RealClock(start_s, monotonic=monotonic)
        self._clock.pause()

    @property
    def playing(self) -> bool:
        return not self._clock.paused

    @property
    def rate(self) -> float:
        return self._clock.rate

    @property
    def loop(self) -> tuple[float, float] | None:
        return self._loop

    def position(self) -> float:
        """The time at which the replay is now; brings it round the loop, or to a stop at the end."""
        now_s = self._clock.now()
        if self._loop is not None and now_s >= self._loop[1]:
            first_s, last_s = self._loop
            now_s = first_s + (now_s - first_s) % (last_s - first_s)
            self._clock.jump_to(now_s)
        if now_s >= self.end_s:
            now_s = self.end_s
            self._clock.pause()
            self._clock.jump_to(now_s)
        return max(now_s, self.start_s)

    def set_span(self, start_s: float, end_s: float) -> None:
        """The recording reaches from here to there; the position stays where it is, or goes to the nearer end."""
        self.start_s, self.end_s = start_s, max(start_s, end_s)
        if self._loop is not None and not start_s <= self._loop[0] < self._loop[1] <= self.end_s:
            self._loop = None
        self.seek(self._clock.now())

    def play(self) -> None:
        """Go on; from the start again where the end was reached."""
        if self.position() >= self.end_s:
            self.seek(self.start_s)
        if self.end_s > self.start_s:
            self._clock.resume()

    def pause(self) -> None:
        self.position()
        self._clock.pause()

    def toggle(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def seek(self, time_s: float) -> None:
        """Go to a time, as far as the recording reaches."""
        at_s = min(max(time_s, self.start_s), self.end_s)
        if self._loop is not None and not self._loop[0] <= at_s < self._loop[1]:
            self._loop = None
        self._clock.jump_to(at_s)

    def step(self, by_s: float) -> None:
        """Go on or back by some seconds."""
        self.seek(self.position() + by_s)

    def set_rate(self, rate: float) -> None:
        """Raises ParameterError outside 0.25 to 8."""
        self.position()
        self._clock.set_rate(rate)

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Go round between two times from now on, from the first of them; None ends the loop where it is.

        A loop without length, or out of the recording, is none.
        """
        self._loop = None
        if loop is None:
            return
        first_s, last_s = max(loop[0], self.start_s), min(loop[1], self.end_s)
        if last_s > first_s:
            at_s = self.position()
            self._loop = (first_s, last_s)
            if not first_s <= at_s < last_s:
                self._clock.jump_to(first_s)


def next_start(starts_s: Sequence[float], at_s: float) -> float | None:
    """The first begin after a time; starts_s ascend."""
    k = bisect.bisect_right(starts_s, at_s + 1e-6)
    return starts_s[k] if k < len(starts_s) else None


def previous_start(starts_s: Sequence[float], at_s: float, grace_s: float = GRACE_S) -> float | None:
    """The begin of what goes on at a time; just after it, the one before."""
    k = bisect.bisect_right(starts_s, at_s - grace_s) - 1
    return starts_s[k] if k >= 0 else (starts_s[0] if starts_s and at_s > starts_s[0] else None)
