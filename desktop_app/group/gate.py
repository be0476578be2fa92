"""Who may say how much: a bucket of messages and one of bytes for each station, and a count of all that is dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from desktop_app.group.messages import Message
from desktop_app.group.wire import Reason, RefusedError, addressed, read


@dataclass(frozen=True, slots=True)
class Rates:
    """For each station: messages and bytes a second in the long run, and so many at once. stations: so many at most.

    A station says what its bars do ten times a second, and some more; a session of sets comes at once, at 10 to 60 KB.
    """

    messages_hz: float = 40.0
    messages_at_once: float = 120.0
    bytes_hz: float = 500e3
    bytes_at_once: float = 4e6
    stations: int = 256


RATES: Final = Rates()


class Bucket:
    """Fills steadily up to `most`; what is taken out must be in it."""

    def __init__(self, per_s: float, most: float) -> None:
        self._per_s, self._most = per_s, most
        self._left, self._at_s = most, 0.0

    def take(self, amount: float, now_s: float) -> bool:
        self._left = min(self._most, self._left + self._per_s * max(now_s - self._at_s, 0.0))
        self._at_s = max(now_s, self._at_s)
        if amount > self._left:
            return False
        self._left -= amount
        return True


class Gate:
    """Lets through what is a message, and counts the rest. refused: by reason; by_station: by who is said to say it."""

    def __init__(self, rates: Rates = RATES) -> None:
        self._rates = rates
        self._messages: dict[str, Bucket] = {}
        self._bytes: dict[str, Bucket] = {}
        self.refused: Counter[Reason] = Counter()
        self.by_station: Counter[str] = Counter()

    def read(self, topic: str, payload: bytes, now_s: float) -> tuple[str, Message] | None:
        """Who is spoken of and what was said; None for what is dropped. Its rate is looked at before it is read."""
        try:
            station, kind = addressed(topic)
            self._pass(station, len(payload), now_s)
            return station, read(station, kind, payload)
        except RefusedError as error:
            self.refuse(error.reason, error.station)
            return None

    def refuse(self, reason: Reason, station: str | None) -> None:
        """Count what was dropped for a reason that is found elsewhere."""
        self.refused[reason] += 1
        if station is not None and station in self._messages:
            self.by_station[station] += 1

    def _pass(self, station: str, size: int, now_s: float) -> None:
        rates = self._rates
        if station not in self._messages:
            if len(self._messages) >= rates.stations:
                raise RefusedError(Reason.CROWD)
            self._messages[station] = Bucket(rates.messages_hz, rates.messages_at_once)
            self._bytes[station] = Bucket(rates.bytes_hz, rates.bytes_at_once)
        if not self._messages[station].take(1.0, now_s) or not self._bytes[station].take(float(size), now_s):
            raise RefusedError(Reason.RATE, station)
