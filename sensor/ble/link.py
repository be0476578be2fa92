"""One sensor's life: searched, connected, set up, streaming, and all of it again whenever the connection breaks.

    SEARCHING -> CONNECTING -> SETTING_UP -> STREAMING <-> STALLED
        ^                                        |
        +------------- LOST (back-off) <---------+          GONE once stopped or given up

bleak's word that a sensor is connected is not trusted: where the Bluetooth service dies it says so for ever. What
counts is that data comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bleak import BleakClient
from bleak.backends.device import BLEDevice

from sensor.ble.conversation import Conversation
from sensor.ble.found import Found
from sensor.ble.host_clock import HostClock
from sensor.ble.params import LinkParams
from sensor.ble.scan import Sighting
from sensor.ble.seeker import Seeker
from sensor.ble.status import LinkState, LinkStatus
from sensor.ble.streaming import Streaming
from sensor.ble.trouble import Trouble, asked, trouble_error
from sensor.ble.waiting import GRACE_S, Ended, pause, unless, within
from sensor.drivers.base import Driver
from sensor.drivers.handling import Handling
from sensor.drivers.settings import SETUP_CHANNEL, Settings, Wanted, settings_to_payload
from sensor.errors import RadioError, SensorError, SetupError
from sensor.packets import Packet

Sink: TypeAlias = Callable[[Packet | LinkStatus], None]
"""Takes packets and states as they come; quick, and never raising."""


class Link:
    """One sensor, from `run` to `stop`. All of it happens in the loop that runs it; the sink is called there."""

    def __init__(
        self,
        found: Found,
        driver: Driver,
        wanted: Wanted,
        sink: Sink,
        *,
        seeker: Seeker,
        clock: HostClock,
        params: LinkParams,
        seen: Sighting | None = None,
    ) -> None:
        if driver.handling is None:
            raise SetupError(f"{found.title}: {driver.name} is no Bluetooth sensor", "Name another driver.")
        self.found = found
        self._driver = driver
        self._handling: Handling = driver.handling
        self._wanted = wanted
        self._sink = sink
        self._seeker = seeker
        self._clock = clock
        self._params = params
        self._seen = seen
        self._stop = asyncio.Event()
        self._streaming: Streaming | None = None
        self._backoff_s = params.backoff_first_s
        self._streamed_ns = clock.now_ns()
        self._streamed_ever = False
        self._refusals = 0
        self.status = LinkStatus(
            found.address,
            LinkState.SEARCHING,
            clock.now_ns(),
            "",
            name=found.name,
            driver=driver.name,
            rssi_dbm=found.rssi_dbm,
        )

    def stop(self) -> None:
        """Have `run` end, with the sensor stopped and disconnected."""
        self._stop.set()

    async def run(self) -> None:
        """Live until stopped or given up. Raises nothing of Bluetooth's: the states say it."""
        text = "ended by a fault of this program"
        try:
            while True:
                try:
                    await self._connection()
                except SensorError as error:
                    await self._lost(error)
        except Ended:
            text = "stopped"
        except asyncio.CancelledError:
            text = "stopped"
            raise
        except _GivenUp as end:
            text = end.text
        finally:
            self._say(LinkState.GONE, text)

    # One connection

    async def _connection(self) -> None:
        """Search, connect, set up, stream. Ends by Ended once stopped, and by a SensorError otherwise."""
        device = await self._searched()
        broke = asyncio.Event()
        client = BleakClient(device, lambda _: broke.set(), timeout=self._params.connect_s)
        talk = Conversation(client, self._clock, self._heard, self.found.title, self._params.step_s)
        try:
            await unless(self._connected(client), self._stop)
            settings = await self._set_up(talk, broke)
            await self._stream(talk, settings, broke)
        finally:
            self._streaming = None
            await disconnected(client, self._params.disconnect_s, self.found.title)

    async def _searched(self) -> BLEDevice:
        seen, self._seen = self._seen, None
        if seen is not None:
            return seen.device
        self._say(LinkState.SEARCHING, "searching")
        return await unless(self._seeker.find(self.found.address, self._params.find_s), self._stop)

    async def _connected(self, client: BleakClient) -> None:
        if self._seeker.turn.locked():
            self._say(LinkState.CONNECTING, "waiting for its turn to connect")
        async with self._seeker.turn:
            self._say(LinkState.CONNECTING, "connecting")
            await asked(client.connect(), self._params.connect_s + GRACE_S, self.found.title)

    async def _set_up(self, talk: Conversation, broke: asyncio.Event) -> Settings:
        self._say(LinkState.SETTING_UP, "setting up")

        async def held() -> Settings:
            return await within(talk.hold(self._handling.set_up(self._wanted)), self._params.set_up_s)

        try:
            return await unless(held(), self._stop, broke)
        except TimeoutError as error:
            raise trouble_error(Trouble.NO_ANSWER, self.found.title) from error
        except SetupError as error:
            if not broke.is_set():
                raise
            raise trouble_error(Trouble.BROKE, self.found.title) from error
        except Ended:
            if self._stop.is_set():
                raise
            raise trouble_error(Trouble.BROKE, self.found.title) from None

    async def _stream(self, talk: Conversation, settings: Settings, broke: asyncio.Event) -> None:
        self._wanted = replace(self._wanted, before=settings)
        decoder = self._driver.decoder(settings)
        streaming = Streaming(decoder, self._handling, settings, talk, self._clock, self._params)
        self._sink(Packet(self.found.address, SETUP_CHANNEL, self._clock.now_ns(), settings_to_payload(settings)))
        self._streaming = streaming
        self._streamed_ever = True
        self._refusals = 0
        begun_ns = self._clock.now_ns()
        try:
            await unless(streaming.watch(self._say), self._stop, broke)
        except Ended:
            if not self._stop.is_set():
                raise trouble_error(Trouble.BROKE, self.found.title) from None
            self._streaming = None
            await self._torn_down(talk, settings)
            raise
        finally:
            self._streamed_ns = self._clock.now_ns()
            if self._streamed_ns - begun_ns > self._params.steady_s * 1e9:
                self._backoff_s = self._params.backoff_first_s

    def _heard(self, channel: str, at_ns: int, payload: bytes) -> None:
        streaming = self._streaming
        if streaming is not None:
            packet = Packet(self.found.address, channel, at_ns, payload)
            self._sink(packet)
            streaming.heard(packet)

    # The end of a connection

    async def _torn_down(self, talk: Conversation, settings: Settings) -> None:
        try:
            await within(talk.hold(self._handling.tear_down(settings)), self._params.tear_down_s)
        except (SensorError, TimeoutError):
            return

    async def _lost(self, error: SensorError) -> None:
        """Say what went wrong, and wait before the next try. Raises Ended once stopped, or _GivenUp."""
        if isinstance(error, RadioError):
            wait_s = self._params.radio_s
        else:
            wait_s = self._backoff_s
            self._backoff_s = min(wait_s * self._params.backoff_factor, self._params.backoff_max_s)
        if isinstance(error, SetupError) and not self._streamed_ever:
            self._refusals += 1
            if self._refusals >= self._params.set_up_tries:
                raise _GivenUp(f"{error.message}. {error.advice}")
        silent_s = (self._clock.now_ns() - self._streamed_ns) * 1e-9
        if self._params.give_up_s is not None and silent_s + wait_s > self._params.give_up_s:
            raise _GivenUp(f"given up after {silent_s:.0f} s: {error.message}. {error.advice}")
        self._say(LinkState.LOST, f"{error.message}; trying again. {error.advice}")
        if await pause(wait_s, self._stop):
            raise Ended

    def _say(self, state: LinkState, text: str, rate_hz: float | None = None, battery: float | None = None) -> None:
        self.status = replace(
            self.status,
            state=state,
            at_ns=self._clock.now_ns(),
            text=text,
            rate_hz=rate_hz,
            battery=battery if battery is not None else self.status.battery,
        )
        self._sink(self.status)


class _GivenUp(Exception):  # noqa: N818 (not an error: the end of a life)
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


async def disconnected(client: BleakClient, timeout_s: float, subject: str) -> None:
    """Close a connection, also where bleak says that it is closed: only this frees what it holds of the system."""
    try:
        await asked(client.disconnect(), timeout_s, subject)
    except SensorError:
        return
