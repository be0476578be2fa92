"""Who needs a look comes forward, and nobody jumps about: places that stay, and an order that changes late.

    places = Places()                        # where each bar's tile is, for as long as it is there
    looking = Looking()
    places.of(tiles), looking.order(tiles, now_s)

No clock: times are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from desktop_app.group.tile import Reach, Tile
from desktop_app.session.snapshot import Mode, Traffic


class Urgency(IntEnum):
    """How soon somebody should look."""

    NONE = 0
    CAREFUL = 1
    GONE = 2
    """Nothing is heard from there: nobody knows how it goes."""
    STOP = 3
    PAIN = 4


@dataclass(frozen=True, slots=True)
class LookParams:
    """hold_s: whoever came forward stays so long after it is over, and is as urgent as ever: long enough to be read
    by somebody who looks up now and then. forget_s: the place of a bar that is gone is given to another after this.
    """

    hold_s: float = 8.0
    forget_s: float = 60.0


LOOKING: Final = LookParams()


@dataclass(slots=True)
class _Forward:
    since_s: float
    urgency: Urgency
    urgent_s: float
    """When it was last so urgent."""


def urgency(tile: Tile) -> Urgency:
    """Of one tile at one time. Where `look` says nothing, nobody needs to."""
    if tile.mode is Mode.PAIN:
        return Urgency.PAIN
    if tile.look is None:
        return Urgency.NONE
    if tile.reach in {Reach.STALE, Reach.LOST}:
        return Urgency.GONE
    return Urgency.STOP if tile.traffic is Traffic.STOP else Urgency.CAREFUL


class Looking:
    """The bars that somebody should look at, the most urgent first, and of equals the one that came first."""

    def __init__(self, params: LookParams = LOOKING) -> None:
        self._params = params
        self._forward: dict[str, _Forward] = {}

    def order(self, tiles: Sequence[Tile], now_s: float) -> tuple[str, ...]:
        """Keys of those that are forward now."""
        here = {tile.key: urgency(tile) for tile in tiles}
        for key, now in here.items():
            known = self._forward.get(key)
            if known is None:
                if now > Urgency.NONE:
                    self._forward[key] = _Forward(now_s, now, now_s)
            elif now >= known.urgency:
                known.urgency, known.urgent_s = now, now_s
            elif now_s - known.urgent_s >= self._params.hold_s:
                # It has been less urgent for long enough to be believed.
                known.urgency, known.urgent_s = now, now_s
        self._forward = {k: f for k, f in self._forward.items() if k in here and f.urgency > Urgency.NONE}
        return tuple(sorted(self._forward, key=lambda k: (-self._forward[k].urgency, self._forward[k].since_s)))


class Places:
    """A bar's number from 0, the lowest that is free when it comes; it keeps it, and is found there again."""

    def __init__(self, params: LookParams = LOOKING) -> None:
        self._params = params
        self._places: dict[str, int] = {}
        self._seen_s: dict[str, float] = {}

    def of(self, tiles: Sequence[Tile], now_s: float) -> Mapping[str, int]:
        """Place of each tile, by key."""
        for tile in tiles:
            self._seen_s[tile.key] = now_s
        gone = [key for key, seen_s in self._seen_s.items() if now_s - seen_s > self._params.forget_s]
        for key in gone:
            del self._seen_s[key], self._places[key]
        for tile in tiles:
            if tile.key not in self._places:
                taken = set(self._places.values())
                self._places[tile.key] = next(k for k in range(len(taken) + 1) if k not in taken)
        return MappingProxyType({tile.key: self._places[tile.key] for tile in tiles})
