"""All of Bluetooth within one loop: scans, links, batteries. `thread.py` gives it to other threads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bleak import BleakClient

from sensor.ble.choose import choose, fitting, settled
from sensor.ble.conversation import Conversation
from sensor.ble.found import DEFAULT_WANTED, Found, SensorWish
from sensor.ble.host_clock import HostClock
from sensor.ble.link import Link, Sink, disconnected
from sensor.ble.params import LinkParams
from sensor.ble.recognise import handled_drivers
from sensor.ble.scan import all_found
from sensor.ble.seeker import Seeker
from sensor.ble.trouble import asked
from sensor.ble.waiting import GRACE_S, within
from sensor.drivers.base import Driver
from sensor.drivers.handling import Handling, battery_level
from sensor.drivers.registry import driver
from sensor.drivers.settings import UNKNOWN_SETTINGS, Wanted
from sensor.errors import SensorError, SetupError


class Radio:
    """Everything is to be called from the loop that it was made in."""

    def __init__(self, clock: HostClock, params: LinkParams, drivers: Sequence[Driver] | None = None) -> None:
        self._clock = clock
        self._params = params
        self._drivers = tuple(drivers) if drivers is not None else handled_drivers()
        self._seeker = Seeker()
        self._links: dict[Link, asyncio.Task[None]] = {}

    async def scan(self, timeout_s: float, *, batteries: bool = False) -> list[Found]:
        """Everything in range, strongest first. Raises RadioError."""
        sightings = await self._seeker.scan(timeout_s)
        found = all_found(sightings.values(), self._drivers)
        if not batteries:
            return found
        return [await self._with_battery(f) if f.driver is not None else f for f in found]

    async def start(self, wishes: Sequence[SensorWish], sink: Sink, wanted: Wanted) -> list[Found]:
        """Search, then a link for each. Raises NotFoundError, SetupError, RadioError."""
        found = await self._searched(wishes)
        chosen = [self._usable(w, f) for w, f in zip(wishes, choose(wishes, found), strict=True)]
        lately = self._seeker.lately(self._params.fresh_s)
        for wish, (sensor, its_driver) in zip(wishes, chosen, strict=True):
            link = Link(
                sensor,
                its_driver,
                wish.wanted or wanted,
                sink,
                seeker=self._seeker,
                clock=self._clock,
                params=self._params,
                seen=lately.get(sensor.address.upper()),
            )
            self._links[link] = asyncio.create_task(link.run())
        return [sensor for sensor, _ in chosen]

    async def _searched(self, wishes: Sequence[SensorWish]) -> list[Found]:
        """Devices among which those asked for are, if they are in range at all."""
        sure_s = min(self._params.sure_s, self._params.search_s)
        found = self._lately()
        if settled(wishes, found):
            return found
        await self._seeker.scan(sure_s, frozenset(wish.name_or_address.strip().upper() for wish in wishes))
        found = self._lately()
        if all(fitting(wish.name_or_address, found) for wish in wishes):
            return found
        await self._seeker.scan(self._params.search_s - sure_s)
        return self._lately()

    def _lately(self) -> list[Found]:
        return all_found(self._seeker.lately(self._params.fresh_s).values(), self._drivers)

    async def stop_links(self) -> None:
        """Stop all links, all at once. Raises what a link died of, which is a fault of this program."""
        links, self._links = self._links, {}
        for link in links:
            link.stop()
        ended = await asyncio.gather(*links.values(), return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error

    async def stop_link(self, address: str) -> None:
        """Stop the links to one sensor. Raises what a link died of, which is a fault of this program."""
        links = {link: task for link, task in self._links.items() if link.found.address == address}
        for link in links:
            link.stop()
        for link, task in links.items():
            await asyncio.wait([task])
            # Only now: meanwhile the sensor cannot be used by another link.
            self._links.pop(link, None)
            task.result()

    async def _with_battery(self, found: Found) -> Found:
        """With the battery's charge where it can be read: a short connection, unless the sensor is in use."""
        link = next((link for link in self._links if link.found.address == found.address), None)
        if link is not None:
            return replace(found, battery=link.status.battery)
        sighting = self._seeker.lately(self._params.fresh_s).get(found.address.upper())
        handling = next((d.handling for d in self._drivers if d.name == found.driver), None)
        if found.connected or sighting is None or handling is None:
            return found
        client = BleakClient(sighting.device, timeout=self._params.connect_s)
        talk = Conversation(client, self._clock, _unheard, found.title, self._params.step_s)
        try:
            async with self._seeker.turn:
                await asked(client.connect(), self._params.connect_s + GRACE_S, found.title)
            battery = await within(_charge(talk, handling), self._params.battery_s)
        except (SensorError, TimeoutError):
            return found
        finally:
            await disconnected(client, self._params.disconnect_s, found.title)
        return replace(found, battery=battery)

    def _usable(self, wish: SensorWish, found: Found) -> tuple[Found, Driver]:
        if any(link.found.address == found.address and not task.done() for link, task in self._links.items()):
            raise SetupError(f"{found.title} is in use already", "Stop its recording first.")
        name = wish.driver or found.driver
        if name is None:
            raise SetupError(f"{found.title}: {found.label}, {found.unusable}", "Use one of the supported sensors.")
        known = next((d for d in self._drivers if d.name == name), None)
        return replace(found, driver=name), known if known is not None else driver(name)


async def _charge(talk: Conversation, handling: Handling) -> float | None:
    """By the standard service; else as the sensor has it, whose answers come where its data comes."""
    standard = await talk.hold(battery_level(UNKNOWN_SETTINGS))
    if standard is not None:
        return standard
    await talk.begin_only(handling.set_up(DEFAULT_WANTED))
    return await talk.hold(handling.battery(UNKNOWN_SETTINGS))


def _unheard(channel: str, at_ns: int, payload: bytes) -> None:  # noqa: ARG001 (whoever asks hears for himself)
    return
