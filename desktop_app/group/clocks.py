"""The difference of two laptops' clocks, by asking to and fro as NTP does (RFC 5905, section 8).

A question leaves at t0 by our clock, comes at t1 and is answered at t2 by theirs, and the answer comes at t3 by ours:
theirs is ahead by ((t1 - t0) + (t2 - t3)) / 2, wrong by at most half of what the way took, (t3 - t0) - (t2 - t1). Of
the last answers the one that was quickest on its way is believed.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

LAST: Final = 8
"""So many answers are looked at: a clock may drift meanwhile by less than the way takes."""
ASKED_MOST: Final = 8
SLOWEST_S: Final = 10.0
"""A later answer tells nothing."""


@dataclass(frozen=True, slots=True)
class Offset:
    """Their clock against ours: add it to our time to get theirs. error_s: at most so wrong."""

    offset_s: float
    error_s: float


class ClockWatch:
    """The offset of one station. Times are of this laptop's clock unless they are called theirs."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, float] = OrderedDict()
        self._found: deque[Offset] = deque(maxlen=LAST)

    def asked(self, question: str, now_s: float) -> None:
        """A question leaves."""
        self._asked[question] = now_s
        while len(self._asked) > ASKED_MOST:
            self._asked.popitem(last=False)

    def answered(self, question: str, came_theirs_s: float, sent_theirs_s: float, now_s: float) -> bool:
        """Its answer is here; False for one that makes no sense."""
        asked_s = self._asked.pop(question, None)
        if asked_s is None:
            return False
        way_s = (now_s - asked_s) - (sent_theirs_s - came_theirs_s)
        if sent_theirs_s < came_theirs_s or not 0.0 <= way_s <= SLOWEST_S:
            return False
        offset_s = ((came_theirs_s - asked_s) + (sent_theirs_s - now_s)) / 2.0
        self._found.append(Offset(offset_s, way_s / 2.0))
        return True

    def forget(self) -> None:
        """It may be another clock from now on."""
        self._asked.clear()
        self._found.clear()

    @property
    def count(self) -> int:
        return len(self._found)

    @property
    def offset(self) -> Offset | None:
        """None before the first answer."""
        return min(self._found, key=lambda one: one.error_s, default=None)
