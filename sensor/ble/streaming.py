"""One connection while it streams: whether data comes, how many samples a second, and how full the battery is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from sensor.ble.conversation import Conversation
from sensor.ble.host_clock import HostClock
from sensor.ble.params import LinkParams
from sensor.ble.rate import RateCount
from sensor.ble.status import LinkState
from sensor.ble.waiting import put_down, within
from sensor.drivers.base import Decoder
from sensor.drivers.handling import Handling
from sensor.drivers.settings import Settings
from sensor.errors import GattError, SensorError
from sensor.packets import Packet

Report: TypeAlias = Callable[[LinkState, str, float | None, float | None], None]
"""Told of each change: state, text, samples a second, battery 0 to 1."""


class Streaming:
    """Watches one connection from the end of its set-up. `heard` is called for each packet, `watch` runs beside."""

    def __init__(
        self,
        decoder: Decoder,
        handling: Handling,
        settings: Settings,
        talk: Conversation,
        clock: HostClock,
        params: LinkParams,
    ) -> None:
        self._handling = handling
        self._settings = settings
        self._talk = talk
        self._clock = clock
        self._params = params
        now_ns = clock.now_ns()
        self._rate = RateCount(decoder, now_ns)
        self._last_ns = now_ns
        self._any = False
        self._rate_hz: float | None = None
        self._low_counts = 0
        self._battery: float | None = None
        self._battery_asked_ns: int | None = None
        self._asking: asyncio.Task[float | None] | None = None
        self._told: tuple[LinkState, str, float | None, float | None] | None = None

    def heard(self, packet: Packet) -> None:
        """A packet came."""
        self._any = True
        self._last_ns = packet.arrival_ns
        self._rate.take(packet)

    async def watch(self, report: Report) -> None:
        """Report every change. Ends only by GattError, once nothing came for too long."""
        try:
            while True:
                await asyncio.sleep(self._params.tick_s)
                now_ns = self._clock.now_ns()
                state = self._state(now_ns)
                self._count(now_ns)
                self._ask_battery(now_ns, state)
                rate_hz = self._rate_hz if state is LinkState.STREAMING else None
                told = (state, self._text(state), rate_hz, self._battery)
                if self._any and told != self._told:
                    self._told = told
                    report(*told)
        finally:
            if self._asking is not None:
                await put_down(self._asking)

    def _state(self, now_ns: int) -> LinkState:
        silent_s = (now_ns - self._last_ns) * 1e-9
        if silent_s > (self._params.lost_s if self._any else self._params.first_s):
            raise GattError(
                f"nothing came for {silent_s:.1f} s", "Bring the sensor nearer, and see that it is switched on."
            )
        return LinkState.STALLED if silent_s > self._params.stall_s else LinkState.STREAMING

    def _count(self, now_ns: int) -> None:
        if not self._rate.due(now_ns, self._params.count_s):
            return
        self._rate_hz = round(self._rate.count(now_ns), 1)
        wanted_hz = self._settings.rate_hz
        low = wanted_hz is not None and self._rate_hz < self._params.rate_min_share * wanted_hz
        self._low_counts = self._low_counts + 1 if low else 0

    def _ask_battery(self, now_ns: int, state: LinkState) -> None:
        """Ask when it is time, beside the watch, so that a slow answer hides no silence."""
        if self._asking is not None:
            if self._asking.done():
                self._battery = self._asking.result()
                self._asking = None
            return
        since_ns = self._battery_asked_ns
        due = since_ns is None or now_ns - since_ns >= self._params.battery_every_s * 1e9
        if due and self._any and state is LinkState.STREAMING:
            self._battery_asked_ns = now_ns
            self._asking = asyncio.create_task(self._asked_battery())

    async def _asked_battery(self) -> float | None:
        try:
            return await within(self._talk.hold(self._handling.battery(self._settings)), self._params.battery_s)
        except (SensorError, TimeoutError):
            return None

    def _text(self, state: LinkState) -> str:
        if state is LinkState.STALLED:
            return "connected, but nothing comes; bring the sensor nearer"
        if self._low_counts >= 2 and self._rate_hz is not None:
            return (
                f"only {self._rate_hz:.0f} of {self._settings.rate_hz:.0f} samples a second come; bring the sensor "
                "nearer, or use fewer sensors on this adapter"
            )
        return " ".join(("streaming.", *self._settings.warnings)).removesuffix(".")
