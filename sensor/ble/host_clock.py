"""The host's clock for arrivals: wall time at its start, monotonic from there; no step of the wall clock shows."""

from __future__ import annotations

import time
from collections.abc import Callable


class HostClock:
    """Nanoseconds since 1970 that never step back. One for all sensors of a recording; safe in any thread.

    unix_ns is read once. monotonic_ns: `perf_counter_ns`, since Windows' `monotonic_ns` ticks in steps of 16 ms.
    """

    def __init__(
        self, *, unix_ns: Callable[[], int] = time.time_ns, monotonic_ns: Callable[[], int] = time.perf_counter_ns
    ) -> None:
        self._monotonic_ns = monotonic_ns
        self._offset_ns = unix_ns() - monotonic_ns()

    def now_ns(self) -> int:
        """Host time, ns."""
        return self._offset_ns + self._monotonic_ns()
