"""A process that is `org.bluez` on a private bus: one adapter and the devices of a world file.

Run as `python -m tests.rig.bluez WORLD.json` with DBUS_SYSTEM_BUS_ADDRESS set; it prints `ready` and serves until it
is told to stop. It shows what bleak 3 asks of BlueZ; the semantics are those of the BlueZ sources of 2026.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from dbus_fast import BusType, Message, MessageType, NameFlag, RequestNameReply, Variant
from dbus_fast.aio import MessageBus

from tests.rig.control import serve_control
from tests.rig.devices import make
from tests.rig.devices.base import ATT_BAD_LENGTH, ATT_NOT_PERMITTED, AttError
from tests.rig.link import LinkDownError
from tests.rig.objects import (
    ADAPTER,
    CHARACTERISTIC,
    DEVICE,
    FAILED,
    PROPERTIES,
    UNKNOWN_OBJECT,
    BluezError,
    DeviceObject,
    Interfaces,
    Objects,
)
from tests.rig.operations import Operations
from tests.rig.writer import SteadyWriter, steady

OBJECT_MANAGER: Final = "org.freedesktop.DBus.ObjectManager"
HCI0: Final = "/org/bluez/hci0"
DENIED: Final = "org.freedesktop.DBus.Error.AccessDenied"
PR_SET_PDEATHSIG: Final = 1

Reply: TypeAlias = tuple[str, list[Any]] | None
"""Signature and body, None for an empty reply."""


class FakeBluez:
    """The service; faults are made of `power`, `remove_adapter`, `add_adapter` and the devices' own methods."""

    def __init__(self, world: dict[str, Any]) -> None:
        self.connect_delay_s = float(world.get("connect_delay_s", 0.03))
        self.resolve_delay_s = float(world.get("resolve_delay_s", 0.03))
        self.connect_timeout_s = float(world.get("connect_timeout_s", 2.0))
        self.advert_s = float(world.get("advert_s", 0.1))
        self.connecting = self.overlapping_connects = 0
        self.denied: str | None = None
        self.calls: dict[str, int] = {}
        self.devices: dict[str, DeviceObject] = {}
        self.done = asyncio.Event()
        self._adapter: dict[str, Variant] | None = None
        self._scanners: set[str] = set()
        self._filters: dict[str, dict[str, Variant]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._bus: MessageBus
        self.writer: SteadyWriter

    async def start(self, world: dict[str, Any]) -> None:
        """Come onto the bus with the adapter and the devices."""
        self._bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        self.writer = steady(self._bus)
        self._bus.add_message_handler(self._on_message)
        rule = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"
        daemon = "org.freedesktop.DBus"
        await self._bus.call(Message(daemon, "/org/freedesktop/DBus", daemon, "AddMatch", signature="s", body=[rule]))
        for near in world["devices"]:
            device = make(near["kind"], near["address"], near["options"])
            self.devices[device.address] = DeviceObject(self, HCI0, device)
        self.add_adapter()
        reply = await self._bus.request_name("org.bluez", NameFlag.DO_NOT_QUEUE)
        if reply is not RequestNameReply.PRIMARY_OWNER:
            raise SystemExit(f"org.bluez is taken: {reply}")
        self._spawn(self._advertise())
        self._spawn(self._end_with_bus())

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end_with_bus(self) -> None:
        with suppress(OSError, EOFError):  # the daemon was killed
            await self._bus.wait_for_disconnect()
        self.done.set()

    def stop(self) -> None:
        """Leave the bus as bluetoothd does when asked to end: links down, objects gone."""
        if self._bus.connected:
            for found in self.devices.values():
                found.link.drop()
            self.remove_adapter(silent=False)
        asyncio.get_running_loop().call_later(0.02, self.done.set)

    # Signals

    def _emit(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        if self._bus.connected:
            self._bus.send(Message.new_signal(path, interface, member, signature, body))

    def emit_added(self, objects: Objects) -> None:
        for path, interfaces in objects.items():
            self._emit("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])

    def emit_removed(self, path: str, interfaces: list[str]) -> None:
        self._emit("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [path, interfaces])

    def emit_changed(self, path: str, interface: str, changed: dict[str, Variant]) -> None:
        self._emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, changed, []])

    # The adapter

    def add_adapter(self) -> None:
        self._adapter = {
            "Address": Variant("s", "00:11:22:33:44:55"),
            "AddressType": Variant("s", "public"),
            "Name": Variant("s", "rig"),
            "Alias": Variant("s", "rig"),
            "Powered": Variant("b", True),
            "Discovering": Variant("b", False),
            "UUIDs": Variant("as", []),
            "Roles": Variant("as", ["central", "peripheral"]),
        }
        self.emit_added({HCI0: {ADAPTER: self._adapter}})

    def remove_adapter(self, *, silent: bool) -> None:
        """Pull it out. silent: links are not said to be down first."""
        for found in self.devices.values():
            found.remove(silent=silent)
        self._scanners.clear()
        if self._adapter is not None:
            self._adapter = None
            self.emit_removed(HCI0, [PROPERTIES, ADAPTER])

    def power(self, on: bool) -> None:
        if self._adapter is None:
            return
        if not on:
            for found in self.devices.values():
                found.link.drop()
            self._scanners.clear()
            self._show_discovering()
        self._adapter["Powered"] = Variant("b", on)
        self.emit_changed(HCI0, ADAPTER, {"Powered": Variant("b", on)})

    def powered(self, adapter: str) -> bool:
        return self._adapter is not None and bool(self._adapter["Powered"].value)

    def discovering(self, adapter: str) -> bool:
        return bool(self._scanners)

    def _show_discovering(self) -> None:
        on = Variant("b", bool(self._scanners))
        if self._adapter is not None and self._adapter["Discovering"] != on:
            self._adapter["Discovering"] = on
            self.emit_changed(HCI0, ADAPTER, {"Discovering": on})

    # Adverts

    async def _advertise(self) -> None:
        while True:
            await asyncio.sleep(self.advert_s)
            if self._scanners:
                for found in self.devices.values():
                    self._hear(found)

    def _hear(self, found: DeviceObject) -> None:
        device = found.device
        if found.link.up or not found.link.in_range or not self._wanted(set(device.advertised)):
            return
        device.rssi = min(-30, max(-90, device.rssi + random.choice((-1, 1))))
        if found.visible:
            changed = {"RSSI": Variant("n", device.rssi)}
            if device.manufacturer:
                changed["ManufacturerData"] = found.manufacturer_data()
            self.emit_changed(found.path, DEVICE, changed)
        else:
            found.visible = True
            self.emit_added({found.path: {DEVICE: found.properties()}})

    def _wanted(self, uuids: set[str]) -> bool:
        """BlueZ merges the filters of all programs: what passes one of them is reported."""
        filters = [{u.lower() for u in f["UUIDs"].value} if "UUIDs" in f else set() for f in self._filters.values()]
        return not filters or any(not wanted or wanted & uuids for wanted in filters)

    # Calls

    def _on_message(self, message: Message) -> Message | bool | None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.body
            if name.startswith(":") and not owner:
                self._client_gone(name)
        if message.message_type is not MessageType.METHOD_CALL or message.interface == "org.freedesktop.DBus.Peer":
            return None
        key = f"{(message.interface or '').rsplit('.', 1)[-1]}.{message.member}"
        self.calls[key] = self.calls.get(key, 0) + 1
        self._spawn(self._reply(message))
        return True

    async def _reply(self, message: Message) -> None:
        try:
            reply = await self._handle(message)
            answer = Message.new_method_return(message, *(reply or ()))
        except BluezError as error:
            answer = Message.new_error(message, error.name, error.text)
        except AttError as error:
            answer = _att_error(message, error.code)
        except LinkDownError:
            answer = Message.new_error(message, "org.bluez.Error.NotConnected", "Not Connected")
        if self._bus.connected:
            self._bus.send(answer)

    def _client_gone(self, name: str) -> None:
        self._filters.pop(name, None)
        if name in self._scanners:
            self._scanners.discard(name)
            self._show_discovering()
        for found in self.devices.values():
            found.client_gone(name)

    async def _handle(self, message: Message) -> Reply:
        interface, member, path = message.interface, str(message.member), str(message.path)
        if self.denied == "all" or (self.denied == "radio" and interface in {ADAPTER, DEVICE}):
            raise BluezError(DENIED, f'Rejected send message; type="method_call", member="{member}"')
        if interface == OBJECT_MANAGER and member == "GetManagedObjects":
            return "a{oa{sa{sv}}}", [self._objects()]
        if interface == PROPERTIES:
            return self._property(message)
        if interface == ADAPTER:
            return self._adapter_call(message)
        found = next((d for d in self.devices.values() if path.startswith(d.path) and d.visible), None)
        if found is None or self._adapter is None:
            raise BluezError(UNKNOWN_OBJECT, f'Method "{member}" on interface "{interface}" doesn\'t exist')
        found.may_fail(member)
        if interface == DEVICE and member in {"Connect", "Disconnect"}:
            await (found.connect() if member == "Connect" else found.disconnect())
            return None
        if interface == CHARACTERISTIC:
            return await _characteristic_call(found, message)
        raise BluezError("org.freedesktop.DBus.Error.UnknownMethod", f"{interface}.{member}")

    def _objects(self) -> Objects:
        found: Objects = {"/org/bluez": {"org.bluez.AgentManager1": {}}}
        if self._adapter is not None:
            found[HCI0] = {ADAPTER: self._adapter}
            for device in self.devices.values():
                if device.visible:
                    found |= device.objects()
        return found

    def _property(self, message: Message) -> Reply:
        interfaces: Interfaces = self._objects().get(str(message.path), {})
        name = message.body[0]
        if name not in interfaces:
            raise BluezError(UNKNOWN_OBJECT, str(message.path))
        if message.member == "GetAll":
            return "a{sv}", [interfaces[name]]
        if message.member == "Get" and message.body[1] in interfaces[name]:
            return "v", [interfaces[name][message.body[1]]]
        raise BluezError("org.freedesktop.DBus.Error.InvalidArgs", "No such property")

    def _adapter_call(self, message: Message) -> Reply:
        if self._adapter is None:
            raise BluezError(UNKNOWN_OBJECT, str(message.path))
        sender = str(message.sender)
        if message.member == "SetDiscoveryFilter":
            self._filters.pop(sender, None)
            if message.body[0]:
                self._filters[sender] = message.body[0]
            return None
        if not self.powered(HCI0):
            raise BluezError("org.bluez.Error.NotReady", "Resource Not Ready")
        if message.member == "StartDiscovery":
            if sender in self._scanners:
                raise BluezError("org.bluez.Error.InProgress", "Operation already in progress")
            self._scanners.add(sender)
        elif message.member == "StopDiscovery":
            if sender not in self._scanners:
                raise BluezError(FAILED, "No discovery started")
            self._scanners.discard(sender)
        elif message.member == "RemoveDevice":
            found = [d for d in self.devices.values() if d.path == message.body[0] and d.visible]
            if not found:
                raise BluezError("org.bluez.Error.DoesNotExist", "Does Not Exist")
            found[0].remove()
        else:
            raise BluezError("org.freedesktop.DBus.Error.UnknownMethod", str(message.member))
        self._show_discovering()
        return None


async def _characteristic_call(found: DeviceObject, message: Message) -> Reply:
    path, sender = str(message.path), str(message.sender)
    if message.member == "ReadValue":
        return "ay", [await found.read(path)]
    if message.member == "WriteValue":
        await found.write(path, bytes(message.body[0]), message.body[1])
    elif message.member == "StartNotify":
        await found.start_notify(path, sender)
    elif message.member == "StopNotify":
        await found.stop_notify(path, sender)
    else:  # AcquireNotify loses packets when the reader stalls: the project does not use it
        raise BluezError("org.bluez.Error.NotSupported", "Operation is not supported")
    return None


def _att_error(message: Message, code: int) -> Message:
    """As BlueZ words them."""
    if code == ATT_NOT_PERMITTED:
        verb = "Read" if message.member == "ReadValue" else "Write"
        return Message.new_error(message, "org.bluez.Error.NotPermitted", f"{verb} not permitted")
    if code == ATT_BAD_LENGTH:
        return Message.new_error(message, "org.bluez.Error.InvalidArguments", "Invalid Length")
    return Message.new_error(message, FAILED, f"Operation failed with ATT error: 0x{code:02x}")


async def serve(world: dict[str, Any], tell_ready: Callable[[], None]) -> None:
    """Be BlueZ until told to stop."""
    bluez = FakeBluez(world)
    await bluez.start(world)
    operations = Operations(bluez)
    for play in world.get("plays", ()):
        operations.run(play)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, bluez.stop)
    async with serve_control(Path(world["control"]), operations.run):
        tell_ready()
        await bluez.done.wait()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one has nothing to add, and the loop is closing


def main() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # never outlive the test
    world = json.loads(Path(sys.argv[1]).read_text())
    asyncio.run(serve(world, _tell_ready))


def _tell_ready() -> None:
    os.write(1, b"ready\n")


if __name__ == "__main__":
    main()
