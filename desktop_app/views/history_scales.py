"""Scales of the history's pictures: values to pixels, and round numbers and dates to write beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from desktop_app.views.words_history import MONTHS

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class Scale:
    """low and high are drawn at from_px and to_px."""

    low: float
    high: float
    from_px: float
    to_px: float

    def px(self, value: float) -> float:
        """Values beyond an end are drawn at it."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.from_px + min(max(share, 0.0), 1.0) * (self.to_px - self.from_px)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from low to high, at most so many."""
    if high <= low or most < 1:
        return []
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in _STEPS if step * power >= rough * (1.0 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def digits_of(values: Sequence[float]) -> int:
    """How many digits after the point ticks need to be told apart."""
    if len(values) < 2:
        return 1
    return max(0, -math.floor(math.log10(values[1] - values[0]) + 1e-9)) + _half(values)


def month_ticks(first_unix_s: float, last_unix_s: float, most: int, zone: tzinfo | None) -> list[tuple[float, str]]:
    """Beginnings of months with their names, at most so many; a January is named by its year."""
    begin, end = (datetime.fromtimestamp(at, UTC).astimezone(zone).date() for at in (first_unix_s, last_unix_s))
    count = (end.year - begin.year) * 12 + end.month - begin.month + 1
    step = next((step for step in MONTH_STEPS if count / step <= most), 12 * max(1, math.ceil(count / 12 / most)))
    found = []
    for k in range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month):
        at = datetime.combine(date(k // 12, k % 12 + 1, 1), time(), zone).timestamp()
        if k % step == 0 and first_unix_s <= at <= last_unix_s:
            found.append((at, str(k // 12) if k % 12 == 0 else MONTHS[k % 12][:3]))
    return found


def _half(values: Sequence[float]) -> int:
    """Steps of 2.5 need one digit more."""
    step = values[1] - values[0]
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return int(abs(step * 10**digits - round(step * 10**digits)) > 1e-6)
