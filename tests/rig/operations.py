"""What a test may ask of the running rig, by name. Without an address an operation is for every device."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tests.rig.devices.base import BATTERY_LEVEL
from tests.rig.motion import Played, SlowSine
from tests.rig.objects import ABORTED, DeviceObject

if TYPE_CHECKING:
    from tests.rig.bluez import FakeBluez

TIMED_OUT = "Connection timed out"


class Operations:
    """Each public method is one operation; its keywords are the request's."""

    def __init__(self, bluez: FakeBluez) -> None:
        self._bluez = bluez

    def run(self, request: dict[str, Any]) -> Any:
        """Do what `op` names. Raises ValueError for an unknown operation, TypeError for unknown keywords."""
        arguments = dict(request)
        name = str(arguments.pop("op"))
        operation = getattr(self, name, None)
        if name.startswith("_") or name == "run" or operation is None:
            raise ValueError(f"no operation {name!r}")
        return operation(**arguments)

    def _some(self, address: str | None) -> Iterable[DeviceObject]:
        return [self._bluez.devices[address]] if address else list(self._bluez.devices.values())

    # The link

    def drop(self, address: str | None = None) -> None:
        """The device ends the link."""
        for found in self._some(address):
            found.link.drop()

    def out_of_range(self, address: str | None = None, timeout_s: float = 0.5) -> None:
        """Nothing passes; after the supervision timeout the link is down."""
        for found in self._some(address):
            found.link.leave_range(timeout_s)

    def in_range(self, address: str | None = None) -> None:
        for found in self._some(address):
            found.link.enter_range()

    def stall(self, address: str | None = None, *, seconds: float, keep: bool = True) -> None:
        """Connected, but nothing passes for so long; then all of it at once (keep), or it is lost."""
        for found in self._some(address):
            found.link.stall(seconds, keep)

    def mtu(self, address: str | None = None, *, mtu: int, overlong: Literal["cut", "split"] = "cut") -> None:
        """Another MTU; payloads that are longer are cut, or sent in pieces. Devices that look at it pack smaller."""
        for found in self._some(address):
            found.device.mtu = mtu
            found.link.faults.overlong = overlong
            found.renew_mtu()

    def lose(self, address: str | None = None, *, count: int = 1) -> None:
        """The next `count` notifications with samples vanish."""
        for found in self._some(address):
            found.link.faults.lose += count

    def duplicate(self, address: str | None = None, *, count: int = 1) -> None:
        for found in self._some(address):
            found.link.faults.duplicate += count

    def reorder(self, address: str | None = None, *, count: int = 1) -> None:
        """The next `count` notifications with samples each come after their successor."""
        for found in self._some(address):
            found.link.faults.reorder += count

    def truncate(self, address: str | None = None, *, count: int = 1, length: int | None = None) -> None:
        """The next `count` notifications with samples are cut to `length` bytes, or to half."""
        for found in self._some(address):
            found.link.faults.cut.extend([length] * count)

    # Connecting

    def refuse_connect(
        self, address: str | None = None, *, how: Literal["aborted", "timed_out"] = "timed_out", count: int = 1
    ) -> None:
        """The next `count` connects fail, with one text of BlueZ or the other."""
        text = ABORTED if how == "aborted" else TIMED_OUT
        for found in self._some(address):
            found.faults.refuse.extend([text] * count)

    def slow_connect(self, address: str | None = None, *, seconds: float) -> None:
        for found in self._some(address):
            found.faults.slow_s = seconds

    def never_resolve(self, address: str | None = None, *, on: bool = True) -> None:
        """The link comes up, its services are never discovered."""
        for found in self._some(address):
            found.faults.never_resolve = on

    def errors(self, address: str | None = None, *, member: str, errors: list[tuple[str, str]]) -> None:
        """The next calls of a D-Bus member fail with these names and texts."""
        for found in self._some(address):
            found.faults.errors[member] = deque((name, text) for name, text in errors)

    def remove(self, address: str | None = None, *, silent: bool = False) -> None:
        """BlueZ forgets the device; silent: without telling that it is disconnected."""
        for found in self._some(address):
            found.remove(silent=silent)

    def timing(self, **seconds: float) -> None:
        """Set connect_delay_s, resolve_delay_s, connect_timeout_s, advert_s."""
        for name, value in seconds.items():
            if name not in {"connect_delay_s", "resolve_delay_s", "connect_timeout_s", "advert_s"}:
                raise ValueError(f"no timing {name!r}")
            setattr(self._bluez, name, value)

    # The adapter and the service

    def power(self, *, on: bool) -> None:
        self._bluez.power(on)

    def remove_adapter(self, *, silent: bool = False) -> None:
        """Pull the adapter out; silent: its links are not said to be down first."""
        self._bluez.remove_adapter(silent=silent)

    def add_adapter(self) -> None:
        self._bluez.add_adapter()

    def deny(self, *, what: Literal["radio", "all"] | None = "radio") -> None:
        """Refuse calls for want of permission: those of adapter and devices, or all; None allows them again."""
        self._bluez.denied = what

    # The device

    def battery(self, address: str | None = None, *, percent: int) -> None:
        for found in self._some(address):
            found.device.battery = percent
            found.device.answer(BATTERY_LEVEL, bytes([percent]))

    def slow(self, address: str | None = None, *, factor: float) -> None:
        """Sample at so much of the rate that was set: 0.5 halves it."""
        for found in self._some(address):
            found.device.slowed = factor

    def device(self, address: str, what: str, **values: object) -> object:
        """What only this kind of device can do; see its class."""
        return self._bluez.devices[address].device.operate(what, values)

    def play(
        self, address: str | None = None, *, path: str, delay_s: float = 0.0, starts_s: float | None = None
    ) -> dict[str, Any]:
        """Feel the motion of an .npz file from now + delay_s, or a monotonic time, on; its first sample until then.

        Answers starts_s and ends_s (monotonic), and by address what was sent until now.
        """
        starts_s = time.monotonic() + delay_s if starts_s is None else starts_s
        played = Played(Path(path), starts_s)
        for found in self._some(address):
            found.device.motion = played
        sent = {found.device.address: found.link.tallies.as_json() for found in self._some(address)}
        return {"starts_s": starts_s, "ends_s": played.ends_s, "sent": sent}

    def rest(self, address: str | None = None) -> None:
        """Feel the slow sine again."""
        for found in self._some(address):
            found.device.motion = SlowSine()

    # Questions

    def sent(self, address: str) -> dict[str, Any]:
        """Tallies by stream: `total` since the device was made, `run` since its stream was last started."""
        return self._bluez.devices[address].link.tallies.as_json()

    def state(self, address: str) -> dict[str, Any]:
        """How the device stands."""
        found = self._bluez.devices[address]
        return {
            "connected": found.link.up,
            "resolved": found.resolved,
            "listened": sorted(found.device.listened),
            "streams": {name: stream.rate_hz for name, stream in found.device.streams.items()},
        }

    def written(self, address: str) -> list[tuple[str, str]]:
        """The last writes that reached the device: characteristic and hex."""
        return list(self._bluez.devices[address].device.written)

    def service(self) -> dict[str, Any]:
        """Of the fake itself: D-Bus calls by name, connects begun while another was under way, processor time."""
        return {
            "calls": self._bluez.calls,
            "overlapping_connects": self._bluez.overlapping_connects,
            "socket_waits": self._bluez.writer.waits,
            "cpu_s": time.process_time(),
        }
