"""The clock of a replay: real time, faster or slower, paused, or none at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from sensor.errors import ParameterError

RATE_MIN: Final = 0.25
RATE_MAX: Final = 8.0
"""Slower shows nothing more, faster than eight times nothing can be seen."""


class Clock(Protocol):
    """Time in a recording's own seconds."""

    def now(self) -> float:
        """The time that has come, s."""
        ...

    def sleep_until(self, time_s: float) -> bool:
        """Wait until that time has come; False where the clock was stopped before."""
        ...


class InstantClock:
    """A clock that jumps to whatever time is waited for: for tests and for analysis as if live."""

    def __init__(self, start_s: float = 0.0) -> None:
        self._now_s = start_s

    def now(self) -> float:
        return self._now_s

    def sleep_until(self, time_s: float) -> bool:
        self._now_s = max(self._now_s, time_s)
        return True


class RealClock:
    """Wall time at a rate from 0.25 to 8, with pause; any thread may steer it while another waits.

    start_s: the recording's time at which it starts, at once. monotonic: seconds that only grow.
    """

    def __init__(
        self, start_s: float = 0.0, *, rate: float = 1.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._from_s = start_s
        self._since_s = monotonic()
        self._rate = _checked(rate)
        self._paused = False
        self._stopped = False

    @property
    def rate(self) -> float:
        return self._rate

    @property
    def paused(self) -> bool:
        return self._paused

    def now(self) -> float:
        with self._changed:
            return self._now()

    def sleep_until(self, time_s: float) -> bool:
        with self._changed:
            while not self._stopped:
                left_s = time_s - self._now()
                if left_s <= 0:
                    return True
                self._changed.wait(None if self._paused else left_s / self._rate)
            return False

    def set_rate(self, rate: float) -> None:
        """Go on from now at another rate. Raises ParameterError outside 0.25 to 8."""
        self._change(rate=_checked(rate))

    def pause(self) -> None:
        self._change(paused=True)

    def resume(self) -> None:
        self._change(paused=False)

    def jump_to(self, time_s: float) -> None:
        """Set the time that has come."""
        self._change(now_s=time_s)

    def stop(self) -> None:
        """End every wait, now and later."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _now(self) -> float:
        if self._paused:
            return self._from_s
        return self._from_s + (self._monotonic() - self._since_s) * self._rate

    def _change(self, *, rate: float | None = None, paused: bool | None = None, now_s: float | None = None) -> None:
        with self._changed:
            self._from_s = self._now() if now_s is None else now_s
            self._since_s = self._monotonic()
            self._rate = self._rate if rate is None else rate
            self._paused = self._paused if paused is None else paused
            self._changed.notify_all()


def _checked(rate: float) -> float:
    if not RATE_MIN <= rate <= RATE_MAX:
        raise ParameterError(f"a replay at {rate:g} times", f"Choose a rate from {RATE_MIN:g} to {RATE_MAX:g}.")
    return rate
