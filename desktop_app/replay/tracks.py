"""Tracks of sets that were looked at, kept as long as there is room."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, TypeAlias

from dsp.errors import DspError
from dsp.track import Track

ROOM_BYTES: Final = 96 << 20
"""Some twenty sets of a minute at 200 Hz take 20 MB; sixteen sensors of an hour would take a gigabyte."""

SetKey: TypeAlias = tuple[int, int]
"""Sensor and set, indices from 0."""
Found: TypeAlias = Track | DspError


class Tracks:
    """The tracks used last, newest last; not for several threads at once."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._room_bytes = room_bytes
        self._kept: OrderedDict[SetKey, Found] = OrderedDict()
        self._bytes = 0

    def __contains__(self, key: SetKey) -> bool:
        return key in self._kept

    @property
    def full(self) -> bool:
        """Whether one more would cost another its place, as far as that can be told beforehand."""
        return self._bytes > 0.8 * self._room_bytes

    def get(self, key: SetKey) -> Found | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: SetKey, found: Found) -> None:
        """Keep one more; those not used for longest make room, but never this one."""
        self.drop(key)
        self._kept[key] = found
        self._bytes += _bytes_of(found)
        while self._bytes > self._room_bytes and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= _bytes_of(old)

    def drop(self, key: SetKey) -> None:
        old = self._kept.pop(key, None)
        self._bytes -= _bytes_of(old) if old is not None else 0

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0


def _bytes_of(found: Found) -> int:
    if isinstance(found, DspError):
        return 0
    arrays = (found.time_s, found.position_m, found.velocity_ms, found.roll_rad, found.tilt_rad, found.still)
    return sum(a.nbytes for a in arrays)
