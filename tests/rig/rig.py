"""The rig as tests and benchmarks use it: a private bus and the fake BlueZ for as long as a `with` lasts."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from tests.rig.bus import ENDS_WITHIN_S, PrivateBus, end, first_line
from tests.rig.control import ask

PROJECT: Final = Path(__file__).resolve().parents[2]
BUS_VARIABLE: Final = "DBUS_SYSTEM_BUS_ADDRESS"


@dataclass(frozen=True, slots=True)
class Near:
    """A device in range. kind: of `devices.KINDS`; address: given by the rig if None; options: those of its class."""

    kind: str
    address: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def near(kind: str, address: str | None = None, **options: Any) -> Near:
    """A device in range, its options as keywords: `near("witmotion", accepts_200=False)`."""
    return Near(kind, address, options)


class Rig:
    """A computer with one Bluetooth adapter and some devices around.

    While it is entered, programs of this process and its children that look for BlueZ find the fake one. Devices are
    kinds or `near(...)`; `addresses` are theirs, in order. timings: connect_delay_s, resolve_delay_s,
    connect_timeout_s, advert_s. On leaving it raises AssertionError if the fake had a fault of its own.

        with Rig("witmotion", near("polar", battery=12)) as rig:
            asyncio.run(...)
            rig.control("drop", address=rig.addresses[0])
    """

    def __init__(self, *devices: Near | str, **timings: float) -> None:
        nears = [near(device) if isinstance(device, str) else device for device in devices]
        self.addresses = [found.address or f"C0:FF:EE:00:00:{n:02X}" for n, found in enumerate(nears, 1)]
        self._world: dict[str, Any] = {
            **timings,
            "devices": [
                {"kind": found.kind, "address": address, "options": dict(found.options)}
                for found, address in zip(nears, self.addresses, strict=True)
            ],
        }
        self._plays: dict[str | None, dict[str, Any]] = {}
        self._folder: tempfile.TemporaryDirectory[str]
        self._place: Path
        self._before: str | None = None
        self.bus: PrivateBus
        self.bluez: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="rig")
        self._place = Path(self._folder.name)
        self.bus = PrivateBus(self._place)
        self._before = os.environ.get(BUS_VARIABLE)
        try:
            self.bus.__enter__()
            os.environ[BUS_VARIABLE] = self.bus.address
            self.start_bluez()
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        end(self.bluez)
        faults = self._log.read_text()
        self._clear()
        assert not faults, f"the fake BlueZ had faults of its own:\n{faults}"

    def _clear(self) -> None:
        self.bus.end()
        release_bleak()
        if self._before is None:
            os.environ.pop(BUS_VARIABLE, None)
        else:
            os.environ[BUS_VARIABLE] = self._before
        self._folder.cleanup()

    @property
    def _log(self) -> Path:
        return self._place / "bluez.log"

    # The service

    def start_bluez(self) -> None:
        """Start the service (again). Devices are as new, but what they play goes on where it would be by now."""
        world = self._place / "world.json"
        (self._place / "control").unlink(missing_ok=True)
        self._world |= {"control": str(self._place / "control"), "plays": list(self._plays.values())}
        world.write_text(json.dumps(self._world))
        with self._log.open("ab") as log:
            self.bluez = subprocess.Popen(
                [sys.executable, "-m", "tests.rig.bluez", str(world)],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        if first_line(self.bluez) != b"ready":
            end(self.bluez)
            raise RuntimeError(f"the fake BlueZ does not start:\n{self._log.read_text()}")

    def kill_bluez(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the service: at once, or with SIGTERM as a system does that stops it."""
        self.bluez.send_signal(how)
        self.bluez.wait(ENDS_WITHIN_S)

    # Control

    def control(self, op: str, **arguments: Any) -> Any:
        """Ask something of the fake; operations and their arguments are the methods of `operations.Operations`.

        It takes about a millisecond, so a test's event loop may wait for it. Raises RigError where it is refused.
        """
        answer = ask(self._place / "control", {"op": op, **arguments})
        if op == "play":
            self._plays[arguments.get("address")] = {"op": op, **arguments, "starts_s": answer["starts_s"]}
        return answer

    async def ask(self, op: str, **arguments: Any) -> Any:
        """`control` for those who must not hold up their event loop."""
        return await asyncio.to_thread(self.control, op, **arguments)


def release_bleak() -> None:
    """Close what bleak holds open for event loops that have ended; it does so itself only when a next one begins."""
    manager = sys.modules.get("bleak.backends.bluezdbus.manager")
    if manager is None:
        return
    for loop in [loop for loop in manager._global_instances if loop.is_closed()]:
        bus = manager._global_instances.pop(loop)._bus
        if bus is not None:
            with suppress(RuntimeError):  # it wakes a task of the closed loop, after the socket is released
                bus._finalize(None)
