"""Accelerations and turn rates, which come in packets of their own without time or counter, put into rows.

Both are sampled by one chip at the same moments (the BMI160's data sheet calls them strictly synchronised), so a row is
one moment. What no packet says is which moment. Three things are known of them:

- Both travel the same link in order, so delay is common: at the start the streams are laid side by side by when they
  came. Samples wait for the link's next turn, so this may be off by as much as the connection interval: nothing at
  7.5 ms, a sample at 15 ms, two or three at 30 ms and more (of 10 ms each). It stays so for the connection.
- They take turns. Twice the same in a row means that one of the other was lost, unless the turns soon come back by
  themselves (the other then comes as often in a row); where the bytes are the same too, it came twice. Rows wait
  until that is clear, and those of the lost packet are NaN, so that counting rows remains a clock.
- What both lost shows in neither; the rebuilding of the clock finds it by when the rest arrives.

Should the streams drift apart all the same, by more than a packet and a half over a second, they are laid anew.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from dsp.samples import FloatArray
from sensor.drivers.metamotion.codec import PACKED_SAMPLES, Part


@dataclass(frozen=True, slots=True)
class MergeParams:
    """All counts are packets.

    align_min: of each stream, before they are laid side by side: a third of a second at 100 Hz. turns_min: so many
    turns in a row end a doubt. waiting_s, waiting_max: rows are given whatever the doubt after so long, or so many
    packets: more than any link holds back, to come at once. watched: of each stream, for the long-term watch.
    pace_min, pace_max: share of their own pace within which packets must come to be laid side by side; after a stall
    they come all at once, and say nothing. late_max: as they take turns, neither is later by more than one packet and
    what the connection adds. apart_max: see above.
    """

    align_min: int = 10
    turns_min: int = 4
    waiting_s: float = 1.0
    waiting_max: int = 512
    watched: int = 32
    pace_min: float = 0.6
    pace_max: float = 1.4
    late_max: float = 2.0
    apart_max: float = 1.5


PARAMS: Final = MergeParams()
_LOST: Final = np.full((PACKED_SAMPLES, 3), np.nan)


@dataclass(frozen=True, slots=True)
class _Missed:
    """A turn left out: whose, its place among those of its samples that wait, and that of the other's packet which
    came in its stead with the same bytes as the one before (None where they differ).
    """

    part: Part
    at: int
    twin_at: int | None


class _Stream:
    """Samples that wait for a row, and when the last packets came, by the count of their samples."""

    def __init__(self, watched: int) -> None:
        self.waiting: list[FloatArray] = []
        self.payload = b""
        self.taken = 0
        self.ends: deque[int] = deque(maxlen=watched)
        self.arrivals_s: deque[float] = deque(maxlen=watched)

    def take(self, payload: bytes, samples: FloatArray, arrival_s: float) -> None:
        self.payload = payload
        self.waiting.extend(samples)
        self.taken += len(samples)
        self.ends.append(self.taken)
        self.arrivals_s.append(arrival_s)

    def lose(self, packets: int, at: int) -> None:
        """So many packets never came before the sample that waits at this place."""
        self.waiting[at:at] = [row for _ in range(packets) for row in _LOST]
        self.taken += packets * PACKED_SAMPLES

    def drop(self, at: int) -> None:
        """The packet that waits from this place on is no new one."""
        del self.waiting[at : at + PACKED_SAMPLES]
        self.taken -= PACKED_SAMPLES

    def forget(self) -> None:
        self.ends.clear()
        self.arrivals_s.clear()

    def late_s(self, period_s: float) -> FloatArray:
        return np.array(self.arrivals_s) - np.array(self.ends) * period_s

    def keeps_pace(self, period_s: float, params: MergeParams) -> bool:
        due_s = (self.ends[-1] - self.ends[0]) * period_s
        return params.pace_min * due_s <= self.arrivals_s[-1] - self.arrivals_s[0] <= params.pace_max * due_s


class Merge:
    """Packets of both streams in, rows out; what it holds is bounded.

    period_s: between samples, nominal. rows: (acceleration, rate) counts in order, taken and cleared by the caller.
    lost: samples filled with NaN so far.
    """

    def __init__(self, period_s: float, params: MergeParams = PARAMS) -> None:
        self.rows: list[tuple[FloatArray, FloatArray]] = []
        self.lost = 0
        self._period_s = period_s
        self._params = params
        self._begin()

    def _begin(self) -> None:
        self._streams = {part: _Stream(self._params.watched) for part in Part}
        self._aligned = False
        self._last: Part | None = None
        self._missed: list[_Missed] = []
        self._turns = 0  # since the last one left out
        self._run = self._run_before = 0  # packets of one stream in a row: the last one's, and the other's before
        self._held = 0  # packets since the beginning, or since the doubt began, and when that was
        self._since_s: float | None = None

    def take(self, part: Part, payload: bytes, samples: FloatArray, arrival_s: float) -> None:
        """One packet of three samples (3, 3), counts."""
        if part is self._last:
            self._miss(part, twice=payload == self._streams[part].payload)
        else:
            self._run, self._run_before = 0, self._run
        self._run += 1
        self._turns += 1
        self._held += 1
        self._last = part
        self._streams[part].take(payload, samples, arrival_s)
        self._since_s = arrival_s if self._since_s is None else self._since_s
        waited = arrival_s - self._since_s >= self._params.waiting_s or self._held >= self._params.waiting_max
        if not self._aligned:
            self._align(waited)
        elif self._missed and (waited or self._turns > self._params.turns_min):
            self._settle()
        elif self._turns % (2 * self._params.watched) == 0:
            self._watch()
        if self._aligned and not self._missed:
            self._give()

    def waited_s(self, part: Part, arrival_s: float) -> float:
        """How long the other stream's newest packet had waited when one of this part came: a turn, if all is well."""
        other = self._streams[Part.ACC if part is Part.GYRO else Part.GYRO]
        turn_s = arrival_s - other.arrivals_s[-1] if other.arrivals_s else 0.0
        return min(max(turn_s, 0.0), PACKED_SAMPLES * self._period_s)

    def _miss(self, came: Part, *, twice: bool) -> None:
        """A stream comes again, and it was the other's turn; twice: with the same bytes as before."""
        if not self._aligned:
            self._begin()
            return
        if not self._missed:
            self._held, self._since_s = 0, None
        left_out = Part.ACC if came is Part.GYRO else Part.GYRO
        if self._run < self._run_before and self._missed and self._missed[-1].part is came:
            self._missed.pop()
        else:
            at = {part: len(stream.waiting) for part, stream in self._streams.items()}
            self._missed.append(_Missed(left_out, at[left_out], at[came] if twice else None))
        self._turns = 0

    def _settle(self) -> None:
        """The turns are regular again: what was left out was lost, unless the other came twice."""
        for missed in reversed(self._missed):
            if missed.twin_at is None:
                self._lose(missed.part, 1, missed.at)
            else:
                self._streams[Part.ACC if missed.part is Part.GYRO else Part.GYRO].drop(missed.twin_at)
        self._missed.clear()
        for stream in self._streams.values():
            stream.forget()

    def _lose(self, part: Part, packets: int, at: int) -> None:
        self._streams[part].lose(packets, at)
        self.lost += packets * PACKED_SAMPLES

    def _align(self, waited: bool) -> None:
        """Lay the streams side by side as soon as enough came at their own pace."""
        streams = list(self._streams.values())
        if min(len(stream.ends) for stream in streams) < self._params.align_min:
            return
        in_pace = all(stream.keeps_pace(self._period_s, self._params) for stream in streams)
        if not in_pace and not waited:
            return
        most = int(self._params.late_max * PACKED_SAMPLES)
        late = max(-most, min(most, self._acc_late()))
        first, other = (Part.GYRO, Part.ACC) if late > 0 else (Part.ACC, Part.GYRO)
        del self._streams[first].waiting[: abs(late)]
        self._streams[other].taken += abs(late)
        self._aligned = True

    def _watch(self) -> None:
        """See whether the streams are still side by side."""
        if min(len(stream.ends) for stream in self._streams.values()) < self._params.watched:
            return
        apart = self._acc_late() / PACKED_SAMPLES
        if abs(apart) > self._params.waiting_max:
            self._begin()
        elif abs(apart) > self._params.apart_max:
            self._lose(Part.ACC if apart > 0 else Part.GYRO, round(abs(apart)), 0)
            for stream in self._streams.values():
                stream.forget()

    def _acc_late(self) -> int:
        """How many samples later than the gyroscope's packets the accelerometer's came, at the same count of them."""
        acc, gyro = self._streams[Part.ACC], self._streams[Part.GYRO]
        gyro_late_s = np.interp(list(acc.ends), list(gyro.ends), gyro.late_s(self._period_s))
        return round(float(np.median(acc.late_s(self._period_s) - gyro_late_s)) / self._period_s)

    def _give(self) -> None:
        acc, gyro = self._streams[Part.ACC].waiting, self._streams[Part.GYRO].waiting
        count = min(len(acc), len(gyro))
        self.rows.extend(zip(acc[:count], gyro[:count], strict=True))
        del acc[:count], gyro[:count]
