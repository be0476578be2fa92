"""How a device of the rig looks on D-Bus: Device1 and its GATT objects, connecting and resolving as BlueZ does."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from dbus_fast import Variant

from tests.rig.devices.base import Characteristic, Personality, uuid16
from tests.rig.link import Link

PROPERTIES: Final = "org.freedesktop.DBus.Properties"
ADAPTER: Final = "org.bluez.Adapter1"
DEVICE: Final = "org.bluez.Device1"
SERVICE: Final = "org.bluez.GattService1"
CHARACTERISTIC: Final = "org.bluez.GattCharacteristic1"
DESCRIPTOR: Final = "org.bluez.GattDescriptor1"

UNKNOWN_OBJECT: Final = "org.freedesktop.DBus.Error.UnknownObject"
FAILED: Final = "org.bluez.Error.Failed"
ABORTED: Final = "le-connection-abort-by-local"
"""What BlueZ says of a connection that did not come about in time."""

Interfaces: TypeAlias = dict[str, dict[str, Variant]]
Objects: TypeAlias = dict[str, Interfaces]


class BluezError(Exception):
    """An error reply."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
        self.text = text


class World(Protocol):
    """What a device's object needs of the service."""

    connect_delay_s: float
    resolve_delay_s: float
    connect_timeout_s: float
    connecting: int
    overlapping_connects: int

    def powered(self, adapter: str) -> bool: ...
    def discovering(self, adapter: str) -> bool: ...
    def emit_added(self, objects: Objects) -> None: ...
    def emit_removed(self, path: str, interfaces: list[str]) -> None: ...
    def emit_changed(self, path: str, interface: str, changed: dict[str, Variant]) -> None: ...


@dataclass(slots=True)
class LinkFaults:
    """What is to go wrong around connecting.

    refuse: texts with which the next connects fail. errors: by member of Device1 or GattCharacteristic1, error name
    and text of the next calls. never_resolve: services stay undiscovered. slow_s: added to each connect.
    """

    refuse: deque[str] = field(default_factory=deque)
    errors: dict[str, deque[tuple[str, str]]] = field(default_factory=dict)
    never_resolve: bool = False
    slow_s: float = 0.0


@dataclass(slots=True)
class CharacteristicObject:
    path: str
    service: str
    spec: Characteristic
    value: bytes = b""
    listeners: set[str] = field(default_factory=set)

    @property
    def notifies(self) -> bool:
        return "notify" in self.spec.flags or "indicate" in self.spec.flags

    def properties(self, mtu: int) -> dict[str, Variant]:
        known = {
            "UUID": Variant("s", self.spec.uuid),
            "Service": Variant("o", self.service),
            "Value": Variant("ay", self.value),
            "Flags": Variant("as", list(self.spec.flags)),
            "MTU": Variant("q", mtu),
        }
        if self.notifies:
            known |= {"Notifying": Variant("b", bool(self.listeners)), "NotifyAcquired": Variant("b", False)}
        return known


