"""The one thread that Bluetooth lives in, with a face for every other thread.

    with RadioThread() as radio:
        for found in radio.scan(5.0):                   # everything in range, strongest first
            ...
        packets = queue.SimpleQueue()
        sensors = radio.start([SensorWish("WT901")], packets.put)   # searches, then returns; links live on
        ...                                             # packets: `Packet` and `LinkStatus`, as they come
        radio.stop_links()                              # sensors stopped and disconnected, each link GONE

`start` looks for the sensors and returns them in the order asked, each with the address that its packets carry as
`sensor_id`, and the driver that decodes them. It raises NotFoundError for one that is not there or not the only one
that fits, SetupError for one that cannot be used, RadioError where Bluetooth itself cannot be used. From then on
nothing raises: each link says what becomes of it by a `LinkStatus`, and goes on trying until it is stopped.
For each connection the sink gets one packet on the channel "setup", then the data, stamped at arrival on the host
clock. The sink is called in the radio's thread: it must be quick and must not raise.

Other network clients can live in the same loop: `run` and `spawn`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future, wait
from types import TracebackType
from typing import Any, Self, TypeVar

from sensor.ble.found import DEFAULT_WANTED, Found, SensorWish
from sensor.ble.host_clock import HostClock
from sensor.ble.link import Sink
from sensor.ble.params import LINK, LinkParams
from sensor.ble.radio import Radio
from sensor.drivers.base import Driver
from sensor.drivers.settings import Wanted
from sensor.loop_thread import JOIN_S, LoopThread

T = TypeVar("T")


class RadioThread:
    """All of Bluetooth, in a thread of its own. Methods block who calls them, from any thread but this one.

    drivers: the kinds of sensors to know; all there are by default. A system's Bluetooth that hangs holds up nobody
    who ends: the thread is then left behind, and ends with the program.
    """

    def __init__(
        self, clock: HostClock | None = None, params: LinkParams = LINK, drivers: Sequence[Driver] | None = None
    ) -> None:
        self.clock = clock if clock is not None else HostClock()
        self._radio = Radio(self.clock, params, drivers)
        self._stop_s = params.stop_s
        self._hangs = False
        self._thread = LoopThread("rackside-radio", asyncio.new_event_loop())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._hangs:
                self.stop_links()
        finally:
            self._thread.close(0.0 if self._hangs else JOIN_S)

    def scan(self, timeout_s: float, *, batteries: bool = False) -> list[Found]:
        """Everything in range, strongest first. batteries: then connect to each usable sensor to read its battery.

        Raises RadioError.
        """
        return self.run(self._radio.scan(timeout_s, batteries=batteries))

    def start(self, wishes: Sequence[SensorWish], sink: Sink, *, wanted: Wanted = DEFAULT_WANTED) -> list[Found]:
        """Search, then keep a link to each. Raises NotFoundError, SetupError, RadioError."""
        return self.run(self._radio.start(wishes, sink, wanted))

    def stop_links(self) -> bool:
        """Stop and disconnect every sensor; returns when all are gone, within a few seconds.

        False where Bluetooth hangs, so that it is not known what became of them.
        """
        return self._stopped(self._radio.stop_links())

    def stop_link(self, address: str) -> bool:
        """Stop and disconnect one sensor; otherwise as `stop_links`."""
        return self._stopped(self._radio.stop_link(address))

    def _stopped(self, stopping: Coroutine[Any, Any, None]) -> bool:
        future = self.spawn(stopping)
        try:
            wait([future], self._stop_s)
            self._hangs = not future.done()
            if not self._hangs:
                future.result()
        finally:
            future.cancel()
        return not self._hangs

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the loop and wait for what it returns or raises; interrupted, it is cancelled."""
        future = self.spawn(work)
        try:
            return future.result()
        finally:
            future.cancel()

    def spawn(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine in the loop; the future is cancelled when the thread ends."""
        return self._thread.spawn(work)
