"""Speaking to the rig's devices with bleak alone, by hand: what the tests of the rig need, and no more."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import pytest
from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice

from tests.rig.devices import dot
from tests.rig.rig import Rig

needs_rig: Final = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="the rig needs Linux and dbus-daemon"
)
QUICK: Final = {"advert_s": 0.02, "connect_delay_s": 0.01, "resolve_delay_s": 0.01}
"""Timings of a rig whose tests need not wait for what is not their subject."""
SOON_S: Final = 5.0
"""Within this everything that is awaited has come; a rig that works needs a fraction of it."""


async def found(address: str) -> BLEDevice:
    device = await BleakScanner.find_device_by_address(address, timeout=SOON_S)
    assert device is not None
    return device


async def until(true: Callable[[], object], timeout_s: float = SOON_S) -> None:
    """Wait until something is true. Raises AssertionError where it does not become so."""
    gives_up_s = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < gives_up_s, "it did not happen"
        await asyncio.sleep(0.005)


class Talk:
    """One connection: what came on each characteristic, and whether it was lost."""

    def __init__(self, client: BleakClient) -> None:
        self.client = client
        self.came: dict[str, list[bytes]] = {}
        self.lost = False

    async def listen(self, *uuids: str) -> None:
        for uuid in uuids:
            came = self.came.setdefault(uuid, [])
            await self.client.start_notify(uuid, lambda _, data, came=came: came.append(bytes(data)))

    async def say(self, uuid: str, *commands: str, response: bool = False) -> None:
        """Write commands given in hex."""
        for command in commands:
            await self.client.write_gatt_char(uuid, bytes.fromhex(command), response=response)

    async def ask(self, uuid: str, command: str, on: str, begins: str, *, response: bool = False) -> bytes:
        """Write, and give the first notification from then on that holds these bytes."""
        came = self.came[on]
        seen = len(came)
        await self.say(uuid, command, response=response)
        wanted = bytes.fromhex(begins)
        await until(lambda: any(wanted in data for data in came[seen:]))
        return next(data for data in came[seen:] if wanted in data)

    async def gather(self, uuid: str, count: int) -> list[bytes]:
        """The next `count` notifications."""
        came = self.came[uuid]
        seen = len(came)
        await until(lambda: len(came) >= seen + count)
        return came[seen : seen + count]


@asynccontextmanager
async def talking(rig: Rig, address: str | None = None, timeout_s: float = SOON_S) -> AsyncIterator[Talk]:
    """Connected to a device of the rig, the first one unless said; disconnected afterwards."""
    device = await found(address or rig.addresses[0])
    talk: Talk

    def lost(_: BleakClient) -> None:
        talk.lost = True

    talk = Talk(BleakClient(device, disconnected_callback=lost, timeout=timeout_s))
    await talk.client.connect()
    try:
        yield talk
    finally:
        await talk.client.disconnect()  # after a loss as well: only this closes bleak's connection to the bus


async def started(talk: Talk) -> None:
    """Have a DOT measure."""
    await talk.listen(dot.MEDIUM)
    await talk.say(dot.CONTROL, "010115", response=True)
    await talk.gather(dot.MEDIUM, 1)


async def settled(rig: Rig, address: str) -> dict[str, int]:
    """The tally of the run, once the link is held still and all that was sent has come."""
    await rig.ask("stall", address=address, seconds=60.0)
    await asyncio.sleep(0.05)
    tally: dict[str, int] = (await rig.ask("sent", address=address))["run"]["imu"]
    balance(tally)
    return tally


def balance(tally: dict[str, int]) -> None:
    """Every sample that was taken is accounted for."""
    gone = sum(tally[name] for name in ("sent", "lost", "damaged", "discarded", "pending"))
    assert tally["taken"] == gone
    assert tally["pending"] >= 0
