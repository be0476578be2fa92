"""The one thread that Bluetooth lives in, with a face for every other thread.

    with RadioThread() as radio:
        for found in radio.scan(5.0):                   # everything in range, strongest first
            ...
        packets = queue.SimpleQueue()
        sensors = radio.start([SensorWish("WT901")], packets.put)   # searches, then returns; links live on
        ...                                             # packets: `Packet` and `LinkStatus`, as they come
        radio.stop_links()                              # sensors stopped and disconnected, each link GONE

`start` looks for the sensors and returns them in the order asked, each with the address that its packets carry as
`sensor_id`, and the driver that decodes them; it raises NotFoundError for one that is not there or not the only one
that fits, SetupError for one that cannot be used, RadioError where Bluetooth itself cannot be used. From then on nothing raises: each
link says what becomes of it by a `LinkStatus`, and goes on trying until it is stopped.
For each connection the sink gets one packet on the channel "setup", then the data, stamped at arrival on the host
clock. The sink is called in the radio's thread: it must be quick and must not raise.

Other network clients can live in the same loop: `run` and `spawn`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Final, Self, TypeAlias, TypeVar

from sensor.ble.found import Found, SensorWish
from sensor.ble.host_clock import HostClock
from sensor.ble.params import LINK, LinkParams
from sensor.ble.status import LinkStatus
from sensor.drivers.settings import Wanted
from sensor.packets import Packet

Sink: TypeAlias = Callable[[Packet | LinkStatus], None]
T = TypeVar("T")
DEFAULT_WANTED: Final = Wanted()


class RadioThread:
    """All of Bluetooth, in a thread of its own. Methods block the caller, never the thread; any thread may call them."""

    def __init__(self, clock: HostClock | None = None, params: LinkParams = LINK) -> None:
        self.clock = clock if clock is not None else HostClock()

    def __enter__(self) -> Self:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError

    def scan(self, timeout_s: float, *, batteries: bool = False) -> list[Found]:
        """Everything in range, strongest first. batteries: then connect to each usable sensor to read its battery.

        Raises RadioError.
        """
        raise NotImplementedError

    def start(self, wishes: Sequence[SensorWish], sink: Sink, *, wanted: Wanted = DEFAULT_WANTED) -> list[Found]:
        """Search, then keep a link to each. Raises NotFoundError, SetupError, RadioError."""
        raise NotImplementedError

    def stop_links(self) -> None:
        """Stop and disconnect every sensor; returns when all are gone, within a few seconds."""
        raise NotImplementedError

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the loop and wait for what it returns or raises."""
        raise NotImplementedError

    def spawn(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine in the loop; the future is cancelled when the thread ends."""
        raise NotImplementedError