class DeviceObject:
    """One device as BlueZ knows it.

    visible: found, so it is on the bus. exported: its GATT objects are, and stay so when the link goes.
    """

    def __init__(self, world: World, adapter: str, device: Personality) -> None:
        self.world = world
        self.adapter = adapter
        self.device = device
        self.path = f"{adapter}/dev_{device.address.replace(':', '_')}"
        self.link = Link(device, self._arrived, self._dropped)
        self.faults = LinkFaults()
        self.visible = self.resolved = self.exported = False
        self._connecting = self._silent = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.services: dict[str, str] = {}
        self.characteristics: dict[str, CharacteristicObject] = {}
        self._by_uuid: dict[str, CharacteristicObject] = {}
        self._build_table()

    def _build_table(self) -> None:
        handle = 0x0010
        for service in self.device.services():
            path = f"{self.path}/service{handle:04x}"
            self.services[path] = service.uuid
            for spec in service.characteristics:
                handle += 1
                found = CharacteristicObject(f"{path}/char{handle:04x}", path, spec)
                self.characteristics[found.path] = self._by_uuid[spec.uuid] = found
                handle += 2
            handle += 0x10

    # As objects

    def properties(self) -> dict[str, Variant]:
        address = self.device.address
        known = {
            "Address": Variant("s", address),
            "AddressType": Variant("s", "random"),
            "Alias": Variant("s", self.device.name or address.replace(":", "-")),
            "Adapter": Variant("o", self.adapter),
            "Connected": Variant("b", self.link.up),
            "ServicesResolved": Variant("b", self.resolved),
            "UUIDs": Variant("as", [*self.device.advertised, *self._resolved_services()]),
            **{name: Variant("b", False) for name in ("Paired", "Bonded", "Trusted", "Blocked", "LegacyPairing")},
        }
        if self.device.name is not None:
            known["Name"] = Variant("s", self.device.name)
        if self.device.manufacturer:
            known["ManufacturerData"] = self.manufacturer_data()
        if self.world.discovering(self.adapter):
            known["RSSI"] = Variant("n", self.device.rssi)
        return known

    def _resolved_services(self) -> list[str]:
        """What BlueZ adds to the advertised services once it has read the table: the two that every device has, too."""
        return [uuid16(0x1800), uuid16(0x1801), *self.services.values()] if self.exported else []

    def manufacturer_data(self) -> Variant:
        return Variant("a{qv}", {key: Variant("ay", value) for key, value in self.device.manufacturer.items()})

    def objects(self) -> Objects:
        found: Objects = {self.path: {DEVICE: self.properties()}}
        return found | (self.gatt_objects() if self.exported else {})

    def gatt_objects(self) -> Objects:
        found: Objects = {
            path: {
                SERVICE: {
                    "UUID": Variant("s", uuid),
                    "Primary": Variant("b", True),
                    "Device": Variant("o", self.path),
                    "Includes": Variant("ao", []),
                }
            }
            for path, uuid in self.services.items()
        }
        for path, characteristic in self.characteristics.items():
            found[path] = {CHARACTERISTIC: characteristic.properties(self.device.mtu)}
            if characteristic.notifies:
                found[f"{path}/desc{int(path[-4:], 16) + 1:04x}"] = {
                    DESCRIPTOR: {
                        "UUID": Variant("s", uuid16(0x2902)),
                        "Characteristic": Variant("o", path),
                        "Value": Variant("ay", b"\0\0"),
                    }
                }
        return found

    def may_fail(self, member: str) -> None:
        """Raise the error that a fault prescribes for this call, if any."""
        errors = self.faults.errors.get(member)
        if errors:
            raise BluezError(*errors.popleft())

    # Connecting

    async def connect(self) -> None:
        if self.link.up:
            return
        if not self.world.powered(self.adapter):
            raise BluezError(FAILED, "le-connection-unknown")
        if self._connecting:
            raise BluezError("org.bluez.Error.InProgress", "Operation already in progress")
        self._connecting = True
        self.world.overlapping_connects += self.world.connecting > 0
        self.world.connecting += 1
        try:
            await self._establish()
        finally:
            self._connecting = False
            self.world.connecting -= 1
        self.link.connect()
        self.world.emit_changed(self.path, DEVICE, {"Connected": Variant("b", True)})
        task = asyncio.get_running_loop().create_task(self._resolve())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _establish(self) -> None:
        """Wait until the device is heard, as long as the computer goes on calling it."""
        loop = asyncio.get_running_loop()
        gives_up_s = loop.time() + self.world.connect_timeout_s
        await asyncio.sleep(self.world.connect_delay_s + self.faults.slow_s)
        if self.faults.refuse:
            raise BluezError(FAILED, self.faults.refuse.popleft())
        while not self.link.in_range and self._connecting:
            if loop.time() > gives_up_s:
                raise BluezError(FAILED, ABORTED)
            await asyncio.sleep(0.02)
        if not (self._connecting and self.visible and self.world.powered(self.adapter)):
            raise BluezError(FAILED, "le-connection-canceled")

    async def _resolve(self) -> None:
        await asyncio.sleep(self.world.resolve_delay_s)
        if self.faults.never_resolve or not self.link.up:
            return
        if not self.exported:
            self.world.emit_added(self.gatt_objects())
        self.resolved = self.exported = True
        self.world.emit_changed(self.path, DEVICE, {"ServicesResolved": Variant("b", True)})

    async def disconnect(self) -> None:
        """The change of `Connected` goes out before the reply, in BlueZ's order."""
        if self._connecting:
            self._connecting = False
            return
        if not self.link.up:
            raise BluezError("org.bluez.Error.NotConnected", "Not Connected")
        await asyncio.sleep(self.world.connect_delay_s)
        self.link.drop()

    def _dropped(self) -> None:
        was_resolved, self.resolved = self.resolved, False
        for task in self._tasks:
            task.cancel()
        for characteristic in self.characteristics.values():
            characteristic.listeners.clear()
        if self._silent:
            return
        if was_resolved:
            self.world.emit_changed(self.path, DEVICE, {"ServicesResolved": Variant("b", False)})
        self.world.emit_changed(self.path, DEVICE, {"Connected": Variant("b", False)})

    def remove(self, *, silent: bool = False) -> None:
        """Forget the device. silent: without saying first that it is disconnected."""
        self._silent = silent
        self.link.drop()
        self._silent = False
        if not self.visible:
            return
        self.visible = False
        if self.exported:
            self.exported = False
            for path, interfaces in reversed(self.gatt_objects().items()):
                self.world.emit_removed(path, list(interfaces))
        self.world.emit_removed(self.path, [PROPERTIES, DEVICE])

    def renew_mtu(self) -> None:
        for path in self.characteristics:
            self.world.emit_changed(path, CHARACTERISTIC, {"MTU": Variant("q", self.device.mtu)})

    # Values

    def _arrived(self, uuid: str, payload: bytes) -> None:
        characteristic = self._by_uuid[uuid]
        characteristic.value = payload
        self.world.emit_changed(characteristic.path, CHARACTERISTIC, {"Value": Variant("ay", payload)})

    async def read(self, path: str) -> bytes:
        characteristic = self._characteristic(path, "read")
        characteristic.value = await self.link.ask(lambda: self.device.read(characteristic.spec.uuid))
        value = characteristic.value
        self.world.emit_changed(path, CHARACTERISTIC, {"Value": Variant("ay", value)})  # BlueZ does so as well
        return value

    async def write(self, path: str, data: bytes, options: dict[str, Any]) -> None:
        command = "type" in options and options["type"].value == "command"
        characteristic = self._characteristic(path, "write-without-response" if command else "write")
        written = self.link.ask(lambda: self.device.take(characteristic.spec.uuid, data))
        if not command:
            await written

    async def start_notify(self, path: str, sender: str) -> None:
        characteristic = self._characteristic(path, None)
        if not characteristic.notifies:
            raise BluezError("org.bluez.Error.NotSupported", "Operation is not supported")
        if sender in characteristic.listeners:
            return
        first = not characteristic.listeners
        characteristic.listeners.add(sender)
        if first:
            await self.link.ask(lambda: self._listen(characteristic, True))
            self.world.emit_changed(path, CHARACTERISTIC, {"Notifying": Variant("b", True)})

    async def stop_notify(self, path: str, sender: str) -> None:
        characteristic = self._characteristic(path, None)
        if sender not in characteristic.listeners:
            raise BluezError(FAILED, "No notify session started")
        self._unlisten(characteristic, sender)

    def client_gone(self, sender: str) -> None:
        """A program left the bus: what it listened to is ended, its link is not."""
        for characteristic in self.characteristics.values():
            if sender in characteristic.listeners:
                self._unlisten(characteristic, sender)

    def _unlisten(self, characteristic: CharacteristicObject, sender: str) -> None:
        characteristic.listeners.discard(sender)
        if not characteristic.listeners:
            self.link.ask(lambda: self._listen(characteristic, False))
            self.world.emit_changed(characteristic.path, CHARACTERISTIC, {"Notifying": Variant("b", False)})

    def _listen(self, characteristic: CharacteristicObject, on: bool) -> None:
        uuid = characteristic.spec.uuid
        (self.device.listened.add if on else self.device.listened.discard)(uuid)
        self.device.subscribed(uuid, on)

    def _characteristic(self, path: str, needs: str | None) -> CharacteristicObject:
        characteristic = self.characteristics.get(path)
        if characteristic is None or not self.link.up:
            raise BluezError("org.bluez.Error.NotConnected", "Not Connected")
        flags = characteristic.spec.flags
        if needs == "read" and "read" not in flags:
            raise BluezError("org.bluez.Error.NotPermitted", "Read not permitted")
        if needs is not None and needs != "read" and needs not in flags:
            raise BluezError("org.bluez.Error.NotPermitted", "Write not permitted")
        return characteristic
