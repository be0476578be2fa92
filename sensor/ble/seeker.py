"""Searching and connecting, for all sensors together: one scan serves all who search, and one connects at a time.

A controller that scans and connects at once does both badly, and some fail. A sensor is searched before it is
connected, so that one that is out of range costs the others a share of a scan, never a connection's time-out.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from bleak.backends.device import BLEDevice

from sensor.ble.scan import Seen, Sighting, held_already, listen
from sensor.ble.trouble import Trouble, trouble_error


@dataclass(slots=True)
class _Sought:
    """One search; left_s: seconds of listening left to it, whatever it waits for its turn."""

    address: str
    found: asyncio.Future[BLEDevice]
    left_s: float


class Seeker:
    """The adapter's one queue. `turn` is held while scanning or connecting."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._sought: list[_Sought] = []
        self._search: asyncio.Task[None] | None = None
        self._seen: dict[str, tuple[float, Sighting]] = {}

    async def scan(self, timeout_s: float, addresses: frozenset[str] | None = None) -> dict[str, Sighting]:
        """Everything in range and everything held already, by address in upper case.

        addresses: end early once all of these have been heard. Raises RadioError.
        """
        async with self.turn:
            seen = await listen(timeout_s, None if addresses is None else addresses.issubset)
            held = await held_already()
        return self._remembered({**held, **seen})

    def lately(self, within_s: float) -> dict[str, Sighting]:
        """What was seen no longer ago than within_s."""
        oldest_s = time.monotonic() - within_s
        return {key: sighting for key, (at_s, sighting) in self._seen.items() if at_s >= oldest_s}

    async def find(self, address: str, timeout_s: float) -> BLEDevice:
        """Search for one device, together with whoever else searches. Raises NotFoundError, RadioError."""
        sought = _Sought(address.upper(), asyncio.get_running_loop().create_future(), timeout_s)
        self._sought.append(sought)
        if self._search is None or self._search.done():
            self._search = asyncio.create_task(self._searching())
            self._search.add_done_callback(self._searched)
        try:
            return await sought.found
        finally:
            self._sought.remove(sought)
            if not self._sought and self._search is not None:
                self._search.cancel()
                self._search = None

    async def _searching(self) -> None:
        """Listen until nobody searches any more; the turn goes round between two scans."""
        while self._pending():
            await self._one_scan()

    def _searched(self, task: asyncio.Task[None]) -> None:
        """Whatever ended the search is told to those who search."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            for sought in self._pending():
                sought.found.set_exception(error)

    async def _one_scan(self) -> None:
        async with self.turn:
            begun_s = time.monotonic()
            seen = await listen(max((s.left_s for s in self._pending()), default=0.0), self._any_found)
            if not self._any_found(seen):
                seen = {**(await held_already()), **seen}
        listened_s = time.monotonic() - begun_s
        self._remembered(seen)
        for sought in self._pending():
            sought.left_s -= listened_s
            if sought.address in seen:
                sought.found.set_result(seen[sought.address].device)
            elif sought.left_s <= 0:
                sought.found.set_exception(trouble_error(Trouble.NOT_IN_RANGE, sought.address))

    def _pending(self) -> list[_Sought]:
        return [s for s in self._sought if not s.found.done()]

    def _any_found(self, seen: Seen) -> bool:
        return any(s.address in seen for s in self._pending())

    def _remembered(self, seen: dict[str, Sighting]) -> dict[str, Sighting]:
        at_s = time.monotonic()
        self._seen.update({key: (at_s, sighting) for key, sighting in seen.items()})
        return seen
